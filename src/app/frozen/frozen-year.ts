import type { Platform } from '../kernel/platform.js';
import { CASE_CHUNK, type CaseBatch, type CaseSelection, type OmittableColumn } from '../ports/cases/ports-case.js';
import { MOST_SHARD_CASES, type BlockShard, type CaseBlock, type FrozenYear } from '../ports/cases/ports-frozen.js';
import { PLATFORM_ACCESS, type Unit } from '../ports/ports.js';
import { assert } from '../../engine/kit/assert.js';

/** So many cases are frozen in one transaction: on the embedded database others wait meanwhile. */
const FREEZE_AT_ONCE = 50_000;

/** 冻结 puts what came of a region's cases since the last time into blocks. What a killed process froze stays frozen, and is not frozen again. */
async function freezeCases({ store }: Platform, regionCode: string, throughImportSeq: bigint): Promise<void> {
  const freeze = (): Promise<boolean> =>
    store.transaction(
      PLATFORM_ACCESS,
      'WRITE',
      ({ frozenCases }) => frozenCases.freeze(regionCode, throughImportSeq, { most: FREEZE_AT_ONCE }),
      'BULK',
    );
  while (await freeze());
}

/** Freezes what a file or a generator has just brought, so that whoever asks first need not wait. A failure is logged: they freeze it themselves. */
export async function freezeNewCases(platform: Platform, regionCode: string): Promise<void> {
  try {
    const through = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ cases }) => cases.lastImportSeq(regionCode));
    await freezeCases(platform, regionCode, through);
  } catch (error) {
    platform.log.warn({ regionCode, reason: error instanceof Error ? error.message : String(error) }, 'new cases are not frozen yet');
  }
}

/** Opens the cases of a selection, of which those that nobody froze yet are frozen first. */
export async function openFrozenYear(platform: Platform, selection: CaseSelection): Promise<FrozenYear> {
  await freezeCases(platform, selection.regionCode, selection.throughImportSeq);
  return await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ frozenCases }) => frozenCases.open(selection), 'BULK');
}

/** Of the cases in a block at least this part counts as expected, so that no shard is looked for in more than `MOST_SHARD_CASES`. */
const LEAST_EXPECTED = CASE_CHUNK / MOST_SHARD_CASES;

/** Cuts a year, or a part of one, into shards of about `CASE_CHUNK` cases, in the order of its blocks. */
export function shardsOfYear({ blocks }: FrozenYear): readonly BlockShard[] {
  const shards: CaseBlock[][] = [];
  let room = 0;
  for (const block of blocks) {
    const size = Math.max(block.expected, Math.ceil(block.rows * LEAST_EXPECTED));
    if (room < size) {
      shards.push([]);
      room = CASE_CHUNK;
    }
    shards.at(-1)?.push(block);
    room -= size;
  }
  return shards;
}

/** How many cases a selection has. */
export async function casesIn({ store }: Platform, selection: CaseSelection): Promise<bigint> {
  return await store.transaction(PLATFORM_ACCESS, 'READ', ({ cases }) => cases.count(selection), 'BULK');
}

/** Reads single cases of a selection from their rows, by their numbers, which rise: as many as are asked for. */
export async function casesByNumber(
  { store }: Platform,
  selection: CaseSelection,
  seqs: BigInt64Array,
  without: ReadonlySet<OmittableColumn>,
): Promise<CaseBatch> {
  const read = async ({ cases }: Unit): Promise<CaseBatch> => await cases.readBatch(selection, { seqs }, without);
  const batch = await store.transaction(PLATFORM_ACCESS, 'READ', read, 'BULK');
  assert(batch.count === seqs.length && batch.seq.every((seq, row) => seq === seqs[row]), 'cases are read by their numbers');
  return batch;
}

/** So many batches are read ahead of the one that is scored. */
const READ_AHEAD = 2;

/** Reads the cases of a year shard by shard, each in a transaction of its own that lets others pass; the next ones are read meanwhile. */
export async function* batchesOfYear(
  { store }: Platform,
  year: FrozenYear,
  shards: readonly BlockShard[],
  without: ReadonlySet<OmittableColumn>,
): AsyncGenerator<CaseBatch> {
  const read = (shard: BlockShard): Promise<CaseBatch> => {
    const reading = store.transaction(PLATFORM_ACCESS, 'READ', ({ frozenCases }) => frozenCases.read(year, shard, without), 'BULK');
    reading.catch(() => undefined); // met where it is awaited
    return reading;
  };
  const reading = shards.slice(0, READ_AHEAD).map(read);
  for (let next = reading.length, batch = await reading.shift(); batch !== undefined; batch = await reading.shift()) {
    const ahead = shards[next++];
    if (ahead !== undefined) reading.push(read(ahead));
    if (batch.count > 0) yield batch;
  }
}
