import type { Reader } from './platform.js';

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

/** Values that many requests ask for, by key: read once, then known to all. Failures are not kept. */
export class SharedReads<K, V> {
  readonly #values = new Map<K, V>();
  readonly #underWay = new ReadsUnderWay<K, V>();

  /** The value of a key. */
  async get(read: Reader, key: K, make: () => Promise<V>): Promise<V> {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value = await this.#underWay.share(read, key, make);
    this.#values.set(key, value);
    return value;
  }
}
