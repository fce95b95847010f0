import { hashPassword, isPassword, passwordProblems } from './passwords.js';
import type { OpenedSession, SessionHolder, SessionRing } from './session-ring.js';
import { auditRegion } from '../access/grant.js';
import { BoundedCache } from '../caches/bounded-cache.js';
import { invalidField } from '../base/errors.js';
import { translateStoreErrors } from '../kernel/command.js';
import type { Platform } from '../kernel/platform.js';
import type { PersonRecord } from '../ports/ports-person.js';
import { PLATFORM_ACCESS, type Access, type Unit } from '../ports/ports.js';
import { refuseProblems } from '../requests/request-fields.js';
import { must } from '../../engine/kit/assert.js';

/** So many wrong passwords in a row lock a login name for so long. */
export const LOCK = { failures: 5, minutes: 15 } as const;
const MOST_UNKNOWN = 10_000;

/** 登录 what came of an attempt: signed in; refused, without saying whether there is such a name; or locked. */
export type SignInResult =
  | { readonly kind: 'signedIn'; readonly session: OpenedSession }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'locked'; readonly until: Date };

interface Attempts {
  failures: number;
  lockedUntil: Date | null;
}

/** Login names as people type them: in small letters, without blanks around them. */
export function loginOf(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** The desk at which people sign in. Names that nobody has are counted and locked as others are, so that an answer does not tell them apart. */
export class SignInDesk {
  readonly #unknown = new BoundedCache<string, Attempts>({ most: MOST_UNKNOWN });

  constructor(
    readonly platform: Platform,
    readonly sessions: SessionRing,
    readonly now: () => number,
  ) {}

  /** Signs in by password. Throws UNAVAILABLE. */
  async byPassword(name: string, password: string): Promise<SignInResult> {
    const login = loginOf(name);
    const person = await this.#find(login);
    const attempts: Attempts = person ?? this.#unknown.get(login) ?? { failures: 0, lockedUntil: null };
    const { lockedUntil } = attempts;
    if (lockedUntil !== null && lockedUntil.getTime() > this.now()) return { kind: 'locked', until: lockedUntil };
    const isRight = await isPassword(person?.passwordHash, password);
    if (person === undefined) return this.#noteUnknown(login, attempts);
    if (isRight && person.disabledAt === null) return { kind: 'signedIn', session: await this.#let(person, 'PASSWORD') };
    return await this.#noteFailure(person);
  }

  /** Signs in whom the identity provider vouches for; refused where nobody has that login name. */
  async byProvider(name: string): Promise<SignInResult> {
    const person = await this.#find(loginOf(name));
    if (person === undefined || person.disabledAt !== null) return { kind: 'wrong' };
    return { kind: 'signedIn', session: await this.#let(person, 'PROVIDER') };
  }

  /**
   * Changes the password of whoever is signed in, which ends all sessions of that person but the new one that is opened. Throws VALIDATION_FAILED (the old
   * one is wrong, the new one is too short, easily guessed or the old one again, or the person has none).
   */
  async changePassword({ personId }: Pick<SessionHolder, 'personId'>, old: string, fresh: string): Promise<OpenedSession> {
    const person = personId === null ? undefined : await this.#read((unit) => unit.persons.find(personId));
    if (person === undefined || person.passwordHash === null) {
      const zh = '演示人员和由统一身份认证登录的人员在这里没有口令。';
      throw invalidField(['old'], 'NO_PASSWORD', {
        zh,
        en: 'Demonstration persons, and those of the identity provider, have no password here.',
      });
    }
    if (!(await isPassword(person.passwordHash, old)))
      throw invalidField(['old'], 'WRONG', { zh: '原口令不对。', en: 'The old password is not right.' });
    refuseProblems(passwordProblems(fresh, person.login, ['new']));
    if (fresh === old) throw invalidField(['new'], 'SAME', { zh: '新口令须与原口令不同。', en: 'The new password must be another one.' });
    const passwordHash = await hashPassword(fresh);
    return await this.#write(person, async (unit) => {
      await unit.persons.update(person.id, { passwordHash, mustChange: false, failures: 0 });
      await endSessions(unit, person.id);
      await audit(unit, person, 'person:password', {});
      return await this.sessions.open(unit, person);
    });
  }

  /** Ends all sessions of whoever is signed in. */
  async signOutEverywhere(personId: string): Promise<void> {
    const person = await this.#read((unit) => unit.persons.find(personId));
    if (person === undefined) return;
    await this.#write(person, async (unit) => {
      await endSessions(unit, personId);
      await audit(unit, person, 'person:sign-out', { everywhere: true });
    });
  }

  async #let(person: PersonRecord, by: 'PASSWORD' | 'PROVIDER'): Promise<OpenedSession> {
    return await this.#write(person, async (unit) => {
      await unit.persons.update(person.id, { failures: 0, lockedUntil: null, lastSignInAt: new Date(this.now()) });
      await audit(unit, person, 'person:sign-in', { by });
      return await this.sessions.open(unit, person);
    });
  }

  async #noteFailure(person: PersonRecord): Promise<SignInResult> {
    const until = this.#lockEnd();
    const isLocked = await this.#write(person, async (unit) => {
      if ((await unit.persons.countFailure(person.id)) < LOCK.failures) return false;
      await unit.persons.update(person.id, { failures: 0, lockedUntil: until });
      await audit(unit, person, 'person:lock', { failures: LOCK.failures, until: until.toISOString() });
      return true;
    });
    return isLocked ? { kind: 'locked', until } : { kind: 'wrong' };
  }

  #noteUnknown(login: string, { failures }: Attempts): SignInResult {
    const until = this.#lockEnd();
    const isLocked = failures + 1 >= LOCK.failures;
    this.#unknown.keep(login, isLocked ? { failures: 0, lockedUntil: until } : { failures: failures + 1, lockedUntil: null });
    return isLocked ? { kind: 'locked', until } : { kind: 'wrong' };
  }

  #lockEnd(): Date {
    return new Date(this.now() + LOCK.minutes * 60_000);
  }

  async #find(login: string): Promise<PersonRecord | undefined> {
    return await this.#read(({ persons }) => persons.findByLogin(login));
  }

  async #read<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return await translateStoreErrors(() => this.platform.store.transaction(PLATFORM_ACCESS, 'READ', work));
  }

  /** In the person's name, so that the log says who; with the platform's sight, because people don't see each other's sessions. */
  async #write<T>(person: PersonRecord, work: (unit: Unit) => Promise<T>): Promise<T> {
    const holder = must(await this.#read(({ keys }) => keys.findHolder(person.holderId)), 'holder of a person');
    const access: Access = { ...PLATFORM_ACCESS, holderId: holder.id, holderName: holder.name };
    return await translateStoreErrors(() => this.platform.store.transaction(access, 'WRITE', work));
  }
}

/** Tells every process, which forgets the sessions that it knows; a sign-in or a wrong password changes nothing that anybody remembers. */
async function endSessions(unit: Unit, personId: string): Promise<void> {
  await unit.persons.endSessionsOf(personId);
  await unit.announce('*');
}

async function audit(
  unit: Unit,
  { id, login, regions }: PersonRecord,
  action: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await unit.audit.append({ regionCode: auditRegion(regions), action, subject: id, detail: { login, ...detail } });
}
