import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Accumulator } from '../../../src/engine/clearing/accumulator.js';
import { add, compare, Fraction, ZERO } from '../../../src/engine/number/quantity.js';

const IDS = ['points', 'cost'];
const bottoms = fc.constantFrom(1, 7, 100, 10_000, 99_999_989);
const number = fc.oneof(
  fc.tuple(fc.maxSafeInteger(), bottoms).map(([top, bottom]) => new Fraction(top, bottom)),
  fc.bigInt(-(10n ** 30n), 10n ** 30n).map((top) => new Fraction(top, 10n ** 12n)),
);
const entry = fc.record({
  institutionCode: fc.constantFrom('H2', 'H1', 'H10'),
  month: fc.integer({ min: 1, max: 12 }),
  index: fc.constantFrom(0, 1),
  value: number,
});

it('adds exactly by institution, month and aggregate, in whatever order and parts the cases came', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(entry, fc.nat(3)), { maxLength: 40 }), (entries) => {
      const whole = new Accumulator(IDS);
      const parts = [0, 1, 2, 3].map(() => new Accumulator(IDS));
      for (const [{ institutionCode, month, index, value }, part] of entries) {
        whole.at(institutionCode, month).add(index, value);
        parts[part]?.at(institutionCode, month).add(index, value);
      }
      const merged = new Accumulator(IDS);
      for (const part of [...parts].reverse()) merged.merge(part);
      IDS.forEach((id, index) => {
        const of = (institutionCode?: string, month?: string): Fraction =>
          entries
            .map(([one]) => one)
            .filter((one) => one.index === index && (institutionCode === undefined || one.institutionCode === institutionCode))
            .filter((one) => month === undefined || one.month === Number(month))
            .reduce((sum, { value }) => add(sum, value), ZERO);
        for (const accumulator of [whole, merged]) {
          for (const { institutionCode, period, value } of accumulator.rows(id, 'INSTITUTION_MONTH'))
            expect(compare(value, of(institutionCode, period))).toBe(0);
          for (const { institutionCode, value } of accumulator.rows(id, 'INSTITUTION')) expect(compare(value, of(institutionCode))).toBe(0);
          expect(compare(accumulator.total().at(index), of())).toBe(0);
        }
        const places = (accumulator: Accumulator) =>
          accumulator.rows(id, 'INSTITUTION_MONTH').map(({ institutionCode, period }) => `${institutionCode} ${period}`);
        expect(places(merged)).toEqual(places(whole));
        expect(places(whole)).toEqual([...new Set(places(whole))].sort());
      });
    }),
    { numRuns: 200 },
  );
});

it('tells a count from nothing: a place with a case has every sum, one without has none', () => {
  const accumulator = new Accumulator(IDS);
  accumulator.at('H1', 3).addParts(0, 1, 1);
  expect(accumulator.rows('cost', 'INSTITUTION_MONTH').map(({ institutionCode, period }) => [institutionCode, period])).toEqual([
    ['H1', '03'],
  ]);
  expect(compare(accumulator.total().at(1), ZERO)).toBe(0);
  expect(() => accumulator.rows('nothing', 'INSTITUTION')).toThrow('nothing');
});

const grouped = fc.record({
  institutionCode: fc.constantFrom('H2', 'H1'),
  month: fc.integer({ min: 1, max: 12 }),
  groupCode: fc.constantFrom('I63', 'I6', 'K80/2'),
  value: number,
});

it('adds by disease group what it is told to, in whatever parts the cases came; parts of parts are the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(grouped, fc.nat(2)), { maxLength: 30 }), (entries) => {
      const empty = (): Accumulator => new Accumulator(IDS, ['cost']);
      const parts = [0, 1, 2].map(empty);
      for (const [{ institutionCode, month, groupCode, value }, part] of entries)
        parts[part]?.atGroup(institutionCode, month, groupCode).add(0, value);
      const merged = empty();
      for (const part of parts.reverse()) merged.merge(part);
      const groups = merged.groups();
      const place = (one: { institutionCode: string; groupCode: string; month: number }): string =>
        JSON.stringify([one.institutionCode, one.groupCode, one.month]);
      expect(groups.map(place).sort()).toEqual([...new Set(entries.map(([one]) => place(one)))].sort());
      for (const group of groups) {
        const own = entries.filter(([one]) => place(one) === place(group));
        expect(compare(group.sums.at(0), own.reduce((sum, [{ value }]) => add(sum, value), ZERO))).toBe(0); // prettier-ignore
      }
      expect(merged.places()).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
