import { operationFamilies } from './catalogue-reach-codes.js';
import type { Clause, GroupIndex, IndexedGroup } from '../grouping/grouping-index.js';
import { meets } from '../grouping/grouping-match.js';
import { foldCode } from '../codes/fold-code.js';
import { MATCH_RANGES, type MatchRange } from '../plan/catalogue.js';
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

/** Whether two groups ask the same of operations, kind of treatment, other diagnoses, sex, age and weight, in one layer. */
export function asksTheSame(a: IndexedGroup, b: IndexedGroup): boolean {
  const conditions = ({ group: { match }, requiredKind, admittedBy, layer }: IndexedGroup): string =>
    JSON.stringify([
      ...[layer, requiredKind, [...admittedBy].sort(), [...match.otherDiagnoses].sort(), [...(match.absentDiagnoses ?? [])].sort()],
      [...(match.principalInstead ?? [])].sort(),
      ...[match.otherDiagnosisPlace, match.operationPlace, match.sex].map((word) => word ?? null),
      ...MATCH_RANGES.flatMap(({ min, max }) => [match[min] ?? null, match[max] ?? null]),
    ]);
  return hasSameOperations(a, b) && conditions(a) === conditions(b);
}

/** What can be said of a tie before any case is known. AT_LEAST: the rival is never behind. */
type Always = 'RIVAL' | 'AT_LEAST' | 'UNKNOWN';

function compareAlways(tie: GroupingTie, { hidden, rival, bucket }: Rivals): Always {
  const same = hasSameOperations(hidden, rival);
  // Groups that look at different operations of a case are not compared by how many.
  const namesMore = rival.anyOperation === hidden.anyOperation && (same || namesAllOf(rival, hidden));
  switch (tie) {
    case 'MOST_RELATED_OPERATIONS':
      return (same && rival.layer === hidden.layer) || isNeverSurpassed(rival, bucket) ? 'AT_LEAST' : 'UNKNOWN';
    case 'EXACT':
      return namesMore && (same || rival.related.length === 0) ? 'AT_LEAST' : 'UNKNOWN';
    case 'ALL_OPERATIONS':
    case 'MOST_OPERATIONS':
      return namesMore ? 'AT_LEAST' : 'UNKNOWN';
    case 'OPERATION_KIND':
      return rival.requiredKind === hidden.requiredKind && (rival.requiredKind !== null || namesMore) ? 'AT_LEAST' : 'UNKNOWN';
    case 'NEAREST_MEAN_COST':
      return hasEqualMeans(hidden, rival) ? 'AT_LEAST' : 'UNKNOWN';
    case 'LONGEST_DIAGNOSIS':
      return hasSameDiagnoses(hidden, rival) ? 'AT_LEAST' : 'UNKNOWN';
    case 'MOST_CLAUSES':
    case 'MOST_CONDITIONS':
    case 'GROUP_NUMBER':
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
  ...{
    indexed,
    matchedOperations: 0,
    coversCase: false,
    exact: false,
    relatedMet: 0,
    relatedComplete: false,
    kindRank: 0,
    diagnosisLength: 0,
  },
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

function impliesMatch(rivals: Rivals, partial: boolean): boolean {
  const { hidden, rival } = rivals;
  const { match } = rival.group;
  return (
    impliesOperations(rivals, partial) &&
    (rival.requiredKind === null || rival.requiredKind === hidden.requiredKind) &&
    impliesDiagnoses(rivals) &&
    (match.sex === undefined || match.sex === hidden.group.match.sex) &&
    rival.admittedBy.every((flag) => hidden.admittedBy.includes(flag)) &&
    MATCH_RANGES.every((range) => isWithin(hidden, rival, range))
  );
}

/** Where both look at any operation, one of them may meet several clauses; where the first is main, main and related ones are apart. */
function impliesOperations({ hidden, rival }: Rivals, partial: boolean): boolean {
  const relatedSame = relatedText(hidden) === relatedText(rival);
  const impliedBy = (certain: readonly Clause[]) => (clause: Clause) => certain.some((narrower) => covers(clause, possible(narrower)));
  if (rival.anyOperation) {
    const implied = impliedBy(partial ? hidden.operations : [...hidden.operations, ...hidden.related]);
    return rival.operations.every(implied) && (relatedSame || rival.related.every(implied));
  }
  if (rival.operations.length === 0 && rival.related.length === 0) return true;
  if (hidden.anyOperation || rival.operations.length > 1 || hidden.operations.length > 1) return false;
  return (
    rival.operations.every(impliedBy(hidden.operations)) && (relatedSame || rival.related.every(impliedBy(partial ? [] : hidden.related)))
  );
}

function impliesDiagnoses({ hidden, rival }: Rivals): boolean {
  const placed = rival.group.match.otherDiagnosisPlace === 'ANY' || hidden.group.match.otherDiagnosisPlace !== 'ANY';
  const { otherDiagnoses: asked, absentDiagnoses: absent, principalInstead: instead } = rival;
  const isAsked =
    asked === null ||
    (placed &&
      isWithinClause(hidden.otherDiagnoses, asked) &&
      (hidden.principalInstead === null || isWithinClause(hidden.principalInstead, instead)));
  const isAbsent =
    absent === null ||
    (isWithinClause(absent, hidden.absentDiagnoses) && (instead === null || isWithinClause(instead, hidden.principalInstead)));
  return isAsked && isAbsent;
}

/** Whether there are two clauses, and whatever meets the first meets the second. */
function isWithinClause(narrow: Clause | null, wide: Clause | null): boolean {
  return narrow !== null && wide !== null && covers(wide, narrow);
}

function isWithin({ group: { match: narrow } }: IndexedGroup, { group: { match: wide } }: IndexedGroup, { min, max }: MatchRange): boolean {
  const [least, most, from, to] = [wide[min], wide[max], narrow[min], narrow[max]];
  return (least === undefined || (from !== undefined && from >= least)) && (most === undefined || (to !== undefined && to <= most));
}

function hasSameDiagnoses(a: IndexedGroup, b: IndexedGroup): boolean {
  const text = ({ group }: IndexedGroup): string => group.match.diagnoses.map(foldCode).sort().join('|');
  return text(a) === text(b);
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
  return { exact: new Set([...exact].filter((code) => 'families' in operationFamilies(code))), prefixes };
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
