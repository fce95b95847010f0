import type { ScoreBatch } from '../../src/app/ports/clearing/ports-score.js';

/** A plain score row of a test. */
export interface TestScore {
  readonly seq: bigint;
  readonly caseNo: string;
  readonly institutionCode?: string;
  readonly month?: number;
  readonly points?: string;
  readonly sums?: readonly (string | null)[];
  readonly mask?: bigint;
  readonly outcomeId?: number;
  readonly exceptionCode?: string;
}

/** Rows as the columns that a bulk run writes. */
export function scoreBatch(rows: readonly TestScore[]): ScoreBatch {
  const width = rows[0]?.sums?.length ?? 0;
  const nothing = rows.map(() => null);
  return {
    count: rows.length,
    caseSeq: BigInt64Array.from(rows, (row) => row.seq),
    caseNo: rows.map((row) => row.caseNo),
    institutionCode: rows.map((row) => row.institutionCode ?? 'H1'),
    month: rows.map((row) => row.month ?? 3),
    groupCode: rows.map(() => 'I63.9:88.4100'),
    inclusion: rows.map(() => 'INCLUDED'),
    deviation: rows.map(() => 'NORMAL'),
    costRatio: rows.map(() => '1.02880556'),
    institutionCoefficient: rows.map(() => '1.05'),
    auxiliaryFactor: nothing,
    points: rows.map((row) => row.points ?? '1000.0000'),
    payment: nothing,
    sums: Array.from({ length: width }, (_, index) => rows.map((row) => row.sums?.[index] ?? null)),
    aggregateMasks: [BigInt64Array.from(rows, (row) => row.mask ?? 0n)],
    outcomeId: rows.map((row) => row.outcomeId ?? 1),
    exceptionCode: rows.map((row) => row.exceptionCode ?? null),
  };
}
