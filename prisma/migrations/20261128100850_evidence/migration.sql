-- What a figure of a run rests on: the records behind its sums, traces of the fund's and the months' decisions, accounts, and what stands out.

-- AlterTable
ALTER TABLE "clearing_run" ADD COLUMN     "confirmation" JSONB,
ADD COLUMN     "stands_out" JSONB,
ADD COLUMN     "stands_out_hash" TEXT;

-- AlterTable
ALTER TABLE "run_scope_value" ADD COLUMN     "trace" JSONB;

-- AlterTable
ALTER TABLE "run_snapshot" ADD COLUMN     "records" JSONB;

-- CreateTable
CREATE TABLE "run_account" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "account" TEXT NOT NULL,
    "opening_fen" BIGINT NOT NULL,
    "closing_fen" BIGINT NOT NULL,

    CONSTRAINT "run_account_pkey" PRIMARY KEY ("region_code","run_no","account")
);

-- CreateTable
CREATE TABLE "run_stand_out" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "item_no" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "case_seq" BIGINT,
    "case_no" TEXT,
    "institution_code" TEXT,
    "group_code" TEXT,
    "subject" TEXT,
    "figure" TEXT,
    "threshold" TEXT,
    "parameter" TEXT,
    "messages" JSONB NOT NULL,

    CONSTRAINT "run_stand_out_pkey" PRIMARY KEY ("region_code","run_no","item_no")
);

-- From here on: what Prisma can't say.

CALL protect_for_agency('run_account');
CALL protect_for_agency('run_stand_out');
GRANT SELECT, INSERT ON run_account, run_stand_out TO dip_app;
GRANT UPDATE (stands_out, stands_out_hash, confirmation) ON clearing_run TO dip_app;

-- The outcomes of a run whose cases bear a flag: an institution may filter its own scores by it, though the list of outcomes is the agency's.
CREATE FUNCTION outcomes_with_flag(region text, of_run int, flag text) RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(outcome_id), '{}') FROM run_outcome
    WHERE region_code = region AND run_no = of_run AND region = ANY ((SELECT app_regions())::text[])
      AND outputs -> 'flags' -> 'value' ? flag
  $$;
REVOKE ALL ON FUNCTION outcomes_with_flag(text, int, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outcomes_with_flag(text, int, text) TO dip_app;
