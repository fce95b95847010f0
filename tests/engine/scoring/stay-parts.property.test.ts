import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stayPartProblem, type StayPart } from '../../../src/engine/scoring/stay-parts.js';
import { addDays } from '../../../src/engine/kit/calendar.js';
import { must } from '../../../src/engine/kit/assert.js';

const part = (no: number, from: string, to: string, isFinal = false): StayPart => ({ part: no, from, to, isFinal });

/** A stay in parts one after another; lengths of 0: settled and gone on within a day. */
const STAY = fc.array(fc.nat(40), { minLength: 1, maxLength: 8 }).map((lengths) => {
  let day = '2024-11-20';
  return lengths.map((length, index): StayPart => {
    const from = day;
    day = addDays(day, length);
    return part(index + 1, from, day, index === lengths.length - 1);
  });
});

it('a stay in parts is taken whole in whatever order its parts arrive (issue 10 item 0)', () => {
  fc.assert(
    fc.property(
      STAY.chain((stay) => fc.shuffledSubarray([...stay], { minLength: stay.length })),
      (arriving) => {
        arriving.forEach((one, index) => expect(stayPartProblem(one, arriving.slice(0, index))).toBeUndefined());
      },
    ),
  );
});

it('of what is taken no two parts share a day’s inside, no part is there twice, and one at most is the last', () => {
  const any = fc.record({ part: fc.integer({ min: 1, max: 5 }), start: fc.nat(30), length: fc.nat(12), isFinal: fc.boolean() });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), (all) => {
      const taken: StayPart[] = [];
      for (const { part: no, start, length, isFinal } of all) {
        const from = addDays('2024-12-15', start);
        const one = part(no, from, addDays(from, length), isFinal);
        if (stayPartProblem(one, taken) === undefined) taken.push(one);
      }
      const sorted = [...taken].sort((a, b) => a.part - b.part);
      expect(new Set(sorted.map((one) => one.part)).size).toBe(sorted.length);
      sorted.slice(1).forEach((later, index) => expect(later.from >= must(sorted[index], 'part').to).toBe(true));
      const last = sorted.findIndex((one) => one.isFinal);
      expect(last === -1 || last === sorted.length - 1).toBe(true);
    }),
  );
});

it('says what is wrong, each at its boundary', () => {
  const known = [part(2, '2024-12-01', '2024-12-31'), part(3, '2025-01-01', '2025-01-20', true)];
  expect(stayPartProblem(part(1, '2024-11-01', '2024-12-01'), known)).toBeUndefined(); // ends on the day on which the next begins
  expect(stayPartProblem(part(1, '2024-11-01', '2024-12-02'), known)).toBe('STAY_PARTS_OVERLAP');
  expect(stayPartProblem(part(2, '2024-10-01', '2024-10-02'), known)).toBe('STAY_PART_REPEATED');
  expect(stayPartProblem(part(4, '2025-01-20', '2025-01-22'), known)).toBe('STAY_ENDED');
  expect(stayPartProblem(part(1, '2024-11-01', '2024-12-01', true), known)).toBe('STAY_ENDED');
  expect(stayPartProblem(part(1, '2025-02-01', '2025-02-02'), known)).toBe('STAY_PARTS_OVERLAP'); // not in the order of the parts
});
