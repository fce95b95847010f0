import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_ENGINE } from '../../support/database.js';
import { openRecordsPlatform, refusal, SANDBOX, ZIBO, type RecordsPlatform } from '../records-platform.js';
import { verifyAuditLog } from '../../../src/app/access/audit-log.js';
import { createApiKey, type CreateApiKey } from '../../../src/app/access/create-api-key.js';
import type { ForbiddenError, UserError, ValidationError } from '../../../src/app/base/errors.js';
import { keyHash, KeyRing } from '../../../src/app/access/key-ring.js';
import { ROLES } from '../../../src/app/ports/kit/permissions.js';
import { saveRegion } from '../../../src/app/regions/region-save.js';
import { revokeApiKey } from '../../../src/app/access/revoke-api-key.js';

let city: RecordsPlatform;
let now = Date.now();
let keys: KeyRing;
const admin = () => city.as('ADMIN', { regions: 'ALL' });
const create = (changes: Partial<CreateApiKey> = {}, caller = admin()) =>
  createApiKey(city.platform, caller, {
    holder: { name: '张经办', kind: 'USER' },
    role: 'CLERK',
    scopes: [],
    regions: [SANDBOX],
    ...changes,
  });
const problems = async (work: Promise<unknown>): Promise<string[]> =>
  (await refusal<ValidationError>(work)).fields.map(({ path, code }) => `${path.join('.')} ${code}`);

beforeAll(async () => {
  city = await openRecordsPlatform();
  keys = new KeyRing(city.test.store, () => now);
});
afterAll(() => city.close());

describe('API keys', () => {
  it('are shown once, stored as a hash, and say who acts', async () => {
    const { key, record, holder } = await create({ scopes: ['case:read', 'ruleset:read'] });
    expect(key).toMatch(/^dip_test_[A-Za-z0-9_-]{40,}$/);
    expect(record).toMatchObject({ hash: keyHash(key), prefix: key.slice(0, 17) });
    expect(JSON.stringify(await city.read((unit) => unit.keys.list()))).not.toContain(key);
    expect(
      JSON.stringify(await city.read(({ audit }) => audit.list(SANDBOX, { first: 10 })), (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    ).not.toContain(key.slice(17));
    const actor = await keys.authenticate(key);
    expect(actor).toMatchObject({
      keyId: record.id,
      holderId: holder.id,
      name: '张经办',
      role: 'CLERK',
      regions: [SANDBOX],
      sandboxOnly: false,
    });
    expect([...(actor?.permissions ?? [])].sort()).toEqual(['case:read', 'ruleset:read']);
  });

  it('are live for real regions and test for sandboxes', async () => {
    expect((await create({ regions: [ZIBO] })).key).toMatch(/^dip_live_/);
    expect((await create({ regions: [ZIBO, SANDBOX] })).key).toMatch(/^dip_live_/);
  });

  it('belong to one holder where asked: four-eyes rules compare holders', async () => {
    const first = await create();
    const second = await create({ holder: { id: first.holder.id }, role: 'APPROVER', regions: [ZIBO] });
    expect(second.holder).toMatchObject({ id: first.holder.id, regions: [SANDBOX, ZIBO] });
    expect((await keys.authenticate(second.key))?.holderId).toBe(first.holder.id);
    expect(await refusal<UserError>(create({ holder: { id: '00000000-0000-7000-8000-00000000dead' } }))).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await refusal<UserError>(create({ holder: { id: "' OR 1=1" } }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('stop at once when revoked, whatever was remembered of them; revoking again changes nothing', async () => {
    const { key, record } = await create();
    expect(await keys.authenticate(key)).toBeDefined();
    const revoked = await revokeApiKey(city.platform, admin(), record.id);
    expect(revoked.revokedAt).not.toBeNull();
    expect(await keys.authenticate(key)).toBeUndefined();
    expect((await revokeApiKey(city.platform, admin(), record.id)).revokedAt).toEqual(revoked.revokedAt);
  });

  it('stop when they expire, also while they are remembered', async () => {
    const expiresAt = new Date(now + 60_000);
    const { key } = await create({ expiresAt });
    expect(await keys.authenticate(key)).toBeDefined();
    now += 60_000;
    expect(await keys.authenticate(key)).toBeUndefined();
    now -= 60_000;
    expect(await problems(create({ expiresAt: new Date(0) }))).toEqual(['expiresAt OUT_OF_RANGE']);
  });

  it('are looked up again after five seconds: a change that nobody told of is seen', async () => {
    const { key, record } = await create();
    expect(await keys.authenticate(key)).toBeDefined();
    await city.test.database.pool.query('UPDATE api_key SET revoked_at = now() WHERE id = $1', [record.id]);
    // On PostgreSQL the news that the key was made may come only now, and has it looked up at once.
    if (TEST_ENGINE === 'EMBEDDED') expect(await keys.authenticate(key)).toBeDefined();
    now += 5_000;
    expect(await keys.authenticate(key)).toBeUndefined();
    now -= 5_000;
  });

  it('that are none are refused: unknown, cut short, another shape', async () => {
    const { key } = await create();
    for (const text of [
      '',
      'dip_live_',
      key.slice(0, -1),
      `${key}x`,
      key.replace('dip_test_', 'dip_live_'),
      `${key}\n`,
      'x'.repeat(10_000),
    ])
      expect(await keys.authenticate(text)).toBeUndefined();
  });

  it('are checked when they are made', async () => {
    expect(await problems(create({ role: 'DEMO' }))).toEqual(['role NOT_ALLOWED']);
    expect(await problems(create({ scopes: ['key:manage'] }))).toEqual(['scopes NOT_OF_THE_ROLE']);
    expect(await problems(create({ scopes: ['case:fly'] }))).toEqual(['scopes UNKNOWN_VALUE']);
    expect(await problems(create({ regions: [] }))).toEqual(['regions REQUIRED']);
    expect(await problems(create({ regions: ['*'] }))).toEqual(['regions NOT_ALLOWED']);
    expect(await problems(create({ regions: [SANDBOX, '123456'] }))).toEqual(['regions.1 UNKNOWN_REGION']);
    expect(await problems(create({ role: 'INSTITUTION' }))).toEqual(['institutionCode REQUIRED']);
    expect(await problems(create({ role: 'INSTITUTION', institutionCode: 'Z1' }))).toEqual(['institutionCode UNKNOWN_INSTITUTION']);
    expect(await problems(create({ role: 'INTEGRATOR', institutionCode: 'H1', regions: [SANDBOX, ZIBO] }))).toEqual([
      'regions NOT_ALLOWED',
    ]);
    expect(await problems(create({ institutionCode: 'H1' }))).toEqual(['institutionCode NOT_ALLOWED']);
    expect(await problems(create({ holder: { name: '', kind: 'USER' } }))).toEqual(['holder.name REQUIRED']);
    expect(await problems(create({ holder: { name: '平台', kind: 'SYSTEM' } }))).toEqual(['holder.kind NOT_ALLOWED']);
    const { key } = await create({ role: 'INSTITUTION', institutionCode: 'H1' });
    expect(await keys.authenticate(key)).toMatchObject({ institutionCode: 'H1' });
  });

  it('are made and revoked by administrators of their regions only', async () => {
    for (const role of ROLES.filter((name) => name !== 'ADMIN')) {
      const caller = city.as(role, { regions: 'ALL' });
      expect((await refusal<ForbiddenError>(create({}, caller))).code).toBe('FORBIDDEN');
      expect((await refusal<ForbiddenError>(revokeApiKey(city.platform, caller, 'x'))).code).toBe('FORBIDDEN');
    }
    const local = city.as('ADMIN', { regions: [SANDBOX] });
    const own = await create({}, local);
    const { record: other } = await create({ regions: [ZIBO] });
    expect((await refusal<ForbiddenError>(create({ regions: [ZIBO] }, local))).code).toBe('FORBIDDEN');
    expect((await refusal<ForbiddenError>(create({ role: 'ADMIN', regions: ['*'] }, local))).code).toBe('FORBIDDEN');
    expect(await refusal<UserError>(revokeApiKey(city.platform, local, other.id))).toMatchObject({ code: 'NOT_FOUND' });
    expect((await revokeApiKey(city.platform, local, own.record.id)).revokedAt).not.toBeNull();
  });

  it('can not revoke themselves', async () => {
    const { record } = await create({ role: 'ADMIN', regions: ['*'] });
    const self = city.as('ADMIN', { regions: 'ALL', keyId: record.id });
    expect(await refusal<UserError>(revokeApiKey(city.platform, self, record.id))).toMatchObject({ code: 'CONFLICT' });
  });
});

describe('the first administrator and the DEMO key', () => {
  it('makes an administrator once; a configured key is added beside it', async () => {
    const other = await openRecordsPlatform();
    const ring = new KeyRing(other.test.store, Date.now);
    const [made, ...rest] = (await Promise.all([ring.ensureAdmin(undefined), ring.ensureAdmin(undefined)])).filter(
      (key) => key !== undefined,
    );
    expect(rest).toEqual([]);
    expect(await ring.authenticate(made ?? '')).toMatchObject({ role: 'ADMIN', regions: 'ALL' });
    expect(await ring.ensureAdmin(undefined)).toBeUndefined();
    const chosen = `dip_live_${'k'.repeat(40)}`;
    expect(await ring.ensureAdmin(chosen)).toBeUndefined();
    expect(await ring.ensureAdmin(chosen)).toBeUndefined();
    expect(await ring.authenticate(chosen)).toMatchObject({ role: 'ADMIN' });
    expect(await other.read((unit) => unit.keys.list())).toHaveLength(2);
    await other.close();
  });

  it('mints a DEMO key in memory, for sandboxes, without administration', async () => {
    const key = keys.mintDemo();
    const actor = await keys.authenticate(key);
    expect(actor).toMatchObject({ role: 'DEMO', sandboxOnly: true });
    expect([actor?.permissions.has('key:manage'), actor?.permissions.has('region:manage'), actor?.permissions.has('budget:write')]).toEqual(
      [false, false, true],
    );
    expect(await new KeyRing(city.test.store, Date.now).authenticate(key)).toBeUndefined();
    expect(JSON.stringify(await city.read((unit) => unit.keys.list()))).not.toContain(keyHash(key));
  });
});

describe('regions', () => {
  it('are added and renamed by administrators; their code says whether they are sandboxes', async () => {
    expect(await saveRegion(city.platform, admin(), { code: '370000', name: '山东省' })).toEqual({
      code: '370000',
      name: '山东省',
      parentCode: null,
      sandbox: false,
    });
    expect(await saveRegion(city.platform, admin(), { code: '992200', name: '沙盒', parentCode: '370000' })).toMatchObject({
      sandbox: true,
    });
    expect(await saveRegion(city.platform, admin(), { code: '992200', name: '演示沙盒' })).toMatchObject({
      name: '演示沙盒',
      parentCode: null,
    });
    expect(await problems(saveRegion(city.platform, admin(), { code: '37', name: '' }))).toEqual(['code NOT_A_CODE', 'name REQUIRED']);
    expect(await problems(saveRegion(city.platform, admin(), { code: '370000', name: '山东', parentCode: '370000' }))).toEqual([
      'parentCode CYCLE',
    ]);
    expect(await problems(saveRegion(city.platform, admin(), { code: '370000', name: '山东', parentCode: '999999' }))).toEqual([
      'parentCode UNKNOWN_REGION',
    ]);
    for (const role of ROLES.filter((name) => name !== 'ADMIN')) {
      const call = saveRegion(city.platform, city.as(role, { regions: 'ALL' }), { code: '370000', name: 'x' });
      expect((await refusal<ForbiddenError>(call)).code).toBe('FORBIDDEN');
    }
  });
});

describe('the audit log (N25-10)', () => {
  it('holds an event of each command, chained; a change by hand is found', async () => {
    const auditor = city.as('AUDITOR');
    await create();
    const whole = await verifyAuditLog(auditor, SANDBOX);
    expect(whole.firstBroken).toBeUndefined();
    expect(whole.total).toBeGreaterThan(3n);
    await city.test.database.pool.query(`UPDATE audit_event SET detail = '{"role":"ADMIN"}' WHERE region_code = $1 AND seq = 3`, [SANDBOX]);
    expect((await verifyAuditLog(auditor, SANDBOX)).firstBroken).toBe(3n);
  });

  it('is read by AUDITOR, ADMIN and DEMO of the region; that of the platform by whoever has all regions', async () => {
    for (const role of ROLES) {
      const code = await verifyAuditLog(city.as(role), SANDBOX).then(
        () => '',
        (error: unknown) => (error as ForbiddenError).code,
      );
      expect([role, code]).toEqual([role, ['AUDITOR', 'ADMIN', 'DEMO'].includes(role) ? '' : 'FORBIDDEN']);
    }
    expect((await refusal<ForbiddenError>(verifyAuditLog(city.as('AUDITOR'), '*'))).code).toBe('FORBIDDEN');
    expect((await verifyAuditLog(admin(), '*')).firstBroken).toBeUndefined();
  });
});
