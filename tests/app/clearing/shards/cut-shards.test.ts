import { describe, expect, it } from 'vitest';
import { cutShards } from '../../../../src/app/clearing/shards/cut-shards.js';
import { CASE_CHUNK, type CaseScan, type CaseScanned, type CountedRange } from '../../../../src/app/ports/cases/ports-case.js';
import type { Platform } from '../../../../src/app/kernel/platform.js';

/** A region whose rows have even numbers; `isIn` tells which belong to the selection. */
function regionOf(rows: number, isIn: (row: number) => boolean): Platform {
  const scan = (_: unknown, { afterSeq, rows: most, open, size }: CaseScan): Promise<CaseScanned> => {
    const seen = Array.from({ length: rows }, (__, row) => row)
      .filter((row) => BigInt(2 * row) > afterSeq)
      .slice(0, most);
    const hits = seen.filter(isIn);
    const found: CountedRange[] = [];
    for (let from = 0, to = size - open; from < hits.length; from = to, to += size) {
      const own = hits.slice(from, to);
      found.push({ fromSeq: BigInt(2 * (own[0] ?? 0)), toSeq: BigInt(2 * (own.at(-1) ?? 0)), cases: own.length });
    }
    return Promise.resolve({ found, nextAfterSeq: seen.length === most ? BigInt(2 * (seen.at(-1) ?? 0)) : undefined });
  };
  const store = { transaction: (_: unknown, __: unknown, work: (unit: unknown) => unknown) => work({ cases: { scan } }) };
  return { store } as unknown as Platform;
}

const selection = { regionCode: '990300', throughImportSeq: 1n, from: '2025-01-01', to: '2025-12-31', periodBy: 'DISCHARGE' } as const;

describe('a run is cut into shards', () => {
  it.each([
    ['every row', 30_001, (): boolean => true],
    ['every third row', 95_000, (row: number): boolean => row % 3 === 0],
    ['nearly every row, so that a part ends in the middle of a shard', 77_777, (row: number): boolean => row % 10 > 0],
    ['rows after a long history', 120_000, (row: number): boolean => row > 90_000],
    ['rows that fill the shards exactly', 60_000, (row: number): boolean => row < 40_000],
    ['a single row', 50_000, (row: number): boolean => row === 49_999],
  ])('of exactly a chunk each, the last with what is left: %s', async (_, rows, isIn) => {
    const cases = Array.from({ length: rows }, (__, row) => row).filter(isIn);
    const shards = await cutShards(regionOf(rows, isIn), selection);
    expect(shards.map((shard) => shard.cases)).toEqual(
      Array.from({ length: Math.ceil(cases.length / CASE_CHUNK) }, (__, n) => Math.min(CASE_CHUNK, cases.length - n * CASE_CHUNK)),
    );
    shards.forEach(({ fromSeq, toSeq, cases: count }, n) => {
      const own = cases.slice(n * CASE_CHUNK, n * CASE_CHUNK + count);
      expect([fromSeq, toSeq]).toEqual([BigInt(2 * (own[0] ?? 0)), BigInt(2 * (own.at(-1) ?? 0))]);
    });
  });

  it('has none where no case is in the selection', async () => {
    expect(
      await cutShards(
        regionOf(30_000, () => false),
        selection,
      ),
    ).toEqual([]);
    expect(
      await cutShards(
        regionOf(0, () => true),
        selection,
      ),
    ).toEqual([]);
  });
});
