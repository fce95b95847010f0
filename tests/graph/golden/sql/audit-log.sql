BEGIN
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
SELECT set_config('app.regions', coalesce((SELECT coalesce(string_agg(code, ','), '') FROM region WHERE sandbox), $1), true), set_config('app.institution', $2, true), set_config('app.everywhere', $3, true), set_config('transaction_read_only', $4, true), set_config('role', 'dip_app', true)
SET LOCAL statement_timeout = 30000
SELECT "audit_event"."region_code", "audit_event"."seq", "audit_event"."at", "audit_event"."actor_id", "audit_event"."actor_name", "audit_event"."action", "audit_event"."subject", "audit_event"."detail", "audit_event"."prev_hash", "audit_event"."hash", "audit_event"."key_id", "audit_event"."signature" FROM "audit_event" WHERE "audit_event"."region_code" = $1 ORDER BY "audit_event"."seq" DESC LIMIT $2 OFFSET $3
SELECT COUNT(*) AS "_count$_all" FROM (SELECT "audit_event"."region_code", "audit_event"."seq" FROM "audit_event" WHERE "audit_event"."region_code" = $1 OFFSET $2) AS "sub"
COMMIT
