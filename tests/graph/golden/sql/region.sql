BEGIN
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
SELECT set_config('app.regions', coalesce((SELECT coalesce(string_agg(code, ','), '') FROM region WHERE sandbox), $1), true), set_config('app.institution', $2, true), set_config('app.everywhere', $3, true), set_config('transaction_read_only', $4, true), set_config('role', 'dip_app', true)
SET LOCAL statement_timeout = 30000
SELECT "region"."code", "region"."name", "region"."parent_code", "region"."sandbox", "region"."created_at" FROM "region" WHERE ("region"."code" = $1 AND 1=1) LIMIT $2 OFFSET $3
SELECT "region"."code", "region"."name", "region"."parent_code", "region"."sandbox", "region"."created_at" FROM "region" WHERE "region"."code" IN ($1) OFFSET $2
COMMIT
