import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleFiles } from '../../../src/graph/server/console-files.js';
import { graphiqlHandler } from '../../../src/graph/server/graphiql-page.js';
import { createHttpServer } from '../../../src/graph/server/http-server.js';

const KEY = 'dip_test_0123456789abcdef0123456789abcdef';

interface Got {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

const HTML = '<!doctype html><title>console</title>';
const SCRIPT = `export const text = '${'console '.repeat(200)}';`;

/** A console as the build leaves it: a page, a hashed script in three forms, what the build notes for itself. */
function builtConsole(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'dip-web-'));
  mkdirSync(path.join(folder, 'assets'));
  mkdirSync(path.join(folder, '.vite'));
  writeFileSync(path.join(folder, 'index.html'), HTML);
  writeFileSync(path.join(folder, 'favicon.svg'), '<svg/>');
  writeFileSync(path.join(folder, '.vite/manifest.json'), '{}');
  writeFileSync(path.join(folder, 'assets/main-Ab12.js'), SCRIPT);
  writeFileSync(path.join(folder, 'assets/main-Ab12.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(path.join(folder, 'assets/main-Ab12.js.gz'), gzipSync(SCRIPT));
  return folder;
}

describe('the HTTP server', () => {
  let server: Server;
  let port = 0;
  let isReady = true;
  const logged: unknown[] = [];

  const folder = builtConsole();
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(async () => {
    server = createHttpServer({
      graphql: (_request, response) => response.end('graphql'),
      graphiql: graphiqlHandler({ query: '{ viewer { role } }', demoKey: KEY }),
      session: (_request, response) => void response.end('session'),
      imports: () => {
        throw new Error('broken');
      },
      exports: (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify('exported '.repeat(500)));
      },
      console: consoleFiles(folder),
      version: { version: '1.2.3', schemaHash: 'abc' },
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

  it('routes /graphql and /exports', async () => {
    expect((await get('/graphql', 'POST')).body.toString()).toBe('graphql');
    expect((await get('/exports/1')).body.toString()).toContain('exported');
  });

  const HTML_WANTED = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  it('serves the console at / and at every address of a page, never kept without asking, under a strict policy', async () => {
    for (const address of ['/', '/990300/rulesets/2025.1/changes', '/990300/rulesets/2025.1?on=2025-06-30']) {
      const got = await get(address, 'GET', HTML_WANTED);
      expect(got).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' } });
      expect(got.body.toString()).toBe(HTML);
      const policy = String(got.headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'self';.*frame-ancestors 'none'/);
      expect(policy).not.toContain('unsafe');
      expect(got.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    }
  });

  it('sends hashed files once and for all, in the form that the browser takes', async () => {
    const address = '/assets/main-Ab12.js';
    const [br, gz, plain, refused] = [
      await get(address, 'GET', { 'accept-encoding': 'gzip, deflate, br' }),
      await get(address, 'GET', { 'accept-encoding': 'gzip' }),
      await get(address, 'GET', { 'accept-encoding': 'identity' }),
      await get(address, 'GET', { 'accept-encoding': 'br;q=0, gzip' }),
    ];
    expect([br, gz, plain, refused].map(({ headers }) => headers['content-encoding'])).toEqual(['br', 'gzip', undefined, 'gzip']);
    expect(brotliDecompressSync(br.body).toString()).toBe(SCRIPT);
    expect(plain.body.toString()).toBe(SCRIPT);
    expect(new Set([br, gz, plain].map(({ headers }) => headers.etag)).size).toBe(3);
    expect(br.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'Accept-Encoding',
    });
  });

  it('answers 304 to who has a file already, and HEAD without a body', async () => {
    const { headers } = await get('/assets/main-Ab12.js', 'GET', { 'accept-encoding': 'gzip' });
    const again = await get('/assets/main-Ab12.js', 'GET', { 'accept-encoding': 'gzip', 'if-none-match': `W/${String(headers.etag)}` });
    expect(again).toMatchObject({ status: 304, headers: { 'cache-control': 'public, max-age=31536000, immutable', etag: headers.etag } });
    expect(again.body).toHaveLength(0);
    const head = await get('/', 'HEAD');
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': String(HTML.length) } });
    expect(head.body).toHaveLength(0);
  });

  it.each([
    ['/assets/gone-Zz99.js', HTML_WANTED],
    ['/.vite/manifest.json', {}],
    ['/assets/../../package.json', {}],
    ['/..%2f..%2fpackage.json', {}],
    ['/graphql/x', HTML_WANTED],
    ['/health/x', HTML_WANTED],
    ['/990300/rulesets', {}],
  ])('answers 404, and no page, to %s', async (address, headers) => {
    const got = await get(address, 'GET', headers);
    expect(got.status).toBe(404);
    expect(got.body.toString()).toContain('NOT_FOUND');
  });

  it('serves no page to who posts one', async () => {
    expect((await get('/990300', 'POST', HTML_WANTED)).status).toBe(404);
  });

  it('leads to GraphiQL where the console was not built', async () => {
    const bare = createHttpServer({
      graphql: () => undefined,
      graphiql: () => undefined,
      session: () => undefined,
      imports: () => undefined,
      exports: () => undefined,
      console: consoleFiles(path.join(folder, 'nowhere')),
      version: {},
      isReady: () => Promise.resolve(true),
      logError: () => undefined,
    });
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
    const address = bare.address();
    const answer = await fetch(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`, {
      redirect: 'manual',
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/graphiql']);
    await new Promise((resolve) => bare.close(resolve));
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
    for (const headers of [
      { host: 'evil.example' },
      { 'x-forwarded-for': '203.0.113.7' },
      { via: '1.1 proxy' },
      { 'x-real-ip': '203.0.113.7' },
      { 'x-forwarded-proto': 'https' },
      { forwarded: 'for=1' },
      { 'true-client-ip': '203.0.113.7' },
    ] as Record<string, string>[]) {
      expect(gunzipSync((await get('/graphiql', 'GET', headers)).body).toString()).not.toContain(KEY);
    }
    const { createHash } = await import('node:crypto');
    const script = html.slice(html.indexOf('<script>') + 8, html.indexOf('</script>'));
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(policy).toContain("default-src 'none'");
    // Nothing is loaded from elsewhere: no script, style sheet or font by address.
    expect(html.match(/<(?:script|link)[^>]+(?:src|href)="(?:https?:)?\/\/[^"]*"/g) ?? []).toEqual([]);
  });

  it('says on every answer that nothing is kept, sniffed, framed or loaded (B14)', async () => {
    for (const path of ['/graphql', '/exports/1', '/health/live', '/nothing', '/graphiql', '/version']) {
      const { headers } = await get(path);
      expect(headers, path).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
      expect(headers['content-security-policy'], path).toContain("default-src 'none'");
    }
  });

  it('gives every answer a request id: the caller’s where it is well-formed (I7)', async () => {
    expect((await get('/health/live', 'GET', { 'x-request-id': 'call-7.b_1' })).headers['x-request-id']).toBe('call-7.b_1');
    for (const stated of ['a b', 'x'.repeat(129), '"']) {
      const id = (await get('/health/live', 'GET', { 'x-request-id': stated })).headers['x-request-id'];
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
    }
    const fault = JSON.parse((await get('/imports/1', 'PUT', { 'x-request-id': 'f1' })).body.toString()) as { requestId: string };
    expect(fault.requestId).toBe('f1');
  });

  it('compresses answers of a kilobyte and more, as the caller takes them (I7)', async () => {
    const { brotliDecompressSync, gunzipSync } = await import('node:zlib');
    const plain = (await get('/exports/1')).body;
    const gzip = await get('/exports/1', 'GET', { 'accept-encoding': 'gzip' });
    const brotli = await get('/exports/1', 'GET', { 'accept-encoding': 'br' });
    expect([gzip.headers['content-encoding'], brotli.headers['content-encoding']]).toEqual(['gzip', 'br']);
    expect([gunzipSync(gzip.body), brotliDecompressSync(brotli.body)]).toEqual([plain, plain]);
    expect((await get('/health/live', 'GET', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined();
  });

  it('says which version runs, and of which schema (I7)', async () => {
    expect(JSON.parse((await get('/version')).body.toString())).toEqual({ version: '1.2.3', schemaHash: 'abc' });
  });

  it('refuses headers that are larger than any caller needs (B1)', async () => {
    expect((await get('/health/live', 'GET', { 'accept-language': `zh${' '.repeat(9_000)}x` })).status).toBe(431);
  });
});
