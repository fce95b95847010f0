-- CreateTable
CREATE TABLE "quality_result" (
    "region_code" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "institution_code" TEXT NOT NULL,
    "case_no" TEXT NOT NULL,
    "discharge_date" DATE NOT NULL,
    "rule" TEXT NOT NULL,
    "label" JSONB NOT NULL,
    "dimension" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "returned" BOOLEAN NOT NULL,
    "ruleset_version" TEXT NOT NULL,
    "import_id" UUID NOT NULL,
    "submitted_on" DATE NOT NULL,
    "closed_by_import_id" UUID,
    "closed_on" DATE,

    CONSTRAINT "quality_result_pkey" PRIMARY KEY ("region_code","seq")
);

-- What is open is found by its list, and stands once.
CREATE UNIQUE INDEX quality_result_open ON quality_result (region_code, institution_code, case_no, rule) WHERE closed_by_import_id IS NULL;

-- A key of an institution sees its own lists only.
CALL protect_for_institution('quality_result');

-- A finding stays; only what closes it is written later.
GRANT SELECT, INSERT ON quality_result TO dip_app;
GRANT UPDATE (closed_by_import_id, closed_on) ON quality_result TO dip_app;
GRANT USAGE ON SEQUENCE quality_result_seq_seq TO dip_app;
