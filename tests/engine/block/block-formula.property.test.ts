import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expr, FACTS, fraction, LEVEL, value } from '../arbitrary-formulas.js';
import { diseaseGroup } from '../hand-made-plan.js';
import { must } from '../../../src/engine/kit/assert.js';
import { Codes, noRows, Numbers } from '../../../src/engine/block/block-columns.js';
import { compileBlockFormula } from '../../../src/engine/block/block-formula.js';
import type { DiseaseGroup } from '../../../src/engine/plan/catalogue.js';
import { Environment } from '../../../src/engine/formula/environment.js';
import { compileFormula } from '../../../src/engine/formula/formula.js';
import type { Frame } from '../../../src/engine/plan/plan.js';
import { compare, Fraction } from '../../../src/engine/number/quantity.js';

const GROUPED = diseaseGroup({ meanCost: { 2: '8000.00', 3: '12000.00' } });
const small = fc.integer({ min: -5_000_000, max: 5_000_000 }).map((fen) => new Fraction(fen, 100));

interface Row {
  readonly frame: Frame;
  readonly group: DiseaseGroup | null;
}
const row: fc.Arbitrary<Row> = fc
  .tuple(fc.oneof(small, value), fc.oneof(small, fraction), value, fc.constantFrom('1', '2', '3', null), fc.boolean())
  .map(([totalCost, costRatio, points, level, grouped]) => ({
    frame: [totalCost, costRatio, points, null, undefined, level],
    group: grouped ? GROUPED : null,
  }));

/** The columns of some rows: what a block holds of them. */
function columnsOf(rows: readonly Row[]) {
  const numbers = FACTS.map(() => new Numbers());
  const levels = new Codes();
  const groups = new Codes<DiseaseGroup>();
  rows.forEach(({ frame, group }, at) => {
    numbers.forEach((column, slot) => column.put(at, frame[slot]));
    levels.put(at, frame[LEVEL.slot]);
    groups.put(at, group);
  });
  return { numbers: ({ slot }: { readonly slot: number }) => must(numbers[slot], 'column'), codes: () => levels, groups };
}

describe('formulas on the columns of a block', () => {
  it('give each case what it gets alone, or leave it to be scored alone', () => {
    const met = { values: 0, missing: 0, left: 0 };
    fc.assert(
      fc.property(expr, fc.array(row, { minLength: 1, maxLength: 8 }), (formula, rows) => {
        const { out, run } = compileBlockFormula(formula, columnsOf(rows));
        const selection = noRows();
        rows.forEach((_, at) => (selection.rows[selection.count++] = at));
        run(selection);
        const alone = compileFormula(formula);
        rows.forEach(({ frame, group }, at) => {
          const environment = new Environment({ case: frame }, group);
          const expected = alone(environment);
          const found = out.at(at);
          if (found === undefined) met.left += 1;
          else if (found === null) {
            met.missing += 1;
            expect(expected).toBeUndefined();
            expect(environment.problem?.code).toMatch(/^(MISSING_VALUE|GROUP_COLUMN_MISSING)$/);
          } else {
            met.values += 1;
            expect(expected instanceof Fraction && compare(expected, found) === 0).toBe(true);
          }
        });
      }),
      { numRuns: 4000 },
    );
    // The property would be empty if most cases were left to be scored alone.
    expect(met.values).toBeGreaterThan(4000);
    expect(met.missing).toBeGreaterThan(200);
    expect(met.left).toBeGreaterThan(200);
  });

  it('leave what is rounded to more places than the safe whole numbers have', () => {
    const operand = { kind: 'fact', ref: must(FACTS[0], 'fact') } as const;
    const rows = [0, 1, 1_234].map((fen): Row => ({ frame: [new Fraction(fen, 100)], group: null }));
    const found = [15, 16].map((places) => {
      const { out, run } = compileBlockFormula({ kind: 'round', operand, places, mode: 'HALF_UP' }, columnsOf(rows));
      run({ rows: Int32Array.of(0, 1, 2), count: 3 });
      return rows.map((_, at) => out.at(at));
    });
    expect(found).toEqual([
      [new Fraction(0, 10 ** 15), new Fraction(10 ** 13, 10 ** 15), undefined],
      [undefined, undefined, undefined],
    ]);
  });

  it('multiply points by coefficients without leaving the safe whole numbers', () => {
    const ref = (slot: number) => ({ kind: 'fact' as const, ref: must(FACTS[slot], 'fact') });
    const product = { kind: 'binary', op: '*', left: { kind: 'binary', op: '*', left: ref(0), right: ref(1) }, right: ref(2) } as const;
    const rows = [{ frame: [new Fraction(12_345_678, 10_000), new Fraction(10_500, 10_000), new Fraction(11_500, 10_000)], group: null }];
    const { out, run } = compileBlockFormula(product, columnsOf(rows));
    run({ rows: Int32Array.of(0), count: 1 });
    const found = out.at(0);
    expect(found && compare(found, new Fraction(14_907_406_185, 10_000_000))).toBe(0);
  });
});
