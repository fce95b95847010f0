import { z } from 'zod';
import { isRealDate } from '../../engine/kit/calendar.js';
import { isDecimalText, ROUNDING_MODES } from '../../engine/number/quantity.js';
import { described } from '../descriptions/described.js';
import { SAID_QUALITY } from '../descriptions/said-decisions.js';
import * as saidHead from '../descriptions/said-head.js';
import * as patterns from './document-patterns.js';
import { SAID_RATIO, SAID_INDICATOR_ROUNDING } from '../descriptions/said-indicators.js';
import * as saidTables from '../descriptions/said-tables.js';
import { QUALITY_DIMENSIONS, QUALITY_LEVELS } from '../../engine/plan/quality.js';
import { SCOPES } from '../../engine/plan/scopes.js';

/** Largest counts in a document: what is longer belongs to a catalogue, or into a table. */
export const LIMITS = {
  decisions: 1_000,
  aggregates: 500,
  indicators: 500,
  examples: 2_000,
  /** Combinations of other parameter values that examples try. */
  trials: 20,
  /** Rules of one decision. */
  rules: 1_000,
  /** Nodes of all conditions together, and of one rule's. */
  conditions: 5_000,
  conditionsOfRule: 500,
  /** Members of one list in a condition. */
  listed: 2_000,
  /** Columns of conditions of one decision table; its rows are rules. */
  columns: 30,
  /** Rows of one map table, codes of one list. */
  rows: 20_000,
  /** Rows of one table of bands, all combinations of its keys together. */
  bands: 1_000,
  codes: 50_000,
  /** Rows of one code map. */
  codeMapRows: 40_000,
  /** Characters of an article's name. */
  articleName: 190,
  /** Institutions of one example. */
  institutions: 1_000,
} as const;

/** Pieces of several parts of a document. Text for people. */
export const text = z.string().min(1).max(2_000);
/** What an article says. Long ones are stated by what is cited of them. */
export const articleText = z.string().min(1).max(5_000);
/** A name in Chinese, and in English where it has one. */
export const label = described(saidHead.SAID_TEXT, { zh: text, en: text.optional() });
/** An error text in capitals names the finding, or the union that failed: `shape.ts` turns it into a message. */
export const decimalText = z.string().refine(isDecimalText, { error: 'DECIMAL_TEXT' }).meta({ pattern: patterns.DECIMAL_PATTERN });
/** A name of a parameter, table, decision or fact. */
export const identifier = z.string().regex(patterns.IDENTIFIER);
/** A name that may have dots: `caseFlag.TCM`, `cmi.peer`, `deviation.rule`. */
export const dottedName = z.string().regex(patterns.NAME);
/** A day, `YYYY-MM-DD`. */
export const date = z.string().refine(isRealDate, { error: 'DATE_INVALID' }).meta({ pattern: patterns.DATE_PATTERN });
/** 依据 articles: `source#article`. */
export const basis = z.array(z.string().min(1).max(200)).min(1).max(50);
/** 层级 of a decision. */
export const scope = z.enum(SCOPES);
/** 单位 of a number. */
export const unit = z.string().regex(patterns.TABLE_UNIT);
/** Behind which entry a new one stands. */
export const after = { after: z.string().max(200).optional() };

/** A value as it is written: numbers are text. */
export const literal = z.union([z.string().max(200), z.boolean()], { error: 'LITERAL' });
/** The text of a formula. */
export const formula = z.string().min(1).max(2_000);
/** The value of a parameter. */
export const parameterReference = described(saidHead.SAID_PARAMETER_REFERENCE, { parameter: identifier });
/** The removal of an inherited rule. */
export const ruleRemoval = described(saidHead.SAID_RULE_REMOVAL, {
  name: z.string().regex(patterns.RULE_NAME),
  remove: z.literal(true),
  basis,
});

/** 质控结论 what a rule of a quality decision says of a settlement list: which dimension and field, how bad, and whether the list goes back. */
export const qualityFinding = described(SAID_QUALITY, {
  dimension: z.enum(QUALITY_DIMENSIONS),
  field: z.string().regex(patterns.IDENTIFIER),
  level: z.enum(QUALITY_LEVELS),
  returned: z.boolean(),
});

/** `MM-DD`; 29 February does not exist in every year. */
export const dayOfYear = z
  .string()
  .refine((day) => isRealDate(`2001-${day}`), { error: 'CALENDAR_DAY' })
  .meta({ pattern: patterns.DAY_PATTERN });

/** A code that a ruleset gives a name to: a member of an enum, a choice of a parameter. */
export const constant = z.string().min(1).max(100);

/** Entries by name. */
export const limitRecord = <T extends z.ZodType>(value: T) => z.record(z.string().regex(patterns.IDENTIFIER), value);

/** A row of a map table. */
export const mapRow = described(saidTables.SAID_MAP_ROW, { key: z.array(z.string().max(100)).min(1).max(6), value: decimalText });
/** Whose a boundary of bands is. */
export const bandSide = z.enum(['UPPER', 'LOWER']);
/** A row of a table of bands; `includes` where its boundary is not as in the rest of the table. */
export const bandRow = described(saidTables.SAID_BAND, {
  key: z.array(z.string().max(100)).min(1).max(6).optional(),
  upTo: decimalText.optional(),
  includes: bandSide.optional(),
  value: decimalText,
});
/** A code, or a prefix of codes that ends in `*`. */
export const codeEntry = z.string().min(1).max(60);
/** A row of a code map: a code of another edition, and the code that it is read as. */
export const codeMapRow = described(saidTables.SAID_CODE_MAP_ROW, { from: codeEntry, to: codeEntry });

const average = z.union([z.literal('MEAN'), described(saidHead.SAID_AVERAGE, { weight: identifier })], { error: 'AVERAGE' });

/** A fact that a ruleset declares, or whose domain it narrows. */
export const factDeclaration = described(saidHead.SAID_FACT, {
  scope,
  type: z.enum(['decimal', 'integer', 'boolean', 'enum', 'code', 'date']),
  unit: unit.optional(),
  values: z.array(z.string().min(1).max(100)).min(1).max(1_000).optional(),
  min: decimalText.optional(),
  max: decimalText.optional(),
  optional: z.boolean().optional(),
  average: average.optional(),
  /** 只存不用 kept for the record: nothing reads it. */
  recordOnly: z.literal(true).optional(),
  label,
  ...after,
});

/** Sums with + and − between them: `drugSum + herbSum - counted.excluded`. */
const sums = z.string().regex(patterns.SUMS);

/** 指标 a ratio of sums, or a sum. */
export const indicator = described(SAID_RATIO, {
  id: identifier,
  label,
  unit,
  numerator: sums,
  denominator: sums.optional(),
  round: described(SAID_INDICATOR_ROUNDING, { scale: z.int().min(0).max(8), mode: z.enum(ROUNDING_MODES) }),
  direction: z.enum(['HIGHER', 'LOWER']).optional(),
  public: z.literal(true).optional(),
  cell: dottedName.optional(),
  exempt: basis.optional(),
  note: label.optional(),
  basis,
  ...after,
});
