-- 公示、异议、机构确认、到账确认: what happens to a run's statements after they are calculated; append-only.
CREATE TABLE "run_publication" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "last_day" DATE NOT NULL,
    "silent_consent" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_publication_pkey" PRIMARY KEY ("region_code","run_no")
);

CREATE TABLE "statement_objection" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "run_no" INTEGER NOT NULL,
    "institution_code" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "source" TEXT,
    "on_behalf" BOOLEAN NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "statement_objection_pkey" PRIMARY KEY ("region_code","id")
);

CREATE TABLE "objection_answer" (
    "region_code" TEXT NOT NULL,
    "objection_id" UUID NOT NULL,
    "institution_code" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "objection_answer_pkey" PRIMARY KEY ("region_code","objection_id")
);

CREATE TABLE "statement_confirmation" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "institution_code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "source" TEXT,
    "on_behalf" BOOLEAN NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "statement_confirmation_pkey" PRIMARY KEY ("region_code","run_no","institution_code")
);

CREATE TABLE "payment_receipt" (
    "region_code" TEXT NOT NULL,
    "payment_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "institution_code" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "received_on" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "source" TEXT,
    "on_behalf" BOOLEAN NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_receipt_pkey" PRIMARY KEY ("region_code","payment_id","revision")
);

CREATE INDEX "statement_objection_region_code_run_no_institution_code_idx" ON "statement_objection"("region_code", "run_no", "institution_code");

ALTER TABLE "run_publication" ADD CONSTRAINT "run_publication_region_code_run_no_fkey" FOREIGN KEY ("region_code", "run_no") REFERENCES "clearing_run"("region_code", "run_no") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "statement_objection" ADD CONSTRAINT "statement_objection_region_code_run_no_institution_code_fkey" FOREIGN KEY ("region_code", "run_no", "institution_code") REFERENCES "statement"("region_code", "run_no", "institution_code") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "objection_answer" ADD CONSTRAINT "objection_answer_region_code_objection_id_fkey" FOREIGN KEY ("region_code", "objection_id") REFERENCES "statement_objection"("region_code", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "statement_confirmation" ADD CONSTRAINT "statement_confirmation_region_code_run_no_institution_code_fkey" FOREIGN KEY ("region_code", "run_no", "institution_code") REFERENCES "statement"("region_code", "run_no", "institution_code") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "payment_receipt" ADD CONSTRAINT "payment_receipt_region_code_payment_id_fkey" FOREIGN KEY ("region_code", "payment_id") REFERENCES "payment"("region_code", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on: what Prisma can't say.

ALTER TABLE payment_receipt ADD CONSTRAINT payment_receipt_above_zero CHECK (amount_fen > 0);
CALL protect_for_region('run_publication');
CALL protect_for_institution('statement_objection');
CALL protect_for_institution('objection_answer');
CALL protect_for_institution('statement_confirmation');
CALL protect_for_institution('payment_receipt');
-- The agency publishes and answers; institutions read.
CREATE POLICY by_agency ON run_publication AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT app_institution()) IS NULL);
CREATE POLICY by_agency ON objection_answer AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT app_institution()) IS NULL);
GRANT SELECT, INSERT ON run_publication, statement_objection, objection_answer, statement_confirmation, payment_receipt TO dip_app;

-- An institution's key sees its statement from the publication of its run on, or once the run is confirmed; not while it is calculated.
CREATE FUNCTION is_told(region text, run integer) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM run_publication WHERE region_code = region AND run_no = run)
    OR EXISTS (SELECT FROM clearing_run WHERE region_code = region AND run_no = run AND stage IN ('CONFIRMED', 'PAID'))
$$;
GRANT EXECUTE ON FUNCTION is_told(text, integer) TO dip_app;
CREATE POLICY told ON statement AS RESTRICTIVE FOR SELECT USING (CASE WHEN (SELECT app_institution()) IS NULL THEN true ELSE is_told(region_code, run_no) END);
CREATE POLICY told ON posting AS RESTRICTIVE FOR SELECT USING (CASE WHEN (SELECT app_institution()) IS NULL THEN true ELSE is_told(region_code, run_no) END);
