-- 药品分值、耗材分值: what a group's drug and consumable costs are against those of all cases; catalogues of before have none.
ALTER TABLE "disease_group" ADD COLUMN "drug_points" DECIMAL(20, 8);
ALTER TABLE "disease_group" ADD COLUMN "consumable_points" DECIMAL(20, 8);
