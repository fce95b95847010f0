import { fillAverages } from '../decide/aggregates.js';
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
