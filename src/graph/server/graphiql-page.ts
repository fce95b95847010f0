import { gzipSync } from 'node:zlib';
import type { Handler } from './http-server.js';
import { isLocal } from './local-caller.js';
import { keyHash } from '../../app/access/key-ring.js';

/** What the page opens with: a first query, and on loopback the DEMO key. */
export interface GraphiqlPage {
  readonly query: string;
  /** Preset only for callers at this machine. */
  readonly demoKey: string | undefined;
}

interface Rendered {
  readonly body: Buffer;
  readonly policy: string;
}

/** The page's own scripts by their hashes, its styles, fonts and pictures, this server's answers, and nothing else. */
function policyOf(html: string): string {
  const hashes: string[] = [];
  for (let from = html.indexOf('<script>'); from >= 0;) {
    const to = html.indexOf('</script>', from);
    const script = html.slice(from + '<script>'.length, to < 0 ? undefined : to);
    hashes.push(`'sha256-${Buffer.from(keyHash(script), 'hex').toString('base64')}'`);
    from = to < 0 ? -1 : html.indexOf('<script>', to);
  }
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    'worker-src blob: data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

async function render(page: GraphiqlPage, withKey: boolean): Promise<Rendered> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const headers = { authorization: `Bearer ${withKey && page.demoKey !== undefined ? page.demoKey : 'dip_live_…'}` };
  const html = renderGraphiQL({
    title: 'DIP 平台 GraphiQL',
    endpoint: '/graphql',
    defaultQuery: page.query,
    headers: JSON.stringify(headers, null, 2),
    defaultEditorToolsVisibility: 'headers',
  });
  return { body: gzipSync(html), policy: policyOf(html) };
}

/** Serves GraphiQL from our own files: nothing comes from a CDN. Rendered once with the key and once without. */
export function graphiqlHandler(opened: GraphiqlPage): Handler {
  const kept = new Map<boolean, Promise<Rendered>>();
  return async (request, response) => {
    const withKey = isLocal(request);
    const page = kept.get(withKey) ?? render(opened, withKey);
    kept.set(withKey, page);
    const { body, policy } = await page;
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-encoding': 'gzip',
      'content-security-policy': policy,
    });
    response.end(body);
  };
}
