import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from '../city.js';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { must } from '../../../src/engine/kit/assert.js';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
  const moved = { institutionCode: '*', total: 'unspent', lineOrder: 2, amountFen: 72_500_000_01n } as const;
  await endpoint.platform.store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ runs, runResults }) => {
    const { runNo } = must((await runs.list(REGION, { first: 1 })).items[0], 'run');
    await runResults.insertPostings(REGION, runNo, [
      { ...moved, line: 'unspentToReserve', account: 'RESERVE', sign: -1 },
      { ...moved, line: 'unspentToReserve.FUND', account: 'FUND', sign: 1 },
    ]);
  });
});
afterAll(() => endpoint.close());

interface Run {
  readonly accounts: readonly { readonly account: string }[];
  readonly transfers: readonly Readonly<Record<'total' | 'line' | 'account' | 'amount' | 'change', string>>[];
}
interface Shown {
  readonly clearingRuns: { readonly edges: readonly { readonly node: Run }[] };
}
const QUERY = `{ clearingRuns(regionCode: "${REGION}", first: 1) { edges { node { accounts { account opening closing } transfers { total line account amount change } } } } }`;

describe('transfers between the accounts of a run (L2)', () => {
  it('are shown to the agency with the accounts that they move', async () => {
    const { data, errors } = await endpoint.ask<Shown>(QUERY, { key: 'AUDITOR' });
    expect(errors).toEqual([]);
    const { accounts, transfers } = data?.clearingRuns.edges[0]?.node ?? { accounts: [], transfers: [] };
    expect(accounts).toHaveLength(6);
    const amount = '72500000.01';
    expect(transfers).toEqual([
      { total: 'unspent', line: 'unspentToReserve', account: 'RESERVE', amount, change: amount },
      { total: 'unspent', line: 'unspentToReserve.FUND', account: 'FUND', amount, change: `-${amount}` },
    ]);
  });

  it('are not for an institution’s key', async () => {
    const { errors } = await endpoint.ask<Shown>(QUERY, { key: 'INSTITUTION' });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toContain('FORBIDDEN');
  });
});
