import { compare, parseDecimal, printShort } from '../../engine/number/quantity.js';
import type { EffectiveDocument } from '../document/document.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import type { NationalLimit } from './national-limits.js';

/**
 * 国家上限 (N25-21, N25-26) NATIONAL_LIMIT_EXCEEDED for each parameter above what a national text in force on a day of the version lets it be. Only warnings: the
 * texts say “as a rule”, and where they disagree with each other that is said.
 */
export function limitFindings({ parameters, scheme, effective }: EffectiveDocument, limits: readonly NationalLimit[]): Finding[] {
  const inForce = limits.filter(
    ({ schemes, from, to }) =>
      schemes.includes(scheme) && (effective.to === undefined || from <= effective.to) && (to === undefined || to >= effective.from),
  );
  return Object.entries(parameters).flatMap(([name, { value, meaning }]) => {
    const number = typeof value === 'string' ? parseDecimal(value) : undefined;
    if (number === undefined) return [];
    return inForce
      .filter((one) => (meaning === undefined ? one.parameters.includes(name) : one.meaning === meaning))
      .filter(({ max }) => compare(number, max) > 0)
      .map(({ label, max, text, basis }) => {
        const pointer = pointerTo('/parameters', name, 'value');
        const args = { label, name, value: String(value), limit: printShort(max), text, basis: basis.join('、') };
        return finding('NATIONAL_LIMIT_EXCEEDED', pointer, args, { mend: [{ pointer, value: printShort(max) }] });
      });
  });
}
