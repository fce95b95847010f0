import { key, save } from './ready-city.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportRulesetBundle } from '../../../src/app/bundles/export-bundle.js';
import { createDraft } from '../../../src/app/drafts/create-draft.js';
import type { OpenDraft } from '../../../src/app/drafts/kit/open-draft.js';
import { checkDraft } from '../../../src/app/drafts/review/check-draft.js';
import { withdrawVersion } from '../../../src/app/drafts/review/withdraw-version.js';
import { exportDraft } from '../../../src/app/drafts/workbook/export-draft.js';
import { loadRuleset } from '../../../src/app/rulesets/load-ruleset.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { must } from '../../../src/engine/kit/assert.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { edits, parameter, testPlatform, tinyCities, version, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
let city: TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());
beforeEach(async () => {
  city = nextCity();
  await city.makeRegion();
  await city.load(version('2024.1', '2024-01-01'));
  await city.load(edits(version('2036.1', '2036-07-01'), parameter('deviationHigh', '1.01')));
});

const hashOf = async (of: TinyCity, name: string): Promise<string> =>
  must(await of.read(({ rulesets }) => rulesets.findByVersion(of.regionCode, name)), name).effectiveHash;
const extending = async (base: TinyCity, name: string, regionCode = city.regionCode): Promise<string> =>
  JSON.stringify({
    ...{ region: regionCode, version: '2037.1', scheme: 'DIP', pointUnit: 'point', title: { zh: '下一年' } },
    extends: { region: base.regionCode, version: name, effectiveHash: await hashOf(base, name) },
    effective: { from: '2037-01-01' },
  });
const draftOf = (documentText: string): Promise<OpenDraft> =>
  createDraft(city.platform, city.as('CLERK'), { regionCode: city.regionCode, name: '据撤回的版本', documentText, idempotencyKey: key() });
const withdraw = (of: TinyCity, name: string) =>
  withdrawVersion(of.platform, of.as('APPROVER'), {
    regionCode: of.regionCode,
    version: name,
    reason: '会议未通过',
    idempotencyKey: key(),
  });
const check = async ({ draft }: OpenDraft) =>
  (await checkDraft(city.platform, city.as('CLERK'), city.regionCode, draft.id)).findings.filter(({ severity }) => severity === 'ERROR');
const conflict = (zh: string) => ({ code: 'CONFLICT', messages: { zh: expect.stringContaining(zh) as string } });

describe('a draft that extends a version that was withdrawn', () => {
  it('the check says so, and which version is in its place; the mend makes it whole', async () => {
    const draft = await draftOf(await extending(city, '2036.1'));
    expect(await check(draft)).toEqual([]);
    await withdraw(city, '2036.1');
    const [first, ...more] = await check(draft);
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      code: 'EXTENDS_WITHDRAWN',
      pointer: '/extends',
      suggestion: { zh: expect.stringContaining('2024.1') as string },
    });
    expect(first?.message.zh).toMatch(new RegExp(`^所继承的基础规则集 ${city.regionCode} 2036.1 已于 \\d{4}-\\d\\d-\\d\\d 撤回`));
    const patches = must(first?.mend, 'mend').map(({ pointer, value }) => ({ pointer, value }));
    const mended = await save(city, city.as('CLERK'), { draftId: draft.draft.id, baseRevision: 1, patches });
    expect(await check(mended)).toEqual([]);
  });

  it('what it inherits can still be edited, and leaves as a workbook', async () => {
    const draft = await draftOf(await extending(city, '2036.1'));
    await withdraw(city, '2036.1');
    const patches = [{ pointer: '/parameters/deviationHigh/value', value: '1.02' }];
    const edited = await save(city, city.as('CLERK'), { draftId: draft.draft.id, baseRevision: 1, patches });
    expect((await check(edited)).map(({ code }) => code)).toEqual(['EXTENDS_WITHDRAWN']);
    const { content } = await exportDraft(city.as('CLERK'), { regionCode: city.regionCode, draftId: draft.draft.id, sheet: '参数' });
    expect(Buffer.from(content).toString('utf8')).toContain('deviationHigh');
  });

  it('nothing is loaded upon it', async () => {
    const text = await extending(city, '2036.1');
    await withdraw(city, '2036.1');
    await expect(loadRuleset(city.platform, platformCaller(city.platform), text)).rejects.toMatchObject({ code: 'RULESET_INVALID' });
  });
});

describe('bundles', () => {
  it('what was withdrawn is not handed to others, nor what rests on it', async () => {
    const other = nextCity();
    await other.makeRegion();
    await loadRuleset(city.platform, platformCaller(city.platform), await extending(city, '2036.1', other.regionCode));
    const bundle = (of: TinyCity, name: string) =>
      exportRulesetBundle(of.platform, platformCaller(of.platform), { regionCode: of.regionCode, version: name, catalogue: null });
    await bundle(other, '2037.1');
    await withdraw(city, '2036.1');
    await expect(bundle(city, '2036.1')).rejects.toMatchObject(conflict('已撤回，从未生效'));
    await expect(bundle(other, '2037.1')).rejects.toMatchObject(conflict(`${city.regionCode} 2036.1 已撤回`));
  });
});
