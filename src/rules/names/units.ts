import { assert } from '../../engine/kit/assert.js';

/**
 * Dimensions of quantities (量纲): products of powers of yuan, point, day, case and person. A unit is kept as its canonical text
 * (`yuan/point`, `1`), so that equal units are equal texts; arithmetic goes by exponents.
 */
export type QuantityUnit = string;

/** What the literal 0 has: it fits any dimension. */
export const ANY_UNIT: QuantityUnit = '*';
/** A plain number: ratio, coefficient, percent. */
export const NO_UNIT: QuantityUnit = '1';

const BASE_UNITS = ['yuan', 'point', 'day', 'case', 'person'] as const;
type Exponents = readonly number[];

function exponents(unit: QuantityUnit): Exponents {
  const powers = BASE_UNITS.map(() => 0);
  let sign = 1;
  for (const part of unit.split(/([*/])/)) {
    if (part === '*' || part === '/') sign = part === '*' ? 1 : -1;
    else if (part !== '1') {
      const index = BASE_UNITS.findIndex((base) => base === part);
      assert(index >= 0, `not a unit: ${unit}`);
      powers[index] = (powers[index] ?? 0) + sign;
    }
  }
  return powers;
}

function print(powers: Exponents): QuantityUnit {
  const repeat = (wanted: 1 | -1): string[] =>
    BASE_UNITS.flatMap((base, index) => Array<string>(Math.max(0, wanted * (powers[index] ?? 0))).fill(base));
  const above = repeat(1).join('*') || '1';
  return [above, ...repeat(-1)].join('/');
}

/** Whether points are yuan in a ruleset (`pointUnit: "yuan"`): then `point` is only another word for yuan. */
export type PointUnit = 'point' | 'yuan';

/** The canonical text of a unit as written in a document, e.g. `point*yuan/point` → `yuan`. */
export function canonicalUnit(written: string, pointUnit: PointUnit): QuantityUnit {
  return print(exponents(pointUnit === 'yuan' ? written.replaceAll('point', 'yuan') : written));
}

/** The unit of a product. */
export function multiplyUnits(a: QuantityUnit, b: QuantityUnit): QuantityUnit {
  if (a === ANY_UNIT || b === ANY_UNIT) return ANY_UNIT;
  const other = exponents(b);
  return print(exponents(a).map((power, index) => power + (other[index] ?? 0)));
}

/** The unit of a quotient. */
export function divideUnits(a: QuantityUnit, b: QuantityUnit): QuantityUnit {
  if (a === ANY_UNIT) return ANY_UNIT;
  if (b === ANY_UNIT) return a;
  const other = exponents(b);
  return print(exponents(a).map((power, index) => power - (other[index] ?? 0)));
}

/** The one unit of things that are added, subtracted or compared; `undefined` when they do not fit. */
export function commonUnit(a: QuantityUnit, b: QuantityUnit): QuantityUnit | undefined {
  if (a === ANY_UNIT) return b;
  return b === ANY_UNIT || a === b ? a : undefined;
}
