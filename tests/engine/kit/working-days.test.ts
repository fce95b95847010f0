import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayNumber } from '../../../src/engine/kit/calendar.js';
import { isWeekend, isWorkingDay, workingDayAfter, workingDaysBetween, type StatedDays } from '../../../src/engine/kit/working-days.js';

const holidays = (from: string, count: number): [string, boolean][] => Array.from({ length: count }, (_, i) => [addDays(from, i), false]);
/** National Day of 2025: 10-01 to 10-08 free, 09-28 and 10-11 worked (国办发明电〔2024〕12号). */
const OCTOBER: StatedDays = new Map([...holidays('2025-10-01', 8), ['2025-09-28', true], ['2025-10-11', true]]);

describe('working days', () => {
  it('Saturdays and Sundays are none, unless they are made up; holidays are none (N26-4)', () => {
    expect(isWeekend('2025-09-27')).toBe(true);
    expect(isWeekend('1969-12-28')).toBe(true);
    expect(['2025-09-27', '2025-09-28', '2025-10-01', '2025-10-09'].map((day) => isWorkingDay(day, OCTOBER))).toEqual([
      ...[false, true, false, true],
    ]);
  });

  it('counts over a holiday and its made-up days (N26-4: 20 working days)', () => {
    expect(workingDayAfter('2025-09-26', 1, OCTOBER)).toBe('2025-09-28');
    expect(workingDayAfter('2025-09-30', 1, OCTOBER)).toBe('2025-10-09');
    expect(workingDayAfter('2025-09-10', 20, OCTOBER)).toBe('2025-10-14');
    expect(workingDayAfter('2025-09-10', 20, new Map())).toBe('2025-10-08');
  });

  it('counts the working days after a day, up to another', () => {
    expect(workingDaysBetween('2025-09-30', '2025-10-11', OCTOBER)).toBe(3);
    expect(workingDaysBetween('2025-10-01', '2025-10-05', OCTOBER)).toBe(0);
    expect(workingDaysBetween('2025-10-09', '2025-10-09', OCTOBER)).toBe(0);
  });

  const day = fc.integer({ min: dayNumber('2024-01-01'), max: dayNumber('2027-12-31') }).map((n) => addDays('1970-01-01', n));
  const stated = fc.array(fc.tuple(day, fc.boolean()), { maxLength: 60 }).map((entries): StatedDays => new Map(entries));

  it('the n-th is a working day, with exactly n − 1 of them between', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 60 }), stated, (from, count, days) => {
        const end = workingDayAfter(from, count, days);
        const between = Array.from({ length: dayNumber(end) - dayNumber(from) - 1 }, (_, i) => addDays(from, i + 1));
        expect(isWorkingDay(end, days)).toBe(true);
        expect(between.filter((one) => isWorkingDay(one, days))).toHaveLength(count - 1);
      }),
    );
  });

  it('counting on from a working day adds up: a after b is a + b', () => {
    const few = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(day, few, few, stated, (from, first, second, days) => {
        expect(workingDayAfter(workingDayAfter(from, first, days), second, days)).toBe(workingDayAfter(from, first + second, days));
      }),
    );
  });

  it('another holiday never brings a deadline nearer', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 40 }), stated, day, (from, count, days, free) => {
        const more = new Map([...days, [free, false]]);
        expect(workingDayAfter(from, count, more) >= workingDayAfter(from, count, days)).toBe(true);
      }),
    );
  });
});
