import { CASE_COLUMN_LIST } from './case-columns.js';
import { currentCases } from './case-selection.js';
import { parseCaseBatch } from './case-batch-parse.js';
import { copyOut } from './copy.js';
import type { Session } from './session.js';
import type { CaseBatch, CaseRange, CaseSelection } from '../app/ports-case.js';

/** How many cases a selection has. */
export async function countCases(session: Session, selection: CaseSelection): Promise<bigint> {
  return BigInt((await session.row<{ n: string }>(`SELECT count(*)::text AS n ${currentCases(selection)}`)).n);
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

/** The cases of one range as columns. */
export async function readBatch(session: Session, selection: CaseSelection, range: CaseRange): Promise<CaseBatch> {
  const sql = `COPY (SELECT seq, ${CASE_COLUMN_LIST} ${currentCases(selection)}
    AND seq BETWEEN ${range.fromSeq} AND ${range.toSeq} ORDER BY seq) TO STDOUT`;
  return parseCaseBatch(await copyOut(session.client, sql));
}
