import { add, compare, parseDecimal, printShort, ZERO, type Fraction } from '../../engine/number/quantity.js';
import type { EffectiveDocument } from '../document/document.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import type { LimitedNumber, NationalLimit } from './national-limits.js';

/**
 * 国家上限 (N25-21, N25-26) NATIONAL_LIMIT_EXCEEDED for each parameter, or sum of parameters, above what a national text in force on a day of the version lets it be. Only warnings: the
 * texts say “as a rule”, and where they disagree with each other that is said.
 */
export function limitFindings({ parameters, scheme, effective }: EffectiveDocument, limits: readonly NationalLimit[]): Finding[] {
  const inForce = limits.filter(
    ({ schemes, from, to }) =>
      schemes.includes(scheme) && (effective.to === undefined || from <= effective.to) && (to === undefined || to >= effective.from),
  );
  const numbers = Object.entries(parameters).flatMap(([name, { value, meaning }]) => {
    const number = typeof value === 'string' ? parseDecimal(value) : undefined;
    return number === undefined ? [] : [{ name, meaning, number }];
  });
  return numbers
    .filter(({ number }) => compare(number, ZERO) !== 0)
    .flatMap((one) => inForce.filter((limit) => isOf(limit, one)).flatMap((limit) => exceeded(limit, one, numbers)));
}

/** A parameter that is a number. */
interface StatedNumber {
  readonly name: string;
  readonly meaning: string | undefined;
  readonly number: Fraction;
}

function isOf({ meaning, parameters }: LimitedNumber, one: StatedNumber): boolean {
  return one.meaning === undefined ? parameters.includes(one.name) : one.meaning === meaning;
}

/** The number, with those that count together with it, beside the limit. A sum has no edit that mends it: which of them goes down is for people. */
function exceeded(limit: NationalLimit, own: StatedNumber, numbers: readonly StatedNumber[]): Finding[] {
  const { label, max, text, basis, together = [] } = limit;
  const others = numbers.filter((one) => one !== own && together.some((part) => isOf(part, one)));
  const all = [own, ...others];
  const sum = all.map(({ number }) => number).reduce(add, ZERO);
  if (compare(sum, max) <= 0) return [];
  const pointer = pointerTo('/parameters', own.name, 'value');
  const name = all.map((one) => one.name).join(' + ');
  const args = { label, name, value: printShort(sum), limit: printShort(max), text, basis: basis.join('、') };
  return [finding('NATIONAL_LIMIT_EXCEEDED', pointer, args, others.length > 0 ? {} : { mend: [{ pointer, value: printShort(max) }] })];
}
