import type { PrismaClient } from '../generated/prisma/client.js';
import type { Platform, ReadSession } from '../app/platform.js';

import type { Actor } from '../app/permissions.js';

/** Everything that a resolver may reach: who asks, in which language, and the one read-only transaction of the request. */
export interface GraphContext {
  /** `null`: no key was sent. An invalid key is refused before there is a context. */
  readonly actor: Actor | null;
  readonly language: 'zh' | 'en';
  readonly platform: Platform;
  /** Opened at the first database access, closed when the answer is worked out. */
  readonly session: ReadSession;
  /** The Prisma client of that session: row-level security holds for whatever it reads. */
  readonly prisma: PrismaClient;
  /** Set by a refused scope, so that the refusal can name it. */
  deniedScope?: string;
}
