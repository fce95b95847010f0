import type { FunctionName } from './compile-calls.js';
import { bilingual } from '../findings/report.js';
import type { GroupColumn, Label } from '../../engine/plan/plan.js';

/** What the functions of formulas do, for whoever writes one. */
export const FUNCTION_MEANINGS: Readonly<Record<FunctionName, Label>> = {
  min: bilingual('几个中最小的', 'the least of several'),
  max: bilingual('几个中最大的', 'the greatest of several'),
  abs: bilingual('绝对值', 'without its sign'),
  floor: bilingual('不大于它的整数', 'the whole number below'),
  ceil: bilingual('不小于它的整数', 'the whole number above'),
  clamp: bilingual('限在下限和上限之间', 'kept between a lowest and a highest'),
  ratio: bilingual('部分占全部；全部为 0 时没有值', 'a part of a whole; missing where the whole is 0'),
  round: bilingual('舍入到几位小数', 'rounded to decimal places'),
  step: bilingual('每满一档加一份', 'so much for every step'),
  tiered: bilingual('分段累计：各段按各段的值', 'band by band, each part by the value of its band'),
  lookup: bilingual('从系数表或分档表取值', 'a value of a table'),
  group: bilingual('病例所入病种在目录中的值', 'what the catalogue says of the group of the case'),
};

/** What the columns of the catalogue are. */
export const COLUMN_MEANINGS: Readonly<Record<GroupColumn, Label>> = {
  points: bilingual('病种分值', 'points of the group'),
  meanCost: bilingual('病种次均费用，按机构级别或全部', 'mean cost of the group, by level or of all'),
  meanDays: bilingual('病种平均住院日', 'mean days of the group'),
  variation: bilingual('病种费用变异系数', 'coefficient of variation of the group'),
  caseCount: bilingual('病种例数', 'cases of the group'),
  drugPoints: bilingual('病种药品分值', 'drug points of the group'),
  consumablePoints: bilingual('病种耗材分值', 'consumable points of the group'),
  auxiliary: bilingual('辅助目录系数，按类型', 'coefficient of an auxiliary catalogue, by kind'),
};

/** How each column is called in a formula; of those by key with a key that every catalogue has, or with room for one. */
export const COLUMN_CALLS: Readonly<Record<GroupColumn, string>> = {
  points: 'group(points)',
  meanCost: "group(meanCost, 'ALL')",
  meanDays: 'group(meanDays)',
  variation: 'group(variation)',
  caseCount: 'group(caseCount)',
  drugPoints: 'group(drugPoints)',
  consumablePoints: 'group(consumablePoints)',
  auxiliary: "group(auxiliary, '",
};
