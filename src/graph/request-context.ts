import type { GraphContext, Language, RequestSession } from './context.js';
import { Loaders } from './loaders.js';
import { unauthenticated } from './refusal.js';
import type { Actor } from '../app/permissions.js';
import type { Platform } from '../app/platform.js';
import { accessOf, type Access } from '../app/ports.js';

/** What a request's context is made from. */
export interface ContextParts {
  readonly platform: Platform;
  /** The actor of a key; `undefined` for one that is unknown, expired or revoked. */
  readonly authenticate: (key: string) => Promise<Actor | undefined>;
  readonly openSession: (access: Access) => RequestSession;
}

/** Nobody: sees no region. */
const NOBODY: Access = { holderId: 'nobody', holderName: '', regions: [], institutionCode: null };

/** The language of messages: Chinese unless Accept-Language prefers English to it. Of equal weights the first one counts. */
export function languageOf(header: string | null): Language {
  const stated = (header ?? '').split(',').flatMap((part) => {
    const [, tag, weight] = /^\s*(zh|en)(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i.exec(part) ?? [];
    return tag === undefined
      ? []
      : [{ language: tag.toLowerCase() === 'en' ? ('en' as const) : ('zh' as const), weight: Number(weight ?? '1') }];
  });
  return stated.sort((a, b) => b.weight - a.weight)[0]?.language ?? 'zh';
}

/** The key of an `Authorization: Bearer …` header; `undefined` when there is none. Another scheme is an invalid key. */
export function bearerKey(header: string | null): string | undefined {
  if (header === null || header.trim() === '') return undefined;
  return /^Bearer\s+(\S+)\s*$/i.exec(header)?.[1] ?? '';
}

/** The actor of a request; `null` without a key. Throws UNAUTHENTICATED for a key that does not work. */
export async function actorOfHeader(header: string | null, authenticate: ContextParts['authenticate']): Promise<Actor | null> {
  const key = bearerKey(header);
  if (key === undefined) return null;
  const actor = await authenticate(key);
  if (actor === undefined) throw unauthenticated('INVALID');
  return actor;
}

/** Makes the context of a request: who asks, in which language, and a session that nothing has been read through yet. */
export async function contextOfRequest({ platform, authenticate, openSession }: ContextParts, request: Request): Promise<GraphContext> {
  const actor = await actorOfHeader(request.headers.get('authorization'), authenticate);
  const session = openSession(actor === null ? NOBODY : accessOf(actor));
  return {
    actor,
    language: languageOf(request.headers.get('accept-language')),
    platform,
    session,
    prisma: session.prisma,
    loaders: new Loaders(session.prisma),
    setAside: new Map(),
  };
}
