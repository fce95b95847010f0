import { caseColumnsWithout } from './case-columns.js';
import { currentCases, isCurrent } from './case-selection.js';
import { parseCaseBatch } from './case-batch-parse.js';
import { copyOut } from '../copy/copy.js';
import type { Session } from '../database/session.js';
import type {
  CaseBatch,
  CaseRange,
  CaseRows,
  CaseScan,
  CaseScanned,
  CaseSelection,
  MonthlyCount,
  OmittableColumn,
} from '../../app/ports/cases/ports-case.js';

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

interface Cut {
  /** Of the rows looked through, in every row of the answer. */
  readonly end: string | null;
  readonly rows: number;
  /** Of a piece; null where no case was found. */
  readonly first: string | null;
  readonly last: string;
  readonly cases: number;
}

/** Looks through the next rows of a region for cases of a selection, each row once: the numbers of the cases are kept and then cut. */
export async function scanCases(
  session: Session,
  selection: CaseSelection,
  { afterSeq, rows, open, size }: CaseScan,
): Promise<CaseScanned> {
  const cuts = await session.rows<Cut>(
    `SELECT part.last::text AS end, part.rows, part.seqs[cut.low]::text AS first, part.seqs[cut.high]::text AS last,
       cut.high - cut.low + 1 AS cases
     FROM (SELECT max(seq) AS last, count(*)::int AS rows, array_agg(seq ORDER BY seq) FILTER (WHERE is_case) AS seqs
       FROM (SELECT seq, ${isCurrent(selection)} AS is_case FROM inpatient_case
         WHERE region_code = $1 AND seq > $2::bigint ORDER BY seq LIMIT $3) looked) part
     LEFT JOIN LATERAL (SELECT greatest(n, 1) AS low, least(n + $5::int - 1, cardinality(part.seqs)) AS high
       FROM generate_series(1 - $4::int, cardinality(part.seqs), $5::int) n) cut ON true
     ORDER BY cut.low`,
    [selection.regionCode, afterSeq.toString(), rows, open, size],
  );
  const end = cuts[0]?.end ?? null;
  return {
    found: cuts.flatMap(({ first, last, cases }) => (first === null ? [] : [{ fromSeq: BigInt(first), toSeq: BigInt(last), cases }])),
    nextAfterSeq: end !== null && cuts[0]?.rows === rows ? BigInt(end) : undefined,
  };
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
