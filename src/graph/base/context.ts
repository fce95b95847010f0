import type { Loaders } from './loaders.js';
import type { ForbiddenError } from '../../app/base/errors.js';
import type { RawCase } from '../../app/cases/case-parse.js';
import type { Actor } from '../../app/ports/kit/permissions.js';
import type { Platform, ReadSession } from '../../app/kernel/platform.js';
import type { PrismaClient } from '../../generated/prisma/client.js';

/** Languages of messages. */
export type Language = 'zh' | 'en';

/** The request's view of the database: one read-only transaction, opened at the first read. */
export interface RequestSession extends ReadSession {
  /** The Prisma client of that transaction: row-level security holds for whatever it reads. */
  readonly prisma: PrismaClient;
  /** Ends the transaction; the next read opens another. A command needs this, because it has a transaction of its own. */
  release(): Promise<void>;
  /**
   * Ends the transaction, and holds the request's other reads back until a work is done that has transactions of its own: on the embedded database, which has a
   * single session, it would wait for the request's transaction, and the request for it. The work reads nothing through this session.
   */
  apart<T>(work: () => Promise<T>): Promise<T>;
}

/** Everything that a resolver may reach: who asks, in which language, and the one read-only transaction of the request. */
export interface GraphContext {
  /** `null`: no key was sent. An invalid key is refused before there is a context. */
  readonly actor: Actor | null;
  readonly language: Language;
  readonly platform: Platform;
  readonly session: RequestSession;
  /** As `session.prisma`: what the Prisma plugin reads through. */
  readonly prisma: PrismaClient;
  /** What is read by key, many at a time and once a request. */
  readonly loaders: Loaders;
  /** Records that the caller was refused something. */
  readonly noteRefusal: (action: string, error: ForbiddenError) => void;
  /** Whether the key still works: it may be revoked, or expire, while something is followed. */
  readonly isStillKnown: () => Promise<boolean>;
  /** Items of batches that are wrong by themselves, by the number that stands in for them (`input-gate.ts`). */
  readonly setAside: Map<string, RawCase>;
}
