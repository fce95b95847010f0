import { asksTheSame } from './catalogue-hidden.js';
import { representativeDiagnoses } from './catalogue-reach.js';
import { parseCodePattern } from '../codes/code-pattern.js';
import { chooseGroup, explainGrouping } from '../grouping/grouping.js';
import { bucketOf, type Bucket, type Clause, type GroupIndex, type IndexedGroup } from '../grouping/grouping-index.js';
import { meets, type GroupingFacts } from '../grouping/grouping-match.js';
import { MATCH_RANGES, type DiseaseGroup, type MatchRange } from '../plan/catalogue.js';
import type { GroupingMethod } from '../plan/plan.js';
import { ZERO } from '../number/quantity.js';

/** 歧义行对 two rows of one layer that a case fits both, and that nothing but their numbers or codes tells apart. */
export interface AmbiguousPair {
  /** The row that loses. */
  readonly group: DiseaseGroup;
  readonly winner: DiseaseGroup;
  /** Such a case. */
  readonly facts: GroupingFacts;
}

/** Operations that are tried as main, and as the first of the others, for one pair. */
const MOST_TRIED = 12;
const BY_NAME: ReadonlySet<string> = new Set(['GROUP_NUMBER', 'GROUP_CODE']);

/**
 * Ambiguous pairs of a library, each with a case, found where both rows name a code of the other's: what is not found may still be ambiguous.
 * Only where the first operation is the main one: where any operation may be any, most pairs fit some case. Nothing is said where costs decide.
 */
export function ambiguousPairs(index: GroupIndex): readonly AmbiguousPair[] {
  const { method, needsCost } = index;
  if (method.operations !== 'MAIN_THEN_RELATED' || needsCost) return [];
  const diagnosesOf = representativeDiagnoses(index);
  const found = new Map<string, AmbiguousPair>();
  for (const one of index.byCode.values()) {
    if (one.layer < 0 || one.group.kind === 'UNGROUPED') continue;
    for (const code of diagnosesOf(one.group)) {
      const bucket = bucketOf(index, code);
      if (bucket.excluded) continue;
      for (const other of [...bucket.named, ...bucket.open]) {
        const key = `${one.group.code} ${other.group.code}`;
        if (one.group.code >= other.group.code || found.has(key) || isToldApart(one, other, bucket, method)) continue;
        const pair = pairOf(index, code, [one, other]);
        if (pair !== undefined) found.set(key, pair);
      }
    }
  }
  return [...found.values()];
}

/** Whether the rows are one to the check of keys, or a tie before the last ones separates them whatever the case. */
function isToldApart(a: IndexedGroup, b: IndexedGroup, { lengths }: Bucket, { ties }: GroupingMethod): boolean {
  if (a.layer !== b.layer || asksTheSame(a, b)) return true;
  if (ties.includes('MOST_CONDITIONS') && a.conditions !== b.conditions) return true;
  if (ties.includes('LONGEST_DIAGNOSIS') && lengths.get(a) !== lengths.get(b)) return true;
  return ties.includes('HIGHEST_POINTS') && a.pointsRank !== b.pointsRank;
}

function pairOf(index: GroupIndex, principalDiagnosis: string, rows: readonly [IndexedGroup, IndexedGroup]): AmbiguousPair | undefined {
  const conditions = conditionsOf(rows);
  if (conditions === undefined) return undefined;
  for (const procedures of operationsOf(rows)) {
    const facts: GroupingFacts = { ...conditions, principalDiagnosis, procedures };
    const winner = rows.find(({ group }) => group === chooseGroup(index, facts));
    if (winner === undefined) continue;
    const loser = rows.find((row) => row !== winner);
    const lost = explainGrouping(index, facts).candidates.find(({ group }) => group === loser?.group);
    if (lost !== undefined && BY_NAME.has(lost.code)) return { group: lost.group, winner: winner.group, facts };
  }
  return undefined;
}

/** Operations that meet both rows: each code that may be main for both, then as few others as meet what is left. */
function* operationsOf(rows: readonly [IndexedGroup, IndexedGroup]): Generator<readonly string[]> {
  const asking = rows.filter(({ operations }) => operations.length > 0);
  const clauses = rows.flatMap(({ operations, related }) => [...operations, ...related]);
  const codes = [...new Set(clauses.flatMap(({ exact }) => [...exact]))];
  const mains =
    asking.length === 0 ? [] : codes.filter((code) => asking.every(({ operations }) => operations.some((one) => meets(one, code))));
  const begun = asking.length === 0 ? [[]] : mains.slice(0, MOST_TRIED).map((main) => [main]);
  for (const first of begun) {
    const [open] = unmet(clauses, first);
    if (open === undefined) yield first;
    else for (const code of [...open.exact].slice(0, MOST_TRIED)) yield completed(clauses, codes, [...first, code]);
  }
}

/** Adds the code that meets most of what is not met, until all is or nothing helps. */
function completed(clauses: readonly Clause[], codes: readonly string[], given: readonly string[]): readonly string[] {
  const chosen = [...given];
  for (let open = unmet(clauses, chosen); open.length > 0; open = unmet(clauses, chosen)) {
    const gain = (code: string): number => open.filter((clause) => meets(clause, code)).length;
    const best = codes.reduce((most, code) => (gain(code) > gain(most) ? code : most), codes[0] ?? '');
    if (gain(best) === 0) break;
    chosen.push(best);
  }
  return chosen;
}

function unmet(clauses: readonly Clause[], codes: readonly string[]): readonly Clause[] {
  return clauses.filter((clause) => !codes.some((code) => meets(clause, code)));
}

type Conditions = Omit<GroupingFacts, 'principalDiagnosis' | 'procedures'>;

/** Other diagnoses, sex and ranges that meet both rows; undefined where none do. */
function conditionsOf(rows: readonly [IndexedGroup, IndexedGroup]): Conditions | undefined {
  const matches = rows.map(({ group }) => group.match);
  const sexes = new Set(matches.flatMap(({ sex }) => (sex === undefined ? [] : [sex])));
  if (sexes.size > 1) return undefined;
  const ranges: Record<MatchRange['fact'], number | null> = {
    ...{ ageDays: null, birthWeightGrams: null, ageYears: null, admissionWeightGrams: null, ventilationHours: null },
  };
  for (const { fact, min, max } of MATCH_RANGES) {
    const from = Math.max(...matches.map((match) => match[min] ?? -Infinity));
    const to = Math.min(...matches.map((match) => match[max] ?? Infinity));
    if (from > to) return undefined;
    ranges[fact] = Number.isFinite(from) ? from : Number.isFinite(to) ? to : null;
  }
  const others = matches.flatMap(({ otherDiagnoses: [first] }) => (first === undefined ? [] : [textOf(first)]));
  const [sex = 'UNKNOWN'] = sexes;
  const rest = { assignedGroupCode: null, totalCost: ZERO, institutionLevel: null, deniedFlags: [] };
  return { ...ranges, ...rest, sex, otherDiagnoses: [...new Set(others)] };
}

function textOf(pattern: string): string {
  const parsed = parseCodePattern(pattern);
  return parsed.kind === 'exact' ? parsed.code : parsed.prefix;
}
