import { copyText } from './copy.js';
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

/** At most 8 places: a ninth digit would be rounded away without a word. */
const DECIMAL = /^-?\d{1,20}(?:\.\d{1,8})?$/;

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

const decimal = (text: string | null): string => {
  if (text === null) return '\\N';
  assert(DECIMAL.test(text), `not a decimal of at most 8 places: ${text}`);
  return text;
};

/** The batch in COPY's text format. Hot: one string a row, joined once. */
function scoreRows(scores: ScoreBatch): string {
  const rows = new Array<string>(scores.count);
  const at = <T>(column: ArrayLike<T>, row: number): T => must(column[row], 'a column of the batch is too short');
  const text = (column: readonly (string | null)[], row: number): string => copyText(column[row] ?? null);
  for (let row = 0; row < scores.count; row++) {
    const sums = scores.sums.map((column) => column[row] ?? null);
    rows[row] =
      `${at(scores.caseSeq, row)}\t${copyText(at(scores.caseNo, row))}\t${copyText(at(scores.institutionCode, row))}\t` +
      `${at(scores.month, row)}\t${text(scores.groupCode, row)}\t${at(scores.inclusion, row)}\t${text(scores.deviation, row)}\t` +
      `${text(scores.costRatio, row)}\t${decimal(scores.institutionCoefficient[row] ?? null)}\t` +
      `${decimal(scores.auxiliaryFactor[row] ?? null)}\t${decimal(at(scores.points, row))}\t${decimal(scores.payment[row] ?? null)}\t` +
      `{${sums.map((sum) => (sum === null ? 'NULL' : decimal(sum))).join(',')}}\t${at(scores.aggregateMask, row)}\t` +
      `${at(scores.outcomeId, row)}\t${text(scores.exceptionCode, row)}\n`;
  }
  return rows.join('');
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
