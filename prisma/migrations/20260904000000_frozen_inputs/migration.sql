-- A stored score is explained with what its run had frozen, averages over the region among it: also to the institution whose case it is.
-- What comes of the frozen inputs is shown, they are not.
CREATE FUNCTION frozen_inputs(region text, of_run int) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
    SELECT snapshot_text FROM run_snapshot
    WHERE region_code = region AND run_no = of_run AND region = ANY ((SELECT app_regions())::text[])
  $$;
REVOKE ALL ON FUNCTION frozen_inputs(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION frozen_inputs(text, int) TO dip_app;
