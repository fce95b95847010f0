import { fillAggregate, fillAverages, type AggregateRows } from '../decide/aggregates.js';
import { byCode } from '../number/allocate.js';
import { assert, must } from '../kit/assert.js';
import type { Unmet } from '../decide/decide.js';
import type { VerdictSource } from '../plan/plan.js';
import type { Program } from '../decide/program.js';
import { KeyRun, type Facts } from '../decide/key-run.js';
import { evaluateScope, rootFailures, type RunFailure } from '../decide/scope-run.js';

/** One institution of a fund year with its facts of scope `institution`: profile, last year's figures, declared ones. */
export interface YearInstitution {
  readonly code: string;
  readonly facts: Facts;
}

/** What a fund year opens with. Every fact of scope `fundYear` stands in `fundYear`: `insurance`, `year`, the budget's items. */
export interface YearInputs {
  readonly fundYear: Facts;
  readonly institutions: readonly YearInstitution[];
}

/**
 * A fund year's budget and its institutions' coefficients, worked out. Decisions that failed have no value; a reader of one fails by name,
 * so that a case can be scored where the budget that it does not read was never set.
 */
export interface OpenedYear {
  readonly fundYear: KeyRun;
  /** By code, in the order of codes. */
  readonly institutions: ReadonlyMap<string, KeyRun>;
  readonly failures: readonly RunFailure[];
  readonly unmet: readonly Unmet[];
}

/** Works out the scopes `fundYear` and `institution` for all institutions of an insurance and year. */
export function openYear(program: Program, inputs: YearInputs, verdicts: VerdictSource): OpenedYear {
  const fundYear = new KeyRun(program.scopes.fundYear, {}, inputs.fundYear, {});
  const budget = evaluateScope(program, 'fundYear', [fundYear], verdicts);
  const runs = [...inputs.institutions]
    .sort((a, b) => byCode(a.code, b.code))
    .map(({ code, facts }) => new KeyRun(program.scopes.institution, { institutionCode: code }, facts, { fundYear: fundYear.frame }));
  const institutions = new Map(runs.map((run) => [must(run.key.institutionCode, 'code'), run]));
  assert(institutions.size === runs.length, 'an institution stands twice in a fund year');
  fillAverages(program, runs);
  const coefficients = evaluateScope(program, 'institution', runs, verdicts);
  return {
    fundYear,
    institutions,
    failures: rootFailures([...budget.failures, ...coefficients.failures]),
    unmet: [...budget.unmet, ...coefficients.unmet],
  };
}

/** A month's pre-settlement, worked out for all institutions. A failure here concerns its institution and does not stop the others. */
export interface SettledMonth {
  readonly year: OpenedYear;
  readonly institutions: ReadonlyMap<string, KeyRun>;
  readonly failures: readonly RunFailure[];
  readonly unmet: readonly Unmet[];
}

/** Works out the scope `institutionMonth` of one month (`01` to `12`); `rows` holds the aggregates per institutionMonth, each row with its month. */
export function settleMonth(
  program: Program,
  inputs: YearInputs & { readonly month: string; readonly facts: ReadonlyMap<string, Facts>; readonly rows: AggregateRows },
  verdicts: VerdictSource,
): SettledMonth {
  const year = openYear(program, inputs, verdicts);
  const runs = [...year.institutions].map(([code, institution]) => {
    const facts = new Map([...(inputs.facts.get(code) ?? []), ['month', inputs.month] as const]);
    const outer = { fundYear: year.fundYear.frame, institution: institution.frame };
    return new KeyRun(program.scopes.institutionMonth, { institutionCode: code, month: inputs.month }, facts, outer);
  });
  for (const plan of program.plan.aggregates.filter(({ per }) => per === 'institutionMonth')) {
    fillAggregate(plan, must(inputs.rows.get(plan.id), `the sums of ${plan.id}`), { institutionMonth: runs });
  }
  const { failures, unmet } = evaluateScope(program, 'institutionMonth', runs, verdicts);
  return {
    year,
    institutions: new Map(runs.map((run) => [must(run.key.institutionCode, 'code'), run])),
    failures: rootFailures([...year.failures, ...failures]),
    unmet: [...year.unmet, ...unmet],
  };
}
