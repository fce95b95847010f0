import { caseColumnsWithout } from './case-columns.js';
import { currentCases } from './case-selection.js';
import { parseCaseBatch } from './case-batch-parse.js';
import { copyOut } from './copy.js';
import type { Session } from './session.js';
import type { CaseBatch, CaseRange, CaseSelection, CountedRange, OmittableColumn } from '../app/ports-case.js';

/** How many cases a selection has. */
export async function countCases(session: Session, selection: CaseSelection): Promise<bigint> {
  return BigInt((await session.row<{ n: string }>(`SELECT count(*)::text AS n ${currentCases(selection)}`)).n);
}

/** Cuts a selection into ranges of at most `size` cases each, rising. */
export async function rangesOf(session: Session, selection: CaseSelection, size: number): Promise<readonly CountedRange[]> {
  const rows = await session.rows<{ first: string; last: string; cases: number }>(
    `SELECT min(seq)::text AS first, max(seq)::text AS last, count(*)::int AS cases
     FROM (SELECT seq, (row_number() OVER (ORDER BY seq) - 1) / $1::bigint AS part ${currentCases(selection)}) numbered
     GROUP BY part ORDER BY part`,
    [size],
  );
  return rows.map(({ first, last, cases }) => ({ fromSeq: BigInt(first), toSeq: BigInt(last), cases }));
}

const NOTHING: ReadonlySet<OmittableColumn> = new Set();

/** The cases of one range as columns, some of which may be left out. */
export async function readBatch(
  session: Session,
  selection: CaseSelection,
  range: CaseRange,
  without: ReadonlySet<OmittableColumn> = NOTHING,
): Promise<CaseBatch> {
  const columns = caseColumnsWithout(without);
  const sql = `COPY (SELECT seq, ${columns.join(', ')} ${currentCases(selection)}
    AND seq BETWEEN ${range.fromSeq} AND ${range.toSeq} ORDER BY seq) TO STDOUT`;
  return parseCaseBatch(await copyOut(session.client, sql), columns);
}
