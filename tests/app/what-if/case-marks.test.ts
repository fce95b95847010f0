import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CaseMarks, CaseMoves, COMPARED, markOfNumber } from '../../../src/app/what-if/score/case-marks.js';
import type { CaseBatch } from '../../../src/app/ports/cases/ports-case.js';
import { must } from '../../../src/engine/kit/assert.js';
import { printFixed } from '../../../src/engine/number/quantity.js';

const UNITS = [1, 10, 100, 10_000, 10 ** 8];
const part = fc.record({ top: fc.integer({ min: -(10 ** 7), max: 10 ** 7 }), bottom: fc.constantFrom(...UNITS) });

it('two numbers are noted alike exactly where they are the same number, however they are written', () => {
  fc.assert(
    fc.property(part, part, fc.constantFrom(...UNITS), (a, b, times) => {
      const isSame = BigInt(a.top) * BigInt(b.bottom) === BigInt(b.top) * BigInt(a.bottom);
      expect(markOfNumber(a.top, a.bottom) === markOfNumber(b.top, b.bottom)).toBe(isSame);
      if (a.bottom * times <= 10 ** 8) expect(markOfNumber(a.top * times, a.bottom * times)).toBe(markOfNumber(a.top, a.bottom));
    }),
  );
});

it('a number that does not fit the scale, and a missing one, are noted as texts, and compare as such', () => {
  expect([markOfNumber(1, 3), markOfNumber(1, 0), markOfNumber(2 ** 52, 1), markOfNumber(1, Number.NaN)]).toEqual(Array(4).fill(undefined));
  const texts = (points: string): string[] => COMPARED.map((name) => (name === 'points' ? points : ''));
  const long = '123456789012345678901.5';
  const batch: Pick<CaseBatch, 'count' | 'seq'> = { count: 3, seq: BigInt64Array.of(1n, 2n, 3n) };
  const marks = new CaseMarks().open(batch);
  marks.set(0, texts(long), 'one');
  marks.set(1, texts('100.0000'), 'one');
  marks.set(2, texts(''), 'one');
  const moves = new CaseMoves();
  moves.add(marks, 0, texts(long), 'one');
  moves.add(marks, 1, texts('100'), 'one');
  moves.add(marks, 2, texts(''), 'one');
  expect(moves.moved).toBe(0);
  moves.add(marks, 0, texts('100'), 'two');
  moves.add(marks, 1, texts('100.5'), 'two');
  moves.add(marks, 2, texts('1'), 'two');
  expect([moves.moved, Object.fromEntries(moves.by)]).toEqual([3, { points: 3 }]);
  const [, changed] = moves.pairs();
  expect(changed).toMatchObject({ before: 'one', after: 'two', cases: 3 });
  expect(printFixed(must(changed, 'pair').points, 1)).toBe('-123456789012345678800.0');
});
