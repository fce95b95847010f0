import { randomBytes } from 'node:crypto';
import { DEMO_PERSONS, demoActor, type DemoPerson } from './demo-persons.js';
import { actorOfGrant } from '../access/grant.js';
import { keyHash } from '../access/key-ring.js';
import { watchUses } from '../access/watch-uses.js';
import { BoundedCache } from '../caches/bounded-cache.js';
import { translateStoreErrors } from '../kernel/command.js';
import type { Log } from '../kernel/platform.js';
import type { Actor } from '../ports/kit/permissions.js';
import type { PersonRecord, SignedIn } from '../ports/ports-person.js';
import { PLATFORM_ACCESS, type Store, type Unit } from '../ports/ports.js';

/** 会话时限 how long a session goes on without use, and at most, in milliseconds. */
export interface SessionTimes {
  readonly idleMs: number;
  readonly mostMs: number;
}

/** Half an hour without use; a working day at most. */
export const SESSION_TIMES: SessionTimes = { idleMs: 30 * 60_000, mostMs: 12 * 3_600_000 };

/** How a session's cookie begins. */
export const SESSION_PREFIX = 'dip_session_';
const TOKEN_SHAPE = /^dip_session_[A-Za-z0-9_-]{43}$/;
const SECRET_BYTES = 32;
const KEPT_MS = 5_000;
const MOST_KEPT = 10_000;
const MOST_DEMO = 200;

/** Who is behind a session. */
export interface SessionHolder {
  readonly actor: Actor;
  /** 人员 of a stored person; a demonstration person has none. */
  readonly personId: string | null;
  readonly login: string;
  /** The password has to be changed before anything else. */
  readonly mustChange: boolean;
  /** When it ends without further use. */
  readonly expiresAt: Date;
}

interface Kept {
  readonly holder: Omit<SessionHolder, 'expiresAt'>;
  readonly at: number;
  expiresAt: number;
  readonly endsAt: number;
}

/** A new session: its text is the browser's alone. */
export interface OpenedSession {
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * Tells who is behind a session's cookie, as `KeyRing` does for keys: by hash, kept for at most five seconds, forgotten at each change notice. Every use
 * lets a session go on; how long is written down from time to time, in no request's way.
 */
export class SessionRing {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #times: SessionTimes;
  readonly #kept = new BoundedCache<string, Kept>({ most: MOST_KEPT });
  /** Sessions of demonstration persons: in this process's memory only. */
  readonly #demo = new BoundedCache<string, Kept>({ most: MOST_DEMO });
  #changes = 0;
  /** Until when sessions go on, since the last time that it was written down, by hash. */
  #until = new Map<string, Date>();

  constructor(store: Store, now: () => number, times: SessionTimes = SESSION_TIMES) {
    this.#store = store;
    this.#now = now;
    this.#times = times;
    store.onChange(() => {
      this.#changes += 1;
      this.#kept.clear();
    });
  }

  /** The actor of a session; `undefined` for one that is unknown, over, or whose person was disabled. */
  async authenticate(token: string): Promise<Actor | undefined> {
    return (await this.find(token))?.actor;
  }

  /** Who is behind a session, which goes on by this; `undefined` as above. */
  async find(token: string): Promise<SessionHolder | undefined> {
    if (!TOKEN_SHAPE.test(token)) return undefined;
    const hash = keyHash(token);
    const now = this.#now();
    const demo = this.#demo.get(hash);
    if (demo !== undefined) return now < demo.expiresAt ? this.#goOn(demo, now) : undefined;
    const known = this.#kept.get(hash);
    const kept = known !== undefined && now - known.at < KEPT_MS ? known : await this.#load(hash, now);
    if (kept === undefined || now >= kept.expiresAt) return undefined;
    const found = this.#goOn(kept, now);
    this.#until.set(hash, found.expiresAt);
    return found;
  }

  #goOn(kept: Kept, now: number): SessionHolder {
    kept.expiresAt = Math.min(now + this.#times.idleMs, kept.endsAt);
    return { ...kept.holder, expiresAt: new Date(kept.expiresAt) };
  }

  async #load(hash: string, now: number): Promise<Kept | undefined> {
    const changes = this.#changes;
    const found = await translateStoreErrors(() =>
      this.#store.transaction(PLATFORM_ACCESS, 'READ', ({ persons }) => persons.findSession(hash)),
    );
    if (found === undefined || found.session.endedAt !== null || found.person.disabledAt !== null) return undefined;
    const { expiresAt, endsAt } = found.session;
    const until = Math.max(expiresAt.getTime(), this.#until.get(hash)?.getTime() ?? 0);
    const kept = { holder: holderOfSession(found), at: now, expiresAt: Math.min(until, endsAt.getTime()), endsAt: endsAt.getTime() };
    if (changes === this.#changes && now < kept.expiresAt) this.#kept.keep(hash, kept);
    return kept;
  }

  /** Opens a session of a person, within the transaction that lets it in. */
  async open({ persons }: Unit, { id: personId, regions }: Pick<PersonRecord, 'id' | 'regions'>): Promise<OpenedSession> {
    const { token, hash, expiresAt, endsAt } = this.#fresh();
    await persons.openSession({ personId, regions, hash, expiresAt, endsAt });
    return { token, expiresAt };
  }

  #fresh() {
    const token = `${SESSION_PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
    const now = this.#now();
    const { idleMs, mostMs } = this.#times;
    return { token, hash: keyHash(token), expiresAt: new Date(now + Math.min(idleMs, mostMs)), endsAt: new Date(now + mostMs) };
  }

  /**
   * Opens a session of a demonstration person, in this process's memory: only for the embedded default, and callers at this machine. An institution's is
   * one of the sample city.
   */
  openDemo(person: DemoPerson, institutionCode: string | null): OpenedSession {
    const { token, hash, expiresAt, endsAt } = this.#fresh();
    const actor = demoActor(person, institutionCode);
    const holder = { actor, personId: null, login: DEMO_PERSONS[person].login, mustChange: false };
    this.#demo.keep(hash, { holder, at: this.#now(), expiresAt: expiresAt.getTime(), endsAt: endsAt.getTime() });
    return { token, expiresAt };
  }

  /** Ends one session, at once in this process. */
  async end(token: string): Promise<void> {
    const hash = keyHash(token);
    this.#demo.forget(hash);
    this.#kept.forget(hash);
    this.#until.delete(hash);
    await this.#store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
      await unit.persons.endSession(hash);
      await unit.announce('*');
    });
  }

  /** Writes down how long sessions go on. */
  async writeUses(): Promise<void> {
    const until = this.#until;
    if (until.size === 0) return;
    this.#until = new Map();
    await this.#store.transaction(PLATFORM_ACCESS, 'WRITE', ({ persons }) => persons.extendSessions(until));
  }

  /** Writes it down once a minute until it is stopped, which writes down the rest. What fails is logged: a session ends sooner, no more. */
  watchUses(log: Log): () => Promise<void> {
    return watchUses(() => this.writeUses(), log, 'the use of sessions could not be written down');
  }
}

function holderOfSession({ person, holder }: SignedIn): Omit<SessionHolder, 'expiresAt'> {
  const actor = actorOfGrant(person, holder);
  const { id, login, mustChange } = person;
  return { actor: mustChange ? { ...actor, permissions: new Set() } : actor, personId: id, login, mustChange };
}
