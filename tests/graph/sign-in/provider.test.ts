import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, testActor, type TestEndpoint } from '../endpoint.js';
import { REGION } from '../city.js';
import { KeyRing } from '../../../src/app/access/key-ring.js';
import { createPerson } from '../../../src/app/people/manage-people.js';
import { createLogger } from '../../../src/compose.js';
import { platformServer } from '../../../src/platform-server.js';

let endpoint: TestEndpoint;
let platform: Server;
let provider: Server;
let url = '';

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A real provider: whoever asks is let in as who the form says. */
async function startProvider(redirect: string): Promise<string> {
  const server = createServer();
  provider = server;
  const issuer = await listen(server);
  const real = new Provider(issuer, {
    clients: [{ client_id: 'dip', client_secret: 'dip-secret', redirect_uris: [redirect], grant_types: ['authorization_code'] }],
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    pkce: { required: () => true },
    cookies: { keys: ['a key of a test'] },
  });
  const answer = real.callback();
  server.on('request', (request, response) => void answer(request, response));
  return issuer;
}

/** A browser: follows redirects, keeps cookies by host, and fills the provider's forms in. */
class Browser {
  readonly cookies = new Map<string, Map<string, string>>();

  async go(address: string, body?: string): Promise<{ readonly response: Response; readonly address: string; readonly text: string }> {
    let next = { address, body };
    for (;;) {
      const { origin } = new URL(next.address);
      const known = this.cookies.get(origin) ?? new Map<string, string>();
      this.cookies.set(origin, known);
      const response = await fetch(next.address, {
        redirect: 'manual',
        headers: {
          cookie: [...known].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(next.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(next.body === undefined ? {} : { method: 'POST', body: next.body }),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        known.set(name, value);
      }
      const location = response.headers.get('location');
      if (location === null || new URL(location, next.address).pathname === '/sign-in') {
        return { response, address: location ?? next.address, text: await response.text() };
      }
      const there = new URL(location, next.address);
      if (there.origin === url && there.pathname === '/') return { response, address: there.href, text: '' };
      next = { address: there.href, body: undefined };
    }
  }

  /** Goes to the provider and comes back as somebody. */
  async signIn(as: string): Promise<{ readonly response: Response; readonly address: string; readonly text: string }> {
    let page = await this.go(`${url}/session/provider`);
    for (let forms = 0; forms < 3 && page.response.status === 200; forms++) {
      const action = /<form[^>]*action="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const prompt = /name="prompt" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      page = await this.go(new URL(action, page.address).href, new URLSearchParams({ prompt, login: as, password: 'x' }).toString());
    }
    return page;
  }
}

beforeAll(async () => {
  endpoint = await openEndpoint();
  // The platform's address has to be known to the provider, and the provider's to the platform.
  const placeholder = createServer();
  url = await listen(placeholder);
  const issuer = await startProvider(`${url}/session/provider/callback`);
  await new Promise((resolve) => placeholder.close(resolve));
  const made = platformServer(endpoint.platform, endpoint.city.store, new KeyRing(endpoint.city.store, Date.now), {
    demoKey: undefined,
    log: createLogger('silent'),
    isReady: () => Promise.resolve(true),
    signIn: {
      publicUrl: new URL(url),
      provider: {
        ...{ issuer: new URL(issuer), clientId: 'dip', clientSecret: 'dip-secret', claim: 'sub', scope: 'openid' },
        publicUrl: new URL(url),
      },
    },
  });
  platform = made.server;
  await new Promise<void>((resolve) => platform.listen(Number(new URL(url).port), '127.0.0.1', resolve));
  const actor = testActor({ role: 'ADMIN', regions: 'ALL' });
  await createPerson(
    endpoint.platform,
    { actor },
    {
      ...{ holder: { name: '赵审批', kind: 'USER' as const }, login: 'zhao', role: 'APPROVER' as const },
      ...{ scopes: [], regions: [REGION], isOfProvider: true },
    },
  );
});
afterAll(async () => {
  platform.closeAllConnections();
  provider.closeAllConnections();
  await Promise.all([platform, provider].map((server) => new Promise((resolve) => server.close(resolve))));
  await endpoint.close();
});

describe('an identity provider', () => {
  it('lets in whose login name its claim is, with what that person may do', async () => {
    const browser = new Browser();
    const { address } = await browser.signIn('zhao');
    expect(address).toBe(`${url}/`);
    const cookie = browser.cookies.get(url)?.get('dip_session') ?? '';
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-dip-client': 'test', cookie: `dip_session=${cookie}` },
      body: JSON.stringify({ query: '{ viewer { role actor { name } } }' }),
    });
    expect(await answer.json()).toMatchObject({ data: { viewer: { role: 'APPROVER', actor: { name: '赵审批' } } } });
    expect(await (await fetch(`${url}/session`)).json()).toMatchObject({ provider: true, demo: [] });
  });

  it('lets nobody else in, and the page says so', async () => {
    const browser = new Browser();
    expect((await browser.signIn('stranger')).address).toBe('/sign-in?refused=provider');
    expect(browser.cookies.get(url)?.get('dip_session')).toBeUndefined();
  });

  it('takes back only what this browser began', async () => {
    const browser = new Browser();
    for (const search of ['', '?code=x&state=y', '?error=access_denied'])
      expect((await browser.go(`${url}/session/provider/callback${search}`)).address).toBe('/sign-in?refused=provider');
    const begun = await fetch(`${url}/session/provider`, { redirect: 'manual' });
    expect(begun.headers.get('set-cookie')).toContain('HttpOnly');
    const asked = new URL(begun.headers.get('location') ?? '');
    expect([asked.searchParams.get('code_challenge_method'), asked.searchParams.get('scope')]).toEqual(['S256', 'openid']);
    expect((await browser.go(`${url}/session/provider/callback?code=x&state=${asked.searchParams.get('state')}`)).address).toBe(
      '/sign-in?refused=provider',
    );
  });
});
