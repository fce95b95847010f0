import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dateOfDay, dayNumber, daysInMonth, isRealDate } from '../../../src/engine/kit/calendar.js';

describe('calendar dates', () => {
  test.each(['2025-02-29', '2024-13-01', '2024-00-10', '2024-04-31', '2024-1-01', '２０２４-01-01', '1900-02-29', '', '2024-01-01T00:00'])(
    '%s is not a date',
    (text) => {
      expect(isRealDate(text)).toBe(false);
    },
  );

  test.each(['2024-02-29', '2000-02-29', '2024-12-31'])('%s is a date', (text) => {
    expect(isRealDate(text)).toBe(true);
  });

  test('day numbers agree with the built-in calendar and invert', () => {
    fc.assert(
      fc.property(fc.integer({ min: -25_000, max: 84_000 }), (day) => {
        const date = dateOfDay(day);
        expect(date).toBe(new Date(day * 86_400_000).toISOString().slice(0, 10));
        expect(dayNumber(date)).toBe(day);
      }),
    );
  });

  test('a day later than the last of February', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2025-03-01', -1)).toBe('2025-02-28');
    expect(daysInMonth(1900, 2)).toBe(28);
  });
});
