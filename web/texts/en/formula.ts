import type { formulaZh } from '../zh/formula.ts';

/** Texts of the formula inputs of the editor. */
export const formulaEn: typeof formulaZh = {
  and: ' · ',
  fits: (unit) => `the unit fits: ${unit}`,
  here: 'here',
  kinds: {
    FACT: 'fact',
    PARAMETER: 'parameter',
    DECISION: 'earlier result',
    AGGREGATE: 'aggregate',
    TABLE: 'table',
    KEY: 'key of a table',
    FUNCTION: 'function',
    COLUMN: 'catalogue',
  },
  names: 'Names that may stand here',
  plain: 'no unit',
  trying: 'Checking…',
  unread: "The text of the draft has errors, so that formulas can't be checked here; mend what stands at the right first.",
  wrong: "A formula can't be empty",
};
