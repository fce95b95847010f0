import type { FieldProblem } from '../base/errors.js';
import { isRecovery, type FundYearKey, type Grounds, type NewPayment } from '../ports/clearing/ports-fund-year.js';
import type { Unit } from '../ports/ports.js';
import { fieldProblem } from '../requests/request-fields.js';
import { poolOf } from '../../engine/plan/accounts.js';
import { printFen } from '../../engine/number/quantity.js';

/** What a payment of a negative amount has to be: the reversal of another one, or a recovery, which states what it rests on (N21-30d). */
export function recoveryGroundsProblems(
  row: Pick<NewPayment, 'amountFen' | 'reversesId' | 'purpose'>,
  { source }: Pick<Grounds, 'source'>,
): readonly FieldProblem[] {
  if (!isRecovery(row)) return [];
  if (row.purpose === 'EMERGENCY') {
    const zh = '突发专项预拨退回时，以冲销（reverses）记录；清算时未扣还的余额在总账“突发专项预拨”里单独对账。';
    const en =
      'An emergency advance that comes back is recorded as a reversal (reverses); what a clearing did not take off stays on EMERGENCY_ADVANCE of the ledger.';
    return [fieldProblem(['amount'], 'EMERGENCY_NEGATIVE', zh, en)];
  }
  if ((source ?? '').trim() !== '') return [];
  const zh = '负数的拨付是追回，须写明依据（source）；若是退回某一笔拨付，请写明所冲销的记录（reverses）。';
  const en = 'A negative payment is a recovery and states its source; to take a payment back, state the record that it reverses.';
  return [fieldProblem(['source'], 'RECOVERY_SOURCE', zh, en)];
}

/**
 * Which of some recorded recoveries took more than the institution owed: the ledger, in which everything is booked by now, says that it is owed
 * something again by the fund that recovers. What was recorded together is looked at together. The transaction that recorded them must not be kept then.
 */
export async function recoveryProblems(
  { ledger }: Unit,
  key: FundYearKey,
  rows: readonly NewPayment[],
): Promise<ReadonlyMap<NewPayment, FieldProblem>> {
  const recoveries = rows.filter(isRecovery);
  if (recoveries.length === 0) return new Map();
  const balances = (await ledger.balances(key)).filter(({ account }) => account === 'INSTITUTION');
  const owed = new Map(balances.map(({ institutionCode, pool, balanceFen }) => [`${pool} ${institutionCode}`, balanceFen]));
  return new Map(
    recoveries.flatMap((row) => {
      const tooMuch = owed.get(`${poolOf(row.purpose ?? 'REGULAR')} ${row.institutionCode}`) ?? 0n;
      return tooMuch > 0n ? [[row, overOwed(row, tooMuch)] as const] : [];
    }),
  );
}

function overOwed({ institutionCode, amountFen }: NewPayment, tooMuch: bigint): FieldProblem {
  const asked = printFen(-amountFen);
  const most = tooMuch >= -amountFen ? '0.00' : printFen(-amountFen - tooMuch);
  return fieldProblem(
    ['amount'],
    'OVER_OWED',
    `追回 ${asked} 元超过机构 ${institutionCode} 此刻欠付的金额，至多可追回 ${most} 元（以总账“应付医疗机构”为准）。若是退回某一笔拨付，请以冲销（reverses）记录。`,
    `Recovering ${asked} yuan is more than institution ${institutionCode} owes now: at most ${most} yuan (by INSTITUTION of the ledger). To take a payment back, record its reversal (reverses).`,
  );
}
