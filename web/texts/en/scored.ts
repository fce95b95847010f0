import type { scoredZh } from '../zh/scored.ts';

/** Texts of how a case was scored, wherever it is shown. */
export const scoredEn: typeof scoredZh = {
  allocation: 'Divided',
  assumption: 'Assumption',
  basis: 'Basis',
  chosen: 'Chosen',
  cited: (title, article) => `“${title}” ${article}`,
  deviations: { HIGH: 'High', NORMAL: 'Normal', LOW: 'Low' },
  document: (title) => `“${title}”`,
  exact: (fraction) => `exactly ${fraction}`,
  formula: 'Formula',
  grouping: 'Grouping',
  groupKinds: {
    COMPOSITE: 'Composite',
    CORE: 'Core',
    DRG: 'DRG',
    MERGED: 'Merged',
    PRE: 'Pre-grouping',
    SUBDIVIDED: 'Subdivided',
    UNGROUPED: 'Ungrouped',
  },
  groupOf: (code, name) => `${code} ${name}`,
  holds: 'Holds',
  holdsNot: 'Does not hold',
  inclusions: { INCLUDED: 'Scored', EXCLUDED: 'Excluded', BY_ITEM: 'By item', BED_DAY: 'By bed-day' },
  lost: 'Not chosen',
  outputs: {
    true: 'yes',
    false: 'no',
    INCLUDED: 'scored',
    EXCLUDED: 'excluded',
    BY_ITEM: 'by item',
    BED_DAY: 'by bed-day',
    HIGH: 'high',
    NORMAL: 'normal',
    LOW: 'low',
  },
  rule: 'Rule',
  substituted: 'Numbers',
  summary: '(summary) ',
  units: { yuan: 'yuan', point: 'points', day: 'days', case: 'cases', person: 'persons' },
  valuesOf: (values, conditions) =>
    conditions === 0
      ? `${values} values read`
      : values === 0
        ? `${conditions} conditions`
        : `${values} values read, ${conditions} conditions`,
  differs: 'Differs',
  step: 'Step',
  wholeChain: (name) => `${name}: all of it, with its bases (unfold)`,
};
