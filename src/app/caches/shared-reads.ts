import type { Reader } from '../ports/ports.js';
import { BoundedCache, type CacheBounds } from './bounded-cache.js';

/**
 * Reads that are under way, shared within the request that began them and with nobody else: on the embedded database a read may be waiting for
 * the one session that another request holds, and two requests that waited for each other would wait for ever.
 */
export class ReadsUnderWay<K, V> {
  readonly #byRequest = new WeakMap<Reader, Map<K, Promise<V>>>();

  /** What the same request reads already under this key, or what is read now. */
  async share(read: Reader, key: K, make: () => Promise<V>): Promise<V> {
    const own = this.#byRequest.get(read) ?? new Map<K, Promise<V>>();
    this.#byRequest.set(read, own);
    const earlier = own.get(key);
    if (earlier !== undefined) return await earlier;
    const promise = make();
    own.set(key, promise);
    try {
      return await promise;
    } finally {
      own.delete(key);
    }
  }
}

/** A value that was read, and whether anybody asked for it. */
interface Shared<V> {
  readonly value: V;
  readonly isAsked: boolean;
}

/** Values that many requests ask for, by key: read once, then known to all, the one used longest ago forgotten first. Failures are not kept. */
export class SharedReads<K extends string | number, V> {
  readonly #values: BoundedCache<K, Shared<V>>;
  readonly #underWay = new ReadsUnderWay<K, V>();

  constructor(bounds: CacheBounds) {
    this.#values = new BoundedCache(bounds);
  }

  /** The value of a key. */
  async get(read: Reader, key: K, make: () => Promise<V>): Promise<V> {
    const known = this.#asked(key);
    if (known !== undefined) return known.value;
    const value = await this.#underWay.share(read, key, make);
    const meanwhile = this.#asked(key);
    if (meanwhile !== undefined) return meanwhile.value; // one object for all: what is worked out from it is kept by it
    this.#values.keep(key, { value, isAsked: true });
    return value;
  }

  /** What is known of a key that somebody asks for now. */
  #asked(key: K): Shared<V> | undefined {
    const known = this.#values.get(key);
    if (known?.isAsked === false) this.#values.keep(key, { ...known, isAsked: true });
    return known;
  }

  /** Keeps a value that was read elsewhere, as the one used last. */
  keep(key: K, value: V): void {
    this.#values.keep(key, { value, isAsked: this.#values.get(key)?.isAsked ?? false });
  }

  /** What is known of the keys that somebody asked for; not of those that were only kept. */
  asked(): readonly (readonly [K, V])[] {
    return this.#values.entries().flatMap(([key, { value, isAsked }]) => (isAsked ? [[key, value] as const] : []));
  }
}
