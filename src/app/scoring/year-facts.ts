import { type InstitutionEntry, profileOn } from '../caches/region-cache.js';
import type { InstitutionFigureRecord } from '../ports/ports-region.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import { readFactText, type FactProblem } from '../../engine/decide/fact-text.js';
import type { Plan, Value } from '../../engine/plan/plan.js';
import { whole } from '../../engine/number/quantity.js';
import type { YearInputs, YearInstitution } from '../../engine/clearing/year.js';
import type { Scope } from '../../engine/plan/scopes.js';

/** A stated value that does not fit the ruleset's declaration, and whose it is (institution code, or empty for the fund year). */
export interface YearProblem extends FactProblem {
  readonly institutionCode: string;
}

/** What a fund year's facts are made from, live or frozen in a snapshot. */
export interface YearFacts {
  readonly institutions: readonly InstitutionEntry[];
  readonly figures: readonly InstitutionFigureRecord[];
  /** Budget items: fact name to text. */
  readonly budget: Readonly<Record<string, string>>;
}

/** Reads stated values for the facts that a scope has. Names that the ruleset does not have there are left aside. */
export function factsFrom(
  plan: Plan,
  scope: Scope,
  entries: Iterable<readonly [string, string]>,
  problems: FactProblem[],
): Map<string, Value> {
  const facts = new Map<string, Value>();
  for (const [name, text] of entries) {
    const slot = plan.slots[scope].find((candidate) => candidate.name === name && candidate.source === 'fact');
    if (slot === undefined) continue;
    const reading = readFactText(slot, text);
    if ('problem' in reading) problems.push(reading.problem);
    else facts.set(name, reading.value);
  }
  return facts;
}

/**
 * The facts of the scopes `fundYear` and `institution` of a fund year, with the profiles that hold on `date`. Institutions without a profile
 * on that day are left out: they did not exist yet.
 */
export function yearInputs(
  plan: Plan,
  source: YearFacts,
  at: { readonly year: number; readonly insurance: InsuranceScheme; readonly date: string },
): { readonly inputs: YearInputs; readonly problems: readonly YearProblem[] } {
  const problems: YearProblem[] = [];
  const own: FactProblem[] = [];
  const fundYear = factsFrom(plan, 'fundYear', Object.entries(source.budget), own);
  problems.push(...own.map((problem) => ({ ...problem, institutionCode: '' })));
  fundYear.set('insurance', at.insurance).set('year', whole(at.year));
  const figures = new Map<string, [string, string][]>();
  for (const { institutionCode, insurance, name, value } of source.figures) {
    if (insurance !== at.insurance) continue;
    const known = figures.get(institutionCode) ?? [];
    known.push([name, value]);
    figures.set(institutionCode, known);
  }
  const institutions = source.institutions.flatMap((entry): YearInstitution[] => {
    const profile = profileOn(entry, at.date);
    if (profile === undefined) return [];
    const { code } = entry.institution;
    const stated: [string, string][] = [
      ['institutionLevel', profile.level],
      ...Object.entries(profile.attributes),
      ...(figures.get(code) ?? []),
    ];
    const wrong: FactProblem[] = [];
    const facts = factsFrom(plan, 'institution', stated, wrong);
    problems.push(...wrong.map((problem) => ({ ...problem, institutionCode: code })));
    return [{ code, facts }];
  });
  return { inputs: { fundYear, institutions }, problems };
}
