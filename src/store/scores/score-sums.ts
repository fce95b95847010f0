import { currentCases } from '../cases/case-selection.js';
import type { RunKey } from './score-insert.js';
import type { Session } from '../database/session.js';
import type { CaseRange, CaseSelection } from '../../app/ports/cases/ports-case.js';
import {
  MASK_BITS,
  type AggregateAsked,
  type GroupSumRow,
  type ScoreSumRow,
  type DecimalText,
  type ScoreProof,
  type StoredScoreRow,
} from '../../app/ports/clearing/ports-score.js';
import { assert } from '../../engine/kit/assert.js';

/** Sums over millions of rows in memory, for this transaction. */
export const WORK_MEMORY = "SELECT set_config('work_mem', '64MB', true)";

/** Sums by institution, or by institution and month. The judge has decided: here only bits are looked at. */
export async function aggregateScores(
  session: Session,
  { regionCode, runNo, range }: RunKey & { readonly range: CaseRange | undefined },
  per: 'INSTITUTION' | 'INSTITUTION_MONTH',
  asked: readonly AggregateAsked[],
): Promise<readonly ScoreSumRow[]> {
  await session.rows(WORK_MEMORY);
  const month = per === 'INSTITUTION' ? 'NULL::int' : 'month::int';
  const rows = await session.rows<Record<string, string> & { institution: string; month: number | null }>(
    `SELECT institution_code AS institution, ${month} AS month${askedColumns(asked)}
     FROM case_score WHERE region_code = $1 AND run_no = $2 ${inRange(range)}
     GROUP BY institution_code${per === 'INSTITUTION' ? '' : ', month'}
     ORDER BY institution_code COLLATE "C"${per === 'INSTITUTION' ? '' : ', month'}`,
    [regionCode, runNo],
  );
  return rows.map((row) => ({
    institutionCode: row.institution,
    month: row.month,
    values: askedValues(asked, row),
  }));
}

/** Sums by institution and disease group; cases without a group are in none. */
export async function aggregateGroups(
  session: Session,
  { regionCode, runNo, range }: RunKey & { readonly range: CaseRange | undefined },
  asked: readonly AggregateAsked[],
): Promise<readonly GroupSumRow[]> {
  await session.rows(WORK_MEMORY);
  const rows = await session.rows<Record<string, string> & { institution: string; group: string }>(
    `SELECT institution_code AS institution, group_code AS group${askedColumns(asked)}
     FROM case_score WHERE region_code = $1 AND run_no = $2 AND group_code IS NOT NULL ${inRange(range)}
     GROUP BY institution_code, group_code ORDER BY institution_code COLLATE "C", group_code COLLATE "C"`,
    [regionCode, runNo],
  );
  return rows.map((row) => ({
    institutionCode: row.institution,
    groupCode: row.group,
    values: askedValues(asked, row),
  }));
}

/** What is asked of scores as columns behind others: `, (…)::text AS v0, …`. */
export function askedColumns(asked: readonly AggregateAsked[]): string {
  return asked.map((one, index) => `, (${aggregateColumn(one)})::text AS v${index}`).join('');
}

/** The values of these columns in a row, by id. */
export function askedValues(
  asked: readonly AggregateAsked[],
  row: Readonly<Record<string, string>>,
): Readonly<Record<string, DecimalText>> {
  return Object.fromEntries(asked.map(({ id }, index) => [id, row[`v${index}`] ?? '0']));
}

/** The SQL of what is asked of scores. */
export function aggregateColumn({ bit, sum }: AggregateAsked): string {
  assert(typeof sum !== 'number' || (Number.isInteger(sum) && sum >= 0), 'sums are numbered from 0');
  const filter = bit === undefined ? '' : ` FILTER (WHERE ${countsIn(bit)})`;
  if (sum === undefined) return `count(*)${filter}`;
  if (sum === 'EXCEPTIONS') return `count(exception_code)${filter}`;
  if (sum === 'EXCLUDED') return "count(*) FILTER (WHERE inclusion = 'EXCLUDED' AND exception_code IS NULL)";
  return `coalesce(sum(${sum === 'POINTS' ? 'points' : `sums[${sum + 1}]`})${filter}, 0)`;
}

/** Whether a score counts in the aggregate of a bit: a condition on its masks. */
export function countsIn(bit: number): string {
  assert(Number.isInteger(bit) && bit >= 0, `no such bit: ${bit}`);
  const mask = bit < MASK_BITS ? 'aggregate_mask' : `aggregate_masks_more[${Math.floor(bit / MASK_BITS)}]`;
  return `${mask} & '${BigInt.asIntN(MASK_BITS, 1n << BigInt(bit % MASK_BITS))}'::bigint <> 0`;
}

/** One pass over both sides, joined by case row; what each institution's cases cost is added up on the way. */
export async function proveScores(session: Session, runNo: number, selection: CaseSelection, range?: CaseRange): Promise<ScoreProof> {
  await session.rows(WORK_MEMORY);
  const rows = await session.rows<{
    code: string;
    cases: string;
    cost: string;
    most: string;
    missing: string;
    extra: string;
    other: string;
  }>(
    `SELECT coalesce(c.institution_code, s.institution_code) AS code, count(c.seq)::text AS cases,
       coalesce(sum(c.total_cost), 0)::text AS cost, coalesce(max(c.total_cost), 0)::text AS most,
       (count(*) FILTER (WHERE s.case_seq IS NULL))::text AS missing, (count(*) FILTER (WHERE c.seq IS NULL))::text AS extra,
       (count(*) FILTER (WHERE c.institution_code <> s.institution_code))::text AS other
     FROM (SELECT seq, institution_code, total_cost ${currentCases(selection, range)}) c
     FULL JOIN (SELECT case_seq, institution_code FROM case_score
       WHERE region_code = $1 AND run_no = $2 ${inRange(range)}) s ON s.case_seq = c.seq
     GROUP BY coalesce(c.institution_code, s.institution_code) ORDER BY coalesce(c.institution_code, s.institution_code) COLLATE "C"`,
    [selection.regionCode, runNo],
  );
  const all = (of: (row: (typeof rows)[number]) => string): bigint => rows.reduce((sum, row) => sum + BigInt(of(row)), 0n);
  return {
    casesWithoutScore: all(({ missing }) => missing),
    scoresWithoutCase: all(({ extra }) => extra),
    scoresOfOtherInstitution: all(({ other }) => other),
    costs: rows.map(({ code, cases, cost, most }) => ({ institutionCode: code, cases: BigInt(cases), cost, most })),
  };
}

/** Totals over all scores of a run. */
export async function scoreTotals(
  session: Session,
  { regionCode, runNo }: RunKey,
  range?: CaseRange,
): Promise<{ readonly cases: bigint; readonly points: DecimalText; readonly exceptions: bigint }> {
  const row = await session.row<{ cases: string; points: string; exceptions: string }>(
    `SELECT count(*)::text AS cases, coalesce(sum(points), 0)::text AS points, count(exception_code)::text AS exceptions
     FROM case_score WHERE region_code = $1 AND run_no = $2 ${inRange(range)}`,
    [regionCode, runNo],
  );
  return { cases: BigInt(row.cases), points: row.points, exceptions: BigInt(row.exceptions) };
}

/** Narrows a query to a range of rows. */
export function inRange(range: CaseRange | undefined): string {
  return range === undefined ? '' : `AND case_seq BETWEEN ${range.fromSeq} AND ${range.toSeq}`;
}

/** The row of the last of so many scores from a row on. */
export async function lastOfPart(
  session: Session,
  { regionCode, runNo }: RunKey,
  fromSeq: bigint,
  scores: number,
): Promise<bigint | undefined> {
  const [row] = await session.rows<{ seq: string }>(
    `SELECT case_seq::text AS seq FROM case_score WHERE region_code = $1 AND run_no = $2 AND case_seq >= $3::bigint
     ORDER BY case_seq OFFSET $4 LIMIT 1`,
    [regionCode, runNo, fromSeq.toString(), scores - 1],
  );
  return row && BigInt(row.seq);
}

/** How many cases of a range have each outcome. */
export async function outcomeCounts(
  session: Session,
  { regionCode, runNo }: RunKey,
  range: CaseRange,
): Promise<ReadonlyMap<number, bigint>> {
  const rows = await session.rows<{ id: number; n: string }>(
    `SELECT outcome_id AS id, count(*)::text AS n FROM case_score WHERE region_code = $1 AND run_no = $2 ${inRange(range)}
     GROUP BY outcome_id`,
    [regionCode, runNo],
  );
  return new Map(rows.map(({ id, n }) => [id, BigInt(n)]));
}

/** Everything that is stored of the scores of a range, as text. */
export async function storedRows(session: Session, { regionCode, runNo }: RunKey, range: CaseRange): Promise<readonly StoredScoreRow[]> {
  return await session.rows<StoredScoreRow>(
    `SELECT case_seq::text AS "caseSeq", case_no AS "caseNo", institution_code AS "institutionCode", month::int AS month,
       group_code AS "groupCode", inclusion, deviation, cost_ratio AS "costRatio", institution_coefficient::text AS "institutionCoefficient",
       auxiliary_factor::text AS "auxiliaryFactor", points::text, sums::text[], array_prepend(aggregate_mask, coalesce(aggregate_masks_more, '{}'))::text[] AS "aggregateMasks",
       exception_code AS "exceptionCode", o.key AS situation
     FROM case_score s LEFT JOIN run_outcome o USING (region_code, run_no, outcome_id)
     WHERE s.region_code = $1 AND s.run_no = $2 AND s.case_seq BETWEEN $3::bigint AND $4::bigint ORDER BY case_seq`,
    [regionCode, runNo, range.fromSeq.toString(), range.toSeq.toString()],
  );
}
