-- CreateEnum
CREATE TYPE "clearing_stage" AS ENUM ('TRIAL', 'CALCULATED', 'CONFIRMED', 'PAID');

-- CreateEnum
CREATE TYPE "shard_state" AS ENUM ('TODO', 'BUSY', 'DONE');

-- CreateEnum
CREATE TYPE "point_value_kind" AS ENUM ('BUDGET', 'SETTLEMENT');

-- CreateTable
CREATE TABLE "clearing_run" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "run_no" INTEGER NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "status" "job_status" NOT NULL DEFAULT 'QUEUED',
    "phase" TEXT NOT NULL DEFAULT '',
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT,
    "stage" "clearing_stage" NOT NULL DEFAULT 'TRIAL',
    "input_hash" TEXT NOT NULL,
    "ruleset_ids" TEXT[],
    "catalogue_id" UUID NOT NULL,
    "idempotency_key" TEXT,
    "worker" TEXT,
    "token" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "cancel_requested" BOOLEAN NOT NULL DEFAULT false,
    "result_hash" TEXT,
    "budget_fen" BIGINT,
    "fund_fen" BIGINT,
    "cases" BIGINT,
    "total_points" DECIMAL(28,8),
    "point_value" TEXT,
    "point_value_fraction" TEXT,
    "payable_fen" BIGINT,
    "imbalance_fen" BIGINT,
    "distinct_situations" BIGINT,
    "re_judged" BIGINT,
    "exceptions" BIGINT,
    "waterfall" JSONB,
    "failure" JSONB,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "clearing_run_pkey" PRIMARY KEY ("region_code","id")
);

-- CreateTable
CREATE TABLE "run_snapshot" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "input_hash" TEXT NOT NULL,
    "snapshot_text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_snapshot_pkey" PRIMARY KEY ("region_code","run_no")
);

-- CreateTable
CREATE TABLE "run_shard" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "shard_no" INTEGER NOT NULL,
    "from_seq" BIGINT NOT NULL,
    "to_seq" BIGINT NOT NULL,
    "state" "shard_state" NOT NULL DEFAULT 'TODO',
    "token" INTEGER NOT NULL DEFAULT 0,
    "worker" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "rows" INTEGER,
    "hash" TEXT,
    "sums" JSONB,

    CONSTRAINT "run_shard_pkey" PRIMARY KEY ("region_code","run_no","shard_no")
);

-- CreateTable
CREATE TABLE "case_score" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "case_seq" BIGINT NOT NULL,
    "case_no" TEXT NOT NULL,
    "institution_code" TEXT NOT NULL,
    "month" SMALLINT NOT NULL,
    "group_code" TEXT,
    "inclusion" TEXT NOT NULL,
    "deviation" TEXT,
    "cost_ratio" TEXT,
    "institution_coefficient" DECIMAL(20,8),
    "auxiliary_factor" DECIMAL(20,8),
    "points" DECIMAL(28,8) NOT NULL,
    "payment" DECIMAL(17,2),
    "sums" DECIMAL(28,8)[],
    "aggregate_mask" BIGINT NOT NULL DEFAULT 0,
    "outcome_id" INTEGER NOT NULL,
    "exception_code" TEXT,

    CONSTRAINT "case_score_pkey" PRIMARY KEY ("region_code","run_no","case_seq")
);

-- CreateTable
CREATE TABLE "run_outcome" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "outcome_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "outputs" JSONB NOT NULL,
    "situation" JSONB NOT NULL,
    "count" BIGINT NOT NULL DEFAULT 0,
    "witness_case_no" TEXT NOT NULL,
    "re_judged" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "run_outcome_pkey" PRIMARY KEY ("region_code","run_no","outcome_id")
);

-- CreateTable
CREATE TABLE "run_exception" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "case_seq" BIGINT NOT NULL,
    "case_no" TEXT NOT NULL,
    "institution_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "messages" JSONB NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "run_exception_pkey" PRIMARY KEY ("region_code","run_no","case_seq")
);

-- CreateTable
CREATE TABLE "run_scope_value" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "institution_code" TEXT,
    "values" JSONB NOT NULL,

    CONSTRAINT "run_scope_value_pkey" PRIMARY KEY ("region_code","run_no","scope","key")
);

-- CreateTable
CREATE TABLE "statement" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "institution_code" TEXT NOT NULL,
    "cases" INTEGER NOT NULL,
    "points" DECIMAL(28,8) NOT NULL,
    "payable_fen" BIGINT NOT NULL,
    "steps" JSONB NOT NULL,
    "trace" JSONB NOT NULL,

    CONSTRAINT "statement_pkey" PRIMARY KEY ("region_code","run_no","institution_code")
);

-- CreateTable
CREATE TABLE "posting" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "institution_code" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    "total" TEXT NOT NULL,
    "line_order" INTEGER NOT NULL,
    "account" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "sign" SMALLINT NOT NULL,

    CONSTRAINT "posting_pkey" PRIMARY KEY ("region_code","run_no","institution_code","line")
);

-- CreateTable
CREATE TABLE "point_value" (
    "region_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "kind" "point_value_kind" NOT NULL,
    "revision" INTEGER NOT NULL,
    "value" TEXT NOT NULL,
    "fraction" TEXT NOT NULL,
    "run_no" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "point_value_pkey" PRIMARY KEY ("region_code","year","insurance","kind","revision")
);

-- CreateIndex
CREATE INDEX "clearing_run_region_code_year_insurance_idx" ON "clearing_run"("region_code", "year", "insurance");

-- CreateIndex
CREATE UNIQUE INDEX "clearing_run_region_code_run_no_key" ON "clearing_run"("region_code", "run_no");

-- CreateIndex
CREATE UNIQUE INDEX "run_outcome_region_code_run_no_key_key" ON "run_outcome"("region_code", "run_no", "key");

-- AddForeignKey
ALTER TABLE "run_snapshot" ADD CONSTRAINT "run_snapshot_region_code_run_no_fkey" FOREIGN KEY ("region_code", "run_no") REFERENCES "clearing_run"("region_code", "run_no") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "statement" ADD CONSTRAINT "statement_region_code_run_no_fkey" FOREIGN KEY ("region_code", "run_no") REFERENCES "clearing_run"("region_code", "run_no") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on: what Prisma can't say.

CALL protect_for_region('clearing_run');
CALL protect_for_agency('run_snapshot');
CALL protect_for_agency('run_shard');
CALL protect_for_institution('case_score');
CALL protect_for_agency('run_outcome');
CALL protect_for_institution('run_exception');
CALL protect_for_institution('statement');
CALL protect_for_institution('posting');
CALL protect_for_region('point_value');

-- Values of a region's keys are for the agency and its institutions, values of an institution's keys for the agency and that institution.
ALTER TABLE run_scope_value ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_regions ON run_scope_value USING (CASE WHEN region_code = ANY ((SELECT app_regions())::text[])
  THEN (SELECT app_institution()) IS NULL OR institution_code IS NULL OR institution_code = (SELECT app_institution()) ELSE false END);

-- Snapshots, scores, statements, postings and point values never change. A run's inputs don't either; only its progress does.
GRANT SELECT, INSERT ON clearing_run, run_snapshot, run_shard, case_score, run_outcome, run_exception, run_scope_value, statement, posting,
  point_value TO dip_app;
GRANT UPDATE (status, phase, done, total, stage, worker, token, lease_until, cancel_requested, result_hash, budget_fen, fund_fen, cases,
  total_points, point_value, point_value_fraction, payable_fen, imbalance_fen, distinct_situations, re_judged, exceptions, waterfall,
  failure, started_at, finished_at) ON clearing_run TO dip_app;
GRANT UPDATE (state, token, worker, lease_until, rows, hash, sums) ON run_shard TO dip_app;
GRANT UPDATE (count, re_judged) ON run_outcome TO dip_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO dip_app;
