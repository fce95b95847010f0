-- 规则集签名: who vouches for a published version. The keys are not in the database. Append-only; a version may be signed by several keys.
CREATE TABLE "ruleset_signature" (
    "region_code" TEXT NOT NULL,
    "ruleset_id" UUID NOT NULL,
    "key_id" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "signed_by_id" TEXT NOT NULL,
    "signed_by_name" TEXT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ruleset_signature_pkey" PRIMARY KEY ("region_code","ruleset_id","key_id")
);

ALTER TABLE "ruleset_signature" ADD CONSTRAINT "ruleset_signature_region_code_ruleset_id_fkey" FOREIGN KEY ("region_code", "ruleset_id") REFERENCES "ruleset_version"("region_code", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on: what Prisma can't say.

-- Read by whoever reads published versions; written by whoever publishes in the region.
ALTER TABLE ruleset_signature ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON ruleset_signature FOR SELECT USING (true);
CREATE POLICY own_regions ON ruleset_signature FOR INSERT
  WITH CHECK (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL);
GRANT SELECT, INSERT ON ruleset_signature TO dip_app;
