import { createHash, randomBytes } from 'node:crypto';
import { permissionsOf, type Actor } from './permissions.js';
import type { HolderRecord, KeyRecord } from './ports-key.js';

/** 接口密钥 the text of an API key: shown once, never stored. `live` works on real regions, `test` on sandboxes only. */
export type KeyKind = 'live' | 'test';

const SECRET_BYTES = 32;
const KEY = /^dip_(live|test)_[A-Za-z0-9_-]{32,128}$/;
/** How much of a key may be shown, to tell keys apart. */
const PREFIX_LENGTH = 'dip_live_'.length + 8;

/** Makes a new key of 256 random bits. */
export function mintKey(kind: KeyKind): string {
  return `dip_${kind}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** Whether text is shaped like a key: anything else is refused without asking the database. */
export function isKeyText(text: string): boolean {
  return KEY.test(text);
}

/** What is stored of a key: SHA-256 in hex. Keys have 256 random bits, so that a slow hash would add nothing. */
export function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The part of a key that may be shown. */
export function keyPrefix(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}

/** Every region, and what belongs to none, in a key's list of regions. */
export const EVERYWHERE = '*';

/** Who acts with a key. */
export function actorOfKey(key: KeyRecord, holder: HolderRecord): Actor {
  return {
    keyId: key.id,
    holderId: holder.id,
    name: holder.name,
    kind: holder.kind,
    role: key.role,
    permissions: permissionsOf(key.role, key.scopes),
    regions: key.regions.includes(EVERYWHERE) ? 'ALL' : key.regions,
    institutionCode: key.institutionCode,
    sandboxOnly: false,
  };
}

/** 演示密钥 the DEMO key of a start: in memory only, for sandbox regions, without four eyes. */
export interface DemoKey {
  readonly key: string;
  readonly actor: Actor;
}

/** Mints the DEMO key: all but the administrator's rights. It dies with the process. */
export function mintDemoKey(): DemoKey {
  const actor: Actor = {
    keyId: 'demo',
    holderId: '00000000-0000-7000-8000-00000000d3e0',
    name: '演示',
    kind: 'API_KEY',
    role: 'DEMO',
    permissions: permissionsOf('DEMO', []),
    regions: 'ALL',
    institutionCode: null,
    sandboxOnly: true,
  };
  return { key: mintKey('test'), actor };
}
