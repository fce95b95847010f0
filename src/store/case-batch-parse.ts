import { CopyReader } from './copy-reader.js';
import type { CaseBatch } from '../app/ports-case.js';
import { COST_CATEGORIES, type CostCategory, type InpatientCase, type InsuranceScheme } from '../engine/inpatient-case.js';

const NEWLINE = 10;

function countRows(bytes: Buffer): number {
  let rows = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) rows++;
  return rows;
}

/** Columns from the rows of `COPY (SELECT seq, <CASE_COLUMNS>) TO STDOUT`. One pass over the bytes; hot, hence the loop. */
export function parseCaseBatch(bytes: Buffer): CaseBatch {
  const count = countRows(bytes);
  const reader = new CopyReader(bytes);
  const batch = emptyBatch(count);
  const costs = COST_CATEGORIES.map((category) => batch.costs[category]);
  for (let row = 0; row < count; row++) {
    reader.int64(batch.seq, row);
    batch.caseNo[row] = reader.text();
    batch.institutionCode[row] = reader.repeatedText();
    batch.insurance[row] = reader.repeatedText() as InsuranceScheme;
    batch.admissionDate[row] = reader.repeatedText();
    batch.dischargeDate[row] = reader.repeatedText();
    batch.settlementDate[row] = reader.repeatedTextOrNull();
    batch.insuredRegionCode[row] = reader.repeatedTextOrNull();
    batch.ageYears[row] = reader.int32();
    batch.ageDays[row] = reader.int32();
    batch.sex[row] = reader.repeatedText() as InpatientCase['sex'];
    batch.birthWeightGrams[row] = reader.int32();
    batch.principalDiagnosis[row] = reader.repeatedText();
    batch.otherDiagnoses[row] = reader.repeatedText();
    batch.procedures[row] = reader.repeatedText();
    batch.assignedGroupCode[row] = reader.repeatedTextOrNull();
    reader.fen(batch.totalCost, row);
    for (const column of costs) reader.fen(column, row);
    reader.fen(batch.selfPaidOutside, row);
    reader.fen(batch.fundPaid, row);
    batch.icuDays[row] = reader.repeatedTextOrNull();
    batch.dischargeWay[row] = reader.repeatedTextOrNull();
    batch.caseFlags[row] = reader.repeatedText();
    batch.attributes[row] = reader.repeatedText();
  }
  reader.assertEnd();
  return batch;
}

type Filling<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

function emptyBatch(count: number): Filling<CaseBatch> {
  const texts = (): string[] => new Array<string>(count);
  const optionalTexts = (): (string | null)[] => new Array<string | null>(count);
  const fen = (): BigInt64Array => new BigInt64Array(count);
  const costs = Object.fromEntries(COST_CATEGORIES.map((category) => [category, fen()])) as Record<CostCategory, BigInt64Array>;
  return {
    count,
    seq: fen(),
    caseNo: texts(),
    institutionCode: texts(),
    insurance: new Array<InsuranceScheme>(count),
    admissionDate: texts(),
    dischargeDate: texts(),
    settlementDate: optionalTexts(),
    insuredRegionCode: optionalTexts(),
    ageYears: new Int32Array(count),
    ageDays: new Int32Array(count),
    sex: new Array<InpatientCase['sex']>(count),
    birthWeightGrams: new Int32Array(count),
    principalDiagnosis: texts(),
    otherDiagnoses: texts(),
    procedures: texts(),
    assignedGroupCode: optionalTexts(),
    totalCost: fen(),
    costs,
    selfPaidOutside: fen(),
    fundPaid: fen(),
    icuDays: optionalTexts(),
    dischargeWay: optionalTexts(),
    caseFlags: texts(),
    attributes: texts(),
  };
}
