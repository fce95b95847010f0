import { assert } from '../kit/assert.js';
import type { CaseCounting, CatalogueMethod, VarianceKind } from '../plan/catalogue-method.js';
import { add, compare, divide, Fraction, multiply, ONE, pow10, round, subtract, whole, ZERO, type Rounding } from '../number/quantity.js';

/** The national formulas of catalogue and indices (POLICY 2.1, 2.2): exact, nothing rounded but by a declared rounding. */

/** 三年加权 weighted mean of yearly values; a missing year takes its weight with it. Undefined without any value (or weight). */
export function weightedMean(values: readonly (Fraction | undefined)[], weights: readonly Fraction[]): Fraction | undefined {
  assert(values.length === weights.length, `weightedMean: ${values.length} values, ${weights.length} weights`);
  let sum = ZERO;
  let weight = ZERO;
  values.forEach((value, i) => {
    const share = weights[i] ?? ZERO;
    if (value === undefined) return;
    sum = add(sum, multiply(value, share));
    weight = add(weight, share);
  });
  return divide(sum, weight);
}

/** 病种分值 RW = m ÷ M × scale, not rounded; both means in yuan. Undefined when M is zero. */
export function relativeWeight(mean: Fraction, base: Fraction, scale: Fraction): Fraction | undefined {
  return divide(multiply(mean, scale), base);
}

/** 机构系数、调节系数 ratio of two weighted means: own ÷ region's. Undefined when the region's is zero. */
export function meanRatio(own: Fraction, region: Fraction): Fraction | undefined {
  return divide(own, region);
}

/** 费用增幅 (value − base) ÷ base. Undefined when the base is zero. */
export function increase(value: Fraction, base: Fraction): Fraction | undefined {
  return divide(subtract(value, base), base);
}

/** 相关操作单独成组: the increase over the main operation alone reaches the one declared, boundary included (3.0: 10%). */
export function reachesIncrease(value: Fraction, base: Fraction, least: Fraction): boolean {
  return compare(value, multiply(base, add(ONE, least))) >= 0;
}

/** The count of a combination that is compared with the threshold. */
export function countedCases(byYear: readonly number[], counting: CaseCounting): Fraction {
  assert(byYear.length > 0, 'countedCases: no years');
  switch (counting) {
    case 'YEARLY_AVERAGE':
      return new Fraction(BigInt(byYear.reduce((sum, cases) => sum + cases, 0)), BigInt(byYear.length));
    case 'EACH_YEAR':
      return whole(Math.min(...byYear));
    case 'LAST_YEAR':
      return whole(byYear.at(-1) ?? 0);
  }
}

/** A count of a combination, and the cases of all combinations that have it. */
export interface CountShare {
  readonly counted: Fraction;
  readonly cases: bigint;
}

/**
 * 覆盖率临界值: the highest count such that the combinations with at least that count hold the share of all cases asked for.
 * Combinations of equal count stand or fall together. Undefined without cases.
 */
export function coverageMinimum(counts: readonly CountShare[], share: Fraction): Fraction | undefined {
  const all = counts.reduce((sum, { cases }) => sum + cases, 0n);
  const wanted = multiply(whole(all), share);
  const falling = [...counts].sort((a, b) => compare(b.counted, a.counted));
  let covered = 0n;
  for (const [i, { counted, cases }] of falling.entries()) {
    covered += cases;
    const next = falling[i + 1];
    const tied = next !== undefined && compare(next.counted, counted) === 0;
    if (!tied && compare(whole(covered), wanted) >= 0) return counted;
  }
  return undefined;
}

/** Sums of a group's costs, from which its variation follows. Fen and fen². */
export interface CostSums {
  readonly cases: bigint;
  readonly cost: bigint;
  readonly squares: bigint;
}

/**
 * 变异系数 CV², exact: variance ÷ mean², the variance over n or n − 1 as declared. Undefined without cases (or with one, over n − 1),
 * or when the mean is zero.
 */
export function variationSquared({ cases: n, cost, squares }: CostSums, kind: VarianceKind): Fraction | undefined {
  const divisor = kind === 'POPULATION' ? n : n - 1n;
  if (divisor <= 0n || cost === 0n) return undefined;
  // Σ(x − m)² = (nΣx² − (Σx)²) ÷ n, and m² = (Σx)² ÷ n².
  return new Fraction((n * squares - cost * cost) * n, divisor * cost * cost);
}

/** Whether a variation is at most a limit, from its square: no root is drawn. */
export function variationAtMost(squared: Fraction, limit: Fraction): boolean {
  return compare(squared, multiply(limit, limit)) <= 0;
}

/** The square root, rounded as declared: exactly right in every mode, because it is compared by squares. */
export function squareRoot(value: Fraction, rounding: Rounding): Fraction {
  assert(value.n >= 0n, 'squareRoot: negative');
  const unit = pow10(rounding.scale);
  const scaled = new Fraction(value.n * unit * unit, value.d);
  const floor = integerRoot(scaled.n / scaled.d);
  // Where the root lies between floor and floor + 1, told in quarters, is all that a rounding needs to know.
  const quarters = compare(scaled, whole(floor * floor)) === 0 ? 0n : halfway(scaled, floor);
  return round(new Fraction(4n * floor + quarters, 4n * unit), rounding);
}

function halfway(value: Fraction, floor: bigint): bigint {
  const odd = 2n * floor + 1n;
  return BigInt(2 + compare(multiply(value, whole(4n)), whole(odd * odd)));
}

function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** 分位数 by nearest rank: the value at place ⌈q × n⌉ (at least 1) of rising values. Undefined of nothing. */
export function nearestRank(rising: readonly bigint[], quantile: Fraction): bigint | undefined {
  const place = round(multiply(quantile, whole(rising.length)), { scale: 0, mode: 'CEIL' });
  return rising[Math.max(Number(place.n), 1) - 1];
}

/** What a total is made of: points of a group and how many cases they count for. */
export interface PointsTimes {
  readonly code: string;
  readonly points: Fraction;
  readonly cases: bigint;
}

/** 病例组合指数 CMI = Σ(points × cases) ÷ Σ cases. Undefined without cases. */
export function caseMixIndex(items: readonly Omit<PointsTimes, 'code'>[]): Fraction | undefined {
  const cases = items.reduce((sum, item) => sum + item.cases, 0n);
  return divide(totalPoints(items), whole(cases));
}

/** Σ(points × cases). */
export function totalPoints(items: readonly Omit<PointsTimes, 'code'>[]): Fraction {
  return items.reduce((sum, { points, cases }) => add(sum, multiply(points, whole(cases))), ZERO);
}

/** 时间（费用）消耗指数 = Σ(days or cost of the case ÷ mean of its group) ÷ cases. Undefined without cases or with a mean of zero. */
export function consumptionIndex(items: readonly { readonly value: Fraction; readonly mean: Fraction }[]): Fraction | undefined {
  let sum = ZERO;
  for (const { value, mean } of items) {
    const ratio = divide(value, mean);
    if (ratio === undefined) return undefined;
    sum = add(sum, ratio);
  }
  return divide(sum, whole(items.length));
}

/** What normalisation brought: the factor, the points and what rounding left over (old total − new total). */
export interface Normalisation {
  readonly factor: Fraction;
  readonly points: ReadonlyMap<string, Fraction>;
  readonly residue: Fraction;
}

/**
 * 总分值不变 (N25-15): every group's points times k = Σold ÷ Σnew, each rounded as declared. The residue of rounding is listed, never
 * pushed into a group. Undefined when the new total is zero.
 */
export function normalisePoints(items: readonly PointsTimes[], oldTotal: Fraction, rounding: Rounding): Normalisation | undefined {
  const factor = divide(oldTotal, totalPoints(items));
  if (factor === undefined) return undefined;
  const rounded = items.map((item) => ({ ...item, points: round(multiply(item.points, factor), rounding) }));
  const points = new Map(rounded.map((item) => [item.code, item.points]));
  return { factor, points, residue: subtract(oldTotal, totalPoints(rounded)) };
}

/** 基层病种 candidate: at least the share of all cases and at most the variation that the method names, both boundaries included. */
export function isPrimaryCareCandidate(
  group: { readonly cases: bigint; readonly allCases: bigint; readonly squared: Fraction | undefined },
  limits: NonNullable<CatalogueMethod['primaryCare']>,
): boolean {
  if (group.squared === undefined) return false;
  const enough = compare(whole(group.cases), multiply(whole(group.allCases), limits.minShare)) >= 0;
  return enough && variationAtMost(group.squared, limits.maxVariation);
}

/** 不稳定 group: its variation is above the limit (or can't be told), or a year has too few cases. */
export function isUnstable(
  group: { readonly byYear: readonly number[]; readonly squared: Fraction | undefined },
  limits: NonNullable<CatalogueMethod['unstable']>,
): boolean {
  if (group.squared === undefined || !variationAtMost(group.squared, limits.maxVariation)) return true;
  return Math.min(...group.byYear) < limits.minYearlyCases;
}
