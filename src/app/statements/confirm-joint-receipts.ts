import { countProblems, wordOf, wordProblems, type StatedWord } from './whose-word.js';
import { receivedDayProblems } from './received-day.js';
import type { FieldProblem } from '../base/errors.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { JointPaymentRecord, JointReceiptRecord } from '../ports/clearing/ports-joint-payment.js';
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

/** 到账确认 what arrived of one joint payment. */
export interface ConfirmJointReceipt extends FundYearKey, StatedWord {
  readonly jointId: string;
  /** Yuan, as text, at most 2 decimals. */
  readonly amount: string;
  readonly receivedOn: string;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/**
 * Confirms what was received of a joint payment (N25-27): the lead of the consortium (or the successor) by its own key, or the agency on paper.
 * A further receipt replaces the one before, which is kept. Throws FORBIDDEN, VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED.
 */
export async function confirmJointReceipt(platform: Platform, { actor }: Caller, input: ConfirmJointReceipt): Promise<JointReceiptRecord> {
  const { regionCode, year, insurance, jointId, receivedOn, idempotencyKey } = input;
  requirePermission(actor, 'statement:confirm', regionCode);
  requireYear(year);
  requireIdempotencyKey(idempotencyKey);
  const key: FundYearKey = { regionCode, year, insurance };
  const [reason, word] = [input.reason.trim(), wordOf(actor, input)];
  const fen = amountInFen(input.amount, ['amount']);
  refuseProblems([
    ...countProblems(1, ['jointId']),
    ...('problem' in fen
      ? [fen.problem]
      : fen.fen > 0n
        ? []
        : [fieldProblem(['amount'], 'NEGATIVE', '到账金额须大于零。', 'What arrived is above 0.')]),
    ...reasonProblems(input.reason),
    ...wordProblems(actor, [], input),
  ]);
  const amountFen = 'fen' in fen ? fen.fen : 0n;
  return await runCommand(
    platform,
    actor,
    {
      permission: 'statement:confirm',
      regionCode,
      action: 'payment:receive-joint',
      work: async (unit) => {
        await lockPayments(unit, key);
        const all = await unit.jointPayments.list(key);
        const joint = all.find(({ id }) => id === jointId);
        refuseProblems([...jointProblems(joint, all), ...receivedDayProblems(receivedOn, joint, ['receivedOn'])]);
        const { institutionCode } = must(joint, 'joint payment');
        const before = (await unit.jointPayments.receipts(key)).find((one) => one.jointId === jointId);
        const of = { regionCode, jointId, institutionCode, revision: (before?.revision ?? 0) + 1 };
        await unit.jointPayments.addReceipts([{ ...of, amountFen, receivedOn, reason, ...word }]);
        return await stored(unit, key, jointId);
      },
      audit: () => ({ subject: jointId, detail: { amount: printFen(amountFen), receivedOn, reason, ...word } }),
    },
    {
      key: ownIdempotencyKey(actor, idempotencyKey),
      input: { ...key, jointId, amount: input.amount, receivedOn, reason, source: word.source },
      refOf: () => jointId,
      replay: (unit, id) => stored(unit, key, id),
    },
  );
}

async function stored({ jointPayments }: Unit, key: FundYearKey, id: string): Promise<JointReceiptRecord> {
  return must(
    (await jointPayments.receipts(key)).find(({ jointId }) => jointId === id),
    'receipt of a joint payment',
  );
}

function jointProblems(joint: JointPaymentRecord | undefined, all: readonly JointPaymentRecord[]): readonly FieldProblem[] {
  if (joint === undefined) {
    const zh = '该年度没有这一笔合并拨付（牵头机构、承继机构只见自己收的）。请核对标识。';
    return [
      fieldProblem(['jointId'], 'UNKNOWN_PAYMENT', zh, 'The year has no such joint payment (who receives it sees its own). Check the id.'),
    ];
  }
  if (joint.reversesId === null && !all.some(({ reversesId }) => reversesId === joint.id)) return [];
  const zh = '这一笔是冲销，或已被冲销，没有到账可确认。';
  return [fieldProblem(['jointId'], 'NOT_RECEIVABLE', zh, 'This is a reversal, or was reversed: nothing of it arrives.')];
}
