import { runCommand } from '../kernel/command.js';
import type { FieldProblem } from '../base/errors.js';
import { institutionProblems, institutionYearContext, type InstitutionYearContext, type ReadRecord } from './institution-year.js';
import type { Caller, Platform } from '../kernel/platform.js';
import {
  FACT_OF_PURPOSE,
  type AdjustmentRecord,
  type FundYearKey,
  type Grounds,
  type NewAdjustment,
} from '../ports/clearing/ports-fund-year.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import type { Unit } from '../ports/ports.js';
import { amountInFen, fieldProblem, reasonProblems, refuseProblems, sourceProblems, sourceStated } from '../requests/request-fields.js';
import { statedProblems, type StatableFacts } from '../requests/stated-values.js';
import { RecordedAmounts, refuseAmounts } from './recorded-amounts.js';
import { must } from '../../engine/kit/assert.js';
import { printFen } from '../../engine/number/quantity.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** 调整 an amount to be added to a fact of an institution's year, or the reversal of one. */
export interface StatedAdjustment extends Grounds {
  readonly institutionCode: string;
  /** A fact of scope `institutionYear` in yuan. */
  readonly name: string;
  /** Yuan, as text, at most 2 decimals. */
  readonly amount: string;
  /** The adjustment that this one takes back: the same institution and name, the opposite amount. */
  readonly reversesId?: string;
}

/** An adjustment of a year. */
export interface RecordAdjustment extends FundYearKey, StatedAdjustment {
  /** Whose versions say what may be recorded; none: those of every scheme in force in the year. */
  readonly scheme?: PaymentScheme;
  readonly idempotencyKey: string;
}

/** What payments add up to is recorded as payments. */
const PAID: ReadonlySet<string> = new Set(Object.values(FACT_OF_PURPOSE));

/** Amounts of money that adjustments may fill; assessments fill the rest. */
export const ADJUSTABLE: StatableFacts = { scope: 'institutionYear', accepts: ({ unit, name }) => unit === 'yuan' && !PAID.has(name) };

/**
 * Records an adjustment (N25-30, ZB-14): corrections are new rows that point back. Throws VALIDATION_FAILED (unknown name or institution,
 * an amount that the fact can't take, a reversal that is none), NO_RULESET_IN_FORCE, CONFLICT, IDEMPOTENCY_KEY_REUSED.
 */
export async function recordAdjustment(platform: Platform, caller: Caller, input: RecordAdjustment): Promise<AdjustmentRecord> {
  const { regionCode, year, insurance, idempotencyKey } = input;
  const key = { regionCode, year, insurance };
  const { row, problems } = readAdjustment(await institutionYearContext(platform, caller, 'payment:write', input), key, input);
  refuseProblems(problems);
  const { amountFen, reversesId, ...described } = row;
  const amount = printFen(amountFen);
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'payment:write',
      regionCode,
      action: reversesId === null ? 'adjustment:record' : 'adjustment:reverse',
      work: async (unit) => {
        await lockAdjustments(unit, key);
        refuseAmounts(new RecordedAmounts(await unit.fundYears.adjustments(key)).problems(row));
        return await unit.fundYears.addAdjustment(row);
      },
      audit: ({ id }) => ({ subject: id, detail: adjustmentDetail(row) }),
    },
    {
      key: idempotencyKey,
      input: { ...described, amount, reversesId },
      refOf: ({ id }) => id,
      replay: async (unit, id) =>
        must(
          (await unit.fundYears.adjustments(key)).find((adjustment) => adjustment.id === id),
          'adjustment of an idempotency key',
        ),
    },
  );
}

function adjustmentDetail({ regionCode: _, amountFen, reversesId, ...detail }: NewAdjustment): Readonly<Record<string, unknown>> {
  return { ...detail, amount: printFen(amountFen), ...(reversesId === null ? {} : { reversesId }) };
}

/** Whoever records an adjustment of a year waits for the one before. */
export async function lockAdjustments(unit: Unit, { regionCode, year, insurance }: FundYearKey): Promise<void> {
  await unit.lock(regionCode, `adjustments/${year}/${insurance}`);
}

/** An adjustment as it would be recorded, and what is wrong with it by itself; beside others `RecordedAmounts` looks at it. */
export function readAdjustment(
  { index, versions }: InstitutionYearContext,
  { regionCode, year, insurance }: FundYearKey,
  stated: StatedAdjustment,
): ReadRecord<NewAdjustment> {
  const { institutionCode, name, reason, source, reversesId = null } = stated;
  const amount = amountInFen(stated.amount, ['amount']);
  const problems = [
    ...institutionProblems(index, institutionCode),
    ...reasonProblems(reason),
    ...sourceProblems(source),
    ...('problem' in amount ? [amount.problem] : nameAndSign(versions, stated, amount.fen)),
  ];
  const amountFen = 'fen' in amount ? amount.fen : 0n;
  const of = { regionCode, year, insurance, institutionCode };
  return { row: { ...of, name, amountFen, reason, ...sourceStated(source), reversesId }, problems };
}

/** Names and domains are the ruleset's; a reversal has the opposite sign by its nature, so its absolute amount is looked at. */
function nameAndSign(
  versions: readonly CompiledRuleset[],
  { name, reversesId }: StatedAdjustment,
  amountFen: bigint,
): readonly FieldProblem[] {
  if (PAID.has(name)) {
    return [
      fieldProblem(
        ['name'],
        'USE_RECORD_PAYMENT',
        '已预拨金额由拨付记录（recordPayment）累计，不能以调整录入。',
        'What was prepaid is the sum of payments: use recordPayment.',
      ),
    ];
  }
  const stated = printFen(reversesId === undefined ? amountFen : -amountFen);
  return statedProblems(versions, ADJUSTABLE, [{ name, value: stated }], []).map((problem) =>
    problem.code === 'UNKNOWN_FACT' ? { ...problem, path: ['name'] } : { ...problem, path: ['amount'] },
  );
}
