import { pick } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { FundYearKey } from '../../app/ports/clearing/ports-fund-year.js';
import type { Publications } from '../../app/ports/clearing/ports-publication.js';

const HEAD = [
  ...(['regionCode', 'id', 'year', 'insurance', 'number', 'period', 'runNos', 'contentHash'] as const),
  ...(['reason', 'createdByName', 'createdAt'] as const),
] as const;

/** Publications behind the port. */
export function publications(session: Session): Publications {
  const { tx, access } = session;
  const yearOf = ({ regionCode, year, insurance }: FundYearKey): FundYearKey => ({ regionCode, year, insurance });
  return {
    add: async ({ runNos, ...publication }) => {
      await session.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `publication/${publication.regionCode}/${publication.year}/${publication.insurance}`,
      ]);
      const { _max: last } = await tx.publication.aggregate({ where: yearOf(publication), _max: { number: true } });
      const made = { number: (last.number ?? 0) + 1, createdById: access.holderId, createdByName: access.holderName };
      const { regionCode, year, insurance, period, contentHash, content, reason } = publication;
      const data = { regionCode, year, insurance, period, contentHash, content, reason, runNos: [...runNos], ...made };
      return pick(await tx.publication.create({ data }), HEAD);
    },
    find: async (regionCode, id) =>
      (await tx.publication.findUnique({ where: { regionCode_id: { regionCode, id } }, omit: { createdById: true } })) ?? undefined,
    list: async (key) =>
      await tx.publication.findMany({ where: yearOf(key), orderBy: { number: 'desc' }, omit: { createdById: true, content: true } }),
    standing: async (key) =>
      await tx.publication.findMany({
        where: yearOf(key),
        orderBy: [{ period: 'asc' }, { number: 'desc' }],
        distinct: ['period'],
        omit: { createdById: true },
      }),
  };
}
