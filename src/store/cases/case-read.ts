import { caseColumnsWithout } from './case-columns.js';
import { currentCases } from './case-selection.js';
import { parseCaseBatch } from './case-batch-parse.js';
import { copyOut } from '../copy/copy.js';
import type { Session } from '../database/session.js';
import type { CaseBatch, CaseRange, CaseRows, CaseSelection, MonthlyCount, OmittableColumn } from '../../app/ports/cases/ports-case.js';

/** How many cases a selection has. */
export async function countCases(session: Session, selection: CaseSelection): Promise<bigint> {
  return BigInt((await session.row<{ n: string }>(`SELECT count(*)::text AS n ${currentCases(selection)}`)).n);
}

/** How many cases of a selection each institution has in each month. */
export async function countByMonth(session: Session, selection: CaseSelection): Promise<readonly MonthlyCount[]> {
  const date = selection.periodBy === 'DISCHARGE' ? 'discharge_date' : 'settlement_date';
  return await session.rows<MonthlyCount>(
    `SELECT institution_code AS "institutionCode", extract(month FROM ${date})::int AS month, count(*)::int AS cases
     ${currentCases(selection)} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
}

/** Cuts a selection into ranges of at most `size` cases each, rising. */
export async function rangesOf(session: Session, selection: CaseSelection, size: number): Promise<readonly CaseRange[]> {
  const rows = await session.rows<{ first: string; last: string }>(
    `SELECT min(seq)::text AS first, max(seq)::text AS last
     FROM (SELECT seq, (row_number() OVER (ORDER BY seq) - 1) / $1::bigint AS part ${currentCases(selection)}) numbered
     GROUP BY part ORDER BY part`,
    [size],
  );
  return rows.map(({ first, last }) => ({ fromSeq: BigInt(first), toSeq: BigInt(last) }));
}

const NOTHING: ReadonlySet<OmittableColumn> = new Set();

/** The cases of one range, or of some rows, as columns, some of which may be left out. */
export async function readBatch(
  session: Session,
  selection: CaseSelection,
  rows: CaseRange | CaseRows,
  without: ReadonlySet<OmittableColumn> = NOTHING,
): Promise<CaseBatch> {
  const { insurance } = selection;
  const columns = caseColumnsWithout(without).filter((name) => insurance === undefined || name !== 'insurance');
  const sql = `COPY (SELECT seq, ${columns.join(', ')} ${currentCases(selection, rows)} ORDER BY seq) TO STDOUT`;
  return parseCaseBatch(await copyOut(session.client, sql), columns, insurance);
}
