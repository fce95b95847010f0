import { z } from 'zod';
import * as patterns from './document-patterns.js';
import {
  LIMITS,
  after,
  articleText,
  bandRow,
  bandSide,
  basis,
  codeEntry,
  codeMapRow,
  constant,
  date,
  decimalText,
  dottedName,
  factDeclaration,
  formula,
  identifier,
  indicator,
  label,
  limitRecord,
  literal,
  mapRow,
  parameterReference,
  qualityFinding,
  ruleRemoval,
  scope,
  text,
  unit,
} from './document-pieces.js';
import { described, said } from '../descriptions/described.js';
import * as saidDecisions from '../descriptions/said-decisions.js';
import * as saidHead from '../descriptions/said-head.js';
import * as saidMethods from '../descriptions/said-methods.js';
import * as saidTables from '../descriptions/said-tables.js';
import { methods } from './document-methods.js';
import { partOfCard, scorecard } from './document-scorecard.js';
import { chooseForm, decisionTable } from './document-table.js';
import { QUANTILE_BETWEEN } from '../../engine/number/quantile.js';
import { OPERATORS, RANK_FIRSTS, RANK_FORMS, RANK_TIES } from '../../engine/plan/plan.js';
import { GROUP_FLAGS, GROUP_KINDS } from '../../engine/plan/group-terms.js';
import { ROUNDING_MODES } from '../../engine/number/quantity.js';

/** 条文 what an article says: its text, or with `summary` a summary of it in the ruleset's own words. */
const article = described(saidHead.SAID_ARTICLE, { zh: articleText, en: articleText.optional(), summary: z.literal(true).optional() });

/**
 * The ruleset document (ARCHITECTURE 3): the one source of its TypeScript types, of `schema/ruleset.schema.json` and of the shape
 * messages. Everything is strict: an unknown key is refused. What a schema can't say is checked in `check*.ts`.
 */
const source = described(saidHead.SAID_SOURCE, {
  title: text,
  kind: z.enum(['OFFICIAL', 'LOCAL', 'ASSUMPTION', 'ORAL']),
  documentNo: text.optional(),
  date: date.optional(),
  person: text.optional(),
  url: text.optional(),
  note: text.optional(),
  /** Articles by the name that `basis` has for them behind `#`. */
  articles: z.record(z.string().min(1).max(LIMITS.articleName), article).optional(),
});

const parameter = described(saidTables.SAID_PARAMETER, {
  value: z.union([z.string().max(200), z.boolean()], { error: 'PARAMETER_VALUE' }),
  enum: z.array(z.string().min(1).max(100)).min(1).max(100).optional(),
  unit: unit.optional(),
  min: decimalText.optional(),
  max: decimalText.optional(),
  /** 有效期止 the last day for which its basis states it. */
  validUntil: date.optional(),
  /** 含义 what limits of national texts know it by, where it has a name of its own. */
  meaning: z.string().regex(patterns.CONSTANT).optional(),
  label,
  basis,
  ...after,
});

const tableCommon = {
  unit: unit.optional(),
  min: decimalText.optional(),
  max: decimalText.optional(),
  label: label.optional(),
  basis,
  ...after,
};
const mapTable = described(saidTables.SAID_MAP, {
  kind: z.literal('map'),
  key: z.array(dottedName).min(1).max(6),
  complete: z.boolean().optional(),
  rows: z.array(mapRow).min(1).max(LIMITS.rows),
  ...tableCommon,
});
const bandsTable = described(saidTables.SAID_BANDS, {
  kind: z.literal('bands'),
  /** Further keys: every combination of them has bands of its own. */
  key: z.array(dottedName).min(1).max(6).optional(),
  mode: z.enum(['MARGINAL', 'WHOLE']),
  includes: bandSide,
  /** Unit of `upTo`; values carry `unit`. */
  upToUnit: unit.optional(),
  rows: z.array(bandRow).min(1).max(LIMITS.bands),
  ...tableCommon,
});
const codesTable = described(saidTables.SAID_CODES, {
  kind: z.literal('codes'),
  codes: z.array(codeEntry).min(1).max(LIMITS.codes),
  label: label.optional(),
  basis,
  ...after,
});
const codeMapTable = described(saidTables.SAID_CODE_MAP, {
  kind: z.literal('codeMap'),
  rows: z.array(codeMapRow).min(1).max(LIMITS.codeMapRows),
  label: label.optional(),
  basis,
  ...after,
});
const table = z.discriminatedUnion('kind', [mapTable, bandsTable, codesTable, codeMapTable], { error: 'TABLE_KIND' });

const removal = described(saidHead.SAID_REMOVAL, { remove: z.literal(true), basis });

const tableReference = described(saidTables.SAID_TABLE_REFERENCE, { table: identifier, key: z.array(dottedName).min(1).max(6).optional() });
const operand = z.union(
  [z.string().max(200), z.boolean(), z.array(z.string().max(200)).min(1).max(LIMITS.listed), parameterReference, tableReference],
  {
    error: 'OPERAND',
  },
);

/** One comparison. */
const leaf = described(saidDecisions.SAID_LEAF, { fact: dottedName, operator: z.enum(OPERATORS), value: operand });
/** A leaf of a rule's conditions, as written. */
export type LeafDocument = z.infer<typeof leaf>;
/** A rule's conditions, as written: exactly one of all, any, not; or a leaf. */
export type ConditionDocument = { all: ConditionDocument[] } | { any: ConditionDocument[] } | { not: ConditionDocument } | LeafDocument;
const condition: z.ZodType<ConditionDocument> = z.lazy(() => anyCondition);
const nested = [
  described(saidDecisions.SAID_ALL, { all: z.array(condition).min(1).max(1_000) }),
  described(saidDecisions.SAID_ANY, { any: z.array(condition).min(1).max(1_000) }),
  described(saidDecisions.SAID_NOT, { not: condition }),
] as const;
const anyCondition = z.union([...nested, leaf], { error: 'CONDITION' });

const outcome = z.union([described(saidDecisions.SAID_VALUE, { value: literal }), described(saidDecisions.SAID_FORMULA, { formula })], {
  error: 'OUTCOME',
});
const otherwise = z.union(
  [
    described(saidDecisions.SAID_OTHERWISE_VALUE, { value: literal, basis }),
    described(saidDecisions.SAID_OTHERWISE_FORMULA, { formula, basis }),
  ],
  { error: 'OUTCOME' },
);

const rule = described(saidDecisions.SAID_RULE, {
  name: z.string().regex(patterns.RULE_NAME),
  label,
  basis,
  conditions: z.union(nested, { error: 'CONDITIONS' }),
  event: described(saidDecisions.SAID_EVENT, { type: identifier, params: outcome }),
  quality: qualityFinding.optional(),
  ...after,
});
/** A rule, or the removal of an inherited one. */
export const ruleEntry = z.union([rule, ruleRemoval], { error: 'RULE' });

const rounding = described(saidDecisions.SAID_ROUNDING, { scale: z.int().min(0).max(16), mode: z.enum(ROUNDING_MODES) });
const output = z.discriminatedUnion(
  'type',
  [
    described(saidDecisions.SAID_DECIMAL_OUTPUT, {
      type: z.literal('decimal'),
      unit,
      round: rounding.optional(),
      exact: z.boolean().optional(),
      optional: z.boolean().optional(),
    }),
    described(saidDecisions.SAID_BOOLEAN_OUTPUT, { type: z.literal('boolean') }),
    described(saidDecisions.SAID_ENUM_OUTPUT, {
      type: z.literal('enum'),
      values: z.array(z.string().regex(patterns.CONSTANT)).min(1).max(200),
    }),
  ],
  { error: 'OUTPUT' },
);

const allocate = z.union(
  [
    described(saidDecisions.SAID_ALLOCATE_TOTAL, { total: identifier, weight: identifier, basis }),
    described(saidDecisions.SAID_ALLOCATE_CLAIM, { claim: identifier, limit: identifier, rule: z.literal('PRO_RATA'), basis }),
  ],
  { error: 'ALLOCATE' },
);
const rank = described(saidDecisions.SAID_RANK, {
  by: dottedName,
  within: dottedName.optional(),
  first: z.enum(RANK_FIRSTS),
  ties: z.enum(RANK_TIES),
  as: z.enum(RANK_FORMS),
  basis,
});
const line = described(saidDecisions.SAID_LINE, {
  of: identifier,
  order: z.int().min(0).max(999),
  sign: z.enum(['+', '-']),
  account: z.string().regex(patterns.CONSTANT).optional(),
});

const decision = described(saidDecisions.SAID_DECISION, {
  id: identifier,
  scope,
  label,
  output,
  /** 质控 a decision about the quality of settlement lists: judged when they arrive, and never while they are scored. */
  quality: z.literal(true).optional(),
  hit: z.enum(['unique', 'first', 'max', 'sum', 'product', 'collect']).optional(),
  rules: z.array(ruleEntry).max(LIMITS.rules).optional(),
  /** Written out as rules: never in an effective document. */
  table: decisionTable.optional(),
  choose: chooseForm.optional(),
  /** Written out as decisions before this one. */
  scorecard: scorecard.optional(),
  otherwise: otherwise.optional(),
  value: literal.optional(),
  formula: formula.optional(),
  allocate: allocate.optional(),
  rank: rank.optional(),
  line: line.optional(),
  basis: basis.optional(),
  ...after,
});
/** In a document with `extends`, a decision may state only what differs. */
const decisionChange = decision.partial().extend(said(saidDecisions.SAID_DECISION_ID, { id: identifier }));
const decisionRemoval = described(saidHead.SAID_ENTRY_REMOVAL, { id: identifier, remove: z.literal(true), basis });

const quantile = described(saidHead.SAID_QUANTILE, { of: identifier, at: identifier, between: z.enum(QUANTILE_BETWEEN), basis });
const aggregate = described(saidHead.SAID_AGGREGATE, {
  id: identifier,
  of: scope,
  sum: identifier.optional(),
  count: z.literal(true).optional(),
  quantile: quantile.optional(),
  where: z.record(dottedName, z.union([z.string(), z.boolean()], { error: 'LITERAL' })).optional(),
  per: scope,
  label,
  ...after,
});
const entryRemoval = described(saidHead.SAID_ENTRY_REMOVAL, { id: identifier, remove: z.literal(true), basis });

/** A stated value of an example: text, a flag, a list, or null for a missing optional fact. */
export const exampleValue = z.union([z.string().max(200), z.boolean(), z.array(z.string().max(200)).max(1_000), z.null()], {
  error: 'STATED',
});
const exampleGroup = described(saidMethods.SAID_EXAMPLE_GROUP, {
  code: z.string().optional(),
  kind: z.enum(GROUP_KINDS).optional(),
  points: decimalText.optional(),
  meanCost: z.record(z.string(), decimalText).optional(),
  meanDays: decimalText.nullable().optional(),
  variation: decimalText.nullable().optional(),
  caseCount: decimalText.nullable().optional(),
  drugPoints: decimalText.nullable().optional(),
  consumablePoints: decimalText.nullable().optional(),
  auxiliary: z.record(z.string(), decimalText).optional(),
  flags: z.array(z.enum(GROUP_FLAGS)).optional(),
});
const givenInstitution = z.object(said(saidMethods.SAID_GIVEN_INSTITUTION, { code: z.string().min(1) })).catchall(exampleValue);
const given = z
  .object(
    said(saidMethods.SAID_GIVEN, {
      group: exampleGroup.nullable().optional(),
      institutions: z.array(givenInstitution).min(1).max(LIMITS.institutions).optional(),
    }),
  )
  .catchall(z.union([exampleValue, exampleGroup, z.array(givenInstitution)], { error: 'STATED' }))
  .superRefine((facts, context) => {
    const wrong = Object.entries(facts).filter(
      ([name, value]) => !['group', 'institutions'].includes(name) && !exampleValue.safeParse(value).success,
    );
    for (const [name] of wrong) context.addIssue({ code: 'custom', path: [name], message: 'STATED_FORM' });
  });
const expected = z
  .object(said(saidMethods.SAID_EXPECTED, { institutions: z.record(z.string(), z.record(z.string(), exampleValue)).optional() }))
  .catchall(z.union([exampleValue, z.record(z.string(), z.record(z.string(), exampleValue))], { error: 'STATED' }));
const example = described(saidMethods.SAID_EXAMPLE, {
  id: z.string().regex(patterns.EXAMPLE_ID),
  label: label.optional(),
  note: text.optional(),
  /** Ids of worked examples and articles that this one shows, e.g. `WE-06`, `N21-21`. */
  cites: z.array(z.string().min(1).max(60)).max(50).optional(),
  scope,
  given,
  expect: expected,
  fired: z.array(z.string().min(1).max(200)).max(1_000).optional(),
});
/** An example as a city writes it: with `like` it states only what differs from another one. Effective documents have whole examples only. */
const exampleEntry = example.partial({ scope: true, given: true }).extend(said(saidMethods.SAID_LIKE, { like: z.string().optional() }));

const head = {
  region: z.string().regex(patterns.REGION_CODE),
  version: z.string().regex(patterns.VERSION),
  scheme: z.enum(['DIP', 'DRG']),
  pointUnit: z.enum(['point', 'yuan']),
  title: label,
  effective: described(saidHead.SAID_EFFECTIVE, { from: date, to: date.optional() }),
  notes: z.array(label).max(100).optional(),
};
const extension = described(saidHead.SAID_EXTENDS, {
  region: z.string().regex(patterns.REGION_CODE),
  version: z.string().regex(patterns.VERSION),
  effectiveHash: z.string().regex(patterns.SHA256),
});

/** A document as a city writes it: complete, or with `extends` only what differs. */
export const RulesetDocumentSchema = described(saidHead.SAID_DOCUMENT, {
  ...head,
  extends: extension.optional(),
  sources: z.record(z.string().regex(patterns.SOURCE_NAME), z.union([source, removal], { error: 'SOURCE' })).optional(),
  facts: limitRecord(z.union([factDeclaration, removal], { error: 'FACT' })).optional(),
  parameters: limitRecord(z.union([parameter, removal], { error: 'PARAMETER' })).optional(),
  tables: limitRecord(z.union([table, removal], { error: 'TABLE' })).optional(),
  words: z.record(constant, z.union([label, removal], { error: 'WORD' })).optional(),
  aggregates: z
    .array(z.union([aggregate, entryRemoval], { error: 'AGGREGATE' }))
    .max(LIMITS.aggregates)
    .optional(),
  indicators: z
    .array(z.union([indicator, entryRemoval], { error: 'INDICATOR' }))
    .max(LIMITS.indicators)
    .optional(),
  decisions: z
    .array(z.union([decisionChange, decisionRemoval], { error: 'DECISION' }))
    .max(LIMITS.decisions)
    .optional(),
  methods: methods.optional(),
  examples: z.array(exampleEntry).max(LIMITS.examples).optional(),
});
/** A document as a city writes it. */
export type RulesetDocument = z.infer<typeof RulesetDocumentSchema>;

/** `chooses`: the parameter by which a decision that was stated as a choice finds its rule. `partOf`: the scorecard that it was written out of. */
const effectiveDecision = { rules: z.array(rule).optional(), chooses: identifier.optional(), partOf: partOfCard.optional() };

/** A document with its bases merged in: complete, without `extends`, removals and `after`. This is what is checked, compiled and hashed. */
export const EffectiveDocumentSchema = z.strictObject({
  ...head,
  sources: z.record(z.string(), source),
  facts: limitRecord(factDeclaration),
  parameters: limitRecord(parameter),
  tables: limitRecord(table),
  words: z.record(constant, label).optional(),
  aggregates: z.array(aggregate),
  /** Absent where there is none. */
  indicators: z.array(indicator).optional(),
  decisions: z.array(decision.omit({ rules: true, table: true, choose: true, scorecard: true }).extend(effectiveDecision)),
  methods,
  examples: z.array(example),
});
/** A document with its bases merged in. */
export type EffectiveDocument = z.infer<typeof EffectiveDocumentSchema>;
/** Parts of an effective document. */
export type SourceDocument = z.infer<typeof source>;
export type ArticleDocument = z.infer<typeof article>;
export type FactDocument = z.infer<typeof factDeclaration>;
export type ParameterDocument = z.infer<typeof parameter>;
export type TableDocument = z.infer<typeof table>;
export type MapTableDocument = z.infer<typeof mapTable>;
export type BandsTableDocument = z.infer<typeof bandsTable>;
export type CodesTableDocument = z.infer<typeof codesTable>;
export type CodeMapTableDocument = z.infer<typeof codeMapTable>;
export type RuleDocument = z.infer<typeof rule>;
export type DecisionDocument = EffectiveDocument['decisions'][number];
export type AggregateDocument = z.infer<typeof aggregate>;
export type IndicatorDocument = z.infer<typeof indicator>;
export type ExampleDocument = z.infer<typeof example>;
export type OperandDocument = z.infer<typeof operand>;
