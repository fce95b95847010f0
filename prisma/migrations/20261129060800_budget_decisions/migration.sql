-- 年中调整: a budget revision that was recorded after a period of its year was closed holds once somebody else has approved it.
ALTER TABLE "budget" ADD COLUMN "mid_year" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "budget_decision" (
    "region_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "revision" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "budget_decision_pkey" PRIMARY KEY ("region_code","year","insurance","revision"),
    CONSTRAINT "budget_decision_budget_fkey" FOREIGN KEY ("region_code","year","insurance","revision")
      REFERENCES "budget"("region_code","year","insurance","revision") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CALL protect_for_agency('budget_decision');
GRANT SELECT, INSERT ON budget_decision TO dip_app;
