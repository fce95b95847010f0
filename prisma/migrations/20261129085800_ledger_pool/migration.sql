-- 基金池: whose money an entry moves; what was booked before was the basic pooled fund's.
ALTER TABLE "ledger_entry" ADD COLUMN "pool" TEXT NOT NULL DEFAULT 'BASIC';
