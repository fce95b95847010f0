import type { Role } from './kit/permissions.js';

/** 持有人 holder of keys. */
export interface HolderRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: 'USER' | 'API_KEY' | 'SYSTEM';
  readonly regions: readonly string[];
}

/** 接口密钥 a key as stored: its hash, never itself. `regions` may be `['*']`. */
export interface KeyRecord {
  readonly id: string;
  readonly holderId: string;
  readonly prefix: string;
  readonly hash: string;
  readonly role: Role;
  readonly scopes: readonly string[];
  readonly regions: readonly string[];
  readonly institutionCode: string | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly createdAt: Date;
  /** To the minute or so; `null`: not yet. */
  readonly lastUsedAt: Date | null;
}

/** Holders and keys. Seen by whoever has one of their regions; never by an institution's key. */
export interface Keys {
  saveHolder(holder: Omit<HolderRecord, 'id'> & { readonly id?: string }): Promise<HolderRecord>;
  findHolder(id: string): Promise<HolderRecord | undefined>;
  insert(key: Omit<KeyRecord, 'id' | 'createdAt' | 'revokedAt' | 'lastUsedAt'>): Promise<KeyRecord>;
  findByHash(hash: string): Promise<{ readonly key: KeyRecord; readonly holder: HolderRecord } | undefined>;
  find(id: string): Promise<KeyRecord | undefined>;
  list(): Promise<readonly KeyRecord[]>;
  /** Notes when keys were last used; an earlier time changes nothing. */
  used(times: ReadonlyMap<string, Date>): Promise<void>;
  /** `false` when there is no such key or it was revoked before. */
  revoke(id: string): Promise<boolean>;
}
