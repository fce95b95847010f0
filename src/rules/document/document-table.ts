import { z } from 'zod';
import { described } from '../descriptions/described.js';
import * as saidDecisions from '../descriptions/said-decisions.js';
import * as saidTables from '../descriptions/said-tables.js';
import * as patterns from './document-patterns.js';
import {
  LIMITS,
  after,
  basis,
  dottedName,
  formula,
  identifier,
  label,
  literal,
  parameterReference,
  qualityFinding,
  ruleRemoval,
} from './document-pieces.js';

const listed = z.array(z.string().max(200)).min(1).max(LIMITS.listed);

/** A cell of a condition: text (a literal, an interval, `-`), a flag, a list of literals, what it must not be, a parameter, or a list of codes. */
export const tableCell = z.union(
  [
    z.string().max(200),
    z.boolean(),
    listed,
    described(saidTables.SAID_CELL_NOT, { not: z.union([z.string().max(200), listed], { error: 'CELL_NOT' }) }),
    parameterReference,
    described(saidTables.SAID_CELL_TABLE, { table: identifier }),
    described(saidTables.SAID_CELL_KNOWN, { known: z.boolean() }),
  ],
  { error: 'CELL' },
);

/** A column: the fact or earlier output that its cells are compared with; with `known`, a missing one meets no cell but `-`. */
const column = z.union([dottedName, described(saidTables.SAID_COLUMN, { fact: dottedName, known: z.literal(true) })], { error: 'COLUMN' });

const row = described(saidTables.SAID_ROW, {
  name: z.string().regex(patterns.RULE_NAME),
  label,
  when: z.array(tableCell).min(1).max(LIMITS.columns),
  value: literal.optional(),
  formula: formula.optional(),
  basis: basis.optional(),
  quality: qualityFinding.optional(),
  ...after,
});
/** A row of a decision table, or the removal of an inherited rule. */
export const tableRow = z.union([row, ruleRemoval], { error: 'RULE' });

/**
 * 决策表 a decision's rules as a table, one row a rule. It is expanded into `rules` before anything else looks at it
 * (`extend/expand-tables.ts`): judge, checks, traces and hashes of effective documents know rules only.
 */
export const decisionTable = described(saidTables.SAID_DECISION_TABLE, {
  columns: z.array(column).min(1).max(LIMITS.columns),
  rows: z.array(tableRow).max(LIMITS.rules),
  /** The basis of every row that states none. */
  basis: basis.optional(),
});

/**
 * 选用公式 a decision that only chooses a formula by a parameter: one formula for each of its choices (`true` and `false` of a flag). It is
 * expanded into rules before anything else looks at it (`extend/expand-choose.ts`).
 */
export const chooseForm = described(saidDecisions.SAID_CHOOSE, {
  by: identifier,
  formulas: z.record(z.string().regex(patterns.MEMBER), formula),
  basis,
});
/** A choice of formulas. */
export type ChooseForm = z.infer<typeof chooseForm>;

/** A cell of a decision table, as written. */
export type TableCell = z.infer<typeof tableCell>;
/** A column of a decision table. */
export type TableColumn = z.infer<typeof column>;
/** A row that is a rule. */
export type TableRow = z.infer<typeof row>;
/** A decision table. */
export type DecisionTable = z.infer<typeof decisionTable>;
