import { pick, definedOnly } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { HolderRecord, KeyRecord, Keys } from '../../app/ports/ports-key.js';

/** What is read of a holder. */
export const HOLDER = { id: true, name: true, kind: true, regions: true } as const;

/** Holders and keys behind the port. */
export function keys(session: Session): Keys {
  const { tx } = session;
  return {
    saveHolder: (holder) => saveHolder(session, holder),
    findHolder: async (id) => (await tx.holder.findUnique({ where: { id }, select: HOLDER })) ?? undefined,
    insert: (key) =>
      tx.apiKey.create({
        data: {
          ...pick(key, ['holderId', 'prefix', 'hash', 'role', 'institutionCode', 'expiresAt']),
          scopes: [...key.scopes],
          regions: [...key.regions],
        },
      }),
    findByHash: async (hash) => {
      const row = await tx.apiKey.findFirst({ where: { hash }, include: { holder: { select: HOLDER } } });
      if (row === null) return undefined;
      const { holder, ...key } = row;
      return { key, holder };
    },
    find: async (id): Promise<KeyRecord | undefined> => (await tx.apiKey.findUnique({ where: { id } })) ?? undefined,
    list: () => tx.apiKey.findMany({ orderBy: { id: 'asc' } }),
    used: async (times) => {
      for (const [id, lastUsedAt] of times) {
        const isLater = { OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: lastUsedAt } }] };
        await tx.apiKey.updateMany({ where: { id, ...isLater }, data: { lastUsedAt } });
      }
    },
    revoke: async (id) => (await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } })).count === 1,
  };
}

async function saveHolder(session: Session, holder: Omit<HolderRecord, 'id'> & { readonly id?: string }): Promise<HolderRecord> {
  const { id, name, kind } = holder;
  const data = { name, kind, regions: [...holder.regions] };
  if (id === undefined) return session.tx.holder.create({ data, select: HOLDER });
  return session.tx.holder.upsert({ where: { id }, create: { ...definedOnly({ id }), ...data }, update: data, select: HOLDER });
}
