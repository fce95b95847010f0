-- Averages over a region (`cmi.peer`, `cmi.region`) are the same whoever scores a case, so an institution's key needs the figures of all
-- institutions of its region to score its own cases. What comes of them is shown, they are not.
CREATE FUNCTION figures_of_all(region text, of_year int) RETURNS SETOF institution_figure LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
    SELECT * FROM institution_figure WHERE region_code = region AND year = of_year AND region = ANY ((SELECT app_regions())::text[])
  $$;
REVOKE ALL ON FUNCTION figures_of_all(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION figures_of_all(text, int) TO dip_app;
