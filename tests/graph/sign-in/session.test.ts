import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testActor, openEndpoint, type TestEndpoint } from '../endpoint.js';
import { REGION } from '../city.js';
import { KeyRing } from '../../../src/app/access/key-ring.js';
import { createPerson } from '../../../src/app/people/manage-people.js';
import { createLogger } from '../../../src/compose.js';
import { platformServer } from '../../../src/platform-server.js';
import { must } from '../../../src/engine/kit/assert.js';

let endpoint: TestEndpoint;
let stop: () => Promise<void>;
let url = '';

/** Starts the platform's own server over the test city; `demoKey` as on the embedded default. */
async function listen(demoKey: string | undefined): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const { city, platform } = endpoint;
  const keys = new KeyRing(city.store, Date.now);
  const made = platformServer(platform, city.store, keys, { demoKey, log: createLogger('silent'), isReady: () => Promise.resolve(true) });
  await new Promise<void>((resolve) => made.server.listen(0, '127.0.0.1', resolve));
  const { port } = made.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      await new Promise((resolve) => made.server.close(resolve));
      await made.settle();
    },
  };
}

beforeAll(async () => {
  endpoint = await openEndpoint();
  ({ url, stop } = await listen('dip_test_demo'));
});
afterAll(async () => {
  await stop();
  await endpoint.close();
});

interface Answer {
  readonly status: number;
  readonly body: { readonly [name: string]: unknown };
  readonly cookie: string;
}

const OWN = { 'content-type': 'application/json', 'x-dip-client': 'test' };

async function send(
  method: string,
  body?: unknown,
  { headers = OWN, cookie = '', path = '/session' }: { headers?: Record<string, string>; cookie?: string; path?: string } = {},
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...headers, ...(cookie === '' ? {} : { cookie }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    body: (await response.json()) as Answer['body'],
    cookie: response.headers.get('set-cookie') ?? '',
  };
}

const pair = (cookie: string): string => cookie.split(';')[0] ?? '';

async function person(): Promise<{ readonly login: string; readonly password: string }> {
  const actor = testActor({ role: 'ADMIN', regions: 'ALL' });
  const login = `person${Math.random().toString(36).slice(2)}`;
  const made = await createPerson(
    endpoint.platform,
    { actor },
    {
      ...{
        holder: { name: '王经办', kind: 'USER' as const },
        login,
        role: 'CLERK' as const,
        scopes: [],
        regions: [REGION],
        isOfProvider: false,
      },
    },
  );
  return { login, password: must(made.password ?? undefined, 'password') };
}

const ask = (cookie: string, query = '{ viewer { role actor { name } permissions } }') =>
  send('POST', { query }, { cookie, path: '/graphql' });

describe('/session', () => {
  it('signs in by a cookie that scripts and other sites can’t use, and GraphQL knows who it is', async () => {
    const { login, password } = await person();
    const first = await send('POST', { login, password });
    expect(first.status).toBe(200);
    expect(first.cookie).toMatch(/^dip_session=dip_session_[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(JSON.stringify(first.body)).not.toContain('dip_session_');
    expect(await send('GET', undefined, { cookie: pair(first.cookie) })).toMatchObject({
      body: { signedIn: { login, name: '王经办', role: 'CLERK', mustChange: true } },
    });
    expect(await ask(pair(first.cookie))).toMatchObject({ body: { data: { viewer: { permissions: [] } } } });
    const changed = await send('PUT', { old: password, new: 'Noodles-and-tea-8' }, { cookie: pair(first.cookie) });
    expect(changed.status).toBe(200);
    expect(await ask(pair(first.cookie))).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    const viewer = await ask(pair(changed.cookie));
    expect(viewer).toMatchObject({ body: { data: { viewer: { role: 'CLERK', actor: { name: '王经办' } } } } });
    expect(JSON.stringify(viewer.body)).toContain('ruleset:draft');
  });

  it('signs out of this browser, or of all', async () => {
    const { login, password } = await person();
    const cookies: string[] = [];
    for (let browser = 0; browser < 3; browser++) cookies.push(pair((await send('POST', { login, password })).cookie));
    const isIn = async (): Promise<boolean[]> =>
      Promise.all(cookies.map(async (cookie) => (await send('GET', undefined, { cookie })).body['signedIn'] !== null));
    expect(await isIn()).toEqual([true, true, true]);
    const out = await send('DELETE', undefined, { cookie: cookies[0] ?? '' });
    expect(out.cookie).toContain('dip_session=; ');
    expect(out.cookie).toContain('Expires=Thu, 01 Jan 1970');
    expect(await isIn()).toEqual([false, true, true]);
    await send('DELETE', undefined, { cookie: cookies[1] ?? '', path: '/session?everywhere' });
    expect(await isIn()).toEqual([false, false, false]);
  });

  it('is not done by a page of elsewhere: neither by form nor without the header that one can’t send', async () => {
    const { login, password } = await person();
    expect(await send('POST', { login, password }, { headers: { 'content-type': 'application/json' } })).toMatchObject({ status: 403 });
    expect(await send('POST', { login, password }, { headers: { 'content-type': 'text/plain', 'x-dip-client': 'x' } })).toMatchObject({
      status: 400,
    });
    const cookie = pair((await send('POST', { login, password })).cookie);
    expect(await send('DELETE', undefined, { cookie, headers: {} })).toMatchObject({ status: 403 });
    // A page of elsewhere can send text, and ask by GET: neither reaches GraphQL. JSON it can't send without asking first, and nobody answers that.
    const query = '{ viewer { role } }';
    expect(await send('POST', { query }, { cookie, path: '/graphql', headers: { 'content-type': 'text/plain' } })).toMatchObject({
      status: 415,
    });
    const byGet = await fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, { headers: { cookie } });
    expect(byGet.status).toBe(403);
    const preflight = await fetch(`${url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'http://elsewhere.cn', 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    expect((await send('GET', undefined, { cookie })).body['signedIn']).not.toBeNull();
  });

  it('refuses what is wrong in both languages, and says when a locked name may try again', async () => {
    const { login } = await person();
    const wrong = await send('POST', { login, password: 'no' });
    expect(wrong).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHENTICATED', messages: { zh: expect.stringContaining('口令不对') as string } },
    });
    const unknown = await send('POST', { login: 'nobody', password: 'no' });
    expect([unknown.status, unknown.body['messages']]).toEqual([wrong.status, wrong.body['messages']]);
    for (let attempt = 0; attempt < 4; attempt++) await send('POST', { login, password: 'no' });
    expect(await send('POST', { login, password: 'no' })).toMatchObject({ status: 429, body: { code: 'LIMIT_EXCEEDED' } });
    for (const body of [null, [], 'text', {}, { login: 1, password: 2 }, { login }, { demo: 'DEMO' }, { demo: '__proto__' }])
      expect((await send('POST', body)).status).toBeGreaterThanOrEqual(400);
    expect(await send('POST', { login, password: 'x'.repeat(5_000) })).toMatchObject({ status: 400 });
    expect(await send('PATCH', {})).toMatchObject({ status: 405 });
    expect(await send('PUT', { old: 'a', new: 'b' })).toMatchObject({ status: 401 });
  });

  it('counts a key where there are both', async () => {
    const { login, password } = await person();
    const cookie = pair((await send('POST', { login, password })).cookie);
    const headers = { ...OWN, authorization: 'Bearer dip_test_wrong' };
    expect(await send('POST', { query: '{ viewer { role } }' }, { cookie, headers, path: '/graphql' })).toMatchObject({ status: 401 });
  });
});

describe('demonstration persons', () => {
  it('are offered at this machine on the embedded default, each with its role and a holder of its own', async () => {
    const { body } = await send('GET');
    const offered = body['demo'] as readonly { readonly id: string; readonly name: string; readonly role: string }[];
    expect(offered.map(({ id, role }) => `${id} ${role}`)).toEqual([
      'CLERK CLERK',
      'APPROVER APPROVER',
      'FINANCE FINANCE',
      'FINANCE_REVIEW FINANCE',
      'INSTITUTION INSTITUTION',
      'AUDITOR AUDITOR',
      'ADMIN ADMIN',
    ]);
    const holders: unknown[] = [];
    for (const { id, role } of offered.filter(({ id }) => id !== 'INSTITUTION')) {
      const { cookie, status } = await send('POST', { demo: id });
      expect([id, status]).toEqual([id, 200]);
      const { body: answer } = await ask(pair(cookie), '{ viewer { role actor { id } sandboxOnly } }');
      expect(answer).toMatchObject({ data: { viewer: { role, sandboxOnly: true } } });
      holders.push(JSON.stringify(answer));
    }
    expect(new Set(holders).size).toBe(6);
  });

  it('have an administrator, who adds people and keys of sandbox regions and of no other', async () => {
    const cookie = pair((await send('POST', { demo: 'ADMIN' })).cookie);
    const made = async (regions: string, login: string): Promise<string> => {
      const holder = `{ name: "王试用", kind: USER }`;
      const { body } = await ask(
        cookie,
        `mutation {
          person: createPerson(input: { holder: { new: ${holder} }, login: "${login}", role: CLERK, regions: ${regions} }) { __typename }
          key: createApiKey(input: { holder: { new: ${holder} }, role: INTEGRATOR, regions: ${regions} }) { __typename }
        }`,
      );
      return JSON.stringify(body);
    };
    expect(await made(`["${REGION}"]`, 'demo.made')).toContain(
      '{"person":{"__typename":"CreatePersonPayload"},"key":{"__typename":"CreateApiKeyPayload"}}',
    );
    const refused = '{"person":{"__typename":"ForbiddenError"},"key":{"__typename":"ForbiddenError"}}';
    expect(await made('["370300"]', 'demo.elsewhere')).toContain(refused);
    const everywhere = await ask(
      cookie,
      'mutation { createApiKey(input: { holder: { new: { name: "王试用", kind: USER } }, role: ADMIN, regions: ["*"] }) { __typename } }',
    );
    expect(JSON.stringify(everywhere.body)).toContain('ForbiddenError');
  });

  it('have no password to change, and sign out', async () => {
    const { cookie } = await send('POST', { demo: 'CLERK' });
    expect(await send('PUT', { old: 'a', new: 'b' }, { cookie: pair(cookie) })).toMatchObject({
      status: 422,
      body: { code: 'VALIDATION_FAILED' },
    });
    await send('DELETE', undefined, { cookie: pair(cookie) });
    expect((await ask(pair(cookie))).status).toBe(401);
  });

  it('are not offered to others: behind a proxy, under another name, or without the embedded default', async () => {
    for (const headers of [
      { ...OWN, 'x-forwarded-for': '10.0.0.9' },
      { ...OWN, via: '1.1 proxy' },
    ]) {
      expect((await send('GET', undefined, { headers })).body['demo']).toEqual([]);
      expect(await send('POST', { demo: 'CLERK' }, { headers })).toMatchObject({ status: 401 });
    }
    const first = { url, stop };
    const other = await listen(undefined);
    url = other.url;
    expect((await send('GET')).body['demo']).toEqual([]);
    expect(await send('POST', { demo: 'CLERK' })).toMatchObject({ status: 401 });
    await other.stop();
    ({ url, stop } = first);
  });
});
