import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIGEST_BYTES, hashOfRows, RowDigests } from '../../../src/app/clearing/blocks/row-digests.js';
import type { RunRecord } from '../../../src/app/ports/clearing/ports-run.js';
import type { InpatientCase } from '../../../src/engine/plan/inpatient-case.js';
import { cutRun } from '../../support/shards.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../support/database.js';
import { testPlatform, TinyCity, tinyCase, upTo, yuan } from '../../support/tiny-city.js';

const CASES = 40;

interface Hashes {
  readonly inputHash: string;
  readonly casesHash: string | undefined;
  readonly resultHash: string | undefined;
}

const hashesOf = ({ status, inputHash, totals: { casesHash, resultHash } }: RunRecord): Hashes => {
  expect(status).toBe('SUCCEEDED');
  expect(resultHash).toMatch(/^[0-9a-f]{64}$/);
  return { inputHash, casesHash, resultHash };
};

describe.each(TEST_ENGINES)('hashes of a run on %s speak of content', (engine) => {
  let open: TestDatabase[] = [];
  let expected: Hashes;

  /** An installation of its own; `put` stores its cases. */
  const installation = async (put: (city: TinyCity) => Promise<unknown>): Promise<TinyCity> => {
    const test = await openTestDatabase(engine);
    open.push(test);
    const city = new TinyCity(testPlatform(test.store));
    await city.make({ cases: 0 });
    await put(city);
    return city;
  };
  const cases = (change: (row: InpatientCase, i: number) => InpatientCase = (row) => row): InpatientCase[] =>
    upTo(CASES).map((i) => change(tinyCase(i), i));

  beforeAll(async () => {
    expected = hashesOf(await (await installation((city) => city.putCases(cases()))).clear());
  });
  afterAll(async () => {
    await Promise.all(open.map((test) => test.close()));
    open = [];
  });

  it('a permuted file, cut into other imports, in another installation gives the same hashes (O2)', async () => {
    const other = await installation(async (city) => {
      const permuted = cases().sort((a, b) => (a.caseNo.slice(-1) + a.caseNo < b.caseNo.slice(-1) + b.caseNo ? 1 : -1));
      for (let from = 0; from < CASES; from += 7) await city.putCases(permuted.slice(from, from + 7));
    });
    expect(hashesOf(await other.clear())).toEqual(expected);
  });

  it('a case that was voided and imported again, or revised there and back, leaves the hashes as they were (O2)', async () => {
    const other = await installation(async (city) => {
      await city.putCases(cases());
      await city.write(({ cases: stored }) => stored.void(city.regionCode, [tinyCase(3)]));
      await city.putCases([tinyCase(3)]);
      for (const totalCost of [yuan(1_234_567), tinyCase(8).totalCost]) {
        const rows = [tinyCase(8, { totalCost })];
        await city.write(({ cases: stored }) => stored.insert({ regionCode: city.regionCode, onDuplicate: 'REVISE', rows }));
      }
    });
    expect(hashesOf(await other.clear())).toEqual(expected);
  });

  it('shards of another size give the same hashes (O2)', async () => {
    const other = await installation((city) => city.putCases(cases()));
    const run = await other.start();
    const selection = { ...other.key, from: '2024-01-01', to: '2024-12-31', periodBy: 'DISCHARGE' } as const;
    await other.write((unit) => cutRun(unit, { ...run, selection }, 3));
    expect(hashesOf(await other.drive(run))).toEqual(expected);
    const left = await other.read(({ runs }) => runs.shardDigests(other.regionCode, run.runNo, 'caseDigests'));
    expect(left).toEqual([]);
  });

  it('one fen more on one case gives another hash of cases and of results, and the same hash of what stands beside them (O2)', async () => {
    const other = await installation((city) =>
      city.putCases(cases((row, i) => (i === 5 ? { ...row, totalCost: yuan(200_000 + ((5 * 7_919) % 3_700_000) + 1) } : row))),
    );
    const { inputHash, casesHash, resultHash } = hashesOf(await other.clear());
    expect(inputHash).toBe(expected.inputHash);
    expect(casesHash).not.toBe(expected.casesHash);
    expect(resultHash).not.toBe(expected.resultHash);
  });

  it('one fen more of the budget gives another input hash and the same hash of cases (O2)', async () => {
    const other = await installation(async (city) => {
      await city.putCases(cases());
      await city.write(({ fundYears }) =>
        fundYears.setBudget(city.key, { income: '5000000.01', outOfRegionPlan: '250000.00' }, { reason: '一分' }),
      );
    });
    const { inputHash, casesHash, resultHash } = hashesOf(await other.clear());
    expect(inputHash).not.toBe(expected.inputHash);
    expect(casesHash).toBe(expected.casesHash);
    expect(resultHash).not.toBe(expected.resultHash);
  });
});

describe('the hash of rows', () => {
  const digestsOf = (rows: readonly string[]): Uint8Array => {
    const digests = new RowDigests(rows.length);
    rows.forEach((row) => digests.add(row));
    return digests.finish();
  };

  it('is SHA-256 over the sorted digests, however they are ordered and cut', () => {
    const rows = upTo(1_000).map((i) => `row ${i}`);
    const sorted = rows.map((row) => createHash('sha256').update(row).digest().subarray(0, DIGEST_BYTES)).sort((a, b) => a.compare(b));
    const expected = createHash('sha256').update(Buffer.concat(sorted)).digest('hex');
    expect(hashOfRows([digestsOf(rows)])).toBe(expected);
    expect(hashOfRows([digestsOf(rows.slice(300).reverse()), digestsOf(rows.slice(0, 300))])).toBe(expected);
  });

  it('keeps rows apart whose digests begin alike, and counts a row as often as it is there', () => {
    const alike = (end: number): Buffer => Buffer.concat([Buffer.alloc(DIGEST_BYTES - 1, 7), Buffer.from([end])]);
    expect(hashOfRows([alike(1), alike(2), alike(3)])).toBe(hashOfRows([Buffer.concat([alike(3), alike(1)]), alike(2)]));
    expect(hashOfRows([alike(1), alike(1)])).not.toBe(hashOfRows([alike(1)]));
    expect(hashOfRows([alike(1), alike(2)])).not.toBe(hashOfRows([alike(1), alike(3)]));
  });
});
