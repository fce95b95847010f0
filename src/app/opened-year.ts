import type { RegionIndex } from './region-cache.js';
import type { Reader } from './platform.js';
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

/** The day on which the profiles that hold on `date` last changed: frames are the same from then on. */
export function profileEra(index: RegionIndex, date: string): string {
  const eras = keep(index, 'profileEras', () =>
    [...new Set([...index.institutions.values()].flatMap(({ profiles }) => profiles.map(({ effectiveFrom }) => effectiveFrom)))].sort(),
  );
  return eras.findLast((era) => era <= date) ?? '';
}

/** As `openFundYear`, from a region's index, kept with it. */
export async function openedFundYear(read: Reader, index: RegionIndex, compiled: CompiledRuleset, at: FundYearAt): Promise<OpenedFundYear> {
  const key = `opened ${compiled.effectiveHash} ${at.year} ${at.insurance} ${profileEra(index, at.date)}`;
  return await keep(index, key, async () => {
    const figures = await index.figures(read, at.year);
    const { budget } = await index.fundYear(read, { regionCode: index.region.code, year: at.year, insurance: at.insurance });
    return await openFundYear(compiled, { institutions: [...index.institutions.values()], figures, budget: budget?.items ?? {} }, at);
  });
}

const KEPT = new WeakMap<RegionIndex, Map<string, unknown>>();

/** Keeps something derived from an index as long as the index. A kept promise that fails is forgotten. */
export function keep<T>(index: RegionIndex, key: string, make: () => T): T {
  const kept = KEPT.get(index) ?? new Map<string, unknown>();
  KEPT.set(index, kept);
  const box = kept.get(key);
  if (isBox<T>(box)) return box.value;
  const value = make();
  kept.set(key, { key, value });
  if (value instanceof Promise) value.catch(() => kept.delete(key));
  return value;
}

function isBox<T>(box: unknown): box is { readonly key: string; readonly value: T } {
  return box !== undefined;
}
