import { createHash } from 'node:crypto';
import { aggregateGroups, aggregateScores, lastOfPart, outcomeCounts, proveScores, scoreTotals, storedRows } from './score-sums.js';
import { insertScores } from './score-insert.js';
import { labelOf } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { CaseKey } from '../../app/ports/cases/ports-case.js';
import type { OutcomeRecord, OutcomeSeen, ScoreRecord, Scores } from '../../app/ports/clearing/ports-score.js';

/** The columns of a stored score. */
export const SCORE = `region_code AS "regionCode", run_no AS "runNo", case_seq::text AS "caseSeq", case_no AS "caseNo",
  institution_code AS "institutionCode", group_code AS "groupCode", inclusion, deviation, cost_ratio AS "costRatio",
  institution_coefficient::text AS "institutionCoefficient", auxiliary_factor::text AS "auxiliaryFactor", points::text,
  payment::text, outcome_id AS "outcomeId", exception_code AS "exceptionCode",
  (SELECT revision FROM inpatient_case c WHERE c.region_code = case_score.region_code AND c.seq = case_score.case_seq) AS revision`;

/** A stored score as the driver reads it. */
export type ScoreRow = Omit<ScoreRecord, 'caseSeq'> & { readonly caseSeq: string };
/** A stored score as the port has it. */
export function recordOf(row: ScoreRow): ScoreRecord {
  return { ...row, caseSeq: BigInt(row.caseSeq) };
}

/** Scores behind the port. */
export function scores(session: Session): Scores {
  const { tx } = session;
  return {
    insert: (regionCode, runNo, batch, exceptions) => insertScores(session, { regionCode, runNo }, batch, exceptions),
    resolveOutcomes: (regionCode, runNo, seen) => resolveOutcomes(session, regionCode, runNo, seen),
    lastOfPart: (regionCode, runNo, fromSeq, count) => lastOfPart(session, { regionCode, runNo }, fromSeq, count),
    outcomeCounts: (regionCode, runNo, range) => outcomeCounts(session, { regionCode, runNo }, range),
    countOutcomes: (regionCode, runNo, counts) => countOutcomes(session, regionCode, runNo, counts),
    markReJudged: async (regionCode, runNo, outcomeIds) => {
      await tx.runOutcome.updateMany({ where: { regionCode, runNo, outcomeId: { in: [...outcomeIds] } }, data: { reJudged: true } });
    },
    outcomes: async (regionCode, runNo, { first, afterId }) =>
      tx.runOutcome.findMany({
        where: { regionCode, runNo, outcomeId: { gt: afterId } },
        orderBy: { outcomeId: 'asc' },
        take: first,
        omit: { regionCode: true, runNo: true, key: true, versionNo: true },
      }) satisfies Promise<readonly OutcomeRecord[]>,
    aggregate: (regionCode, runNo, per, asked, range) => aggregateScores(session, { regionCode, runNo, range }, per, asked),
    aggregateGroups: (regionCode, runNo, asked, range) => aggregateGroups(session, { regionCode, runNo, range }, asked),
    proof: (runNo, selection, range) => proveScores(session, runNo, selection, range),
    list: async (regionCode, runNo, { first, afterSeq, institutionCode }) =>
      (
        await session.rows<ScoreRow>(
          `SELECT ${SCORE} FROM case_score WHERE region_code = $1 AND run_no = $2 AND case_seq > $3::bigint
             AND ($4::text IS NULL OR institution_code = $4) ORDER BY case_seq LIMIT $5`,
          [regionCode, runNo, afterSeq.toString(), institutionCode ?? null, first],
        )
      ).map(recordOf),
    storedRows: (regionCode, runNo, range) => storedRows(session, { regionCode, runNo }, range),
    ofCase: (regionCode, key) => scoresOfCase(session, regionCode, key),
    exceptions: async (regionCode, runNo, { first, afterSeq }) =>
      (
        await tx.runException.findMany({
          where: { regionCode, runNo, caseSeq: { gt: afterSeq } },
          orderBy: { caseSeq: 'asc' },
          take: first,
          omit: { regionCode: true, runNo: true },
        })
      ).map((row) => ({ ...row, messages: labelOf(row.messages) })),
    total: (regionCode, runNo, range) => scoreTotals(session, { regionCode, runNo }, range),
  };
}

/** By primary key in each run: there are few runs, and an index by case would cost every bulk insert. */
async function scoresOfCase(session: Session, regionCode: string, { institutionCode, caseNo }: CaseKey): Promise<readonly ScoreRecord[]> {
  const rows = await session.rows<ScoreRow>(
    `SELECT ${SCORE} FROM case_score WHERE region_code = $1
       AND run_no IN (SELECT run_no FROM clearing_run WHERE region_code = $1)
       AND case_seq IN (SELECT seq FROM inpatient_case WHERE region_code = $1 AND case_no = $2 AND institution_code = $3)
     ORDER BY run_no DESC, case_seq DESC`,
    [regionCode, caseNo, institutionCode],
  );
  return rows.map(recordOf);
}

const digest = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Numbers are given in order of arrival: they are the run's own and stand in no result hash. */
async function resolveOutcomes(
  session: Session,
  regionCode: string,
  runNo: number,
  seen: readonly OutcomeSeen[],
): Promise<ReadonlyMap<string, number>> {
  const byDigest = new Map(seen.map((outcome) => [digest(outcome.key), outcome]));
  await session.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`outcome/${regionCode}/${runNo}`]);
  const known = await session.rows<{ id: number; key: string }>(
    'SELECT outcome_id AS id, key FROM run_outcome WHERE region_code = $1 AND run_no = $2 AND key = ANY ($3::text[])',
    [regionCode, runNo, [...byDigest.keys()]],
  );
  const ids = new Map(known.map((row) => [row.key, row.id]));
  const { last } = await session.row<{ last: number }>(
    'SELECT coalesce(max(outcome_id), 0) AS last FROM run_outcome WHERE region_code = $1 AND run_no = $2',
    [regionCode, runNo],
  );
  const fresh = [...byDigest].filter(([key]) => !ids.has(key));
  fresh.forEach(([key], index) => ids.set(key, last + 1 + index));
  await session.run(
    `INSERT INTO run_outcome (region_code, run_no, outcome_id, key, outputs, situation, witness_case_no, version_no)
     SELECT $1, $2, $3 + n, key, outputs, situation, witness, version_no
     FROM unnest($4::text[], $5::jsonb[], $6::jsonb[], $7::text[], $8::smallint[])
       WITH ORDINALITY AS fresh (key, outputs, situation, witness, version_no, n)`,
    [
      regionCode,
      runNo,
      last,
      fresh.map(([key]) => key),
      fresh.map(([, { outputs }]) => JSON.stringify(outputs)),
      fresh.map(([, { situation }]) => JSON.stringify(situation)),
      fresh.map(([, { witnessCaseNo }]) => witnessCaseNo),
      fresh.map(([, { versionNo }]) => versionNo),
    ],
  );
  return new Map([...byDigest].map(([key, outcome]) => [outcome.key, ids.get(key) ?? 0]));
}

async function countOutcomes(session: Session, regionCode: string, runNo: number, counts: ReadonlyMap<number, bigint>): Promise<void> {
  await session.run(
    `UPDATE run_outcome o SET count = n FROM unnest($3::int[], $4::bigint[]) AS counted (id, n)
     WHERE o.region_code = $1 AND o.run_no = $2 AND o.outcome_id = counted.id`,
    [regionCode, runNo, [...counts.keys()], [...counts.values()].map(String)],
  );
}
