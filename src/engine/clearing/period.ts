import { closePeriodBooks } from './accounts.js';
import { money, notMoney, nothingRecorded, stopOf, waterfallsOf, type ClearedPeriod, type ClearingResult } from './clearing.js';
import { checkTotals, waterfallsTo } from './lines.js';
import { openYear, type OpenedYear, type YearInputs } from './year.js';
import { fillAggregate, isHandedIn, type AggregateRows } from '../decide/aggregates.js';
import type { Unmet } from '../decide/decide.js';
import { KeyRun, type Facts } from '../decide/key-run.js';
import type { Program } from '../decide/program.js';
import { evaluateScope, rootFailures, type RunFailure } from '../decide/scope-run.js';
import { must } from '../kit/assert.js';
import { lackingOutputs } from '../plan/contract-outputs.js';
import { PERIODS, type PartKind } from '../plan/periods.js';
import type { VerdictSource } from '../plan/plan.js';

/** What a month or quarter is settled from. `rows` holds the sums of aggregates whose `per` is its scope, each row with the period's key. */
export interface PeriodInputs extends YearInputs {
  readonly kind: PartKind;
  readonly key: string;
  /** Recorded facts of the period's scope by institution. */
  readonly facts: ReadonlyMap<string, Facts>;
  readonly rows: AggregateRows;
}

/** A period worked out for all institutions. */
export interface SettledPeriod {
  readonly year: OpenedYear;
  readonly institutions: ReadonlyMap<string, KeyRun>;
  readonly failures: readonly RunFailure[];
  readonly unmet: readonly Unmet[];
}

/** Works out the scope of one month or quarter (N21-28, ZB-14) for all institutions; a failure of one does not hide those of the others. */
export function settlePeriod(program: Program, inputs: PeriodInputs, verdicts: VerdictSource): SettledPeriod {
  const { scope, fact } = PERIODS[inputs.kind];
  const year = openYear(program, inputs, verdicts);
  const nothing = nothingRecorded(program, scope);
  const runs = [...year.institutions].map(([code, institution]) => {
    const facts = new Map([...nothing, ...(inputs.facts.get(code) ?? []), [fact, inputs.key] as const]);
    const outer = { fundYear: year.fundYear.frame, institution: institution.frame };
    return new KeyRun(program.scopes[scope], { institutionCode: code, period: inputs.key }, facts, outer);
  });
  for (const plan of program.plan.aggregates.filter((one) => one.per === scope && isHandedIn(one))) {
    fillAggregate(plan, must(inputs.rows.get(plan.id), `the sums of ${plan.id}`), { [scope]: runs });
  }
  const { failures, unmet } = evaluateScope(program, scope, runs, verdicts);
  return {
    year,
    institutions: new Map(runs.map((run) => [must(run.key.institutionCode, 'code'), run])),
    failures: rootFailures([...year.failures, ...failures]),
    unmet: [...year.unmet, ...unmet],
  };
}

/**
 * Settles a month or quarter to the fen: statements, each line with its account, and accounts that balance (ARCHITECTURE 6). What a line names
 * no account for is an advance on the year. The same inputs give the same result.
 */
export function clearPeriod(program: Program, inputs: PeriodInputs, verdicts: VerdictSource): ClearingResult<ClearedPeriod> {
  const { scope, total } = PERIODS[inputs.kind];
  const lacking = lackingOutputs(program.plan, [{ scope, id: total }]);
  if (lacking.length > 0) return { kind: 'lacking', outputs: lacking };
  const settled = settlePeriod(program, inputs, verdicts);
  const runs = [...settled.institutions.values()];
  const all = [settled.year.fundYear, ...settled.year.institutions.values(), ...runs];
  const stop = stopOf(settled, all);
  if (stop !== undefined) return stop;
  const checks = checkTotals(program, scope, runs);
  const failures = [...checks.failures, ...runs.flatMap((run) => notMoney(program, run, total))];
  if (failures.length > 0) return { kind: 'failed', failures };
  const { postings, accounts, payableFen, imbalanceFen } = closePeriodBooks(program, PERIODS[inputs.kind], runs);
  const pooled = program.plan.decisions[scope].filter(({ allocate }) => allocate !== undefined);
  return {
    kind: 'cleared',
    fundFen: null,
    payableFen,
    imbalanceFen,
    pointValue: null,
    institutions: [...settled.institutions].map(([code, run]) => ({
      code,
      payableFen: money(program, run, total),
      lines: waterfallsTo(program, run, total),
      runs: [must(settled.year.institutions.get(code), 'institution'), run],
    })),
    postings,
    accounts,
    waterfalls: new Map(waterfallsOf(program, settled.year.fundYear)),
    invariants: [
      { code: 'SHARES_SUM_TO_WHOLE', checked: pooled.length },
      { code: 'LINES_SUM_TO_TOTAL', checked: checks.checked },
      { code: 'IDENTITY_OF_MONEY', checked: 1 },
    ],
    fundYear: settled.year.fundYear,
    groups: [],
    fundYearEnd: null,
  };
}
