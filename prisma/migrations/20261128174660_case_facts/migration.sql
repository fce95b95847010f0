-- Facts that the groupings of 2027 ask for. Nothing is known of the cases that are there.
CREATE TYPE "code_system" AS ENUM ('INSURANCE', 'CLINICAL');
ALTER TABLE "inpatient_case"
  ADD COLUMN "admission_weight_grams" INTEGER,
  ADD COLUMN "ventilation_hours" INTEGER,
  ADD COLUMN "days_since_last_stay" INTEGER,
  ADD COLUMN "code_system" "code_system";
