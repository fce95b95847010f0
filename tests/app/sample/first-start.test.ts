import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadFirstRulesets } from '../../../src/app/sample/first-start.js';
import { sampleCity, SAMPLE_REGION } from '../../../src/app/sample/sample-city.js';
import { seedCity } from '../../../src/app/sample/seed-city.js';
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

it.each([
  ['of another size', sampleCity({ institutions: 7, cases: 100, historyCases: 120 }), 460n, '2025.1'],
  ['of another year', sampleCity({ institutions: 7, cases: 250, historyCases: 120, year: 2024 }), 610n, '2024.1'],
])('a sample %s that is there stays as it is when a server starts', async (_what, city, cases, catalogue) => {
  const platform = testPlatform(test.store);
  await loadFirstRulesets(platform, path.resolve(import.meta.dirname, '../../../rulesets'));
  await seedCity(platform, city, () => undefined);
  const before = await stored();
  expect(before).toMatchObject({ cases, institutions: 7, catalogues: [catalogue, '3.0-demo'], runs: 0 });
  expect(await smallFirstStart(test.store)).toEqual([]);
  expect(await stored()).toEqual(before);
});
