import { createHash, randomBytes } from 'node:crypto';
import { actorOfGrant } from './grant.js';
import { watchUses } from './watch-uses.js';
import { translateStoreErrors } from '../kernel/command.js';
import { permissionsOf, type Actor } from '../ports/kit/permissions.js';
import type { Log } from '../kernel/platform.js';
import { BoundedCache } from '../caches/bounded-cache.js';
import { PLATFORM_ACCESS, type Store } from '../ports/ports.js';

/** What a key looks like: `dip_live_` (real regions) or `dip_test_` (sandbox regions), then at least 32 letters, digits, `-` and `_`. */
const KEY_SHAPE = /^dip_(?:live|test)_[A-Za-z0-9_-]{32,200}$/;
const SECRET_BYTES = 30;
/** How much of a key may be shown again: enough to tell keys apart, far too little to guess the rest. */
const PREFIX_LENGTH = 17;
/** How long an answer may be used without being told of a change (ARCHITECTURE 7). */
const KEPT_MS = 5_000;
const MOST_KEPT = 10_000;

/** A new key: shown once, kept as a hash. */
export interface NewKey {
  readonly key: string;
  readonly prefix: string;
  readonly hash: string;
}

/** SHA-256 of a key, in hex. Keys are random and long, so that a plain hash can't be searched. */
export function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Makes a key, or takes one that an operator chose. */
export function newKey(kind: 'live' | 'test', chosen?: string): NewKey {
  const key = chosen ?? `dip_${kind}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { key, prefix: key.slice(0, PREFIX_LENGTH), hash: keyHash(key) };
}

interface Kept {
  readonly actor: Actor;
  readonly at: number;
  readonly expiresAt: number;
}

/**
 * Tells who is behind a key. Answers are kept for at most five seconds and dropped by the store's change notices, so that a revoked key stops
 * working at once on this process and soon on every other. Keys are looked up by their hash: no comparison depends on how much of a guess was right.
 */
export class KeyRing {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #kept = new BoundedCache<string, Kept>({ most: MOST_KEPT });
  /** Counts change notices: an answer that was being read while one came may be out of date, and is not kept. */
  #changes = 0;
  /** When keys were used since the last time that it was written down, by id. */
  #used = new Map<string, Date>();
  #demo: { readonly hash: string; readonly actor: Actor } | undefined;

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
    store.onChange(() => {
      this.#changes += 1;
      this.#kept.clear();
    });
  }

  /** The actor of a key; `undefined` for a key that is unknown, expired or revoked. */
  async authenticate(key: string): Promise<Actor | undefined> {
    if (!KEY_SHAPE.test(key)) return undefined;
    const hash = keyHash(key);
    if (this.#demo?.hash === hash) return this.#demo.actor;
    const now = this.#now();
    const kept = this.#kept.get(hash);
    const isKept = kept !== undefined && now - kept.at < KEPT_MS && now < kept.expiresAt;
    const actor = isKept ? kept.actor : await this.#load(hash, now);
    if (actor !== undefined) this.#used.set(actor.keyId, new Date(now));
    return actor;
  }

  /** Writes down when keys were last used: from time to time, in no request's way. */
  async writeUses(): Promise<void> {
    const times = this.#used;
    if (times.size === 0) return;
    this.#used = new Map();
    await this.#store.transaction(PLATFORM_ACCESS, 'WRITE', ({ keys }) => keys.used(times));
  }

  /** Writes down uses once a minute until it is stopped, which writes down the rest. What fails is logged: it is for information only. */
  watchUses(log: Log): () => Promise<void> {
    return watchUses(() => this.writeUses(), log, 'the last use of keys could not be written down');
  }

  /** Only keys that work are kept: whoever tries made-up ones can't push them out. */
  async #load(hash: string, now: number): Promise<Actor | undefined> {
    const changes = this.#changes;
    const found = await translateStoreErrors(() => this.#store.transaction(PLATFORM_ACCESS, 'READ', ({ keys }) => keys.findByHash(hash)));
    const expiresAt = found?.key.expiresAt?.getTime() ?? Infinity;
    if (found === undefined || found.key.revokedAt !== null || now >= expiresAt) return undefined;
    const actor = actorOfGrant(found.key, found.holder);
    if (changes === this.#changes) this.#kept.keep(hash, { actor, at: now, expiresAt });
    return actor;
  }

  /** Mints this process's DEMO key: in memory only, sandbox regions only, all rights but an administrator's, without four eyes. */
  mintDemo(): string {
    const { key, hash } = newKey('test');
    const actor: Actor = {
      keyId: 'demo',
      holderId: '00000000-0000-7000-8000-0000000000d0',
      name: '演示用户',
      kind: 'USER',
      role: 'DEMO',
      permissions: permissionsOf('DEMO', []),
      regions: 'ALL',
      institutionCode: null,
      sandboxOnly: true,
    };
    this.#demo = { hash, actor };
    return key;
  }

  /**
   * Sees to it that there is an administrator. `chosen` (DIP_ADMIN_KEY) is stored unless it is there; without it a key is made where no
   * administrator's key works any more; of several processes that start at once, one makes it. Gives the key that was made, to be printed once.
   */
  async ensureAdmin(chosen: string | undefined): Promise<string | undefined> {
    return await this.#store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
      const { keys, audit } = unit;
      await unit.lock('*', 'first-admin');
      const now = this.#now();
      const all = await keys.list();
      const works = all.some(
        ({ role, revokedAt, expiresAt }) => role === 'ADMIN' && revokedAt === null && (expiresAt === null || expiresAt.getTime() > now),
      );
      if (chosen === undefined ? works : (await keys.findByHash(keyHash(chosen))) !== undefined) return undefined;
      const { key, prefix, hash } = newKey('live', chosen);
      const holder = await keys.saveHolder({ name: '首任管理员', kind: 'USER', regions: ['*'] });
      await keys.insert({
        holderId: holder.id,
        prefix,
        hash,
        role: 'ADMIN',
        scopes: [],
        regions: ['*'],
        institutionCode: null,
        expiresAt: null,
      });
      await audit.append({ regionCode: '*', action: 'key:bootstrap', subject: prefix, detail: {} });
      await unit.announce('*');
      return chosen === undefined ? key : undefined;
    });
  }
}
