import { parseCodePattern, type DiagnosisKeyMode } from '../codes/code-pattern.js';
import { countedCases, reachesIncrease, weightedMean } from './catalogue-formulas.js';
import type { CatalogueMethod } from '../plan/catalogue-method.js';
import type { OperationKind } from '../plan/group-terms.js';
import { compare, Fraction } from '../number/quantity.js';

/** Cases of one year and their cost in fen. */
interface YearCost {
  readonly cases: number;
  readonly cost: bigint;
}

/**
 * 病例组合 cases with one diagnosis key and exactly the same set of operations. Cases are counted by exactly equal combinations: those with
 * one more operation are never added to those without it (WE-02).
 */
export interface Combination {
  /** The diagnosis as the grouping method compares it. */
  readonly diagnosis: string;
  /** Each once, by code unit; none for conservative treatment. */
  readonly operations: readonly string[];
  /** The operation that most of its cases name first; null without operations. */
  readonly main: string | null;
  /** One entry a year, oldest first. */
  readonly years: readonly YearCost[];
}

/** Where the cases of a combination go that does not go to the composite group. */
export interface CoreAssignment {
  readonly combination: Combination;
  /** The combination whose core group they belong to: itself, or its diagnosis and main operation alone. */
  readonly group: Combination;
}

/** Whether a combination has enough cases for a group of its own. The boundary is included (“15 例（含）”). */
function reachesMinimum({ years }: Combination, method: CatalogueMethod, minimum: Fraction): boolean {
  const counted = countedCases(
    years.map(({ cases }) => cases),
    method.counting,
  );
  return compare(counted, minimum) >= 0;
}

/** The weighted mean cost of a combination in fen; undefined without cases. */
function meanCostOf({ years }: Combination, method: CatalogueMethod): Fraction | undefined {
  const means = years.map(({ cases, cost }) => (cases === 0 ? undefined : new Fraction(cost, BigInt(cases))));
  return weightedMean(means, method.yearWeights);
}

/**
 * 核心病种 which of the combinations with enough cases become core groups (POLICY 2.1). One with related operations does so only when its
 * mean cost exceeds that of its main operation alone by the increase declared, whether or not that one has enough cases itself; otherwise its
 * cases belong to the core group of the main operation, if there is one. Where the main operation was never done alone there is nothing
 * to compare with, and the combination stands by itself.
 */
export function coreAssignments(combinations: readonly Combination[], method: CatalogueMethod, minimum: Fraction): CoreAssignment[] {
  const byKey = new Map(combinations.map((combination) => [combinationKey(combination), combination]));
  const enough = combinations.filter((combination) => reachesMinimum(combination, method, minimum));
  const own = new Set(enough.filter((combination) => standsAlone(combination, baseOf(combination, byKey), method)));
  return enough.flatMap((combination) => {
    if (own.has(combination)) return [{ combination, group: combination }];
    const base = baseOf(combination, byKey);
    return base !== undefined && own.has(base) ? [{ combination, group: base }] : [];
  });
}

/** A text that only the same diagnosis and operations have. */
export function combinationKey({ diagnosis, operations }: Pick<Combination, 'diagnosis' | 'operations'>): string {
  return [diagnosis, ...operations].join('\u001f');
}

function baseOf({ diagnosis, operations, main }: Combination, byKey: ReadonlyMap<string, Combination>): Combination | undefined {
  return operations.length < 2 || main === null ? undefined : byKey.get(combinationKey({ diagnosis, operations: [main] }));
}

function standsAlone(combination: Combination, base: Combination | undefined, method: CatalogueMethod): boolean {
  if (base === undefined) return true;
  const [mean, baseMean] = [meanCostOf(combination, method), meanCostOf(base, method)];
  return mean !== undefined && (baseMean === undefined || reachesIncrease(mean, baseMean, method.relatedIncrease));
}

/** The code of a core group: `I21.0`, `I21.0_36.0601`, `I21.0_36.0601+37.2200` with the main operation first. */
export function coreGroupCode({ diagnosis, operations, main }: Combination, mode: DiagnosisKeyMode): string {
  const shown = shownDiagnosis(diagnosis, mode);
  if (main === null) return shown;
  return `${shown}_${[main, ...operations.filter((code) => code !== main)].join('+')}`;
}

/** Numbers of the composite groups of a category: `A09-1` is its conservative treatment, `A09-4` its surgery. */
const COMPOSITE_NUMBERS: Readonly<Record<OperationKind, number>> = { CONSERVATIVE: 1, DIAGNOSTIC: 2, TREATMENT: 3, SURGERY: 4 };

/** The code of a composite group. */
export function compositeGroupCode(category: string, kind: OperationKind): string {
  return `${category}-${COMPOSITE_NUMBERS[kind]}`;
}

/** A diagnosis key as people write it: `I210` is `I21.0`. */
export function shownDiagnosis(key: string, mode: DiagnosisKeyMode): string {
  return mode === 'SUBCATEGORY_4' && /^[^.]{3}[0-9A-Za-z]$/.test(key) ? `${key.slice(0, 3)}.${key.slice(3)}` : key;
}

/** A pattern that finds exactly this code, even where the code ends in a star of its own. */
export function exactPattern(code: string): string {
  return parseCodePattern(code).kind === 'exact' ? code : `${code}*`;
}
