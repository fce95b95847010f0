import type { FindingTemplate } from './messages.js';

/** Findings that the tables prove, and what no example shows. */
export const PROOF_FINDINGS = {
  THRESHOLDS_OUT_OF_ORDER: {
    severity: 'WARNING',
    message: {
      zh: '{where} 的下限 {low} = {lowValue} 高于上限 {high} = {highValue}，界值前后颠倒。',
      en: 'In {where} the low limit {low} = {lowValue} is above the high one {high} = {highValue}: the thresholds are out of order.',
    },
    suggestion: {
      zh: '请核对两个界值；写反了的，对调。',
      en: 'Check both thresholds; where they were mixed up, exchange them.',
    },
  },
  RULE_REDUNDANT: {
    severity: 'WARNING',
    message: {
      zh: '规则 “{rule}” 是多余的：凡它起作用之处，{by} 给出同样的结果，删去它不改变任何病例。',
      en: 'Rule “{rule}” is redundant: wherever it takes effect, {by} gives the same; without it no case would be decided otherwise.',
    },
    suggestion: {
      zh: '不再需要的请删去；本想给出别的结果的，请核对结果与条件；为写明依据而留的，不必改。',
      en: 'Delete it if it is not needed; check outcome and conditions where it was to give something else; keep it where it states a basis.',
    },
  },
  GROUPS_WITHOUT_POINTS: {
    severity: 'WARNING',
    message: {
      zh: '目录库 {catalogue} 的 {total} 个病种中有 {count} 个没有分值（{codes}）：入这些病种的病例得 0 分。',
      en: 'Of the {total} groups of catalogue {catalogue}, {count} have no points ({codes}): cases of these groups get 0.',
    },
    suggestion: {
      zh: '请测算它们的分值，作为新版本导入目录库；本来就不付费的，不必改。',
      en: 'Work out their points and import the catalogue as a new version; nothing to do where they are not to be paid.',
    },
  },
  TOTAL_POINTS_CHANGED: {
    severity: 'WARNING',
    message: {
      zh: '付费分值与基础分值不同：按目录库 {catalogue} 的例数，总分值变为原来的 {factor} 倍（如 {code} 为 {own} 倍），没有保持“总权重（分值）不变”。',
      en: 'Paid points are not the base points: by the cases of catalogue {catalogue} the total becomes {factor} times what it was ({code}, say, {own} times), which does not keep it.',
    },
    suggestion: {
      zh: '2025 版规程第十五条允许在总权重（分值）不变的原则下调整：请同时调低别的病种，或在目录库测算时写 keepTotalPoints；只对有标志的病种加成、由点值自然摊薄的，核对后不必改。',
      en: 'Article 15 of the 2025 procedure allows changes that keep the total: lower other groups as well, or state keepTotalPoints where the catalogue is computed; nothing to do where flagged groups get an addition that the point value absorbs.',
    },
  },
  COST_MORE_PAYS_LESS: {
    severity: 'WARNING',
    message: {
      zh: '费用多 1 分，{output}反而减少：{below} 元得 {before}（{ruleBefore}），{above} 元得 {after}（{ruleAfter}）。界值：{threshold}。',
      en: 'One fen more of cost, and {output} falls: {below} yuan give {before} ({ruleBefore}), {above} yuan give {after} ({ruleAfter}). Threshold: {threshold}.',
    },
    suggestion: {
      zh: '医院会因此在界值附近少计费用：请核对界值两侧的公式在界值处是否衔接；确为政策所定的，不必改。',
      en: 'Hospitals would keep costs below the threshold: check whether the formulas on both sides meet there; nothing to do where policy means it so.',
    },
  },
  POINTS_NEGATIVE: {
    severity: 'WARNING',
    message: {
      zh: '{output}可能小于 0：病种平均费用 {mean} 元，病例花费 {cost} 元，得 {points}（{rules}）。',
      en: '{output} can be below 0: where a group costs {mean} yuan on average, a case of {cost} yuan gets {points} ({rules}).',
    },
    suggestion: {
      zh: '这样的病例会从机构其他病例的分值中扣减，多治一人反而少得：请核对公式与界值，至少给 0（max(0, …)）；确为政策所定的扣减，不必改。',
      en: 'Such a case takes points from the institution’s other cases: check formula and thresholds, and give at least 0 (max(0, …)); nothing to do where policy means such a deduction.',
    },
  },
  BOUNDARY_MISSING: {
    severity: 'INFO',
    message: {
      zh: '规则 “{rule}” 的界值没有示例恰在其处：{places}。',
      en: 'No example stands at these boundaries of rule “{rule}”: {places}.',
    },
    suggestion: {
      zh: '运行 dip ruleset boundaries <文件>，核对后把代拟的示例粘入 examples。',
      en: 'Run dip ruleset boundaries <file>, read what it gives against the article, and put those examples into examples.',
    },
  },
} as const satisfies Record<string, FindingTemplate>;
