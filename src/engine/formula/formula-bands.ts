import type { Environment } from './environment.js';
import type { Band, BandsTable, KeyedBands } from '../plan/bands.js';
import { mapKey } from '../plan/plan.js';
import { add, compare, multiply, printShort, sign, subtract, ZERO, type Fraction } from '../number/quantity.js';

type Formula = (environment: Environment) => Fraction | undefined;
type Guard = (environment: Environment, value: Fraction) => Fraction | undefined;

/** A text used as a key; `undefined`, with the problem on the environment, where it is missing. */
type Key = (environment: Environment) => string | undefined;

/** Whether x, which no band before has, belongs to this one: UPPER includes the boundary, LOWER leaves it to the next band. */
function holds(table: BandsTable, x: Fraction, { upTo, includes = table.includes }: Band): boolean {
  if (upTo === undefined) return true;
  const order = compare(x, upTo);
  return includes === 'UPPER' ? order <= 0 : order < 0;
}

/** A table of bands as it is shown beside a formula that reads it: `(0, 0.05]: 0.5; (0.05, ∞): 0.3`. */
export function bandsText({ includes, rows }: BandsTable): string {
  return rows
    .map((row, index) => {
      const before = rows[index - 1];
      const from = `${(before?.includes ?? includes) === 'UPPER' ? '(' : '['}${before?.upTo === undefined ? '0' : printShort(before.upTo)}`;
      const close = (row.includes ?? includes) === 'UPPER' ? ']' : ')';
      return `${from}, ${row.upTo === undefined ? '∞)' : `${printShort(row.upTo)}${close}`}: ${printShort(row.value)}`;
    })
    .join('; ');
}

/** The value of the band that a number falls into. */
export function bandValue(table: BandsTable, x: Fraction): Fraction | undefined {
  return table.rows.find((row) => holds(table, x, row))?.value;
}

/** The bands of a combination of keys. A ruleset whose table lacks one does not load (BANDS_INCOMPLETE). */
export function bandsAt({ bands }: KeyedBands, keys: readonly string[]): BandsTable | undefined {
  return bands.get(mapKey(keys));
}

/** lookup(bands, keys…, x) and tiered(x, bands, keys…): the keys choose the bands, then x is read as without keys. */
export function compileBandsByKey(table: KeyedBands, keys: readonly Key[], read: (bands: BandsTable) => Formula): Formula {
  const formulas = new Map([...table.bands.values()].map((bands) => [bands, read(bands)]));
  return (environment) => {
    const texts: string[] = [];
    for (const key of keys) {
      const text = key(environment);
      if (text === undefined) return undefined;
      texts.push(text);
    }
    const bands = bandsAt(table, texts);
    const formula = bands === undefined ? undefined : formulas.get(bands);
    return formula === undefined ? environment.fail('TABLE_KEY_MISSING', table.id) : formula(environment);
  };
}

/** lookup(bands, x): the value of x's band. */
export function compileBandLookup(operand: Formula, table: BandsTable): Formula {
  return (environment) => {
    const x = operand(environment);
    if (x === undefined) return undefined;
    return bandValue(table, x) ?? environment.fail('TABLE_KEY_MISSING', table.id);
  };
}

/** tiered(x, bands): MARGINAL Σ width × value, WHOLE x × the value of x's band, 0 for x ≤ 0. */
export function compileTiered(operand: Formula, table: BandsTable, guard: Guard): Formula {
  return (environment) => {
    const x = operand(environment);
    if (x === undefined) return undefined;
    return tieredValue(
      table,
      x,
      (value) => guard(environment, value),
      () => environment.fail('TABLE_KEY_MISSING', table.id),
    );
  };
}

/** As `compileTiered`, for a number at hand. `keep` looks at every step; `lacks` answers where the number has no band. */
export function tieredValue(
  table: BandsTable,
  x: Fraction,
  keep: (value: Fraction) => Fraction | undefined = (value) => value,
  lacks: () => undefined = () => undefined,
): Fraction | undefined {
  if (sign(x) <= 0) return ZERO;
  if (table.mode === 'MARGINAL') return marginal(table, x, keep);
  const value = bandValue(table, x);
  return value === undefined ? lacks() : keep(multiply(x, value));
}

/** Boundaries are continuous here: which band includes its boundary makes no difference to a marginal sum. */
function marginal(table: BandsTable, x: Fraction, keep: (value: Fraction) => Fraction | undefined): Fraction | undefined {
  let sum = ZERO;
  let from = ZERO;
  for (const { upTo, value } of table.rows) {
    const to = upTo === undefined || compare(x, upTo) < 0 ? x : upTo;
    if (compare(to, from) <= 0) continue;
    const width = keep(subtract(to, from));
    const part = width === undefined ? undefined : keep(multiply(width, value));
    const next = part === undefined ? undefined : keep(add(sum, part));
    if (next === undefined) return undefined;
    sum = next;
    from = to;
  }
  return sum;
}
