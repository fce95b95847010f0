import { runCommand } from '../kernel/command.js';
import type { FieldProblem } from '../base/errors.js';
import { institutionProblems, institutionYearContext, reversalProblems } from './institution-year.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { AdjustmentRecord, FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import { amountInFen, fieldProblem, reasonProblems, refuseProblems } from '../requests/request-fields.js';
import { statedProblems, type StatableFacts } from '../requests/stated-values.js';
import { sumProblems } from './year-sums.js';
import { must } from '../../engine/kit/assert.js';
import { printFen } from '../../engine/number/quantity.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** 调整 an amount to be added to a fact of an institution's year, or the reversal of one. */
export interface RecordAdjustment extends FundYearKey {
  readonly institutionCode: string;
  /** A fact of scope `institutionYear` in yuan. */
  readonly name: string;
  /** Yuan, as text, at most 2 decimals. */
  readonly amount: string;
  readonly reason: string;
  /** Whose versions say what may be recorded; none: those of every scheme in force in the year. */
  readonly scheme?: PaymentScheme;
  /** The adjustment that this one takes back: the same institution and name, the opposite amount. */
  readonly reversesId?: string;
  readonly idempotencyKey: string;
}

/** What payments add up to is recorded as payments. */
const PREPAID = 'prepaid';

/** Amounts of money that adjustments may fill; assessments fill the rest. */
const ADJUSTABLE: StatableFacts = { scope: 'institutionYear', accepts: ({ unit, name }) => unit === 'yuan' && name !== PREPAID };

/**
 * Records an adjustment (N25-30, ZB-14): corrections are new rows that point back. Throws VALIDATION_FAILED (unknown name or institution,
 * an amount that the fact can't take, a reversal that is none), NO_RULESET_IN_FORCE, CONFLICT, IDEMPOTENCY_KEY_REUSED.
 */
export async function recordAdjustment(platform: Platform, caller: Caller, input: RecordAdjustment): Promise<AdjustmentRecord> {
  const { regionCode, year, insurance, institutionCode, name, reason, idempotencyKey, reversesId = null } = input;
  const { index, versions } = await institutionYearContext(platform, caller, 'payment:write', input);
  const amount = amountInFen(input.amount, ['amount']);
  refuseProblems([
    ...institutionProblems(index, institutionCode),
    ...reasonProblems(reason),
    ...('problem' in amount ? [amount.problem] : nameAndSign(versions, input, amount.fen)),
  ]);
  const amountFen = 'fen' in amount ? amount.fen : 0n;
  const key = { regionCode, year, insurance };
  const row = { ...key, institutionCode, name, amountFen, reason, reversesId };
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'payment:write',
      regionCode,
      action: reversesId === null ? 'adjustment:record' : 'adjustment:reverse',
      work: async (unit) => {
        if (reversesId !== null) {
          await unit.lock(regionCode, `reversal/${reversesId}`);
          refuseProblems(reversalProblems(await unit.fundYears.adjustments(key), row));
        }
        await unit.lock(regionCode, `adjustments/${year}/${insurance}`);
        const before = await unit.fundYears.adjustments(key);
        refuseProblems(
          sumProblems(
            before.filter((one) => one.name === name),
            row,
          ),
        );
        return await unit.fundYears.addAdjustment(row);
      },
      audit: ({ id }) => ({
        subject: id,
        detail: {
          year,
          insurance,
          institutionCode,
          name,
          amount: printFen(amountFen),
          reason,
          ...(reversesId === null ? {} : { reversesId }),
        },
      }),
    },
    {
      key: idempotencyKey,
      input: { ...key, institutionCode, name, amount: printFen(amountFen), reason, reversesId },
      refOf: ({ id }) => id,
      replay: async (unit, id) =>
        must(
          (await unit.fundYears.adjustments(key)).find((adjustment) => adjustment.id === id),
          'adjustment of an idempotency key',
        ),
    },
  );
}

/** Names and domains are the ruleset's; a reversal has the opposite sign by its nature, so its absolute amount is looked at. */
function nameAndSign(
  versions: readonly CompiledRuleset[],
  { name, reversesId }: RecordAdjustment,
  amountFen: bigint,
): readonly FieldProblem[] {
  if (name === PREPAID) {
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
