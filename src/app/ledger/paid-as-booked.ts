import { StateError } from '../base/errors.js';
import type { FundYearKey, PaymentRecord } from '../ports/clearing/ports-fund-year.js';
import type { Unit } from '../ports/ports.js';
import type { Fen } from '../../engine/number/quantity.js';
import { printFen } from '../../engine/number/quantity.js';
import { poolOf } from '../../engine/plan/accounts.js';

/**
 * What is on BANK is, for each institution and pool, what the payments that were booked come to: asked before anything further is booked, by one
 * pass of SQL over both, less what waits to be booked. A payment, or its entry, that was changed apart from the other is found here; entries of runs are worked out again by `verifyLedger`,
 * which reads the whole year. Throws LEDGER_TAMPERED.
 */
export async function requirePaidAsBooked({ ledger }: Unit, key: FundYearKey, waiting: readonly PaymentRecord[]): Promise<void> {
  const out = new Map<string, Fen>();
  const add = (place: string, fen: Fen): void => void out.set(place, (out.get(place) ?? 0n) + fen);
  for (const { institutionCode, pool, amountFen } of await ledger.paidNotBooked(key)) add(`${institutionCode} ${pool}`, amountFen);
  for (const { institutionCode, purpose, amountFen } of waiting) add(`${institutionCode} ${poolOf(purpose)}`, -amountFen);
  for (const [place, fen] of out) if (fen !== 0n) throw tampered(key, place.split(' ')[0] ?? '', fen);
}

function tampered({ year, insurance }: FundYearKey, institutionCode: string, fen: Fen): StateError {
  const amount = printFen(fen < 0n ? -fen : fen);
  return new StateError('LEDGER_TAMPERED', {
    zh: `${year} 年度 ${insurance} 总账与拨付记录不符：机构 ${institutionCode} 相差 ${amount} 元，有人在平台之外改动过数据。未作任何更改；请运行 dip ledger verify 查明第一处，从备份核对恢复后重试。`,
    en: `The ledger of ${year} ${insurance} is not what its payments come to: ${institutionCode} is out by ${amount} yuan; data was changed outside the platform. Nothing was changed. Run dip ledger verify to find the first place, and restore from a backup.`,
  });
}
