import { CopyWriter, int64Column } from '../copy/copy-writer.js';
import type { Session } from '../database/session.js';
import { MOST_SHARD_CASES } from '../../app/ports/cases/ports-frozen.js';
import type { ExceptionRecord, ScoreBatch } from '../../app/ports/clearing/ports-score.js';
import { assert, AssertionError, must } from '../../engine/kit/assert.js';

const STAGE = 'stage_case_score';
const COLUMNS = `case_seq, case_no, institution_code, month, group_code, inclusion, deviation, cost_ratio, institution_coefficient,
  auxiliary_factor, points, payment, sums, aggregate_mask, aggregate_masks_more, outcome_id, exception_code`;
/** Of exactly the types of the scores: a row that needs no conversion is inserted in two thirds of the time. */
const STAGE_COLUMNS = `case_seq bigint, case_no text, institution_code text, month smallint, group_code text, inclusion text, deviation text,
  cost_ratio text, institution_coefficient numeric(20,8), auxiliary_factor numeric(20,8), points numeric(28,8), payment numeric(17,2),
  sums numeric(28,8)[], aggregate_mask bigint, aggregate_masks_more bigint[], outcome_id int, exception_code text`;
const STAGE_FIELDS = 17;

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
  assert(scores.count <= MOST_SHARD_CASES, `a shard holds at most ${MOST_SHARD_CASES} cases`);
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

/** The batch in COPY's binary format, in the order of the staging table. */
function scoreRows(scores: ScoreBatch): Buffer {
  const rows = new CopyWriter(STAGE_FIELDS);
  const at = <T>(column: ArrayLike<T>, row: number): T => must(column[row], 'a column of the batch is too short');
  const seq = int64Column(scores.caseSeq);
  const [mask, ...more] = scores.aggregateMasks.map(int64Column);
  if (mask === undefined) throw new AssertionError('a score has a mask');
  for (let row = 0; row < scores.count; row++) {
    rows.startRow();
    rows.int64(seq, row);
    rows.text(at(scores.caseNo, row));
    rows.text(at(scores.institutionCode, row));
    rows.int16(at(scores.month, row));
    rows.text(scores.groupCode[row] ?? null);
    rows.text(at(scores.inclusion, row));
    rows.text(scores.deviation[row] ?? null);
    rows.text(scores.costRatio[row] ?? null);
    rows.decimal(scores.institutionCoefficient[row] ?? null);
    rows.decimal(scores.auxiliaryFactor[row] ?? null);
    rows.decimal(at(scores.points, row));
    rows.decimal(scores.payment[row] ?? null);
    rows.decimals(scores.sums.length, (sum) => scores.sums[sum]?.[row] ?? null);
    rows.int64(mask, row);
    if (more.length === 0) rows.null();
    else rows.int64s(more, row);
    rows.int32(at(scores.outcomeId, row));
    rows.text(scores.exceptionCode[row] ?? null);
  }
  return rows.finish();
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
