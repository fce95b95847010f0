import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import pg from 'pg';
import { encodeBlock, StoredBlock } from './block-format.js';
import { fillBatch, plainColumns, SEQ, type FrozenRows, type RowsPart } from './frozen-columns.js';
import { emptyBatch, IMPORT_SEQ, parseImportedBatch } from '../cases/case-batch-parse.js';
import { CASE_COLUMN_LIST, CASE_COLUMNS, caseColumnsWithout } from '../cases/case-columns.js';
import { copyOut } from '../copy/copy.js';
import { readBinaryRows } from '../copy/binary-rows.js';
import type { Session } from '../database/session.js';
import { MISSING_FEN, type CaseBatch, type CaseSelection, type OmittableColumn } from '../../app/ports/cases/ports-case.js';
import {
  BLOCK_CASES,
  type BlockShard,
  type CaseBlock,
  type FoundBlock,
  type FrozenCases,
  type FrozenYear,
} from '../../app/ports/cases/ports-frozen.js';
import { assert, must } from '../../engine/kit/assert.js';

/** Frozen cases behind the port. */
export function frozenCases(session: Session): FrozenCases {
  return {
    freeze: (regionCode, throughImportSeq, how) => freeze(session, regionCode, throughImportSeq, how),
    through: (regionCode) => frozenThrough(session, regionCode),
    open: (selection) => openYear(session, selection),
    read: (year, blocks, without) => readBlocks(session, year, blocks, without),
  };
}

async function freeze(
  session: Session,
  regionCode: string,
  throughImportSeq: bigint,
  { most, size = BLOCK_CASES }: Parameters<FrozenCases['freeze']>[2],
): Promise<boolean> {
  await session.run(`INSERT INTO case_block_state (region_code, through_import_seq) VALUES ($1, 0) ON CONFLICT (region_code) DO NOTHING`, [
    regionCode,
  ]);
  const state = await session.row<{ frozen: string }>(
    `SELECT through_import_seq::text AS frozen FROM case_block_state WHERE region_code = $1 FOR UPDATE`,
    [regionCode],
  );
  const frozen = BigInt(state.frozen);
  if (frozen >= throughImportSeq) return false;
  const through = await importsToFreeze(session, regionCode, { frozen, throughImportSeq, most });
  const bytes = await copyOut(
    session.client,
    `COPY (SELECT seq, import_seq, ${CASE_COLUMN_LIST} FROM inpatient_case WHERE region_code = ${pg.escapeLiteral(regionCode)}
       AND import_seq > ${frozen} AND import_seq <= ${through} AND NOT voided
     ORDER BY institution_code, insurance, import_seq, seq) TO STDOUT`,
  );
  const rows = parseImportedBatch(bytes, CASE_COLUMNS);
  for (const part of partsByInstitution(rows)) await addRows(session, regionCode, part, size);
  await session.run(`UPDATE case_block_state SET through_import_seq = $2 WHERE region_code = $1`, [regionCode, through.toString()]);
  return through < throughImportSeq;
}

/** An import of an earlier release may be large and stand between the rows of others; mostly so many are a few transactions of a file. */
const FIRST_IMPORTS = 8n;

/** The last import whose cases are frozen together with those before it: whole imports, mostly of half to all of so many rows. */
async function importsToFreeze(
  session: Session,
  regionCode: string,
  { frozen, throughImportSeq, most }: { readonly frozen: bigint; readonly throughImportSeq: bigint; readonly most: number },
): Promise<bigint> {
  for (let imports = FIRST_IMPORTS; ; imports *= 2n) {
    const end = frozen + imports < throughImportSeq ? frozen + imports : throughImportSeq;
    const counts = await session.rows<{ importSeq: string; rows: number }>(
      `SELECT import_seq::text AS "importSeq", count(*)::int AS rows FROM inpatient_case
       WHERE region_code = $1 AND import_seq > $2::bigint AND import_seq <= $3::bigint GROUP BY import_seq ORDER BY import_seq`,
      [regionCode, frozen.toString(), end.toString()],
    );
    const all = counts.reduce((sum, { rows }) => sum + rows, 0);
    if (end < throughImportSeq && all < most / 2) continue;
    let sum = 0;
    const over = counts.findIndex(({ rows }) => (sum += rows) > most);
    if (over < 0) return end;
    return BigInt(must(counts[Math.max(0, over - 1)], 'import').importSeq);
  }
}

/** Rows of one institution and insurance each, as they follow each other. */
function partsByInstitution(rows: FrozenRows): readonly RowsPart[] {
  const { institutionCode, insurance, count } = rows.batch;
  const parts: RowsPart[] = [];
  for (let from = 0; from < count;) {
    let to = from + 1;
    while (to < count && institutionCode[to] === institutionCode[from] && insurance[to] === insurance[from]) to++;
    parts.push({ whole: rows, from, to });
    from = to;
  }
  return parts;
}

interface LastBlock {
  readonly blockNo: number;
  readonly rows: number;
}

/** Adds rows behind the last block of their institution and insurance, which grows first. */
async function addRows(session: Session, regionCode: string, part: RowsPart, size: number): Promise<void> {
  const { batch } = part.whole;
  const key = [regionCode, must(batch.institutionCode[part.from], 'institution'), must(batch.insurance[part.from], 'insurance')] as const;
  const [last] = await session.rows<LastBlock>(
    `SELECT block_no AS "blockNo", rows FROM case_block
     WHERE region_code = $1 AND institution_code = $2 AND insurance = $3::insurance_scheme ORDER BY block_no DESC LIMIT 1`,
    [...key],
  );
  const open = last !== undefined && last.rows < size ? last : undefined;
  let blockNo = open?.blockNo ?? (last === undefined ? 0 : last.blockNo + 1);
  const before = open === undefined ? [] : [await wholeBlock(session, key, open)];
  let room = size - (open?.rows ?? 0);
  for (let from = part.from; from < part.to;) {
    const to = Math.min(part.to, from + room);
    await storeBlock(session, key, blockNo, [...(from === part.from ? before : []), { whole: part.whole, from, to }]);
    from = to;
    blockNo += 1;
    room = size;
  }
}

type BlockKey = readonly [regionCode: string, institutionCode: string, insurance: string];

async function wholeBlock(
  session: Session,
  [regionCode, institutionCode, insurance]: BlockKey,
  { blockNo, rows }: LastBlock,
): Promise<RowsPart> {
  const [stored] = await contentsOf(session, regionCode, [{ institutionCode, insurance, blockNo }]);
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const batch = emptyBatch(rows, new Set(CASE_COLUMNS));
  const importSeq = new BigInt64Array(rows);
  const block = must(stored, 'block');
  fillBatch(block, all, { batch, columns: CASE_COLUMNS }, 0);
  block.whole(IMPORT_SEQ, all, importSeq, 0, MISSING_FEN);
  return { whole: { batch, importSeq }, from: 0, to: rows };
}

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Quick, and nearly as small as any other level makes columns. */
const LEVEL = 1;

const hashOfContent = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface DayRange {
  readonly first: string | null;
  readonly last: string | null;
}

function daysOf(parts: readonly RowsPart[], of: (rows: FrozenRows) => readonly (string | null)[]): DayRange {
  let first: string | null = null;
  let last: string | null = null;
  for (const { whole, from, to } of parts) {
    const days = of(whole);
    for (let row = from; row < to; row++) {
      const day = days[row] ?? null;
      if (day === null) continue;
      if (first === null || day < first) first = day;
      if (last === null || day > last) last = day;
    }
  }
  return { first, last };
}

async function storeBlock(session: Session, key: BlockKey, blockNo: number, parts: readonly RowsPart[]): Promise<void> {
  const rows = parts.reduce((sum, { from, to }) => sum + to - from, 0);
  const bytes = encodeBlock(rows, plainColumns(parts));
  const discharge = daysOf(parts, ({ batch }) => batch.dischargeDate);
  const settlement = daysOf(parts, ({ batch }) => batch.settlementDate);
  await session.run(
    `INSERT INTO case_block (region_code, institution_code, insurance, block_no, rows, first_discharge, last_discharge, first_settlement,
       last_settlement, content_hash, content)
     VALUES ($1, $2, $3::insurance_scheme, $4, $5, $6::date, $7::date, $8::date, $9::date, $10, $11)
     ON CONFLICT (region_code, institution_code, insurance, block_no) DO UPDATE SET rows = excluded.rows,
       first_discharge = excluded.first_discharge, last_discharge = excluded.last_discharge, first_settlement = excluded.first_settlement,
       last_settlement = excluded.last_settlement, content_hash = excluded.content_hash, content = excluded.content`,
    [
      ...key,
      ...[blockNo, rows],
      ...[discharge.first, discharge.last, settlement.first, settlement.last],
      ...[hashOfContent(bytes), await deflate(bytes, { level: LEVEL })],
    ],
  );
}

async function frozenThrough(session: Session, regionCode: string): Promise<bigint> {
  const { through } = await session.row<{ through: string }>(
    `SELECT coalesce((SELECT through_import_seq FROM case_block_state WHERE region_code = $1), 0)::text AS through`,
    [regionCode],
  );
  return BigInt(through);
}

async function openYear(session: Session, selection: CaseSelection): Promise<FrozenYear> {
  const { regionCode, throughImportSeq, insurance, from, to, periodBy } = selection;
  assert((await frozenThrough(session, regionCode)) >= throughImportSeq, 'cases are frozen before their blocks are asked for');
  const day = periodBy === 'DISCHARGE' ? 'discharge' : 'settlement';
  const blocks = await session.rows<FoundBlock>(
    `SELECT institution_code AS "institutionCode", insurance::text AS insurance, block_no AS "blockNo", rows,
       ceil(rows * (least(last_${day}, $4::date) - greatest(first_${day}, $3::date) + 1) / (last_${day} - first_${day} + 1)::numeric)::int AS expected
     FROM case_block WHERE region_code = $1 AND ($2::text IS NULL OR insurance = $2::insurance_scheme) AND first_${day} <= $4::date AND last_${day} >= $3::date
     ORDER BY institution_code COLLATE "C", insurance, block_no`,
    [regionCode, insurance ?? null, from, to],
  );
  const superseded = await session.rows<{ seq: string }>(
    'SELECT seq::text AS seq FROM case_supersession WHERE region_code = $1 AND import_seq <= $2::bigint',
    [regionCode, throughImportSeq.toString()],
  );
  return { selection, blocks, superseded: new Set(superseded.map(({ seq }) => BigInt(seq))) };
}

type BlockName = Pick<CaseBlock, 'institutionCode' | 'blockNo'> & { readonly insurance: string };

/** Blocks with what they hold, in the order asked for; each must be what its hash says. */
async function contentsOf(session: Session, regionCode: string, blocks: readonly BlockName[]): Promise<readonly StoredBlock[]> {
  const names = blocks.map(
    ({ institutionCode, insurance, blockNo }, order) =>
      `(${pg.escapeLiteral(institutionCode)}, ${pg.escapeLiteral(insurance)}::insurance_scheme, ${blockNo}, ${order})`,
  );
  const bytes = await copyOut(
    session.client,
    `COPY (SELECT convert_to(content_hash, 'UTF8'), content FROM case_block JOIN (VALUES ${names.join(', ')}) asked (code, scheme, number, place)
       ON institution_code = code AND insurance = scheme AND block_no = number
     WHERE region_code = ${pg.escapeLiteral(regionCode)} ORDER BY place) TO STDOUT (FORMAT binary)`,
  );
  const rows = readBinaryRows(bytes);
  assert(rows.length === blocks.length, 'every block that was asked for is there');
  return await Promise.all(
    rows.map(async ([hash, content]) => {
      const plain = await inflate(must(content, 'content'));
      assert(hashOfContent(plain) === must(hash, 'hash').toString('utf8'), 'a block is what its hash says');
      return new StoredBlock(plain);
    }),
  );
}

const NOTHING: ReadonlySet<OmittableColumn> = new Set();

async function readBlocks(
  session: Session,
  year: FrozenYear,
  blocks: BlockShard,
  without: ReadonlySet<OmittableColumn> = NOTHING,
): Promise<CaseBatch> {
  const stored = blocks.length === 0 ? [] : await contentsOf(session, year.selection.regionCode, blocks);
  const chosen = stored.map((block) => currentRows(block, year));
  const columns = caseColumnsWithout(without);
  const batch = emptyBatch(
    chosen.reduce((sum, { length }) => sum + length, 0),
    new Set(columns),
  );
  let to = 0;
  stored.forEach((block, index) => {
    const rows = must(chosen[index], 'rows');
    fillBatch(block, rows, { batch, columns }, to);
    to += rows.length;
  });
  return batch;
}

/** The rows of a block that are cases of the year: there at the snapshot, of its days, and not revised or voided since. */
function currentRows(block: StoredBlock, { selection, superseded }: FrozenYear): Int32Array {
  const { from, to, periodBy, throughImportSeq } = selection;
  const all = Int32Array.from({ length: block.rows }, (_, row) => row);
  const seq = new BigInt64Array(block.rows);
  const importSeq = new BigInt64Array(block.rows);
  const days: (string | null)[] = [];
  block.whole(SEQ, all, seq, 0, MISSING_FEN);
  block.whole(IMPORT_SEQ, all, importSeq, 0, MISSING_FEN);
  block.texts(periodBy === 'DISCHARGE' ? 'discharge_date' : 'settlement_date', all, days, 0);
  return all.filter((row) => {
    const day = days[row] ?? null;
    if (day === null || day < from || day > to) return false;
    return must(importSeq[row], 'import') <= throughImportSeq && (superseded.size === 0 || !superseded.has(must(seq[row], 'seq')));
  });
}
