import { key } from './ready-city.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditVerified } from './audit-verified.js';
import { inForceOn, knownAt } from '../../../src/app/caches/in-force.js';
import { RegionCache } from '../../../src/app/caches/region-cache.js';
import { confirmClearingRun } from '../../../src/app/clearing/confirm-clearing-run.js';
import { createDraft } from '../../../src/app/drafts/create-draft.js';
import { draftTextOf } from '../../../src/app/drafts/drafts.js';
import { verifyRecords } from '../../../src/app/drafts/review/verify-records.js';
import { withdrawVersion, type WithdrawVersion } from '../../../src/app/drafts/review/withdraw-version.js';
import { loadRuleset } from '../../../src/app/rulesets/load-ruleset.js';
import { signRulesets, verifyRulesets } from '../../../src/app/rulesets/sign-rulesets.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { scoreCase } from '../../../src/app/scoring/score-case.js';
import type { Caller } from '../../../src/app/kernel/platform.js';
import { must } from '../../../src/engine/kit/assert.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { TEST_KEYS } from '../../support/signing.js';
import { edits, parameter, testPlatform, tinyCase, tinyCities, tinyDocument, TinyCity, version } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
let city: TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());
const NEXT = '2036-07-01';
const otherwise = (name: string, from = NEXT, to?: string) => edits(version(name, from, to), parameter('deviationHigh', '1.01'));
beforeEach(async () => {
  city = nextCity();
  await city.makeRegion();
  const { groupingHash } = await city.load(version('2024.1', '2024-01-01'));
  await city.putCatalogue(groupingHash);
  await city.putCases([tinyCase(0)]);
  await city.putYear();
});

const withdraw = (name: string, more: Partial<WithdrawVersion> = {}, caller: Caller = city.as('APPROVER')) =>
  withdrawVersion(city.platform, caller, {
    regionCode: city.regionCode,
    version: name,
    reason: '会议未通过',
    idempotencyKey: key(),
    ...more,
  });
const versions = () => city.read(({ rulesets }) => rulesets.list(city.regionCode));
const standing = async () => (await versions()).map(({ version: name, status }) => `${name} ${status}`);
/** As somebody who has the database and not the keys. */
async function sql(text: string): Promise<void> {
  const { rowCount } = await test.database.pool.query(text, [city.regionCode]);
  expect(rowCount).toBeGreaterThan(0);
}
/** The city as another process sees it. */
const afresh = (): TinyCity => new TinyCity(testPlatform(test.store), city.regionCode);
const later = (day = NEXT) => tinyCase(0, { dischargeDate: day, settlementDate: day });
const BACK = "status = 'PUBLISHED', withdrawn_at = NULL, withdrawn_by_id = NULL, withdrawn_by_name = NULL, withdrawn_reason = NULL";

describe('a published version is withdrawn before its first day', () => {
  it('the earlier version holds there again, at once, in the process that has it compiled; its number stays used, its first day is free', async () => {
    await city.load(otherwise('2036.1'));
    const caller = platformCaller(city.platform);
    const score = async () => (await scoreCase(city.platform, caller, city.regionCode, later())).ruleset.version;
    expect(await score()).toBe('2036.1');
    const { version: done, instead } = await withdraw('2036.1');
    expect(done).toMatchObject({ status: 'WITHDRAWN', withdrawal: { byId: 'holder-APPROVER', byName: 'APPROVER', reason: '会议未通过' } });
    expect(instead?.version).toBe('2024.1');
    expect(await score()).toBe('2024.1');
    await expect(city.load(otherwise('2036.1', '2037-01-01'))).rejects.toMatchObject({
      code: 'RULESET_INVALID',
      fields: [{ code: 'VERSION_TAKEN' }],
    });
    await city.load(otherwise('2036.2'));
    expect(await score()).toBe('2036.2');
    expect(await standing()).toEqual(['2024.1 PUBLISHED', '2036.1 WITHDRAWN', '2036.2 PUBLISHED'].sort());
    expect(await auditVerified(afresh())).toEqual([]);
    expect((await afresh().clear()).status).toBe('SUCCEEDED');
  });

  it('the same document is not brought back by loading it again; nor does a key load alone what the withdrawn one was the first of', async () => {
    const other = nextCity();
    await other.makeRegion();
    const text = await tinyDocument((document) => otherwise('2036.1')({ ...document, region: other.regionCode }));
    const { version: name } = await loadRuleset(other.platform, other.as('APPROVER'), text);
    city = other;
    await withdraw(name);
    await expect(loadRuleset(other.platform, platformCaller(other.platform), text)).rejects.toMatchObject({
      fields: [{ code: 'VERSION_TAKEN' }],
    });
    expect(await standing()).toEqual(['2036.1 WITHDRAWN']);
  });

  it('both times: it held from its publication to its withdrawal, as was known then', async () => {
    await city.load(otherwise('2036.1'));
    const before = new Date();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { version: done } = await withdraw('2036.1');
    const all = await versions();
    const on = (at: Date | null) => inForceOn(knownAt(all, at), NEXT, 'DIP')?.version;
    const { at } = must(done.withdrawal, 'withdrawal');
    expect([on(new Date(0)), on(before), on(new Date(at.getTime() - 1)), on(at), on(null)]).toEqual([
      undefined,
      '2036.1',
      '2036.1',
      '2024.1',
      '2024.1',
    ]);
    const fresh = afresh();
    const caller = platformCaller(fresh.platform);
    expect((await scoreCase(fresh.platform, caller, fresh.regionCode, later(), { knownAt: before })).ruleset.version).toBe('2036.1');
    expect((await scoreCase(fresh.platform, caller, fresh.regionCode, later(), { knownAt: at })).ruleset.version).toBe('2024.1');
  });

  it('a draft may begin from what was withdrawn, to mend it', async () => {
    await city.load(otherwise('2036.1'));
    await withdraw('2036.1');
    const clerk = city.as('CLERK');
    const from = { regionCode: city.regionCode, version: '2036.1' };
    const begun = await createDraft(city.platform, clerk, { regionCode: city.regionCode, name: '重拟', from, idempotencyKey: key() });
    expect((await draftTextOf(clerk, begun)).document).toMatchObject({ parameters: { deviationHigh: { value: '1.01' } } });
  });

  it('a run that rests on it is not confirmed; one of a period that ended before it began is of no account', async () => {
    await city.load(otherwise('2024.7', '2024-07-01'));
    const run = await city.clear();
    await sql(`UPDATE ruleset_version SET status = 'WITHDRAWN', withdrawn_at = now(), withdrawn_by_id = 'x', withdrawn_by_name = 'x', withdrawn_reason = 'x'
      WHERE region_code = $1 AND version = '2024.7'`);
    const seen = must(await city.read(({ runs }) => runs.standsOut(city.regionCode, run.runNo)), 'what stands out');
    const confirming = confirmClearingRun(city.platform, platformCaller(city.platform), {
      ...{ regionCode: city.regionCode, runId: run.id, standsOutHash: must(seen.standsOutHash, 'hash'), reason: '核对无误' },
    });
    await expect(confirming).rejects.toMatchObject({
      code: 'CONFLICT',
      messages: { zh: expect.stringContaining('2024.7 已撤回') as string },
    });
  });
});

describe('what is refused, and changes nothing', () => {
  beforeEach(async () => {
    await city.load(otherwise('2036.1'));
  });

  it.each<[string, () => Promise<unknown>, object]>([
    [
      'a version that has begun',
      () => withdraw('2024.1'),
      { code: 'CONFLICT', messages: { zh: expect.stringContaining('不能再撤回') as string } },
    ],
    ['one that there is not', () => withdraw('2099.9'), { code: 'NOT_FOUND' }],
    ['without a reason', () => withdraw('2036.1', { reason: ' ' }), { code: 'VALIDATION_FAILED' }],
    ['without an idempotency key', () => withdraw('2036.1', { idempotencyKey: '' }), { code: 'VALIDATION_FAILED' }],
    ['by a clerk', () => withdraw('2036.1', {}, city.as('CLERK')), { code: 'FORBIDDEN' }],
    ['from another region', () => withdraw('2036.1', {}, city.as('APPROVER', { regions: ['370300'] })), { code: 'FORBIDDEN' }],
    ['by an institution', () => withdraw('2036.1', {}, city.as('INSTITUTION', { institutionCode: 'H1' })), { code: 'FORBIDDEN' }],
  ])('%s', async (_, work, refusal) => {
    await expect(work()).rejects.toMatchObject(refusal);
    expect(await standing()).toEqual(['2024.1 PUBLISHED', '2036.1 PUBLISHED']);
  });

  it('a role that the region does not let approve', async () => {
    const other = city.as('FINANCE', { permissions: new Set(['ruleset:publish'] as const) });
    await expect(withdraw('2036.1', {}, other)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      messages: { zh: expect.stringContaining('您的角色是 FINANCE') as string },
    });
    expect(await standing()).toEqual(['2024.1 PUBLISHED', '2036.1 PUBLISHED']);
  });

  it('one that another version of the region extends, until that is withdrawn', async () => {
    const base = must(
      (await versions()).find((one) => one.version === '2036.1'),
      'base',
    );
    const extending = {
      ...{ region: city.regionCode, version: '2037.1', scheme: 'DIP', pointUnit: 'point', title: { zh: '下一年' } },
      extends: { region: city.regionCode, version: '2036.1', effectiveHash: base.effectiveHash },
      effective: { from: '2037-01-01' },
    };
    await loadRuleset(city.platform, platformCaller(city.platform), JSON.stringify(extending));
    await expect(withdraw('2036.1')).rejects.toMatchObject({
      code: 'CONFLICT',
      messages: { zh: expect.stringContaining('2037.1') as string },
    });
    await withdraw('2037.1');
    expect((await withdraw('2036.1')).instead?.version).toBe('2024.1');
  });

  it('one between two versions that could not share a settlement year', async () => {
    const renamed = edits(version('2037.7', '2037-07-01'), (document) => ({
      ...document,
      examples: [],
      methods: { ...document.methods, periodBy: { value: 'SETTLEMENT', basis: ['demo#1'] } },
    }));
    await city.load(
      edits(version('2037.1', '2037-01-01'), (document) => ({
        ...document,
        examples: [],
        methods: { ...document.methods, periodBy: { value: 'SETTLEMENT', basis: ['demo#1'] } },
      })),
    );
    await city.load(renamed);
    await expect(withdraw('2037.1')).rejects.toMatchObject({
      code: 'CONFLICT',
      messages: { zh: expect.stringContaining('同一结算年度相接') as string },
    });
    await withdraw('2037.7');
    await withdraw('2037.1');
  });
});

describe('at once, and again', () => {
  beforeEach(async () => {
    await city.load(otherwise('2036.1'));
  });

  it('two withdrawals: one wins, the other gets CONFLICT; the same request again gives its answer', async () => {
    const same = key();
    const both = await Promise.allSettled([withdraw('2036.1', { idempotencyKey: same }), withdraw('2036.1')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'CONFLICT' } });
    if (both[0].status === 'fulfilled') expect((await withdraw('2036.1', { idempotencyKey: same })).version.status).toBe('WITHDRAWN');
    expect(await city.read(({ audit }) => audit.ofActions(city.regionCode, ['ruleset:withdraw']))).toHaveLength(1);
    expect(await auditVerified(afresh())).toEqual([]);
  });

  it('a withdrawal and a publication on the same day: whoever is first, one version of the day stands and all is told', async () => {
    for (const name of ['2036.2', '2036.3', '2036.4']) {
      const stands = must(
        (await versions()).find(({ status, effectiveFrom }) => status === 'PUBLISHED' && effectiveFrom === NEXT),
        'version of the day',
      );
      const [gone, come] = await Promise.allSettled([withdraw(stands.version), city.load(otherwise(name))]);
      expect(gone.status).toBe('fulfilled');
      if (come.status === 'rejected') {
        expect(come).toMatchObject({ reason: { code: 'RULESET_INVALID' } });
        await city.load(otherwise(name));
      }
      const ofDay = (await versions()).filter(({ status, effectiveFrom }) => status === 'PUBLISHED' && effectiveFrom === NEXT);
      expect(ofDay.map((one) => one.version)).toEqual([name]);
    }
    expect(await auditVerified(afresh())).toEqual([]);
  });
});

describe('a withdrawal that is changed from outside (RULESET_TAMPERED)', () => {
  beforeEach(async () => {
    await city.load(otherwise('2036.1'));
  });

  async function refused(fresh: TinyCity, part: string): Promise<void> {
    const tampered = { code: 'RULESET_TAMPERED', messages: { zh: expect.stringContaining(part) as string } };
    await expect(fresh.start({ idempotencyKey: key() })).rejects.toMatchObject(tampered);
    await expect(fresh.load(otherwise('2038.1', '2038-01-01'))).rejects.toMatchObject(tampered);
    await expect(signRulesets(fresh.platform, platformCaller(fresh.platform), fresh.regionCode)).rejects.toMatchObject({
      code: 'RULESET_TAMPERED',
    });
  }

  it.each([
    ['it is taken back', `UPDATE ruleset_version SET ${BACK} WHERE region_code = $1 AND status = 'WITHDRAWN'`, '撤回被抹去'],
    [
      'its reason is another',
      "UPDATE ruleset_version SET withdrawn_reason = '另有原因' WHERE region_code = $1 AND status = 'WITHDRAWN'",
      '名册',
    ],
    [
      'its time is another',
      "UPDATE ruleset_version SET withdrawn_at = withdrawn_at + interval '1 day' WHERE region_code = $1 AND status = 'WITHDRAWN'",
      '名册',
    ],
  ])('%s: nothing is scored, run, published or signed', async (_, change, part) => {
    await withdraw('2036.1');
    await sql(change);
    const fresh = afresh();
    await expect(scoreCase(fresh.platform, platformCaller(fresh.platform), fresh.regionCode, tinyCase(0))).rejects.toMatchObject({
      code: 'RULESET_TAMPERED',
    });
    await refused(fresh, part);
    expect((await auditVerified(fresh)).length).toBeGreaterThan(0);
  });

  it('it is taken back together with the roll of before: the log tells of it, where a run starts and something is published', async () => {
    const roll = must(await city.read(({ rulesets }) => rulesets.roll(city.regionCode)), 'roll');
    await withdraw('2036.1');
    await sql(`UPDATE ruleset_version SET ${BACK} WHERE region_code = $1 AND status = 'WITHDRAWN'`);
    await city.write(({ rulesets }) => rulesets.setRoll(roll));
    const fresh = afresh();
    await refused(fresh, '撤回被抹去');
    const { versions: found } = await verifyRulesets(fresh.platform, fresh.as('AUDITOR'), fresh.regionCode);
    expect(found.map(({ fault }) => fault)).toEqual([undefined, 'STANDS']);
    expect(await verifyRecords(fresh.as('AUDITOR'), fresh.regionCode)).toMatchObject([{ kind: 'VERSION', subject: '2036.1' }]);
    await sql("DELETE FROM audit_event WHERE region_code = $1 AND action = 'ruleset:withdraw'");
    expect((await city.read(({ audit }) => audit.verify(city.regionCode))).fault).toMatchObject({ reason: 'CUT' });
  });

  it('nobody withdrew it', async () => {
    await sql(`UPDATE ruleset_version SET status = 'WITHDRAWN', withdrawn_at = now(), withdrawn_by_id = 'x', withdrawn_by_name = 'x', withdrawn_reason = 'x'
      WHERE region_code = $1 AND version = '2036.1'`);
    const fresh = afresh();
    await refused(fresh, '不是在平台上这样撤回的');
    const { versions: found, roll } = await verifyRulesets(fresh.platform, fresh.as('AUDITOR'), fresh.regionCode);
    expect([found.map(({ fault }) => fault), roll]).toMatchObject([[undefined, 'WITHDRAWN'], [{ reason: 'WITHDRAWN', version: '2036.1' }]]);
  });

  it('the database lets the platform withdraw once, whole, and change nothing else', async () => {
    const id = must(
      (await versions()).find((one) => one.version === '2036.1'),
      'version',
    ).id;
    const of = { regionCode: city.regionCode, rulesetId: id };
    await withdraw('2036.1');
    expect(await city.write(({ rulesets }) => rulesets.withdraw(of, { at: new Date(), reason: '再来' }))).toBe(false);
    const half = test.database.pool.query(
      "UPDATE ruleset_version SET withdrawn_reason = NULL WHERE region_code = $1 AND status = 'WITHDRAWN'",
      [city.regionCode],
    );
    await expect(half).rejects.toThrow('withdrawn_whole');
  });

  it('another process that was running follows', async () => {
    const other = afresh();
    const cache = new RegionCache(test.store, Date.now, { caches: other.platform.caches, signing: TEST_KEYS });
    const holds = async () => {
      const index = must(await cache.get(other.read.bind(other), city.regionCode), 'index');
      return inForceOn(index.rulesets, NEXT, 'DIP')?.version;
    };
    expect(await holds()).toBe('2036.1');
    await withdraw('2036.1');
    expect(await holds()).toBe('2024.1');
  });
});
