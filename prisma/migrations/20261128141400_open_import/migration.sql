-- CreateTable
CREATE TABLE "open_import" (
    "region_code" TEXT NOT NULL,
    "import_id" UUID NOT NULL,
    "attempt" TEXT NOT NULL,
    "first_import_seq" BIGINT NOT NULL,
    "first_seq" BIGINT NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "open_import_pkey" PRIMARY KEY ("region_code")
);

CALL protect_for_region('open_import');
GRANT SELECT, INSERT ON open_import TO dip_app;
GRANT UPDATE (attempt, beat_at) ON open_import TO dip_app;

-- The first import sequence of every open import, by region, but for the attempt that this transaction is part of. Null: none is open.
CREATE FUNCTION app_open_imports() RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT jsonb_object_agg(region_code, first_import_seq) FROM open_import
        WHERE attempt IS DISTINCT FROM current_setting('app.import_attempt', true) $$;

-- A file's cases are stored in many transactions and there for others at once, when the last has been: until then nobody else sees them.
CREATE POLICY whole_imports ON inpatient_case AS RESTRICTIVE FOR SELECT
  USING (CASE WHEN (SELECT app_open_imports()) IS NULL THEN true
    ELSE import_seq < coalesce(((SELECT app_open_imports()) ->> region_code)::bigint, 9223372036854775807) END);
CREATE POLICY whole_imports ON case_supersession AS RESTRICTIVE FOR SELECT
  USING (CASE WHEN (SELECT app_open_imports()) IS NULL THEN true
    ELSE import_seq < coalesce(((SELECT app_open_imports()) ->> region_code)::bigint, 9223372036854775807) END);

-- Nothing may be deleted, but what was never there for anybody: the cases of an import that was broken off, so many at a time. With the last of
-- them go its rejects and findings, what it closed is open again, and its numbers are given back. Returns how many cases there were; null: the
-- import is not, or no longer, that attempt's.
CREATE FUNCTION undo_open_import(region text, of_attempt text, most int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
DECLARE
  opened open_import;
  undone int;
BEGIN
  SELECT * INTO opened FROM open_import WHERE region_code = region AND attempt = of_attempt AND region = ANY (app_regions()) FOR UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  DELETE FROM inpatient_case WHERE region_code = region AND seq IN (
    SELECT seq FROM inpatient_case WHERE region_code = region AND seq >= opened.first_seq AND import_seq >= opened.first_import_seq
    ORDER BY seq LIMIT most);
  GET DIAGNOSTICS undone = ROW_COUNT;
  IF undone = most THEN RETURN undone; END IF;
  DELETE FROM case_supersession WHERE region_code = region AND import_seq >= opened.first_import_seq;
  DELETE FROM import_reject WHERE region_code = region AND import_id = opened.import_id;
  DELETE FROM quality_result WHERE region_code = region AND import_id = opened.import_id;
  UPDATE quality_result SET closed_by_import_id = NULL, closed_on = NULL WHERE region_code = region AND closed_by_import_id = opened.import_id;
  UPDATE counter SET value = opened.first_import_seq - 1 WHERE region_code = region AND name = 'IMPORT';
  RETURN undone;
END $$;

-- What the import brought is there for everybody from now on; nothing, where it was undone.
CREATE FUNCTION close_open_import(region text, of_attempt text) RETURNS boolean LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
    WITH closed AS (DELETE FROM open_import WHERE region_code = region AND attempt = of_attempt AND region = ANY (app_regions()) RETURNING 1)
    SELECT EXISTS (SELECT FROM closed) $$;
REVOKE ALL ON FUNCTION undo_open_import(text, text, int), close_open_import(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION undo_open_import(text, text, int), close_open_import(text, text) TO dip_app;
