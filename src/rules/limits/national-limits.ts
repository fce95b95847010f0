import { z } from 'zod';
import { must } from '../../engine/kit/assert.js';
import { parseDecimal, type Fraction } from '../../engine/number/quantity.js';
import type { Label } from '../../engine/plan/plan.js';
import { basis, date, decimalText, identifier, text } from '../document/document-pieces.js';
import { CONSTANT } from '../document/document-patterns.js';

/** Which parameters of a ruleset a limit is about: those that declare this `meaning`, and those of these names that declare none. */
export interface LimitedNumber {
  readonly meaning: string;
  readonly parameters: readonly string[];
}

/** 国家文本的上限 what a national text lets a number of a ruleset be at most, as a rule, from a day on. Data beside the rulesets: `rulesets/_limits.json`. */
export interface NationalLimit extends LimitedNumber {
  readonly id: string;
  /** Other numbers that are added to it: `max` is of the sum. Left out: of the number alone. */
  readonly together?: readonly LimitedNumber[] | undefined;
  readonly schemes: readonly ('DIP' | 'DRG')[];
  readonly max: Fraction;
  /** Days on which the text is in force; without `to`, still. */
  readonly from: string;
  readonly to?: string | undefined;
  readonly label: Label;
  readonly basis: readonly string[];
  /** The text in words, and where texts disagree. */
  readonly text: Label;
}

const both = z.strictObject({ zh: text, en: text });
const source = z.strictObject({
  title: text,
  kind: z.enum(['OFFICIAL', 'ASSUMPTION']),
  documentNo: text.optional(),
  note: text.optional(),
});
const limited = { meaning: z.string().regex(CONSTANT), parameters: z.array(identifier).max(20) };
const limit = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/u),
  ...limited,
  together: z.array(z.strictObject(limited)).min(1).optional(),
  schemes: z.array(z.enum(['DIP', 'DRG'])).min(1),
  max: decimalText,
  from: date,
  to: date.optional(),
  label: both,
  basis,
  text: both,
});
const file = z
  .strictObject({ sources: z.record(z.string(), source), limits: z.array(limit) })
  .refine(({ sources, limits }) => limits.every((one) => one.basis.every((cited) => Object.hasOwn(sources, cited.split('#')[0] ?? ''))), {
    error: 'a basis names a source that is not listed',
  });

/** Reads the file of limits. Throws where it is not one: it ships with the product. */
export function parseNationalLimits(content: string): readonly NationalLimit[] {
  const { limits } = file.parse(JSON.parse(content));
  return limits.map((one) => ({ ...one, max: must(parseDecimal(one.max), 'a decimal') }));
}
