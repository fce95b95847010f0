import type { FindingTemplate } from './messages.js';

/** Findings about assessment scorecards 考核评分表. */
export const SCORECARD_FINDINGS = {
  SCORING_FORM: {
    severity: 'ERROR',
    message: {
      zh: '考核指标的 scoring 只能写 bands、linear、steps、rank 之一，实际是{keys}。',
      en: 'scoring of an indicator has one of bands, linear, steps, rank; this has {keys}.',
    },
    suggestion: {
      zh: '分档写 { "bands": [ { "when": "[0.95,)", "points": "20" }, … ] }；线性写 { "linear": { "none": "0.8", "full": "0.98" } }。',
      en: 'Bands are { "bands": [ { "when": "[0.95,)", "points": "20" }, … ] }; in proportion is { "linear": { "none": "0.8", "full": "0.98" } }.',
    },
  },
  SCORECARD_WITH_RULES: {
    severity: 'ERROR',
    message: {
      zh: '判定 “{decision}” 写了 scorecard，又写了 {keys}：总分只能由评分表得出。',
      en: 'Decision “{decision}” has a scorecard and {keys}: a total comes of its scorecard only.',
    },
    suggestion: {
      zh: '请删去其一；依总分得出的系数、比例另写一个判定，读总分。',
      en: 'Delete one of them; what depends on the total is a decision of its own that reads it.',
    },
  },
  SCORECARD_STATES: {
    severity: 'ERROR',
    message: {
      zh: '评分表 “{decision}” 没有写明 scope，或 output 不是写明 round 的 decimal。',
      en: 'Scorecard “{decision}” doesn’t state its scope, or its output is no decimal with round.',
    },
    suggestion: {
      zh: '评分表不能只写与继承不同之处：请写全 scope、label、output（如 { "type": "decimal", "unit": "1", "round": { "scale": 2, "mode": "HALF_UP" } }）。',
      en: 'A scorecard is stated whole: write scope, label and output, such as { "type": "decimal", "unit": "1", "round": { "scale": 2, "mode": "HALF_UP" } }.',
    },
  },
  SCORECARD_LEFT_OUT: {
    severity: 'ERROR',
    message: {
      zh: '评分表 “{decision}” 的指标在没有数据时都不计入，全都没有数据就没有总分。',
      en: 'Every indicator of scorecard “{decision}” is left out without data: without any data there is no total.',
    },
    suggestion: {
      zh: '请至少让一项指标在没有数据时写 FULL 或 NONE。',
      en: 'Let at least one indicator score FULL or NONE without data.',
    },
  },
  SCORECARD_CELL: {
    severity: 'ERROR',
    message: {
      zh: '考核指标 “{indicator}” 的区间 {actual} 读不懂：{why}。',
      en: 'The interval {actual} of indicator “{indicator}” can’t be read: {why}.',
    },
    suggestion: {
      zh: '请写 "[0.95,)"（不小于）、"[0.9,0.95)"、"(,0.9)"（小于），方括号含界值，圆括号不含。',
      en: 'Write "[0.95,)" (at least), "[0.9,0.95)", "(,0.9)" (below); a square bracket includes its bound, a round one does not.',
    },
  },
  SCORECARD_POINTS: {
    severity: 'ERROR',
    message: {
      zh: '考核指标 “{indicator}” 的得分 {actual} 不在 0 与满分 {most} 之间。',
      en: 'The marks {actual} of indicator “{indicator}” are not between 0 and full marks {most}.',
    },
    suggestion: { zh: '请核对该档得分和 points。', en: 'Check the marks of the band and points.' },
  },
  SCORECARD_DIRECTION: {
    severity: 'ERROR',
    message: {
      zh: '考核指标 “{indicator}” 的计分与方向 {direction} 相反：更差的值反而得分更多。',
      en: 'Indicator “{indicator}” scores against its direction {direction}: a worse value gets more marks.',
    },
    suggestion: {
      zh: '请核对 direction（HIGHER 越高越好，LOWER 越低越好；名次占比越小越好）和各档得分。',
      en: 'Check direction (HIGHER or LOWER is better; of places a smaller share is) and the marks.',
    },
  },
  SCORECARD_STEP: {
    severity: 'ERROR',
    message: {
      zh: '考核指标 “{indicator}” 的 every、deduct 须大于 0。',
      en: 'every and deduct of indicator “{indicator}” must be above 0.',
    },
    suggestion: {
      zh: '请写正数；扣分写成正数，方向由 direction 定。',
      en: 'Write positive numbers: direction says which way marks are taken off.',
    },
  },
  SCORECARD_GAP: {
    severity: 'ERROR',
    message: {
      zh: '“{decision}” 没有把得分或指标值的各种情形都写明：有 {count} 种没有规则回答。',
      en: '“{decision}” doesn’t say what holds for every score or value: {count} situations are answered by no rule.',
    },
    suggestion: {
      zh: '请为空档补一条规则或一档（如 70 分至 90 分），写明依据或假设；不能由“其他情形”代答。',
      en: 'Add a rule or band for the gap (such as 70 to 90) with its basis or assumption: “otherwise” must not stand in for it.',
    },
  },
} as const satisfies Readonly<Record<string, FindingTemplate>>;
