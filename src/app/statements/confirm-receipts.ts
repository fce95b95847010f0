import { countProblems, wordOf, wordProblems, type StatedWord } from './whose-word.js';
import { receivedDayProblems } from './received-day.js';
import type { FieldProblem } from '../base/errors.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { isRecovery, type FundYearKey, type PaymentRecord } from '../ports/clearing/ports-fund-year.js';
import type { NewReceipt, ReceiptRecord } from '../ports/clearing/ports-statement.js';
import type { Unit } from '../ports/ports.js';
import {
  amountInFen,
  fieldProblem,
  ownIdempotencyKey,
  reasonProblems,
  refuseProblems,
  requireIdempotencyKey,
  requireYear,
} from '../requests/request-fields.js';
import { lockPayments } from '../years/record-payment.js';
import { must } from '../../engine/kit/assert.js';
import { printFen } from '../../engine/number/quantity.js';

/** What arrived of a payment. */
export interface StatedReceipt {
  readonly paymentId: string;
  /** Yuan, as text, at most 2 decimals. */
  readonly amount: string;
  readonly receivedOn: string;
}

/** Receipts of payments of a fund year, together: all or none. */
export interface ConfirmReceipts extends FundYearKey, StatedWord {
  readonly receipts: readonly StatedReceipt[];
  readonly reason: string;
  readonly idempotencyKey: string;
}

/**
 * 到账确认 confirms what was received of payments (N25-27): an institution of its own, or the agency on paper. What differs from the payment is
 * shown, not refused; a further receipt of a payment replaces the one before. Throws FORBIDDEN, VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED.
 */
export async function confirmReceipts(platform: Platform, { actor }: Caller, input: ConfirmReceipts): Promise<readonly ReceiptRecord[]> {
  const { regionCode, year, insurance, receipts, idempotencyKey } = input;
  requirePermission(actor, 'statement:confirm', regionCode);
  requireYear(year);
  requireIdempotencyKey(idempotencyKey);
  const reason = input.reason.trim();
  const key: FundYearKey = { regionCode, year, insurance };
  const word = wordOf(actor, input);
  refuseProblems([
    ...countProblems(receipts.length, ['receipts']),
    ...reasonProblems(input.reason),
    ...wordProblems(actor, [], input),
    ...repeatedProblems(receipts),
  ]);
  const ids = receipts.map(({ paymentId }) => paymentId);
  return await runCommand(
    platform,
    actor,
    {
      permission: 'statement:confirm',
      regionCode,
      action: 'payment:receive',
      work: async (unit) => {
        await lockPayments(unit, key);
        const payments = await unit.fundYears.payments(key, { ids });
        const read = receipts.map((stated, at) => readReceipt(stated, payments, ['receipts', String(at)]));
        refuseProblems(read.flatMap(({ problems }) => problems));
        const known = await unit.statementWords.receipts(key, { paymentIds: read.map(({ row }) => must(row, 'receipt').paymentId) });
        const before = new Map(known.map(({ paymentId, revision }) => [paymentId, revision]));
        const rows = read.map(({ row }) => ({
          ...{ ...must(row, 'receipt'), regionCode, reason, ...word },
          revision: (before.get(must(row, 'receipt').paymentId) ?? 0) + 1,
        }));
        await unit.statementWords.addReceipts(rows);
        return await stored(unit, key, ids);
      },
      audit: (rows) => ({
        subject: `${year} ${insurance}`,
        detail: { receipts: rows.map(({ paymentId, amountFen }) => `${paymentId} ${printFen(amountFen)}`), reason, ...word },
      }),
    },
    {
      key: ownIdempotencyKey(actor, idempotencyKey),
      input: {
        ...key,
        receipts: receipts.map(({ paymentId, amount, receivedOn }) => [paymentId, amount, receivedOn]),
        reason,
        source: word.source,
      },
      refOf: (rows) => String(rows.length),
      replay: (unit) => stored(unit, key, ids),
    },
  );
}

async function stored({ statementWords }: Unit, key: FundYearKey, ids: readonly string[]): Promise<readonly ReceiptRecord[]> {
  const known = new Map((await statementWords.receipts(key, { paymentIds: ids })).map((row) => [row.paymentId, row]));
  return ids.map((id) => must(known.get(id), 'receipt'));
}

function repeatedProblems(receipts: readonly StatedReceipt[]): readonly FieldProblem[] {
  const seen = new Set<string>();
  return receipts.flatMap(({ paymentId }, at) => {
    const isRepeated = seen.has(paymentId);
    seen.add(paymentId);
    const en = 'The payment is there more than once.';
    return isRepeated ? [fieldProblem(['receipts', String(at), 'paymentId'], 'REPEATED', '同一笔拨付出现了多次。', en)] : [];
  });
}

type ReadReceipt = {
  readonly problems: readonly FieldProblem[];
  readonly row?: Pick<NewReceipt, 'paymentId' | 'institutionCode' | 'amountFen' | 'receivedOn'>;
};

/** A receipt beside the payments that the caller may see. */
function readReceipt(
  { paymentId, amount, receivedOn }: StatedReceipt,
  payments: readonly PaymentRecord[],
  path: readonly string[],
): ReadReceipt {
  const payment = payments.find(({ id }) => id === paymentId);
  const fen = amountInFen(amount, [...path, 'amount']);
  const problems = [
    ...paymentProblems(payment, payments, [...path, 'paymentId']),
    ...('problem' in fen ? [fen.problem] : fen.fen < 0n ? [belowZero([...path, 'amount'])] : []),
    ...receivedDayProblems(receivedOn, payment, [...path, 'receivedOn']),
  ];
  if (payment === undefined || 'problem' in fen) return { problems };
  return { problems, row: { paymentId, institutionCode: payment.institutionCode, amountFen: fen.fen, receivedOn } };
}

/** 须确认到账的拨付 whether a payment is one that arrives: not a reversal or recovery, nor one that was reversed. */
export function arrives(payment: PaymentRecord, reversed: ReadonlySet<string>): boolean {
  return payment.reversesId === null && !isRecovery(payment) && !reversed.has(payment.id);
}

/** Ids of payments that were reversed. */
export function reversedIds(payments: readonly PaymentRecord[]): ReadonlySet<string> {
  return new Set(payments.flatMap(({ reversesId }) => reversesId ?? []));
}

function paymentProblems(
  payment: PaymentRecord | undefined,
  payments: readonly PaymentRecord[],
  path: readonly string[],
): readonly FieldProblem[] {
  if (payment === undefined) {
    const zh = '该年度没有这一笔拨付（机构只见本机构的）。请核对标识。';
    return [fieldProblem(path, 'UNKNOWN_PAYMENT', zh, 'The year has no such payment (an institution sees its own). Check the id.')];
  }
  if (payment.jointId !== null) {
    const zh = '这一笔是合并拨付的一部分，由收款方整笔确认到账（confirmJointReceipt）。';
    return [
      fieldProblem(path, 'PART_OF_JOINT', zh, 'This is a part of a joint payment, which its payee confirms whole (confirmJointReceipt).'),
    ];
  }
  if (arrives(payment, reversedIds(payments))) return [];
  const zh = '这一条是冲销或追回，或已被冲销，没有到账可确认。';
  return [fieldProblem(path, 'NOT_RECEIVABLE', zh, 'This is a reversal or recovery, or was reversed: nothing of it arrives.')];
}

function belowZero(path: readonly string[]): FieldProblem {
  return fieldProblem(path, 'NEGATIVE', '到账金额须大于零。', 'What arrived is above 0.');
}
