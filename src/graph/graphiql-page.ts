import { gzipSync } from 'node:zlib';
import type { Handler } from './http-server.js';

/** What the page opens with: a first query, and on loopback the DEMO key. */
export interface GraphiqlPage {
  readonly query: string;
  /** Preset only for callers on loopback. */
  readonly demoKey: string | undefined;
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

async function render(page: GraphiqlPage, withKey: boolean): Promise<Buffer> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const headers = { authorization: `Bearer ${withKey && page.demoKey !== undefined ? page.demoKey : 'dip_live_…'}` };
  const html = renderGraphiQL({
    title: 'DIP 平台 GraphiQL',
    endpoint: '/graphql',
    defaultQuery: page.query,
    headers: JSON.stringify(headers, null, 2),
    defaultEditorToolsVisibility: 'headers',
  });
  return gzipSync(html);
}

/** Serves GraphiQL from our own files: nothing comes from a CDN. Rendered once for each of loopback and the rest. */
export function graphiqlHandler(page: GraphiqlPage): Handler {
  const kept = new Map<boolean, Promise<Buffer>>();
  return async (request, response) => {
    const isLoopback = LOOPBACK.test(request.socket.remoteAddress ?? '');
    const body = kept.get(isLoopback) ?? render(page, isLoopback);
    kept.set(isLoopback, body);
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    response.end(await body);
  };
}
