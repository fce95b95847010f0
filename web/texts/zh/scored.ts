/** What stands for a name that the platform may extend: of those that are not here the name itself is shown. */
type Named = Readonly<Record<string, string>>;

const units: Named = { yuan: '元', point: '分', day: '天', case: '例', person: '人' };
const inclusions: Named = { INCLUDED: '计分', EXCLUDED: '排除', BY_ITEM: '按项目', BED_DAY: '按床日' };
const outputs: Named = {
  true: '是',
  false: '否',
  INCLUDED: '计分',
  EXCLUDED: '排除',
  BY_ITEM: '按项目',
  BED_DAY: '按床日',
  HIGH: '高倍率',
  NORMAL: '正常',
  LOW: '低倍率',
};
const deviations: Named = { HIGH: '高倍率', NORMAL: '正常', LOW: '低倍率' };

/** Texts of how a case was scored, wherever it is shown. */
export const scoredZh = {
  allocation: '分配',
  assumption: '假设',
  basis: '依据',
  chosen: '选中',
  cited: (title: string, article: string) => `《${title}》${article}`,
  deviations,
  document: (title: string) => `《${title}》`,
  exact: (fraction: string) => `精确值 ${fraction}`,
  formula: '公式',
  grouping: '入组',
  groupKinds: {
    COMPOSITE: '综合病种',
    CORE: '核心病种',
    DRG: '病组',
    MERGED: '并项病种',
    PRE: '先期分组',
    SUBDIVIDED: '辅助细分病种',
    UNGROUPED: '未入组',
  },
  groupOf: (code: string, name: string) => `${code} ${name}`,
  holds: '成立',
  holdsNot: '不成立',
  inclusions,
  lost: '落选',
  outputs,
  rule: '规则',
  substituted: '代入',
  summary: '（概括）',
  units,
  valuesOf: (values: number, conditions: number) =>
    conditions === 0
      ? `所用的取值 ${values} 项`
      : values === 0
        ? `条件 ${conditions} 个`
        : `所用的取值 ${values} 项，条件 ${conditions} 个`,
  differs: '不同',
  step: '步骤',
  wholeChain: (name: string) => `${name}：完整过程与依据（展开）`,
};
