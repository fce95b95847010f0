import type { InstitutionFigureRecord } from '../ports/ports-region.js';
import { CacheKind } from '../caches/bounded-cache.js';
import type { FundYearEntry, RegionIndex } from '../caches/region-cache.js';
import type { Reader } from '../ports/ports.js';
import { yearInputs, type YearProblem, type YearFacts } from './year-facts.js';
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
export async function openFundYear({ plan, program, tables }: CompiledRuleset, source: YearFacts, at: FundYearAt): Promise<OpenedFundYear> {
  const { inputs, problems } = yearInputs(plan, source, at);
  for (;;) {
    const opened = openYear(program, inputs, tables.verdict);
    if (opened.unmet.length === 0) return { opened, problems };
    await learnUnmet(program, tables, [opened.fundYear, ...opened.institutions.values()], opened.unmet);
  }
}

/** An opened year with what it was worked out from, besides the ruleset and the day. */
interface KeptYear {
  readonly institutions: RegionIndex['institutions'];
  readonly figures: readonly InstitutionFigureRecord[];
  readonly entry: FundYearEntry;
  readonly opening: Promise<OpenedFundYear>;
}

/** Years of regions, rulesets and profile days that cases are scored in at a time; each holds a frame an institution. */
const OPENED_YEARS = new CacheKind<string, KeptYear>({ most: 256 });

/** As `openFundYear`, from a region's index; kept as long as what it is worked out from stays as it is. */
export async function openedFundYear(read: Reader, index: RegionIndex, compiled: CompiledRuleset, at: FundYearAt): Promise<OpenedFundYear> {
  const { institutions } = index;
  const figures = await index.figures(read, at.year);
  const { code } = index.region;
  const entry = await index.fundYear(read, { regionCode: code, year: at.year, insurance: at.insurance });
  const years = OPENED_YEARS.of(index.caches);
  const key = `${code} ${at.year} ${at.insurance} ${compiled.effectiveHash} ${index.profileEra(at.date)}`;
  const kept = years.get(key);
  if (kept?.institutions === institutions && kept.figures === figures && kept.entry === entry) return await kept.opening;
  const source = { institutions: [...institutions.values()], figures, budget: entry.budget?.items ?? {} };
  const opening = openFundYear(compiled, source, at);
  const opened = { institutions, figures, entry, opening };
  years.keep(key, opened);
  opening.catch(() => {
    years.forget(key, opened);
  });
  return await opening;
}
