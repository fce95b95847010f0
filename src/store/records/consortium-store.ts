import { dateOf, dayOf, pick } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import { LEAD_SEES, type Consortia } from '../../app/ports/ports-consortium.js';
import { must } from '../../engine/kit/assert.js';

/** Consortia behind the port. */
export function consortia({ tx, access }: Session): Consortia {
  return {
    list: async (regionCode) => {
      const rows = await tx.consortium.findMany({
        where: { regionCode },
        orderBy: [{ code: 'asc' }, { revision: 'asc' }],
        omit: { createdById: true },
      });
      return rows.map(({ leadSees, effectiveFrom, ...row }) => ({
        ...row,
        leadSees: must(
          LEAD_SEES.find((one) => one === leadSees),
          'what a lead sees',
        ),
        effectiveFrom: dayOf(effectiveFrom),
      }));
    },
    state: async (regionCode, rows) => {
      const made = { regionCode, createdById: access.holderId, createdByName: access.holderName };
      const columns = ['code', 'revision', 'name', 'leadCode', 'leadSees', 'reason', 'source'] as const;
      await tx.consortium.createMany({
        data: rows.map((row) => ({ ...pick(row, columns), effectiveFrom: dateOf(row.effectiveFrom), ...made })),
      });
    },
  };
}
