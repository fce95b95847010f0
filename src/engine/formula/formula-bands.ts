import type { Environment } from './environment.js';
import type { BandsTable } from '../plan/plan.js';
import { add, compare, multiply, printShort, sign, subtract, ZERO, type Fraction } from '../number/quantity.js';

type Formula = (environment: Environment) => Fraction | undefined;
type Guard = (environment: Environment, value: Fraction) => Fraction | undefined;

/** Whether x belongs to a band that ends at `upTo`: UPPER includes the boundary, LOWER leaves it to the next band. */
function ends(table: BandsTable, x: Fraction, upTo: Fraction | undefined): boolean {
  if (upTo === undefined) return true;
  const order = compare(x, upTo);
  return table.includes === 'UPPER' ? order <= 0 : order < 0;
}

/** A table of bands as it is shown beside a formula that reads it: `(0, 0.05]: 0.5; (0.05, ∞): 0.3`. */
export function bandsText({ includes, rows }: BandsTable): string {
  const [open, close] = includes === 'UPPER' ? ['(', ']'] : ['[', ')'];
  return rows
    .map(({ upTo, value }, index) => {
      const before = rows[index - 1]?.upTo;
      const from = before === undefined ? '0' : printShort(before);
      return `${open}${from}, ${upTo === undefined ? '∞)' : `${printShort(upTo)}${close}`}: ${printShort(value)}`;
    })
    .join('; ');
}

/** The value of the band that a number falls into. */
export function bandValue(table: BandsTable, x: Fraction): Fraction | undefined {
  return table.rows.find((row) => ends(table, x, row.upTo))?.value;
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
