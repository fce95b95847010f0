import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadRuleset } from '../../../src/app/rulesets/load-ruleset.js';
import type { Platform } from '../../../src/app/kernel/platform.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { scoreCase } from '../../../src/app/scoring/score-case.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../support/database.js';
import { testPlatform, TinyCity, tinyCase, tinyCities, tinyDocument, upTo, version } from '../../support/tiny-city.js';

let test: TestDatabase;
let platform: Platform;
let nextCity: () => TinyCity;
let city: TinyCity;
beforeAll(async () => {
  test = await openTestDatabase(TEST_ENGINES.at(-1)); // PostgreSQL where a server is named: there, things really happen at once
  platform = testPlatform(test.store);
  nextCity = tinyCities(platform);
});
beforeEach(async () => {
  city = nextCity();
  await city.makeRegion();
});
afterAll(() => test.close());

const ofCity = (text: string): string => text.replaceAll('"990900"', `"${city.regionCode}"`);
const versions = async (): Promise<readonly string[]> =>
  (await city.read(({ rulesets }) => rulesets.list(city.regionCode))).map(({ version: name }) => name);
const published = async (): Promise<number> =>
  (await city.read(({ audit }) => audit.list(city.regionCode, { first: 50 }))).filter(({ action }) => action === 'ruleset:publish').length;

describe('loading a ruleset', () => {
  it('the same document again, with other white space and key order, and at once: one version, one event', async () => {
    const text = ofCity(await tinyDocument());
    const turned = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse()), null, 3);
    const loads = await Promise.all([text, turned, text].map((one) => loadRuleset(platform, platformCaller(platform), one)));
    const again = await loadRuleset(platform, platformCaller(platform), turned);
    expect(new Set([...loads, again].map(({ id }) => id)).size).toBe(1);
    expect(await versions()).toEqual(['2024.1']);
    expect(await published()).toBe(1);
  });

  it('a version that is taken, and a first day that is taken: refused, nothing changed', async () => {
    await city.load();
    const refusals = [
      [version('2024.1', '2024-02-01'), 'VERSION_TAKEN'],
      [version('2024.2', '2024-01-01'), 'FROM_TAKEN'],
      [version('2024.2', '2024-03-01', '2024-02-01'), 'DATES_ORDER'],
    ] as const;
    for (const [edit, code] of refusals)
      await expect(city.load(edit)).rejects.toMatchObject({ code: 'RULESET_INVALID', fields: [{ code }] });
    expect(await versions()).toEqual(['2024.1']);
    expect(await published()).toBe(1);
  });

  it('many first days at once: each is taken once', async () => {
    const loads = await Promise.allSettled(upTo(6).map((i) => city.load(version(`2025.${i}`, i % 2 === 0 ? '2025-01-01' : '2025-02-01'))));
    expect(loads.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await versions()).toHaveLength(2);
  });

  it('needs the permission to publish in the document’s own region; checking needs none', async () => {
    const text = ofCity(await tinyDocument());
    for (const caller of [city.as('CLERK'), city.as('APPROVER', { regions: ['999999'] }), city.as('INSTITUTION')])
      await expect(loadRuleset(platform, caller, text)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await versions()).toEqual([]);
    expect((await loadRuleset(platform, city.as('APPROVER'), text)).version).toBe('2024.1');
    await expect(loadRuleset(platform, city.as('APPROVER'), 'no document')).rejects.toMatchObject({ code: 'RULESET_INVALID' });
    const other = JSON.stringify({ ...(JSON.parse(text) as object), region: '999998' });
    await expect(loadRuleset(platform, city.as('APPROVER', { regions: 'ALL' }), other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a ruleset that was changed in the store', () => {
  /** Somebody with the database's own password changes a text. */
  async function tamper(change: (text: string) => string): Promise<void> {
    const { rows } = await test.database.pool.query<{ text: string }>(
      'SELECT effective_text AS text FROM ruleset_version WHERE region_code = $1',
      [city.regionCode],
    );
    await test.database.pool.query('UPDATE ruleset_version SET effective_text = $2 WHERE region_code = $1', [
      city.regionCode,
      change(rows[0]?.text ?? ''),
    ]);
  }

  it.each([
    ['another threshold', (text: string) => text.replace('"value":"2"', '"value":"9"')],
    ['white space', (text: string) => `${text} `],
    ['no JSON any more', () => 'gone'],
  ])('%s: decides nothing, clears nothing, is no base (RULESET_TAMPERED)', async (_, change) => {
    const { effectiveHash } = await city.load();
    const [summary] = await city.read(({ rulesets }) => rulesets.list(city.regionCode));
    await city.putCatalogue(summary?.groupingHash ?? '');
    await city.putCases([tinyCase(0)]);
    await city.putYear();
    const run = await city.start();
    await tamper(change);

    const fresh = new TinyCity(testPlatform(test.store), city.regionCode); // nothing compiled yet
    const caller = platformCaller(fresh.platform);
    const tampered = { code: 'RULESET_TAMPERED', messages: { zh: expect.stringContaining('哈希不符') as string } };
    await expect(scoreCase(fresh.platform, caller, city.regionCode, tinyCase(0))).rejects.toMatchObject(tampered);
    await expect(fresh.start({ idempotencyKey: 'another' })).rejects.toMatchObject(tampered);
    expect(await fresh.drive(run)).toMatchObject({ status: 'FAILED', failure: { code: 'RULESET_TAMPERED' } });
    const extending = {
      region: city.regionCode,
      version: '2025.1',
      scheme: 'DIP',
      pointUnit: 'point',
      title: { zh: '下一年' },
      extends: { region: city.regionCode, version: '2024.1', effectiveHash },
      effective: { from: '2025-01-01' },
    };
    await expect(loadRuleset(fresh.platform, caller, JSON.stringify(extending))).rejects.toMatchObject(tampered);
  });
});
