import { scoresOf, type StoredScoreColumn } from './score-source.js';
import type { Session } from '../database/session.js';
import type { ScoreRecord } from '../../app/ports/clearing/ports-score.js';

/** Which scores are wanted: found by a few columns of every block, then read whole where they stand. */
interface ScoresAsked {
  /** What `where` and `order` look at beside the key of blocks. */
  readonly columns: readonly StoredScoreColumn[];
  readonly where: string;
  readonly order: string;
  readonly limit: number | undefined;
  /** A text that comes with each score as `key`. */
  readonly key?: string;
}

type ScoreRow = Omit<ScoreRecord, 'caseSeq'> & { readonly caseSeq: string; readonly key: string | null };

/** A score, and the text that was asked for with it. */
export type KeyedScore = ScoreRecord & { readonly key: string | null };

/** Scores in the order asked for. */
export async function scorePage(session: Session, asked: ScoresAsked, values: readonly unknown[]): Promise<readonly ScoreRecord[]> {
  return (await keyedScores(session, asked, values)).map(({ key: _, ...score }) => score);
}

/** As `scorePage`, with the text that was asked for. Only what is on the page is numbered: to number all scores they would all be sorted. */
export async function keyedScores(
  session: Session,
  { columns, where, order, limit, key = 'NULL::text' }: ScoresAsked,
  values: readonly unknown[],
): Promise<readonly KeyedScore[]> {
  const rows = await session.rows<ScoreRow>(
    `SELECT region_code AS "regionCode", run_no AS "runNo", b.case_seq[place]::text AS "caseSeq", b.case_no[place] AS "caseNo",
       institution_code AS "institutionCode", b.group_code[place] AS "groupCode", b.inclusion[place] AS inclusion,
       b.deviation[place] AS deviation, b.cost_ratio[place] AS "costRatio", b.institution_coefficient[place]::text AS "institutionCoefficient",
       b.auxiliary_factor[place]::text AS "auxiliaryFactor", b.points[place]::text AS points, b.payment[place]::text AS payment,
       b.outcome_id[place] AS "outcomeId", b.exception_code[place] AS "exceptionCode",
       (SELECT revision FROM inpatient_case c WHERE c.region_code = found.region_code AND c.seq = b.case_seq[place]) AS revision, key
     FROM (SELECT region_code, run_no, shard_no, institution_code, place, key, row_number() OVER (ORDER BY ${order}) AS nth
       FROM (SELECT case_score.*, ${key} AS key FROM ${scoresOf(columns)} WHERE ${where}
         ORDER BY ${order} ${limit === undefined ? '' : `LIMIT ${limit}`}) case_score) found
     JOIN score_block b USING (region_code, run_no, shard_no, institution_code) ORDER BY nth`,
    [...values],
  );
  return rows.map((row) => ({ ...row, caseSeq: BigInt(row.caseSeq) }));
}
