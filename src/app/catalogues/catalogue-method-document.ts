import { z } from 'zod';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import { CASE_COUNTINGS, INSURED_ELSEWHERE, type CatalogueMethod, type InsuredElsewhere } from '../../engine/plan/catalogue-method.js';
import { CASE_FLAGS, type CaseFlag } from '../../engine/plan/inpatient-case.js';
import { compare, decimal, isDecimalText, ONE, ROUNDING_MODES, ZERO, type Fraction } from '../../engine/number/quantity.js';

const number = z.string().refine(isDecimalText).transform(decimal);
const limited = (holds: (value: Fraction) => boolean, zh: string, en: string) => number.refine(holds, { params: { zh, en } });
const positive = limited((value) => compare(value, ZERO) > 0, '应大于 0', 'must be above 0');
const notNegative = limited((value) => compare(value, ZERO) >= 0, '不能为负数', 'must not be negative');
const share = limited((value) => compare(value, ZERO) >= 0 && compare(value, ONE) <= 0, '应在 0 与 1 之间', 'must be from 0 to 1');
const rounding = z.strictObject({ scale: z.int().min(0).max(8), mode: z.enum(ROUNDING_MODES) });

const points = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('MEAN_COST') }),
  z.strictObject({ kind: z.literal('BENCHMARK'), groupCode: z.string().min(1).max(60) }),
  z.strictObject({ kind: z.literal('FIXED_STANDARD'), standard: positive }),
]);
const threshold = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('CASES'), min: positive }),
  z.strictObject({ kind: z.literal('COVERAGE'), share }),
]);
const trim = z.strictObject({ lower: share, upper: share }).refine(({ lower, upper }) => compare(lower, upper) < 0, {
  params: { zh: '下限应小于上限', en: 'the lower end must be below the upper one' },
});

/**
 * 目录测算方法 how a catalogue is computed, as its makers write it: nothing has a default, because every number is the region's to choose.
 * Decimals are strings, as in rulesets.
 */
export const CatalogueMethodSchema = z.strictObject({
  yearWeights: z.array(positive).min(1).max(10),
  points,
  pointsScale: positive,
  counting: z.enum(CASE_COUNTINGS),
  threshold,
  relatedIncrease: notNegative,
  smallCombinations: z.enum(['COMPOSITE', 'MAIN_OPERATION']),
  variance: z.enum(['POPULATION', 'SAMPLE']),
  trim: trim.nullable(),
  primaryCare: z.strictObject({ minShare: share, maxVariation: notNegative, use: z.enum(['PROPOSE', 'FLAG']) }).nullable(),
  unstable: z.strictObject({ maxVariation: notNegative, minYearlyCases: z.int().min(0).max(1_000_000) }).nullable(),
  keepTotalPoints: positive.nullable(),
  rounding: z.strictObject({ points: rounding, meanCost: rounding, meanDays: rounding, variation: rounding }),
  /** Cases with one of these flags are not part of the history. */
  excludeCaseFlags: z.array(z.enum(CASE_FLAGS)),
  /** 异地参保病例 whether patients insured elsewhere are part of the history (N25-15); methods from before it could be said count them. */
  insuredElsewhere: z.enum(INSURED_ELSEWHERE).optional(),
});
/** The method as it is written. */
export type CatalogueMethodDocument = z.input<typeof CatalogueMethodSchema>;

/** The method, read, with the cases that are left out: by their flags, by where the patient is insured. */
export interface ReadCatalogueMethod {
  readonly method: CatalogueMethod;
  readonly excludeCaseFlags: readonly CaseFlag[];
  readonly insuredElsewhere: InsuredElsewhere;
}

/** Reads a method. Throws `ValidationError` with everything that is wrong with it. */
export function readCatalogueMethod(document: unknown): ReadCatalogueMethod {
  const result = CatalogueMethodSchema.safeParse(document);
  if (!result.success) throw new ValidationError(problemsOf(document, result.error.issues));
  const { excludeCaseFlags, insuredElsewhere = 'COUNT', ...method } = result.data;
  return { method, excludeCaseFlags, insuredElsewhere };
}

/** Each issue in zod's own Chinese and English, unless the schema states better words. */
function problemsOf(document: unknown, issues: readonly z.core.$ZodIssue[]): FieldProblem[] {
  const chinese = CatalogueMethodSchema.safeParse(document, { error: z.locales.zhCN().localeError }).error?.issues ?? [];
  const english = CatalogueMethodSchema.safeParse(document, { error: z.locales.en().localeError }).error?.issues ?? [];
  return issues.map((issue, i) => {
    const stated: Readonly<Record<string, unknown>> = issue.code === 'custom' ? (issue.params ?? DECIMAL) : {};
    const zh = typeof stated.zh === 'string' ? stated.zh : (chinese[i]?.message ?? issue.message);
    const en = typeof stated.en === 'string' ? stated.en : (english[i]?.message ?? issue.message);
    return { path: ['method', ...issue.path.map(String)], code: 'CATALOGUE_METHOD', messages: { zh, en } };
  });
}

const DECIMAL = {
  zh: '应为写成文本的小数：小数点前至多 15 位、后至多 8 位，例如 "0.10"',
  en: 'must be a decimal written as text, at most 15 digits before the point and 8 after, e.g. "0.10"',
};
