BEGIN
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
SELECT set_config('app.regions', coalesce((SELECT coalesce(string_agg(code, ','), '') FROM region WHERE sandbox), $1), true), set_config('app.institution', $2, true), set_config('app.everywhere', $3, true), set_config('transaction_read_only', $4, true), set_config('role', 'dip_app', true)
SET LOCAL statement_timeout = 30000
SELECT "region"."code", "region"."name", "region"."parent_code", "region"."sandbox", "region"."created_at" FROM "region" WHERE ("region"."code" = $1 AND 1=1) LIMIT $2 OFFSET $3
SELECT "institution"."region_code", "institution"."code", "institution"."name", "institution"."created_at" FROM "institution" WHERE "institution"."region_code" = $1 ORDER BY "institution"."code" ASC LIMIT $2 OFFSET $3
SELECT "institution_profile"."region_code", "institution_profile"."institution_code", "institution_profile"."effective_from", "institution_profile"."seq", "institution_profile"."level", "institution_profile"."attributes", "institution_profile"."created_at" FROM "institution_profile" WHERE ("institution_profile"."effective_from" <= $1 AND "institution_profile"."region_code" IN ($2,$3,$4) AND "institution_profile"."institution_code" IN ($5,$6,$7)) ORDER BY "institution_profile"."effective_from" DESC, "institution_profile"."seq" DESC OFFSET $8
SELECT COUNT(*) AS "_count$_all" FROM (SELECT "institution"."region_code", "institution"."code" FROM "institution" WHERE "institution"."region_code" = $1 OFFSET $2) AS "sub"
SELECT "region"."code", "region"."name", "region"."parent_code", "region"."sandbox", "region"."created_at" FROM "region" WHERE "region"."code" IN ($1) OFFSET $2
COMMIT
