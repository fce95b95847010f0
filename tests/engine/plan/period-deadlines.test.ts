import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../src/engine/kit/calendar.js';
import { dueDays, type PeriodDeadlines } from '../../../src/engine/plan/period-deadlines.js';

const MONTH: PeriodDeadlines = { declareBy: { day: 10 }, payWithinWorkingDays: { days: 20, from: 'DECLARATION_DUE' } };
const NOTHING = { stated: new Map<string, boolean>(), confirmedOn: null };
const free = (from: string, count: number): [string, boolean][] => Array.from({ length: count }, (_, i) => [addDays(from, i), false]);

describe('days due', () => {
  it('a month is declared by the 10th of the next one and paid 20 working days later, over the holidays (N26-4)', () => {
    const stated = new Map([...free('2025-10-01', 8), ['2025-09-28', true], ['2025-10-11', true]] as [string, boolean][]);
    expect(dueDays(MONTH, { ...NOTHING, to: '2025-08-31' })).toEqual({
      declareBy: '2025-09-10',
      publishBy: null,
      payBy: '2025-10-08',
      closeBy: null,
      figuresBy: null,
    });
    expect(dueDays(MONTH, { ...NOTHING, to: '2025-08-31', stated })).toMatchObject({ payBy: '2025-10-14' });
    expect(dueDays(MONTH, { ...NOTHING, to: '2025-12-31' })).toMatchObject({ declareBy: '2026-01-10' });
  });

  it.each([
    ['2025-12-31', 5, 31, '2026-05-31'],
    ['2026-12-31', 4, 30, '2027-04-30'],
    ['2027-12-31', 3, 31, '2028-03-31'],
    ['2023-12-31', 2, 31, '2024-02-29'],
    ['2026-03-31', 12, 31, '2027-03-31'],
  ])('a year that ends on %s closes %i months later, by day %i: %s (N26-3)', (to, months, day, closeBy) => {
    expect(dueDays({ closeBy: { months, day } }, { ...NOTHING, to })).toEqual({
      declareBy: null,
      publishBy: null,
      payBy: null,
      closeBy,
      figuresBy: null,
    });
    expect(dueDays({ publishBy: { months, day } }, { ...NOTHING, to }).publishBy).toBe(closeBy); // N26-2: published about a month after
  });

  it('figures are published within 15 working days after the confirmation (N26-5)', () => {
    const deadlines: PeriodDeadlines = { figuresWithinWorkingDays: { days: 15 } };
    const stated = new Map(free('2025-10-01', 8));
    expect(dueDays(deadlines, { ...NOTHING, to: '2025-08-31' }).figuresBy).toBeNull();
    expect(dueDays(deadlines, { stated, to: '2025-08-31', confirmedOn: '2025-09-19' }).figuresBy).toBe('2025-10-20');
  });

  it('a payment counted from the confirmation is due on no day before there is one', () => {
    const deadlines: PeriodDeadlines = { payWithinWorkingDays: { days: 1, from: 'CONFIRMATION' } };
    expect(dueDays(deadlines, { ...NOTHING, to: '2025-08-31' }).payBy).toBeNull();
    expect(dueDays(deadlines, { ...NOTHING, to: '2025-08-31', confirmedOn: '2025-09-05' }).payBy).toBe('2025-09-08');
  });

  it('no deadline lies within the period, and a later one is never due earlier', () => {
    const day = fc.integer({ min: 1, max: 31 });
    const end = fc.integer({ min: 0, max: 1500 }).map((n) => addDays('2024-01-31', n));
    fc.assert(
      fc.property(end, fc.integer({ min: 1, max: 24 }), day, (to, months, wanted) => {
        const due = (m: number) => dueDays({ closeBy: { months: m, day: wanted } }, { ...NOTHING, to }).closeBy ?? '';
        expect(due(months) > to).toBe(true);
        expect(due(months + 1) > due(months)).toBe(true);
      }),
    );
  });
});
