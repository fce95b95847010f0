import { afterAll, beforeAll, expect, it } from 'vitest';
import { inForceOn, knownAt } from '../../../src/app/caches/in-force.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { scoreCase } from '../../../src/app/scoring/score-case.js';
import { must } from '../../../src/engine/kit/assert.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { edits, parameter, testPlatform, tinyCase, tinyCities, version, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

/** Every case of a version in a run, page by page. */
async function casesUsing(city: TinyCity, rulesetId: string, runNo: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (let afterSeq = -1n; ;) {
    const page = await city.read(({ rulesets }) =>
      rulesets.casesUsing({ regionCode: city.regionCode, rulesetId, runNo }, { first: 40, afterSeq }),
    );
    found.push(...page.map(({ caseNo }) => caseNo));
    if (page.length < 40) return found;
    afterSeq = must(page.at(-1), 'last').seq;
  }
}

it('what a version was used for: the runs that pinned it, and of each exactly the cases that it scored', async () => {
  const city = await nextCity().make({ cases: 150 });
  const before = must(await city.read(({ rulesets }) => rulesets.list(city.regionCode)), 'versions')[0];
  const first = await city.clear({ idempotencyKey: 'one version' });
  const later = await city.load(edits(version('2024.9', '2024-07-01'), parameter('deviationHigh', '1.5'), (one) => ({ ...one, examples: [] })));
  const second = await city.clear({ idempotencyKey: 'two versions' });
  const uses = async (rulesetId: string) =>
    (await city.read(({ rulesets }) => rulesets.uses({ regionCode: city.regionCode, rulesetId }, { first: 10 }))).map(({ runNo, cases }) => [
      runNo,
      Number(cases),
    ]);
  const days = await city.read(({ cases }) => cases.findBySeq(city.regionCode, Array.from({ length: 150 }, (_, i) => BigInt(i + 1))));
  const isLater = (day: string): boolean => day >= '2024-07-01';
  const late = days.filter(({ dischargeDate }) => isLater(dischargeDate)).map(({ caseNo }) => caseNo);
  expect(late.length).toBeGreaterThan(10);
  const id = must(before, 'version').id;
  expect(await uses(id)).toEqual([
    [second.runNo, 150 - late.length],
    [first.runNo, 150],
  ]);
  expect(await uses(later.id)).toEqual([[second.runNo, late.length]]);
  expect([...(await casesUsing(city, later.id, second.runNo))].sort()).toEqual([...late].sort());
  expect(await casesUsing(city, later.id, first.runNo)).toEqual([]);
  expect((await casesUsing(city, id, first.runNo)).length).toBe(150);
});

it('what was known at a moment: a version published later, for days long past, was not; a score by what was known then is what it was', async () => {
  const city = await nextCity().make({ cases: 20 });
  const { platform, regionCode } = city;
  const caller = platformCaller(platform);
  const one = tinyCase(3, { dischargeDate: '2024-09-10', admissionDate: '2024-09-01' });
  const was = await scoreCase(platform, caller, regionCode, one);
  const moment = new Date();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const later = await city.load(edits(version('2024.9', '2024-07-01'), parameter('deviationHigh', '1.01'), (rules) => ({ ...rules, examples: [] })));
  const versions = await city.read(({ rulesets }) => rulesets.list(regionCode));
  expect(inForceOn(knownAt(versions, moment), '2024-09-10', 'DIP')?.version).toBe(was.ruleset.version);
  expect(inForceOn(knownAt(versions, null), '2024-09-10', 'DIP')?.version).toBe('2024.9');
  expect(inForceOn(knownAt(versions, later.publishedAt), '2024-09-10', 'DIP')?.version).toBe('2024.9');
  expect(inForceOn(knownAt(versions, new Date(0)), '2024-09-10', 'DIP')).toBeUndefined();
  const then = await scoreCase(platform, caller, regionCode, one, { knownAt: moment });
  expect(then.reproducibilityKey).toBe(was.reproducibilityKey);
  expect((await scoreCase(platform, caller, regionCode, one)).ruleset.version).toBe('2024.9');
  await expect(scoreCase(platform, caller, regionCode, one, { knownAt: new Date(0) })).rejects.toMatchObject({ code: 'NO_RULESET_IN_FORCE' });
});
