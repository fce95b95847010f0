import compression from 'compression';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { requestIdOf, withRequestId } from '../../app/kernel/request-id.js';
import { shownText } from '../../engine/kit/text.js';
import type { ConsoleFiles } from './console-files.js';

/** Answers one HTTP request of a route. */
export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;

/** What the server routes to. */
export interface Routes {
  /** POST and GET /graphql. */
  readonly graphql: RequestListener;
  /** GET /graphiql: the query page, which works offline. */
  readonly graphiql: Handler;
  /** /session: who is signed in, signing in and out. */
  readonly session: Handler;
  /** /session/provider: signing in by an identity provider; absent where there is none. */
  readonly provider?: Handler;
  /** PUT /imports/{id}: streams a CSV or JSONL file into an import. */
  readonly imports: Handler;
  /** GET /exports/{id}: streams a CSV or JSONL file out. */
  readonly exports: Handler;
  /** GET of everything else: files and pages of the console. */
  readonly console: ConsoleFiles;
  /** What runs here: version of the engine, hash of the published schema. */
  readonly version: Readonly<Record<string, string>>;
  /** Whether the platform can answer: migrated, seeded, and the database is there. */
  readonly isReady: () => Promise<boolean>;
  readonly logError: (error: unknown) => void;
}

/** Sends a small JSON answer. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

async function health(routes: Routes, response: ServerResponse, path: string): Promise<void> {
  const ok = path === '/health/live' || (await routes.isReady());
  sendJson(response, ok ? 200 : 503, { status: ok ? 'ok' : 'unavailable' });
}

/** The path and query of a request; what is none, such as `//`, would be taken for the name of a host. */
function pathOf({ url = '/' }: IncomingMessage): string {
  return url.startsWith('/') && !url.startsWith('//') ? url : '/-';
}

const PROVIDER_PATH = /^\/session\/provider(?:\/callback)?$/;
/** Addresses that programs use: a wrong one is told as such, and never answered with a page. */
function isOfApi(path: string): boolean {
  return /^\/(?:graphql|graphiql|health|version|session|imports|exports)(?:\/|$)/.test(path);
}

async function route(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(pathOf(request), 'http://localhost');
  const path = url.pathname;
  if (path === '/graphql') routes.graphql(request, response);
  else if (path === '/health/live' || path === '/health/ready') await health(routes, response, path);
  else if (path === '/version' && request.method === 'GET') sendJson(response, 200, routes.version);
  else if (path === '/graphiql' && request.method === 'GET') await routes.graphiql(request, response, url);
  else if (path === '/session') await routes.session(request, response, url);
  else if (routes.provider !== undefined && PROVIDER_PATH.test(path) && request.method === 'GET')
    await routes.provider(request, response, url);
  else if (path.startsWith('/imports/') && request.method === 'PUT') await routes.imports(request, response, url);
  else if (path.startsWith('/exports/') && request.method === 'GET') await routes.exports(request, response, url);
  else if (!isOfApi(path) && routes.console(request, response, path)) return;
  else if (path === '/' && request.method === 'GET')
    response.writeHead(302, { location: '/graphiql' }).end(); // the console was not built
  else
    sendJson(response, 404, {
      code: 'NOT_FOUND',
      messages: { zh: `没有这个地址：${shownText(path)}`, en: `No such address: ${shownText(path)}` },
    });
}

/** On every answer: nothing is kept, framed, sniffed or loaded. A page of ours states its own policy. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Time limits, in milliseconds, and the room for headers, in bytes. */
export interface HttpLimits {
  /** Headers of a request. */
  readonly headersMs: number;
  /** A whole request, where it brings no file. */
  readonly requestMs: number;
  /** A request that brings a file: a large one over a slow line takes its time. Node's own five minutes would cut it off. */
  readonly fileMs: number;
  readonly headerBytes: number;
}

const LIMITS: HttpLimits = { headersMs: 15_000, requestMs: 30_000, fileMs: 3_600_000, headerBytes: 8 * 1024 };

/** Cuts off whoever has not sent a whole request in time. Files have limits of their own. */
function limitArrival(request: IncomingMessage, response: ServerResponse, { requestMs }: HttpLimits): void {
  if (request.url?.startsWith('/imports/') === true) return;
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, requestMs);
  timer.unref();
  response.once('close', () => clearTimeout(timer));
}

/** Events are sent one by one: a compressor would hold them back. Other answers of 1 KiB and more are worth it. */
const compressed = compression({
  threshold: 1024,
  filter: (request, response) => {
    const type = String(response.getHeader('content-type') ?? '');
    return !type.startsWith('text/event-stream') && compression.filter(request, response);
  },
});

function compressAnswer(request: IncomingMessage, response: ServerResponse): void {
  // The middleware asks nothing of Express but what Node's own requests and answers have.
  compressed(request as Parameters<typeof compressed>[0], response as Parameters<typeof compressed>[1], () => undefined);
}

/** The platform's HTTP server, not yet listening. The same handler serves the port and the embedded directory's socket. */
export function createHttpServer(routes: Routes, stated: Partial<HttpLimits> = {}): Server {
  const limits = { ...LIMITS, ...stated };
  const { headersMs, fileMs, headerBytes } = limits;
  const connectionsCheckingInterval = Math.min(5_000, headersMs);
  const options = { requestTimeout: fileMs, headersTimeout: headersMs, maxHeaderSize: headerBytes, connectionsCheckingInterval };
  return createServer(options, (request, response) => {
    const requestId = requestIdOf(request.headers['x-request-id']);
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    response.setHeader('x-request-id', requestId);
    limitArrival(request, response, limits);
    compressAnswer(request, response);
    void withRequestId(requestId, () =>
      route(routes, request, response).catch((error: unknown) => {
        routes.logError(error);
        if (response.headersSent) response.destroy();
        else sendJson(response, 500, { code: 'INTERNAL', requestId, messages: { zh: '内部错误', en: 'Internal error' } });
      }),
    );
  });
}
