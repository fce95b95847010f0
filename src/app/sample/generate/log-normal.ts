import type { Random } from './prng.js';

/** What a factor of 1 is, in the whole numbers of the tables. */
export const FACTOR_ONE = 1_000_000;
const QUANTILES = 2048;

/**
 * e^x with the four basic operations only. IEEE 754 fixes their every bit, so that the tables are the same on every machine;
 * it leaves `Math.exp` free.
 */
function exactExp(x: number): number {
  const small = x / 1024;
  let power = 1 + small * (1 + (small / 2) * (1 + (small / 3) * (1 + (small / 4) * (1 + small / 5))));
  for (let i = 0; i < 10; i++) power *= power;
  return power;
}

/** The middle of each of 2,048 slices of equal probability of the standard normal distribution, by adding up its density. */
function normalQuantiles(): number[] {
  const step = 1 / 512;
  const points: { z: number; sum: number }[] = [];
  let sum = 0;
  for (let i = -4.5 / step; i < 4.5 / step; i++) {
    const middle = (i + 0.5) * step;
    sum += exactExp((-middle * middle) / 2);
    points.push({ z: (i + 1) * step, sum });
  }
  const quantiles: number[] = [];
  let at = 0;
  for (let k = 0; k < QUANTILES; k++) {
    const target = (sum * (k + 0.5)) / QUANTILES;
    while ((points[at]?.sum ?? sum) < target) at++;
    quantiles.push(points[at]?.z ?? 0);
  }
  return quantiles;
}

let quantiles: readonly number[] | undefined;
const tables = new Map<number, readonly number[]>();

/** Factors (in millionths) of mean 1 whose logarithm has a standard deviation of `spread` hundredths. */
function factorTable(spread: number): readonly number[] {
  const known = tables.get(spread);
  if (known) return known;
  quantiles ??= normalQuantiles();
  const sigma = spread / 100;
  const table = quantiles.map((z) => Math.round(exactExp(sigma * z - (sigma * sigma) / 2) * FACTOR_ONE));
  tables.set(spread, table);
  return table;
}

/** Draws a log-normal factor of mean 1, in millionths. */
export function drawFactor(random: Random, spread: number): number {
  return factorTable(spread)[random.below(QUANTILES)] ?? FACTOR_ONE;
}
