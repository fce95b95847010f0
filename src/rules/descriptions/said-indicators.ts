import { AFTER, BASIS, LABEL, UNIT } from './said-common.js';

/** Keys of the shape “indicator”. */
export const SAID_RATIO = {
  id: ['指标的名称，与事实、参数、汇总、判定不重名', 'name of the indicator; no fact, parameter, aggregate or decision has it'],
  label: LABEL,
  unit: UNIT,
  numerator: [
    '分子：相加减的和，如 drugSum + herbSum：病例的汇总；机构、结算期、年度的数值（事实或已舍入的判定）；平台计数（counted.cases 等）',
    'numerator: sums added and taken off, such as drugSum + herbSum: aggregates of cases; facts and rounded outputs of institutions, periods and the year; counts of the mechanism (counted.cases)',
  ],
  denominator: ['分母，写法同分子；不写即分子本身', 'denominator, written likewise; without it the figure is the numerator'],
  round: ['舍入：之前都按精确分数计算', 'rounding of the figure; exact until then'],
  direction: ['方向：HIGHER 越高越好，LOWER 越低越好；不写即不评', 'which way is better: HIGHER or LOWER; not judged unless written'],
  public: ['是否公布，写 true；须写 cell 或 exempt', 'true: it is published; then exactly one of cell and exempt is written'],
  cell: [
    '看哪个计数来决定隐去小数（1 至 smallCellMin − 1）：一个病例计数的汇总或平台计数',
    'the count of cases that decides whether a published cell is small (1 to smallCellMin − 1)',
  ],
  exempt: [
    '不隐去小数的依据，如规程第二十四条的特例单议数量；只用于没有分母的计数',
    'why small counts are published as they are, such as the counts that article 24 requires; only for a count without denominator',
  ],
  note: ['说明：口径，给人看的', 'remark for people'],
  basis: BASIS,
  after: AFTER,
} as const;

/** Keys of the shape “rounding of an indicator”. */
export const SAID_INDICATOR_ROUNDING = {
  scale: ['小数位数，0 至 8', 'places, 0 to 8'],
  mode: ['舍入方式', 'rounding mode'],
} as const;
