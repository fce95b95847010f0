-- 医共体、合并拨付: medical consortia from a day on (append-only), and payments to a payee that pay what its institutions are owed.
CREATE TABLE "consortium" (
    "region_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "effective_from" DATE NOT NULL,
    "name" TEXT NOT NULL,
    "lead_code" TEXT NOT NULL,
    "lead_sees" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consortium_pkey" PRIMARY KEY ("region_code","code","revision")
);

CREATE TABLE "joint_payment" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "period" TEXT NOT NULL,
    "payee_kind" TEXT NOT NULL,
    "payee_code" TEXT NOT NULL,
    "institution_code" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "paid_on" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "source" TEXT,
    "reverses_id" UUID,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "joint_payment_pkey" PRIMARY KEY ("region_code","id")
);

CREATE TABLE "joint_receipt" (
    "region_code" TEXT NOT NULL,
    "joint_id" UUID NOT NULL,
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

    CONSTRAINT "joint_receipt_pkey" PRIMARY KEY ("region_code","joint_id","revision")
);

ALTER TABLE "payment" ADD COLUMN "joint_id" UUID;

CREATE INDEX "joint_payment_region_code_year_insurance_idx" ON "joint_payment"("region_code", "year", "insurance");
CREATE UNIQUE INDEX "joint_payment_region_code_reverses_id_key" ON "joint_payment"("region_code", "reverses_id");

ALTER TABLE "consortium" ADD CONSTRAINT "consortium_region_code_lead_code_fkey" FOREIGN KEY ("region_code", "lead_code") REFERENCES "institution"("region_code", "code") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "joint_receipt" ADD CONSTRAINT "joint_receipt_region_code_joint_id_fkey" FOREIGN KEY ("region_code", "joint_id") REFERENCES "joint_payment"("region_code", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "payment" ADD CONSTRAINT "payment_region_code_joint_id_fkey" FOREIGN KEY ("region_code", "joint_id") REFERENCES "joint_payment"("region_code", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on: what Prisma can't say.

-- Read by whoever has the region; recorded by the agency, never changed.
ALTER TABLE consortium ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON consortium FOR SELECT
  USING (CASE WHEN region_code = ANY ((SELECT app_regions())::text[]) THEN true ELSE false END);
CREATE POLICY own_regions ON consortium FOR INSERT
  WITH CHECK (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL);
-- institution_code: who receives it, the successor or the lead of the consortium.
CALL protect_for_institution('joint_payment');
CALL protect_for_institution('joint_receipt');
CREATE POLICY by_agency ON joint_payment AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT app_institution()) IS NULL);
GRANT SELECT, INSERT ON consortium, joint_payment, joint_receipt TO dip_app;

-- 牵头机构 whose payee is a consortium that the session's institution leads, where the region lets the lead see them (lead_sees MEMBERS): its members,
-- and those that were merged into them. As `region institution`, on the day of China.
CREATE FUNCTION led_by_app() RETURNS text[] LANGUAGE sql STABLE AS $$
  WITH RECURSIVE counting AS (
    SELECT c.* FROM institution_change c
    WHERE c.effective_from <= (now() AT TIME ZONE 'Asia/Shanghai')::date AND NOT EXISTS (
      SELECT FROM institution_change x WHERE x.region_code = c.region_code AND x.institution_code = c.institution_code AND x.corrects = c.revision)
  ), status AS (
    SELECT DISTINCT ON (region_code, institution_code) * FROM counting WHERE kind NOT IN ('JOINED', 'LEFT')
    ORDER BY region_code, institution_code, effective_from DESC, revision DESC
  ), membership AS (
    SELECT DISTINCT ON (region_code, institution_code) * FROM counting WHERE kind IN ('JOINED', 'LEFT')
    ORDER BY region_code, institution_code, effective_from DESC, revision DESC
  ), stated AS (
    SELECT DISTINCT ON (region_code, code) * FROM consortium WHERE effective_from <= (now() AT TIME ZONE 'Asia/Shanghai')::date
    ORDER BY region_code, code, effective_from DESC, revision DESC
  ), led AS (
    SELECT m.region_code, m.institution_code FROM membership m
    JOIN stated s ON s.region_code = m.region_code AND s.code = m.other_code AND s.lead_sees = 'MEMBERS' AND s.lead_code = app_institution()
    WHERE m.kind = 'JOINED' AND NOT EXISTS (
      SELECT FROM status t WHERE t.region_code = m.region_code AND t.institution_code = m.institution_code AND t.kind = 'MERGED')
    UNION
    SELECT t.region_code, t.institution_code FROM status t
    JOIN led ON t.region_code = led.region_code AND t.kind = 'MERGED' AND t.other_code = led.institution_code
  )
  SELECT coalesce(array_agg(region_code || ' ' || institution_code), '{}') FROM led
$$;
GRANT EXECUTE ON FUNCTION led_by_app() TO dip_app;
CREATE POLICY led ON statement FOR SELECT USING (CASE WHEN (SELECT app_institution()) IS NULL THEN false
  WHEN region_code = ANY ((SELECT app_regions())::text[]) THEN region_code || ' ' || institution_code = ANY ((SELECT led_by_app())::text[]) ELSE false END);
