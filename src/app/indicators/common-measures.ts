import type { IndicatorPlan, IndicatorTerm } from '../../engine/indicators/indicator.js';

const count = (name: string, sign: 1 | -1 = 1): IndicatorTerm => ({ name, sign, source: { kind: 'COUNT' } });
const CASES = [count('counted.cases'), count('counted.excluded', -1)];
const measure = (
  id: string,
  label: IndicatorPlan['label'],
  unit: string,
  scale: number,
  sums: Pick<IndicatorPlan, 'numerator' | 'denominator'>,
): IndicatorPlan => ({
  id,
  label,
  unit,
  ...sums,
  round: { scale, mode: 'HALF_UP' },
  isPublic: false,
  basis: [],
});

/**
 * 通用数 what every city has whatever its ruleset states as indicators: cases, points, points per case, the entitlement of the year (what the fund
 * spends on DIP or DRG by the clearing) and what was paid. Their ids have a dot, as no name of a ruleset does.
 */
export const COMMON_MEASURES: readonly IndicatorPlan[] = [
  measure(
    'all.cases',
    { zh: '病例数（不含排除的，含按项目、按床日的）', en: 'cases but for excluded ones; by item and by bed-day too' },
    'case',
    0,
    { numerator: CASES },
  ),
  measure('all.points', { zh: '分值', en: 'points' }, 'point', 4, { numerator: [count('counted.points')] }),
  measure('all.pointsPerCase', { zh: '例均分值', en: 'points per case' }, 'point/case', 4, {
    numerator: [count('counted.points')],
    denominator: CASES,
  }),
  measure('all.entitlement', { zh: '应得额（基金支出）', en: 'entitlement: what the fund spends' }, 'yuan', 2, {
    numerator: [{ name: 'entitlement', sign: 1, source: { kind: 'VALUE', scope: 'institutionYear' } }],
  }),
  measure('all.paid', { zh: '已拨付', en: 'paid' }, 'yuan', 2, { numerator: [count('payments.amount')] }),
];

/** The row of the settlement point value: of the region alone, and no sum. */
export const POINT_VALUE = { id: 'all.pointValue', label: { zh: '结算点值', en: 'settlement point value' }, unit: 'yuan/point' } as const;

/** Whether two versions mean the same by an indicator: the same sums, unit and rounding. */
export function isSameIndicator(a: IndicatorPlan, b: IndicatorPlan): boolean {
  return definition(a) === definition(b);
}

function definition({ numerator, denominator = [], unit, round }: IndicatorPlan): string {
  const sums = (terms: readonly IndicatorTerm[]): unknown => terms.map(({ name, sign }) => [name, sign]);
  return JSON.stringify([sums(numerator), sums(denominator), unit, round.scale, round.mode]);
}
