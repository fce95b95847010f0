import { LRUCache } from 'lru-cache';

/** 1 MiB in bytes. */
export const MIB = 2 ** 20;
/** How much memory what is kept of years case by case takes at most, where nothing else is configured. */
export const YEAR_MEMORY_MIB = 512;

/** How much a cache keeps. */
export interface CacheBounds {
  /** The most entries; the one used longest ago makes room for the next. */
  readonly most: number;
}

/** How much memory a cache takes, where its entries are large. */
export interface MemoryBound<V> {
  /** Of all its entries, in bytes. */
  readonly most: number;
  /** Of one, in bytes. */
  readonly of: (value: V) => number;
}

/**
 * The one way in which this process remembers: at most so many entries, the one used longest ago forgotten first. Whoever uses a cache owns it;
 * what several use cases of a process share stands in `Caches`.
 */
export class BoundedCache<K extends string | number, V extends object> {
  readonly #entries: LRUCache<K, V>;
  /** In bytes; absent: entries are counted only. */
  readonly #memory: number | undefined;

  constructor({ most }: CacheBounds, memory?: MemoryBound<V>) {
    this.#memory = memory?.most;
    const bound = memory && { maxSize: Math.max(1, memory.most), sizeCalculation: (value: V) => Math.max(1, memory.of(value)) };
    this.#entries = new LRUCache({ max: most, ...bound });
  }

  /** Forgets what was used longest ago until so many more bytes fit; `false`: they are more than the cache may take. */
  makeRoom(bytes: number): boolean {
    const most = this.#memory ?? Infinity;
    while (this.#entries.size > 0 && this.#entries.calculatedSize + bytes > most) this.#entries.pop();
    return bytes <= most;
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
  readonly #bytesOf: ((value: V) => number) | undefined;

  /** `bytesOf`: how much an entry takes, where all of them together may take `Caches.yearBytes`. */
  constructor(bounds: CacheBounds, bytesOf?: (value: V) => number) {
    this.#bounds = bounds;
    this.#bytesOf = bytesOf;
  }

  /** The cache of this kind; made at its first use, gone with its `Caches`. */
  of(caches: Caches): BoundedCache<K, V> {
    const memory = this.#bytesOf && { most: caches.yearBytes, of: this.#bytesOf };
    const made = this.#made.get(caches) ?? new BoundedCache<K, V>(this.#bounds, memory);
    this.#made.set(caches, made);
    return made;
  }
}

/** Whose caches: one of them a platform, made by `compose.ts`, so that two platforms of a process (as in tests) share nothing. */
export class Caches {
  readonly owner = Symbol('caches');

  constructor(
    /** What is kept of years case by case takes at most this many bytes. */
    readonly yearBytes: number = YEAR_MEMORY_MIB * MIB,
  ) {}
}
