import { z } from 'zod';
import * as patterns from './document-patterns.js';
import {
  LIMITS,
  after,
  basis,
  constant,
  date,
  dayOfYear,
  decimalText,
  dottedName,
  formula,
  identifier,
  label,
  limitRecord,
  literal,
  parameterReference,
  qualityFinding,
  ruleRemoval,
  scope,
  text,
  unit,
} from './document-pieces.js';
import { decisionTable } from './document-table.js';
import { OPERATORS, RANK_FIRSTS, RANK_FORMS, RANK_TIES } from '../../engine/plan/plan.js';
import { GROUP_FLAGS, GROUP_KINDS, GROUPING_TIES, OPERATION_KINDS } from '../../engine/plan/group-terms.js';
import { ROUNDING_MODES } from '../../engine/number/quantity.js';

/**
 * The ruleset document (ARCHITECTURE 3): the one source of its TypeScript types, of `schema/ruleset.schema.json` and of the shape
 * messages. Everything is strict: an unknown key is refused. What a schema can't say is checked in `check*.ts`.
 */
const source = z.strictObject({
  title: text,
  kind: z.enum(['OFFICIAL', 'LOCAL', 'ASSUMPTION', 'ORAL']),
  documentNo: text.optional(),
  date: date.optional(),
  person: text.optional(),
  url: text.optional(),
  note: text.optional(),
});

const average = z.union([z.literal('MEAN'), z.strictObject({ weight: identifier })], { error: 'AVERAGE' });

/** A fact that a ruleset declares, or whose domain it narrows. */
const factDeclaration = z.strictObject({
  scope,
  type: z.enum(['decimal', 'integer', 'boolean', 'enum', 'code', 'date']),
  unit: unit.optional(),
  values: z.array(z.string().min(1).max(100)).min(1).max(1_000).optional(),
  min: decimalText.optional(),
  max: decimalText.optional(),
  optional: z.boolean().optional(),
  average: average.optional(),
  label,
  ...after,
});

const parameter = z.strictObject({
  value: z.union([z.string().max(200), z.boolean()], { error: 'PARAMETER_VALUE' }),
  enum: z.array(z.string().min(1).max(100)).min(1).max(100).optional(),
  unit: unit.optional(),
  min: decimalText.optional(),
  max: decimalText.optional(),
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
/** A row of a map table. */
export const mapRow = z.strictObject({ key: z.array(z.string().max(100)).min(1).max(6), value: decimalText });
const mapTable = z.strictObject({
  kind: z.literal('map'),
  key: z.array(dottedName).min(1).max(6),
  complete: z.boolean().optional(),
  rows: z.array(mapRow).min(1).max(LIMITS.rows),
  ...tableCommon,
});
const bandsTable = z.strictObject({
  kind: z.literal('bands'),
  mode: z.enum(['MARGINAL', 'WHOLE']),
  includes: z.enum(['UPPER', 'LOWER']),
  /** Unit of `upTo`; values carry `unit`. */
  upToUnit: unit.optional(),
  rows: z
    .array(z.strictObject({ upTo: decimalText.optional(), value: decimalText }))
    .min(1)
    .max(100),
  ...tableCommon,
});
/** A code, or a prefix of codes that ends in `*`. */
export const codeEntry = z.string().min(1).max(60);
const codesTable = z.strictObject({
  kind: z.literal('codes'),
  codes: z.array(codeEntry).min(1).max(LIMITS.codes),
  label: label.optional(),
  basis,
  ...after,
});
/** A row of a code map: a code of another edition, and the code that it is read as. */
export const codeMapRow = z.strictObject({ from: codeEntry, to: codeEntry });
const codeMapTable = z.strictObject({
  kind: z.literal('codeMap'),
  rows: z.array(codeMapRow).min(1).max(LIMITS.codeMapRows),
  label: label.optional(),
  basis,
  ...after,
});
const table = z.discriminatedUnion('kind', [mapTable, bandsTable, codesTable, codeMapTable], { error: 'TABLE_KIND' });

const removal = z.strictObject({ remove: z.literal(true), basis });

const tableReference = z.strictObject({ table: identifier, key: z.array(dottedName).min(1).max(6).optional() });
const operand = z.union(
  [z.string().max(200), z.boolean(), z.array(z.string().max(200)).min(1).max(LIMITS.listed), parameterReference, tableReference],
  {
    error: 'OPERAND',
  },
);

/** One comparison. */
const leaf = z.strictObject({ fact: dottedName, operator: z.enum(OPERATORS), value: operand });
/** A leaf of a rule's conditions, as written. */
export type LeafDocument = z.infer<typeof leaf>;
/** A rule's conditions, as written: exactly one of all, any, not; or a leaf. */
export type ConditionDocument = { all: ConditionDocument[] } | { any: ConditionDocument[] } | { not: ConditionDocument } | LeafDocument;
const condition: z.ZodType<ConditionDocument> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ all: z.array(condition).min(1).max(1_000) }),
      z.strictObject({ any: z.array(condition).min(1).max(1_000) }),
      z.strictObject({ not: condition }),
      leaf,
    ],
    { error: 'CONDITION' },
  ),
);

const outcome = z.union([z.strictObject({ value: literal }), z.strictObject({ formula })], { error: 'OUTCOME' });
const otherwise = z.union([z.strictObject({ value: literal, basis }), z.strictObject({ formula, basis })], { error: 'OUTCOME' });

const rule = z.strictObject({
  name: z.string().regex(patterns.RULE_NAME),
  label,
  basis,
  conditions: z.union(
    [
      z.strictObject({ all: z.array(condition).min(1).max(1_000) }),
      z.strictObject({ any: z.array(condition).min(1).max(1_000) }),
      z.strictObject({ not: condition }),
    ],
    { error: 'CONDITIONS' },
  ),
  event: z.strictObject({ type: identifier, params: outcome }),
  quality: qualityFinding.optional(),
  ...after,
});
/** A rule, or the removal of an inherited one. */
export const ruleEntry = z.union([rule, ruleRemoval], { error: 'RULE' });

const rounding = z.strictObject({ scale: z.int().min(0).max(16), mode: z.enum(ROUNDING_MODES) });
const output = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('decimal'),
      unit,
      round: rounding.optional(),
      exact: z.boolean().optional(),
      optional: z.boolean().optional(),
    }),
    z.strictObject({ type: z.literal('boolean') }),
    z.strictObject({
      type: z.literal('enum'),
      values: z.array(z.string().regex(patterns.CONSTANT)).min(1).max(200),
    }),
  ],
  { error: 'OUTPUT' },
);

const allocate = z.union(
  [
    z.strictObject({ total: identifier, weight: identifier, basis }),
    z.strictObject({ claim: identifier, limit: identifier, rule: z.literal('PRO_RATA'), basis }),
  ],
  { error: 'ALLOCATE' },
);
const rank = z.strictObject({
  by: dottedName,
  within: dottedName.optional(),
  first: z.enum(RANK_FIRSTS),
  ties: z.enum(RANK_TIES),
  as: z.enum(RANK_FORMS),
  basis,
});
const line = z.strictObject({
  of: identifier,
  order: z.int().min(0).max(999),
  sign: z.enum(['+', '-']),
  account: z.string().regex(patterns.CONSTANT).optional(),
});

const decision = z.strictObject({
  id: identifier,
  scope,
  label,
  output,
  /** 质控 a decision about the quality of settlement lists: judged when they arrive, and never while they are scored. */
  quality: z.literal(true).optional(),
  hit: z.enum(['unique', 'first', 'max', 'sum', 'product', 'collect']).optional(),
  rules: z.array(ruleEntry).max(LIMITS.rules).optional(),
  /** 决策表 in place of `rules`: one row a rule. It stands in what a city writes, never in an effective document. */
  table: decisionTable.optional(),
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
const decisionChange = decision.partial().extend({ id: identifier });
const decisionRemoval = z.strictObject({ id: identifier, remove: z.literal(true), basis });

const aggregate = z.strictObject({
  id: identifier,
  of: scope,
  sum: identifier.optional(),
  count: z.literal(true).optional(),
  where: z.record(dottedName, z.union([z.string(), z.boolean()], { error: 'LITERAL' })).optional(),
  per: scope,
  label,
  ...after,
});
const entryRemoval = z.strictObject({ id: identifier, remove: z.literal(true), basis });

const grouping = z.strictObject({
  exclude: identifier.optional(),
  layers: z.array(z.enum(GROUP_KINDS)).min(1).max(GROUP_KINDS.length),
  operationKinds: z.partialRecord(z.enum(OPERATION_KINDS), identifier).optional(),
  admit: z
    .array(z.strictObject({ groupFlag: z.enum(GROUP_FLAGS), when: dottedName }))
    .max(20)
    .optional(),
  ties: z.array(z.enum(GROUPING_TIES)).min(1).max(GROUPING_TIES.length),
  match: z
    .strictObject({
      diagnosis: z.enum(['EXACT', 'SUBCATEGORY_4', 'CATEGORY_3']).optional(),
      operations: z.literal('ALL_OF').optional(),
      partial: z.boolean().optional(),
    })
    .optional(),
  basis,
});
const methods = z.strictObject({
  /** Code maps by which a case's codes are read before anything else reads them. */
  codes: z.strictObject({ diagnoses: identifier.optional(), operations: identifier.optional(), basis }).optional(),
  grouping: grouping.optional(),
  allocationTies: z.strictObject({ value: z.enum(['INSTITUTION_CODE', 'LARGEST_WEIGHT']), basis }).optional(),
  periodBy: z.strictObject({ value: z.enum(['DISCHARGE', 'SETTLEMENT']), basis }).optional(),
  calendar: z.strictObject({ yearStart: dayOfYear, basis }).optional(),
});

/** A stated value of an example: text, a flag, a list, or null for a missing optional fact. */
export const exampleValue = z.union([z.string().max(200), z.boolean(), z.array(z.string().max(200)).max(1_000), z.null()], {
  error: 'STATED',
});
const exampleGroup = z.strictObject({
  code: z.string().optional(),
  kind: z.enum(GROUP_KINDS).optional(),
  points: decimalText.optional(),
  meanCost: z.record(z.string(), decimalText).optional(),
  meanDays: decimalText.nullable().optional(),
  variation: decimalText.nullable().optional(),
  caseCount: decimalText.nullable().optional(),
  auxiliary: z.record(z.string(), decimalText).optional(),
  flags: z.array(z.enum(GROUP_FLAGS)).optional(),
});
const givenInstitution = z.object({ code: z.string().min(1) }).catchall(exampleValue);
const given = z
  .object({ group: exampleGroup.nullable().optional(), institutions: z.array(givenInstitution).min(1).max(LIMITS.institutions).optional() })
  .catchall(z.union([exampleValue, exampleGroup, z.array(givenInstitution)], { error: 'STATED' }))
  .superRefine((facts, context) => {
    const wrong = Object.entries(facts).filter(
      ([name, value]) => !['group', 'institutions'].includes(name) && !exampleValue.safeParse(value).success,
    );
    for (const [name] of wrong) context.addIssue({ code: 'custom', path: [name], message: 'STATED_FORM' });
  });
const expected = z
  .object({ institutions: z.record(z.string(), z.record(z.string(), exampleValue)).optional() })
  .catchall(z.union([exampleValue, z.record(z.string(), z.record(z.string(), exampleValue))], { error: 'STATED' }));
const example = z.strictObject({
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

const head = {
  region: z.string().regex(patterns.REGION_CODE),
  version: z.string().regex(patterns.VERSION),
  scheme: z.enum(['DIP', 'DRG']),
  pointUnit: z.enum(['point', 'yuan']),
  title: label,
  effective: z.strictObject({ from: date, to: date.optional() }),
  notes: z.array(label).max(100).optional(),
};
const extension = z.strictObject({
  region: z.string().regex(patterns.REGION_CODE),
  version: z.string().regex(patterns.VERSION),
  effectiveHash: z.string().regex(patterns.SHA256),
});

/** A document as a city writes it: complete, or with `extends` only what differs. */
export const RulesetDocumentSchema = z.strictObject({
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
  decisions: z
    .array(z.union([decisionChange, decisionRemoval], { error: 'DECISION' }))
    .max(LIMITS.decisions)
    .optional(),
  methods: methods.optional(),
  examples: z.array(example).max(LIMITS.examples).optional(),
});
/** A document as a city writes it. */
export type RulesetDocument = z.infer<typeof RulesetDocumentSchema>;

/** A document with its bases merged in: complete, without `extends`, removals and `after`. This is what is checked, compiled and hashed. */
export const EffectiveDocumentSchema = z.strictObject({
  ...head,
  sources: z.record(z.string(), source),
  facts: limitRecord(factDeclaration),
  parameters: limitRecord(parameter),
  tables: limitRecord(table),
  words: z.record(constant, label).optional(),
  aggregates: z.array(aggregate),
  decisions: z.array(decision.omit({ rules: true, table: true }).extend({ rules: z.array(rule).optional() })),
  methods,
  examples: z.array(example),
});
/** A document with its bases merged in. */
export type EffectiveDocument = z.infer<typeof EffectiveDocumentSchema>;
/** Parts of an effective document. */
export type SourceDocument = z.infer<typeof source>;
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
export type CodesDocument = NonNullable<z.infer<typeof methods>['codes']>;
export type GroupingDocument = z.infer<typeof grouping>;
export type ExampleDocument = z.infer<typeof example>;
export type OperandDocument = z.infer<typeof operand>;
