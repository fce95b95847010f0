import type { DiseaseGroup } from '../plan/catalogue.js';
import { findByGrouper, rowByGrouper, takesAssigned, type GrouperOfCase } from './by-grouper.js';
import { bucketOf, countMemory, type Bucket, type Entry, type GroupIndex, type IndexedGroup, type Candidate } from './grouping-index.js';
import { caseOperations } from './case-operations.js';
import { failedCondition, failedDiagnosis, matchOperations, type GroupingFacts } from './grouping-match.js';
import { candidateReason, outcomeReason, type CandidateCode, type OutcomeCode, type Reason } from './grouping-reasons.js';
import type { Ref, GroupingMethod } from '../plan/plan.js';
import type { GroupFlag } from '../plan/group-terms.js';
import { ZERO } from '../number/quantity.js';
import { bestCandidate } from './grouping-ties.js';

const WINS: ReadonlySet<CandidateCode> = new Set(['ASSIGNED', 'BY_GROUPER', 'ONLY_CANDIDATE', 'PREFERRED']);

/** Ties that never look at the cost. */
const NO_COST = { totalCost: ZERO, institutionLevel: null } as const;

/** 入组候选 one group that the case's diagnosis led to, and why it was chosen or lost. */
export interface GroupingCandidate {
  readonly group: DiseaseGroup;
  readonly chosen: boolean;
  readonly code: CandidateCode;
  readonly reason: Reason;
}

/** 入组结果 the group of a case with every candidate. `chosen` null: the case is ungrouped, `outcome` says why. */
export interface GroupingExplanation {
  readonly chosen: DiseaseGroup | null;
  readonly outcome: OutcomeCode;
  readonly reason: Reason;
  /** The chosen group first, then those that lost in the order of the layers and of their codes. */
  readonly candidates: readonly GroupingCandidate[];
  /** What the DRG grouper found, where the method names one and the case was put to it. */
  readonly grouper: GrouperOfCase | null;
}

/**
 * 入组: the group of a case, without reasons (the path of bulk runs). A group assigned elsewhere is taken as it is, before the exclusion
 * list; one that the catalogue does not hold leaves the case ungrouped rather than in a group of our own choice; one that `admit` denies
 * is dropped and the case is grouped as any other. Then: exclusion list; the DRG grouper, where the method names one, and the row of its
 * group; candidates by diagnosis and operations, the conditions of each case, layers, ties (POLICY 2.1).
 */
export function chooseGroup(index: GroupIndex, facts: GroupingFacts): DiseaseGroup | null {
  if (facts.assignedGroupCode !== null && takesAssigned(index)) {
    const assigned = index.byCode.get(facts.assignedGroupCode);
    if (!assigned || isAdmitted(assigned, facts)) return assigned?.group ?? null;
  }
  // Where a grouper groups and nothing is excluded, what the catalogue makes of the diagnosis is seldom asked.
  const isAsked = index.grouper === undefined || index.method.exclude !== undefined;
  const bucket = isAsked ? bucketOf(index, facts.principalDiagnosis) : undefined;
  if (bucket?.excluded === true) return null;
  if (index.grouper !== undefined) {
    const own = rowByGrouper(index, index.grouper, facts);
    if (own !== undefined && isAdmitted(own, facts)) return own.group;
  }
  const entry = entryOf(index, bucket ?? bucketOf(index, facts.principalDiagnosis), facts.procedures);
  if (entry.kind === 'settled') return entry.group;
  return chooseOpen(index, entry, facts);
}

/** Which candidates' conditions a case meets settles the rest, unless the cost does: it is worked out once. */
function chooseOpen(index: GroupIndex, { candidates, known }: OpenEntry, facts: GroupingFacts): DiseaseGroup | null {
  const { method } = index;
  let bits = 0;
  const met = candidates.filter(({ indexed }, place) => {
    const isMet = failedCondition(indexed, facts, method) === null;
    if (isMet) bits |= 1 << place;
    return isMet;
  });
  const before = known?.get(bits);
  if (before !== undefined) return before;
  const chosen = bestCandidate(contenders(index, met), method.ties, facts)?.indexed.group ?? null;
  known?.set(bits, chosen);
  return chosen;
}

type OpenEntry = Extract<Entry, { readonly kind: 'open' }>;
/** Candidates whose conditions fit into the bits of one number. */
const MOST_BITS = 30;

/** The flags that `admit` denies a case, given whether each boolean holds for it. */
export function deniedFlags(method: GroupingMethod, holds: (when: Ref) => boolean): GroupFlag[] {
  return method.admit.filter(({ when }) => !holds(when)).map(({ groupFlag }) => groupFlag);
}

/** 入组解释: the same answer as `chooseGroup`, from the same comparisons, with every candidate and why it lost. */
export function explainGrouping(index: GroupIndex, facts: GroupingFacts): GroupingExplanation {
  const { grouper } = index;
  if (grouper === undefined) return explainByCatalogue(index, facts);
  const finding = findByGrouper(index, grouper, facts);
  const row = finding.code === null ? undefined : index.byCode.get(finding.code);
  const assigned = facts.assignedGroupCode === null || !takesAssigned(index) ? undefined : index.byCode.get(facts.assignedGroupCode);
  const isDenied = assigned !== undefined && !isAdmitted(assigned, facts);
  const isTaken = facts.assignedGroupCode !== null && takesAssigned(index) && !isDenied;
  if (isTaken || bucketOf(index, facts.principalDiagnosis).excluded) return { ...explainByCatalogue(index, facts), grouper: finding };
  const outcome = finding.outcome;
  const denied = isDenied && assigned !== row ? [judged(assigned, 'NOT_ADMITTED')] : [];
  if (row !== undefined && isAdmitted(row, facts))
    return { ...explained(outcome, [judged(row, 'BY_GROUPER'), ...denied]), grouper: finding };
  const rest = explainByCatalogue(index, { ...facts, assignedGroupCode: null });
  if (row !== undefined) denied.unshift(judged(row, 'NOT_ADMITTED'));
  const reached = row === undefined ? outcome : 'NOT_ADMITTED';
  return { ...explained(reached, [...rest.candidates, ...denied]), grouper: finding };
}

function explainByCatalogue(index: GroupIndex, facts: GroupingFacts): GroupingExplanation {
  if (facts.assignedGroupCode !== null) {
    const assigned = index.byCode.get(facts.assignedGroupCode);
    if (!assigned) return explained('ASSIGNED_UNKNOWN', []);
    if (isAdmitted(assigned, facts)) return explained('ASSIGNED', [judged(assigned, 'ASSIGNED')]);
    const own = explainByCatalogue(index, { ...facts, assignedGroupCode: null });
    const listed = own.candidates.some(({ group }) => group === assigned.group);
    return listed ? own : { ...own, candidates: [...own.candidates, judged(assigned, 'NOT_ADMITTED')] };
  }
  const bucket = bucketOf(index, facts.principalDiagnosis);
  if (bucket.excluded) return explained('EXCLUDED', []);
  return explainBucket(index, bucket, facts);
}

function explainBucket(index: GroupIndex, bucket: Bucket, facts: GroupingFacts): GroupingExplanation {
  const { method } = index;
  const operations = caseOperations(method, facts.procedures, bucket.principalDiagnosis);
  const lost: GroupingCandidate[] = [];
  const met: Candidate[] = [];
  for (const indexed of [...bucket.named, ...bucket.open]) {
    const result = matchOperations(indexed, { bucket, operations, method });
    if (typeof result === 'string') {
      // A group that asks for no diagnosis is worth a word only once its operations are met.
      if (indexed.group.match.diagnoses.length > 0) lost.push(judged(indexed, result));
      continue;
    }
    const failure = failedCondition(indexed, facts, method);
    if (failure === null) met.push(result);
    else if (concerns(indexed, facts, method)) lost.push(judged(indexed, failure));
  }
  const final = contenders(index, met);
  lost.push(...met.filter((candidate) => !final.includes(candidate)).map(({ indexed }) => judged(indexed, 'LATER_LAYER')));
  const winner = bestCandidate(final, method.ties, facts, (tie, dropped) => {
    lost.push(...dropped.map(({ indexed }) => judged(indexed, tie)));
  });
  if (winner === null) return explained('NO_CANDIDATE', sorted(lost, index));
  return explained('GROUPED', [judged(winner.indexed, met.length === 1 ? 'ONLY_CANDIDATE' : 'PREFERRED'), ...sorted(lost, index)]);
}

/** A group that asks for no principal diagnosis is worth a word only where the diagnosis that it asks for elsewhere is there. */
function concerns(indexed: IndexedGroup, facts: GroupingFacts, method: GroupingMethod): boolean {
  return indexed.group.match.diagnoses.length > 0 || indexed.otherDiagnoses === null || failedDiagnosis(indexed, facts, method) === null;
}

/** Who is left for the ties: those of the first layer, or of all layers where LAYER is itself a tie. */
function contenders(index: GroupIndex, met: readonly Candidate[]): readonly Candidate[] {
  if (met.length <= 1) return met;
  const first = Math.min(...met.map(({ indexed }) => indexed.layer));
  const lastResort = index.method.layers.length;
  return met.filter(({ indexed }) => indexed.layer === first || (index.layersCompete && indexed.layer !== lastResort));
}

function entryOf(index: GroupIndex, bucket: Bucket, procedures: readonly string[]): Entry {
  const key = procedures.length === 1 ? (procedures[0] ?? '') : procedures.join('\u001f');
  const known = bucket.memo.get(key);
  if (known) return known;
  const entry = makeEntry(index, bucket, procedures);
  bucket.memo.set(key, entry);
  countMemory(index);
  return entry;
}

function makeEntry(index: GroupIndex, bucket: Bucket, procedures: readonly string[]): Entry {
  const { method } = index;
  const operations = caseOperations(method, procedures, bucket.principalDiagnosis);
  const candidates: Candidate[] = [];
  for (const indexed of [...bucket.named, ...bucket.open]) {
    const result = matchOperations(indexed, { bucket, operations, method });
    if (typeof result !== 'string') candidates.push(result);
  }
  const known = index.needsCost || candidates.length > MOST_BITS ? null : new Map<number, DiseaseGroup | null>();
  if (candidates.some(({ indexed }) => indexed.conditional)) return { kind: 'open', candidates, known };
  const final = contenders(index, candidates);
  const [only] = final;
  if (only === undefined) return { kind: 'settled', group: null };
  if (final.length === 1) return { kind: 'settled', group: only.indexed.group };
  if (index.needsCost) return { kind: 'open', candidates: final, known };
  const winner = bestCandidate(final, method.ties, NO_COST);
  return { kind: 'settled', group: winner?.indexed.group ?? null };
}

function isAdmitted(indexed: IndexedGroup, facts: GroupingFacts): boolean {
  return !indexed.admittedBy.some((flag) => facts.deniedFlags.includes(flag));
}

function judged(indexed: IndexedGroup, code: CandidateCode): GroupingCandidate {
  const chosen = WINS.has(code);
  return { group: indexed.group, chosen, code, reason: candidateReason(code, indexed.group) };
}

function explained(outcome: OutcomeCode, candidates: readonly GroupingCandidate[]): GroupingExplanation {
  const chosen = candidates.find((candidate) => candidate.chosen)?.group ?? null;
  return { chosen, outcome, reason: outcomeReason(outcome), candidates, grouper: null };
}

function sorted(candidates: readonly GroupingCandidate[], index: GroupIndex): GroupingCandidate[] {
  const layer = ({ group }: GroupingCandidate): number => index.byCode.get(group.code)?.layer ?? 0;
  return [...candidates].sort((a, b) => layer(a) - layer(b) || (a.group.code < b.group.code ? -1 : 1));
}
