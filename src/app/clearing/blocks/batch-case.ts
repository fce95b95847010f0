import { MISSING_FEN, MISSING_INT, type CaseBatch, type CaseSelection } from '../../ports/cases/ports-case.js';
import { assert, must } from '../../../engine/kit/assert.js';
import type { Numbers } from '../../../engine/block/block-columns.js';
import { costSlotName } from '../../../engine/scoring/case-frame.js';
import { mapsOf, readCode, readCodes } from '../../../engine/codes/code-map.js';
import type { CodeMaps } from '../../../engine/plan/code-maps.js';
import {
  CASE_FLAGS,
  COST_CATEGORIES,
  type CaseFlag,
  type CodeSystem,
  type CostCategory,
  type InpatientCase,
  type InsuranceScheme,
  type Sex,
} from '../../../engine/plan/inpatient-case.js';
import { fenToYuan, Fraction, storedDecimal } from '../../../engine/number/quantity.js';

const NO_CODES: readonly string[] = [];
const NOT_READ = 'a column that was not read was asked for';
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/** So many lists of codes are remembered of each size before all of them are forgotten. */
const MOST_LISTS = 100_000;
/** Lists of more characters have mostly three codes or more, and seldom come again. */
const SHORT_LIST = 24;
/** Where lists don't come again, so many times as many are split before it is tried once more to remember them. */
const SPLIT_UNREMEMBERED = 10;

/**
 * Lists of codes split before: the same text gives the same list, so that others can remember what they found out about it. A memory that holds
 * few lists which come again costs more than it saves, and is left unused for a while. What a list says does not depend on it.
 */
class ListMemory {
  readonly #lists = new Map<string, readonly string[]>();
  #met = 0;
  #unused = 0;

  of(text: string): readonly string[] {
    if (this.#unused > 0) {
      this.#unused -= 1;
      return splitCodes(text);
    }
    const known = this.#lists.get(text);
    if (known !== undefined) {
      this.#met += 1;
      return known;
    }
    if (this.#lists.size >= MOST_LISTS) this.#forget();
    const list = splitCodes(text);
    this.#lists.set(text, list);
    return list;
  }

  #forget(): void {
    if (this.#met < MOST_LISTS) this.#unused = SPLIT_UNREMEMBERED * MOST_LISTS;
    this.#met = 0;
    this.#lists.clear();
  }
}

const SHORT_LISTS = new ListMemory();
const LONG_LISTS = new ListMemory();

/** Splits PostgreSQL's array text (`{A01,"B,02"}`) into its members. */
export function codesOf(text: string): readonly string[] {
  if (text === '{}' || text === '') return NO_CODES;
  return text.length <= SHORT_LIST ? SHORT_LISTS.of(text) : LONG_LISTS.of(text);
}

function splitCodes(text: string): readonly string[] {
  const inner = text.slice(1, -1);
  if (!inner.includes('"')) return inner.split(',');
  return [...inner.matchAll(/"((?:[^"\\]|\\.)*)"|([^,"]+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1'),
  );
}

/** A batch made ready to be read row by row, without a million objects of money. Nothing in it moves: each row is a view of its own. */
export class BatchCases {
  readonly costsRead: ReadonlySet<CostCategory>;
  readonly totalCost: Money;
  readonly selfPaidOutside: Money;
  readonly fundPaid: Money;
  readonly costColumns: readonly (readonly [CostCategory, Money])[];

  constructor(readonly batch: CaseBatch) {
    this.totalCost = new Money(batch.totalCost);
    this.selfPaidOutside = new Money(batch.selfPaidOutside);
    this.fundPaid = new Money(batch.fundPaid);
    const read = COST_CATEGORIES.filter((category) => batch.costs[category].length === batch.count);
    this.costsRead = new Set(read);
    this.costColumns = read.map((category) => [category, new Money(batch.costs[category])]);
  }

  /**
   * A row as a case, its codes read as the ruleset of its date reads them. The edition of its codes is looked at only where the maps ask for one:
   * else its column is not read.
   */
  at(row: number, codeMaps: CodeMaps | undefined): BatchCase {
    const maps = codeMaps?.editions === undefined ? codeMaps : mapsOf(codeMaps, this.batch.codeSystem[row] ?? null);
    return new BatchCase(this, row, maps);
  }

  /** The date by which a row counts: of discharge, or of settlement where the city counts by it. */
  dateAt(row: number, periodBy: CaseSelection['periodBy']): string {
    const settled = periodBy === 'SETTLEMENT' ? this.batch.settlementDate[row] : null;
    return settled ?? must(this.batch.dischargeDate[row], 'dischargeDate');
  }

  /** Writes a fact of many rows into a column, where it is a number that the batch holds as one; `false`: it is not. */
  fill(fact: string, rows: readonly number[], column: Numbers): boolean {
    const fen = MONEY_FACTS.get(fact)?.(this.batch);
    const money = fen && new Money(fen);
    if (money !== undefined) rows.forEach((row, place) => money.put(row, column, place));
    const whole = WHOLE_FACTS.get(fact)?.(this.batch);
    if (whole !== undefined) rows.forEach((row, place) => putWhole(whole, row, column, place));
    return isNumberOfBatch(fact);
  }
}

/** One row of a batch as a case: a view of its columns, whose values are made when they are read. */
export class BatchCase implements InpatientCase {
  readonly batch: CaseBatch;
  /** Twelve facts read the costs of a case one after the other. */
  #costs: ReadonlyMap<CostCategory, Fraction> | undefined;

  constructor(
    readonly cases: BatchCases,
    readonly row: number,
    readonly codeMaps: CodeMaps | undefined,
  ) {
    this.batch = cases.batch;
  }

  get caseNo(): string {
    return must(this.batch.caseNo[this.row], 'caseNo');
  }
  get institutionCode(): string {
    return must(this.batch.institutionCode[this.row], 'institutionCode');
  }
  get insurance(): InsuranceScheme {
    return must(this.batch.insurance[this.row], 'insurance');
  }
  get admissionDate(): string {
    return must(this.batch.admissionDate[this.row], 'admissionDate');
  }
  get dischargeDate(): string {
    return must(this.batch.dischargeDate[this.row], 'dischargeDate');
  }
  get settlementDate(): string | null {
    return this.batch.settlementDate[this.row] ?? null;
  }
  get insuredRegionCode(): string | null {
    return this.batch.insuredRegionCode[this.row] ?? null;
  }
  get ageYears(): number | null {
    return wholeAt(this.batch.ageYears, this.row);
  }
  get ageDays(): number | null {
    return wholeAt(this.batch.ageDays, this.row);
  }
  get sex(): Sex {
    return this.batch.sex[this.row] ?? 'UNKNOWN';
  }
  get birthWeightGrams(): number | null {
    return wholeAt(this.batch.birthWeightGrams, this.row);
  }
  get admissionWeightGrams(): number | null {
    return wholeAt(this.batch.admissionWeightGrams, this.row);
  }
  get ventilationHours(): number | null {
    return wholeAt(this.batch.ventilationHours, this.row);
  }
  get daysSinceLastStay(): number | null {
    return wholeAt(this.batch.daysSinceLastStay, this.row);
  }
  get codeSystem(): CodeSystem | null {
    return this.batch.codeSystem[this.row] ?? null;
  }
  get principalDiagnosis(): string {
    return readCode(this.codeMaps?.diagnoses, must(this.batch.principalDiagnosis[this.row], 'principalDiagnosis'));
  }
  get otherDiagnoses(): readonly string[] {
    return readCodes(this.codeMaps?.diagnoses, codesOf(this.batch.otherDiagnoses[this.row] ?? ''));
  }
  get procedures(): readonly string[] {
    return readCodes(this.codeMaps?.operations, codesOf(this.batch.procedures[this.row] ?? ''));
  }
  get assignedGroupCode(): string | null {
    return this.batch.assignedGroupCode[this.row] ?? null;
  }
  get totalCost(): Fraction {
    return must(this.cases.totalCost.at(this.row), 'totalCost');
  }
  /** Of the categories that were read: a ruleset may look at some of them only. */
  get costs(): ReadonlyMap<CostCategory, Fraction> {
    return (this.#costs ??= this.#readCosts());
  }
  get selfPaidOutside(): Fraction | null {
    return this.cases.selfPaidOutside.at(this.row);
  }
  get fundPaid(): Fraction | null {
    return this.cases.fundPaid.at(this.row);
  }
  get icuDays(): Fraction | null {
    const text = this.batch.icuDays[this.row] ?? null;
    return text === null ? null : storedDecimal(text);
  }
  get dischargeWay(): string | null {
    return this.batch.dischargeWay[this.row] ?? null;
  }
  get caseFlags(): readonly CaseFlag[] {
    const text = this.batch.caseFlags[this.row] ?? '';
    if (text === '' || text === '{}') return NO_FLAGS;
    const known = FLAGS.get(text);
    if (known !== undefined) return known;
    const members = codesOf(text);
    const flags = CASE_FLAGS.filter((flag) => members.includes(flag));
    FLAGS.set(text, flags);
    return flags;
  }
  get attributes(): ReadonlyMap<string, string> {
    const text = this.batch.attributes[this.row] ?? '{}';
    return text === '{}' ? NO_ATTRIBUTES : new Map(Object.entries(parseAttributes(text)));
  }

  #readCosts(): ReadonlyMap<CostCategory, Fraction> {
    const { costsRead, costColumns } = this.cases;
    const costs = new CostsRead(costsRead);
    for (const [category, column] of costColumns) {
      const amount = column.at(this.row);
      if (amount !== null) costs.set(category, amount);
    }
    return costs;
  }
}

/** Costs by category. Asking for one that was not read is a mistake, and not a cost that is missing. */
class CostsRead extends Map<CostCategory, Fraction> {
  constructor(readonly read: ReadonlySet<CostCategory>) {
    super();
  }

  override get(category: CostCategory): Fraction | undefined {
    assert(this.read.has(category), NOT_READ);
    return super.get(category);
  }
}

function parseAttributes(text: string): Record<string, string> {
  const value: unknown = JSON.parse(text);
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, stated]) => [name, String(stated)]));
}

function wholeAt(column: Int32Array, row: number): number | null {
  const value = column[row];
  return value === undefined || value === MISSING_INT ? null : value;
}

/** Facts in yuan that a batch holds as columns of fen. */
const MONEY_FACTS: ReadonlyMap<string, (batch: CaseBatch) => BigInt64Array> = new Map([
  ['totalCost', (batch: CaseBatch) => batch.totalCost],
  ['selfPaidOutside', (batch: CaseBatch) => batch.selfPaidOutside],
  ['fundPaid', (batch: CaseBatch) => batch.fundPaid],
  ...COST_CATEGORIES.map((category) => [costSlotName(category), (batch: CaseBatch) => batch.costs[category]] as const),
]);

/** Facts that a batch holds as columns of whole numbers. */
const WHOLE_FACTS: ReadonlyMap<string, (batch: CaseBatch) => Int32Array> = new Map([
  ['ageYears', (batch: CaseBatch) => batch.ageYears],
  ['ageDays', (batch: CaseBatch) => batch.ageDays],
  ['birthWeightGrams', (batch: CaseBatch) => batch.birthWeightGrams],
  ['admissionWeightGrams', (batch: CaseBatch) => batch.admissionWeightGrams],
  ['ventilationHours', (batch: CaseBatch) => batch.ventilationHours],
  ['daysSinceLastStay', (batch: CaseBatch) => batch.daysSinceLastStay],
]);

/** Whether `BatchCases.fill` gives a fact. */
export function isNumberOfBatch(fact: string): boolean {
  return MONEY_FACTS.has(fact) || WHOLE_FACTS.has(fact);
}

function putWhole(values: Int32Array, row: number, column: Numbers, place: number): void {
  const value = values[row] ?? MISSING_INT;
  column.tops[place] = value === MISSING_INT ? 0 : value;
  column.bottoms[place] = value === MISSING_INT ? 0 : 1;
}

/** Flags read before: there are few combinations. */
const FLAGS = new Map<string, readonly CaseFlag[]>();
const NO_FLAGS: readonly CaseFlag[] = [];
/** Above the lower half of a 64-bit number; in a safe whole number it has 21 bits. */
const TWO_32 = 2 ** 32;
const SAFE_UPPER = 2 ** 21;
const FEN_A_YUAN = 100;

/** A column of fen. Amounts of up to 2^53 fen are read without making a bigint. */
class Money {
  readonly #words: Uint32Array;

  constructor(readonly column: BigInt64Array) {
    this.#words = new Uint32Array(column.buffer, column.byteOffset, 2 * column.length);
  }

  /** Writes yuan into a column. */
  put(row: number, into: Numbers, place: number): void {
    const upper = this.#words[2 * row + 1] ?? SAFE_UPPER;
    if (upper < SAFE_UPPER) {
      into.tops[place] = upper * TWO_32 + (this.#words[2 * row] ?? 0);
      into.bottoms[place] = FEN_A_YUAN;
    } else into.put(place, this.at(row));
  }

  /** Yuan; null where the amount is missing. */
  at(row: number): Fraction | null {
    const lower = this.#words[2 * row];
    const upper = this.#words[2 * row + 1];
    assert(lower !== undefined && upper !== undefined, NOT_READ); // little endian, as Node's platforms are
    if (upper < SAFE_UPPER) return new Fraction(upper * TWO_32 + lower, FEN_A_YUAN);
    const fen = must(this.column[row], 'fen');
    return fen === MISSING_FEN ? null : fenToYuan(fen);
  }
}
