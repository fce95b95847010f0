-- What an institution's accounts hold is asked for with each of its payments.
CREATE INDEX "ledger_entry_region_code_year_insurance_institution_code_idx" ON "ledger_entry" ("region_code", "year", "insurance", "institution_code");
