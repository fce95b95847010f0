-- Hashes speak of content (decision record 0009): a run's cases have one of their own, made of a digest a case that its shards keep until then.
ALTER TABLE "clearing_run" ADD COLUMN "cases_hash" TEXT;
ALTER TABLE "run_shard" ADD COLUMN "case_digests" BYTEA, ADD COLUMN "score_digests" BYTEA;
GRANT UPDATE (cases_hash) ON clearing_run TO dip_app;
GRANT UPDATE (case_digests, score_digests) ON run_shard TO dip_app;
