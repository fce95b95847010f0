import { costColumn } from './case-columns.js';
import { CopyReader } from '../copy/copy-reader.js';
import type { CaseBatch } from '../../app/ports/cases/ports-case.js';
import { must } from '../../engine/kit/assert.js';
import { COST_CATEGORIES, type CostCategory, type InpatientCase, type InsuranceScheme } from '../../engine/plan/inpatient-case.js';

const NEWLINE = 10;

function countRows(bytes: Buffer): number {
  let rows = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) rows++;
  return rows;
}

/** Reads one field of a row into its column. */
type ReadField = (row: number) => void;

/**
 * Columns from the rows of `COPY (SELECT seq, <columns>) TO STDOUT`. One pass over the bytes; hot, hence the loops. An insurance that all of
 * them have is stated and not read.
 */
export function parseCaseBatch(bytes: Buffer, columns: readonly string[], insurance?: InsuranceScheme): FilledBatch {
  const batch = parseRows(bytes, columns, new Map());
  return insurance === undefined ? batch : { ...batch, insurance: new Array<InsuranceScheme>(batch.count).fill(insurance) };
}

/** As `parseCaseBatch`, with the import of each row in its first column. */
export function parseImportedBatch(
  bytes: Buffer,
  columns: readonly string[],
): { readonly batch: FilledBatch; readonly importSeq: BigInt64Array } {
  const importSeq = new BigInt64Array(countRows(bytes));
  const batch = parseRows(bytes, [IMPORT_SEQ, ...columns], new Map([[IMPORT_SEQ, (reader, row) => reader.int64(importSeq, row)]]));
  return { batch, importSeq };
}

/** The column of the import that brought a row. */
export const IMPORT_SEQ = 'import_seq';

function parseRows(
  bytes: Buffer,
  columns: readonly string[],
  more: ReadonlyMap<string, (reader: CopyReader, row: number) => void>,
): FilledBatch {
  const count = countRows(bytes);
  const reader = new CopyReader(bytes);
  const batch = emptyBatch(count, new Set(columns));
  const known = fieldReaders(reader, batch);
  const fields = columns.map((name): ReadField => {
    const other = more.get(name);
    return other === undefined ? must(known.get(name), name) : (row) => other(reader, row);
  });
  for (let row = 0; row < count; row++) {
    reader.int64(batch.seq, row);
    for (const read of fields) read(row);
  }
  reader.assertEnd();
  return batch;
}

function fieldReaders(reader: CopyReader, batch: FilledBatch): ReadonlyMap<string, ReadField> {
  const repeated =
    (column: (string | null)[]): ReadField =>
    (row) =>
      void (column[row] = reader.repeatedTextOrNull());
  const whole =
    (column: Int32Array): ReadField =>
    (row) =>
      void (column[row] = reader.int32());
  const fen =
    (column: BigInt64Array): ReadField =>
    (row) =>
      reader.fen(column, row);
  return new Map<string, ReadField>([
    ['case_no', (row) => void (batch.caseNo[row] = reader.text())],
    ['institution_code', (row) => void (batch.institutionCode[row] = reader.repeatedText())],
    ['insurance', (row) => void (batch.insurance[row] = reader.repeatedText() as InsuranceScheme)],
    ['admission_date', (row) => void (batch.admissionDate[row] = reader.repeatedText())],
    ['discharge_date', (row) => void (batch.dischargeDate[row] = reader.repeatedText())],
    ['settlement_date', repeated(batch.settlementDate)],
    ['insured_region_code', repeated(batch.insuredRegionCode)],
    ['age_years', whole(batch.ageYears)],
    ['age_days', whole(batch.ageDays)],
    ['sex', (row) => void (batch.sex[row] = reader.repeatedText() as InpatientCase['sex'])],
    ['birth_weight_grams', whole(batch.birthWeightGrams)],
    ['admission_weight_grams', whole(batch.admissionWeightGrams)],
    ['ventilation_hours', whole(batch.ventilationHours)],
    ['days_since_last_stay', whole(batch.daysSinceLastStay)],
    ['code_system', (row) => void (batch.codeSystem[row] = reader.repeatedTextOrNull() as InpatientCase['codeSystem'])],
    ['principal_diagnosis', (row) => void (batch.principalDiagnosis[row] = reader.repeatedText())],
    ['other_diagnoses', (row) => void (batch.otherDiagnoses[row] = reader.repeatedText())],
    ['procedures', (row) => void (batch.procedures[row] = reader.repeatedText())],
    ['assigned_group_code', repeated(batch.assignedGroupCode)],
    ['total_cost', fen(batch.totalCost)],
    ...COST_CATEGORIES.map((category): [string, ReadField] => [costColumn(category), fen(batch.costs[category])]),
    ['self_paid_outside', fen(batch.selfPaidOutside)],
    ['fund_paid', fen(batch.fundPaid)],
    ['icu_days', repeated(batch.icuDays)],
    ['discharge_way', repeated(batch.dischargeWay)],
    ['case_flags', (row) => void (batch.caseFlags[row] = reader.repeatedText())],
    ['attributes', (row) => void (batch.attributes[row] = reader.repeatedText())],
  ]);
}

/** A batch whose columns are being filled. */
export type FilledBatch = Filling<CaseBatch>;
type Filling<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** A batch of so many rows to be filled. Columns that are not read have no rows at all. */
export function emptyBatch(count: number, read: ReadonlySet<string>): FilledBatch {
  const rows = (name: string): number => (read.has(name) ? count : 0);
  const texts = (name: string): string[] => new Array<string>(rows(name));
  const optionalTexts = (name: string): (string | null)[] => new Array<string | null>(rows(name));
  const fen = (name: string): BigInt64Array => new BigInt64Array(rows(name));
  const costs = Object.fromEntries(COST_CATEGORIES.map((category) => [category, fen(costColumn(category))])) as Record<
    CostCategory,
    BigInt64Array
  >;
  return {
    count,
    seq: new BigInt64Array(count),
    caseNo: texts('case_no'),
    institutionCode: texts('institution_code'),
    insurance: new Array<InsuranceScheme>(rows('insurance')),
    admissionDate: texts('admission_date'),
    dischargeDate: texts('discharge_date'),
    settlementDate: optionalTexts('settlement_date'),
    insuredRegionCode: optionalTexts('insured_region_code'),
    ageYears: new Int32Array(rows('age_years')),
    ageDays: new Int32Array(rows('age_days')),
    sex: new Array<InpatientCase['sex']>(rows('sex')),
    birthWeightGrams: new Int32Array(rows('birth_weight_grams')),
    admissionWeightGrams: new Int32Array(rows('admission_weight_grams')),
    ventilationHours: new Int32Array(rows('ventilation_hours')),
    daysSinceLastStay: new Int32Array(rows('days_since_last_stay')),
    codeSystem: new Array<InpatientCase['codeSystem']>(rows('code_system')),
    principalDiagnosis: texts('principal_diagnosis'),
    otherDiagnoses: texts('other_diagnoses'),
    procedures: texts('procedures'),
    assignedGroupCode: optionalTexts('assigned_group_code'),
    totalCost: fen('total_cost'),
    costs,
    selfPaidOutside: fen('self_paid_outside'),
    fundPaid: fen('fund_paid'),
    icuDays: optionalTexts('icu_days'),
    dischargeWay: optionalTexts('discharge_way'),
    caseFlags: texts('case_flags'),
    attributes: texts('attributes'),
  };
}
