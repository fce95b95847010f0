import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
/** What proxies send besides `X-Forwarded-…` and `X-Real-IP`, `True-Client-IP` and the like. */
const PROXY_HEADERS: ReadonlySet<string> = new Set([
  'forwarded',
  'via',
  'x-original-host',
  'x-original-for',
  'x-envoy-external-address',
  'cf-ray',
]);
const LONGEST_HOST = 300;
const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether the page is asked for by somebody at this machine, under a name of this machine: behind a proxy everybody comes from loopback, and a
 * name of elsewhere that was made to point here must not be handed the key.
 */
export function isLocal({ socket, headers }: IncomingMessage): boolean {
  const isForwarded = Object.keys(headers).some(
    (name) => PROXY_HEADERS.has(name) || name.startsWith('x-forwarded') || name.endsWith('-ip'),
  );
  return !isForwarded && LOOPBACK.test(socket.remoteAddress ?? '') && LOCAL_HOST.test((headers.host ?? '').slice(0, LONGEST_HOST));
}
