import type { Session } from '../database/session.js';
import { scoresOf } from '../scores/score-source.js';
import { WORK_MEMORY } from '../scores/score-sums.js';
import type { RunCases } from '../../app/ports/clearing/ports-run-sums.js';
import { POOLS } from '../../engine/plan/accounts.js';
import { must } from '../../engine/kit/assert.js';

interface Row {
  readonly runNo: number;
  readonly month: number;
  readonly pool: string;
  readonly institutionCode: string | null;
  readonly cases: string;
}

/** Cases of the basic fund by institution and month: of runs that kept no sums they are counted anew. */
export async function casesOfRuns(
  session: Session,
  regionCode: string,
  runNos: readonly number[],
  count: string,
): Promise<readonly RunCases[]> {
  await session.rows(WORK_MEMORY);
  return read(
    await session.rows<Row>(
      `SELECT run_no AS "runNo", month, 'BASIC' AS pool, institution_code AS "institutionCode", values ->> $3 AS cases
       FROM run_month_sum WHERE region_code = $1 AND run_no = ANY ($2::int[])
       UNION ALL
       SELECT run_no, month, 'BASIC', institution_code, count(*)::text FROM ${scoresOf(['month'])}
       WHERE region_code = $1 AND run_no = ANY ($2::int[])
         AND NOT EXISTS (SELECT FROM run_month_sum m WHERE m.region_code = case_score.region_code AND m.run_no = case_score.run_no)
       GROUP BY run_no, month, institution_code`,
      [regionCode, runNos, count],
    ),
  );
}

/** Cases of which another fund pays a part, by the amounts that they state, and those of patients insured elsewhere. */
export async function casesOfPools(session: Session, regionCode: string, runNos: readonly number[]): Promise<readonly RunCases[]> {
  await session.rows(WORK_MEMORY);
  return read(
    await session.rows<Row>(
      `SELECT run_no AS "runNo", month, p.pool, NULL AS "institutionCode", count(*)::text AS cases
       FROM ${scoresOf(['month', 'case_seq'])} JOIN inpatient_case c ON c.region_code = case_score.region_code AND c.seq = case_seq
       CROSS JOIN LATERAL (VALUES
         ('CATASTROPHIC', coalesce((c.attributes ->> 'catastrophicPaid')::numeric, 0) <> 0),
         ('ASSISTANCE', coalesce((c.attributes ->> 'assistancePaid')::numeric, 0) <> 0),
         ('CIVIL_SERVANT', coalesce((c.attributes ->> 'civilServantPaid')::numeric, 0) <> 0),
         ('OUT_OF_REGION', c.insured_region_code <> c.region_code)) AS p (pool, pays)
       WHERE case_score.region_code = $1 AND run_no = ANY ($2::int[]) AND p.pays GROUP BY run_no, month, p.pool`,
      [regionCode, runNos],
    ),
  );
}

function read(rows: readonly Row[]): readonly RunCases[] {
  return rows.map(({ pool, cases, ...row }) => ({
    ...row,
    pool: must(
      POOLS.find((known) => known === pool),
      pool,
    ),
    cases: BigInt(cases),
  }));
}
