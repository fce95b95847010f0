import { describe, expect, test } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { compile } from '../../../src/rules/compiled/compile.js';
import type { AggregateDocument, EffectiveDocument } from '../../../src/rules/document/document.js';
import { compiled, decisionOf, goodCity, ruleOf, seen } from '../good-city.js';

type Change = (city: EffectiveDocument) => void;
const label = { zh: '某项' };
const basis = ['demo#1'];
const yuan = { type: 'decimal', unit: 'yuan', round: { scale: 2, mode: 'HALF_UP' } } as const;

/** Puts another formula into a decision without rules. */
const formula =
  (id: string, text: string): Change =>
  (city) => {
    decisionOf(city, id).formula = text;
  };
/** Adds one comparison to the first rule of a decision. */
const condition =
  (id: string, leaf: Extract<ReturnType<typeof ruleOf>['conditions'], { all: unknown }>['all'][number]): Change =>
  (city) => {
    ruleOf(city, id).conditions = { all: [leaf] };
  };
const decision =
  (id: string, change: (target: ReturnType<typeof decisionOf>) => void): Change =>
  (city) => {
    change(decisionOf(city, id));
  };

const NAMES: [string, Change, string[]][] = [
  ['unknown name in a formula', formula('fund', 'dipBudgett'), ['UNKNOWN_NAME /decisions/16/formula']],
  [
    'unknown fact in a condition',
    condition('inclusion', { fact: 'caseFlags.BED_DAY', operator: 'equal', value: true }),
    ['UNKNOWN_NAME /decisions/6/rules/0/conditions/all/0/fact'],
  ],
  [
    'unknown member of a set',
    condition('inclusion', { fact: 'caseFlag.BEDDAY', operator: 'equal', value: true }),
    ['OUT_OF_DOMAIN /decisions/6/rules/0/conditions/all/0/fact'],
  ],
  ['unknown aspect', formula('paymentRatio', 'recordedFund.city / recordedCost.region'), ['UNKNOWN_NAME /decisions/14/formula']],
  ['a decision reads itself', formula('outOfRegion', 'outOfRegion - outOfRegionPlan'), ['NAME_NOT_READABLE /decisions/2/formula']],
  [
    'a decision reads what stands after it',
    formula('outOfRegion', 'outOfRegionPlan - dipBudget'),
    ['NAME_NOT_READABLE /decisions/2/formula'],
  ],
  [
    'the fund year reads an institution',
    formula('outOfRegion', 'outOfRegionPlan * baseCoefficient'),
    ['NAME_NOT_READABLE /decisions/2/formula'],
  ],
  ['a case reads a sum over cases', formula('costRatio', 'totalCost / recordedCost'), ['NAME_NOT_READABLE /decisions/7/formula']],
  [
    'the fund year reads one institution of the sum',
    formula('fund', 'dipBudget - recordedFund'),
    ['NAME_NOT_READABLE /decisions/16/formula'],
  ],
  [
    'group() outside the case',
    formula('baseCoefficient', 'lookup(baseCoefficients, institutionClass, insurance) * group(variation)'),
    ['NAME_NOT_READABLE /decisions/4/formula'],
  ],
  [
    'a case reads the settlement point value (circular)',
    formula('costRatio', 'totalCost / (group(points) * settlementPointValue)'),
    ['CIRCULAR_POINT_VALUE /decisions/7/formula'],
  ],
  [
    'one name for a parameter and a table',
    (city) => {
      city.parameters['overrunBands'] = { value: '1', label, basis };
    },
    ['DUPLICATE_NAME /tables/overrunBands', 'TYPE_MISMATCH /decisions/20/formula'],
  ],
  [
    'a decision under the name of a fact of the vocabulary',
    (city) => city.decisions.push({ id: 'totalCost', scope: 'institutionYear', label, output: yuan, formula: 'deduction', basis }),
    ['DUPLICATE_NAME /decisions/25'],
  ],
  [
    'a reserved name',
    (city) => city.decisions.push({ id: 'LINEAR', scope: 'institutionYear', label, output: yuan, formula: 'deduction', basis }),
    ['RESERVED_NAME /decisions/25'],
  ],
  [
    'peers without a class',
    (city) => {
      delete city.facts['institutionClass'];
      city.tables['baseCoefficients'] = { kind: 'map', key: ['insurance'], rows: [{ key: ['EMPLOYEE'], value: '1' }], basis };
      decisionOf(city, 'baseCoefficient').formula = 'lookup(baseCoefficients, insurance, 1)';
    },
    ['NAME_NOT_READABLE /decisions/5/rules/0/event/params/formula'],
  ],
];

const FORMULAS: [string, Change, string[]][] = [
  ['yuan + point', formula('fund', 'dipBudget + totalWeight.region'), ['UNKNOWN_NAME /decisions/16/formula']],
  ['a formula mixes units', formula('settlementPointValue', '(fund + totalWeight) / totalWeight'), ['UNIT_MISMATCH /decisions/17/formula']],
  ['a literal other than 0 is a plain number', formula('fund', 'dipBudget + 1'), ['UNIT_MISMATCH /decisions/16/formula']],
  ['min of two units', formula('fund', 'min(dipBudget, totalWeight)'), ['UNIT_MISMATCH /decisions/16/formula']],
  [
    'a formula of another unit than its output',
    formula('settlementPointValue', 'totalWeight / fund'),
    ['OUTPUT_UNIT /decisions/17/formula'],
  ],
  ['division by the literal 0', formula('fund', 'dipBudget / 0'), ['DIVISION_BY_ZERO /decisions/16/formula']],
  ['division by numbers that cancel', formula('fund', 'dipBudget / (2 - 1 - 1)'), ['DIVISION_BY_ZERO /decisions/16/formula']],
  [
    'division by a parameter that is 0',
    (city) => {
      decisionOf(city, 'fund').formula = 'dipBudget / riskReserveRate';
      city.parameters['riskReserveRate'] = { value: '0', label, basis };
    },
    ['DIVISION_BY_ZERO /decisions/16/formula'],
  ],
  [
    'steps of width 0',
    (city) => {
      city.parameters['addOnEvery'] = { value: '0.00', label, basis };
    },
    ['DIVISION_BY_ZERO /decisions/5/rules/0/event/params/formula'],
  ],
  ['malformed', formula('fund', 'dipBudget +'), ['FORMULA_SYNTAX /decisions/16/formula']],
  ['an exponent', formula('fund', 'dipBudget * 1e2'), ['FORMULA_LITERAL /decisions/16/formula']],
  ['nested too deep', formula('fund', `${'('.repeat(65)}dipBudget${')'.repeat(65)}`), ['FORMULA_TOO_LARGE /decisions/16/formula']],
  ['a function that formulas do not have', formula('fund', 'if(dipBudget, 1, 2)'), ['FORMULA_FUNCTION /decisions/16/formula']],
  ['too few arguments', formula('fund', 'clamp(dipBudget, 0)'), ['FORMULA_ARGUMENTS /decisions/16/formula']],
  ['a ratio with one side', formula('costRatio', 'ratio(totalCost)'), ['FORMULA_ARGUMENTS /decisions/7/formula']],
  ['a ratio where something must come out', formula('fund', 'ratio(dipBudget, 1) * 1'), ['RATIO_NOT_OPTIONAL /decisions/16/formula']],
  ['a mode that is none', formula('fund', 'round(dipBudget, 2, NEAREST)'), ['FORMULA_ARGUMENTS /decisions/16/formula']],
  ['LINEAR does not round', formula('fund', 'round(dipBudget, 2, LINEAR)'), ['FORMULA_ARGUMENTS /decisions/16/formula']],
  [
    'a mode from a parameter that is a number',
    formula('fund', 'round(dipBudget, 2, riskReserveRate)'),
    ['FORMULA_ARGUMENTS /decisions/16/formula'],
  ],
  ['places that are no whole number', formula('fund', 'round(dipBudget, 1.5, HALF_UP)'), ['FORMULA_ARGUMENTS /decisions/16/formula']],
  [
    'a column that the catalogue does not have',
    formula('costRatio', 'totalCost / group(cost)'),
    ['FORMULA_ARGUMENTS /decisions/7/formula'],
  ],
  ['a keyed column without its key', formula('costRatio', 'totalCost / group(meanCost)'), ['FORMULA_ARGUMENTS /decisions/7/formula']],
  ['a level that no institution has', formula('costRatio', "totalCost / group(meanCost, '4')"), ['OUT_OF_DOMAIN /decisions/7/formula']],
  ['a text where a number is wanted', formula('costRatio', "totalCost / 'A'"), ['TYPE_MISMATCH /decisions/7/formula']],
  ['an enum where a number is wanted', formula('costRatio', 'totalCost / insurance'), ['TYPE_MISMATCH /decisions/7/formula']],
  ['a table where a number is wanted', formula('costRatio', 'totalCost / overrunBands'), ['TYPE_MISMATCH /decisions/7/formula']],
  [
    'a number as the key of a table',
    formula('baseCoefficient', 'lookup(baseCoefficients, institutionClass, year)'),
    ['TYPE_MISMATCH /decisions/4/formula'],
  ],
  ['too few keys', formula('baseCoefficient', 'lookup(baseCoefficients, institutionClass)'), ['TABLE_KEY_COUNT /decisions/4/formula']],
  [
    'a key that the table does not know',
    formula('baseCoefficient', "lookup(baseCoefficients, 'C', insurance)"),
    ['OUT_OF_DOMAIN /decisions/4/formula'],
  ],
  [
    'a fact whose values the table does not know',
    formula('baseCoefficient', 'lookup(baseCoefficients, institutionClass, institutionLevel)'),
    ['OUT_OF_DOMAIN /decisions/4/formula'],
  ],
  [
    'tiered by a map',
    formula('overrunClaim', 'tiered(overrunRate, baseCoefficients) * entitlement'),
    ['TABLE_KIND_WRONG /decisions/20/formula'],
  ],
  [
    'tiered of another unit than the bands',
    formula('overrunClaim', 'tiered(entitlement, overrunBands)'),
    ['UNIT_MISMATCH /decisions/20/formula'],
  ],
];

const DECLARED: [string, Change, string[]][] = [
  [
    'a negative coefficient',
    (city) => void (city.parameters['addOnCap'] = { value: '-0.13', label, basis }),
    ['OUT_OF_DOMAIN /parameters/addOnCap/value'],
  ],
  [
    'a parameter above its max',
    (city) => void (city.parameters['addOnCap'] = { value: '1.2', max: '1', label, basis }),
    ['OUT_OF_DOMAIN /parameters/addOnCap/value'],
  ],
  [
    'a parameter that is no number',
    (city) => void (city.parameters['addOnCap'] = { value: 'NaN', label, basis }),
    ['PARAMETER_DECLARATION /parameters/addOnCap'],
  ],
  [
    'a choice that is none of its enum',
    (city) => void (city.parameters['addOnRounding'] = { enum: ['DOWN'], value: 'UP', label, basis }),
    ['PARAMETER_DECLARATION /parameters/addOnRounding'],
  ],
  [
    'a parameter that is never used',
    (city) => void (city.parameters['spare'] = { value: '1', label, basis }),
    ['UNUSED_PARAMETER /parameters/spare'],
  ],
  [
    'a table that is never used',
    (city) => void (city.tables['spare'] = { kind: 'codes', codes: ['A01*'], basis }),
    ['UNUSED_TABLE /tables/spare'],
  ],
  [
    'a fact that is never used',
    (city) => void (city.facts['spare'] = { scope: 'case', type: 'boolean', label }),
    ['UNUSED_FACT /facts/spare'],
  ],
  [
    'a fact kept for the record that a formula reads',
    (city) => {
      city.facts['spare'] = { scope: 'institution', type: 'decimal', recordOnly: true, label };
      decisionOf(city, 'baseCoefficient').formula = 'spare';
    },
    ['RECORD_ONLY_READ /facts/spare', '*'],
  ],
  [
    'a fact kept for the record that has an average',
    (city) => void (city.facts['spare'] = { scope: 'institution', type: 'decimal', average: 'MEAN', recordOnly: true, label }),
    ['FACT_DECLARATION /facts/spare'],
  ],
  [
    'a fact of the vocabulary kept for the record',
    (city) => void (city.facts['ageYears'] = { scope: 'case', type: 'integer', recordOnly: true, label }),
    ['FACT_DECLARATION /facts/ageYears', '*'],
  ],
  [
    'an enum without values',
    (city) => void (city.facts['institutionClass'] = { scope: 'institution', type: 'enum', label }),
    [
      'FACT_DECLARATION /facts/institutionClass',
      'TABLE_ROW_OUT_OF_DOMAIN /tables/baseCoefficients/rows/0/key/0',
      'TABLE_ROW_OUT_OF_DOMAIN /tables/baseCoefficients/rows/1/key/0',
      'TABLE_ROW_OUT_OF_DOMAIN /tables/baseCoefficients/rows/2/key/0',
      'TABLE_ROW_OUT_OF_DOMAIN /tables/baseCoefficients/rows/3/key/0',
    ],
  ],
  [
    'a fact of the vocabulary in another scope',
    (city) => void (city.facts['ageYears'] = { scope: 'institution', type: 'integer', label }),
    ['FACT_DECLARATION /facts/ageYears'],
  ],
  [
    'a fact of the vocabulary widened',
    (city) => void (city.facts['ageYears'] = { scope: 'case', type: 'integer', max: '200', label }),
    ['FACT_DECLARATION /facts/ageYears'],
  ],
  [
    'an average of a case fact',
    (city) => void (city.facts['outOfRegionPlan'] = { scope: 'fundYear', type: 'decimal', unit: 'yuan', average: 'MEAN', label }),
    ['FACT_DECLARATION /facts/outOfRegionPlan'],
  ],
  [
    'an average weighted by nothing',
    (city) => void (city.facts['cmi'] = { scope: 'institution', type: 'decimal', optional: true, average: { weight: 'beds' }, label }),
    ['FACT_DECLARATION /facts/cmi/average'],
  ],
  [
    'a row twice',
    (city) => rows(city).push({ key: ['A', 'EMPLOYEE'], value: '1' }),
    ['TABLE_ROW_DUPLICATE /tables/baseCoefficients/rows/4'],
  ],
  ['a row missing', (city) => void rows(city).pop(), ['TABLE_INCOMPLETE /tables/baseCoefficients']],
  [
    'a row of a class that there is not',
    (city) => rows(city).push({ key: ['C', 'EMPLOYEE'], value: '1' }),
    ['TABLE_ROW_OUT_OF_DOMAIN /tables/baseCoefficients/rows/4/key/0'],
  ],
  [
    'a row with too many keys',
    (city) => rows(city).push({ key: ['A', 'EMPLOYEE', 'X'], value: '1' }),
    ['TABLE_KEY_COUNT /tables/baseCoefficients/rows/4/key'],
  ],
  [
    'a negative value in a table',
    (city) => void (row(city, 0).value = '-1'),
    ['TABLE_ROW_OUT_OF_DOMAIN /tables/baseCoefficients/rows/0/value'],
  ],
  [
    'bands that fall',
    (city) => void (bands(city)[1] = { upTo: '0.10', value: '0.5' }),
    ['BANDS_NOT_RISING /tables/overrunBands/rows/1/upTo'],
  ],
  ['a last band that ends', (city) => void (bands(city)[2] = { upTo: '1', value: '0' }), ['BANDS_LAST_OPEN /tables/overrunBands/rows/2']],
  [
    'bands whose last row says whose its boundary is',
    (city) => void (bands(city)[2] = { includes: 'LOWER', value: '0' }),
    ['BANDS_SIDE /tables/overrunBands/rows/2/includes'],
  ],
  [
    'a row with a key in bands that have none',
    (city) => void (bands(city)[0] = { key: ['A'], upTo: '0.10', value: '0.7' }),
    ['TABLE_KEY_COUNT /tables/overrunBands/rows/0/key'],
  ],
  ['bands of every class', (city) => keyBands(city, ['A', 'B']), []],
  ['a class without bands', (city) => keyBands(city, ['A']), ['BANDS_INCOMPLETE /tables/overrunBands/rows']],
  [
    'bands of a class that there is not',
    (city) => keyBands(city, ['A', 'B', 'C']),
    ['TABLE_ROW_OUT_OF_DOMAIN /tables/overrunBands/rows/4/key/0', 'TABLE_ROW_OUT_OF_DOMAIN /tables/overrunBands/rows/5/key/0'],
  ],
  [
    'one row of a class misspelt: nothing is said of the class that lacks it, nor of a last band (A4)',
    (city) => {
      keyBands(city, ['A', 'B']);
      bands(city)[2] = { ...bands(city)[2], key: ['b'], value: '0.5' };
    },
    ['TABLE_ROW_OUT_OF_DOMAIN /tables/overrunBands/rows/2/key/0'],
  ],
  [
    'a row of keyed bands without its key',
    (city) => {
      keyBands(city, ['A', 'B']);
      bands(city).push({ value: '1' });
    },
    ['TABLE_KEY_COUNT /tables/overrunBands/rows/4'],
  ],
  [
    'bands of one class that fall, and those of another that end',
    (city) => {
      keyBands(city, ['A', 'B']);
      bands(city).splice(1, 0, { key: ['A'], upTo: '0.10', value: '0.2' });
      bands(city).pop();
    },
    ['BANDS_NOT_RISING /tables/overrunBands/rows/1/upTo', 'BANDS_LAST_OPEN /tables/overrunBands/rows/3'],
  ],
  [
    'bands by a code, whose values are no list',
    (city) => {
      keyBands(city, ['A', 'B']);
      Object.assign(city.tables['overrunBands'] ?? {}, { key: ['principalDiagnosis'] });
      decisionOf(city, 'overrunClaim').formula = "tiered(overrunRate, overrunBands, 'I63') * entitlement";
    },
    ['TABLE_KEY_UNKNOWN /tables/overrunBands/key/0'],
  ],
  [
    'bands read without their key',
    (city) => {
      keyBands(city, ['A', 'B']);
      decisionOf(city, 'overrunClaim').formula = 'tiered(overrunRate, overrunBands) * entitlement';
    },
    ['TABLE_KEY_COUNT /decisions/20/formula'],
  ],
  [
    'a code in full width',
    (city) => {
      city.tables['list'] = { kind: 'codes', codes: ['Ａ01'], basis };
      city.methods.grouping = { ...grouping(city), exclude: 'list' };
    },
    ['CODE_PATTERN /tables/list/codes/0'],
  ],
  [
    'a star in the middle',
    (city) => {
      city.tables['list'] = { kind: 'codes', codes: ['C*50'], basis };
      city.methods.grouping = { ...grouping(city), exclude: 'list' };
    },
    ['CODE_PATTERN /tables/list/codes/0'],
  ],
  ['missing basis', (city) => void delete decisionOf(city, 'fund').basis, ['MISSING_BASIS /decisions/16']],
  ['an unlisted source', (city) => void (decisionOf(city, 'fund').basis = ['other#1']), ['UNKNOWN_SOURCE /decisions/16/basis/0']],
  ['a basis without article', (city) => void (decisionOf(city, 'fund').basis = ['demo']), ['BASIS_FORMAT /decisions/16/basis/0']],
  [
    'a local source that nobody adopted',
    (city) => void (city.sources['demo'] = { title: '通知', kind: 'LOCAL' }),
    ['SOURCE_INCOMPLETE /sources/demo'],
  ],
  [
    'a source that nothing rests on',
    (city) => void (city.sources['other'] = { title: '通知', kind: 'OFFICIAL' }),
    ['UNUSED_SOURCE /sources/other'],
  ],
  [
    'a word for a code that nothing has',
    (city) => void Object.assign(city, { words: { LOW: { zh: '费用极低' }, LWO: { zh: '费用极低' } } }),
    ['UNUSED_WORD /words/LWO'],
  ],
];

const rows = (city: EffectiveDocument) => {
  const table = city.tables['baseCoefficients'];
  return table?.kind === 'map' ? table.rows : [];
};
const row = (city: EffectiveDocument, index: number) => rows(city)[index] ?? { key: [], value: '' };
const bands = (city: EffectiveDocument) => {
  const table = city.tables['overrunBands'];
  return table?.kind === 'bands' ? table.rows : [];
};
/** Bands by class: two rows for each of the classes, read by the overrun claim. */
const keyBands = (city: EffectiveDocument, classes: readonly string[]): void => {
  const table = city.tables['overrunBands'];
  if (table?.kind !== 'bands') throw new Error('overrunBands are bands');
  table.key = ['institutionClass'];
  table.rows = classes.flatMap((name) => [
    { key: [name], upTo: '0.10', includes: 'LOWER' as const, value: '0.7' },
    { key: [name], value: '0' },
  ]);
  decisionOf(city, 'overrunClaim').formula = 'tiered(overrunRate, overrunBands, institutionClass) * entitlement';
};
const grouping = (city: EffectiveDocument) => city.methods.grouping ?? { layers: [], ties: [], basis };

const DECISIONS: [string, Change, string[]][] = [
  [
    'no rounding',
    decision('fund', (target) => void (target.output = { type: 'decimal', unit: 'yuan' })),
    ['ROUNDING_MISSING /decisions/16/output'],
  ],
  [
    'rounding and exact',
    decision('fund', (target) => void (target.output = { ...yuan, exact: true })),
    ['ROUNDING_WITH_EXACT /decisions/16/output', 'CONTRACT'],
  ],
  ['formula and value', decision('fund', (target) => void (target.value = '1')), ['DECISION_FORM /decisions/16']],
  ['nothing that answers', decision('fund', (target) => void delete target.formula), ['DECISION_FORM /decisions/16']],
  ['rules without hit', decision('inclusion', (target) => void delete target.hit), ['HIT_MISSING /decisions/6']],
  ['no otherwise', decision('inclusion', (target) => void delete target.otherwise), ['OTHERWISE_MISSING /decisions/6']],
  [
    'collect with otherwise',
    decision('flags', (target) => void (target.otherwise = { value: 'NO_GROUP_MEAN', basis })),
    ['OTHERWISE_WITH_COLLECT /decisions/13/otherwise'],
  ],
  ['max of an enum', decision('inclusion', (target) => void (target.hit = 'max')), ['HIT_FOR_TYPE /decisions/6/hit']],
  [
    'collect of numbers',
    decision('auxiliaryFactor', (target) => {
      target.hit = 'collect';
      delete target.otherwise;
    }),
    ['HIT_FOR_TYPE /decisions/9/hit'],
  ],
  [
    'otherwise beside a formula',
    decision('fund', (target) => void (target.otherwise = { value: '0', basis })),
    ['DECISION_FORM /decisions/16/otherwise'],
  ],
  [
    'an event of another decision',
    (city) => void (ruleOf(city, 'inclusion').event.type = 'points'),
    ['RULE_EVENT_TYPE /decisions/6/rules/0/event/type'],
  ],
  ['a rule name twice', (city) => void (ruleOf(city, 'inclusion').name = 'points-low'), ['RULE_NAME_DUPLICATE /decisions/11/rules/0/name']],
  [
    'a rule named otherwise',
    (city) => void (ruleOf(city, 'inclusion').name = 'inclusion.otherwise'),
    ['RESERVED_NAME /decisions/6/rules/0/name'],
  ],
  [
    'a value that is not declared',
    (city) => void (ruleOf(city, 'inclusion').event.params = { value: 'OMITTED' }),
    ['OUTPUT_VALUE_UNKNOWN /decisions/6/rules/0/event/params/value'],
  ],
  [
    'a number for an enum',
    (city) => void (ruleOf(city, 'inclusion').event.params = { formula: '1' }),
    ['OUTCOME_TYPE /decisions/6/rules/0/event/params/formula'],
  ],
  [
    'a text for a number',
    decision('auxiliaryFactor', (target) => void (target.otherwise = { value: 'one', basis })),
    ['OUTCOME_TYPE /decisions/9/otherwise/value'],
  ],
  [
    'a contract output of another unit',
    decision('auxiliaryFactor', (target) => {
      target.output = { type: 'decimal', unit: 'day', round: { scale: 0, mode: 'DOWN' } };
    }),
    ['OUTPUT_UNIT', 'CONTRACT_OUTPUT_TYPE /decisions/9/output'],
  ],
  [
    'a contract output that is never missing',
    decision('costRatio', (target) => void (target.output = { type: 'decimal', unit: '1', exact: true })),
    ['OPERATOR_FOR_TYPE', 'CONTRACT_OUTPUT_TYPE /decisions/7/output'],
  ],
  [
    'an inclusion of its own',
    decision('inclusion', (target) => void (target.output = { type: 'enum', values: ['INCLUDED', 'EXCLUDED', 'PERHAPS'] })),
    ['CONTRACT_OUTPUT_TYPE /decisions/6/output'],
  ],
  [
    'a budget that is balanced by an amount',
    (city) =>
      void city.decisions.splice(3, 0, {
        ...{ id: 'budgetBalanced', scope: 'fundYear', label, output: yuan, formula: 'income', basis },
      }),
    ['CONTRACT_OUTPUT_TYPE /decisions/3/output'],
  ],
  ['a contract output is missing', (city) => void city.decisions.splice(13, 1), ['CONTRACT_OUTPUT_MISSING /decisions']],
];

const POOLED: [string, Change, string[]][] = [
  [
    'a sum of an exact output',
    (city) => void (aggregate(city, 0).sum = 'costRatio'),
    ['AGGREGATE_EXACT /aggregates/0/sum', 'UNIT_MISMATCH|OUTPUT_UNIT'],
  ],
  ['a sum of an enum', (city) => void (aggregate(city, 1).sum = 'deviation'), ['AGGREGATE_TYPE /aggregates/1/sum', 'OUTPUT_UNIT']],
  ['a sum of a fact of another scope', (city) => void (aggregate(city, 1).sum = 'outOfRegionPlan'), ['AGGREGATE_TYPE /aggregates/1/sum']],
  ['neither sum nor count', (city) => void delete aggregate(city, 1).sum, ['AGGREGATE_FORM /aggregates/1', 'OUTPUT_UNIT']],
  ['a sum downwards', (city) => void (aggregate(city, 3).per = 'case'), ['AGGREGATE_SCOPE /aggregates/3/per', 'NAME_NOT_READABLE']],
  ['where names no output', (city) => void (aggregate(city, 1).where = { sex: 'MALE' }), ['AGGREGATE_WHERE /aggregates/1/where/sex']],
  [
    'where wants a value that there is not',
    (city) => void (aggregate(city, 1).where = { inclusion: 'OMITTED' }),
    ['AGGREGATE_WHERE /aggregates/1/where/inclusion'],
  ],
  [
    'an allocation outside the institution year',
    decision('entitlement', (target) => void (target.scope = 'fundYearEnd')),
    ['ALLOCATE_TYPE /decisions/18/allocate', '*'],
  ],
  [
    'an allocation of points',
    decision('overrunShared', (target) => {
      target.output = { type: 'decimal', unit: 'yuan', round: { scale: 4, mode: 'HALF_UP' } };
    }),
    ['ALLOCATE_TYPE /decisions/21/allocate', 'LINE_UNIT /decisions/21/line'],
  ],
  [
    'an allocation by a weight of the year',
    decision('entitlement', (target) => void (target.allocate = { total: 'fund', weight: 'totalWeight', basis })),
    ['ALLOCATE_TYPE /decisions/18/allocate/weight'],
  ],
  [
    'an allocation of points as claim',
    decision(
      'overrunShared',
      (target) => void (target.allocate = { claim: 'yearPoints', limit: 'adjustmentFundBalance', rule: 'PRO_RATA', basis }),
    ),
    ['ALLOCATE_TYPE /decisions/21/allocate/claim'],
  ],
  [
    'a line of no total',
    decision('deducted', (target) => void (target.line = { of: 'nothing', order: 3, sign: '-', account: 'RETAINED' })),
    ['LINE_TOTAL /decisions/22/line/of'],
  ],
  [
    'a line of a total in another scope',
    decision('deducted', (target) => void (target.line = { of: 'fund', order: 3, sign: '-', account: 'RETAINED' })),
    ['LINE_TOTAL /decisions/22/line/of'],
  ],
  [
    'a line of an allocation',
    decision('deducted', (target) => void (target.line = { of: 'entitlement', order: 3, sign: '-' })),
    ['LINE_TOTAL /decisions/22/line/of'],
  ],
  [
    'a line of payable without account',
    decision('deducted', (target) => void (target.line = { of: 'payable', order: 3, sign: '-' })),
    ['LINE_ACCOUNT /decisions/22/line'],
  ],
  [
    'an account that there is not',
    decision('deducted', (target) => void (target.line = { of: 'payable', order: 3, sign: '-', account: 'POCKET' })),
    ['LINE_ACCOUNT /decisions/22/line'],
  ],
  [
    'two lines in one place',
    decision('deducted', (target) => void (target.line = { of: 'payable', order: 1, sign: '-', account: 'RETAINED' })),
    ['LINE_ORDER /decisions/22/line/order'],
  ],
  ['ties without an end', (city) => void (grouping(city).ties = ['EXACT']), ['TIES_END /methods/grouping/ties']],
  [
    'an exclusion list that is none',
    (city) => void (city.methods.grouping = { ...grouping(city), exclude: 'overrunBands' }),
    ['GROUPING_TABLE /methods/grouping/exclude'],
  ],
  [
    'an admission that depends on the group',
    (city) => void (city.methods.grouping = { ...grouping(city), admit: [{ groupFlag: 'TCM', when: 'groupFlag.TCM' }] }),
    ['GROUPING_ADMIT /methods/grouping/admit/0/when'],
  ],
  [
    'an admission that is no boolean',
    (city) => void (city.methods.grouping = { ...grouping(city), admit: [{ groupFlag: 'TCM', when: 'inclusion' }] }),
    ['GROUPING_ADMIT /methods/grouping/admit/0/when'],
  ],
  [
    'a year that starts on 29 February',
    (city) => void (city.methods.calendar = { yearStart: '02-29', basis }),
    ['CALENDAR_DAY /methods/calendar/yearStart'],
  ],
  [
    'a payment counted from a day of declaring that is not stated',
    (city) => void (city.methods.periods = { MONTH: { payWithinWorkingDays: { days: 20, from: 'DECLARATION_DUE', basis } } }),
    ['KEY_MISSING /methods/periods/MONTH'],
  ],
  [
    'silent consent without days within which to object (N25-27)',
    (city) => void (city.methods.periods = { YEAR: { silentConsent: { basis } } }),
    ['KEY_MISSING /methods/periods/YEAR'],
  ],
  [
    'a deadline on an unknown source',
    (city) => void (city.methods.periods = { YEAR: { closeBy: { months: 4, day: 30, basis: ['nowhere#1'] } } }),
    ['UNKNOWN_SOURCE /methods/periods/YEAR/closeBy/basis/0'],
  ],
  ['no word on ties of allocation', (city) => void delete city.methods.allocationTies, ['METHOD_MISSING /methods']],
];
const aggregate = (city: EffectiveDocument, index: number): AggregateDocument => must(city.aggregates[index], `aggregate ${index}`);

/** Every expected finding is there; a row that ends in `*` allows more, otherwise there are no others. */
function expectFindings(change: Change, expected: readonly string[]): void {
  const found = seen(goodCity(change));
  for (const pattern of expected) {
    if (pattern === '*') continue;
    expect(
      found.some((one) => pattern.split('|').some((option) => one.startsWith(option))),
      `${pattern} in ${found.join('; ')}`,
    ).toBe(true);
  }
  if (expected.includes('*')) return;
  const unexpected = found.filter((one) => !expected.some((pattern) => pattern.split('|').some((option) => one.startsWith(option))));
  expect(unexpected).toEqual([]);
}

test('tells of codes that nobody has a word for: numbers, Chinese and what the platform names need none (NO_WORD)', () => {
  const values = ['RED', 'BLUE', '3', '甲类', 'MALE'];
  const city = goodCity(({ facts }) => void (facts['colour'] = { scope: 'case', type: 'enum', values, label, recordOnly: true }));
  const told = (document: EffectiveDocument) =>
    compiled(document).findings.flatMap((one) => (one.code === 'NO_WORD' && one.pointer === '/facts/colour' ? [one.message.zh] : []));
  expect(told(city)).toEqual(['“colour” 的取值没有名称：RED, BLUE；经办、审批和医疗机构读到的将是代码。']);
  expect(told({ ...city, words: { RED: { zh: '红' }, BLUE: { zh: '蓝' } } })).toEqual([]);
});

test('the demonstration city has no error and no warning', () => {
  expect(seen(goodCity())).toEqual([]);
});

describe.each([
  ['names', NAMES],
  ['formulas', FORMULAS],
  ['declarations', DECLARED],
  ['decisions', DECISIONS],
  ['aggregates, allocations, lines, methods', POOLED],
])('%s', (_, rows_) => {
  test.each(rows_)('%s', (_name, change, expected) => {
    expectFindings(change, expected);
  });
});

test('every finding speaks Chinese and English and leaves no placeholder open', () => {
  for (const [, change] of [...NAMES, ...FORMULAS, ...DECLARED, ...DECISIONS, ...POOLED]) {
    for (const { message, suggestion } of compiled(goodCity(change)).findings) {
      expect(message.zh).toMatch(/\p{Script=Han}/u);
      expect(message.en).toMatch(/[a-z]/);
      expect([message.zh, message.en, suggestion?.zh, suggestion?.en].join(' ')).not.toMatch(/\{[a-z]+\}|undefined/);
    }
  }
});

test('a fact that is kept for the record may stand unread', () => {
  const city = goodCity((document) => {
    document.facts['spare'] = { scope: 'case', type: 'boolean', recordOnly: true, label };
  });
  expect(compiled(city).findings.filter(({ severity }) => severity !== 'INFO')).toEqual([]);
  expect(compiled(city).plan).toBeDefined();
});

test('a misspelt name is told what it may mean', () => {
  const { findings } = compiled(goodCity(formula('fund', 'dipBudgett')));
  expect(findings[0]?.suggestion?.en).toBe('Did you mean “dipBudget”?');
});

test('what is inherited and unused is a warning, and the document still compiles', () => {
  const city = goodCity((document) => {
    document.parameters['spare'] = { value: '1', label, basis };
    document.facts['spareFact'] = { scope: 'case', type: 'boolean', label };
    document.tables['spareTable'] = { kind: 'codes', codes: ['A01*'], basis };
  });
  expect(compiled(city).plan).toBeUndefined();
  const { plan, findings } = compile(city, { effectiveHash: '0'.repeat(64), inherited: (pointer) => pointer.includes('/spare') });
  expect(plan).toBeDefined();
  expect(findings.filter((one) => one.severity === 'WARNING').map((one) => one.code)).toEqual([
    'UNUSED_PARAMETER',
    'UNUSED_TABLE',
    'UNUSED_FACT',
  ]);
});

const errorsOf = (findings: ReturnType<typeof compiled>['findings']): string[] =>
  findings.filter((one) => one.severity === 'ERROR').map((one) => `${one.code} ${one.pointer}`);

type Indicators = NonNullable<EffectiveDocument['indicators']>;
const indicators =
  (...stated: readonly Partial<Indicators[number]>[]): Change =>
  (city) => {
    const common = { label, unit: '1', round: { scale: 4, mode: 'HALF_UP' as const }, basis };
    city.indicators = stated.map((one, index) => ({
      ...common,
      id: `i${index}`,
      numerator: 'yearPoints',
      denominator: 'yearPoints',
      ...one,
    }));
  };

describe('indicators', () => {
  const plain = { denominator: undefined } as const;
  test.each<[string, Change, string[]]>([
    ['a ratio of sums of one unit', indicators({ numerator: 'recordedCost - recordedFund', denominator: 'recordedCost' }), []],
    [
      'what is added up, wherever it stands',
      indicators(
        { numerator: 'payable + prepaid', denominator: 'dipBudget' },
        { numerator: 'counted.points', denominator: 'counted.cases', unit: 'point/case' },
      ),
      [],
    ],
    ['an unknown sum', indicators({ numerator: 'yearPoint' }), ['UNKNOWN_NAME /indicators/0/numerator']],
    ['an unknown count', indicators({ denominator: 'counted.case' }), ['UNKNOWN_NAME /indicators/0/denominator']],
    ['a fact of cases', indicators({ numerator: 'totalCost', unit: 'yuan/point' }), ['INDICATOR_TERM /indicators/0/numerator']],
    ['a sum of another scope', indicators({ numerator: 'totalWeight' }), ['INDICATOR_TERM /indicators/0/numerator']],
    [
      'an exact output',
      indicators({ numerator: 'settlementPointValue', unit: 'yuan/point/point' }),
      ['INDICATOR_TERM /indicators/0/numerator'],
    ],
    ['what is no number', indicators({ numerator: 'institutionClass' }), ['INDICATOR_TERM /indicators/0/numerator']],
    ['a parameter', indicators({ numerator: 'deviationHigh' }), ['INDICATOR_TERM /indicators/0/numerator']],
    ['yuan and points', indicators({ numerator: 'recordedCost + yearPoints' }), ['INDICATOR_TERM /indicators/0/numerator']],
    ['another unit than declared', indicators({ denominator: 'recordedCost' }), ['INDICATOR_UNIT /indicators/0/unit']],
    ['published without a count', indicators({ public: true }), ['INDICATOR_CELL /indicators/0/public']],
    ['published by what is no count', indicators({ public: true, cell: 'yearPoints' }), ['INDICATOR_CELL /indicators/0/cell']],
    ['a ratio that is exempt', indicators({ public: true, exempt: basis }), ['INDICATOR_CELL /indicators/0/exempt']],
    ['a count that is exempt', indicators({ ...plain, numerator: 'counted.cases', unit: 'case', public: true, exempt: basis }), []],
    ['two of one name', indicators({}, { id: 'i0' }), ['DUPLICATE_NAME /indicators/1']],
    ['a name that something else has', indicators({ id: 'payable' }), ['DUPLICATE_NAME /indicators/0']],
    ['no source', indicators({ basis: ['nowhere#1'] }), ['UNKNOWN_SOURCE /indicators/0/basis/0']],
  ])('%s', (_, change, expected) => {
    const { plan, findings } = compiled(goodCity(change));
    expect(errorsOf(findings)).toEqual(expected);
    expect(plan === undefined).toBe(expected.length > 0);
  });

  test('rest on assumptions without making a settlement doubtful; smallCellMin is read by publications', () => {
    const settle = (change: Change) => {
      const { plan, findings } = compiled(
        goodCity((city) => {
          for (const source of Object.values(city.sources)) source.kind = 'OFFICIAL';
          city.sources['guess'] = { title: '假设', kind: 'ASSUMPTION' };
          change(city);
        }),
      );
      return [plan?.settlementReady, errorsOf(findings)];
    };
    const aside = { unit: '1', value: '5', label, basis: ['guess#1'] };
    expect(
      settle((city) => {
        indicators({ basis: ['guess#1'] })(city);
        city.parameters['smallCellMin'] = aside;
      }),
    ).toEqual([true, []]);
    expect(settle((city) => (city.parameters['otherMin'] = aside))).toEqual([undefined, ['UNUSED_PARAMETER /parameters/otherMin']]);
  });
});
