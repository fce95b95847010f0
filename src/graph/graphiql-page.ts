import { gzipSync } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import type { Handler } from './http-server.js';

/** What the page opens with: a first query, and on loopback the DEMO key. */
export interface GraphiqlPage {
  readonly query: string;
  /** Preset only for callers at this machine. */
  readonly demoKey: string | undefined;
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether the page is asked for by somebody at this machine, under a name of this machine: behind a proxy everybody comes from loopback, and a
 * name of elsewhere that was made to point here must not be handed the key.
 */
function isLocal({ socket, headers }: IncomingMessage): boolean {
  const isForwarded = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return LOOPBACK.test(socket.remoteAddress ?? '') && LOCAL_HOST.test(headers.host ?? '') && !isForwarded;
}

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

/** Serves GraphiQL from our own files: nothing comes from a CDN. Rendered once with the key and once without. */
export function graphiqlHandler(page: GraphiqlPage): Handler {
  const kept = new Map<boolean, Promise<Buffer>>();
  return async (request, response) => {
    const withKey = isLocal(request);
    const body = kept.get(withKey) ?? render(page, withKey);
    kept.set(withKey, body);
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
