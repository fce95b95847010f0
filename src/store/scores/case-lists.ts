import { keyedScores } from './score-pages.js';
import { scoresOf, type StoredScoreColumn } from './score-source.js';
import type { Session } from '../database/session.js';
import { must } from '../../engine/kit/assert.js';
import type { CaseLists, CASE_SORTS, CostStep, SCORE_SORTS, SortedPage, SortPlace } from '../../app/ports/clearing/ports-case-list.js';

interface SortBy {
  readonly expression: string;
  readonly type: 'text' | 'numeric' | 'date' | 'bigint';
}

const CASES_BY: Readonly<Record<(typeof CASE_SORTS)[number], SortBy>> = {
  IMPORTED: { expression: 'inpatient_case.seq', type: 'bigint' },
  CASE_NO: { expression: 'case_no COLLATE "C"', type: 'text' },
  DISCHARGE_DATE: { expression: 'discharge_date', type: 'date' },
  TOTAL_COST: { expression: 'total_cost', type: 'numeric' },
};
const SCORES_BY: Readonly<Record<(typeof SCORE_SORTS)[number], SortBy & { readonly column: StoredScoreColumn }>> = {
  IMPORTED: { column: 'case_seq', expression: 'case_seq', type: 'bigint' },
  CASE_NO: { column: 'case_no', expression: 'case_no COLLATE "C"', type: 'text' },
  POINTS: { column: 'points', expression: 'points', type: 'numeric' },
  COST_RATIO: { column: 'cost_ratio', expression: 'coalesce(cost_ratio::numeric, -1)', type: 'numeric' },
};

/**
 * Lists of cases and scores behind the port. They are found by their keys; cases by the beginning of their number, and in the order of numbers, by
 * `inpatient_case_number_order`, which is in the order of bytes in every database.
 */
export function caseLists(session: Session): CaseLists {
  return {
    cases: async (regionCode, filter, page) => {
      const where = new Conditions(['region_code = $1', 'NOT voided', CURRENT], [regionCode]);
      where.add('institution_code = ?', filter.institutionCode);
      where.add('starts_with(case_no COLLATE "C", ?)', filter.caseNoFrom);
      where.add('insurance = ?::insurance_scheme', filter.insurance);
      where.add('discharge_date >= ?::date', filter.dischargedFrom);
      where.add('discharge_date <= ?::date', filter.dischargedTo);
      where.add('total_cost >= ?::numeric', filter.totalCostMin);
      where.add('total_cost <= ?::numeric', filter.totalCostMax);
      where.add('case_flags @> ARRAY[?]::text[]', filter.caseFlag);
      where.add('principal_diagnosis = ?', filter.diagnosis);
      const { expression } = CASES_BY[page.sort];
      const columns = `${expression.replace(' COLLATE "C"', '')}::text AS key, seq::text`;
      const order = sortedBy(where, { by: CASES_BY[page.sort], seq: 'inpatient_case.seq' }, page);
      return await session.rows<SortPlace>(
        `SELECT ${columns} FROM inpatient_case WHERE ${where.texts.join(' AND ')} ORDER BY ${order} LIMIT ${page.limit}`,
        where.values,
      );
    },
    scores: async (regionCode, runNo, filter, page) => {
      const where = new Conditions(['region_code = $1', 'run_no = $2'], [regionCode, runNo]);
      const columns = new Set<StoredScoreColumn>(['case_seq']);
      const add = (column: StoredScoreColumn, text: string, value: unknown): void => {
        if (value !== undefined) columns.add(column);
        where.add(text, value);
      };
      where.add('institution_code = ?', filter.institutionCode);
      add('case_no', 'starts_with(case_no, ?)', filter.caseNoFrom);
      add('group_code', 'group_code = ?', filter.groupCode);
      add('inclusion', 'inclusion = ?', filter.inclusion);
      add('deviation', 'deviation = ?', filter.deviation);
      add('month', 'month = ?', filter.month);
      add('points', 'points >= ?::numeric', filter.pointsMin);
      add('points', 'points <= ?::numeric', filter.pointsMax);
      add('outcome_id', 'outcome_id = ANY (outcomes_with_flag($1, $2, ?))', filter.flag);
      add('exception_code', '(exception_code IS NOT NULL) = ?', filter.hasException);
      const { column, ...by } = SCORES_BY[page.sort];
      columns.add(column);
      const asked = {
        ...{ columns: [...columns], order: sortedBy(where, { by, seq: 'case_seq' }, page), where: where.texts.join(' AND ') },
        ...{ limit: page.limit, key: `${by.expression.replace(' COLLATE "C"', '')}::text` },
      };
      const found = await keyedScores(session, asked, where.values);
      return found.map(({ key, ...score }) => ({ ...score, place: { key: must(key, 'sorted by'), seq: score.caseSeq.toString() } }));
    },
    costSteps: (regionCode, runNo, groupCode, mostTenths) =>
      session.rows<CostStep>(
        `SELECT least(floor(cost_ratio::numeric * 10), $4::int)::int AS tenths, deviation, count(*)::int AS cases
         FROM ${scoresOf(['group_code', 'deviation', 'cost_ratio'])} WHERE region_code = $1 AND run_no = $2 AND group_code = $3 AND cost_ratio IS NOT NULL
         GROUP BY tenths, deviation ORDER BY tenths, deviation`,
        [regionCode, runNo, groupCode, mostTenths],
      ),
  };
}

const CURRENT = 'NOT EXISTS (SELECT FROM case_supersession s WHERE s.region_code = $1 AND s.seq = inpatient_case.seq)';

/** Conditions of a query with their values, numbered as they come. */
class Conditions {
  constructor(
    readonly texts: string[],
    readonly values: unknown[],
  ) {}

  /** Adds a condition where its value is stated; `?` stands for it. */
  add(text: string, ...values: readonly unknown[]): void {
    if (values.some((value) => value === undefined)) return;
    const numbered = values.reduce<string>((done, value) => done.replace('?', `$${this.values.push(value)}`), text);
    this.texts.push(numbered);
  }
}

/**
 * ORDER BY of a page: by a key, rows that are alike by number, from the end backwards where asked; adds the conditions that the page lies behind or
 * before. Columns of cases are qualified: a bare name would be sorted as the text that is selected under it.
 */
function sortedBy(
  where: Conditions,
  { by: { expression, type }, seq }: { readonly by: SortBy; readonly seq: string },
  { descending, after, before, begin }: SortedPage<string>,
): string {
  const [onward, back] = descending ? ['<', '>'] : ['>', '<'];
  const compared = (operator: string): string => `(${expression}, ${seq}) ${operator} (?::${type}, ?::bigint)`;
  if (after !== undefined) where.add(compared(onward), after.key, after.seq);
  if (before !== undefined) where.add(compared(back), before.key, before.seq);
  const direction = descending === (begin === 'FIRST') ? 'DESC' : 'ASC';
  return `${expression} ${direction}, ${seq} ${direction}`;
}
