import { BASIS, LABEL } from './said-common.js';

/** Keys of the shape “scorecard”. */
export const SAID_SCORECARD = {
  indicators: ['考核指标，依次列出；总分是各指标得分之和', 'the indicators in order; the total is the sum of their scores'],
  basis: BASIS,
} as const;
/** Keys of the shape “indicator of a scorecard”. */
export const SAID_INDICATOR = {
  id: [
    '指标编号，如 listTimeliness；写出的判定叫 listTimeliness（指标值）、listTimelinessScore（得分）',
    'id, such as listTimeliness; it writes out the decisions listTimeliness (value) and listTimelinessScore',
  ],
  label: LABEL,
  numerator: ['分子：事实、汇总或此前的判定', 'numerator: a fact, an aggregate or an earlier output'],
  denominator: ['分母；不写，指标值就是分子。分母为 0 即没有数据', 'denominator; without it the value is the numerator. 0: no data'],
  direction: ['HIGHER 越高越好，LOWER 越低越好', 'HIGHER is better, or LOWER is better'],
  points: ['满分（分）', 'full marks'],
  scoring: ['计分办法：bands 分档、linear 线性、steps 每差一步扣分、rank 按名次', 'how it scores: bands, linear, steps or rank'],
  missing: [
    '没有数据时：FULL 给满分，NONE 不得分，LEFT_OUT 不计入，总分按其余指标折算',
    'without data: FULL marks, NONE, or LEFT_OUT, where the total is made of the other indicators in proportion',
  ],
  evidence: ['取数来源、依据材料', 'where its figures come from'],
  basis: BASIS,
} as const;
/** Keys of the shape “band of a scorecard”. */
export const SAID_SCORE_BAND = {
  when: [
    '区间，如 "[0.95,)"、"[0.9,0.95)"、"(,0.9)"；各档合起来不许有空档',
    'an interval such as "[0.95,)", "[0.9,0.95)", "(,0.9)"; together they leave no gap',
  ],
  points: ['得分', 'marks'],
} as const;
const BANDS = ['分档，各档之间不重叠、不留空', 'bands that neither overlap nor leave a gap'] as const;
/** Keys of the shape “scoring by bands”. */
export const SAID_BY_BANDS = { bands: BANDS } as const;
/** Keys of the shape “linear scoring”. */
export const SAID_BY_LINE = { linear: ['在两个值之间按比例得分', 'in proportion between two values'] } as const;
/** Keys of the shape “line of a scorecard”. */
export const SAID_LINE_SCORE = {
  none: ['得 0 分的指标值', 'the value with no marks'],
  full: ['得满分的指标值', 'the value with full marks'],
} as const;
/** Keys of the shape “scoring by steps”. */
export const SAID_BY_STEPS = { steps: ['从满分里每差一步扣分', 'marks taken off full marks, step by step'] } as const;
/** Keys of the shape “steps of a scorecard”. */
export const SAID_STEPS = {
  from: ['从此值起扣（越高越好的，低于它扣；越低越好的，高于它扣）', 'the value from which marks are taken off'],
  every: ['一步有多大', 'the size of a step'],
  deduct: ['每步扣几分', 'marks taken off for a step'],
  mode: [
    '不足一步：UP 按一步，DOWN 不扣，LINEAR 按比例，STRICT 满一步不扣、超过才扣',
    'part of a step: UP counts as one, DOWN as none, LINEAR in proportion, STRICT only what exceeds a step',
  ],
  least: ['最低得分，不写为 0', 'least marks; 0 unless written'],
} as const;
/** Keys of the shape “scoring by rank”. */
export const SAID_BY_RANK = { rank: ['按名次占比（名次÷家数）分档', 'by the share of places: place ÷ how many are ranked'] } as const;
/** Keys of the shape “rank of a scorecard”. */
export const SAID_RANK_SCORE = {
  within: ['在哪一类里排名，如 institutionLevel；不写为全区', 'ranked within, such as institutionLevel; else in the region'],
  ties: [
    '并列：BEST_PLACE 1、2、2、4；WORST_PLACE 1、3、3、4；INSTITUTION_CODE 按机构编码',
    'equal figures: BEST_PLACE 1, 2, 2, 4; WORST_PLACE 1, 3, 3, 4; INSTITUTION_CODE one each',
  ],
  bands: BANDS,
} as const;
