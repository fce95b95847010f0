import { HOLDER } from './key-store.js';
import { pick } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { Persons } from '../../app/ports/ports-person.js';

/** People and their sessions behind the port. */
export function persons(session: Session): Persons {
  const { tx } = session;
  return {
    insert: ({ scopes, regions, ...person }) =>
      tx.person.create({
        data: {
          ...pick(person, ['holderId', 'login', 'passwordHash', 'role', 'institutionCode']),
          scopes: [...scopes],
          regions: [...regions],
        },
      }),
    find: async (id) => (await tx.person.findUnique({ where: { id } })) ?? undefined,
    findByLogin: async (login) => (await tx.person.findUnique({ where: { login } })) ?? undefined,
    list: () => tx.person.findMany({ orderBy: { id: 'asc' } }),
    update: async (id, patch) => {
      await tx.person.update({ where: { id }, data: patch, select: { id: true } });
    },
    countFailure: async (id) =>
      (await tx.person.update({ where: { id }, data: { failures: { increment: 1 } }, select: { failures: true } })).failures,
    openSession: async ({ regions, ...opened }) => {
      const data = { ...pick(opened, ['personId', 'hash', 'expiresAt', 'endsAt']), regions: [...regions] };
      await tx.personSession.create({ data, select: { id: true } });
    },
    findSession: async (hash) => {
      const row = await tx.personSession.findUnique({ where: { hash }, include: { person: { include: { holder: { select: HOLDER } } } } });
      if (row === null) return undefined;
      const {
        person: { holder, ...person },
        ...found
      } = row;
      return { session: found, person, holder };
    },
    extendSessions: async (until) => {
      for (const [hash, expiresAt] of until)
        await tx.personSession.updateMany({ where: { hash, endedAt: null, expiresAt: { lt: expiresAt } }, data: { expiresAt } });
    },
    endSession: async (hash) => {
      await tx.personSession.updateMany({ where: { hash, endedAt: null }, data: { endedAt: new Date() } });
    },
    endSessionsOf: async (personId) =>
      (await tx.personSession.updateMany({ where: { personId, endedAt: null }, data: { endedAt: new Date() } })).count,
  };
}
