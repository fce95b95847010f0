-- 结算期: a run, a fact and a payment belong to a period of the fund year: '01' to '12', 'Q1' to 'Q4', or 'YEAR'.
ALTER TABLE "assessment" ADD COLUMN "period" TEXT NOT NULL DEFAULT 'YEAR';
ALTER TABLE "payment" ADD COLUMN "period" TEXT NOT NULL DEFAULT 'YEAR';
UPDATE "payment" SET "period" = lpad("month"::text, 2, '0') WHERE "month" IS NOT NULL;
ALTER TABLE "clearing_run" ADD COLUMN "period" TEXT NOT NULL DEFAULT 'YEAR';
ALTER TABLE "clearing_run" ADD COLUMN "period_sums" JSONB;
GRANT UPDATE ("period_sums") ON "clearing_run" TO dip_app;
