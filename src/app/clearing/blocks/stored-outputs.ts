import { isTexts, type Ref, type Value } from '../../../engine/plan/plan.js';
import { printCompact, type Fraction } from '../../../engine/number/quantity.js';

/** Places of summed values and points in the result tables. */
export const STORED_SCALE = 8;

/** Outputs of a case that have a column of their own where scores are stored. */
export const STORED_OUTPUTS = ['inclusion', 'deviation', 'costRatio', 'institutionCoefficient', 'auxiliaryFactor', 'points'] as const;
/** One of them. */
export type StoredOutput = (typeof STORED_OUTPUTS)[number];

/** Whether a value is this one; for a set, whether the member that the name asks for is in it. */
export function hasValue(value: Value | undefined, { member }: Ref, equals: string | boolean): boolean {
  return member !== undefined && isTexts(value) ? value.includes(member) === equals : value === equals;
}

/** A summed value as it is stored. */
export function printSum(value: Fraction | null): string | null {
  return value === null ? null : printCompact(value, STORED_SCALE);
}
