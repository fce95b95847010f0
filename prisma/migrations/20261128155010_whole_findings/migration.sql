-- The imports that are open, but for the one that this transaction is part of. Null: none is.
CREATE FUNCTION app_open_import_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT array_agg(import_id) FROM open_import
        WHERE attempt IS DISTINCT FROM current_setting('app.import_attempt', true) $$;

-- What quality control found in a file is there for others when its cases are: of a dry run or a file that is refused, never.
CREATE POLICY whole_imports ON quality_result AS RESTRICTIVE FOR SELECT
  USING (CASE WHEN (SELECT app_open_import_ids()) IS NULL THEN true ELSE import_id <> ALL ((SELECT app_open_import_ids())::uuid[]) END);

-- As before, but the cases are found by where they begin and end: a planner that knows nothing of them yet compared each with each.
CREATE OR REPLACE FUNCTION undo_open_import(region text, of_attempt text, most int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
DECLARE
  opened open_import;
  last_seq bigint;
  undone int;
BEGIN
  SELECT * INTO opened FROM open_import WHERE region_code = region AND attempt = of_attempt AND region = ANY (app_regions()) FOR UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT max(seq) INTO last_seq FROM (
    SELECT seq FROM inpatient_case WHERE region_code = region AND seq >= opened.first_seq AND import_seq >= opened.first_import_seq
    ORDER BY seq LIMIT most) first_cases;
  DELETE FROM inpatient_case
    WHERE region_code = region AND seq BETWEEN opened.first_seq AND last_seq AND import_seq >= opened.first_import_seq;
  GET DIAGNOSTICS undone = ROW_COUNT;
  IF undone = most THEN RETURN undone; END IF;
  DELETE FROM case_supersession WHERE region_code = region AND import_seq >= opened.first_import_seq;
  DELETE FROM import_reject WHERE region_code = region AND import_id = opened.import_id;
  DELETE FROM quality_result WHERE region_code = region AND import_id = opened.import_id;
  UPDATE quality_result SET closed_by_import_id = NULL, closed_on = NULL WHERE region_code = region AND closed_by_import_id = opened.import_id;
  UPDATE counter SET value = opened.first_import_seq - 1 WHERE region_code = region AND name = 'IMPORT';
  RETURN undone;
END $$;
