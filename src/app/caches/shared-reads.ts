import type { Reader } from '../ports/ports.js';

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

/** Values that many requests ask for, by key: read once, then known to all, the one used longest ago forgotten first. Failures are not kept. */
export class SharedReads<K, V> {
  readonly #values = new Map<K, V>();
  readonly #underWay = new ReadsUnderWay<K, V>();
  readonly #asked = new Set<K>();
  readonly #most: number;

  /** Keeps at most so many values. */
  constructor(most = Infinity) {
    this.#most = most;
  }

  /** The value of a key. */
  async get(read: Reader, key: K, make: () => Promise<V>): Promise<V> {
    this.#asked.add(key);
    const known = this.#values.get(key);
    if (known !== undefined) {
      if (this.#values.size >= this.#most) this.keep(key, known);
      return known;
    }
    const value = await this.#underWay.share(read, key, make);
    const meanwhile = this.#values.get(key);
    if (meanwhile !== undefined) return meanwhile; // one object for all: what is worked out from it is kept by it
    this.keep(key, value);
    return value;
  }

  /** Keeps a value that was read elsewhere, as the one used last. */
  keep(key: K, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#most) break;
      this.#values.delete(oldest);
      this.#asked.delete(oldest);
    }
  }

  /** What is known of the keys that somebody asked for; not of those that were only kept. */
  asked(): readonly (readonly [K, V])[] {
    return [...this.#values].filter(([key]) => this.#asked.has(key));
  }
}
