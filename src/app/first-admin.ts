import { EVERYWHERE, keyHash, keyPrefix, mintKey } from './keys.js';
import { PLATFORM_ACCESS, type Store, type Unit } from './ports.js';

/** The first administrator's key, where one was made: to be printed once, it is stored as a hash only. */
export type FirstAdminKey = { readonly key: string } | undefined;

/**
 * Makes sure that somebody can administer the platform: with a configured key (DIP_ADMIN_KEY), that key is an administrator's unless it was
 * revoked; without one, a key is made if there is no administrator's key yet. Done at every start; it changes nothing the second time.
 */
export async function ensureAdmin(store: Store, configured: string | undefined): Promise<FirstAdminKey> {
  return await store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
    await unit.lock(EVERYWHERE, 'first-admin');
    if (configured !== undefined) {
      if ((await unit.keys.findByHash(keyHash(configured))) === undefined) await storeAdmin(unit, configured);
      return undefined;
    }
    const now = await unit.now();
    const isThere = (await unit.keys.list()).some(
      ({ role, revokedAt, expiresAt }) => role === 'ADMIN' && revokedAt === null && (expiresAt === null || expiresAt > now),
    );
    if (isThere) return undefined;
    const key = mintKey('live');
    await storeAdmin(unit, key);
    return { key };
  });
}

async function storeAdmin(unit: Unit, text: string): Promise<void> {
  const holder = await unit.keys.saveHolder({ name: '平台管理员', kind: 'USER', regions: [EVERYWHERE] });
  const key = await unit.keys.insert({
    holderId: holder.id,
    prefix: keyPrefix(text),
    hash: keyHash(text),
    role: 'ADMIN',
    scopes: [],
    regions: [EVERYWHERE],
    institutionCode: null,
    expiresAt: null,
  });
  const detail = { prefix: key.prefix, role: key.role, holderId: holder.id };
  await unit.audit.append({ regionCode: EVERYWHERE, action: 'key:create', subject: key.id, detail });
  await unit.announce(EVERYWHERE);
}
