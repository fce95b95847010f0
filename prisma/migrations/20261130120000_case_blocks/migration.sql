-- 冻结块: the cases of one institution and insurance in the order in which they came, at most 8,192 of them, as columns (decision 0072). A full block
-- never changes; the last one of an institution and insurance grows.
CREATE TABLE "case_block" (
    "region_code" TEXT NOT NULL,
    "institution_code" TEXT NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "block_no" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,
    "first_discharge" DATE NOT NULL,
    "last_discharge" DATE NOT NULL,
    "first_settlement" DATE,
    "last_settlement" DATE,
    "content_hash" TEXT NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "case_block_pkey" PRIMARY KEY ("region_code","institution_code","insurance","block_no")
);
-- It is deflated already.
ALTER TABLE "case_block" ALTER COLUMN "content" SET STORAGE EXTERNAL;
ALTER TABLE "case_block" ADD CONSTRAINT "case_block_region_code_institution_code_fkey" FOREIGN KEY ("region_code","institution_code")
  REFERENCES "institution"("region_code","code") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- 已冻结至: which of a region's cases stand in blocks.
CREATE TABLE "case_block_state" (
    "region_code" TEXT NOT NULL,
    "through_import_seq" BIGINT NOT NULL,

    CONSTRAINT "case_block_state_pkey" PRIMARY KEY ("region_code")
);
ALTER TABLE "case_block_state" ADD CONSTRAINT "case_block_state_region_code_fkey" FOREIGN KEY ("region_code")
  REFERENCES "region"("code") ON DELETE NO ACTION ON UPDATE NO ACTION;

CALL protect_for_institution('case_block');
CALL protect_for_agency('case_block_state');
GRANT SELECT, INSERT ON case_block, case_block_state TO dip_app;
GRANT UPDATE (rows, first_discharge, last_discharge, first_settlement, last_settlement, content_hash, content) ON case_block TO dip_app;
GRANT UPDATE (through_import_seq) ON case_block_state TO dip_app;

-- What came since is found by import: rows lie in the order in which they came, so that a few bytes a page say where.
CREATE INDEX "inpatient_case_import" ON "inpatient_case" USING brin ("import_seq") WITH (pages_per_range = 32);
