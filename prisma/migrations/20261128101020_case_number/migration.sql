-- Case numbers are a hospital's own: two hospitals of a region may both have a case 0001.
CREATE UNIQUE INDEX "inpatient_case_number_key" ON "inpatient_case"("region_code", "case_no", "institution_code", "revision");
DROP INDEX "inpatient_case_region_code_case_no_revision_key";
