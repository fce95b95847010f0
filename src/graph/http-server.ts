import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';

/** Answers one HTTP request of a route. */
export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;

/** What the server routes to. */
export interface Routes {
  /** POST and GET /graphql. */
  readonly graphql: RequestListener;
  /** GET /graphiql: the query page, which works offline. */
  readonly graphiql: Handler;
  /** PUT /imports/{id}: streams a CSV or JSONL file into an import. */
  readonly imports: Handler;
  /** GET /exports/{id}: streams a CSV or JSONL file out. */
  readonly exports: Handler;
  /** Whether the platform can answer: migrated, seeded, and the database is there. */
  readonly isReady: () => Promise<boolean>;
  readonly logError: (error: unknown) => void;
}

/** Sends a small JSON answer. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
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

async function route(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(pathOf(request), 'http://localhost');
  const path = url.pathname;
  if (path === '/graphql') routes.graphql(request, response);
  else if (path === '/health/live' || path === '/health/ready') await health(routes, response, path);
  else if (path === '/graphiql' && request.method === 'GET') await routes.graphiql(request, response, url);
  else if (path.startsWith('/imports/') && request.method === 'PUT') await routes.imports(request, response, url);
  else if (path.startsWith('/exports/') && request.method === 'GET') await routes.exports(request, response, url);
  else if (path === '/' && request.method === 'GET') response.writeHead(302, { location: '/graphiql' }).end();
  else sendJson(response, 404, { code: 'NOT_FOUND', messages: { zh: `没有这个地址：${path}`, en: `No such address: ${path}` } });
}

/** How long a request may take to arrive: a large file over a slow line takes its time. Node's own five minutes would cut it off. */
const ARRIVAL_MS = 3_600_000;

/** The platform's HTTP server, not yet listening. The same handler serves the port and the embedded directory's socket. */
export function createHttpServer(routes: Routes): Server {
  return createServer({ requestTimeout: ARRIVAL_MS }, (request, response) => {
    route(routes, request, response).catch((error: unknown) => {
      routes.logError(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { code: 'INTERNAL', messages: { zh: '内部错误', en: 'Internal error' } });
    });
  });
}
