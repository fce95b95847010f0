BEGIN
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
SELECT set_config('app.regions', coalesce((SELECT coalesce(string_agg(code, ','), '') FROM region WHERE sandbox), $1), true), set_config('app.institution', $2, true), set_config('app.everywhere', $3, true), set_config('transaction_read_only', $4, true), set_config('role', 'dip_app', true)
SET LOCAL statement_timeout = 30000
SELECT "region"."code", "region"."name", "region"."parent_code", "region"."sandbox", "region"."created_at" FROM "region" WHERE 1=1 ORDER BY "region"."code" ASC LIMIT $1 OFFSET $2
SELECT "catalogue"."region_code", "catalogue"."id", "catalogue"."version", "catalogue"."content_hash", "catalogue"."grouping_hash", "catalogue"."effective_from", "catalogue"."group_count", "catalogue"."priced", "catalogue"."note", "catalogue"."created_by_id", "catalogue"."created_by_name", "catalogue"."created_at" FROM "catalogue" WHERE "catalogue"."region_code" IN ($1,$2,$3,$4) ORDER BY "catalogue"."effective_from" ASC OFFSET $5
SELECT "region"."code", "region"."name", "region"."parent_code", "region"."sandbox", "region"."created_at" FROM "region" WHERE "region"."code" IN ($1) OFFSET $2
COMMIT
