import { createHash } from 'node:crypto';
import { aggregateGroups, aggregateScores, outcomeCounts, proveScores, scoreTotals, storedRows } from './score-sums.js';
import { insertScores } from './score-insert.js';
import { scorePage } from './score-pages.js';
import { labelOf } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { CaseKey } from '../../app/ports/cases/ports-case.js';
import type { OutcomeRecord, OutcomeSeen, ScoreRecord, Scores } from '../../app/ports/clearing/ports-score.js';

/** Scores behind the port. */
export function scores(session: Session): Scores {
  const { tx } = session;
  return {
    insert: (shard, batch, exceptions) => insertScores(session, shard, batch, exceptions),
    resolveOutcomes: (regionCode, runNo, seen) => resolveOutcomes(session, regionCode, runNo, seen),
    shards: (regionCode, runNo) =>
      session.rows<{ shardNo: number; rows: number }>(
        `SELECT shard_no AS "shardNo", sum(rows)::int AS rows FROM score_block WHERE region_code = $1 AND run_no = $2 GROUP BY shard_no ORDER BY shard_no`,
        [regionCode, runNo],
      ),
    outcomeCounts: (regionCode, runNo, part) => outcomeCounts(session, { regionCode, runNo }, part),
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
    aggregate: (regionCode, runNo, per, asked, part) => aggregateScores(session, { regionCode, runNo, part }, per, asked),
    aggregateGroups: (regionCode, runNo, asked, part) => aggregateGroups(session, { regionCode, runNo, part }, asked),
    proof: (runNo, selection, part) => proveScores(session, runNo, selection, part),
    list: async (regionCode, runNo, { first, afterSeq, institutionCode }) =>
      scorePage(
        session,
        {
          columns: ['case_seq'],
          where: 'region_code = $1 AND run_no = $2 AND case_seq > $3::bigint AND ($4::text IS NULL OR institution_code = $4)',
          order: 'case_seq',
          limit: first,
        },
        [regionCode, runNo, afterSeq.toString(), institutionCode ?? null],
      ),
    storedRows: (key, part, beside) => storedRows(session, key, part, beside),
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
    total: (regionCode, runNo) => scoreTotals(session, { regionCode, runNo }),
  };
}

/** In the blocks of its institution: there are few runs, and an index by case would cost every bulk insert. */
async function scoresOfCase(session: Session, regionCode: string, { institutionCode, caseNo }: CaseKey): Promise<readonly ScoreRecord[]> {
  return await scorePage(
    session,
    {
      columns: ['case_seq'],
      where: `region_code = $1 AND institution_code = $3
        AND case_seq = ANY (ARRAY(SELECT seq FROM inpatient_case WHERE region_code = $1 AND case_no = $2 AND institution_code = $3))`,
      order: 'run_no DESC, case_seq DESC',
      limit: undefined,
    },
    [regionCode, caseNo, institutionCode],
  );
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
