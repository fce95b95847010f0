import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StatementRecord } from '../../src/app/ports/clearing/ports-run-results.js';
import { printFen, type Fen } from '../../src/engine/number/quantity.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { paymentWarnings } from '../../src/app/years/payment-warnings.js';
import { must } from '../../src/engine/kit/assert.js';
import { parseDocument } from '../../src/rules/shape/parse.js';
import { openTestDatabase, TEST_ENGINE, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { storeAt } from '../support/store-at.js';
import { testPlatform } from '../support/tiny-city.js';
import { FILES } from './ruleset-library.js';
import { wholeTotals } from '../support/run-totals.js';

const GOOD = path.resolve(import.meta.dirname, '../rules/fixtures/good');

interface City {
  readonly name: string;
  readonly text: string;
  readonly region: string;
  readonly version: string;
  /** Region and version of what it extends. */
  readonly base: string | undefined;
  /** The first whole year that it rules. */
  readonly year: number;
}

const cityOf = (name: string, text: string): City => {
  const { region, version, effective, extends: base } = must(parseDocument(text).document, name);
  return { name, text, region, version, base: base && `${base.region} ${base.version}`, year: Number(effective.from.slice(0, 4)) + (effective.from.endsWith('01-01') ? 0 : 1) };
};
/** In order of their names, which is an order in which bases stand before what extends them. */
const SHIPPED: readonly City[] = FILES.map(({ name, text }) => cityOf(name, text));
const FIXTURES: readonly City[] = readdirSync(GOOD)
  .filter((file) => file.endsWith('.json'))
  .map((file) => cityOf(`fixtures/good/${file}`, readFileSync(path.join(GOOD, file), 'utf8')));

const ALL: readonly City[] = [...SHIPPED, ...FIXTURES];
/** All years are over by then: quality control returns cases that end on a day to come. */
const TODAY = new Date(`${Math.max(...ALL.map(({ year }) => year)) + 2}-01-01T00:00:00Z`);

let database: TestDatabase;
let platform: ReturnType<typeof testPlatform>;
beforeAll(async () => {
  database = await openTestDatabase();
  platform = testPlatform(storeAt(database.store, TODAY));
});
afterAll(() => database.close());

/**
 * All of them on the embedded database. On PostgreSQL every eighth, the real ones, one that groups by a DRG grouper, and what these extend: what a
 * ruleset decides is the same code on both, and what SQL adds up are the same few statements for all.
 */
function chosen(): readonly City[] {
  if (TEST_ENGINE === 'EMBEDDED') return ALL;
  const some = new Set(ALL.filter(({ region }, i) => i % 8 === 0 || !region.startsWith('99') || region === '991550'));
  for (const { base } of some) for (const one of ALL) if (`${one.region} ${one.version}` === base) some.add(one);
  return ALL.filter((one) => some.has(one));
}

const sumOf = (statements: readonly StatementRecord[]): Fen => statements.reduce((sum, { payableFen }) => sum + payableFen, 0n);

describe('every ruleset that ships is loaded, imported into and cleared to the fen as a city does it (O1)', () => {
  test.each(chosen().map((city) => [city.name, city] as const))('%s', async (_, { text, region, year }) => {
    const city = new ProductCity(platform, region, year);
    const plan = await city.load(text);
    await city.institutions(plan);
    await city.catalogue(plan);
    await city.cases(plan);
    await city.records(plan);
    const { run, statements } = await city.clear(plan);
    expect(run.failure).toBeNull();
    expect(run.status).toBe('SUCCEEDED');
    const { pointValue = null, pointValueFraction = null } = run.totals; // not every city has one
    expect(run.totals).toEqual(wholeTotals({ cases: 24n, payableFen: sumOf(statements), pointValue, pointValueFraction }));
    expect(printFen(must(run.totals.imbalanceFen, 'imbalance'))).toBe('0.00');
    expect(statements.map(({ institutionCode }) => institutionCode)).toEqual(['H01', 'H02', 'H03']);
    expect(await paymentWarnings(platform, platformCaller(platform), { regionCode: region, year, insurance: 'EMPLOYEE' })).toEqual([]);
    const accounts = await database.store.transaction(PLATFORM_ACCESS, 'READ', ({ runResults }) => runResults.accounts(region, run.runNo));
    const byItem = accounts.find(({ account }) => account === 'BY_ITEM'); // what was set aside is paid, to the fen
    expect(byItem?.closingFen ?? 0n).toBe(0n);
  });
});
