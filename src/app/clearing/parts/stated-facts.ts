import { ClearingFailed } from './clearing-failed.js';
import { factsFrom, type YearProblem } from '../../scoring/year-facts.js';
import type { FactProblem } from '../../../engine/decide/fact-text.js';
import type { Facts } from '../../../engine/decide/key-run.js';
import type { Plan } from '../../../engine/plan/plan.js';
import type { Scope } from '../../../engine/plan/scopes.js';

/** The facts of one key of a scope out of what was recorded. Throws `ClearingFailed` where a value does not fit its declaration. */
export function statedFacts(plan: Plan, scope: Scope, stated: Readonly<Record<string, string>>, institutionCode: string): Facts {
  const wrong: FactProblem[] = [];
  const read = factsFrom(plan, scope, Object.entries(stated), wrong);
  wrong.forEach((problem) => misfit({ ...problem, institutionCode }));
  return read;
}

/** Refuses a recorded value that does not fit the ruleset's declaration. */
export function misfit({ fact, value, expected, institutionCode }: YearProblem): never {
  const whose =
    institutionCode === '' ? { zh: '', en: '' } : { zh: `医疗机构 ${institutionCode} 的`, en: ` of institution ${institutionCode}` };
  throw new ClearingFailed('VALIDATION_FAILED', {
    zh: `${whose.zh}“${fact}”的值“${value}”与规则集的声明不符（应为 ${expected}）。请更正预算、机构指标或年度记录后重新清算。`,
    en: `The value "${value}" of "${fact}"${whose.en} does not fit the ruleset (expected ${expected}). Correct the record and clear again.`,
  });
}
