import { besideOf, countsIn, scoresOf, sumColumn } from '../scores/score-source.js';
import { WORK_MEMORY } from '../scores/score-sums.js';
import type { Session } from '../database/session.js';
import {
  CORRECTION_KINDS,
  type ChangedCase,
  type ChangesAsked,
  type ChangesOfMonth,
  type CorrectionKind,
} from '../../app/ports/clearing/ports-corrections.js';
import { REVERSED_BY } from '../../app/ports/cases/ports-reversal.js';
import type { AggregateAsked } from '../../app/ports/clearing/ports-score.js';
import { assert, must } from '../../engine/kit/assert.js';

/** What one run counts otherwise than another of the months that the other knew, by month and kind. */
export async function changesOfMonths(session: Session, asked: ChangesAsked): Promise<readonly ChangesOfMonth[]> {
  await session.rows(WORK_MEMORY);
  const sums = asked.ids.map((_, index) => `sum(value[${index + 1}])::text`);
  const rows = await session.rows<{ month: number; kind: string; cases: string; sums: readonly string[] }>(
    `${changed(asked)}, moved AS (
       SELECT case_no, kind, month_after AS month, after AS value FROM changed WHERE month_after = ANY ($4::int[])
       UNION ALL SELECT case_no, kind, month_before, ${negated(asked, 'before')} FROM changed WHERE month_before IS NOT NULL)
     SELECT month, kind, count(DISTINCT case_no)::text AS cases, ARRAY[${sums.join(', ')}] AS sums FROM moved GROUP BY month, kind ORDER BY month, kind`,
    parameters(asked),
  );
  return rows.map(({ kind, cases, sums: differences, ...row }) => ({ ...row, kind: kindOf(kind), cases: BigInt(cases), differences }));
}

/** The cases of it, rising by number. */
export async function changedCases(
  session: Session,
  asked: ChangesAsked,
  {
    limit,
    after,
    before,
    begin,
  }: { readonly limit: number; readonly after?: string; readonly before?: string; readonly begin?: 'FIRST' | 'LAST' },
): Promise<readonly ChangedCase[]> {
  await session.rows(WORK_MEMORY);
  const rows = await session.rows<Omit<ChangedCase, 'kind'> & { readonly kind: string }>(
    `${changed(asked)} SELECT case_no AS "caseNo", kind, month_before AS "monthBefore", month_after AS "monthAfter",
       before::text[] AS before, after::text[] AS after FROM changed
     WHERE case_no COLLATE "C" > $8 AND ($9::text IS NULL OR case_no COLLATE "C" < $9)
     ORDER BY case_no COLLATE "C" ${begin === 'LAST' ? 'DESC' : ''} LIMIT $10`,
    [...parameters(asked), after ?? '', before ?? null, limit],
  );
  return rows.map((row) => ({ ...row, kind: kindOf(row.kind) }));
}

function parameters({ regionCode, institutionCode, months, before, after }: ChangesAsked): unknown[] {
  return [
    ...[regionCode, before.runNo, institutionCode, months, after.runNo],
    ...[before.throughImportSeq.toString(), after.throughImportSeq.toString()],
  ];
}

/**
 * Scores of the later run beside those of the earlier one, by case number, where either belongs to the months and they differ. A case that the
 * earlier one had and the later one has not was voided, reversed, or corrected out of the year's days; one that only the later one has came late,
 * unless a row of it was known before.
 */
function changed({ ids, before, after }: ChangesAsked): string {
  const all = 'FROM inpatient_case c WHERE c.region_code = $1 AND c.institution_code = $3 AND c.case_no = coalesce(a.case_no, b.case_no)';
  return `WITH b AS (SELECT case_no, case_seq, month, ${valuesOf(ids, before.asked)} AS v FROM ${changedScores(before.asked)}
       WHERE region_code = $1 AND run_no = $2 AND institution_code = $3 AND month = ANY ($4::int[])),
     a AS (SELECT case_no, case_seq, month, ${valuesOf(ids, after.asked)} AS v FROM ${changedScores(after.asked)}
       WHERE region_code = $1 AND run_no = $5 AND institution_code = $3),
     changed AS (
       SELECT coalesce(a.case_no, b.case_no) AS case_no, b.month AS month_before, a.month AS month_after, b.v AS before, a.v AS after,
         CASE WHEN b.case_seq IS NULL THEN CASE WHEN EXISTS (SELECT ${all} AND c.import_seq <= $6::bigint) THEN 'CORRECTED' ELSE 'LATE' END
           WHEN a.case_seq IS NULL THEN (SELECT CASE WHEN NOT c.voided THEN 'CORRECTED' WHEN c.attributes ? '${REVERSED_BY}' THEN 'REVERSED' ELSE 'VOIDED' END
             ${all} AND c.import_seq <= $7::bigint ORDER BY c.revision DESC LIMIT 1)
           WHEN a.case_seq <> b.case_seq THEN 'CORRECTED' ELSE 'RESCORED' END AS kind
       FROM b FULL JOIN a ON a.case_no = b.case_no
       WHERE (b.case_seq IS NOT NULL OR a.month = ANY ($4::int[]))
         AND (b.case_seq IS NULL OR a.case_seq IS NULL OR a.month <> b.month OR a.v <> b.v))`;
}

/** Scores with what they add to the values of a run. */
function changedScores(asked: readonly AggregateAsked[]): string {
  return scoresOf(['case_no', 'case_seq', 'month', 'points'], besideOf(asked));
}

/** What a case adds to each name: of an aggregate that a run does not have, nothing. */
function valuesOf(ids: readonly string[], asked: readonly AggregateAsked[]): string {
  const of = (id: string): string => {
    const one = asked.find((aggregate) => aggregate.id === id);
    if (one === undefined) return '0';
    const { bit, sum } = one;
    assert(sum === undefined || sum === 'POINTS' || typeof sum === 'number', `${id} is a sum or a count of cases`);
    const value = sum === undefined ? '1' : sum === 'POINTS' ? 'points' : `coalesce(${sumColumn(sum)}, 0)`;
    return bit === undefined ? value : `CASE WHEN ${countsIn(bit)} THEN ${value} ELSE 0 END`;
  };
  return `ARRAY[${ids.map(of).join(', ')}]::numeric[]`;
}

function negated({ ids }: ChangesAsked, column: string): string {
  return `ARRAY[${ids.map((_, index) => `-${column}[${index + 1}]`).join(', ')}]::numeric[]`;
}

function kindOf(text: string): CorrectionKind {
  return must(
    CORRECTION_KINDS.find((kind) => kind === text),
    text,
  );
}
