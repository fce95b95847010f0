import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vouchers } from '../../src/app/accounting/vouchers.js';
import { replayRun } from '../../src/app/clearing/evidence/replay-run.js';
import { PLATFORM_ACCESS, type Unit } from '../../src/app/ports/ports.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { runSampleYear } from '../../src/app/sample/run-sample-year.js';
import { must } from '../../src/engine/kit/assert.js';
import { decimal, yuanToFen } from '../../src/engine/number/quantity.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';

const REGION = '991490';
const key = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE' } as const;

describe('cases that are paid by item have an account and vouchers (N25-23)', () => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await openTestDatabase()));
  afterAll(() => test.close());

  it('what is set aside of the budget is paid to institutions, monthly and by the year, to the fen in the ledger', async () => {
    const platform = testPlatform(test.store);
    const caller = platformCaller(platform);
    const read = <T>(work: (unit: Unit) => Promise<T>): Promise<T> => platform.store.transaction(PLATFORM_ACCESS, 'READ', work);
    await new ProductCity(platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
    const city = new ProductCity(platform, REGION, 2024);
    const plan = await city.load(fileOf(REGION, '2024.1').text);
    await city.institutions(plan);
    await city.catalogue(plan);
    await city.cases(plan, 36, { fundPaid: '1000.10' });
    await city.records(plan);
    const settled = await runSampleYear(platform, key);
    expect(settled.map(({ run }) => run.stage)).toEqual(settled.map(() => 'PAID'));
    const { run } = must(settled.at(-1), 'year');

    const own = await read(({ runResults }) => runResults.scopeValues(REGION, run.runNo, 'institutionYear'));
    const paidFen = own.map(({ values }) => yuanToFen(decimal(String(values['byItemPaid']))));
    const total = paidFen.reduce((sum, fen) => sum + fen, 0n);
    expect(paidFen.every((fen) => fen > 0n && fen % 100010n === 0n)).toBe(true); // whole cases of 1,000.10
    const accounts = await read(({ runResults }) => runResults.accounts(REGION, run.runNo));
    expect(accounts.find(({ account }) => account === 'BY_ITEM')).toMatchObject({ openingFen: total, closingFen: 0n });

    // Money's identity: what opened is what was paid by statements and what is left, of all accounts together.
    const opened = accounts.reduce((sum, { openingFen, closingFen }) => sum + openingFen - closingFen, 0n);
    expect(opened).toBe(run.totals.payableFen);
    expect(run.totals.imbalanceFen).toBe(0n);

    const entries = await read(({ ledger }) => ledger.entries(key, { limit: 10_000 }));
    const moved = (isOne: (entry: (typeof entries)[number]) => boolean): bigint =>
      entries.reduce((sum, entry) => (isOne(entry) ? sum + entry.amountFen : sum), 0n);
    expect(moved(({ line, from }) => line === 'opening.BY_ITEM' && from === 'BUDGET')).toBe(total);
    expect(moved(({ line, from, to }) => line === 'byItemPaid' && from === 'BY_ITEM' && to === 'INSTITUTION')).toBe(total);
    const ofMonths = moved(({ line, from }) => line === 'monthByItemShare' && from === 'BY_ITEM');
    expect(ofMonths).toBe(total); // months are provisional: the year takes them back and books them anew
    expect(moved(({ line, to }) => line === 'takenBack.BY_ITEM' && to === 'BY_ITEM')).toBe(ofMonths);
    const balances = await read(({ ledger }) => ledger.balances(key));
    expect(balances.reduce((sum, { account, balanceFen }) => (account === 'BY_ITEM' ? sum + balanceFen : sum), 0n)).toBe(0n);
    const lines = (await vouchers(platform, caller, key)).filter(({ accountName }) => accountName === '按项目付费');
    const sum = (side: 'debit' | 'credit'): bigint => lines.reduce((all, line) => all + yuanToFen(decimal(line[side] ?? '0.00')), 0n);
    expect(lines.length).toBeGreaterThan(3);
    expect(sum('debit')).toBe(sum('credit'));
    const replayed = await replayRun(platform, caller, { regionCode: REGION, runId: run.id });
    expect(replayed).toMatchObject({ isIdentical: true });
  }, 180_000);
});
