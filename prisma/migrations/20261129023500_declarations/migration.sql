-- 申报: what happened to an institution's declaration of a period; append-only, the last event of an institution and period is its state.
CREATE TABLE "period_declaration" (
    "region_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "period" TEXT NOT NULL,
    "institution_code" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "state" TEXT NOT NULL,
    "cases" INTEGER,
    "fund_fen" BIGINT,
    "reason" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "period_declaration_pkey" PRIMARY KEY ("region_code","year","insurance","period","institution_code","seq")
);

-- An institution's key sees and declares its own only; who reviews is a matter of permissions.
CALL protect_for_institution('period_declaration');
GRANT SELECT, INSERT ON period_declaration TO dip_app;
GRANT USAGE ON SEQUENCE period_declaration_seq_seq TO dip_app;
