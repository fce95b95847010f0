import type { Label } from '../../engine/plan/plan.js';
import { parseDecimal, type Fraction } from '../../engine/number/quantity.js';
import type { EffectiveDocument } from '../document/document.js';

/**
 * 存疑界值 parameters by which a ruleset says what stands out in a cleared year and is to be questioned before it is confirmed. All are ratios
 * (unit 1); one that is absent leaves its checks off. No money depends on them.
 */
export const STAND_OUT_PARAMETERS = {
  standOutCostRatioMax: { zh: '病例费用倍率的存疑界值', en: 'cost ratio of a case above which it is questioned' },
  standOutFundShareMax: {
    zh: '单个病例占基金或总分值的存疑界值',
    en: 'share of the fund or of all points above which a case is questioned',
  },
  standOutPointsChangeMax: { zh: '机构分值比上年增减的存疑界值', en: 'change of an institution’s points against the year before' },
  standOutMeanCostChangeMax: {
    zh: '机构次均费用比上年增减的存疑界值',
    en: 'change of an institution’s cost per case against the year before',
  },
  standOutPointsShareChangeMax: { zh: '机构分值占比比上年增减的存疑界值', en: 'change of an institution’s share of all points' },
  standOutMonthPointsMax: { zh: '机构月分值与其月均之比的存疑界值', en: 'points of a month over the institution’s mean of the months' },
  standOutExcludedShareMax: { zh: '机构排除病例占比的存疑界值', en: 'share of an institution’s cases that were excluded' },
} as const satisfies Readonly<Record<string, Label>>;

/** The name of one of them. */
export type StandOutParameter = keyof typeof STAND_OUT_PARAMETERS;

/** Whether a parameter's name is one of those that say what stands out. */
export function isStandOutParameter(name: string): name is StandOutParameter {
  return Object.hasOwn(STAND_OUT_PARAMETERS, name);
}

/** The threshold that a ruleset states; `undefined` where it has none, so that the check is off. */
export function standOutThreshold({ parameters }: EffectiveDocument, name: StandOutParameter): Fraction | undefined {
  const value = parameters[name]?.value;
  return typeof value === 'string' ? parseDecimal(value) : undefined;
}

/**
 * 小数隐去的界值: published cells with fewer cases, but not 0, are left out. A whole number without unit; without it nothing can be published. No money
 * depends on it.
 */
export const SMALL_CELL_PARAMETER = 'smallCellMin';

/** Whether no money depends on a parameter of this name, and the platform itself reads it. */
export function isAsideParameter(name: string): boolean {
  return name === SMALL_CELL_PARAMETER || isStandOutParameter(name);
}
