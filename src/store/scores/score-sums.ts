import { besideOf, countsIn, inPart, maskColumn, scoresOf, sumColumn, type BesideScores, type StoredScoreColumn } from './score-source.js';
import { isCurrent } from '../cases/case-selection.js';
import type { RunKey } from './score-insert.js';
import type { Session } from '../database/session.js';
import type { CaseSelection } from '../../app/ports/cases/ports-case.js';
import type {
  AggregateAsked,
  GroupSumRow,
  ScorePart,
  ScoreSumRow,
  DecimalText,
  ScoreProof,
  StoredScoreRow,
} from '../../app/ports/clearing/ports-score.js';
import { assert } from '../../engine/kit/assert.js';

/** Sums over millions of rows in memory, for this transaction. */
export const WORK_MEMORY = "SELECT set_config('work_mem', '64MB', true)";

/** Sums by institution, or by institution and month. The judge has decided: here only bits are looked at. */
export async function aggregateScores(
  session: Session,
  { regionCode, runNo, part }: RunKey & { readonly part: ScorePart | undefined },
  per: 'INSTITUTION' | 'INSTITUTION_MONTH',
  asked: readonly AggregateAsked[],
): Promise<readonly ScoreSumRow[]> {
  await session.rows(WORK_MEMORY);
  const month = per === 'INSTITUTION' ? 'NULL::int' : 'month::int';
  const rows = await session.rows<Record<string, string> & { institution: string; month: number | null }>(
    `SELECT institution_code AS institution, ${month} AS month${askedColumns(asked)}
     FROM ${scoresToAddUp(asked, ['month'])} WHERE region_code = $1 AND run_no = $2 ${inPart(part)}
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
  { regionCode, runNo, part }: RunKey & { readonly part: ScorePart | undefined },
  asked: readonly AggregateAsked[],
): Promise<readonly GroupSumRow[]> {
  await session.rows(WORK_MEMORY);
  const rows = await session.rows<Record<string, string> & { institution: string; group: string }>(
    `SELECT institution_code AS institution, group_code AS group${askedColumns(asked)}
     FROM ${scoresToAddUp(asked, ['group_code'])} WHERE region_code = $1 AND run_no = $2 AND group_code IS NOT NULL ${inPart(part)}
     GROUP BY institution_code, group_code ORDER BY institution_code COLLATE "C", group_code COLLATE "C"`,
    [regionCode, runNo],
  );
  return rows.map((row) => ({
    institutionCode: row.institution,
    groupCode: row.group,
    values: askedValues(asked, row),
  }));
}

/** Scores with the columns that what is asked of them needs, and some others: FROM, as `case_score`. */
export function scoresToAddUp(asked: readonly AggregateAsked[], others: readonly StoredScoreColumn[]): string {
  const columns = new Set(others);
  for (const { sum } of asked) {
    if (sum === 'POINTS') columns.add('points');
    if (sum === 'EXCEPTIONS' || sum === 'EXCLUDED') columns.add('exception_code');
    if (sum === 'EXCLUDED') columns.add('inclusion');
  }
  return scoresOf([...columns], besideOf(asked));
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
  return `coalesce(sum(${sum === 'POINTS' ? 'points' : sumColumn(sum)})${filter}, 0)`;
}

/** Each score of a part beside its case, found by its row; what each institution's cases cost is added up on the way. */
export async function proveScores(session: Session, runNo: number, selection: CaseSelection, part?: ScorePart): Promise<ScoreProof> {
  await session.rows(WORK_MEMORY);
  const rows = await session.rows<{
    code: string;
    cases: string;
    cost: string;
    most: string;
    extra: string;
    other: string;
    twice: string;
  }>(
    `SELECT case_score.institution_code AS code, count(c.seq)::text AS cases,
       coalesce(sum(c.total_cost), 0)::text AS cost, coalesce(max(c.total_cost), 0)::text AS most,
       (count(*) FILTER (WHERE c.seq IS NULL))::text AS extra,
       (count(*) FILTER (WHERE c.institution_code <> case_score.institution_code))::text AS other,
       (count(*) - count(DISTINCT case_seq))::text AS twice
     FROM ${scoresOf(['case_seq'])} LEFT JOIN LATERAL (SELECT seq, institution_code, total_cost FROM inpatient_case
       WHERE region_code = $1 AND seq = case_score.case_seq AND ${isCurrent(selection, 'ALONE')} OFFSET 0) c ON true
     WHERE case_score.region_code = $1 AND run_no = $2 ${inPart(part)}
     GROUP BY case_score.institution_code ORDER BY case_score.institution_code COLLATE "C"`,
    [selection.regionCode, runNo],
  );
  const all = (of: (row: (typeof rows)[number]) => string): bigint => rows.reduce((sum, row) => sum + BigInt(of(row)), 0n);
  return {
    cases: all(({ cases }) => cases),
    scoresWithoutCase: all(({ extra }) => extra),
    scoresOfOtherInstitution: all(({ other }) => other),
    scoredTwice: all(({ twice }) => twice),
    costs: rows.map(({ code, cases, cost, most }) => ({ institutionCode: code, cases: BigInt(cases), cost, most })),
  };
}

/** Totals over all scores of a run. */
export async function scoreTotals(
  session: Session,
  { regionCode, runNo }: RunKey,
): Promise<{ readonly cases: bigint; readonly points: DecimalText; readonly exceptions: bigint }> {
  const row = await session.row<{ cases: string; points: string; exceptions: string }>(
    `SELECT count(*)::text AS cases, coalesce(sum(points), 0)::text AS points, count(exception_code)::text AS exceptions
     FROM ${scoresOf(['points', 'exception_code'])} WHERE region_code = $1 AND run_no = $2`,
    [regionCode, runNo],
  );
  return { cases: BigInt(row.cases), points: row.points, exceptions: BigInt(row.exceptions) };
}

/** How many cases of a part have each outcome. */
export async function outcomeCounts(
  session: Session,
  { regionCode, runNo }: RunKey,
  part: ScorePart,
): Promise<ReadonlyMap<number, bigint>> {
  const rows = await session.rows<{ id: number; n: string }>(
    `SELECT outcome_id AS id, count(*)::text AS n FROM ${scoresOf(['outcome_id'])}
     WHERE region_code = $1 AND run_no = $2 ${inPart(part)} GROUP BY outcome_id`,
    [regionCode, runNo],
  );
  return new Map(rows.map(({ id, n }) => [id, BigInt(n)]));
}

/** Everything that is stored of the scores of a part, as text. */
export async function storedRows(
  session: Session,
  { regionCode, runNo }: RunKey,
  part: ScorePart,
  beside: Required<BesideScores>,
): Promise<readonly StoredScoreRow[]> {
  const columns = ['case_seq', 'case_no', 'month', 'group_code', 'inclusion', 'deviation', 'cost_ratio', 'exception_code'] as const;
  const decimals = ['institution_coefficient', 'auxiliary_factor', 'points'] as const;
  return await session.rows<StoredScoreRow>(
    `SELECT case_seq::text AS "caseSeq", case_no AS "caseNo", institution_code AS "institutionCode", month::int AS month,
       group_code AS "groupCode", inclusion, deviation, cost_ratio AS "costRatio", institution_coefficient::text AS "institutionCoefficient",
       auxiliary_factor::text AS "auxiliaryFactor", points::text, ARRAY[${beside.sums.map(sumColumn).join(', ')}]::text[] AS sums,
       ARRAY[${beside.masks.map(maskColumn).join(', ')}]::text[] AS "aggregateMasks", exception_code AS "exceptionCode", o.key AS situation
     FROM ${scoresOf([...columns, ...decimals, 'outcome_id'], beside)} LEFT JOIN run_outcome o USING (region_code, run_no, outcome_id)
     WHERE region_code = $1 AND run_no = $2 ${inPart(part)} ORDER BY shard_no, institution_code, place`,
    [regionCode, runNo],
  );
}
