import { randomUUID } from 'node:crypto';
import { dividedParts, type JointPart, type StatedPart } from './joint-parts.js';
import { backFromPayee, lockPayments, paymentsBeside, paymentsOf } from './record-payment.js';
import { refuseAmounts } from './recorded-amounts.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import { NotFoundError, ValidationError, type FieldProblem } from '../base/errors.js';
import type { RegionIndex } from '../caches/region-cache.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { bookFundYear } from '../ledger/book-year.js';
import { recordedPayments } from '../ledger/recorded-payments.js';
import { periodProblems } from '../periods/period-requests.js';
import type { FundYearKey, Grounds, NewPayment, PaymentRecord, PeriodKey } from '../ports/clearing/ports-fund-year.js';
import type { JointPaymentRecord, NewJointPayment } from '../ports/clearing/ports-joint-payment.js';
import { consortiumStatedOn } from '../ports/ports-consortium.js';
import type { Unit } from '../ports/ports.js';
import {
  amountInFen,
  fieldProblem,
  reasonProblems,
  refuseProblems,
  requireIdempotencyKey,
  sourceProblems,
  sourceStated,
} from '../requests/request-fields.js';
import { payeeOn, successorsOn, type Payee } from '../../engine/clearing/institution-changes.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import { must } from '../../engine/kit/assert.js';
import { printFen } from '../../engine/number/quantity.js';
import { periodKindOf, YEAR_KEY } from '../../engine/plan/periods.js';

/** 合并拨付 one payment to a consortium, or to an institution that took others over. */
export interface RecordJointPayment extends FundYearKey, Grounds {
  readonly payee: Payee;
  /** Left out: the year. */
  readonly period?: PeriodKey | undefined;
  /** Yuan, as text, at most 2 decimals. */
  readonly amount: string;
  readonly paidOn: string;
  /** What it pays for each institution; left out: what they are owed of the period, in proportion. */
  readonly parts?: readonly StatedPart[] | undefined;
  readonly idempotencyKey: string;
}

/** A joint payment with its parts. */
export interface JointPayment extends JointPaymentRecord {
  readonly parts: readonly PaymentRecord[];
}

/**
 * Records one payment to a payee that pays what its institutions are owed of a settled period (N25-25): divided by what each is still owed, to the
 * fen, by largest remainders; at most that in all. Every part is a payment of its institution, so each one's ledger ties, and nothing is paid
 * twice. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED, CONFLICT, IDEMPOTENCY_KEY_REUSED.
 */
export async function recordJointPayment(platform: Platform, caller: Caller, input: RecordJointPayment): Promise<JointPayment> {
  const { regionCode, year, insurance, payee, paidOn, period = YEAR_KEY, reason, source, idempotencyKey } = input;
  const key = { regionCode, year, insurance };
  requirePermission(caller.actor, 'payment:write', regionCode);
  requireIdempotencyKey(idempotencyKey);
  const index = await paymentsOf(platform, caller, key);
  const amount = amountInFen(input.amount, ['amount']);
  refuseProblems([
    ...('problem' in amount ? [amount.problem] : amount.fen > 0n ? [] : [notAbove()]),
    ...periodProblems(period),
    ...dayProblems(paidOn, year),
    ...reasonProblems(reason),
    ...sourceProblems(source),
  ]);
  const amountFen = 'fen' in amount ? amount.fen : 0n;
  const institutions = institutionsOf(index, payee, paidOn);
  const of = { ...key, period, payee, paidOn, reason: reason.trim(), ...sourceStated(source) };
  const detail = { ...of, payee: `${payee.kind} ${payee.code}`, amount: printFen(amountFen), parts: input.parts ?? null };
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'payment:write',
      regionCode,
      action: 'payment:joint',
      work: async (unit) => {
        await lockPayments(unit, key);
        await bookFundYear(unit, key);
        const receiver = await receiverOf(unit, index, payee, paidOn);
        const parts = await dividedParts(unit, { key, period, amountFen, institutions, ...(input.parts ? { stated: input.parts } : {}) });
        const joint = { ...of, id: randomUUID(), institutionCode: receiver, amountFen, reversesId: null };
        return await addJoint(
          unit,
          key,
          joint,
          parts.map((part) => rowOf(joint, part)),
        );
      },
      audit: ({ id, parts }) => ({ subject: id, detail: { ...detail, parts: partsText(parts), payments: recordedPayments(parts) } }),
    },
    { key: idempotencyKey, input: detail, refOf: ({ id }) => id, replay: (unit, id) => storedJoint(unit, key, id) },
  );
}

/** A joint payment that is taken back whole. */
export interface ReverseJointPayment extends FundYearKey, Grounds {
  readonly jointId: string;
  readonly paidOn: string;
  readonly idempotencyKey: string;
}

/** Takes a joint payment back with all its parts; each goes back where it came from. Throws as `recordJointPayment`. */
export async function reverseJointPayment(platform: Platform, caller: Caller, input: ReverseJointPayment): Promise<JointPayment> {
  const { regionCode, year, insurance, jointId, paidOn, reason, source, idempotencyKey } = input;
  const key = { regionCode, year, insurance };
  requirePermission(caller.actor, 'payment:write', regionCode);
  requireIdempotencyKey(idempotencyKey);
  await paymentsOf(platform, caller, key);
  refuseProblems([...dayProblems(paidOn, year), ...reasonProblems(reason), ...sourceProblems(source)]);
  const detail = { ...key, jointId, paidOn, reason: reason.trim(), ...sourceStated(source) };
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'payment:write',
      regionCode,
      action: 'payment:reverse-joint',
      work: async (unit) => {
        await lockPayments(unit, key);
        const original = await storedJoint(unit, key, jointId);
        if (original.reversesId !== null) refuseProblems([isReversal()]);
        const { period, payee, institutionCode } = original;
        const of = { ...key, period, payee, institutionCode, paidOn, reason: reason.trim(), ...sourceStated(source) };
        const joint = { ...of, id: randomUUID(), amountFen: -original.amountFen, reversesId: jointId };
        const rows = original.parts.map((part) => ({
          ...rowOf(joint, { institutionCode: part.institutionCode, amountFen: -part.amountFen }),
          reversesId: part.id,
        }));
        return await addJoint(unit, key, joint, rows);
      },
      audit: ({ id, parts }) => ({ subject: id, detail: { ...detail, parts: partsText(parts), payments: recordedPayments(parts) } }),
    },
    { key: idempotencyKey, input: detail, refOf: ({ id }) => id, replay: (unit, id) => storedJoint(unit, key, id) },
  );
}

/** 合并拨付 the joint payments of a fund year with their parts; of an institution's key those that it receives, without others' parts. */
export async function jointPaymentsOf(unit: Unit, key: FundYearKey): Promise<readonly JointPayment[]> {
  const joint = await unit.jointPayments.list(key);
  if (joint.length === 0) return [];
  const payments = await unit.fundYears.payments(key, { jointIds: joint.map(({ id }) => id) });
  return joint.map((one) => ({ ...one, parts: payments.filter(({ jointId }) => jointId === one.id) }));
}

async function addJoint(unit: Unit, key: FundYearKey, joint: NewJointPayment, rows: readonly NewPayment[]): Promise<JointPayment> {
  const { reversed, amounts } = await paymentsBeside(unit, key, rows);
  refuseAmounts(rows.flatMap((row) => amounts.problems(row)));
  await unit.jointPayments.add(joint);
  await unit.fundYears.addPayments(rows.map((row) => backFromPayee(row, reversed)));
  await bookFundYear(unit, key);
  return await storedJoint(unit, key, joint.id);
}

async function storedJoint(unit: Unit, key: FundYearKey, id: string): Promise<JointPayment> {
  const found = (await jointPaymentsOf(unit, key)).find((one) => one.id === id);
  if (found === undefined) throw new NotFoundError({ zh: '合并拨付', en: 'joint payment' }, id);
  return found;
}

function rowOf({ id, amountFen: _, reversesId: __, ...joint }: NewJointPayment, { institutionCode, amountFen }: JointPart): NewPayment {
  const month = periodKindOf(joint.period) === 'MONTH' ? Number(joint.period) : null;
  return { ...joint, institutionCode, amountFen, month, jointId: id, reversesId: null };
}

/** Whose money the payee receives on a day. */
function institutionsOf({ institutions, changes }: RegionIndex, payee: Payee, day: string): readonly string[] {
  const own = [...institutions.keys()].filter((code) => {
    const { kind, code: received } = payeeOn(changes, code, day);
    return kind === payee.kind && received === payee.code;
  });
  if (own.length > 0) return own.sort();
  const zh = `${day} 没有机构的款由“${payee.code}”收。请核对代码，并先录入并入或加入医共体的变动（dip institution changes）。`;
  const en = `"${payee.code}" receives nobody's money on ${day}. Check the code, and record who merged into it or joined it.`;
  throw new ValidationError([fieldProblem(['payee', 'code'], 'NOBODYS_PAYEE', zh, en)]);
}

/** 牵头机构 who receives the payee's money, and confirms that it arrived. */
async function receiverOf(unit: Unit, { region, changes }: RegionIndex, payee: Payee, day: string): Promise<string> {
  if (payee.kind === 'INSTITUTION') return payee.code;
  const { leadCode } = must(consortiumStatedOn(await unit.consortia.list(region.code), payee.code, day), 'consortium that somebody joined');
  return successorsOn(changes, leadCode, day).at(-1) ?? leadCode;
}

function dayProblems(paidOn: string, year: number): readonly FieldProblem[] {
  if (!isRealDate(paidOn)) {
    const zh = '拨付日期应为日历上的 YYYY-MM-DD。';
    return [fieldProblem(['paidOn'], 'NOT_A_DATE', zh, 'The day must be a calendar date YYYY-MM-DD.')];
  }
  if (paidOn >= `${year - 1}-01-01` && paidOn <= `${year + 1}-12-31`) return [];
  const zh = `拨付日期 ${paidOn} 不属于 ${year} 年度。请核对日期或年度。`;
  return [fieldProblem(['paidOn'], 'OTHER_YEAR', zh, `${paidOn} is no day to pay for ${year}.`)];
}

function notAbove(): FieldProblem {
  const zh = '合并拨付的金额须大于零；退回用冲销（reverseJointPayment），追回按机构录入。';
  const en = 'A joint payment is above 0. Take one back by its reversal; recoveries are recorded by institution.';
  return fieldProblem(['amount'], 'NOT_ABOVE_ZERO', zh, en);
}

function isReversal(): FieldProblem {
  const en = 'A reversal can’t be reversed. Record the payment anew.';
  return fieldProblem(['jointId'], 'REVERSAL_IS_REVERSAL', '冲销记录不能再被冲销。请重新记一笔。', en);
}

function partsText(parts: readonly PaymentRecord[]): readonly string[] {
  return parts.map(({ institutionCode, amountFen }) => `${institutionCode} ${printFen(amountFen)}`);
}
