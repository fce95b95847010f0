-- 各月合计: what a run's cases add up to, by institution and month, kept when the run ends: indicators are ratios of these sums.
CREATE TABLE "run_month_sum" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "institution_code" TEXT NOT NULL,
    "month" SMALLINT NOT NULL,
    "values" JSONB NOT NULL,

    CONSTRAINT "run_month_sum_pkey" PRIMARY KEY ("region_code","run_no","institution_code","month")
);

-- 公布: what the region published of a period, byte for byte.
CREATE TABLE "publication" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "number" INTEGER NOT NULL,
    "period" TEXT NOT NULL,
    "run_nos" INTEGER[],
    "content_hash" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "publication_pkey" PRIMARY KEY ("region_code","id")
);

CREATE UNIQUE INDEX "publication_region_code_year_insurance_number_key" ON "publication"("region_code", "year", "insurance", "number");

-- From here on: what Prisma can't say. What was published is for every institution of the region to read, and never changes.

CALL protect_for_institution('run_month_sum');
CALL protect_for_region('publication');
GRANT SELECT, INSERT ON run_month_sum, publication TO dip_app;
