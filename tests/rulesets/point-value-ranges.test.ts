import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayRun } from '../../src/app/clearing/evidence/replay-run.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import type { RunRecord } from '../../src/app/ports/clearing/ports-run.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { setBudget } from '../../src/app/years/set-budget.js';
import { must } from '../../src/engine/kit/assert.js';
import { decimal, printFen, yuanToFen, type Fen } from '../../src/engine/number/quantity.js';
import type { Plan } from '../../src/engine/plan/plan.js';
import type { Scope } from '../../src/engine/plan/scopes.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';

type Values = Readonly<Record<string, unknown>>;

const fen = (yuan: unknown): Fen => yuanToFen(decimal(String(yuan)));
const sum = (values: readonly Fen[]): Fen => values.reduce((total, value) => total + value, 0n);

async function cityOf(platform: Platform, region: string, text = fileOf(region, '2024.1').text): Promise<{ readonly city: ProductCity; readonly plan: Plan; readonly run: RunRecord }> {
  await new ProductCity(platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
  const city = new ProductCity(platform, region, 2024);
  const plan = await city.load(text);
  await city.institutions(plan);
  await city.catalogue(plan);
  await city.cases(plan);
  await city.records(plan);
  const { run } = await city.clear(plan);
  expect([run.status, run.failure, run.totals.imbalanceFen]).toEqual(['SUCCEEDED', null, 0n]);
  const replayed = await replayRun(platform, platformCaller(platform), { regionCode: region, runId: run.id });
  expect(replayed).toMatchObject({ isIdentical: true, differences: [] });
  return { city, plan, run };
}

const valuesOf = (platform: Platform, { regionCode, runNo }: RunRecord, scope: Scope): Promise<readonly Values[]> =>
  platform.store.transaction(PLATFORM_ACCESS, 'READ', async ({ runResults }) =>
    (await runResults.scopeValues(regionCode, runNo, scope)).map(({ values }) => values),
  );

describe.each(TEST_ENGINES)('a whole year, on %s', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await openTestDatabase(engine)));
  afterAll(() => database.close());

  it('takes its point value from institutions between two quantiles, and leaves the rest in the fund (N26-6)', async () => {
    const platform = testPlatform(database.store);
    const { run } = await cityOf(platform, '991480');
    const totals = await valuesOf(platform, run, 'institutionTotal');
    const [end] = await valuesOf(platform, run, 'fundYearEnd');
    // By hand: three institutions in order a < b < c. 2.5% stands at 0.05: above a; 97.5% at 1.95: below c. So b alone is kept.
    const rising = [...totals].sort((a, b) => Number(a['ownValue']) - Number(b['ownValue']));
    expect(new Set(totals.map((one) => one['ownValue'])).size).toBe(3);
    expect(rising.map((one) => one['kept'])).toEqual([false, true, false].map((one) => (typeof rising[0]?.['kept'] === 'string' ? String(one) : one)));
    expect(end?.['institutionsKept']).toBe('1');
    const middle = must(rising[1], 'the one between');
    // Its own cost ÷ points × the region's settlement weight, to the fen, in whole numbers: what the fund can't pay is not paid.
    const weight = totals.reduce((total, one) => total + scaled(one['settlementWeight']), 0n);
    const exact = fen(middle['ownCost']) * weight;
    const points = scaled(middle['ownPoints']);
    const wanted = (exact * 2n + points) / (points * 2n);
    const fund = must(run.totals.fundFen, 'fund');
    expect(fen(end?.['allocatable'])).toBe(wanted < fund ? wanted : fund);
    const years = await valuesOf(platform, run, 'institutionYear');
    expect(sum(years.map((one) => fen(one['entitlement'])))).toBe(fen(end?.['allocatable']));
  });

  it('takes it from institutions up to the mean of the region, where the ruleset says so (N26-6)', async () => {
    const platform = testPlatform(database.store);
    const text = fileOf('991480', '2024.1').text.replace('"region": "991480"', '"region": "991481"').replace('"value": "QUANTILES"', '"value": "UP_TO_MEAN"');
    const { run } = await cityOf(platform, '991481', text);
    const totals = await valuesOf(platform, run, 'institutionTotal');
    const cost = sum(totals.map((one) => fen(one['ownCost'])));
    const points = totals.reduce((total, one) => total + scaled(one['ownPoints']), 0n);
    // An institution is kept where cost ÷ points ≤ the region's cost ÷ points, its value being rounded to 8 places.
    const kept = totals.filter((one) => scaled(one['ownValue']) * points <= cost * 10n ** 14n);
    expect(kept.length === 1 || kept.length === 2).toBe(true);
    const [end] = await valuesOf(platform, run, 'fundYearEnd');
    expect(end?.['institutionsKept']).toBe(String(kept.length));
    const keptCost = sum(kept.map((one) => fen(one['ownCost'])));
    const keptPoints = kept.reduce((total, one) => total + scaled(one['ownPoints']), 0n);
    const weight = totals.reduce((total, one) => total + scaled(one['settlementWeight']), 0n);
    const wanted = (keptCost * weight * 2n + keptPoints) / (keptPoints * 2n);
    const fund = must(run.totals.fundFen, 'fund');
    expect(fen(end?.['allocatable'])).toBe(wanted < fund ? wanted : fund);
  });

  it('pays drugs and consumables as they cost, and divides what is left for services (N26-6)', async () => {
    const platform = testPlatform(database.store);
    const { city, plan, run } = await cityOf(platform, '991485');
    const plenty = await partsOf(platform, run);
    expect(plenty.rigid).toEqual(plenty.claims); // the fund is enough: each gets what its drugs and consumables cost
    expect(sum(plenty.claims)).toBeGreaterThan(0n);
    expect(sum(plenty.services)).toBe(must(run.totals.fundFen, 'fund') - sum(plenty.claims));
    expect(sum(plenty.services)).toBeGreaterThan(0n);

    // A budget of half of what they cost: met in proportion, and nothing is left for services.
    const [end] = await valuesOf(platform, run, 'fundYearEnd');
    const half = sum(plenty.claims) / 2n + fen(end?.['byItemCarvedOut']);
    const items = { income: '2000000.00', byGroupPlan: printFen((half * 100n) / 95n), historicalCost: '1000000.00', historicalPoints: '100000' };
    await setBudget(platform, platformCaller(platform), {
      ...{ regionCode: '991485', year: 2024, insurance: 'EMPLOYEE', reason: '预算调减', idempotencyKey: `less ${engine}` },
      items: Object.entries(items).map(([name, value]) => ({ name, value })),
    });
    const { run: short } = await city.clear(plan);
    expect([short.status, short.failure, short.totals.imbalanceFen]).toEqual(['SUCCEEDED', null, 0n]);
    const little = await partsOf(platform, short);
    const fund = must(short.totals.fundFen, 'fund');
    expect([sum(little.rigid), sum(little.services)]).toEqual([fund, 0n]);
    little.rigid.forEach((share, n) => {
      const exact = (fund * must(little.claims[n], 'claim')) / sum(little.claims);
      expect(share === exact || share === exact + 1n).toBe(true);
    });
  });
});

function scaled(text: unknown): bigint {
  const { n, d } = decimal(String(text));
  return (n * 10n ** 8n) / d;
}

async function partsOf(platform: Platform, run: RunRecord): Promise<Readonly<Record<'claims' | 'rigid' | 'services', readonly Fen[]>>> {
  const totals = await valuesOf(platform, run, 'institutionTotal');
  const years = await valuesOf(platform, run, 'institutionYear');
  return {
    claims: totals.map((one) => fen(one['rigidClaim'])),
    rigid: years.map((one) => fen(one['rigidEntitlement'])),
    services: years.map((one) => fen(one['serviceEntitlement'])),
  };
}
