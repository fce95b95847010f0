import { LRUCache } from 'lru-cache';

/** How much a cache keeps. */
export interface CacheBounds {
  /** The most entries; the one used longest ago makes room for the next. */
  readonly most: number;
}

/**
 * The one way in which this process remembers: at most so many entries, the one used longest ago forgotten first. Whoever uses a cache owns it;
 * what several use cases of a process share stands in `Caches`.
 */
export class BoundedCache<K extends string | number, V extends object> {
  readonly #entries: LRUCache<K, V>;

  constructor({ most }: CacheBounds) {
    this.#entries = new LRUCache({ max: most });
  }

  /** The entry of a key, from now on the one used last. */
  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  /** Keeps an entry as the one used last. */
  keep(key: K, value: V): void {
    this.#entries.set(key, value);
  }

  /** Forgets an entry, if it is still this one: what failed must not take away what came after it. */
  forget(key: K, value?: V): void {
    if (value === undefined || this.#entries.peek(key) === value) this.#entries.delete(key);
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
  }

  /** What is kept, the one used last first. */
  entries(): readonly (readonly [K, V])[] {
    return [...this.#entries.entries()];
  }
}

/** A kind of cache that use cases share: each `Caches` has its own of it. */
export class CacheKind<K extends string | number, V extends object> {
  readonly #made = new WeakMap<Caches, BoundedCache<K, V>>();
  readonly #bounds: CacheBounds;

  constructor(bounds: CacheBounds) {
    this.#bounds = bounds;
  }

  /** The cache of this kind; made at its first use, gone with its `Caches`. */
  of(caches: Caches): BoundedCache<K, V> {
    const made = this.#made.get(caches) ?? new BoundedCache<K, V>(this.#bounds);
    this.#made.set(caches, made);
    return made;
  }
}

/** Whose caches: one of them a platform, made by `compose.ts`, so that two platforms of a process (as in tests) share nothing. */
export class Caches {
  readonly owner = Symbol('caches');
}
