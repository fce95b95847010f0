import { MATCH_RANGES, type MatchRange, type OperationClauses } from '../plan/catalogue.js';
import { parseCodePattern } from '../codes/code-pattern.js';
import { CodeFamilies, diagnosisFamilies, familiesOf, listFamilies, operationFamilies } from './catalogue-reach-codes.js';
import { foldCode } from '../codes/fold-code.js';
import { chooseGroup } from '../grouping/grouping.js';
import { bucketOf, type GroupIndex, type IndexedGroup } from '../grouping/grouping-index.js';
import { caseOperations } from '../grouping/case-operations.js';
import { names, type GroupingFacts } from '../grouping/grouping-match.js';
import { OPERATION_KINDS } from '../plan/group-terms.js';
import { ZERO, type Fraction } from '../number/quantity.js';

/** Cases tried before it is given up to find one that reaches a row. */
const MOST_TRIES = 600;
/** Alternatives of a clause, and codes of other diagnoses, that are tried one by one. */
const MOST_ALTERNATIVES = 12;
/** Operations of which every combination is tried. */
const MOST_ATOMS = 9;
/** Cases of an exhaustive search. */
const MOST_CASES = 20_000;
/** Operations of a kind that are looked through for one that no group names. */
const MOST_STRANGERS = 300;

type RangeFacts = Pick<GroupingFacts, MatchRange['fact']>;
type Conditions = RangeFacts & Pick<GroupingFacts, 'otherDiagnoses' | 'sex'>;
const NO_RANGES: RangeFacts = { ageDays: null, birthWeightGrams: null, ageYears: null, admissionWeightGrams: null, ventilationHours: null };
type Cost = Pick<GroupingFacts, 'totalCost' | 'institutionLevel'>;

/** Makes cases that meet a row, as few other rows as possible besides: if any case reaches it, one of these does. */
export class CaseFinder {
  readonly #index: GroupIndex;
  readonly #operations: CodeFamilies;
  readonly #others: CodeFamilies;

  constructor(index: GroupIndex) {
    this.#index = index;
    const { method } = index;
    const groups = [...index.byCode.values()].map(({ group }) => group.match);
    const lists = OPERATION_KINDS.flatMap((kind) => listFamilies(method.operationKinds[kind]));
    const operations = groups.flatMap(({ operations: main, relatedOperations }) => [...main, ...relatedOperations].flat());
    this.#operations = new CodeFamilies('operations', [...operations.flatMap((text) => familiesOf(operationFamilies(text))), ...lists]);
    const others = groups.flatMap(({ otherDiagnoses }) => otherDiagnoses);
    this.#others = new CodeFamilies(
      'diagnoses',
      others.flatMap((text) => familiesOf(diagnosisFamilies(text, method.diagnosis))),
    );
  }

  /** Whether a case with this diagnosis was found that reaches the row. */
  findWin(indexed: IndexedGroup, code: string): boolean {
    let tries = 0;
    for (const procedures of this.#likelyOperations(indexed, code)) {
      for (const facts of this.#casesWith(indexed, code, procedures)) {
        if (chooseGroup(this.#index, facts) === indexed.group) return true;
        if (++tries >= MOST_TRIES) return false;
      }
    }
    return false;
  }

  /** Cases that stand for every case with this diagnosis; undefined where there are too many, or too many ways in which they differ. */
  allCases(indexed: IndexedGroup, code: string): readonly GroupingFacts[] | undefined {
    const groups = this.#bucket(code);
    if (this.#index.method.operations === 'MAIN_THEN_RELATED' || groups.some(hasManySides)) return undefined;
    const patterns = new Set(
      groups
        .flatMap(({ group: { match } }) => [...match.operations, ...match.relatedOperations].flat())
        .filter((text) => 'families' in operationFamilies(text)),
    );
    const atoms = [...patterns].map(parseCodePattern).flatMap((pattern) => (pattern.kind === 'exact' ? [pattern.code] : []));
    if (atoms.length < patterns.size || atoms.length > MOST_ATOMS) return undefined;
    const strangers = this.#strangers(code);
    if (this.#lacksKind(strangers) || this.#otherDiagnoses(indexed.group.match.otherDiagnoses).length >= MOST_ALTERNATIVES)
      return undefined;
    const cases: GroupingFacts[] = [];
    for (const stranger of [[], ...strangers.map((one) => [one])]) {
      for (let chosen = 0; chosen < 2 ** atoms.length; chosen++) {
        const procedures = [...atoms.filter((_, place) => (chosen & (1 << place)) !== 0), ...stranger];
        cases.push(...this.#casesWith(indexed, code, procedures));
        if (cases.length > MOST_CASES) return undefined;
      }
    }
    return cases;
  }

  #bucket(code: string): readonly IndexedGroup[] {
    const { named, open } = bucketOf(this.#index, code);
    return [...named, ...open];
  }

  /** Whether a kind of operation that the method lists has no stranger, so that not every case can be made. */
  #lacksKind(strangers: readonly string[]): boolean {
    const { kinds } = caseOperations(this.#index.method, strangers, '');
    const listed = OPERATION_KINDS.filter((kind) => this.#index.method.operationKinds[kind] !== undefined);
    return listed.some((kind) => !kinds.includes(kind)) || !kinds.includes('CONSERVATIVE');
  }

  /** Operations that meet the row: one of each clause, all of them, each alternative, some of the related; with and without a stranger. */
  *#likelyOperations(indexed: IndexedGroup, code: string): Generator<readonly string[]> {
    const { match } = indexed.group;
    const main = this.#alternatives(match.operations);
    const related = this.#alternatives(match.relatedOperations);
    const both = [...main, ...related];
    const firsts = both.map(([first]) => first ?? '');
    const own = [
      firsts,
      both.flat(),
      ...both.flatMap((clause, place) => clause.slice(1).map((other) => firsts.map((first, at) => (at === place ? other : first)))),
      ...(this.#index.method.partial ? related.flat().map((one) => [...main.map(([first]) => first ?? ''), one]) : []),
    ];
    if (both.some((clause) => clause.length === 0)) return;
    const { method } = this.#index;
    const fits = (procedures: readonly string[]): boolean =>
      indexed.requiredKind === null || caseOperations(method, procedures, code).kind === indexed.requiredKind;
    yield* own.filter(fits);
    for (const stranger of this.#strangers(code)) yield* own.map((procedures) => [...procedures, stranger]).filter(fits);
  }

  #alternatives(clauses: OperationClauses): readonly (readonly string[])[] {
    return clauses.map((clause) =>
      clause
        .flatMap((text) => familiesOf(operationFamilies(text)))
        .flatMap((family) => this.#operations.representatives(family) ?? [])
        .slice(0, MOST_ALTERNATIVES),
    );
  }

  /** An operation of each kind that no group of the diagnosis names, where there is one. */
  #strangers(code: string): readonly string[] {
    const groups = this.#bucket(code);
    const { method } = this.#index;
    const isStrange = (operation: string): boolean => !groups.some((indexed) => names(indexed, foldCode(operation)));
    return OPERATION_KINDS.flatMap((kind) => {
      const families =
        kind === 'CONSERVATIVE' ? ['', ...listFamilies(method.operationKinds[kind])] : listFamilies(method.operationKinds[kind]);
      let looked = 0;
      for (const family of families) {
        if (++looked > MOST_STRANGERS) return [];
        for (const one of this.#operations.representatives(family) ?? [])
          if (isStrange(one) && caseOperations(method, [one], code).kind === kind) return [one];
      }
      return [];
    });
  }

  *#casesWith(indexed: IndexedGroup, principalDiagnosis: string, procedures: readonly string[]): Generator<GroupingFacts> {
    const own = new Set(indexed.group.flags);
    const { admit } = this.#index.method;
    const needed = new Set(admit.filter(({ groupFlag }) => own.has(groupFlag)).map(({ when }) => when.name));
    const deniedFlags = admit.filter(({ when }) => !needed.has(when.name)).map(({ groupFlag }) => groupFlag);
    for (const conditions of this.#conditions(indexed, principalDiagnosis)) {
      for (const cost of this.#costs(indexed))
        yield {
          ...conditions,
          ...cost,
          principalDiagnosis,
          procedures,
          deniedFlags,
          sex: 'UNKNOWN',
          ageYears: null,
          admissionWeightGrams: null,
          assignedGroupCode: null,
        };
    }
  }

  /** Other diagnoses, sex and ranges that the row asks for, each range at every place where another row begins or ends. */
  *#conditions({ group: { match } }: IndexedGroup, code: string): Generator<Conditions> {
    const rows = this.#bucket(code).map(({ group }) => group.match);
    const stated = MATCH_RANGES.map(({ fact, min, max }) => ({
      fact,
      values: places(
        [match[min], match[max]],
        rows.flatMap((row) => edges(row[min], row[max])),
      ),
    }));
    const combined = stated.reduce<readonly RangeFacts[]>(
      (made, { fact, values }) => made.flatMap((one) => values.map((value) => ({ ...one, [fact]: value }))),
      [NO_RANGES],
    );
    for (const otherDiagnoses of this.#otherDiagnoses(match.otherDiagnoses))
      for (const ranges of combined) yield { ...ranges, otherDiagnoses, sex: match.sex ?? 'UNKNOWN' };
  }

  #otherDiagnoses(patterns: readonly string[]): readonly (readonly string[])[] {
    if (patterns.length === 0) return [[]];
    const families = patterns.flatMap((text) => familiesOf(diagnosisFamilies(text, this.#index.method.diagnosis)));
    return families.flatMap((family) => (this.#others.representatives(family) ?? []).map((one) => [one])).slice(0, MOST_ALTERNATIVES);
  }

  /** A cost at the row's own mean is nearest to it; a level that has no mean anywhere leaves the tie undecided. */
  #costs({ group }: IndexedGroup): readonly Cost[] {
    const unknown: Cost = { totalCost: ZERO, institutionLevel: '' };
    if (!this.#index.needsCost) return [unknown];
    return [...[...group.meanCost].map(([level, mean]) => atMean(level, mean)), unknown];
  }
}

const atMean = (level: string, mean: Fraction): Cost => ({ totalCost: mean, institutionLevel: level === 'ALL' ? null : level });

/** Whether a row asks for what a list of combinations of operations does not vary. */
function hasManySides({ group: { match }, absentDiagnoses, principalInstead }: IndexedGroup): boolean {
  const isNew = [match.ageYearsMin, match.ageYearsMax, match.admissionWeightMin, match.admissionWeightMax].some((end) => end !== undefined);
  const isVentilated = match.ventilationHoursMin !== undefined || match.ventilationHoursMax !== undefined;
  const isPlaced = principalInstead !== null || match.otherDiagnosisPlace !== undefined;
  return absentDiagnoses !== null || isPlaced || match.sex !== undefined || isNew || isVentilated;
}

/** Just inside and just outside of a range. */
function edges(min: number | undefined, max: number | undefined): number[] {
  return [...(min === undefined ? [] : [min - 1, min]), ...(max === undefined ? [] : [max, max + 1])];
}

/** Numbers of a range that stand for all of it; null, which is in no range, where none is asked for. */
function places([min, max]: readonly [number | undefined, number | undefined], borders: readonly number[]): readonly (number | null)[] {
  if (min === undefined && max === undefined) return [null];
  const [from, to] = [min ?? 0, max ?? Number.MAX_SAFE_INTEGER];
  return [...new Set([from, to, ...borders])].filter((number) => number >= from && number <= to);
}
