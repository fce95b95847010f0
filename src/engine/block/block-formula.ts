import { assert, assertNever } from '../kit/assert.js';
import {
  absoluteColumn,
  addColumns,
  chooseColumns,
  copyColumn,
  divideColumns,
  multiplyColumns,
  negateColumn,
  ratioColumns,
  roundColumn,
} from './block-arithmetic.js';
import { type Codes, noRows, NOT_SUPPLIED_CODE, Numbers, type Selection } from './block-columns.js';
import { type KeyedValue, KeyedNumbers } from './block-keyed.js';
import type { DiseaseGroup } from '../plan/catalogue.js';
import type { BandsTable } from '../plan/bands.js';
import { isTexts, mapKey, type Expr, type KeyExpr, type Ref, type StepMode, type Value } from '../plan/plan.js';
import { bandValue, tieredValue } from '../formula/formula-bands.js';
import { readColumn } from '../formula/formula.js';
import { Fraction, type RoundingMode, whole, ZERO } from '../number/quantity.js';

/** A formula for blocks of cases: `run` works it out for a selection of rows, into `out`. */
export interface BlockFormula {
  readonly out: Numbers;
  readonly run: (selection: Selection) => void;
}

/** Where formulas find the columns of a block. */
export interface BlockSources {
  numbers(ref: Ref): Numbers;
  codes(ref: Ref): Codes;
  /** The disease group of every row; null: none. */
  readonly groups: Codes<DiseaseGroup>;
}

const NOTHING = (): void => undefined;

/**
 * Compiles a formula to column operations: the same steps in the same order as `compileFormula`, a block of cases at a time. Whatever it
 * can't hold, and every failure, leaves a bottom that is not a number: such a case is scored alone, and there the failure gets its name.
 */
export function compileBlockFormula(expr: Expr, sources: BlockSources): BlockFormula {
  switch (expr.kind) {
    case 'number':
    case 'parameter':
      return constant(expr.value);
    case 'fact':
      return { out: sources.numbers(expr.ref), run: NOTHING };
    case 'negate':
      return unary(compileBlockFormula(expr.operand, sources), negateColumn);
    case 'binary':
      return binary(expr, sources);
    case 'ratio':
      return join(compileBlockFormula(expr.part, sources), compileBlockFormula(expr.whole, sources), ratioColumns);
    case 'call':
      return call(expr, sources);
    case 'round':
      return rounded(compileBlockFormula(expr.operand, sources), expr.places, expr.mode);
    case 'step':
      return step(expr, sources);
    case 'tiered': {
      const { table } = expr;
      return boxed(compileBlockFormula(expr.operand, sources), (x) => tieredValue(table, x));
    }
    case 'lookupBand': {
      const { table } = expr;
      return boxed(compileBlockFormula(expr.operand, sources), (x) => bandValue(table, x));
    }
    case 'keyedBands':
      return keyedBands(expr, sources);
    case 'lookup':
      return lookup(expr, sources);
    case 'group':
      return group(expr, sources);
    default:
      return assertNever(expr, 'formula');
  }
}

function constant(value: Value): BlockFormula {
  const out = new Numbers();
  out.fill(value);
  return { out, run: NOTHING };
}

function unary(inner: BlockFormula, apply: (selection: Selection, a: Numbers, out: Numbers) => void): BlockFormula {
  const out = new Numbers();
  return {
    out,
    run: (selection) => {
      inner.run(selection);
      apply(selection, inner.out, out);
    },
  };
}

function rounded(inner: BlockFormula, scale: number, mode: RoundingMode): BlockFormula {
  const rounding = { scale, mode };
  return unary(inner, (selection, a, out) => roundColumn(selection, a, rounding, out));
}

type Combine = (selection: Selection, a: Numbers, b: Numbers, out: Numbers) => void;
const COMBINE: Readonly<Record<Extract<Expr, { kind: 'binary' }>['op'], Combine>> = {
  '+': (selection, a, b, out) => addColumns(selection, a, b, 1, out),
  '-': (selection, a, b, out) => addColumns(selection, a, b, -1, out),
  '*': multiplyColumns,
  '/': divideColumns,
};
const lesser: Combine = (selection, a, b, out) => chooseColumns(selection, a, b, 1, out);
const greater: Combine = (selection, a, b, out) => chooseColumns(selection, a, b, -1, out);

function join(left: BlockFormula, right: BlockFormula, combine: Combine): BlockFormula {
  const out = new Numbers();
  return {
    out,
    run: (selection) => {
      left.run(selection);
      right.run(selection);
      combine(selection, left.out, right.out, out);
    },
  };
}

function binary({ op, left, right }: Extract<Expr, { kind: 'binary' }>, sources: BlockSources): BlockFormula {
  return join(compileBlockFormula(left, sources), compileBlockFormula(right, sources), COMBINE[op]);
}

function call({ fn, args }: Extract<Expr, { kind: 'call' }>, sources: BlockSources): BlockFormula {
  const [first = constant(ZERO), ...others] = args.map((arg) => compileBlockFormula(arg, sources));
  switch (fn) {
    case 'min':
      return others.reduce((left, right) => join(left, right, lesser), first);
    case 'max':
      return others.reduce((left, right) => join(left, right, greater), first);
    case 'abs':
      return unary(first, absoluteColumn);
    case 'floor':
      return rounded(first, 0, 'FLOOR');
    case 'ceil':
      return rounded(first, 0, 'CEIL');
    case 'clamp': {
      const [low = constant(ZERO), high = constant(ZERO)] = others;
      return join(join(first, low, greater), high, lesser);
    }
  }
}

/** As in `compileFormula`: MODE(x ÷ every) × add, 0 for x ≤ 0. */
function step({ operand, every, add, mode }: Extract<Expr, { kind: 'step' }>, sources: BlockSources): BlockFormula {
  const x = compileBlockFormula(operand, sources);
  const each = compileBlockFormula(add, sources);
  const linear = join(x, compileBlockFormula(every, sources), divideColumns);
  const steps = stepsOf(linear, mode);
  const product = join(steps, each, multiplyColumns);
  const { out } = product;
  return {
    out,
    run: (selection) => {
      product.run(selection);
      for (let i = 0; i < selection.count; i++) {
        const row = selection.rows[i] ?? 0;
        // Every operand must be there before an x at or below 0 makes it 0.
        if ((x.out.tops[row] ?? 0) > 0 || !((out.bottoms[row] ?? NaN) > 0)) continue;
        out.tops[row] = 0;
        out.bottoms[row] = 1;
      }
    },
  };
}

function stepsOf(linear: BlockFormula, mode: StepMode): BlockFormula {
  if (mode === 'LINEAR') return linear;
  if (mode === 'STRICT') return join(rounded(linear, 0, 'CEIL'), constant(whole(1)), COMBINE['-']);
  return rounded(linear, 0, mode);
}

/** An operation that is rare among cases, done number by number. */
function boxed(inner: BlockFormula, apply: (x: Fraction) => Fraction | undefined): BlockFormula {
  return unary(inner, ({ rows, count }, a, out) => {
    for (let i = 0; i < count; i++) {
      const row = rows[i] ?? 0;
      const x = a.at(row);
      out.put(row, x === undefined || x === null ? x : apply(x));
    }
  });
}

/** Looks up map tables: a key that is missing has no row. */
function lookup({ table, keys, otherwise }: Extract<Expr, { kind: 'lookup' }>, sources: BlockSources): BlockFormula {
  const lack = otherwise === undefined ? { key: null, row: 'UNHELD' as const } : { key: 'ABSENT' as const, row: 'ABSENT' as const };
  const found = numbersByKeys(keys, sources, (text) => (text === null ? lack.key : (table.rows.get(text) ?? lack.row)));
  return withOtherwise(found, otherwise, sources);
}

/** Numbers found by keys; `find` gets them joined as in `mapKey`, or null where one is missing. */
function numbersByKeys(keys: readonly KeyExpr[], sources: BlockSources, find: (text: string | null) => KeyedValue): KeyedNumbers {
  const refs = keys.flatMap((key) => (key.kind === 'text' ? [] : [key.ref]));
  const columns = refs.map((ref) => sources.codes(ref));
  return new KeyedNumbers(columns, (codes) => {
    const stated = refs.map((ref, index) => keyText(ref, columns[index]?.dictionary.values[codes[index] ?? NOT_SUPPLIED_CODE]));
    if (stated.includes(undefined)) return 'UNHELD';
    const texts = keys.map((key) => (key.kind === 'text' ? key.value : stated.shift()));
    return find(texts.includes(null) ? null : mapKey(texts.map(String)));
  });
}

/** Bands by keys: the keys give the number of the bands, and these the value of x. */
function keyedBands({ fn, table, keys, operand }: Extract<Expr, { kind: 'keyedBands' }>, sources: BlockSources): BlockFormula {
  const places = new Map([...table.bands.keys()].map((text, place) => [text, whole(place)]));
  const chosen = numbersByKeys(keys, sources, (text) => (text === null ? null : (places.get(text) ?? 'UNHELD')));
  const all = [...table.bands.values()];
  const read = (bands: BandsTable, x: Fraction): Fraction | undefined => (fn === 'lookup' ? bandValue(bands, x) : tieredValue(bands, x));
  const choice: BlockFormula = { out: chosen.out, run: (selection) => chosen.read(selection, undefined) };
  return join(choice, compileBlockFormula(operand, sources), ({ rows, count }, place, x, out) => {
    for (let i = 0; i < count; i++) {
      const row = rows[i] ?? 0;
      const [bands, value] = [place.at(row), x.at(row)];
      const held = bands instanceof Fraction ? all[place.tops[row] ?? 0] : undefined;
      if (bands === undefined || value === undefined) out.put(row, undefined);
      else out.put(row, held === undefined || value === null ? null : read(held, value));
    }
  });
}

/** A value as a key, of a set whether the member is in it; `undefined` where nobody supplied it. */
function keyText({ member }: Ref, held: Value | undefined): string | null | undefined {
  const value = member !== undefined && isTexts(held) ? held.includes(member) : held;
  assert(!isTexts(value) && !(value instanceof Fraction), 'only texts are keys');
  return typeof value === 'boolean' ? String(value) : value;
}

/** Reads a column of the catalogue. */
function group({ column, key, otherwise }: Extract<Expr, { kind: 'group' }>, sources: BlockSources): BlockFormula {
  const lack = otherwise === undefined ? null : 'ABSENT';
  const { groups } = sources;
  const by = key?.kind === 'fact' ? { ref: key.ref, codes: sources.codes(key.ref) } : undefined;
  const fixed = key?.kind === 'text' ? key.value : '';
  const found = new KeyedNumbers(by === undefined ? [groups] : [groups, by.codes], ([group, code]) => {
    const diseaseGroup = groups.dictionary.values[group ?? NOT_SUPPLIED_CODE];
    const text = by === undefined ? fixed : keyText(by.ref, by.codes.dictionary.values[code ?? NOT_SUPPLIED_CODE]);
    if (text === undefined) return 'UNHELD';
    return text === null || diseaseGroup === null || diseaseGroup === undefined ? lack : (readColumn(diseaseGroup, column, text) ?? lack);
  });
  return withOtherwise(found, otherwise, sources);
}

/** Rows that have no value of their own get that of `otherwise`. */
function withOtherwise(found: KeyedNumbers, otherwise: Expr | undefined, sources: BlockSources): BlockFormula {
  const { out } = found;
  if (otherwise === undefined) return { out, run: (selection) => found.read(selection, undefined) };
  const fallback = compileBlockFormula(otherwise, sources);
  const absent = noRows();
  const run = (selection: Selection): void => {
    found.read(selection, absent);
    if (absent.count === 0) return;
    fallback.run(absent);
    copyColumn(absent, fallback.out, out);
  };
  return { out, run };
}
