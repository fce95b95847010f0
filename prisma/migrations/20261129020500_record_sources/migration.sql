-- 依据: the document that a record of a fund year rests on; nothing where none was stated.
ALTER TABLE "budget" ADD COLUMN "source" TEXT;
ALTER TABLE "budget_actuals" ADD COLUMN "source" TEXT;
ALTER TABLE "adjustment" ADD COLUMN "source" TEXT;
ALTER TABLE "payment" ADD COLUMN "source" TEXT;
ALTER TABLE "assessment" ADD COLUMN "source" TEXT;
