import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../../src/engine/kit/calendar.js';
import {
  actualRanges,
  dateFindings,
  dayBefore,
  inForce,
  publishFindings,
  takeoverFindings,
  type DeclaredRange,
} from '../../../src/rules/document/dates.js';

const zibo: DeclaredRange = { id: '2021.1', from: '2021-09-10', to: '2024-12-31' };
const later: DeclaredRange = { id: '2023.1', from: '2023-01-01' };
const backDated: DeclaredRange = { id: '2022.1', from: '2022-03-01', to: '2023-06-30' };

describe('what is really in force (N25-44)', () => {
  test('days before, over months, years and leap days', () => {
    expect([dayBefore('2024-03-01'), dayBefore('2023-03-01'), dayBefore('2024-01-01')]).toEqual(['2024-02-29', '2023-02-28', '2023-12-31']);
  });

  test('a later version cuts its predecessor to the day before', () => {
    expect(actualRanges([later, zibo])).toEqual([
      { id: '2021.1', from: '2021-09-10', to: '2022-12-31' },
      { id: '2023.1', from: '2023-01-01' },
    ]);
  });

  test("a back-dated version's own range ends before its successor's from", () => {
    expect(actualRanges([zibo, later, backDated])).toEqual([
      { id: '2021.1', from: '2021-09-10', to: '2022-02-28' },
      { id: '2022.1', from: '2022-03-01', to: '2022-12-31' },
      { id: '2023.1', from: '2023-01-01' },
    ]);
  });

  test('a day in no range has no version: Zibo ends 2024-12-31', () => {
    expect(inForce([zibo], '2024-12-31')?.id).toBe('2021.1');
    expect(inForce([zibo], '2025-01-01')).toBeUndefined();
    expect(inForce([zibo], '2021-09-09')).toBeUndefined();
    expect(inForce([], '2024-01-01')).toBeUndefined();
  });

  const whole: DeclaredRange = { id: '2025.1', from: '2025-01-01', to: '2025-12-31' };
  const summer: DeclaredRange = { id: '2025.7', from: '2025-07-01', to: '2025-09-30' };

  test('a temporary version gives the rest of the year back, and says so before it is published (R7)', () => {
    expect(actualRanges([summer, whole])).toEqual([
      { id: '2025.1', from: '2025-01-01', to: '2025-06-30' },
      { id: '2025.7', from: '2025-07-01', to: '2025-09-30' },
      { id: '2025.1', from: '2025-10-01', to: '2025-12-31' },
    ]);
    const said = takeoverFindings({ version: summer, published: [whole] }).map(({ code, message }) => [code, message.zh]);
    expect(said).toEqual([
      ['DAYS_CHANGE_HANDS', '发布后，2025-07-01 至 2025-09-30 由版本 2025.1 改用本版本。'],
      ['DAYS_GIVEN_BACK', '本版本是临时的：2025-10-01 至 2025-12-31 恢复适用版本 2025.1。'],
    ]);
  });

  test('days that a version leaves without rules are named before it is published (R7)', () => {
    const said = (published: readonly DeclaredRange[]): unknown =>
      takeoverFindings({ version: summer, published }).map(({ severity, code, message }) => [severity, code, message.en?.slice(16, 72)]);
    const nextYear = { id: '2026.1', from: '2026-01-01' };
    expect(said([{ ...whole, to: '2025-05-31' }, nextYear])).toEqual([
      ['WARNING', 'DAYS_WITHOUT_RULES', 'no ruleset is in force from 2025-06-01 to 2025-06-30: cas'.slice(0, 56)],
      ['WARNING', 'DAYS_WITHOUT_RULES', 'no ruleset is in force from 2025-10-01 to 2025-12-31: cas'.slice(0, 56)],
    ]);
    expect(said([])).toEqual([['INFO', 'DAYS_WITHOUT_RULES', 'no ruleset is in force from 2025-10-01 on: cases of these d'.slice(0, 56)]]);
    expect(takeoverFindings({ version: whole, published: [whole] }).map(({ code }) => code)).toEqual(['DAYS_WITHOUT_RULES']);
  });

  test('both ends belong to a range', () => {
    expect([inForce([zibo, later], '2022-12-31')?.id, inForce([zibo, later], '2023-01-01')?.id]).toEqual(['2021.1', '2023.1']);
  });

  const range = fc.record({ from: fc.nat(60), days: fc.option(fc.nat(60), { nil: undefined }) });
  test('never two versions on one day, in whatever order they come; of those that declare it the one that began last answers', () => {
    fc.assert(
      fc.property(fc.uniqueArray(range, { selector: (one) => one.from, maxLength: 8 }), fc.nat(150), (drawn, day) => {
        const versions = drawn.map(({ from, days }, index) => {
          const first = addDays('2024-01-01', from);
          return { id: String(index), from: first, ...(days === undefined ? {} : { to: addDays(first, days) }) };
        });
        const date = addDays('2024-01-01', day);
        const holding = actualRanges(versions).filter((one) => one.from <= date && (one.to === undefined || date <= one.to));
        expect(holding.length).toBeLessThanOrEqual(1);
        expect(inForce([...versions].reverse(), date)).toEqual(inForce(versions, date));
        const declaring = versions.filter(({ from, to }) => from <= date && (to === undefined || date <= to));
        expect(holding[0]?.id).toBe(declaring.sort((a, b) => (a.from < b.from ? 1 : -1))[0]?.id);
      }),
    );
  });
});

describe('what keeps a version from being published', () => {
  test('`to` before `from`; the same day is one day', () => {
    expect(dateFindings({ from: '2024-06-01', to: '2024-05-31' })).toMatchObject([{ code: 'DATES_ORDER', pointer: '/effective/to' }]);
    expect(dateFindings({ from: '2024-06-01', to: '2024-06-01' })).toEqual([]);
    expect(dateFindings({ from: '2024-06-01' })).toEqual([]);
  });

  test('the same `from` twice, the same version twice, a closed period', () => {
    const codes = (version: DeclaredRange, closedTo?: string): string[] =>
      publishFindings({ version, published: [zibo, later], closedTo }).map((one) => one.code);
    expect(codes({ id: '2023.2', from: '2023-01-01' })).toEqual(['FROM_TAKEN']);
    expect(codes({ id: '2023.1', from: '2023-01-01' })).toEqual(['VERSION_TAKEN']);
    expect(codes({ id: '2024.1', from: '2024-01-01' }, '2024-01-01')).toEqual(['CLOSED_PERIOD']);
    expect(codes({ id: '2024.1', from: '2024-01-02' }, '2024-01-01')).toEqual([]);
    expect(codes(backDated)).toEqual([]);
  });
});
