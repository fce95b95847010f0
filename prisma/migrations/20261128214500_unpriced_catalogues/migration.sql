-- Catalogues without points: a library that a region still has to price. One of each kind may begin on a day.
ALTER TABLE "catalogue" ADD COLUMN "priced" BOOLEAN NOT NULL DEFAULT true;

-- DropIndex
DROP INDEX "catalogue_region_code_effective_from_key";

-- CreateIndex
CREATE UNIQUE INDEX "catalogue_region_code_effective_from_priced_key" ON "catalogue"("region_code", "effective_from", "priced");
