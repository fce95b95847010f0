import { approve, begun, key, readyCity, said, submitted } from './ready-city.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signAuditLog } from '../../../src/app/access/audit-log.js';
import { decideDraft } from '../../../src/app/drafts/review/decide-draft.js';
import { publishDraft } from '../../../src/app/drafts/review/publish-draft.js';
import { publishingRuleOf, setPublishingRule } from '../../../src/app/drafts/review/publishing-rule.js';
import { verifyRecords } from '../../../src/app/drafts/review/verify-records.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { must } from '../../../src/engine/kit/assert.js';
import { signedPlace } from '../../../src/store/trust/audit-hash.js';
import { TEST_KEYS } from '../../support/signing.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { testPlatform, tinyCities, type TinyCity } from '../../support/tiny-city.js';

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

const set = (city: TinyCity, approvals: number) =>
  setPublishingRule(city.platform, city.as('ADMIN'), {
    ...{
      regionCode: city.regionCode,
      approvals,
      roles: ['APPROVER'],
      missedDay: 'STAY_APPROVED',
      reason: '会议决定',
      idempotencyKey: key(),
    },
  });
const TAMPERED = { code: 'AUDIT_TAMPERED' };
const LAST_RULE = `region_code = $1 AND action = 'draft:rule' AND seq = (SELECT max(seq) FROM audit_event WHERE region_code = $1 AND action = 'draft:rule')`;
const RULE_BEFORE = 'DELETE FROM publishing_rule WHERE region_code = $1 AND approvals = 2';

/** The head as it was signed before there were counts. */
async function asBeforeCounting(city: TinyCity): Promise<void> {
  const { rows } = await test.database.pool.query<{ seq: string; hash: string }>(
    'SELECT seq::text, hash FROM audit_head WHERE region_code = $1',
    [city.regionCode],
  );
  const { seq, hash } = must(rows[0], 'head');
  const { signature } = TEST_KEYS.sign(signedPlace('audit-head', city.regionCode, { seq: BigInt(seq), hash }));
  await sql(city, 'UPDATE audit_head SET rule_events = NULL, signature = $2 WHERE region_code = $1', signature);
}

/** A draft that one of two has approved, and nothing that was told is gone. */
async function halfApproved() {
  const ready = await readyCity(nextCity());
  await set(ready.city, 1);
  await set(ready.city, 2);
  const once = await approve(ready, await submitted(ready, await begun(ready)));
  expect(once.standing.state).toBe('IN_REVIEW');
  return { ...ready, once, again: () => approve(ready, once) };
}

describe('the signed head of the audit log counts the events that rules rest on', () => {
  const SPOILT: readonly [string, readonly string[]][] = [
    ['row and event deleted', [RULE_BEFORE, `DELETE FROM audit_event WHERE ${LAST_RULE}`]],
    ['the event renamed, its number kept', [RULE_BEFORE, `UPDATE audit_event SET action = 'case:import' WHERE ${LAST_RULE}`]],
    ['the event made one of another region', [RULE_BEFORE, `UPDATE audit_event SET region_code = '999999' WHERE ${LAST_RULE}`]],
    [
      'the head told to count one less',
      [
        RULE_BEFORE,
        `DELETE FROM audit_event WHERE ${LAST_RULE}`,
        'UPDATE audit_head SET rule_events = rule_events - 1 WHERE region_code = $1',
      ],
    ],
    [
      'the head told that nothing was counted',
      [RULE_BEFORE, `DELETE FROM audit_event WHERE ${LAST_RULE}`, 'UPDATE audit_head SET rule_events = NULL WHERE region_code = $1'],
    ],
  ];
  it.each(SPOILT)('an earlier rule of publication does not come back: %s', async (_what, statements) => {
    const { city, once, approver, again } = await halfApproved();
    for (const statement of statements) await sql(city, statement);
    expect(await verifyRecords(city.as('AUDITOR'), city.regionCode)).toEqual([]); // row and log agree, which is what was meant
    await expect(again()).rejects.toMatchObject(TAMPERED);
    await expect(publishDraft(city.platform, approver, said(city, once))).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(city.read((unit) => publishingRuleOf(unit, city.regionCode))).rejects.toMatchObject(TAMPERED);
    await expect(city.start({ idempotencyKey: key() })).rejects.toMatchObject(TAMPERED);
  });

  it('an approval does not stand again once the return is deleted, event and all', async () => {
    const ready = await readyCity(nextCity());
    const { city, approver } = ready;
    const approved = await approve(ready, await submitted(ready, await begun(ready)));
    const returned = await decideDraft(city.platform, approver, { ...said(city, approved), approve: false });
    await sql(city, `DELETE FROM draft_event WHERE region_code = $1 AND draft_id = $2 AND kind = 'RETURNED'`, returned.draft.id);
    await sql(city, `DELETE FROM audit_event WHERE region_code = $1 AND action = 'draft:return'`);
    expect(await verifyRecords(city.as('AUDITOR'), city.regionCode)).toEqual([]);
    await expect(publishDraft(city.platform, approver, said(city, approved))).rejects.toMatchObject(TAMPERED);
  });

  it('whoever has looked into it signs the log anew, which tells it; then it is counted from there', async () => {
    const { city, again } = await halfApproved();
    const { rows } = await test.database.pool.query<{ seq: string }>(`SELECT seq::text FROM audit_event WHERE ${LAST_RULE}`, [
      city.regionCode,
    ]);
    await sql(city, `DELETE FROM audit_event WHERE ${LAST_RULE}`);
    await sql(city, RULE_BEFORE);
    const caller = platformCaller(city.platform);
    await signAuditLog(city.platform, caller, {
      regionCode: city.regionCode,
      reason: '已查明',
      acceptedFrom: BigInt(must(rows[0], 'event').seq),
    });
    await set(city, 1);
    expect((await again()).standing.state).toBe('APPROVED');
  });

  it('a head from before they were counted is counted with the next event of rules, and not with another', async () => {
    const city = nextCity();
    await city.make();
    const counts = () => city.read(({ audit }) => audit.ruleEvents(city.regionCode));
    const before = await counts();
    expect(before).toEqual({ counted: 1n, genuine: 1n });
    await asBeforeCounting(city);
    expect(await counts()).toBeUndefined();
    await city.write(async ({ audit }) => {
      await audit.append({ regionCode: city.regionCode, action: 'case:import', subject: 'x', detail: {} });
    });
    expect(await counts()).toBeUndefined();
    await set(city, 1);
    expect(await counts()).toEqual({ counted: 2n, genuine: 2n });
  });
});
