-- CreateTable
CREATE TABLE "switch_study" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "status" "job_status" NOT NULL DEFAULT 'QUEUED',
    "phase" TEXT NOT NULL DEFAULT '',
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT,
    "request" JSONB NOT NULL,
    "frozen" JSONB,
    "report" JSONB,
    "catalogue_csv" TEXT,
    "result_hash" TEXT,
    "idempotency_key" TEXT,
    "failure" JSONB,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "touched_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "switch_study_pkey" PRIMARY KEY ("region_code","id")
);

-- CreateTable
CREATE TABLE "switch_row" (
    "region_code" TEXT NOT NULL,
    "study_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "switch_row_pkey" PRIMARY KEY ("region_code","study_id","kind","place")
);

-- AddForeignKey
ALTER TABLE "switch_row" ADD CONSTRAINT "switch_row_region_code_study_id_fkey" FOREIGN KEY ("region_code", "study_id") REFERENCES "switch_study"("region_code", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- What a switch would do to hospitals is the agency's to know before it is published: never an institution's key. Results never change.
CALL protect_for_agency('switch_study');
CALL protect_for_agency('switch_row');
GRANT SELECT, INSERT ON switch_study, switch_row TO dip_app;
GRANT UPDATE (status, phase, done, total, frozen, report, catalogue_csv, result_hash, failure, touched_at, finished_at) ON switch_study TO dip_app;
