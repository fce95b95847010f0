-- 总账: money that moved between accounts of a fund year, once for each cause. A booking says that a cause was booked, even where nothing moved.
CREATE TABLE "ledger_booking" (
    "region_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "cause" TEXT NOT NULL,
    "cause_id" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_booking_pkey" PRIMARY KEY ("region_code","year","insurance","cause","cause_id")
);

CREATE TABLE "ledger_entry" (
    "region_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "cause" TEXT NOT NULL,
    "cause_id" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "institution_code" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    "from_account" TEXT NOT NULL,
    "to_account" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("region_code","year","insurance","seq")
);

CREATE UNIQUE INDEX "ledger_entry_region_code_year_insurance_cause_cause_id_inst_key"
  ON "ledger_entry"("region_code", "year", "insurance", "cause", "cause_id", "institution_code", "line");

-- From here on: what Prisma can't say.

ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_above_zero CHECK (amount_fen > 0 AND from_account <> to_account);
CALL protect_for_agency('ledger_booking');
CALL protect_for_institution('ledger_entry');
GRANT SELECT, INSERT ON ledger_booking, ledger_entry TO dip_app;
GRANT USAGE ON SEQUENCE ledger_entry_seq_seq TO dip_app;
