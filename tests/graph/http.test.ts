import type { Server } from 'node:http';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphiqlHandler } from '../../src/graph/graphiql-page.js';
import { createHttpServer } from '../../src/graph/http-server.js';

const KEY = 'dip_test_0123456789abcdef0123456789abcdef';

interface Got {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

describe('the HTTP server', () => {
  let server: Server;
  let port = 0;
  let isReady = true;
  const logged: unknown[] = [];

  beforeAll(async () => {
    server = createHttpServer({
      graphql: (_request, response) => response.end('graphql'),
      graphiql: graphiqlHandler({ query: '{ viewer { role } }', demoKey: KEY }),
      imports: () => {
        throw new Error('broken');
      },
      exports: (_request, response) => {
        response.end('exported');
      },
      isReady: () => Promise.resolve(isReady),
      logError: (error) => logged.push(error),
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const get = (path: string, method = 'GET', headers: Record<string, string> = {}) =>
    new Promise<Got>((resolve, reject) => {
      const sent = request({ port, path, method, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
      });
      sent.on('error', reject);
      sent.end();
    });

  it('routes /graphql, /exports and the root', async () => {
    expect((await get('/graphql', 'POST')).body.toString()).toBe('graphql');
    expect((await get('/exports/1')).body.toString()).toBe('exported');
    expect(await get('/')).toMatchObject({ status: 302, headers: { location: '/graphiql' } });
  });

  it('is live at once, and ready when the platform is', async () => {
    isReady = false;
    expect([(await get('/health/live')).status, (await get('/health/ready')).status]).toEqual([200, 503]);
    isReady = true;
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('answers what it does not know in both languages, and a fault without its inside', async () => {
    const unknown = await get('/etc/passwd');
    expect(unknown.status).toBe(404);
    expect(JSON.parse(unknown.body.toString())).toMatchObject({
      code: 'NOT_FOUND',
      messages: { zh: expect.any(String) as string, en: expect.any(String) as string },
    });
    expect([(await get('//')).status, (await get('//evil.example/graphiql')).status]).toEqual([404, 404]);
    const fault = await get('/imports/1', 'PUT');
    expect(fault.status).toBe(500);
    expect(fault.body.toString()).not.toContain('broken');
    expect(logged).toHaveLength(1);
  });

  it('serves GraphiQL from its own files, compressed, with the DEMO key on loopback', async () => {
    const { gunzipSync } = await import('node:zlib');
    const page = await get('/graphiql');
    expect(page.headers).toMatchObject({ 'content-encoding': 'gzip', 'x-frame-options': 'DENY', 'cache-control': 'no-store' });
    const html = gunzipSync(page.body).toString();
    expect(html).toContain(KEY);
    expect(html).toContain('viewer');
    for (const headers of [{ host: 'evil.example' }, { 'x-forwarded-for': '203.0.113.7' }]) {
      expect(gunzipSync((await get('/graphiql', 'GET', headers)).body).toString()).not.toContain(KEY);
    }
    // Nothing is loaded from elsewhere: no script, style sheet or font by address.
    expect(html.match(/<(?:script|link)[^>]+(?:src|href)="(?:https?:)?\/\/[^"]*"/g) ?? []).toEqual([]);
  });
});
