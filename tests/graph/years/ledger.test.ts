import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from '../city.js';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';

const KEY = `regionCode: "${REGION}", year: 2024, insurance: RESIDENT`;
let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
  for (const [institutionCode, month, amount] of [
    ['H1', 1, '500.25'],
    ['H2', 1, '700.00'],
    ['H1', 2, '0.10'],
  ] as const) {
    const input = `{ ${KEY}, institutionCode: "${institutionCode}", month: ${month}, amount: "${amount}", paidOn: "2024-03-05", reason: "预拨", idempotencyKey: "${institutionCode}${month}" }`;
    const { data } = await endpoint.ask<{ recordPayment: { __typename: string } }>(
      `mutation { recordPayment(input: ${input}) { __typename } }`,
      { key: 'FINANCE' },
    );
    expect(data?.recordPayment.__typename).toBe('RecordPaymentPayload');
  }
});
afterAll(() => endpoint.close());

const ask = (selection: string, key = 'FINANCE') =>
  endpoint.ask<{ fundYear: Record<string, unknown> | null }>(`{ fundYear(${KEY}) { ${selection} } }`, { key });
const ENTRY = 'period line from to amount cause institution { code }';

describe('the ledger through GraphQL (N25-27b)', () => {
  it('shows what was paid before anything was settled as advances, page by page, and balances that add up to 0', async () => {
    const first = await ask(`ledger(first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { node { ${ENTRY} } } }`);
    const advance = { line: 'payment', from: 'PREPAID', to: 'BANK', cause: 'PAYMENT' };
    const page = first.data?.fundYear?.['ledger'] as { pageInfo: { endCursor: string } };
    expect(page).toMatchObject({
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      edges: [
        { node: { ...advance, period: '01', amount: '500.25', institution: { code: 'H1' } } },
        { node: { ...advance, amount: '700.00', institution: { code: 'H2' } } },
      ],
    });
    const rest = await ask(`ledger(first: 2, after: "${page.pageInfo.endCursor}") { edges { node { ${ENTRY} } } }`);
    expect(rest.data?.fundYear).toMatchObject({ ledger: { edges: [{ node: { period: '02', amount: '0.10' } }] } });
    const { data } = await ask(
      `ledgerBalances { account balance institution { code } } ofMonth: ledgerBalances(period: "02") { account balance }
       ledgerAccounts { account pool balance institution { code } } monthOnly: ledgerAccounts(period: "02") { account balance }`,
    );
    expect(data?.fundYear).toEqual({
      ledgerBalances: [
        { account: 'BANK', balance: '500.35', institution: { code: 'H1' } },
        { account: 'PREPAID', balance: '-500.35', institution: { code: 'H1' } },
        { account: 'BANK', balance: '700.00', institution: { code: 'H2' } },
        { account: 'PREPAID', balance: '-700.00', institution: { code: 'H2' } },
      ],
      ofMonth: [
        { account: 'BANK', balance: '0.10' },
        { account: 'PREPAID', balance: '-0.10' },
      ],
      ledgerAccounts: [
        { account: 'BANK', pool: 'BASIC', balance: '1200.35', institution: null },
        { account: 'PREPAID', pool: 'BASIC', balance: '-1200.35', institution: null },
      ],
      monthOnly: [
        { account: 'BANK', balance: '0.10' },
        { account: 'PREPAID', balance: '-0.10' },
      ],
    });
  });

  it('an institution sees its own entries and balances only', async () => {
    const { data } = await ask(
      'ledger { totalCount edges { node { institution { code } } } } ledgerBalances { account balance } ledgerAccounts { account balance }',
      'INSTITUTION',
    );
    expect(data?.fundYear).toEqual({
      ledger: { totalCount: 2, edges: [{ node: { institution: { code: 'H1' } } }, { node: { institution: { code: 'H1' } } }] },
      ledgerBalances: [
        { account: 'BANK', balance: '500.35' },
        { account: 'PREPAID', balance: '-500.35' },
      ],
      ledgerAccounts: [
        { account: 'BANK', balance: '500.35' },
        { account: 'PREPAID', balance: '-500.35' },
      ],
    });
  });

  it('numbers vouchers over the whole year, for the agency', async () => {
    const numbers = '{ edges { node { voucher period } } }';
    const { data } = await ask(`ledger ${numbers} second: ledger(period: "02") ${numbers}`);
    expect(data?.fundYear).toEqual({
      ledger: { edges: [1, 2, 3].map((voucher) => ({ node: { voucher, period: voucher === 3 ? '02' : '01' } })) },
      second: { edges: [{ node: { voucher: 3, period: '02' } }] },
    });
    const own = await ask(`ledger ${numbers}`, 'INSTITUTION');
    expect(own.data?.fundYear).toEqual({ ledger: { edges: ['01', '02'].map((period) => ({ node: { voucher: null, period } })) } });
  });
});

const SUMS = 'opening declared preSettled cleared deposit advanced paid closing';

describe('reconciliation lists through GraphQL (N25-25)', () => {
  it('give the sums and every entry of an institution, of the year or a period', async () => {
    const { data } = await ask(
      `year: reconciliation(institutionCode: "H1") { institution { code } period ${SUMS} entries { period line from to amount change balance } }
       month: reconciliation(institutionCode: "H1", period: "02") { period paid entries { amount } }`,
    );
    const advance = { line: 'payment', from: 'PREPAID', to: 'BANK', change: '0.00', balance: '0.00' };
    expect(data?.fundYear).toEqual({
      year: {
        ...{ institution: { code: 'H1' }, period: null, opening: '0.00', declared: '0.00', preSettled: '0.00' },
        ...{ cleared: '0.00', deposit: '0.00', advanced: '500.35', paid: '500.35', closing: '0.00' },
        entries: [
          { ...advance, period: '01', amount: '500.25' },
          { ...advance, period: '02', amount: '0.10' },
        ],
      },
      month: { period: '02', paid: '0.10', entries: [{ amount: '0.10' }] },
    });
  });

  it('are an institution’s own, and of institutions and periods that exist', async () => {
    const asked = async (args: string, key?: string) =>
      (await ask(`reconciliation(${args}) { paid }`, key)).errors?.[0]?.extensions?.['code'];
    expect(await asked('institutionCode: "H1"', 'INSTITUTION')).toBeUndefined();
    expect(await asked('institutionCode: "H2"', 'INSTITUTION')).toBe('FORBIDDEN');
    expect(await asked('institutionCode: "H9"')).toBe('NOT_FOUND');
    expect(await asked('institutionCode: "H1", period: "13"')).toBe('VALIDATION_FAILED');
  });
});
