-- 机构变动、收款方: what happens to institutions from a day on (append-only), and who received a payment.
CREATE TABLE "institution_change" (
    "region_code" TEXT NOT NULL,
    "institution_code" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "effective_from" DATE NOT NULL,
    "other_code" TEXT,
    "corrects" INTEGER,
    "reason" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "institution_change_pkey" PRIMARY KEY ("region_code","institution_code","revision")
);

ALTER TABLE "payment" ADD COLUMN "payee_kind" TEXT;
ALTER TABLE "payment" ADD COLUMN "payee_code" TEXT;
ALTER TABLE "ledger_entry" ADD COLUMN "payee_kind" TEXT;
ALTER TABLE "ledger_entry" ADD COLUMN "payee_code" TEXT;

CREATE UNIQUE INDEX "institution_change_region_code_institution_code_corrects_key" ON "institution_change"("region_code", "institution_code", "corrects");

ALTER TABLE "institution_change" ADD CONSTRAINT "institution_change_region_code_institution_code_fkey" FOREIGN KEY ("region_code", "institution_code") REFERENCES "institution"("region_code", "code") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on: what Prisma can't say.

-- Read by whoever has the region, as institutions and their profiles are; recorded by the agency, never changed.
ALTER TABLE institution_change ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON institution_change FOR SELECT
  USING (CASE WHEN region_code = ANY ((SELECT app_regions())::text[]) THEN true ELSE false END);
CREATE POLICY own_regions ON institution_change FOR INSERT
  WITH CHECK (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL);
GRANT SELECT, INSERT ON institution_change TO dip_app;
-- Whoever took a merged institution over sees what it received for it, and confirms that it arrived.
CREATE POLICY received ON payment FOR SELECT
  USING (CASE WHEN region_code = ANY ((SELECT app_regions())::text[]) AND payee_kind = 'INSTITUTION' THEN payee_code = (SELECT app_institution()) ELSE false END);
CREATE POLICY received ON payment_receipt USING (
  CASE WHEN region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NOT NULL
    THEN EXISTS (SELECT FROM payment p WHERE p.region_code = payment_receipt.region_code AND p.id = payment_receipt.payment_id
      AND p.payee_kind = 'INSTITUTION' AND p.payee_code = (SELECT app_institution())) ELSE false END);
