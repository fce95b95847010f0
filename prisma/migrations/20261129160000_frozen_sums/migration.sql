-- What a run decided about a disease group of an institution is explained by what all cases of the region came to: also to the institution.
-- What comes of the sums is shown, they are not.
CREATE FUNCTION frozen_sums(region text, of_run int) RETURNS TABLE (institution text, of_month smallint, sums jsonb) LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
    SELECT institution_code, month, "values" FROM run_month_sum
    WHERE region_code = region AND run_no = of_run AND region = ANY ((SELECT app_regions())::text[])
    ORDER BY institution_code COLLATE "C", month
  $$;
REVOKE ALL ON FUNCTION frozen_sums(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION frozen_sums(text, int) TO dip_app;
