import { hashOf } from '../kernel/command.js';
import type { FundYearKey, PaymentRecord } from '../ports/clearing/ports-fund-year.js';
import type { Unit } from '../ports/ports.js';

/** Hexadecimal digits that are kept of a payment's hash: 128 bits, as hard to meet by chance or by search as it need be. */
const DIGITS = 32;

/** SHA-256 of everything that was recorded of a payment, shortened: what its audit event says of it. */
export function paymentHash(payment: PaymentRecord): string {
  const { regionCode, id, year, insurance, institutionCode, period, month, purpose, amountFen, paidOn, reason } = payment;
  const { source, reversesId, payee, jointId, createdByName, createdAt } = payment;
  const recorded = {
    regionCode,
    id,
    year,
    insurance,
    institutionCode,
    period,
    month,
    purpose,
    amountFen: String(amountFen),
    paidOn,
    reason,
  };
  return hashOf({ ...recorded, source, reversesId, payee, jointId, createdByName, createdAt: createdAt.toISOString() }).slice(0, DIGITS);
}

/** What an audit event carries of the payments that it tells of: `id hash` each. */
export function recordedPayments(payments: readonly PaymentRecord[]): readonly string[] {
  return payments.map((payment) => `${payment.id} ${paymentHash(payment)}`);
}

/** The same of the payments of a fund year that were not there before. */
export async function recordedSince({ fundYears }: Unit, key: FundYearKey, before: readonly PaymentRecord[]): Promise<readonly string[]> {
  const known = new Set(before.map(({ id }) => id));
  return recordedPayments((await fundYears.payments(key)).filter(({ id }) => !known.has(id)));
}
