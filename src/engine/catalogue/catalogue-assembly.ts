import { assert, must } from '../kit/assert.js';
import type { DiseaseGroup } from '../plan/catalogue.js';
import {
  isPrimaryCareCandidate,
  isUnstable,
  normalisePoints,
  relativeWeight,
  squareRoot,
  variationSquared,
  weightedMean,
  type CostSums,
  type Normalisation,
} from './catalogue-formulas.js';
import type { CatalogueMethod } from '../plan/catalogue-method.js';
import type { GroupFlag } from '../plan/group-terms.js';
import { compare, divide, Fraction, ONE, round, ZERO, type Rounding } from '../number/quantity.js';

/** Sums over the cases of a group in one year that were not trimmed away. Fen; costs of a kind are over the cases that state them. */
export interface YearSums extends CostSums {
  /** With the trimmed ones. */
  readonly allCases: number;
  readonly days: bigint;
  readonly drugCases: bigint;
  readonly drug: bigint;
  readonly consumableCases: bigint;
  readonly consumable: bigint;
}

/** The sums of no cases at all. */
export const NO_SUMS: YearSums = {
  allCases: 0,
  cases: 0n,
  cost: 0n,
  squares: 0n,
  days: 0n,
  drugCases: 0n,
  drug: 0n,
  consumableCases: 0n,
  consumable: 0n,
};

/** Sums over the cases of both. */
export function addSums(sum: YearSums, part: YearSums): YearSums {
  return {
    allCases: sum.allCases + part.allCases,
    cases: sum.cases + part.cases,
    cost: sum.cost + part.cost,
    squares: sum.squares + part.squares,
    days: sum.days + part.days,
    drugCases: sum.drugCases + part.drugCases,
    drug: sum.drug + part.drug,
    consumableCases: sum.consumableCases + part.consumableCases,
    consumable: sum.consumable + part.consumable,
  };
}

/** A group with the sums that its figures are computed from. */
export interface GroupSums {
  /** Code, name, kind and match; its figures are still to come. */
  readonly sketch: Pick<DiseaseGroup, 'code' | 'name' | 'kind' | 'match'>;
  /** One entry a year, oldest first. */
  readonly years: readonly YearSums[];
  /** Last year's cases and cost by level of institution, trimmed ones left out. */
  readonly levels: ReadonlyMap<string, { readonly cases: bigint; readonly cost: bigint }>;
}

/** What is known of a group besides its columns in the catalogue. */
interface GroupDetail {
  readonly code: string;
  readonly casesByYear: readonly number[];
  /** 药品分值 dRW = dm ÷ dM, 耗材分值 cRW = cm ÷ cM; null where no case states the cost. */
  readonly drugPoints: Fraction | null;
  readonly consumablePoints: Fraction | null;
  readonly primaryCareCandidate: boolean;
}

/** A computed catalogue with what its makers have to look at. */
export interface AssembledCatalogue {
  readonly groups: readonly DiseaseGroup[];
  readonly details: readonly GroupDetail[];
  /** 全部病例次均费用 the region's weighted mean in yuan. */
  readonly regionMean: Fraction;
  readonly cases: bigint;
  /** 总分值不变归一; null where the method keeps no total. */
  readonly normalisation: Pick<Normalisation, 'factor' | 'residue'> | null;
}

/** Why no catalogue came of the history. */
export type AssemblyFailure = 'NO_CASES' | 'BENCHMARK_MISSING' | 'NO_COST' | 'NO_POINTS';

interface Draft {
  readonly sums: GroupSums;
  /** Yuan, not rounded. */
  readonly mean: Fraction;
  readonly points: Fraction;
  readonly squared: Fraction | undefined;
  readonly allCases: bigint;
}

/** Computes a catalogue from the sums of its groups: weighted means, points, variation, flags. Groups come by code. */
export function assembleCatalogue(groups: readonly GroupSums[], method: CatalogueMethod): AssembledCatalogue | AssemblyFailure {
  const region = regionSums(groups, method);
  const regionMean = meanYuan(region, method);
  if (regionMean === undefined) return 'NO_CASES';
  const base = pointsBase(groups, regionMean, method);
  if (base === undefined) return 'BENCHMARK_MISSING';
  const drafts: Draft[] = [];
  for (const sums of byCode(groups)) {
    const mean = must(meanYuan(sums.years, method), `mean cost of ${sums.sketch.code}`);
    const points = relativeWeight(mean, base, method.pointsScale);
    if (points === undefined) return 'NO_COST';
    const squared = variationSquared(sums.years.reduce(addSums, NO_SUMS), method.variance);
    drafts.push({ sums, mean, points, squared, allCases: BigInt(sumOf(sums.years.map(({ allCases }) => allCases))) });
  }
  const normalised = normalise(drafts, method);
  if (normalised === 'NO_POINTS') return normalised;
  const cases = drafts.reduce((sum, draft) => sum + draft.allCases, 0n);
  const pointsOf = (draft: Draft): Fraction =>
    normalised?.points.get(draft.sums.sketch.code) ?? round(draft.points, method.rounding.points);
  return {
    groups: drafts.map((draft) => ({
      ...groupOf(draft, pointsOf(draft), cases, method),
      ...statedParts(partPoints(draft, region, method)),
    })),
    details: drafts.map((draft) => detailOf(draft, region, cases, method)),
    regionMean,
    cases,
    normalisation: normalised,
  };
}

function normalise(drafts: readonly Draft[], { keepTotalPoints, rounding }: CatalogueMethod): Normalisation | null | 'NO_POINTS' {
  if (keepTotalPoints === null) return null;
  const items = drafts.map(({ sums, points }) => ({
    code: sums.sketch.code,
    points,
    cases: BigInt(sums.years.at(-1)?.allCases ?? 0),
  }));
  return normalisePoints(items, keepTotalPoints, rounding.points) ?? 'NO_POINTS';
}

function groupOf(draft: Draft, points: Fraction, cases: bigint, method: CatalogueMethod): DiseaseGroup {
  const { sums, mean, squared, allCases } = draft;
  const { rounding } = method;
  const days = weightedYears(sums.years, method, ({ cases: n, days: sum }) => divide(new Fraction(sum, 1n), new Fraction(n, 1n)));
  return {
    ...sums.sketch,
    flags: flagsOf(draft, cases, method),
    points,
    meanCost: meanCosts(mean, sums, rounding.meanCost),
    meanDays: days === undefined ? null : round(days, rounding.meanDays),
    variation: squared === undefined ? null : squareRoot(squared, rounding.variation),
    caseCount: Number(allCases),
    auxiliary: new Map(),
  };
}

/** `ALL` is the weighted mean of all years, a level's the plain mean of the last year (上年度同级别次均). A mean of zero is no mean. */
function meanCosts(mean: Fraction, { levels }: GroupSums, rounding: Rounding): ReadonlyMap<string, Fraction> {
  const entries: [string, Fraction][] = [...levels].flatMap(([level, { cases, cost }]): [string, Fraction][] =>
    cases === 0n ? [] : [[level, new Fraction(cost, 100n * cases)]],
  );
  entries.push(['ALL', mean]);
  const rounded = entries.map(([level, value]): [string, Fraction] => [level, round(value, rounding)]);
  return new Map(rounded.filter(([, value]) => compare(value, ZERO) !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function flagsOf({ sums, squared, allCases }: Draft, cases: bigint, method: CatalogueMethod): GroupFlag[] {
  const { points, primaryCare, unstable } = method;
  const flags: GroupFlag[] = [];
  const isCore = sums.sketch.kind === 'CORE';
  if (isCore && primaryCare?.use === 'FLAG' && isPrimaryCareCandidate({ cases: allCases, allCases: cases, squared }, primaryCare))
    flags.push('PRIMARY_CARE');
  if (points.kind === 'BENCHMARK' && points.groupCode === sums.sketch.code) flags.push('BENCHMARK');
  const byYear = sums.years.map(({ allCases: yearCases }) => yearCases);
  if (unstable !== null && isUnstable({ byYear, squared }, unstable)) flags.push('UNSTABLE');
  return flags;
}

function detailOf({ sums, squared, allCases }: Draft, region: readonly YearSums[], cases: bigint, method: CatalogueMethod): GroupDetail {
  const candidate =
    method.primaryCare !== null && isPrimaryCareCandidate({ cases: allCases, allCases: cases, squared }, method.primaryCare);
  return {
    code: sums.sketch.code,
    casesByYear: sums.years.map(({ allCases: yearCases }) => yearCases),
    ...partPoints({ sums }, region, method),
    primaryCareCandidate: candidate && sums.sketch.kind === 'CORE',
  };
}

type PartPoints = Pick<GroupDetail, 'drugPoints' | 'consumablePoints'>;

/** 药品分值、耗材分值 a group's weighted mean drug and consumable cost ÷ those of all cases. */
function partPoints({ sums }: Pick<Draft, 'sums'>, region: readonly YearSums[], method: CatalogueMethod): PartPoints {
  const points = (mean: (year: YearSums) => Fraction | undefined): Fraction | null => {
    const [own, all] = [weightedYears(sums.years, method, mean), weightedYears(region, method, mean)];
    const exact = own === undefined || all === undefined ? undefined : relativeWeight(own, all, ONE);
    return exact === undefined ? null : round(exact, method.rounding.points);
  };
  return {
    drugPoints: points(({ drug, drugCases }) => divide(new Fraction(drug, 1n), new Fraction(drugCases, 1n))),
    consumablePoints: points(({ consumable, consumableCases }) => divide(new Fraction(consumable, 1n), new Fraction(consumableCases, 1n))),
  };
}

/** Those that are known, as columns of the catalogue. */
function statedParts({ drugPoints, consumablePoints }: PartPoints): Pick<DiseaseGroup, 'drugPoints' | 'consumablePoints'> {
  return { ...(drugPoints === null ? {} : { drugPoints }), ...(consumablePoints === null ? {} : { consumablePoints }) };
}

/** What a mean is divided by to give points, in yuan. */
function pointsBase(groups: readonly GroupSums[], regionMean: Fraction, method: CatalogueMethod): Fraction | undefined {
  const { points } = method;
  switch (points.kind) {
    case 'MEAN_COST':
      return regionMean;
    case 'FIXED_STANDARD':
      return points.standard;
    case 'BENCHMARK': {
      const benchmark = groups.find(({ sketch }) => sketch.code === points.groupCode);
      return benchmark === undefined ? undefined : meanYuan(benchmark.years, method);
    }
  }
}

function meanYuan(years: readonly YearSums[], method: CatalogueMethod): Fraction | undefined {
  return weightedYears(years, method, ({ cases, cost }) => divide(new Fraction(cost, 100n), new Fraction(cases, 1n)));
}

function weightedYears(
  years: readonly YearSums[],
  method: CatalogueMethod,
  mean: (year: YearSums) => Fraction | undefined,
): Fraction | undefined {
  return weightedMean(years.map(mean), method.yearWeights);
}

function regionSums(groups: readonly GroupSums[], { yearWeights }: CatalogueMethod): readonly YearSums[] {
  return yearWeights.map((_, year) =>
    groups
      .map(({ sketch, years }) => {
        assert(years.length === yearWeights.length, `${sketch.code}: ${years.length} years`);
        return must(years[year], 'sums of the year');
      })
      .reduce(addSums, NO_SUMS),
  );
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function byCode(groups: readonly GroupSums[]): GroupSums[] {
  return [...groups].sort((a, b) => (a.sketch.code < b.sketch.code ? -1 : 1));
}
