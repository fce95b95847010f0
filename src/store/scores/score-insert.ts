import { CopyWriter, int64Column } from '../copy/copy-writer.js';
import type { Session } from '../database/session.js';
import { MOST_SHARD_CASES } from '../../app/ports/cases/ports-frozen.js';
import type { ExceptionRecord, ScoreBatch, ScoredShardKey } from '../../app/ports/clearing/ports-score.js';
import { assert, must } from '../../engine/kit/assert.js';

/** The columns of a block, with the type of a row's value. */
const COLUMNS = [
  ['case_seq', 'bigint'],
  ['case_no', 'text'],
  ['month', 'smallint'],
  ['group_code', 'text'],
  ['inclusion', 'text'],
  ['deviation', 'text'],
  ['cost_ratio', 'text'],
  ['institution_coefficient', 'numeric(20,8)'],
  ['auxiliary_factor', 'numeric(20,8)'],
  ['points', 'numeric(28,8)'],
  ['payment', 'numeric(17,2)'],
  ['outcome_id', 'int'],
  ['exception_code', 'text'],
] as const;

/** A run of a region. */
export interface RunKey {
  readonly regionCode: string;
  readonly runNo: number;
}

/** Rows of a batch of one institution, one behind the other: from one on to before another. */
interface InstitutionRows {
  readonly institutionCode: string;
  readonly from: number;
  readonly to: number;
}

/** Inserts a shard's scores and exceptions. */
export async function insertScores(
  session: Session,
  shard: ScoredShardKey,
  scores: ScoreBatch,
  exceptions: readonly ExceptionRecord[],
): Promise<void> {
  assert(scores.count <= MOST_SHARD_CASES, `a shard holds at most ${MOST_SHARD_CASES} cases`);
  const institutions = [...byInstitution(scores)];
  if (scores.count > 0) {
    await copyBlocks(session, shard, {
      table: 'score_block',
      columns: [['rows', 'int'], ...COLUMNS.map(([name, type]) => [name, `${type}[]`] as const)],
      rows: institutions.map((rows) => ({ rows, write: (writer) => writeBlock(writer, scores, rows) })),
    });
    await copyBlocks(session, shard, {
      table: 'score_sum',
      columns: [
        ['sum_no', 'int'],
        ['amounts', 'numeric(28,8)[]'],
      ],
      rows: institutions.flatMap((rows) =>
        scores.sums.map((amounts, sumNo) => ({ rows, write: (writer: CopyWriter) => writeSum(writer, amounts, sumNo, rows) })),
      ),
    });
    await copyBlocks(session, shard, {
      table: 'score_mask',
      columns: [
        ['mask_no', 'int'],
        ['masks', 'bigint[]'],
      ],
      rows: institutions.flatMap((rows) =>
        scores.aggregateMasks.map((masks, maskNo) => ({ rows, write: (writer: CopyWriter) => writeMask(writer, masks, maskNo, rows) })),
      ),
    });
  }
  if (exceptions.length > 0) await insertExceptions(session, shard, exceptions);
}

/** The rows of each institution: a shard's blocks are of one each, and those of an institution follow each other. */
function* byInstitution({ count, institutionCode: codes }: ScoreBatch): Generator<InstitutionRows, undefined> {
  const seen = new Set<string>();
  for (let from = 0; from < count;) {
    const institutionCode = must(codes[from], 'institution of a score');
    assert(!seen.has(institutionCode), 'the scores of an institution follow each other');
    seen.add(institutionCode);
    let to = from + 1;
    while (to < count && codes[to] === institutionCode) to++;
    yield { institutionCode, from, to };
    from = to;
  }
}

interface CopiedRows {
  readonly table: 'score_block' | 'score_sum' | 'score_mask';
  /** Beside the key, with their types. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly rows: readonly { readonly rows: InstitutionRows; readonly write: (writer: CopyWriter) => void }[];
}

/** In COPY's binary format into a staging table of exactly the types of the table, and from there: nothing is converted. */
async function copyBlocks(
  session: Session,
  { regionCode, runNo, shardNo }: ScoredShardKey,
  { table, columns, rows }: CopiedRows,
): Promise<void> {
  if (rows.length === 0) return;
  const stage = `stage_${table}`;
  const staged = [['institution_code', 'text'] as const, ...columns];
  const writer = new CopyWriter(staged.length);
  for (const row of rows) {
    writer.startRow();
    writer.text(row.rows.institutionCode);
    row.write(writer);
  }
  await session.stage(stage, staged.map(([name, type]) => `${name} ${type}`).join(', '), writer.finish());
  const names = staged.map(([name]) => name).join(', ');
  const inserted = await session.run(
    `INSERT INTO ${table} (region_code, run_no, shard_no, ${names}) SELECT $1, $2, $3, ${names} FROM pg_temp.${stage}`,
    [regionCode, runNo, shardNo],
  );
  assert(inserted === rows.length, 'every block must be stored');
}

function writeBlock(writer: CopyWriter, scores: ScoreBatch, { from, to }: InstitutionRows): void {
  const count = to - from;
  const at = <T>(column: ArrayLike<T>, row: number): T => must(column[from + row], 'a column of the batch is too short');
  const texts = (column: readonly (string | null)[]): void => writer.texts(count, (row) => column[from + row] ?? null);
  const decimals = (column: readonly (string | null)[]): void => writer.decimals(count, (row) => column[from + row] ?? null);
  writer.int32(count);
  writer.int64s(int64Column(scores.caseSeq), from, to);
  writer.texts(count, (row) => at(scores.caseNo, row));
  writer.int16s(count, (row) => at(scores.month, row));
  texts(scores.groupCode);
  writer.texts(count, (row) => at(scores.inclusion, row));
  texts(scores.deviation);
  texts(scores.costRatio);
  decimals(scores.institutionCoefficient);
  decimals(scores.auxiliaryFactor);
  writer.decimals(count, (row) => at(scores.points, row));
  decimals(scores.payment);
  writer.int32s(count, (row) => at(scores.outcomeId, row));
  texts(scores.exceptionCode);
}

function writeSum(writer: CopyWriter, amounts: readonly (string | null)[], sumNo: number, { from, to }: InstitutionRows): void {
  writer.int32(sumNo);
  writer.decimals(to - from, (row) => amounts[from + row] ?? null);
}

function writeMask(writer: CopyWriter, masks: BigInt64Array, maskNo: number, { from, to }: InstitutionRows): void {
  writer.int32(maskNo);
  writer.int64s(int64Column(masks), from, to);
}

async function insertExceptions(session: Session, { regionCode, runNo }: RunKey, exceptions: readonly ExceptionRecord[]): Promise<void> {
  const column = <K extends keyof ExceptionRecord>(name: K): ExceptionRecord[K][] => exceptions.map((exception) => exception[name]);
  await session.run(
    `INSERT INTO run_exception (region_code, run_no, case_seq, case_no, institution_code, code, messages, detail)
     SELECT $1, $2, * FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[])`,
    [
      regionCode,
      runNo,
      column('caseSeq').map(String),
      column('caseNo'),
      column('institutionCode'),
      column('code'),
      column('messages').map((label) => JSON.stringify(label)),
      column('detail').map((detail) => JSON.stringify(detail ?? {})),
    ],
  );
}
