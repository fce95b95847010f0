import type { GraphContext, Language, RequestSession } from '../base/context.js';
import { Loaders } from '../base/loaders.js';
import { unauthenticated } from '../base/refusal.js';
import type { Authenticate } from './wrong-keys.js';
import type { Actor } from '../../app/ports/kit/permissions.js';
import type { Platform } from '../../app/kernel/platform.js';
import { accessOf, type Access } from '../../app/ports/ports.js';
import type { RefusalLog } from '../../app/kernel/refusal-log.js';

/** What a request's context is made from. */
export interface ContextParts {
  readonly platform: Platform;
  /** The actor of a key; `undefined` for one that is unknown, expired or revoked. */
  readonly authenticate: Authenticate;
  readonly openSession: (access: Access) => RequestSession;
  /** Where refusals of known callers are recorded; absent: nowhere. */
  readonly refusals?: Pick<RefusalLog, 'note'>;
}

/** Nobody: sees no region. */
const NOBODY: Access = { holderId: 'nobody', holderName: '', regions: [], institutionCode: null };

/** How much of a header that states preferences is read: nobody's list is longer. */
const LONGEST_PREFERENCE = 512;

/** The weight that `;q=…` gives; 1 without one, `undefined` where it is none. */
function weightOf(parameters: readonly string[]): number | undefined {
  const stated = parameters.map((text) => text.trim()).find((text) => text.startsWith('q='));
  if (stated === undefined) return 1;
  const weight = Number(stated.slice('q='.length));
  return weight >= 0 && weight <= 1 ? weight : undefined;
}

/** The language of messages: Chinese unless Accept-Language prefers English to it. Of equal weights the first one counts. */
export function languageOf(header: string | null): Language {
  const parts = (header ?? '').slice(0, LONGEST_PREFERENCE).toLowerCase().split(',');
  const stated = parts.flatMap((part) => {
    const [tag = '', ...parameters] = part.split(';');
    const language = tag.trim().split('-')[0];
    const weight = weightOf(parameters);
    return (language === 'zh' || language === 'en') && weight !== undefined ? [{ language, weight } as const] : [];
  });
  return stated.sort((a, b) => b.weight - a.weight)[0]?.language ?? 'zh';
}

const SCHEME = 'bearer ';
const LONGEST_KEY = 512;

/** The key of an `Authorization: Bearer …` header; `undefined` when there is none. Another scheme, or no single word, is an invalid key. */
export function bearerKey(header: string | null): string | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  if (text.length > LONGEST_KEY || text.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return '';
  const key = text.slice(SCHEME.length).trim();
  return /\s/.test(key) ? '' : key;
}

/** What came with a request about who sends it. */
export interface Credentials {
  readonly authorization: string | null;
  /** The cookies of a browser. */
  readonly cookie?: string | null | undefined;
  /** The address that it came from; that of the proxy where there is one. */
  readonly address?: string | undefined;
}

/** 会话 the cookie of a signed-in browser. */
export const SESSION_COOKIE = 'dip_session';
const LONGEST_COOKIES = 8 * 1024;

/** The value of a cookie; `undefined` where there is none of that name. */
export function cookieOf(header: string | null | undefined, name: string): string | undefined {
  const pairs = (header ?? '').slice(0, LONGEST_COOKIES).split(';');
  const found = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

/** What a request shows who sends it: a key, or else a session; a key counts where there are both. `undefined` where there is neither. */
export function secretOf({ authorization, cookie }: Pick<Credentials, 'authorization' | 'cookie'>): string | undefined {
  return bearerKey(authorization) ?? cookieOf(cookie, SESSION_COOKIE);
}

/** The actor of a request; `null` without a key or session. Throws UNAUTHENTICATED for one that does not work, LIMIT_EXCEEDED for one too many. */
export async function actorOfHeader(credentials: Credentials, authenticate: Authenticate): Promise<Actor | null> {
  const secret = secretOf(credentials);
  if (secret === undefined) return null;
  const actor = await authenticate(secret, credentials.address);
  if (actor === undefined) throw unauthenticated(bearerKey(credentials.authorization) === undefined ? 'SESSION' : 'INVALID');
  return actor;
}

/** What a request brought about who sends it. */
export function credentialsOf({ headers }: Pick<Request, 'headers'>, address?: string): Credentials {
  return { authorization: headers.get('authorization'), cookie: headers.get('cookie'), address };
}

/** Makes the context of a request: who asks, in which language, and a session that nothing has been read through yet. */
export async function contextOfRequest(
  { platform, authenticate, openSession, refusals }: ContextParts,
  request: Request,
  address?: string,
): Promise<GraphContext> {
  const credentials = credentialsOf(request, address);
  const actor = await actorOfHeader(credentials, authenticate);
  const noted = new WeakSet<Error>(); // one refusal passes several places on its way out
  const session = openSession(actor === null ? NOBODY : accessOf(actor));
  return {
    actor,
    language: languageOf(request.headers.get('accept-language')),
    platform,
    session,
    prisma: session.prisma,
    loaders: new Loaders(session.prisma, platform.signing),
    setAside: new Map(),
    noteRefusal: (action, error) => {
      if (actor !== null && !noted.has(error)) refusals?.note({ actor, action, error });
      noted.add(error);
    },
    isStillKnown: async () => (await authenticate(secretOf(credentials) ?? '', address)) !== undefined,
  };
}
