import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadFirstRulesets } from '../../../src/app/sample/first-start.js';
import { sampleCity, SAMPLE_REGION } from '../../../src/app/sample/sample-city.js';
import { seedCity } from '../../../src/app/sample/seed-city.js';
import { INSURANCE_SCHEMES } from '../../../src/engine/plan/inpatient-case.js';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { smallFirstStart } from '../../faults/small-first-start.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { testPlatform } from '../../support/tiny-city.js';

let test: TestDatabase;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.close());

/** Everything of the region that a first start makes. */
async function stored() {
  return await test.store.transaction(PLATFORM_ACCESS, 'READ', async ({ cases, institutions, catalogues, runs, audit }) => {
    const throughImportSeq = await cases.lastImportSeq(SAMPLE_REGION);
    const days = { from: '2020-01-01', to: '2026-12-31', periodBy: 'DISCHARGE' } as const;
    return {
      cases: await cases.count({ regionCode: SAMPLE_REGION, throughImportSeq, ...days }),
      institutions: (await institutions.list(SAMPLE_REGION)).length,
      catalogues: (await catalogues.list(SAMPLE_REGION)).map(({ version }) => version),
      runs: (await runs.list(SAMPLE_REGION, { first: 10 })).items.length,
      events: await audit.count(SAMPLE_REGION),
    };
  });
}

const KEYS = INSURANCE_SCHEMES.map((insurance) => ({ regionCode: SAMPLE_REGION, insurance }));
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n);

/** What the ledger says was paid ahead and from what, by insurance. */
async function paidByLedger(year: number) {
  return await test.store.transaction(PLATFORM_ACCESS, 'READ', async ({ ledger }) => {
    const found = [];
    for (const key of KEYS) {
      const balances = await ledger.balances({ ...key, year });
      const of = (account: string): bigint => sum(balances.filter((one) => one.account === account).map((one) => one.balanceFen));
      found.push({ paid: of('BANK'), ahead: -of('PREPAID'), out: sum(balances.map((one) => one.balanceFen)) });
    }
    return found;
  });
}

/** The same as payments were recorded: all of them are ahead, since no period of the sample is closed. */
async function paidAsRecorded(year: number) {
  return await test.store.transaction(PLATFORM_ACCESS, 'READ', async ({ fundYears }) => {
    const found = [];
    for (const key of KEYS) {
      const paid = sum((await fundYears.payments({ ...key, year })).map((one) => one.amountFen));
      expect(paid).toBeGreaterThan(0n);
      found.push({ paid, ahead: paid, out: 0n });
    }
    return found;
  });
}

it.each([
  ['of another size', sampleCity({ institutions: 7, cases: 100, historyCases: 120 }), 460n, ['2024.1', '2025.1']],
  ['of another year', sampleCity({ institutions: 7, cases: 250, historyCases: 120, year: 2024 }), 610n, ['2023.1', '2024.1']],
])('a sample %s that is there stays as it is when a server starts', async (_what, city, cases, catalogues) => {
  const platform = testPlatform(test.store);
  await loadFirstRulesets(platform, path.resolve(import.meta.dirname, '../../../rulesets'));
  await seedCity(platform, city, () => undefined);
  expect(await paidByLedger(city.year)).toEqual(await paidAsRecorded(city.year));
  const before = await stored();
  expect(before).toMatchObject({ cases, institutions: 7, catalogues: [...catalogues, '3.0-demo'], runs: 0 });
  expect(await smallFirstStart(test.store)).toEqual([]);
  expect(await stored()).toEqual(before);
});
