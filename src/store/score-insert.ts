import { CopyWriter } from './copy-writer.js';
import type { Session } from './session.js';
import { CASE_CHUNK } from '../app/ports-case.js';
import type { ExceptionRecord, ScoreBatch } from '../app/ports-score.js';
import { assert, must } from '../engine/assert.js';

const STAGE = 'stage_case_score';
const COLUMNS = `case_seq, case_no, institution_code, month, group_code, inclusion, deviation, cost_ratio, institution_coefficient,
  auxiliary_factor, points, payment, sums, aggregate_mask, outcome_id, exception_code`;
const STAGE_COLUMNS = `case_seq bigint, case_no text, institution_code text, month smallint, group_code text, inclusion text, deviation text,
  cost_ratio text, institution_coefficient numeric, auxiliary_factor numeric, points numeric, payment numeric, sums numeric[],
  aggregate_mask bigint, outcome_id int, exception_code text`;

/** A run of a region. */
export interface RunKey {
  readonly regionCode: string;
  readonly runNo: number;
}

/** Inserts a shard's scores and exceptions. */
export async function insertScores(
  session: Session,
  { regionCode, runNo }: RunKey,
  scores: ScoreBatch,
  exceptions: readonly ExceptionRecord[],
): Promise<void> {
  assert(scores.count <= CASE_CHUNK, `a shard holds at most ${CASE_CHUNK} cases`);
  if (scores.count > 0) {
    await session.stage(STAGE, STAGE_COLUMNS, scoreRows(scores));
    const inserted = await session.run(
      `INSERT INTO case_score (region_code, run_no, ${COLUMNS}) SELECT $1, $2, ${COLUMNS} FROM pg_temp.${STAGE}`,
      [regionCode, runNo],
    );
    assert(inserted === scores.count, 'every score must be stored');
  }
  if (exceptions.length > 0) await insertExceptions(session, { regionCode, runNo }, exceptions);
}

/** The batch in COPY's text format, in the order of the staging table. */
function scoreRows(scores: ScoreBatch): Buffer {
  const rows = new CopyWriter();
  const at = <T>(column: ArrayLike<T>, row: number): T => must(column[row], 'a column of the batch is too short');
  for (let row = 0; row < scores.count; row++) {
    rows.whole(at(scores.caseSeq, row));
    rows.text(at(scores.caseNo, row));
    rows.text(at(scores.institutionCode, row));
    rows.whole(at(scores.month, row));
    rows.text(scores.groupCode[row] ?? null);
    rows.text(at(scores.inclusion, row));
    rows.text(scores.deviation[row] ?? null);
    rows.text(scores.costRatio[row] ?? null);
    rows.decimal(scores.institutionCoefficient[row] ?? null);
    rows.decimal(scores.auxiliaryFactor[row] ?? null);
    rows.decimal(at(scores.points, row));
    rows.decimal(scores.payment[row] ?? null);
    rows.decimals(scores.sums.length, (sum) => scores.sums[sum]?.[row] ?? null);
    rows.whole(at(scores.aggregateMask, row));
    rows.whole(at(scores.outcomeId, row));
    rows.text(scores.exceptionCode[row] ?? null);
    rows.endRow();
  }
  return rows.written;
}

async function insertExceptions(session: Session, { regionCode, runNo }: RunKey, exceptions: readonly ExceptionRecord[]): Promise<void> {
  const column = <K extends keyof ExceptionRecord>(name: K): ExceptionRecord[K][] => exceptions.map((exception) => exception[name]);
  await session.run(
    `INSERT INTO run_exception (region_code, run_no, case_seq, case_no, institution_code, code, messages, detail)
     SELECT $1, $2, * FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[])`,
    [
      regionCode,
      runNo,
      column('caseSeq').map(String),
      column('caseNo'),
      column('institutionCode'),
      column('code'),
      column('messages').map((label) => JSON.stringify(label)),
      column('detail').map((detail) => JSON.stringify(detail ?? {})),
    ],
  );
}
