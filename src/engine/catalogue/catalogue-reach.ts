import type { DiseaseGroup } from '../plan/catalogue.js';
import { asksTheSame, isHiddenBy } from './catalogue-hidden.js';
import {
  CodeFamilies,
  diagnosisFamilies,
  familiesOf,
  listFamilies,
  operationFamilies,
  type IdlePattern,
  type PatternFamilies,
} from './catalogue-reach-codes.js';
import { CaseFinder } from './catalogue-reach-cases.js';
import { parseCodePattern } from '../codes/code-pattern.js';
import { isConservative } from '../codes/operation-kind.js';
import { barOf } from '../grouping/case-operations.js';
import { chooseGroup } from '../grouping/grouping.js';
import { asksNothing, bucketOf, type GroupIndex, type IndexedGroup } from '../grouping/grouping-index.js';
import type { GroupingMethod } from '../plan/plan.js';
import { compare } from '../number/quantity.js';

/** Why a row of a catalogue, or a code in it, takes no case. Cases that were grouped elsewhere reach any row. */
export type ReachFindingCode = 'LAYER_NOT_USED' | 'ASKS_NOTHING' | 'EXCLUDED' | 'SAME_KEY' | 'HIDDEN' | IdlePattern;

/** A row that no case reaches, or a code that no case has. */
export interface ReachFinding {
  readonly code: ReachFindingCode;
  readonly group: DiseaseGroup;
  /** The column that says so, and what stands in it. */
  readonly column: 'kind' | 'diagnoses' | 'otherDiagnoses' | 'absentDiagnoses' | 'principalInstead' | 'operations' | 'relatedOperations';
  readonly text: string;
  /** The groups that take the row's cases. */
  readonly by: readonly DiseaseGroup[];
  /** Whether no case at all reaches the row; else it is one of its codes that none has. */
  readonly unreachable: boolean;
  /** Whether cases are certainly paid by a row that may be the wrong one: two rows with one key and different points. */
  readonly certain: boolean;
}

/**
 * 病种可达性 rows of a catalogue that no case reaches, and codes in it that no case has. A row is reported only where that is certain for
 * codes written as the national editions write them; where it can't be decided with reasonable effort nothing is said.
 */
export function unreachableGroups(index: GroupIndex): readonly ReachFinding[] {
  const search = new ReachSearch(index);
  return [...index.byCode.values()].flatMap((indexed) => search.findings(indexed));
}

/** Codes that stand for every principal diagnosis that leads to a row; none where there are too many. */
export function representativeDiagnoses(index: GroupIndex): (group: DiseaseGroup) => readonly string[] {
  const search = new ReachSearch(index);
  return (group) => search.codesOf(group) ?? [];
}

class ReachSearch {
  readonly #index: GroupIndex;
  readonly #diagnoses: CodeFamilies;
  readonly #cases: CaseFinder;

  constructor(index: GroupIndex) {
    this.#index = index;
    const { method } = index;
    const groups = [...index.byCode.values()].map(({ group }) => group);
    this.#diagnoses = new CodeFamilies('diagnoses', [
      ...groups.flatMap((group) => group.match.diagnoses.flatMap((text) => familiesOf(diagnosisFamilies(text, modeOf(group, method))))),
      ...listFamilies(method.exclude),
    ]);
    this.#cases = new CaseFinder(index);
  }

  findings(indexed: IndexedGroup): readonly ReachFinding[] {
    const { group, layer } = indexed;
    const whole = { group, by: [], unreachable: true, certain: false } as const;
    const nothing = asksNothing(group.match);
    if (layer < 0) return nothing ? [] : [{ ...whole, code: 'LAYER_NOT_USED', column: 'kind', text: group.kind }];
    if (nothing && group.kind !== 'UNGROUPED')
      return group.kind === 'DRG' ? [] : [{ ...whole, code: 'ASKS_NOTHING', column: 'diagnoses', text: '' }];
    const idle = this.#idleCodes(indexed);
    return idle.some(({ unreachable }) => unreachable) ? idle : [...idle, ...this.#hiding(indexed)];
  }

  /** Codes of a row that no case has; where all alternatives are such codes the row is unreachable. */
  #idleCodes(indexed: IndexedGroup): ReachFinding[] {
    const { group } = indexed;
    const { match } = group;
    const { method } = this.#index;
    const base = { group, by: [], certain: false } as const;
    const findings: ReachFinding[] = [];
    const look = (column: ReachFinding['column'], texts: readonly string[], idleOf: (text: string) => IdlePattern | undefined): boolean => {
      const idle = texts.flatMap((text) => ((code) => (code === undefined ? [] : [{ code, text }]))(idleOf(text)));
      const unreachable = texts.length > 0 && idle.length === texts.length;
      findings.push(...idle.map(({ code, text }) => ({ ...base, code, column, text, unreachable })));
      return unreachable;
    };
    const diagnosis = (text: string) => idleText(diagnosisFamilies(text, modeOf(group, method)));
    const other = (text: string) => idleText(diagnosisFamilies(text, method.diagnosis));
    const operation = (text: string) => idleText(operationFamilies(text));
    const main = (text: string) => operation(text) ?? this.#idleAsMain(indexed, text);
    const related = (text: string) => operation(text) ?? this.#idleAsRelated(indexed, text);
    look('diagnoses', match.diagnoses, diagnosis);
    look('otherDiagnoses', match.otherDiagnoses, other);
    for (const clause of match.operations) look('operations', clause, match.operations.length === 1 ? main : operation);
    const before = findings.length;
    const missed = match.relatedOperations.filter((clause) => look('relatedOperations', clause, related)).length;
    // With partial matches one related operation is enough.
    const isLost = missed > 0 && (!method.partial || missed === match.relatedOperations.length);
    const idle = findings.map((finding, place) => (place < before ? finding : { ...finding, unreachable: isLost && finding.unreachable }));
    // A diagnosis that must be absent, or would do instead, and that no case has keeps nobody out.
    findings.length = 0;
    look('absentDiagnoses', match.absentDiagnoses ?? [], other);
    look('principalInstead', match.principalInstead ?? [], other);
    return [...idle, ...findings.map((finding) => ({ ...finding, unreachable: false }))];
  }

  /** Whether an operation can't be main with any diagnosis of a row that asks for it as main. */
  #idleAsMain({ group, anyOperation }: IndexedGroup, text: string): IdlePattern | undefined {
    const { method } = this.#index;
    const pattern = parseCodePattern(text);
    if (anyOperation || pattern.kind === 'prefix') return undefined;
    const codes = this.codesOf(group);
    return codes !== undefined && codes.length > 0 && codes.every((code) => barOf(method, pattern.code, code) !== null)
      ? 'NEVER_MAIN'
      : undefined;
  }

  #idleAsRelated({ anyOperation }: IndexedGroup, text: string): IdlePattern | undefined {
    const pattern = parseCodePattern(text);
    const counts = anyOperation || pattern.kind === 'prefix' || !isConservative(this.#index.method, pattern.code);
    return counts ? undefined : 'COUNTS_AS_CONSERVATIVE';
  }

  #hiding(indexed: IndexedGroup): ReachFinding[] {
    const { group } = indexed;
    const codes = this.codesOf(group);
    if (codes === undefined) return [];
    const open = codes.filter((code) => !bucketOf(this.#index, code).excluded);
    const base = { group, column: 'diagnoses', text: group.match.diagnoses.join('|'), unreachable: true } as const;
    if (open.length === 0) return [{ ...base, code: 'EXCLUDED', by: [], certain: false }];
    if (open.some((code) => this.#cases.findWin(indexed, code))) return [];
    const hiding = open.map((code) => this.#hidingWith(indexed, code));
    if (hiding.some((by) => by === undefined)) return [];
    const by = [...new Set(hiding.flatMap((found) => found ?? []))];
    const [only, second] = by;
    const isSameKey = only !== undefined && second === undefined && this.#hasSameKey(indexed, only);
    const certain = isSameKey && compare(only.group.points, group.points) !== 0;
    return [{ ...base, code: isSameKey ? 'SAME_KEY' : 'HIDDEN', by: by.map((one) => one.group), certain }];
  }

  /** The groups that take a row's cases with one diagnosis; undefined where it can't be shown that they always do. */
  #hidingWith(indexed: IndexedGroup, code: string): readonly IndexedGroup[] | undefined {
    const { named, open } = bucketOf(this.#index, code);
    const bucket = [...named, ...open];
    const rival = bucket.find((one) => isHiddenBy({ hidden: indexed, rival: one, bucket }, this.#index));
    if (rival !== undefined) return [rival];
    const cases = this.#cases.allCases(indexed, code);
    if (cases === undefined) return undefined;
    const winners = new Set<IndexedGroup>();
    for (const facts of cases) {
      const winner = this.#index.byCode.get(chooseGroup(this.#index, facts)?.code ?? '');
      if (winner === indexed) return undefined;
      if (winner !== undefined) winners.add(winner);
    }
    return [...winners].slice(0, MOST_NAMED);
  }

  codesOf(group: DiseaseGroup): readonly string[] | undefined {
    const families = group.match.diagnoses.length === 0 ? [''] : this.#familiesOf(group);
    const codes: string[] = [];
    for (const family of families) {
      const found = this.#diagnoses.representatives(family);
      if (found === undefined || codes.length + found.length > MOST_CODES) return undefined;
      codes.push(...found);
    }
    return [...new Set(codes)];
  }

  #familiesOf(group: DiseaseGroup): readonly string[] {
    return group.match.diagnoses.flatMap((text) => familiesOf(diagnosisFamilies(text, modeOf(group, this.#index.method))));
  }

  #hasSameKey(a: IndexedGroup, b: IndexedGroup): boolean {
    const key = ({ group }: IndexedGroup): string => [...new Set(this.#familiesOf(group))].sort().join('|');
    return asksTheSame(a, b) && key(a) === key(b);
  }
}

/** Diagnoses that are tried for one row, and rows named as hiding it. */
const MOST_CODES = 400;
const MOST_NAMED = 3;

/** A composite group is found by the category of a diagnosis (类目), whatever the method compares. */
function modeOf(group: DiseaseGroup, method: GroupingMethod): GroupingMethod['diagnosis'] {
  return group.kind === 'COMPOSITE' ? 'CATEGORY_3' : method.diagnosis;
}

const idleText = (found: PatternFamilies): IdlePattern | undefined => ('idle' in found ? found.idle : undefined);
