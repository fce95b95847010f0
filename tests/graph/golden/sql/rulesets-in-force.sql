BEGIN
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
SELECT set_config('app.regions', coalesce((SELECT coalesce(string_agg(code, ','), '') FROM region WHERE sandbox), $1), true), set_config('app.institution', $2, true), set_config('app.everywhere', $3, true), set_config('transaction_read_only', $4, true), set_config('role', 'dip_app', true)
SET LOCAL statement_timeout = 30000
SELECT "region"."code", "region"."name", "region"."parent_code", "region"."sandbox", "region"."created_at" FROM "region" WHERE 1=1 ORDER BY "region"."code" ASC LIMIT $1 OFFSET $2
SELECT "ruleset_version"."region_code", "ruleset_version"."id", "ruleset_version"."version", "ruleset_version"."scheme"::text, "ruleset_version"."status"::text, "ruleset_version"."revision", "ruleset_version"."title", "ruleset_version"."content_hash", "ruleset_version"."effective_hash", "ruleset_version"."grouping_hash", "ruleset_version"."effective_from", "ruleset_version"."effective_to", "ruleset_version"."based_on_region", "ruleset_version"."based_on_id", "ruleset_version"."settlement_ready", "ruleset_version"."created_by_id", "ruleset_version"."created_by_name", "ruleset_version"."created_at", "ruleset_version"."published_at" FROM "ruleset_version" WHERE "ruleset_version"."region_code" IN ($1,$2,$3,$4) ORDER BY "ruleset_version"."scheme" ASC, "ruleset_version"."effective_from" ASC OFFSET $5
COMMIT
