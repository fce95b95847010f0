import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, refusal, SANDBOX, ZIBO, type RecordsPlatform } from '../records-platform.js';
import type { ConflictError, UserError, ValidationError } from '../../../src/app/base/errors.js';
import { createPerson, resetPassword, setPersonDisabled, type CreatePerson } from '../../../src/app/people/manage-people.js';
import { isPassword, passwordProblems } from '../../../src/app/people/passwords.js';
import { SessionRing } from '../../../src/app/people/session-ring.js';
import { LOCK, SignInDesk, type SignInResult } from '../../../src/app/people/sign-in.js';
import { permissionsOf } from '../../../src/app/ports/kit/permissions.js';
import { must } from '../../../src/engine/kit/assert.js';

const MINUTE = 60_000;
const TIMES = { idleMs: 30 * MINUTE, mostMs: 120 * MINUTE };
let city: RecordsPlatform;
let now = Date.now();
let sessions: SessionRing;
let desk: SignInDesk;
let number = 0;
const admin = () => city.as('ADMIN', { regions: 'ALL' });
const add = (changes: Partial<CreatePerson> = {}, caller = admin()) =>
  createPerson(city.platform, caller, {
    holder: { name: '张经办', kind: 'USER' },
    ...{ login: `zhang${(number += 1)}`, role: 'CLERK' as const, scopes: [], regions: [SANDBOX], isOfProvider: false },
    ...changes,
  });
const tokenOf = (result: SignInResult): string => {
  if (result.kind !== 'signedIn') throw new Error(result.kind);
  return result.session.token;
};
const FRESH = 'Lotus-root-soup-9';

/** A person who has changed the first password, and is signed in. */
async function settled(changes: Partial<CreatePerson> = {}) {
  const { person, holder, password } = await add(changes);
  const first = tokenOf(await desk.byPassword(person.login, must(password ?? undefined, 'password')));
  const { token } = await desk.changePassword(must(await sessions.find(first), 'session'), must(password ?? undefined, 'password'), FRESH);
  return { person, holder, token, first };
}
const events = async (action: string): Promise<readonly { readonly actorName: string; readonly detail: unknown }[]> =>
  (await city.read(({ audit }) => audit.list(SANDBOX, { first: 100 }))).filter((event) => event.action === action);

beforeAll(async () => {
  city = await openRecordsPlatform();
  sessions = new SessionRing(city.test.store, () => now, TIMES);
  desk = new SignInDesk(city.platform, sessions, () => now);
});
afterAll(() => city.close());

describe('signing in', () => {
  it('lets in with the first password, which must be changed before anything else', async () => {
    const { person, password } = await add({ login: '  ZhangSan ' });
    expect(person).toMatchObject({ login: 'zhangsan', mustChange: true });
    expect(password).toMatch(/^(?:[a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    const token = tokenOf(await desk.byPassword('ZHANGSAN ', must(password ?? undefined, 'password')));
    expect(token).toMatch(/^dip_session_[A-Za-z0-9_-]{43}$/);
    const found = must(await sessions.find(token), 'session');
    expect(found).toMatchObject({ mustChange: true, login: 'zhangsan', personId: person.id });
    expect(found.actor.permissions.size).toBe(0);
    const { token: next } = await desk.changePassword(found, must(password ?? undefined, 'password'), FRESH);
    expect(await sessions.find(token)).toBeUndefined();
    const after = must(await sessions.find(next), 'session after the change');
    expect(after.mustChange).toBe(false);
  });

  it('gives a person what a key of the role gives, and the same holder for two names', async () => {
    const { holder, token } = await settled({ role: 'FINANCE', scopes: ['budget:read', 'run:read'] });
    const actor = must(await sessions.authenticate(token), 'actor');
    expect(actor).toMatchObject({ holderId: holder.id, name: '张经办', role: 'FINANCE', regions: [SANDBOX], sandboxOnly: false });
    expect([...actor.permissions]).toEqual([...permissionsOf('FINANCE', ['budget:read', 'run:read'])]);
    const second = await settled({ holder: { id: holder.id }, role: 'CLERK' });
    expect((await sessions.authenticate(second.token))?.holderId).toBe(holder.id);
  });

  it('keeps neither password nor cookie, in no table and no event', async () => {
    const { person, password } = await add();
    const token = tokenOf(await desk.byPassword(person.login, must(password ?? undefined, 'password')));
    const kept = await city.read(async ({ persons, audit }) => [await persons.list(), await audit.list(SANDBOX, { first: 100 })]);
    const text = JSON.stringify(kept, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(text).toContain('$argon2id$');
    for (const secret of [must(password ?? undefined, 'password'), token]) expect(text).not.toContain(secret);
  });

  it('says the same of a wrong password and of a name that nobody has, and locks both after as many', async () => {
    const { person } = await settled();
    for (const login of [person.login, 'nobody-at-all']) {
      const kinds: string[] = [];
      for (let attempt = 0; attempt <= LOCK.failures; attempt++) kinds.push((await desk.byPassword(login, 'not the password')).kind);
      expect([login, kinds.join(' ')]).toEqual([login, 'wrong wrong wrong wrong locked locked']);
    }
    expect((await desk.byPassword(person.login, FRESH)).kind).toBe('locked');
    expect(await events('person:lock')).toHaveLength(1);
    now += LOCK.minutes * MINUTE;
    expect((await desk.byPassword(person.login, FRESH)).kind).toBe('signedIn');
  });

  it('forgets wrong passwords at the first right one', async () => {
    const { person } = await settled();
    for (let round = 0; round < 3; round++) {
      for (let attempt = 1; attempt < LOCK.failures; attempt++)
        expect((await desk.byPassword(person.login, 'wrong wrong')).kind).toBe('wrong');
      expect((await desk.byPassword(person.login, FRESH)).kind).toBe('signedIn');
    }
  });

  it('counts wrong passwords that come at once', async () => {
    const { person } = await settled();
    const kinds = await Promise.all(Array.from({ length: LOCK.failures }, () => desk.byPassword(person.login, 'wrong wrong')));
    expect(kinds.map(({ kind }) => kind)).toContain('locked');
    expect((await desk.byPassword(person.login, FRESH)).kind).toBe('locked');
  });

  it('writes down who signed in, in that person’s name', async () => {
    const { person } = await settled({ holder: { name: '周会计', kind: 'USER' } });
    expect(await events('person:sign-in')).toContainEqual(
      expect.objectContaining({ actorName: '周会计', detail: { login: person.login, by: 'PASSWORD' } }),
    );
  });

  it('lets in whom the provider vouches for, and nobody by a password who has none', async () => {
    const { person, password } = await add({ login: 'li.si@example.cn', isOfProvider: true });
    expect(password).toBeNull();
    expect((await desk.byPassword(person.login, '')).kind).toBe('wrong');
    expect((await desk.byPassword(person.login, 'nobody has this password')).kind).toBe('wrong');
    expect(await sessions.find(tokenOf(await desk.byProvider('Li.Si@example.cn')))).toMatchObject({ login: 'li.si@example.cn' });
    expect((await desk.byProvider('somebody-else')).kind).toBe('wrong');
  });
});

describe('sessions', () => {
  it('go on while they are used, and end without use', async () => {
    const { token } = await settled();
    for (let use = 0; use < 3; use++) {
      now += 20 * MINUTE;
      expect(await sessions.find(token)).toBeDefined();
    }
    now += 31 * MINUTE;
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('end after a working day whatever happens', async () => {
    const { token } = await settled();
    let uses = 0;
    for (; uses < 20 && (await sessions.find(token)) !== undefined; uses++) now += 10 * MINUTE;
    expect(uses).toBe(TIMES.mostMs / (10 * MINUTE));
  });

  it('are known to other processes, as long as their use was written down', async () => {
    const { token } = await settled();
    const elsewhere = (): SessionRing => new SessionRing(city.test.store, () => now, TIMES);
    now += 20 * MINUTE;
    await sessions.find(token);
    await sessions.writeUses();
    now += 20 * MINUTE;
    expect(await elsewhere().find(token)).toBeDefined();
    await sessions.end(token);
    expect(await sessions.find(token)).toBeUndefined();
    expect(await elsewhere().find(token)).toBeUndefined();
  });

  it('end together: signing out everywhere, a new password, a reset, a disabled person', async () => {
    const open = async (login: string, password = FRESH): Promise<string> => tokenOf(await desk.byPassword(login, password));
    const { person } = await settled();
    const both = async (): Promise<boolean[]> => {
      const tokens = [await open(person.login), await open(person.login)];
      expect(await Promise.all(tokens.map(async (token) => (await sessions.find(token)) !== undefined))).toEqual([true, true]);
      await end();
      return await Promise.all(tokens.map(async (token) => (await sessions.find(token)) !== undefined));
    };
    let end: () => Promise<unknown> = () => desk.signOutEverywhere(person.id);
    expect(await both()).toEqual([false, false]);
    end = () => setPersonDisabled(city.platform, admin(), person.id, true);
    expect(await both()).toEqual([false, false]);
    expect((await desk.byPassword(person.login, FRESH)).kind).toBe('wrong');
    await setPersonDisabled(city.platform, admin(), person.id, false);
    end = () => resetPassword(city.platform, admin(), person.id);
    expect(await both()).toEqual([false, false]);
    expect((await desk.byPassword(person.login, FRESH)).kind).toBe('wrong');
  });

  it('take no text that is none', async () => {
    for (const text of ['', 'dip_session_', `dip_session_${'a'.repeat(43)}`, "' OR 1=1 --", `dip_session_${'a'.repeat(4_000)}`])
      expect(await sessions.find(text)).toBeUndefined();
  });
});

describe('passwords', () => {
  it('are long, and not what anybody would try first', () => {
    const codes = (password: string): string[] => passwordProblems(password, 'zhangsan', ['new']).map(({ code }) => code);
    expect(codes('short')).toEqual(['LENGTH']);
    expect(codes('a'.repeat(201))).toEqual(['LENGTH']);
    for (const guessed of ['aaaaaaaaaaaa', 'abababababab', '1234567890', 'abcdefghijk', '9876543210', 'My-ZhangSan-1'])
      expect([guessed, ...codes(guessed)]).toEqual([guessed, 'GUESSABLE']);
    for (const good of [FRESH, '我们去吃饺子和馄饨吧好', 'correct horse battery']) expect([good, ...codes(good)]).toEqual([good]);
  });

  it('are refused where the old one is wrong, or the new one is the old one', async () => {
    const { token } = await settled();
    const found = must(await sessions.find(token), 'session');
    const codes = async (old: string, fresh: string): Promise<string[]> =>
      (await refusal<ValidationError>(desk.changePassword(found, old, fresh))).fields.map(({ path, code }) => `${path.join('.')} ${code}`);
    expect(await codes('not it at all', 'Another-one-77')).toEqual(['old WRONG']);
    expect(await codes(FRESH, FRESH)).toEqual(['new SAME']);
    expect(await codes(FRESH, 'short')).toEqual(['new LENGTH']);
    expect(await isPassword(null, 'anything')).toBe(false);
  });
});

describe('people', () => {
  it('are added with what is sound only', async () => {
    const codes = async (changes: Partial<CreatePerson>): Promise<string[]> =>
      (await refusal<ValidationError>(add(changes))).fields.map(({ path, code }) => `${path.join('.')} ${code}`);
    expect(await codes({ login: '张三' })).toEqual(['login LOGIN']);
    expect(await codes({ login: 'a' })).toEqual(['login LOGIN']);
    expect(await codes({ role: 'INTEGRATOR' })).toEqual(['role NOT_ALLOWED']);
    expect(await codes({ role: 'DEMO' })).toEqual(['scopes NOT_ALLOWED'.replace('scopes', 'role')]);
    expect(await codes({ role: 'INSTITUTION' })).toEqual(['institutionCode REQUIRED']);
    expect(await codes({ regions: ['999999'] })).toEqual(['regions.0 UNKNOWN_REGION']);
    const { person } = await add();
    expect(await refusal<ConflictError>(add({ login: person.login.toUpperCase() }))).toMatchObject({ code: 'CONFLICT' });
  });

  it('are an administrator’s, of regions of his own', async () => {
    const { person } = await add({ regions: [SANDBOX] });
    const elsewhere = city.as('ADMIN', { regions: [ZIBO] });
    expect(await refusal<UserError>(add({}, city.as('CLERK')))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal<UserError>(add({ regions: [SANDBOX] }, elsewhere))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal<UserError>(resetPassword(city.platform, elsewhere, person.id))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal<UserError>(setPersonDisabled(city.platform, elsewhere, person.id, true))).toMatchObject({ code: 'NOT_FOUND' });
    // The login name is taken for him, too, though he does not see whose it is.
    expect(await refusal<UserError>(add({ login: person.login, regions: [ZIBO] }, elsewhere))).toMatchObject({ code: 'CONFLICT' });
  });

  it('do not disable themselves', async () => {
    const { person } = await settled({ role: 'ADMIN', regions: ['*'] });
    const self = city.as('ADMIN', { regions: 'ALL', keyId: person.id });
    expect(await refusal<UserError>(setPersonDisabled(city.platform, self, person.id, true))).toMatchObject({ code: 'CONFLICT' });
  });
});
