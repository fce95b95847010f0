import type { YearVersions } from './run-versions.js';
import { ValidationError, type FieldProblem } from '../../base/errors.js';
import { factProblems } from '../../base/evaluation-errors.js';
import { openFundYear } from '../../scoring/opened-year.js';
import type { FundYearKey } from '../../ports/clearing/ports-fund-year.js';
import type { YearFacts } from '../../scoring/year-facts.js';
import { must } from '../../../engine/kit/assert.js';
import type { Plan } from '../../../engine/plan/plan.js';
import type { RunFailure } from '../../../engine/decide/scope-run.js';

/** What the facts of institutions are judged with: the year's key, its versions and its last day. */
export interface FactsOfYear {
  readonly key: FundYearKey;
  readonly years: YearVersions;
  readonly source: YearFacts;
}

/**
 * Refuses a year in which an institution lacks a fact that its coefficients need (a class, last year's figure), or has one that the ruleset
 * can't take, before anything is queued: each institution is named with what to state. Throws VALIDATION_FAILED.
 */
export async function requireInstitutionFacts({ key: { year, insurance }, years, source }: FactsOfYear): Promise<void> {
  const { compiled } = must(years.versions.at(-1), 'version of the year');
  const { opened, problems } = await openFundYear(compiled, source, { year, insurance, date: years.to });
  const misfits = problems.filter(({ institutionCode }) => institutionCode !== '');
  const fields = new Map(
    misfits
      .flatMap((problem) => factProblems([problem], ['institutions', problem.institutionCode]))
      .map((problem) => [keyOf(problem), problem]),
  );
  for (const failure of opened.failures) {
    const problem = lackingFact(compiled.plan, failure, years.to);
    if (problem !== undefined && !fields.has(keyOf(problem))) fields.set(keyOf(problem), problem);
  }
  if (fields.size > 0) throw new ValidationError([...fields.values()]);
}

function keyOf({ path }: FieldProblem): string {
  return path.join('\u001f');
}

function lackingFact({ slots, version }: Plan, { code, key, fact }: RunFailure, date: string): FieldProblem | undefined {
  const institution = key.institutionCode;
  const slot = slots.institution.find(({ name, source }) => name === fact && source === 'fact');
  if ((code !== 'NOT_SUPPLIED' && code !== 'MISSING_VALUE') || slot === undefined || institution === undefined) return undefined;
  const label = slot.label.en ?? slot.label.zh;
  return {
    path: ['institutions', institution, fact],
    code: 'REQUIRED',
    messages: {
      zh: `医疗机构 ${institution} 在 ${date} 没有“${slot.label.zh}”（${fact}），规则集 ${version} 计算系数需要它。请导入含此项的机构档案（属性，或本年度指标）后重新发起清算。`,
      en: `Institution ${institution} has no "${label}" (${fact}) on ${date}, which the coefficients of ruleset ${version} need. Import its profile with it (as attribute or figure of the year), then start the run again.`,
    },
  };
}
