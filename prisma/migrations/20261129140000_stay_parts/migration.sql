-- Parts of a stay are looked for when another one arrives; reversals by their number. Few cases are either.
CREATE INDEX "inpatient_case_stay" ON "inpatient_case" ("region_code", "institution_code", ("attributes" ->> 'stayNo')) WHERE ("attributes" ->> 'stayNo') IS NOT NULL;
CREATE INDEX "inpatient_case_reversal" ON "inpatient_case" ("region_code", "institution_code", ("attributes" ->> 'reversedBy')) WHERE "voided";
