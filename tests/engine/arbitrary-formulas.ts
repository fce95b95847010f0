import fc from 'fast-check';
import { must } from '../../src/engine/kit/assert.js';
import type { BandsTable } from '../../src/engine/plan/bands.js';
import { mapKey, STEP_MODES, type Expr, type KeyExpr } from '../../src/engine/plan/plan.js';
import { decimal, Fraction, ROUNDING_MODES } from '../../src/engine/number/quantity.js';
import { lookup } from './hand-made-plan.js';

/** Facts that random formulas read: three numbers, one that is missing, one that nobody supplied. */
export const FACTS = ['totalCost', 'costRatio', 'points', 'missing', 'unsupplied'].map((name, slot) => ({
  name,
  scope: 'case' as const,
  slot,
}));
/** The fact that random keys read. */
export const LEVEL = { name: 'level', scope: 'case' as const, slot: FACTS.length };

/** Decimals as the gate lets them in, with many small ones and zeros among them. */
const amount = fc.oneof(
  fc.record({ scaled: fc.bigInt(-1000n, 1000n), scale: fc.constantFrom(0, 1, 2) }),
  fc.record({ scaled: fc.bigInt(-(10n ** 15n), 10n ** 15n), scale: fc.constantFrom(0, 2, 4, 8) }),
);
/** A decimal. */
export const value = amount.map(({ scaled, scale }) => new Fraction(scaled, 10n ** BigInt(scale)));
/** Any exact fraction, as an exact output may be. */
export const fraction = fc.tuple(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.bigInt(1n, 10n ** 9n)).map(([n, d]) => new Fraction(n, d));
/** A rounding mode. */
export const mode = fc.constantFrom(...ROUNDING_MODES);

const bandsTable: fc.Arbitrary<BandsTable> = fc
  .record({
    mode: fc.constantFrom('MARGINAL' as const, 'WHOLE' as const),
    includes: fc.constantFrom('UPPER' as const, 'LOWER' as const),
    upTo: fc.uniqueArray(fc.integer({ min: -20, max: 300 }), { maxLength: 4 }),
    sides: fc.array(fc.constantFrom('UPPER' as const, 'LOWER' as const, undefined), { minLength: 4, maxLength: 4 }),
    values: fc.array(value, { minLength: 5, maxLength: 5 }),
    isOpen: fc.boolean(),
  })
  .map(({ upTo, sides, values, isOpen, ...rest }) => {
    const limits = [...upTo].sort((a, b) => a - b).map((limit) => new Fraction(BigInt(limit), 100n));
    const rows = limits.map((limit, i) => {
      const includes = sides[i];
      return { upTo: limit, ...(includes === undefined ? {} : { includes }), value: values[i] ?? decimal('1') };
    });
    return { id: 'bands', ...rest, rows: isOpen ? [...rows, { value: values[4] ?? decimal('1') }] : rows };
  });

const key: fc.Arbitrary<KeyExpr> = fc.oneof(
  fc.constantFrom('1', '2', '3', '9').map((text): KeyExpr => ({ kind: 'text', value: text })),
  fc.constant<KeyExpr>({ kind: 'fact', ref: LEVEL }),
);

/** Bands for some of the levels that keys may have, and for levels 2 and 3 also by a second key. */
const keyedBands = fc
  .record({
    fn: fc.constantFrom('lookup' as const, 'tiered' as const),
    tables: fc.array(bandsTable, { minLength: 3, maxLength: 3 }),
    keys: fc.tuple(key, fc.option(key, { nil: undefined })),
  })
  .map(({ fn, tables, keys: [first, second] }) => {
    const keys = second === undefined ? [first] : [first, second];
    const texts = [['1'], ['2'], ['3'], ['2', '1'], ['2', '2'], ['3', '3']].filter(({ length }) => length === keys.length);
    const bands = new Map(texts.map((text, index) => [mapKey(text), must(tables[index % tables.length], 'table')]));
    return { kind: 'keyedBands' as const, fn, table: { id: 'bands', key: keys.map(() => 'level'), bands }, keys };
  });

/** A random formula of every kind of node. */
export const expr: fc.Arbitrary<Expr> = fc.letrec<{ expr: Expr; leaf: Expr; inner: Expr }>((tie) => ({
  leaf: fc.oneof(
    { weight: 3, arbitrary: value.map((number): Expr => ({ kind: 'number', value: number, text: '' })) },
    { weight: 2, arbitrary: fraction.map((number): Expr => ({ kind: 'parameter', name: 'p', value: number })) },
    { weight: 4, arbitrary: fc.constantFrom(...FACTS.slice(0, 3)).map((ref): Expr => ({ kind: 'fact', ref })) },
    { weight: 1, arbitrary: fc.constantFrom(...FACTS).map((ref): Expr => ({ kind: 'fact', ref })) },
  ),
  expr: fc.oneof({ depthSize: 'small', withCrossShrink: true, maxDepth: 6 }, tie('leaf'), tie('inner')),
  inner: fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const), tie('expr'), tie('expr'))
        .map(([op, left, right]): Expr => ({ kind: 'binary', op, left, right })),
    },
    { weight: 2, arbitrary: fc.tuple(tie('expr'), tie('expr')).map(([part, whole]): Expr => ({ kind: 'ratio', part, whole })) },
    { weight: 1, arbitrary: tie('expr').map((operand): Expr => ({ kind: 'negate', operand })) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('min' as const, 'max' as const), fc.array(tie('expr'), { minLength: 1, maxLength: 3 }))
        .map(([fn, args]): Expr => ({ kind: 'call', fn, args })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('abs' as const, 'floor' as const, 'ceil' as const), tie('expr'))
        .map(([fn, arg]): Expr => ({ kind: 'call', fn, args: [arg] })),
    },
    { weight: 1, arbitrary: fc.tuple(tie('expr'), tie('expr'), tie('expr')).map((args): Expr => ({ kind: 'call', fn: 'clamp', args })) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(tie('expr'), fc.integer({ min: 0, max: 16 }), mode)
        .map(([operand, places, how]): Expr => ({ kind: 'round', operand, places, mode: how })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(tie('expr'), tie('expr'), tie('expr'), fc.constantFrom(...STEP_MODES))
        .map(([operand, every, add, how]): Expr => ({ kind: 'step', operand, every, add, mode: how })),
    },
    { weight: 2, arbitrary: fc.tuple(tie('expr'), bandsTable).map(([operand, table]): Expr => ({ kind: 'tiered', operand, table })) },
    { weight: 1, arbitrary: fc.tuple(tie('expr'), bandsTable).map(([operand, table]): Expr => ({ kind: 'lookupBand', operand, table })) },
    { weight: 2, arbitrary: fc.tuple(keyedBands, tie('expr')).map(([bands, operand]): Expr => ({ ...bands, operand })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(key, fc.option(tie('expr'), { nil: undefined }))
        .map(([by, otherwise]): Expr => lookup({ 1: '1.2', 2: '0.9' }, [by], otherwise)),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(key, fc.option(tie('expr'), { nil: undefined })).map(([by, otherwise]): Expr => ({
        kind: 'group',
        column: 'meanCost',
        key: by,
        ...(otherwise === undefined ? {} : { otherwise }),
      })),
    },
  ),
})).expr;
