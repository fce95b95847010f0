-- 分片: a part of a run's cases is blocks of the frozen year (decision 0072); those of earlier runs were ranges of rows, which nobody reads any more.
ALTER TABLE "run_shard" ADD COLUMN "blocks" JSONB, ALTER COLUMN "from_seq" DROP NOT NULL, ALTER COLUMN "to_seq" DROP NOT NULL;

-- A run that has not succeeded is scored anew from its beginning: its shards are ranges.
DELETE FROM "case_score" WHERE ("region_code", "run_no") IN (SELECT "region_code", "run_no" FROM "clearing_run" WHERE "status" <> 'SUCCEEDED');
DELETE FROM "run_exception" WHERE ("region_code", "run_no") IN (SELECT "region_code", "run_no" FROM "clearing_run" WHERE "status" <> 'SUCCEEDED');
DELETE FROM "run_shard" WHERE ("region_code", "run_no") IN (SELECT "region_code", "run_no" FROM "clearing_run" WHERE "status" <> 'SUCCEEDED');
