-- A finding is closed by the import that no longer has it, or because its case was voided: then no import is named, only the day.
CREATE UNIQUE INDEX quality_result_standing ON quality_result (region_code, institution_code, case_no, rule) WHERE closed_on IS NULL;
DROP INDEX quality_result_open;
