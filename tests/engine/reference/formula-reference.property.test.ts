import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expr, fraction, mode, value } from '../arbitrary-formulas.js';
import { diseaseGroup } from '../hand-made-plan.js';
import { Environment } from '../../../src/engine/formula/environment.js';
import { compileFormula } from '../../../src/engine/formula/formula.js';
import { evaluateReference, roundReference } from '../../../src/engine/reference/formula-reference.js';
import { compare, Fraction, printScaled, round } from '../../../src/engine/number/quantity.js';

const environment = fc
  .tuple(value, fraction, value, fc.constantFrom('1', '2', '3', null), fc.boolean())
  .map(
    ([totalCost, costRatio, points, level, grouped]) =>
      new Environment(
        { case: [totalCost, costRatio, points, null, undefined, level] },
        grouped ? diseaseGroup({ meanCost: { 2: '8000.00', 3: '12000.00' } }) : null,
      ),
  );

describe('the two evaluators of formulas are equal to the last digit', () => {
  it('on random formulas and values, in value or in problem', () => {
    const met = new Map<string, number>();
    fc.assert(
      fc.property(expr, environment, (formula, facts) => {
        const compiled = compileFormula(formula)(facts);
        const problem = facts.problem;
        const reference = evaluateReference(formula, facts);
        const outcome = compiled === undefined ? (problem?.code ?? '') : 'VALUE';
        met.set(outcome, (met.get(outcome) ?? 0) + 1);
        if (compiled === undefined) expect(reference).toEqual({ problem });
        else expect(reference instanceof Fraction && compare(reference, compiled) === 0).toBe(true);
      }),
      { numRuns: 6000 },
    );
    // The property would be empty if most formulas failed the same way.
    expect(met.get('VALUE') ?? 0).toBeGreaterThan(1500);
    expect([...met.keys()].sort()).toEqual(
      expect.arrayContaining(['DIVISION_BY_ZERO', 'GROUP_COLUMN_MISSING', 'MISSING_VALUE', 'NOT_SUPPLIED', 'TABLE_KEY_MISSING', 'VALUE']),
    );
  });

  it('on rounding in every mode, exactly at and beside the half', () => {
    const half = fc.tuple(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.integer({ min: 0, max: 8 }), fc.constantFrom(-1n, 0n, 1n));
    fc.assert(
      fc.property(half, mode, ([units, scale, beside], how) => {
        const exact = new Fraction((2n * units + 1n) * 1000n + beside, 2000n * 10n ** BigInt(scale));
        const compiled = round(exact, { scale, mode: how });
        const reference = roundReference(exact, scale, how);
        expect(printScaled(reference.n, scale)).toBe(printScaled(compiled.n, scale));
        expect(reference.d).toBe(compiled.d);
      }),
      { numRuns: 4000 },
    );
  });

  it('refuses operands of more than 400 digits as a bug', () => {
    const long = { kind: 'parameter' as const, name: 'long', value: new Fraction(10n ** 400n, 1n) };
    expect(() => evaluateReference(long, new Environment({}))).toThrow('more than 400 digits');
  });
});
