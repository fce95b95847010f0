-- CreateTable
CREATE TABLE "what_if" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "status" "job_status" NOT NULL DEFAULT 'QUEUED',
    "phase" TEXT NOT NULL DEFAULT '',
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT,
    "request" JSONB NOT NULL,
    "frozen" JSONB,
    "report" JSONB,
    "result_hash" TEXT,
    "idempotency_key" TEXT,
    "failure" JSONB,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "touched_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "what_if_pkey" PRIMARY KEY ("region_code","id")
);

-- CreateTable
CREATE TABLE "what_if_row" (
    "region_code" TEXT NOT NULL,
    "what_if_id" UUID NOT NULL,
    "candidate" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "what_if_row_pkey" PRIMARY KEY ("region_code","what_if_id","candidate","kind","place")
);

-- AddForeignKey
ALTER TABLE "what_if_row" ADD CONSTRAINT "what_if_row_region_code_what_if_id_fkey" FOREIGN KEY ("region_code", "what_if_id") REFERENCES "what_if"("region_code", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- What a change would do to hospitals is the agency's to know before it is decided: never an institution's key. Results never change.
CALL protect_for_agency('what_if');
CALL protect_for_agency('what_if_row');
GRANT SELECT, INSERT ON what_if, what_if_row TO dip_app;
GRANT UPDATE (status, phase, done, total, frozen, report, result_hash, failure, touched_at, finished_at) ON what_if TO dip_app;
