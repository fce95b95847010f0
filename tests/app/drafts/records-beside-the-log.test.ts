import { approve, begun, key, readyCity, said, submitted } from './ready-city.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAuditLog } from '../../../src/app/access/audit-log.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { publishDraft } from '../../../src/app/drafts/review/publish-draft.js';
import { publishingRuleOf, setPublishingRule } from '../../../src/app/drafts/review/publishing-rule.js';
import { verifyRecords } from '../../../src/app/drafts/review/verify-records.js';
import { signRulesets, verifyRulesets } from '../../../src/app/rulesets/sign-rulesets.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { testPlatform, tinyCities, version, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

async function sql(city: TinyCity, text: string, ...more: readonly unknown[]): Promise<void> {
  const { rowCount } = await test.database.pool.query(text, [city.regionCode, ...more]);
  expect(rowCount).toBeGreaterThan(0);
}

const recordsOf = async (city: TinyCity) =>
  (await verifyRecords(city.as('AUDITOR'), city.regionCode)).map(({ kind, subject }) => `${kind} ${subject}`);

describe('a version of whose publication no event of the audit log tells', () => {
  it('its event was cut off with the tail, head and counter put back: the chain is whole, and yet it is named and not used', async () => {
    const city = nextCity();
    await city.make();
    const { rows } = await test.database.pool.query<Record<'seq' | 'hash' | 'key_id' | 'signature' | 'rule_events', string>>(
      'SELECT seq::text, hash, key_id, signature, rule_events::text FROM audit_head WHERE region_code = $1',
      [city.regionCode],
    );
    const [head] = rows;
    if (head === undefined) throw new Error('no head');
    await city.load(version('2025.1', '2025-01-01'));
    expect(await recordsOf(city)).toEqual([]);
    await sql(city, 'DELETE FROM audit_event WHERE region_code = $1 AND seq > $2', head.seq);
    await sql(
      city,
      'UPDATE audit_head SET seq = $2, hash = $3, key_id = $4, signature = $5, rule_events = $6 WHERE region_code = $1',
      ...Object.values(head),
    );
    await sql(city, "UPDATE counter SET value = $2 WHERE region_code = $1 AND name = 'AUDIT'", head.seq);
    expect((await verifyAuditLog(city.as('AUDITOR'), city.regionCode)).fault).toBeUndefined();
    expect(await recordsOf(city)).toEqual(['VERSION 2025.1']);
    const { versions, roll } = await verifyRulesets(city.platform, city.as('AUDITOR'), city.regionCode);
    expect(versions.map(({ version: of, fault }) => [of.version, fault])).toEqual([
      ['2024.1', undefined],
      ['2025.1', 'UNTOLD'],
    ]);
    expect(roll).toEqual([]);
    await expect(city.start({ idempotencyKey: 'run' })).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
    await expect(city.load(version('2026.1', '2026-01-01'))).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
    const { signed } = await signRulesets(city.platform, platformCaller(city.platform), city.regionCode);
    expect(signed.map((one) => one.version)).toEqual(['2025.1']);
    expect(await recordsOf(city)).toEqual([]);
    expect((await city.clear()).status).toBe('SUCCEEDED');
  });

  it('an event that was put there in its place does not tell of it', async () => {
    const city = nextCity();
    await city.make();
    await sql(city, `UPDATE audit_event SET detail = detail || '{"note":"x"}' WHERE region_code = $1 AND action = 'ruleset:publish'`);
    expect(await recordsOf(city)).toEqual(['VERSION 2024.1']);
  });

  it('events from before the log was signed tell of versions, once it is signed', async () => {
    const city = nextCity();
    await city.make();
    await sql(city, 'DELETE FROM audit_head WHERE region_code = $1');
    await sql(city, 'UPDATE audit_event SET key_id = NULL, signature = NULL WHERE region_code = $1');
    expect(await recordsOf(city)).toEqual([]);
    await city.write(async ({ audit }) => {
      await audit.signAnew({ regionCode: city.regionCode, action: 'audit:sign', subject: city.regionCode, detail: {} });
    });
    expect(await recordsOf(city)).toEqual([]);
    expect((await city.clear()).status).toBe('SUCCEEDED');
    await sql(city, "UPDATE audit_event SET subject = gen_random_uuid()::text WHERE region_code = $1 AND action = 'ruleset:publish'");
    expect(await recordsOf(city)).toEqual(['VERSION 2024.1']);
  });
});

describe('the rule of publication is what the audit log says was set last', () => {
  const TWO = { approvals: 2, roles: ['APPROVER'], missedDay: 'STAY_APPROVED', reason: '双人审批' } as const;
  const SPOILT: readonly [string, string][] = [
    ['fewer approvals', 'UPDATE publishing_rule SET approvals = 1 WHERE region_code = $1'],
    ['other roles', `UPDATE publishing_rule SET roles = '{CLERK}' WHERE region_code = $1`],
    ['a role that there is not', `UPDATE publishing_rule SET roles = '{APPROVER,KING}' WHERE region_code = $1`],
    ['a word that there is not', `UPDATE publishing_rule SET missed_day = 'NEVER' WHERE region_code = $1`],
    ['taken away', 'DELETE FROM publishing_rule WHERE region_code = $1'],
    [
      'another one put on top',
      `INSERT INTO publishing_rule (region_code, seq, approvals, roles, missed_day, reason, created_by_id, created_by_name)
       VALUES ($1, 9, 1, '{APPROVER}', 'STAY_APPROVED', '', 'x', 'x')`,
    ],
  ];
  it.each(SPOILT)('%s: nothing is approved or published, it is named, and set anew it holds again', async (_what, spoil) => {
    const ready = await readyCity(nextCity());
    const { city, approver } = ready;
    const admin = city.as('ADMIN');
    const set = () => setPublishingRule(city.platform, admin, { regionCode: city.regionCode, ...TWO, idempotencyKey: key() });
    await set();
    expect(await city.read((unit) => publishingRuleOf(unit, city.regionCode))).toMatchObject({ approvals: 2 });
    const once = await approve(ready, await submitted(ready, await begun(ready)));
    await sql(city, spoil);
    const second = city.as('APPROVER', { holderId: 'holder-second' });
    await expect(approve(ready, once, second)).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
    expect(await recordsOf(city)).toEqual([`PUBLISHING_RULE ${city.regionCode}`]);
    await set();
    const twice = await approve(ready, once, second);
    await sql(city, 'UPDATE publishing_rule SET approvals = 1 WHERE region_code = $1');
    await expect(publishDraft(city.platform, approver, said(city, twice))).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
    await set();
    await publishDraft(city.platform, approver, said(city, twice));
  });

  it('a rule that nobody set is not one of one approval of clerks', async () => {
    const city = nextCity();
    await city.make();
    expect(await city.read((unit) => publishingRuleOf(unit, city.regionCode))).toMatchObject({ approvals: 1, roles: ['APPROVER'] });
    await sql(
      city,
      `INSERT INTO publishing_rule (region_code, seq, approvals, roles, missed_day, reason, created_by_id, created_by_name)
       VALUES ($1, 1, 1, '{CLERK}', 'STAY_APPROVED', '', 'x', 'x')`,
    );
    await expect(city.read((unit) => publishingRuleOf(unit, city.regionCode))).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
  });
});
