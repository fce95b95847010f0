import type { Role } from './kit/permissions.js';
import type { HolderRecord } from './ports-key.js';

/** 人员 a name by which a person signs in to the console, and what it may do there: as a key of that role may. */
export interface PersonRecord {
  readonly id: string;
  readonly holderId: string;
  /** 登录名 in small letters. */
  readonly login: string;
  /** Argon2id; null: signs in by the identity provider only. */
  readonly passwordHash: string | null;
  /** The password is the first one, or was reset: nothing else may be done until it is changed. */
  readonly mustChange: boolean;
  /** Wrong passwords in a row. */
  readonly failures: number;
  readonly lockedUntil: Date | null;
  readonly role: Role;
  readonly scopes: readonly string[];
  readonly regions: readonly string[];
  readonly institutionCode: string | null;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  readonly lastSignInAt: Date | null;
}

/** 会话 a signed-in browser. */
export interface PersonSessionRecord {
  readonly id: string;
  readonly personId: string;
  /** When it ends without use. */
  readonly expiresAt: Date;
  /** When it ends whatever happens. */
  readonly endsAt: Date;
  readonly endedAt: Date | null;
}

/** A session with whose it is. */
export interface SignedIn {
  readonly session: PersonSessionRecord;
  readonly person: PersonRecord;
  readonly holder: HolderRecord;
}

/** What may change of a person. */
export type PersonPatch = Partial<
  Pick<PersonRecord, 'passwordHash' | 'mustChange' | 'failures' | 'lockedUntil' | 'disabledAt' | 'lastSignInAt'>
>;

/** People and their sessions. Seen by whoever has one of their regions; never by an institution's key. */
export interface Persons {
  insert(
    person: Pick<PersonRecord, 'holderId' | 'login' | 'passwordHash' | 'role' | 'scopes' | 'regions' | 'institutionCode'>,
  ): Promise<PersonRecord>;
  find(id: string): Promise<PersonRecord | undefined>;
  findByLogin(login: string): Promise<PersonRecord | undefined>;
  list(): Promise<readonly PersonRecord[]>;
  update(id: string, patch: PersonPatch): Promise<void>;
  /** Counts one more wrong password in a row, whoever else counts at the same time, and answers how many there are. */
  countFailure(id: string): Promise<number>;
  /** Opens a session; `regions` are its person's. */
  openSession(
    session: Pick<PersonSessionRecord, 'personId' | 'expiresAt' | 'endsAt'> & {
      readonly hash: string;
      readonly regions: readonly string[];
    },
  ): Promise<void>;
  findSession(hash: string): Promise<SignedIn | undefined>;
  /** Notes that sessions go on, by hash; none is shortened, and none revived. */
  extendSessions(until: ReadonlyMap<string, Date>): Promise<void>;
  /** Ends one session, by hash. */
  endSession(hash: string): Promise<void>;
  /** Ends all of a person's, and answers how many there were. */
  endSessionsOf(personId: string): Promise<number>;
}
