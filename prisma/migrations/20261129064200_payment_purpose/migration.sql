-- 突发专项预拨: what a payment is made for beside its period; emergency advances are kept apart.
ALTER TABLE "payment" ADD COLUMN "purpose" TEXT NOT NULL DEFAULT 'REGULAR';
