import type { Platform } from '../../kernel/platform.js';
import { CASE_CHUNK, type CaseScanned, type CaseSelection, type CountedRange } from '../../ports/cases/ports-case.js';
import { PLATFORM_ACCESS } from '../../ports/ports.js';

/** So many rows of the region are looked through at a time: on the embedded database others wait meanwhile. */
const ROWS_AT_ONCE = 25_000;

/**
 * Cuts a selection into shards of exactly `CASE_CHUNK` cases in the order of their rows, the last with what is left: which case is in which
 * shard depends on nothing but the selection. Rows are looked through a part at a time, each in a transaction of its own, once a shard of them is
 * wanted.
 */
async function* shardsOf({ store }: Platform, selection: CaseSelection): AsyncGenerator<CountedRange, void> {
  let open: CountedRange | undefined;
  let afterSeq: bigint | undefined = -1n;
  while (afterSeq !== undefined) {
    const scan = { afterSeq, rows: ROWS_AT_ONCE, open: open?.cases ?? 0, size: CASE_CHUNK };
    const part: CaseScanned = await store.transaction(PLATFORM_ACCESS, 'READ', ({ cases }) => cases.scan(selection, scan), 'BULK');
    for (const piece of part.found) {
      open = open === undefined ? piece : { fromSeq: open.fromSeq, toSeq: piece.toSeq, cases: open.cases + piece.cases };
      if (open.cases < CASE_CHUNK) continue;
      yield open;
      open = undefined;
    }
    afterSeq = part.nextAfterSeq;
  }
  if (open !== undefined) yield open;
}

/** All shards of a selection. */
export async function cutShards(platform: Platform, selection: CaseSelection): Promise<readonly CountedRange[]> {
  const shards: CountedRange[] = [];
  for await (const shard of shardsOf(platform, selection)) shards.push(shard);
  return shards;
}

/** How many cases a selection has. */
export async function casesIn({ store }: Platform, selection: CaseSelection): Promise<number> {
  return Number(await store.transaction(PLATFORM_ACCESS, 'READ', ({ cases }) => cases.count(selection), 'BULK'));
}
