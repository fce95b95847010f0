import { assert } from './assert.js';
import type { Candidate, GroupingFacts } from './grouping-match.js';
import type { GroupingTie } from './plan.js';
import { compare, Fraction, subtract } from './quantity.js';

/** What a tie reads of the case: nothing but its cost. */
export type TieFacts = Pick<GroupingFacts, 'totalCost' | 'institutionLevel'>;

/** The first tie that separates two candidates, and which of the two it prefers. */
export interface Separation {
  readonly tie: GroupingTie;
  readonly prefers: 'FIRST' | 'SECOND';
}

/** Compares two different candidates tie by tie (RULESET-LANGUAGE 6.4). GROUP_CODE, the last, always separates. */
export function separate(first: Candidate, second: Candidate, ties: readonly GroupingTie[], facts: TieFacts): Separation {
  for (const tie of ties) {
    const sign = compareBy(tie, first, second, facts);
    if (sign !== 0) return { tie, prefers: sign < 0 ? 'FIRST' : 'SECOND' };
  }
  assert(false, `ties do not separate ${first.indexed.group.code} and ${second.indexed.group.code}`);
}

/** The candidate that wins by the ties. */
export function bestCandidate(candidates: readonly Candidate[], ties: readonly GroupingTie[], facts: TieFacts): Candidate | null {
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    if (best === null || separate(best, candidate, ties, facts).prefers === 'SECOND') best = candidate;
  }
  return best;
}

/** Negative when `a` goes first. */
function compareBy(tie: GroupingTie, a: Candidate, b: Candidate, facts: TieFacts): number {
  switch (tie) {
    case 'EXACT':
      return Number(b.exact) - Number(a.exact);
    case 'ALL_OPERATIONS':
      return Number(b.coversCase) - Number(a.coversCase);
    case 'MOST_OPERATIONS':
      return b.matchedOperations - a.matchedOperations;
    case 'MOST_CLAUSES':
      return clauses(b) - clauses(a);
    case 'NEAREST_MEAN_COST':
      return compareDistance(distance(a, facts), distance(b, facts));
    case 'HIGHEST_POINTS':
      return a.indexed.pointsRank - b.indexed.pointsRank;
    case 'LAYER':
      return a.indexed.layer - b.indexed.layer;
    case 'NOT_PRIMARY_CARE':
      return Number(isPrimaryCare(a)) - Number(isPrimaryCare(b));
    case 'OPERATION_KIND':
      return a.kindRank - b.kindRank;
    case 'GROUP_CODE':
      return compareCodes(a.indexed.group.code, b.indexed.group.code);
  }
}

function isPrimaryCare({ indexed }: Candidate): boolean {
  return indexed.group.flags.includes('PRIMARY_CARE');
}

function clauses({ indexed }: Candidate): number {
  return indexed.operations.length + indexed.related.length;
}

/** |cost − mean cost of the level| in yuan; null where the group has no mean at that level. */
function distance({ indexed }: Candidate, { totalCost, institutionLevel }: TieFacts): Fraction | null {
  const mean = indexed.group.meanCost.get(institutionLevel ?? 'ALL');
  if (mean === undefined) return null;
  const difference = subtract(totalCost, mean);
  return difference.n < 0n ? new Fraction(-difference.n, difference.d) : difference;
}

/** A missing mean goes last. */
function compareDistance(a: Fraction | null, b: Fraction | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a, b);
}

/** By code unit: the same on every machine, whatever its language. */
function compareCodes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
