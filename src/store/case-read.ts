import { caseColumnsWithout } from './case-columns.js';
import { currentCases } from './case-selection.js';
import { parseCaseBatch } from './case-batch-parse.js';
import { copyOut } from './copy.js';
import type { Session } from './session.js';
import type { CaseBatch, CaseRange, CaseScan, CaseScanned, CaseSelection, OmittableColumn } from '../app/ports-case.js';

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

/** Looks through the next rows of a region for cases of a selection. */
export async function scanCases(session: Session, selection: CaseSelection, { afterSeq, rows, cases }: CaseScan): Promise<CaseScanned> {
  const part = await session.row<{ last: string | null; rows: number }>(
    `SELECT max(seq)::text AS last, count(*)::int AS rows
     FROM (SELECT seq FROM inpatient_case WHERE region_code = $1 AND seq > $2::bigint ORDER BY seq LIMIT $3) part`,
    [selection.regionCode, afterSeq.toString(), rows],
  );
  if (part.last === null) return { found: undefined, nextAfterSeq: undefined };
  const found = await session.row<{ first: string | null; last: string | null; cases: number }>(
    `SELECT min(seq)::text AS first, max(seq)::text AS last, count(*)::int AS cases
     FROM (SELECT seq ${currentCases(selection)} AND seq > ${afterSeq} AND seq <= ${part.last} ORDER BY seq LIMIT ${cases}) found`,
  );
  const isFull = found.cases === cases;
  const end = isFull ? found.last : part.last;
  return {
    found:
      found.first === null || found.last === null
        ? undefined
        : { fromSeq: BigInt(found.first), toSeq: BigInt(found.last), cases: found.cases },
    nextAfterSeq: isFull || part.rows === rows ? BigInt(end ?? part.last) : undefined,
  };
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
