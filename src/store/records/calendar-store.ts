import { dateOf, dayOf } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import { DAY_KINDS, type CalendarDayRecord, type Calendars } from '../../app/ports/ports-calendar.js';
import type { CalendarDay } from '../../generated/prisma/client.js';
import { must } from '../../engine/kit/assert.js';

/** Calendars behind the port. */
export function calendars({ tx, access }: Session): Calendars {
  return {
    days: async (regionCode, { from, to }) => {
      const rows = await tx.calendarDay.findMany({
        where: { regionCode, day: { gte: dateOf(from), lte: dateOf(to) } },
        orderBy: [{ day: 'asc' }, { seq: 'desc' }],
        distinct: ['day'],
      });
      return rows.map(recordOf);
    },
    state: async (regionCode, days) => {
      const made = { createdById: access.holderId, createdByName: access.holderName };
      const data = days.map(({ day, kind, note, source }) => ({ regionCode, day: dateOf(day), kind, note, source, ...made }));
      await tx.calendarDay.createMany({ data });
    },
  };
}

function recordOf({ regionCode, day, kind, note, source, createdByName, createdAt }: CalendarDay): CalendarDayRecord {
  const known = must(
    DAY_KINDS.find((one) => one === kind),
    'kind of a stored day',
  );
  return { regionCode, day: dayOf(day), kind: known, note, source, createdByName, createdAt };
}
