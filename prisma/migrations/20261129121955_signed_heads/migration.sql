-- 审计日志签名: each event is signed, and the last one of a region once more as its head; what was published is kept as a signed list. The keys
-- are not in the database.
ALTER TABLE "audit_event" ADD COLUMN "key_id" TEXT, ADD COLUMN "signature" TEXT;

CREATE TABLE "audit_head" (
    "region_code" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("region_code")
);

CREATE TABLE "ruleset_roll" (
    "region_code" TEXT NOT NULL,
    "versions" TEXT[],
    "key_id" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ruleset_roll_pkey" PRIMARY KEY ("region_code")
);

-- From here on: what Prisma can't say.

-- The head moves with every event, whoever acts: an institution's key, too.
ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_regions ON audit_head USING (region_code = ANY ((SELECT app_regions())::text[]))
  WITH CHECK (region_code = ANY ((SELECT app_regions())::text[]));
GRANT SELECT, INSERT, UPDATE (seq, hash, key_id, signature, signed_at) ON audit_head TO dip_app;

-- Whether the event before was signed: whoever appends may not read the log.
CREATE FUNCTION audit_previous_key(region text, before bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$ SELECT key_id FROM audit_event WHERE region_code = region AND seq = before $$;
REVOKE ALL ON FUNCTION audit_previous_key(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_previous_key(text, bigint) TO dip_app;

-- Read by whoever reads published versions; written by whoever publishes in the region.
ALTER TABLE ruleset_roll ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON ruleset_roll FOR SELECT USING (true);
CREATE POLICY added ON ruleset_roll FOR INSERT
  WITH CHECK (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL);
CREATE POLICY changed ON ruleset_roll FOR UPDATE USING (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL)
  WITH CHECK (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL);
GRANT SELECT, INSERT, UPDATE (versions, key_id, signature, signed_at) ON ruleset_roll TO dip_app;
