import type { Preparation } from './preparation.js';
import type { Actor } from '../ports/kit/permissions.js';
import type { Reader, Store } from '../ports/ports.js';
import type { SigningKeys } from '../ports/ports-signing.js';
import type { Caches } from '../caches/bounded-cache.js';
import type { RegionCache } from '../caches/region-cache.js';
import type { RulesetLibrary } from '../caches/ruleset-library.js';
import type { Judge } from '../../rules/judge/judge.js';
import type { NationalLimit } from '../../rules/limits/national-limits.js';

/** A line of the log: structured, without personal data. */
export interface Log {
  info(detail: Readonly<Record<string, unknown>>, message: string): void;
  warn(detail: Readonly<Record<string, unknown>>, message: string): void;
  error(detail: Readonly<Record<string, unknown>>, message: string): void;
}

/** What every use case is given: the store, the one Judge, the caches, the log. Made by `compose.ts`. */
export interface Platform {
  readonly store: Store;
  readonly judge: Judge;
  /** What national texts let numbers of rulesets be at most: checks warn of more. */
  readonly limits: readonly NationalLimit[];
  readonly rulesets: RulesetLibrary;
  readonly regions: RegionCache;
  readonly caches: Caches;
  /** What published rulesets are signed with, and which keys are trusted. */
  readonly signing: SigningKeys;
  readonly log: Log;
  /** Version of the engine: part of every reproducibility key. */
  readonly engineVersion: string;
  /** How far a first start is. */
  readonly preparation: Preparation;
  /** Wakes the workers of this process: a job was queued. */
  wakeWorkers(): void;
  /** Calls the threads of this process that score beside it: a run has shards for them. */
  callHelpers(): void;
}

/** A request's read-only transaction: opened at the first read, closed when the answer is worked out. */
export interface ReadSession {
  readonly read: Reader;
  close(): Promise<void>;
}

/** Who asks, and through which transaction queries read. */
export interface Caller {
  readonly actor: Actor;
  readonly read: Reader;
}
