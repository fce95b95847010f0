import { operationFamily } from './catalogue-reach-codes.js';
import type { Clause, GroupIndex, IndexedGroup } from '../grouping/grouping-index.js';
import { meets } from '../grouping/grouping-match.js';
import { compareBy } from '../grouping/grouping-ties.js';
import type { GroupingTie } from '../plan/group-terms.js';
import { compare, ZERO } from '../number/quantity.js';

/** Two groups that one principal diagnosis leads to, and all that it leads to. */
export interface Rivals {
  /** The one that may never win. */
  readonly hidden: IndexedGroup;
  /** The one that may always win against it. */
  readonly rival: IndexedGroup;
  readonly bucket: readonly IndexedGroup[];
}

/** Whether, with a diagnosis that both name, every case that meets one group meets the rival, too, and the rival goes before it. */
export function isHiddenBy(rivals: Rivals, { method, layersCompete }: GroupIndex): boolean {
  const { hidden, rival } = rivals;
  if (hidden === rival || !impliesMatch(rivals, method.partial)) return false;
  const lastResort = method.layers.length;
  const last = [hidden, rival].filter(({ layer }) => layer === lastResort).length;
  if (!layersCompete || last === 1) {
    if (rival.layer !== hidden.layer) return rival.layer < hidden.layer;
  }
  for (const tie of method.ties) {
    const sign = compareAlways(tie, rivals);
    if (sign === 'RIVAL') return true;
    if (sign === 'UNKNOWN') return false;
  }
  return false;
}

/** Whether two groups ask the same of operations, kind of treatment, other diagnoses, age and weight, in one layer. */
export function asksTheSame(a: IndexedGroup, b: IndexedGroup): boolean {
  const conditions = ({ group: { match }, requiredKind, admittedBy, layer }: IndexedGroup): string =>
    JSON.stringify([
      ...[layer, requiredKind, [...admittedBy].sort(), [...match.otherDiagnoses].sort()],
      ...[match.ageDaysMin, match.ageDaysMax, match.birthWeightMin, match.birthWeightMax].map((limit) => limit ?? null),
    ]);
  return hasSameOperations(a, b) && conditions(a) === conditions(b);
}

/** What can be said of a tie before any case is known. AT_LEAST: the rival is never behind. */
type Always = 'RIVAL' | 'AT_LEAST' | 'UNKNOWN';

function compareAlways(tie: GroupingTie, { hidden, rival, bucket }: Rivals): Always {
  const same = hasSameOperations(hidden, rival);
  const namesMore = same || namesAllOf(rival, hidden);
  switch (tie) {
    case 'MOST_RELATED_OPERATIONS':
      return (same && rival.layer === hidden.layer) || isNeverSurpassed(rival, bucket) ? 'AT_LEAST' : 'UNKNOWN';
    case 'EXACT':
      return same || (namesMore && rival.related.length === 0) ? 'AT_LEAST' : 'UNKNOWN';
    case 'ALL_OPERATIONS':
    case 'MOST_OPERATIONS':
      return namesMore ? 'AT_LEAST' : 'UNKNOWN';
    case 'OPERATION_KIND':
      return rival.requiredKind === hidden.requiredKind && (rival.requiredKind !== null || namesMore) ? 'AT_LEAST' : 'UNKNOWN';
    case 'NEAREST_MEAN_COST':
      return hasEqualMeans(hidden, rival) ? 'AT_LEAST' : 'UNKNOWN';
    case 'MOST_CLAUSES':
    case 'HIGHEST_POINTS':
    case 'LAYER':
    case 'NOT_PRIMARY_CARE':
    case 'GROUP_CODE': {
      const sign = compareBy(tie, bare(rival), bare(hidden), { totalCost: ZERO, institutionLevel: null });
      return sign < 0 ? 'RIVAL' : sign === 0 ? 'AT_LEAST' : 'UNKNOWN';
    }
  }
}

/** A candidate of which only the group is known. */
const bare = (indexed: IndexedGroup) => ({
  ...{ indexed, matchedOperations: 0, coversCase: false, exact: false, relatedMet: 0, relatedComplete: false, kindRank: 0 },
});

/** A group that MOST_RELATED_OPERATIONS can't drop: nobody of its layer with the same main operations asks for related ones. */
function isNeverSurpassed(rival: IndexedGroup, bucket: readonly IndexedGroup[]): boolean {
  if (rival.related.length > 0) return false;
  return bucket.every((one) => one.layer !== rival.layer || one.mainOperations !== rival.mainOperations || one.related.length === 0);
}

/** Where the hidden group has a mean cost, the rival has the same. */
function hasEqualMeans(hidden: IndexedGroup, rival: IndexedGroup): boolean {
  return [...hidden.group.meanCost].every(([level, mean]) => {
    const other = rival.group.meanCost.get(level);
    return other !== undefined && compare(other, mean) === 0;
  });
}

function impliesMatch({ hidden, rival }: Rivals, partial: boolean): boolean {
  const certain = partial ? hidden.operations : [...hidden.operations, ...hidden.related];
  const implied = (clause: Clause): boolean => certain.some((narrower) => covers(clause, possible(narrower)));
  const relatedMet = relatedText(hidden) === relatedText(rival) || rival.related.every(implied);
  return (
    rival.operations.every(implied) &&
    relatedMet &&
    (rival.requiredKind === null || rival.requiredKind === hidden.requiredKind) &&
    (rival.otherDiagnoses === null || (hidden.otherDiagnoses !== null && covers(rival.otherDiagnoses, hidden.otherDiagnoses))) &&
    rival.admittedBy.every((flag) => hidden.admittedBy.includes(flag)) &&
    isWithin(hidden, rival)
  );
}

function isWithin({ group: { match: narrow } }: IndexedGroup, { group: { match: wide } }: IndexedGroup): boolean {
  const above = (limit: number | undefined, least: number | undefined): boolean =>
    least === undefined || (limit !== undefined && limit >= least);
  const below = (limit: number | undefined, most: number | undefined): boolean =>
    most === undefined || (limit !== undefined && limit <= most);
  return (
    above(narrow.ageDaysMin, wide.ageDaysMin) &&
    below(narrow.ageDaysMax, wide.ageDaysMax) &&
    above(narrow.birthWeightMin, wide.birthWeightMin) &&
    below(narrow.birthWeightMax, wide.birthWeightMax)
  );
}

/** Whether whatever meets the narrower clause meets this one. */
function covers(clause: Clause, narrower: Clause): boolean {
  const hasPrefix = (prefix: string): boolean => clause.prefixes.some((wide) => prefix.startsWith(wide));
  return [...narrower.exact].every((code) => meets(clause, code)) && narrower.prefixes.every(hasPrefix);
}

/** Whether the rival names every operation that the hidden group names. */
function namesAllOf(rival: IndexedGroup, hidden: IndexedGroup): boolean {
  const all: Clause = join([...rival.operations, ...rival.related]);
  return covers(all, possible(join([...hidden.operations, ...hidden.related])));
}

/** A clause of operations without those that no case has. */
function possible({ exact, prefixes }: Clause): Clause {
  return { exact: new Set([...exact].filter((code) => 'family' in operationFamily(code))), prefixes };
}

function join(clauses: readonly Clause[]): Clause {
  return { exact: new Set(clauses.flatMap(({ exact }) => [...exact])), prefixes: clauses.flatMap(({ prefixes }) => prefixes) };
}

function hasSameOperations(a: IndexedGroup, b: IndexedGroup): boolean {
  return a.mainOperations === b.mainOperations && relatedText(a) === relatedText(b);
}

function relatedText({ group }: IndexedGroup): string {
  return group.match.relatedOperations
    .map((clause) => [...clause].sort().join('|'))
    .sort()
    .join('+');
}
