import { MISSING_FEN, MISSING_INT, type CaseBatch } from '../ports-case.js';
import { must } from '../../engine/assert.js';
import {
  CASE_FLAGS,
  COST_CATEGORIES,
  type CaseFlag,
  type CostCategory,
  type InpatientCase,
  type InsuranceScheme,
  type Sex,
} from '../../engine/inpatient-case.js';
import { fenToYuan, storedDecimal, type Fraction } from '../../engine/quantity.js';

const NO_CODES: readonly string[] = [];
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/** Splits PostgreSQL's array text (`{A01,"B,02"}`) into its members. */
export function codesOf(text: string): readonly string[] {
  if (text === '{}' || text === '') return NO_CODES;
  const inner = text.slice(1, -1);
  if (!inner.includes('"')) return inner.split(',');
  return [...inner.matchAll(/"((?:[^"\\]|\\.)*)"|([^,"]+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1'),
  );
}

/** One row of a batch as a case: a cursor over columns, so that a million cases need no million objects. Values are made when read. */
export class BatchCase implements InpatientCase {
  row = 0;
  /** Twelve facts read the costs of a row one after the other. */
  #costsRow = -1;
  #costs: ReadonlyMap<CostCategory, Fraction> = new Map();

  constructor(readonly batch: CaseBatch) {}

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
  get principalDiagnosis(): string {
    return must(this.batch.principalDiagnosis[this.row], 'principalDiagnosis');
  }
  get otherDiagnoses(): readonly string[] {
    return codesOf(this.batch.otherDiagnoses[this.row] ?? '');
  }
  get procedures(): readonly string[] {
    return codesOf(this.batch.procedures[this.row] ?? '');
  }
  get assignedGroupCode(): string | null {
    return this.batch.assignedGroupCode[this.row] ?? null;
  }
  get totalCost(): Fraction {
    return must(moneyAt(this.batch.totalCost, this.row), 'totalCost');
  }
  get costs(): ReadonlyMap<CostCategory, Fraction> {
    if (this.#costsRow === this.row) return this.#costs;
    const costs = new Map<CostCategory, Fraction>();
    for (const category of COST_CATEGORIES) {
      const amount = moneyAt(this.batch.costs[category], this.row);
      if (amount !== null) costs.set(category, amount);
    }
    this.#costsRow = this.row;
    this.#costs = costs;
    return costs;
  }
  get selfPaidOutside(): Fraction | null {
    return moneyAt(this.batch.selfPaidOutside, this.row);
  }
  get fundPaid(): Fraction | null {
    return moneyAt(this.batch.fundPaid, this.row);
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
    if (text === '' || text === '{}') return [];
    const members = codesOf(text);
    return CASE_FLAGS.filter((flag) => members.includes(flag));
  }
  get attributes(): ReadonlyMap<string, string> {
    const text = this.batch.attributes[this.row] ?? '{}';
    return text === '{}' ? NO_ATTRIBUTES : new Map(Object.entries(parseAttributes(text)));
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

function moneyAt(column: BigInt64Array, row: number): Fraction | null {
  const fen = column[row];
  return fen === undefined || fen === MISSING_FEN ? null : fenToYuan(fen);
}
