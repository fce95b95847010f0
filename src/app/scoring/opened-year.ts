import type { InstitutionFigureRecord } from '../ports/ports-region.js';
import type { FundYearEntry, InstitutionEntry, RegionIndex } from '../caches/region-cache.js';
import type { Reader } from '../ports/ports.js';
import { yearInputs, type YearProblem, type YearSource } from './year-facts.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import { openYear, type OpenedYear } from '../../engine/clearing/year.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { learnUnmet } from '../../rules/judge/learn.js';

/** A fund year's frames under one ruleset version, with the stated values that did not fit. */
export interface OpenedFundYear {
  readonly opened: OpenedYear;
  readonly problems: readonly YearProblem[];
}

/** Which fund year, and the day whose institution profiles hold. */
export interface FundYearAt {
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly date: string;
}

/** Works out the scopes fundYear and institution; situations that no table holds are put to the Judge and learnt. */
export async function openFundYear(
  { plan, program, tables }: CompiledRuleset,
  source: YearSource,
  at: FundYearAt,
): Promise<OpenedFundYear> {
  const { inputs, problems } = yearInputs(plan, source, at);
  for (;;) {
    const opened = openYear(program, inputs, tables.verdict);
    if (opened.unmet.length === 0) return { opened, problems };
    await learnUnmet(program, tables, [opened.fundYear, ...opened.institutions.values()], opened.unmet);
  }
}

const ERAS = new WeakMap<RegionIndex['institutions'], readonly string[]>();

/** The day on which the profiles that hold on `date` last changed: frames are the same from then on. */
export function profileEra({ institutions }: RegionIndex, date: string): string {
  const eras = ERAS.get(institutions) ?? erasOf(institutions.values());
  ERAS.set(institutions, eras);
  return eras.findLast((era) => era <= date) ?? '';
}

/** The days on which some institution's profile changed, rising. */
export function erasOf(institutions: Iterable<Pick<InstitutionEntry, 'profiles'>>): readonly string[] {
  return [...new Set([...institutions].flatMap(({ profiles }) => profiles.map(({ effectiveFrom }) => effectiveFrom)))].sort();
}

/** An opened year with what it was worked out from, besides the ruleset and the day. */
interface KeptYear {
  readonly institutions: RegionIndex['institutions'];
  readonly figures: readonly InstitutionFigureRecord[];
  readonly opening: Promise<OpenedFundYear>;
}

const OPENED = new WeakMap<FundYearEntry, Map<string, KeptYear>>();

/** As `openFundYear`, from a region's index; kept as long as what it is worked out from stays as it is. */
export async function openedFundYear(read: Reader, index: RegionIndex, compiled: CompiledRuleset, at: FundYearAt): Promise<OpenedFundYear> {
  const { institutions } = index;
  const figures = await index.figures(read, at.year);
  const entry = await index.fundYear(read, { regionCode: index.region.code, year: at.year, insurance: at.insurance });
  const years = OPENED.get(entry) ?? new Map<string, KeptYear>();
  OPENED.set(entry, years);
  const key = `${compiled.effectiveHash} ${profileEra(index, at.date)}`;
  const kept = years.get(key);
  if (kept?.institutions === institutions && kept.figures === figures) return await kept.opening;
  const source = { institutions: [...institutions.values()], figures, budget: entry.budget?.items ?? {} };
  const opening = openFundYear(compiled, source, at);
  years.set(key, { institutions, figures, opening });
  opening.catch(() => years.delete(key));
  return await opening;
}
