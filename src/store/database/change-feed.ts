import pg from 'pg';
import type { Database } from './database.js';
import type { ChangeListener } from '../../app/ports/ports.js';

/** The channel of NOTIFY. */
export const CHANGE_CHANNEL = 'dip_change';
const RECONNECT_MS = 2_000;

/** Tells caches of committed changes: in this process at once, from other processes by LISTEN (PostgreSQL only). */
export class ChangeFeed {
  readonly #listeners = new Set<ChangeListener>();
  readonly #database: Database;
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Calls back for every change until the function returned is called. */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    if (this.#database.kind === 'POSTGRESQL' && this.#client === null && !this.#closed) void this.#connect();
    return () => this.#listeners.delete(listener);
  }

  /** Passes changes on. */
  emit(regionCodes: Iterable<string>): void {
    for (const regionCode of regionCodes) for (const listener of this.#listeners) listener(regionCode);
  }

  /** Stops listening. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(this.#database.pool.options);
    this.#client = client;
    client.on('notification', ({ payload }) => this.emit([payload ?? '*']));
    client.on('error', () => this.#reconnect(client));
    client.on('end', () => this.#reconnect(client));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANGE_CHANNEL}`);
      this.emit(['*']); // what happened while nobody listened is not known
    } catch {
      this.#reconnect(client);
    }
  }

  #reconnect(lost: pg.Client): void {
    if (this.#closed || this.#client !== lost) return;
    this.#client = null;
    this.#timer = setTimeout(() => void this.#connect(), RECONNECT_MS);
    this.#timer.unref();
  }
}
