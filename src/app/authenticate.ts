import { actorOfKey, isKeyText, keyHash, type DemoKey } from './keys.js';
import type { Actor } from './permissions.js';
import { translateStoreErrors } from './command.js';
import { PLATFORM_ACCESS, type Store } from './ports.js';

/** How long an authenticated key may be used without being looked up again: a key that was revoked elsewhere dies within this time. */
export const AUTHENTICATION_MS = 5_000;
const MOST_KEPT = 10_000;

interface Kept {
  readonly actor: Actor;
  readonly expiresAt: number;
  readonly loadedAt: number;
}

/**
 * Finds who acts with a key. Keys are looked up by their hash, so that no comparison's time tells anything about them. Known keys are kept in
 * memory until something changes, and at most five seconds; unknown ones are never kept.
 */
export class Authenticator {
  readonly #kept = new Map<string, Kept>();
  readonly #store: Pick<Store, 'transaction' | 'onChange'>;
  readonly #now: () => number;
  readonly #demo: ReadonlyMap<string, Actor>;

  constructor(store: Pick<Store, 'transaction' | 'onChange'>, now: () => number, demo?: DemoKey) {
    this.#store = store;
    this.#now = now;
    this.#demo = new Map(demo === undefined ? [] : [[keyHash(demo.key), demo.actor]]);
    store.onChange(() => this.#kept.clear());
  }

  /** Who acts with a key; `undefined` when it is unknown, revoked or expired. Throws UNAVAILABLE. */
  async authenticate(key: string): Promise<Actor | undefined> {
    if (!isKeyText(key)) return undefined;
    const hash = keyHash(key);
    const demo = this.#demo.get(hash);
    if (demo !== undefined) return demo;
    const kept = this.#kept.get(hash);
    const now = this.#now();
    const usable = kept !== undefined && now - kept.loadedAt < AUTHENTICATION_MS ? kept : await this.#load(hash, now);
    return usable !== undefined && now < usable.expiresAt ? usable.actor : undefined;
  }

  async #load(hash: string, now: number): Promise<Kept | undefined> {
    this.#kept.delete(hash);
    const found = await translateStoreErrors(() => this.#store.transaction(PLATFORM_ACCESS, 'READ', ({ keys }) => keys.findByHash(hash)));
    if (found === undefined || found.key.revokedAt !== null) return undefined;
    const { key, holder } = found;
    const kept = { actor: actorOfKey(key, holder), expiresAt: key.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY, loadedAt: now };
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(hash, kept);
    return kept;
  }
}
