-- Cases by the beginning of their number, and lists in the order of numbers: in byte order whatever the collation of the database, so that neither scans nor
-- sorts a region's cases.
CREATE INDEX "inpatient_case_number_order" ON "inpatient_case" ("region_code", "case_no" COLLATE "C", "seq");
