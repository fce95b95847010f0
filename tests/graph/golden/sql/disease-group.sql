BEGIN
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
SELECT set_config('app.regions', coalesce((SELECT coalesce(string_agg(code, ','), '') FROM region WHERE sandbox), $1), true), set_config('app.institution', $2, true), set_config('app.everywhere', $3, true), set_config('transaction_read_only', $4, true), set_config('role', 'dip_app', true)
SET LOCAL statement_timeout = 30000
SELECT "disease_group"."region_code", "disease_group"."catalogue_id", "disease_group"."code", "disease_group"."name", "disease_group"."kind"::text, "disease_group"."flags", "disease_group"."points", "disease_group"."mean_cost", "disease_group"."mean_days", "disease_group"."variation", "disease_group"."case_count", "disease_group"."drug_points", "disease_group"."consumable_points", "disease_group"."auxiliary", "disease_group"."match" FROM "disease_group" LEFT JOIN "catalogue" AS "j0" ON ("j0"."region_code","j0"."id") = ("disease_group"."region_code","disease_group"."catalogue_id") WHERE ("disease_group"."region_code" = $1 AND "disease_group"."code" = $2 AND ("j0"."version" = $3 AND ("j0"."region_code" IS NOT NULL AND "j0"."id" IS NOT NULL))) LIMIT $4 OFFSET $5
COMMIT
