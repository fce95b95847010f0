-- How many events of rules (drafts, versions, the rule of publication) a region's log holds, signed with its head: one that is deleted is missed before
-- anything is approved or published. Null: nobody has counted them yet (decision record 0062).
ALTER TABLE "audit_head" ADD COLUMN "rule_events" BIGINT;
GRANT UPDATE (rule_events) ON audit_head TO dip_app;
