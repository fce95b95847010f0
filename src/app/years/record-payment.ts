import { requirePermission, runCommand } from '../kernel/command.js';
import type { FieldProblem } from '../base/errors.js';
import { institutionProblems, type ReadRecord } from './institution-year.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { bookFundYear } from '../ledger/book-year.js';
import { recordedPayments } from '../ledger/recorded-payments.js';
import { periodProblems } from '../periods/period-requests.js';
import { periodKindOf, YEAR_KEY } from '../../engine/plan/periods.js';
import {
  isRecovery,
  type FundYearKey,
  type Grounds,
  type NewPayment,
  type PaymentPurpose,
  type PaymentRecord,
  type PeriodKey,
} from '../ports/clearing/ports-fund-year.js';
import {
  amountInFen,
  fieldProblem,
  reasonProblems,
  refuseProblems,
  requireIdempotencyKey,
  requireYear,
  sourceProblems,
  sourceStated,
} from '../requests/request-fields.js';
import { regionIndex, type RegionIndex } from '../caches/region-cache.js';
import { RecordedAmounts, refuseAmounts } from './recorded-amounts.js';
import { recoveryGroundsProblems, recoveryProblems } from './recovery.js';
import type { Unit } from '../ports/ports.js';
import { payeeOn, type Payee } from '../../engine/clearing/institution-changes.js';
import { must } from '../../engine/kit/assert.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import { printFen } from '../../engine/number/quantity.js';

/** 拨付 money that was paid to an institution, the reversal of such a record, or 追回 money that went too far and came back. */
export interface StatedPayment extends Grounds {
  readonly institutionCode: string;
  /** What it is paid for: a month, a quarter; left out: the year. */
  readonly period?: PeriodKey;
  /** 1 to 12: the month's period, by its number. */
  readonly month?: number;
  /** Left out: REGULAR. */
  readonly purpose?: PaymentPurpose;
  /** Yuan, as text, at most 2 decimals; negative of a reversal and of a recovery. */
  readonly amount: string;
  readonly paidOn: string;
  /** The payment that this one takes back: the same institution, the opposite amount. */
  readonly reversesId?: string;
}

/** A payment of a year. */
export interface RecordPayment extends FundYearKey, StatedPayment {
  readonly idempotencyKey: string;
}

/**
 * Records a payment (N25-25, N21-30). The money has left already, so no ruleset need be in force: the year's payments are its fact `prepaid`.
 * A negative amount that reverses nothing is a recovery (追回): at most what the institution owes by the ledger.
 * Throws VALIDATION_FAILED, NOT_FOUND, CONFLICT, IDEMPOTENCY_KEY_REUSED.
 */
export async function recordPayment(platform: Platform, caller: Caller, input: RecordPayment): Promise<PaymentRecord> {
  const { regionCode, year, insurance, idempotencyKey } = input;
  const key = { regionCode, year, insurance };
  requirePermission(caller.actor, 'payment:write', regionCode);
  requireIdempotencyKey(idempotencyKey);
  const { row, problems } = readPayment(await paymentsOf(platform, caller, key), key, input);
  refuseProblems(problems);
  const { amountFen, purpose, payee: _, ...described } = row;
  const detail = { ...described, ...(purpose === 'REGULAR' ? {} : { purpose }), amount: printFen(amountFen) };
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'payment:write',
      regionCode,
      action: isRecovery(row) ? 'payment:recover' : row.reversesId === null ? 'payment:record' : 'payment:reverse',
      work: async (unit) => {
        await lockPayments(unit, key);
        const before = await paymentsBeside(unit, key, [row]);
        refuseAmounts(before.amounts.problems(row));
        const payment = await unit.fundYears.addPayment(backFromPayee(row, before.reversed));
        await bookFundYear(unit, key);
        refuseProblems([...(await recoveryProblems(unit, key, [row])).values()]);
        return payment;
      },
      audit: (payment) => ({
        subject: payment.id,
        detail: {
          ...detail,
          ...(payment.payee === null ? {} : { payee: `${payment.payee.kind} ${payment.payee.code}` }),
          payments: recordedPayments([payment]),
        },
      }),
    },
    {
      key: idempotencyKey,
      input: detail,
      refOf: ({ id }) => id,
      replay: async (unit, id) =>
        must(
          (await unit.fundYears.payments(key, { ids: [id] })).find((payment) => payment.id === id),
          'payment of an idempotency key',
        ),
    },
  );
}

/** Lets the caller in, and finds the region that payments are checked against. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED. */
export async function paymentsOf(platform: Platform, caller: Caller, { regionCode, year }: FundYearKey): Promise<RegionIndex> {
  requirePermission(caller.actor, 'payment:write', regionCode);
  requireYear(year);
  return await regionIndex(platform, caller, regionCode);
}

/** What payments to be recorded are looked at beside: those that they reverse, and what all come to. */
export async function paymentsBeside(
  { fundYears }: Unit,
  key: FundYearKey,
  rows: readonly NewPayment[],
): Promise<{ readonly reversed: readonly PaymentRecord[]; readonly amounts: RecordedAmounts }> {
  const ids = rows.flatMap(({ reversesId }) => reversesId ?? []);
  const reversed = ids.length === 0 ? [] : await fundYears.payments(key, { ids });
  const codes = [...new Set(rows.map(({ institutionCode }) => institutionCode))];
  return { reversed, amounts: new RecordedAmounts(reversed, await fundYears.paymentSums(key, codes)) };
}

/** Whoever records a payment of a year waits for the one before. */
export async function lockPayments(unit: Unit, { regionCode, year, insurance }: FundYearKey): Promise<void> {
  await unit.lock(regionCode, `payments/${year}/${insurance}`);
}

/** A payment as it would be recorded, and what is wrong with it by itself; beside others `RecordedAmounts` looks at it. */
export function readPayment(
  index: RegionIndex,
  { regionCode, year, insurance }: FundYearKey,
  stated: StatedPayment,
): ReadRecord<NewPayment> {
  const { institutionCode, paidOn, reason, source, reversesId = null, purpose = 'REGULAR' } = stated;
  const amount = amountInFen(stated.amount, ['amount']);
  const problems = [
    ...institutionProblems(index, institutionCode),
    ...('problem' in amount ? [amount.problem] : recoveryGroundsProblems({ amountFen: amount.fen, reversesId, purpose }, { source })),
    ...dayProblems(stated, year),
    ...paidForProblems(stated),
    ...reasonProblems(reason),
    ...sourceProblems(source),
  ];
  const amountFen = 'fen' in amount ? amount.fen : 0n;
  const period = periodPaid(stated);
  const month = periodKindOf(period) === 'MONTH' ? Number(period) : null;
  const of = { regionCode, year, insurance, institutionCode };
  const payee = payeeOf(index, institutionCode, paidOn);
  return { row: { ...of, period, month, purpose, amountFen, paidOn, reason, ...sourceStated(source), reversesId, payee }, problems };
}

/** A reversal takes back what was received by whoever received it, whoever would receive it now. */
export function backFromPayee(row: NewPayment, payments: readonly PaymentRecord[]): NewPayment {
  const original = row.reversesId === null ? undefined : payments.find(({ id }) => id === row.reversesId);
  return original === undefined ? row : { ...row, payee: original.payee };
}

/** 收款方 who receives what an institution is paid on a day; null: it does itself. */
function payeeOf({ changes }: RegionIndex, institutionCode: string, paidOn: string): Payee | null {
  const payee = payeeOn(changes, institutionCode, paidOn);
  return payee.kind === 'INSTITUTION' && payee.code === institutionCode ? null : payee;
}

/** The period that a payment is for, stated by its key or by the number of a month. */
function periodPaid({ period, month }: StatedPayment): PeriodKey {
  return period ?? (month === undefined ? YEAR_KEY : String(month).padStart(2, '0'));
}

function paidForProblems({ period, month }: StatedPayment): readonly FieldProblem[] {
  if (period === undefined) return [];
  if (month === undefined || Number(period) === month) return periodProblems(period);
  const zh = `月份 ${month} 与结算期 ${period} 不一致。只写其中之一。`;
  return [fieldProblem(['period'], 'OTHER_PERIOD', zh, `The month ${month} is not the period ${period}. State one of them.`)];
}

function dayProblems({ paidOn, month }: StatedPayment, year: number): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!isRealDate(paidOn))
    problems.push(
      fieldProblem(['paidOn'], 'NOT_A_DATE', '拨付日期应为日历上的 YYYY-MM-DD。', 'The day must be a calendar date YYYY-MM-DD.'),
    );
  else if (paidOn < `${year - 1}-01-01` || paidOn > `${year + 1}-12-31`) {
    const zh = `拨付日期 ${paidOn} 不属于 ${year} 年度：应在 ${year - 1} 年到 ${year + 1} 年之间。请核对日期或年度。`;
    const en = `${paidOn} is no day to pay for ${year}: it should lie in the years ${year - 1} to ${year + 1}. Check the day or the year.`;
    problems.push(fieldProblem(['paidOn'], 'OTHER_YEAR', zh, en));
  }
  if (month !== undefined && !(Number.isInteger(month) && month >= 1 && month <= 12))
    problems.push(fieldProblem(['month'], 'OUT_OF_RANGE', '月份应为 1 到 12。', 'The month is 1 to 12.'));
  return problems;
}
