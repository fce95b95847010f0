import type { InstitutionEntry, RegionIndex } from './region-cache.js';
import type { Reader } from './platform.js';
import { SharedReads } from './shared-reads.js';
import { yearInputs, type YearProblem, type YearSource } from './year-facts.js';
import type { InsuranceScheme } from '../engine/inpatient-case.js';
import { openYear, type OpenedYear } from '../engine/year.js';
import type { CompiledRuleset } from '../rules/compiled-ruleset.js';
import { learnUnmet } from '../rules/learn.js';

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

const ERAS = new WeakMap<RegionIndex, readonly string[]>();

/** The day on which the profiles that hold on `date` last changed: frames are the same from then on. */
export function profileEra(index: RegionIndex, date: string): string {
  const eras = ERAS.get(index) ?? erasOf(index.institutions.values());
  ERAS.set(index, eras);
  return eras.findLast((era) => era <= date) ?? '';
}

/** The days on which some institution's profile changed, rising. */
export function erasOf(institutions: Iterable<Pick<InstitutionEntry, 'profiles'>>): readonly string[] {
  return [...new Set([...institutions].flatMap(({ profiles }) => profiles.map(({ effectiveFrom }) => effectiveFrom)))].sort();
}

const OPENED = new WeakMap<RegionIndex, SharedReads<string, OpenedFundYear>>();

/** As `openFundYear`, from a region's index, kept as long as it. */
export async function openedFundYear(read: Reader, index: RegionIndex, compiled: CompiledRuleset, at: FundYearAt): Promise<OpenedFundYear> {
  const kept = OPENED.get(index) ?? new SharedReads<string, OpenedFundYear>();
  OPENED.set(index, kept);
  const key = `${compiled.effectiveHash} ${at.year} ${at.insurance} ${profileEra(index, at.date)}`;
  return await kept.get(read, key, async () => {
    const figures = await index.figures(read, at.year);
    const { budget } = await index.fundYear(read, { regionCode: index.region.code, year: at.year, insurance: at.insurance });
    return await openFundYear(compiled, { institutions: [...index.institutions.values()], figures, budget: budget?.items ?? {} }, at);
  });
}
