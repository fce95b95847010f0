import { submissionDay } from '../cases/case-quality.js';
import { runInTurn } from '../cases/import-turn.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { caseKeyText } from '../ports/cases/ports-case.js';
import type { Reversal, ReversibleCase } from '../ports/cases/ports-reversal.js';
import type { Unit } from '../ports/ports.js';
import { fieldProblem, ownIdempotencyKey, reasonProblems, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';
import { assert } from '../../engine/kit/assert.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import { shownText } from '../../engine/kit/text.js';
import { fenToYuan, parseDecimal, compare, printFen } from '../../engine/number/quantity.js';

/** 冲销清单 a red list as it is stated. */
export interface StatedReversal extends Reversal {
  /** Yuan: what the case cost, below zero. */
  readonly totalCost: string;
}

/** Lists that reverse others: all or none. */
export interface ReverseLists {
  readonly regionCode: string;
  readonly reversals: readonly StatedReversal[];
  readonly reason: string;
  readonly idempotencyKey: string;
  /** Only checked: nothing is stored. */
  readonly dryRun?: boolean;
}

/** What was reversed. */
export interface ReversedLists {
  readonly read: number;
  readonly recorded: number;
  readonly dryRun: boolean;
  /** 此前已录入 whether the same request had been made before, so that nothing was changed now; `recorded` is what it changed then. */
  readonly wasThere: boolean;
}

/** The most lists that one request may reverse. */
export const MOST_REVERSED = 1_000;

const NUMBER = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/;

/**
 * 冲销 reverses settlement lists (退费): a red list names an earlier one and takes back all of it. The case is voided by a revision that keeps the number
 * and the day of the red list, so periods that are open count it no more, and those that are closed are corrected by difference in the open one. What was
 * paid anew has a list of its own. Throws FORBIDDEN, LIMIT_EXCEEDED, IDEMPOTENCY_KEY_REUSED, and VALIDATION_FAILED naming every row that is wrong: nothing
 * was changed.
 */
export async function reverseLists(platform: Platform, caller: Caller, input: ReverseLists): Promise<ReversedLists> {
  const { regionCode, reversals, reason, idempotencyKey, dryRun = false } = input;
  requirePermission(caller.actor, 'case:import', regionCode);
  requireIdempotencyKey(idempotencyKey);
  requireCount(reversals.length);
  refuseProblems([...reasonProblems(reason), ...reversals.flatMap((one, row) => ownProblems(one, row, reversals))]);
  const read = reversals.length;
  if (dryRun) {
    await caller.read((unit) => requireReversible(unit, regionCode, reversals));
    return { read, recorded: 0, dryRun, wasThere: false };
  }
  let wasThere = false;
  const recorded = await runInTurn(
    platform,
    caller.actor,
    {
      permission: 'case:import',
      regionCode,
      action: 'case:reverse',
      work: async (unit) => {
        await requireReversible(unit, regionCode, reversals);
        const left = await unit.reversals.reverse(regionCode, reversals);
        assert(left.length === 0, 'every case that is there and not void can be reversed');
        await unit.quality.closeVoided(regionCode, reversals, await submissionDay(unit));
        return read;
      },
      audit: () => ({
        subject: String(read),
        detail: {
          reason,
          reversals: reversals.map(({ institutionCode, caseNo, reversalNo }) => ({ institutionCode, caseNo, reversalNo })),
        },
      }),
    },
    {
      key: ownIdempotencyKey(caller.actor, idempotencyKey),
      input: { reversals, reason },
      refOf: String,
      replay: (_, ref) => {
        wasThere = true;
        return Promise.resolve(Number(ref));
      },
    },
  );
  return { read, recorded, dryRun, wasThere };
}

function requireCount(count: number): void {
  if (count === 0) throw new ValidationError([fieldProblem(['reversals'], 'REQUIRED', '没有冲销清单。', 'There are no reversals.')]);
  if (count <= MOST_REVERSED) return;
  const zh = `一次最多冲销 ${MOST_REVERSED} 份清单，此处 ${count} 份。请分批提交。`;
  const en = `At most ${MOST_REVERSED} lists at a time; these are ${count}. Send several batches.`;
  throw new ValidationError([fieldProblem(['reversals'], 'LIMIT_EXCEEDED', zh, en)], { zh, en }, 'LIMIT_EXCEEDED');
}

type Problem = readonly [field: keyof StatedReversal, code: string, zh: string, en: string];

function placed(row: number, problems: readonly Problem[]): readonly FieldProblem[] {
  return problems.map(([field, code, zh, en]) => fieldProblem(['reversals', String(row), field], code, zh, en));
}

/** What is wrong with a row by itself and among the others. */
function ownProblems(one: StatedReversal, row: number, all: readonly StatedReversal[]): readonly FieldProblem[] {
  const problems: Problem[] = [];
  for (const field of ['institutionCode', 'caseNo', 'reversalNo'] as const)
    if (!NUMBER.test(one[field]))
      problems.push([field, 'NOT_A_CODE', '应为 1 至 64 个字母、数字或 . _ / -。', 'This is 1 to 64 letters, digits or . _ / -.']);
  if (!isRealDate(one.reversedOn))
    problems.push(['reversedOn', 'NOT_A_DATE', '应为日历上有的日期 YYYY-MM-DD。', 'This is a day YYYY-MM-DD.']);
  if (parseDecimal(one.totalCost) === undefined)
    problems.push(['totalCost', 'NOT_A_DECIMAL', '应为金额（元），如 -1234.50。', 'This is an amount in yuan, such as -1234.50.']);
  const isSame = (field: 'caseNo' | 'reversalNo') => (other: StatedReversal) =>
    other.institutionCode === one.institutionCode && other[field] === one[field];
  if (all.findIndex(isSame('caseNo')) !== row)
    problems.push(['caseNo', 'REPEATED', '同一份清单冲销了两次。', 'The same list is reversed twice.']);
  if (all.findIndex(isSame('reversalNo')) !== row)
    problems.push(['reversalNo', 'REPEATED', '冲销清单号重复。', 'The number of this reversal is there twice.']);
  return placed(row, problems);
}

/** Throws VALIDATION_FAILED naming every row whose list is not there, was reversed, is void, or is not taken back whole. */
async function requireReversible(unit: Unit, regionCode: string, reversals: readonly StatedReversal[]): Promise<void> {
  const known = new Map((await unit.reversals.reversible(regionCode, reversals)).map((one) => [caseKeyText(one), one]));
  const taken = await unit.reversals.taken(regionCode, reversals);
  refuseProblems(
    reversals.flatMap((one, row) => {
      const by = taken.find(
        ({ institutionCode, reversalNo, caseNo }) =>
          institutionCode === one.institutionCode && reversalNo === one.reversalNo && caseNo !== one.caseNo,
      );
      return placed(row, [...reversibleProblems(one, known.get(caseKeyText(one))), ...(by === undefined ? [] : [numberTaken(by)])]);
    }),
  );
}

function numberTaken({ reversalNo, caseNo }: Reversal): Problem {
  const [no, of] = [shownText(reversalNo, 64), shownText(caseNo, 64)];
  return ['reversalNo', 'NUMBER_TAKEN', `冲销清单号“${no}”已冲销病例“${of}”。`, `Reversal "${no}" has reversed case "${of}".`];
}

function reversibleProblems(one: StatedReversal, found: ReversibleCase | undefined): readonly Problem[] {
  const caseNo = shownText(one.caseNo, 64);
  if (found === undefined)
    return [
      [
        'caseNo',
        'CASE_NOT_FOUND',
        `该机构没有病例“${caseNo}”。请核对被冲销的清单号和机构。`,
        `The institution has no case "${caseNo}". Check number and institution.`,
      ],
    ];
  if (found.voided)
    return [
      found.reversedBy === null
        ? ['caseNo', 'CASE_ALREADY_VOID', `病例“${caseNo}”已作废。`, `Case "${caseNo}" is void already.`]
        : [
            'caseNo',
            'CASE_ALREADY_REVERSED',
            `病例“${caseNo}”已由冲销清单“${shownText(found.reversedBy, 64)}”冲销。`,
            `Case "${caseNo}" was reversed by "${shownText(found.reversedBy, 64)}" already.`,
          ],
    ];
  const problems: Problem[] = [];
  const amount = parseDecimal(one.totalCost);
  const whole = `-${printFen(found.totalCostFen)}`;
  if (amount === undefined || compare(amount, fenToYuan(-found.totalCostFen)) !== 0)
    problems.push([
      'totalCost',
      'AMOUNT_DIFFERS',
      `冲销整份清单，金额应为 ${whole}。只退一部分的，请整份冲销后另报新清单。`,
      `A list is reversed whole: the amount is ${whole}. Where a part is refunded, reverse the list and send a new one.`,
    ]);
  if (one.reversedOn < found.admissionDate)
    problems.push([
      'reversedOn',
      'DATES_OUT_OF_ORDER',
      `冲销日期早于入院日期 ${found.admissionDate}。`,
      `The list is reversed before the admission on ${found.admissionDate}.`,
    ]);
  return problems;
}
