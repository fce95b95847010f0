import type { ForbiddenError } from '../base/errors.js';
import { maySeeRegion, type Actor } from '../ports/kit/permissions.js';
import type { Log } from './platform.js';
import { PLATFORM_ACCESS, type Store } from '../ports/ports.js';

/** One refusal: who was refused what. */
export interface Refusal {
  readonly actor: Actor;
  /** What was asked, e.g. `Mutation.setBudget` or `PUT /imports`. */
  readonly action: string;
  readonly error: ForbiddenError;
}

interface Entry extends Refusal {
  readonly since: Date;
  /** Refusals that are not recorded yet. */
  times: number;
}

/** How long further refusals of one kind are only counted. */
const WINDOW_MS = 60_000;
/** Kinds that are told apart in a window; further ones are counted together, so that no loop fills the disk. */
const MOST_KINDS = 200;

/**
 * Records in the audit log what known callers were refused: the first of a kind (key, action, scope) at once, those of the following minute as
 * one event that counts them. Never in the way of an answer: what can't be recorded is logged.
 */
export class RefusalLog {
  readonly #store: Store;
  readonly #log: Log;
  readonly #entries = new Map<string, Entry>();
  readonly #writing = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** Takes note of a refusal. */
  note(refusal: Refusal): void {
    const own = `${refusal.actor.keyId} ${refusal.action} ${refusal.error.requiredScope ?? ''}`;
    const isRoom = this.#entries.has(own) || this.#entries.size < MOST_KINDS;
    const kind = isRoom ? own : refusal.actor.role;
    const entry = this.#entries.get(kind);
    if (entry !== undefined) {
      entry.times += 1;
      return;
    }
    const first: Entry = { ...refusal, ...(isRoom ? {} : { action: 'others' }), since: new Date(), times: 1 };
    this.#entries.set(kind, first);
    this.#write(first);
    this.#timer ??= setTimeout(() => void this.flush(), WINDOW_MS).unref();
  }

  /** Records what was counted, and waits until everything is. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const entry of entries) if (entry.times > 0) this.#write(entry);
    await Promise.all(this.#writing);
  }

  #write(entry: Entry): void {
    const { times } = entry;
    entry.times = 0;
    const writing = this.#append(entry, times)
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.#log.warn({ action: entry.action, keyId: entry.actor.keyId, reason }, 'a refusal could not be recorded');
      })
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  async #append({ actor, action, error, since }: Entry, times: number): Promise<void> {
    const { holderId, name, keyId, role } = actor;
    const { requiredScope, regionCode } = error;
    const detail = { keyId, role, scope: requiredScope, region: regionCode ?? null, times, since: since.toISOString() };
    // The holder signs, the platform writes: a caller without the region may not write there.
    await this.#store.transaction({ ...PLATFORM_ACCESS, holderId, holderName: name }, 'WRITE', async ({ audit }) => {
      await audit.append({ regionCode: placeOf(actor, regionCode), action: 'access:refuse', subject: action, detail });
    });
  }
}

/** Where a refusal stands: in the region that was asked for where it is the caller's, else in the caller's first. */
function placeOf(actor: Actor, asked: string | undefined): string {
  if (asked !== undefined && maySeeRegion(actor, asked) && /^\d{6}$/.test(asked)) return asked;
  return actor.regions === 'ALL' ? '*' : (actor.regions[0] ?? '*');
}
