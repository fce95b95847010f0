import { changedCases, changesOfMonths } from './changed-cases.js';
import { casesOfPools, casesOfRuns } from './run-cases.js';
import { jsonOf, rowChunks, textByName } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { RunKey } from '../scores/score-insert.js';
import { countsIn } from '../scores/score-source.js';
import { aggregateColumn, askedColumns, askedValues, scoresToAddUp, WORK_MEMORY } from '../scores/score-sums.js';
import type { GroupPage, InsuredRegionSum, ListCounts, ListsAsked, NamedSums, RunSums } from '../../app/ports/clearing/ports-run-sums.js';
import type { AggregateAsked } from '../../app/ports/clearing/ports-score.js';
import { must } from '../../engine/kit/assert.js';

/** Sums of runs behind the port. */
export function runSums(session: Session): RunSums {
  return {
    insert: async (regionCode, runNo, rows) => {
      const data = rows.map(({ institutionCode, month, values }) => ({
        ...{ regionCode, runNo, institutionCode, month: must(month, 'month of a sum'), values: jsonOf(values) },
      }));
      for (const chunk of rowChunks(data)) await session.tx.runMonthSum.createMany({ data: [...chunk] });
    },
    ofMonths: (regionCode, runNo, months) => ofMonths(session, regionCode, runNo, months),
    frozen: async (regionCode, runNo) =>
      (
        await session.rows<{ institution: string; month: number; sums: unknown }>(
          'SELECT institution, of_month::int AS month, sums FROM frozen_sums($1, $2)',
          [regionCode, runNo],
        )
      ).map(({ institution, month, sums }) => ({ institutionCode: institution, month, values: textByName(sums) })),
    values: async (regionCode, runNo, scopes, names) =>
      (
        await session.rows<{ scope: string; key: string; institutionCode: string | null; values: unknown }>(
          `SELECT scope, key, institution_code AS "institutionCode",
             (SELECT jsonb_object_agg(n, v.values -> n) FROM unnest($4::text[]) n WHERE v.values ? n) AS values
           FROM run_scope_value v WHERE region_code = $1 AND run_no = $2 AND scope = ANY ($3::text[]) ORDER BY scope, key COLLATE "C"`,
          [regionCode, runNo, scopes, names],
        )
      ).map((row) => ({ ...row, values: textByName(row.values) })),
    ofGroups: (regionCode, runNo, asked, page) => ofGroups(session, { regionCode, runNo }, asked, page),
    ofInsuredRegions: (regionCode, runNo, asked) => ofInsuredRegions(session, { regionCode, runNo }, asked),
    cases: (regionCode, runNos, count) => casesOfRuns(session, regionCode, runNos, count),
    casesOfPools: (regionCode, runNos) => casesOfPools(session, regionCode, runNos),
    lists: (asked) => lists(session, asked),
    changes: (asked) => changesOfMonths(session, asked),
    changedCases: (asked, page) => changedCases(session, asked, page),
  };
}

async function ofGroups(
  session: Session,
  { regionCode, runNo }: RunKey,
  asked: readonly AggregateAsked[],
  { months, institutionCode, limit, after, before, begin }: GroupPage,
): Promise<readonly NamedSums[]> {
  await session.rows(WORK_MEMORY);
  const rows = await session.rows<Record<string, string> & { code: string }>(
    `SELECT group_code AS code${askedColumns(asked)} FROM ${scoresToAddUp(asked, ['month', 'group_code'])}
     WHERE region_code = $1 AND run_no = $2 AND month = ANY ($3::int[]) AND ($4::text IS NULL OR institution_code = $4)
       AND group_code COLLATE "C" > $5 AND ($6::text IS NULL OR group_code COLLATE "C" < $6)
     GROUP BY group_code ORDER BY group_code COLLATE "C" ${begin === 'LAST' ? 'DESC' : ''} LIMIT $7`,
    [regionCode, runNo, months, institutionCode ?? null, after ?? '', before ?? null, limit],
  );
  return rows.map((row) => ({ of: row.code, values: askedValues(asked, row) }));
}

async function ofInsuredRegions(
  session: Session,
  { regionCode, runNo }: RunKey,
  asked: AggregateAsked & { readonly bit: number },
): Promise<readonly InsuredRegionSum[]> {
  await session.rows(WORK_MEMORY);
  const rows = await session.rows<{ institutionCode: string; insuredRegionCode: string; cases: string; value: string }>(
    `SELECT institution_code AS "institutionCode", insured_region_code AS "insuredRegionCode", count(*)::text AS cases, (${aggregateColumn(asked)})::text AS value
     FROM (SELECT case_score.*, c.insured_region_code FROM ${scoresToAddUp([asked], ['case_seq'])}
       JOIN inpatient_case c ON c.region_code = case_score.region_code AND c.seq = case_seq
       WHERE case_score.region_code = $1 AND run_no = $2 AND ${countsIn(asked.bit)} AND c.insured_region_code IS NOT NULL) AS counted
     GROUP BY institution_code, insured_region_code ORDER BY institution_code COLLATE "C", insured_region_code COLLATE "C"`,
    [regionCode, runNo],
  );
  return rows.map(({ cases, ...row }) => ({ ...row, cases: BigInt(cases) }));
}

async function ofMonths(session: Session, regionCode: string, runNo: number, months: readonly number[]): Promise<readonly NamedSums[]> {
  const rows = await session.rows<{ of: string; name: string; value: string }>(
    `SELECT institution_code AS of, e.key AS name, sum(e.value::numeric)::text AS value
     FROM run_month_sum s, jsonb_each_text(s.values) e WHERE region_code = $1 AND run_no = $2 AND month = ANY ($3::int[])
     GROUP BY institution_code, e.key ORDER BY institution_code COLLATE "C"`,
    [regionCode, runNo, months],
  );
  const sums = new Map<string, Record<string, string>>();
  for (const { of, name, value } of rows) {
    const own = sums.get(of) ?? {};
    sums.set(of, own);
    own[name] = value;
  }
  return [...sums].map(([of, values]) => ({ of, values }));
}

/** Findings say nothing of insurance: lists that are out count whatever they are of. */
async function lists(session: Session, { regionCode, insurance, from, to }: ListsAsked): Promise<readonly ListCounts[]> {
  const rows = await session.rows<{
    institutionCode: string;
    month: number;
    accepted: string;
    faulty: string;
    late: string;
    returned: string;
  }>(
    `WITH open AS (
       SELECT institution_code, case_no, bool_or(returned) AS returned, bool_or(dimension = 'TIMELY') AS late, min(discharge_date) AS day FROM quality_result
       WHERE region_code = $1 AND closed_on IS NULL AND discharge_date BETWEEN $3::date AND $4::date GROUP BY institution_code, case_no
     ), stored AS (
       SELECT institution_code, case_no, discharge_date AS day, insurance FROM inpatient_case c
       WHERE region_code = $1 AND NOT voided AND discharge_date BETWEEN $3::date AND $4::date
         AND NOT EXISTS (SELECT FROM case_supersession s WHERE s.region_code = $1 AND s.seq = c.seq)
     )
     SELECT institution_code AS "institutionCode", extract(month FROM day)::int AS month, (sum(accepted))::text AS accepted,
       (sum(faulty))::text AS faulty, (sum(late))::text AS late, (sum(returned))::text AS returned FROM (
       SELECT s.institution_code, s.day, 1 AS accepted, (o.case_no IS NOT NULL)::int AS faulty, coalesce(o.late, false)::int AS late, 0 AS returned
       FROM stored s LEFT JOIN open o USING (institution_code, case_no) WHERE s.insurance = $2::insurance_scheme
       UNION ALL
       SELECT o.institution_code, o.day, 0, 0, 0, 1 FROM open o
       WHERE o.returned AND NOT EXISTS (SELECT FROM stored s WHERE s.institution_code = o.institution_code AND s.case_no = o.case_no)) l
     GROUP BY 1, 2 ORDER BY institution_code COLLATE "C", 2`,
    [regionCode, insurance, from, to],
  );
  return rows.map(({ accepted, faulty, late, returned, ...row }) => ({
    ...row,
    ...{ accepted: BigInt(accepted), faulty: BigInt(faulty), late: BigInt(late), returned: BigInt(returned) },
  }));
}
