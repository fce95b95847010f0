import type { PlainColumn, StoredBlock } from './block-format.js';
import { CASE_COLUMNS, costColumn } from '../cases/case-columns.js';
import { IMPORT_SEQ, type FilledBatch } from '../cases/case-batch-parse.js';
import { MISSING_FEN, MISSING_INT } from '../../app/ports/cases/ports-case.js';
import { must } from '../../engine/kit/assert.js';
import { COST_CATEGORIES } from '../../engine/plan/inpatient-case.js';

/** Cases as columns with the imports that brought them: what a block holds. */
export interface FrozenRows {
  readonly batch: FilledBatch;
  readonly importSeq: BigInt64Array;
}

/** The column of a case's row number, which a block has beside those of a case. */
export const SEQ = 'seq';

type BatchColumn = (string | null)[] | BigInt64Array | Int32Array;

/** Where the columns of a case stand in a batch, by their name in the database. */
const OF_BATCH: ReadonlyMap<string, (batch: FilledBatch) => BatchColumn> = new Map<string, (batch: FilledBatch) => BatchColumn>([
  ['case_no', (batch) => batch.caseNo],
  ['institution_code', (batch) => batch.institutionCode],
  ['insurance', (batch) => batch.insurance],
  ['admission_date', (batch) => batch.admissionDate],
  ['discharge_date', (batch) => batch.dischargeDate],
  ['settlement_date', (batch) => batch.settlementDate],
  ['insured_region_code', (batch) => batch.insuredRegionCode],
  ['age_years', (batch) => batch.ageYears],
  ['age_days', (batch) => batch.ageDays],
  ['sex', (batch) => batch.sex],
  ['birth_weight_grams', (batch) => batch.birthWeightGrams],
  ['admission_weight_grams', (batch) => batch.admissionWeightGrams],
  ['ventilation_hours', (batch) => batch.ventilationHours],
  ['days_since_last_stay', (batch) => batch.daysSinceLastStay],
  ['code_system', (batch) => batch.codeSystem],
  ['principal_diagnosis', (batch) => batch.principalDiagnosis],
  ['other_diagnoses', (batch) => batch.otherDiagnoses],
  ['procedures', (batch) => batch.procedures],
  ['assigned_group_code', (batch) => batch.assignedGroupCode],
  ['total_cost', (batch) => batch.totalCost],
  ...COST_CATEGORIES.map((category) => [costColumn(category), (batch: FilledBatch) => batch.costs[category]] as const),
  ['self_paid_outside', (batch) => batch.selfPaidOutside],
  ['fund_paid', (batch) => batch.fundPaid],
  ['icu_days', (batch) => batch.icuDays],
  ['discharge_way', (batch) => batch.dischargeWay],
  ['case_flags', (batch) => batch.caseFlags],
  ['attributes', (batch) => batch.attributes],
]);

function columnOf(batch: FilledBatch, name: string): BatchColumn {
  return must(OF_BATCH.get(name), name)(batch);
}

/** Rows of a whole, from one on to before another. */
export interface RowsPart {
  readonly whole: FrozenRows;
  readonly from: number;
  readonly to: number;
}

/** The columns of some rows, one part behind the other, as a block holds them. */
export function plainColumns(parts: readonly RowsPart[]): ReadonlyMap<string, PlainColumn> {
  const joined = (of: (rows: FrozenRows) => BatchColumn): PlainColumn =>
    join(parts.map(({ whole, from, to }) => of(whole).slice(from, to)));
  return new Map<string, PlainColumn>([
    [SEQ, joined(({ batch }) => batch.seq)],
    [IMPORT_SEQ, joined(({ importSeq }) => importSeq)],
    ...CASE_COLUMNS.map((name) => [name, joined(({ batch }) => columnOf(batch, name))] as const),
  ]);
}

function join(pieces: readonly BatchColumn[]): PlainColumn {
  const rows = pieces.reduce((sum, { length }) => sum + length, 0);
  const wide = pieces.filter((piece) => piece instanceof BigInt64Array);
  if (wide.length === pieces.length)
    return { kind: 'WHOLE', values: oneAfterTheOther(new BigInt64Array(rows), wide), missing: MISSING_FEN };
  const narrow = pieces.filter((piece) => piece instanceof Int32Array);
  if (narrow.length === pieces.length)
    return { kind: 'WHOLE', values: oneAfterTheOther(new Int32Array(rows), narrow), missing: MISSING_INT };
  const [first = [], ...others] = pieces.filter((piece) => Array.isArray(piece));
  return { kind: 'TEXT', values: first.concat(...others) };
}

function oneAfterTheOther<T extends BigInt64Array | Int32Array>(whole: T, pieces: readonly T[]): T {
  let at = 0;
  for (const piece of pieces) {
    if (whole instanceof BigInt64Array && piece instanceof BigInt64Array) whole.set(piece, at);
    if (whole instanceof Int32Array && piece instanceof Int32Array) whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Fills columns of a batch, from row `to` on, with some rows of a block. */
export function fillBatch(block: StoredBlock, rows: Int32Array, { batch, columns }: BatchToFill, to: number): void {
  block.whole(SEQ, rows, batch.seq, to, MISSING_FEN);
  for (const name of columns) {
    const column = columnOf(batch, name);
    if (column instanceof BigInt64Array) block.whole(name, rows, column, to, MISSING_FEN);
    else if (column instanceof Int32Array) block.whole(name, rows, column, to, MISSING_INT);
    else block.texts(name, rows, column, to);
  }
}

/** A batch that is filled, and the columns that are read. */
export interface BatchToFill {
  readonly batch: FilledBatch;
  readonly columns: readonly string[];
}
