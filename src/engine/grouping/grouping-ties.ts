import { assert } from '../kit/assert.js';
import type { GroupingFacts } from './grouping-match.js';
import type { Candidate } from './grouping-index.js';
import type { GroupingTie } from '../plan/group-terms.js';
import { compare, Fraction, subtract } from '../number/quantity.js';

/** What a tie reads of the case: nothing but its cost. */
export type TieFacts = Pick<GroupingFacts, 'totalCost' | 'institutionLevel'>;

/** Is told of each tie that left fewer candidates standing than it found. */
export type TieWitness = (tie: GroupingTie, dropped: readonly Candidate[]) => void;

/**
 * The candidate that wins by the ties. Each tie drops those that another one still standing goes before, so that the answer does not
 * depend on their order; GROUP_CODE, the last, leaves one.
 */
export function bestCandidate(
  candidates: readonly Candidate[],
  ties: readonly GroupingTie[],
  facts: TieFacts,
  witness?: TieWitness,
): Candidate | null {
  let standing = candidates;
  for (const tie of ties) {
    if (standing.length <= 1) break;
    const before = standing;
    standing = tie === 'MOST_RELATED_OPERATIONS' ? before.filter((one) => !isSurpassed(one, before)) : firstBy(tie, before, facts);
    if (witness && standing.length < before.length)
      witness(
        tie,
        before.filter((one) => !standing.includes(one)),
      );
  }
  const [best, second] = standing;
  assert(second === undefined, `ties do not separate ${best?.indexed.group.code ?? ''} and ${second?.indexed.group.code ?? ''}`);
  return best ?? null;
}

/**
 * Whether another candidate of the layer with the same main operations stands before this one by its related operations: all of them met,
 * then the most of them, then the group that asks for none (3.0 例外入组 ①②). Groups with other main operations are not compared.
 */
function isSurpassed(candidate: Candidate, rivals: readonly Candidate[]): boolean {
  const { layer, mainOperations } = candidate.indexed;
  return rivals.some(
    (rival) =>
      rival.indexed.layer === layer && rival.indexed.mainOperations === mainOperations && relatedLevel(rival) > relatedLevel(candidate),
  );
}

/** All related operations met: above every count; none asked: 0. */
function relatedLevel({ indexed, relatedMet, relatedComplete }: Candidate): number {
  return indexed.related.length > 0 && relatedComplete ? Number.MAX_SAFE_INTEGER : relatedMet;
}

/** Those that go first by a tie that compares any two candidates. */
function firstBy(tie: ComparingTie, candidates: readonly Candidate[], facts: TieFacts): readonly Candidate[] {
  let first: Candidate[] = [];
  for (const candidate of candidates) {
    const sign = first[0] === undefined ? 0 : compareBy(tie, candidate, first[0], facts);
    if (sign < 0) first = [candidate];
    else if (sign === 0) first.push(candidate);
  }
  return first;
}

/** Ties that compare any two candidates. */
export type ComparingTie = Exclude<GroupingTie, 'MOST_RELATED_OPERATIONS'>;

/** Negative when `a` goes first. */
export function compareBy(tie: ComparingTie, a: Candidate, b: Candidate, facts: TieFacts): number {
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
    case 'MOST_CONDITIONS':
      return b.indexed.conditions - a.indexed.conditions;
    case 'LONGEST_DIAGNOSIS':
      return b.diagnosisLength - a.diagnosisLength;
    case 'GROUP_NUMBER':
      return groupNumber(a) - groupNumber(b);
    case 'GROUP_CODE':
      return compareCodes(a.indexed.group.code, b.indexed.group.code);
  }
}

/** The number that a group's code ends in (`BX-1029`); a code without one goes last. */
function groupNumber({ indexed }: Candidate): number {
  const [digits] = /\d{1,15}$/.exec(indexed.group.code) ?? [];
  return digits === undefined ? Number.MAX_SAFE_INTEGER : Number(digits);
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
