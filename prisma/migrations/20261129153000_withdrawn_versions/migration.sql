-- 撤回 a published version is withdrawn before its first day: who did, when and why. Its number stays used; its first day is free again.
ALTER TABLE "ruleset_version" ADD COLUMN "withdrawn_at" TIMESTAMPTZ(3), ADD COLUMN "withdrawn_by_id" TEXT, ADD COLUMN "withdrawn_by_name" TEXT,
  ADD COLUMN "withdrawn_reason" TEXT;

-- From here on: what Prisma can't say.

-- First days are unique among the versions that stand.
DROP INDEX "ruleset_version_region_code_scheme_effective_from_key";
CREATE UNIQUE INDEX "ruleset_version_first_day" ON "ruleset_version"("region_code", "scheme", "effective_from") WHERE "status" <> 'WITHDRAWN';

ALTER TABLE ruleset_version ADD CONSTRAINT withdrawn_whole CHECK (
  CASE WHEN status = 'WITHDRAWN'
    THEN withdrawn_at > published_at AND withdrawn_by_id IS NOT NULL AND withdrawn_by_name IS NOT NULL AND withdrawn_reason IS NOT NULL
    ELSE withdrawn_at IS NULL AND withdrawn_by_id IS NULL AND withdrawn_by_name IS NULL AND withdrawn_reason IS NULL
  END
);

-- Read by whoever reads published versions: the signed roll of a region names the withdrawn ones, too.
CREATE POLICY withdrawn ON ruleset_version FOR SELECT USING (status = 'WITHDRAWN');
-- Nothing else of a published row ever changes, and a withdrawal is not taken back.
CREATE POLICY withdrawn_once ON ruleset_version AS RESTRICTIVE FOR UPDATE USING (status = 'PUBLISHED') WITH CHECK (status = 'WITHDRAWN');
GRANT UPDATE (status, withdrawn_at, withdrawn_by_id, withdrawn_by_name, withdrawn_reason) ON ruleset_version TO dip_app;
