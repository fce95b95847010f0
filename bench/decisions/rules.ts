/**
 * Forty-six case rules of the kinds that cities write: coefficients, auxiliary types, deviation bands, special cases, settlement, audit. They
 * are written once, and turned into our ruleset, into plain json-rules-engine rules and into JSON logic. Numbers are text in our language and
 * numbers in the others.
 */

/** A comparison of a fact with a constant. */
export type Leaf = {
  readonly fact: string;
  readonly operator: LeafOperator;
  readonly value: number | string | boolean | readonly string[];
};
/** Operators that all of them have. */
export type LeafOperator =
  'equal' | 'notEqual' | 'in' | 'notIn' | 'lessThan' | 'lessThanInclusive' | 'greaterThan' | 'greaterThanInclusive';
/** A rule's conditions. */
export type Node = Leaf | { readonly all: readonly Node[] } | { readonly any: readonly Node[] } | { readonly not: Node };
/** A rule of one of the decisions. */
export interface Rule {
  readonly decision: string;
  readonly name: string;
  readonly when: Node;
}
/** A fact of the bench: a number at a scale, a text of a list, or a boolean. */
export type Fact =
  | { readonly type: 'decimal'; readonly scale: 4; readonly min: string; readonly max: string }
  | { readonly type: 'integer'; readonly min: string; readonly max: string }
  | { readonly type: 'enum'; readonly values: readonly string[] }
  | { readonly type: 'boolean' };

const ratio: Fact = { type: 'decimal', scale: 4, min: '0', max: '1000' };
const count = (max: string, min = '0'): Fact => ({ type: 'integer', min, max });
const text = (...values: string[]): Fact => ({ type: 'enum', values });

/** The facts that the rules look at. */
export const FACTS: Readonly<Record<string, Fact>> = {
  hospitalLevel: count('3', '1'),
  hospitalGrade: text('A', 'B', 'NONE'),
  hospitalKind: text('GENERAL', 'TCM', 'INTEGRATED', 'SPECIAL', 'COMMUNITY', 'TOWNSHIP'),
  discipline: text('NATIONAL', 'PROVINCIAL', 'NONE'),
  groupType: text('CORE', 'COMPREHENSIVE', 'GRASSROOTS', 'DAY_SURGERY', 'TCM_ADVANTAGE', 'NONE'),
  chapter: text('A', 'B', 'E', 'F', 'G', 'I', 'O', 'P', 'X'),
  scheme: text('EMPLOYEE', 'RESIDENT'),
  age: count('130'),
  daysOld: count('47500'),
  comorbidity: count('40'),
  discharge: text('HOME', 'TRANSFER', 'OTHER', 'DEATH'),
  stay: count('3650', '1'),
  caseCostRatio: ratio,
  caseStayRatio: ratio,
  costRank: { type: 'decimal', scale: 4, min: '0', max: '100' },
  intensiveDays: count('3650'),
  intensiveShare: ratio,
  newTechnology: { type: 'boolean' },
  tcmShare: ratio,
  visitingExpert: { type: 'boolean' },
  selfPaidRatio: ratio,
  readmitDays: count('365', '-1'),
  sameGroupReadmit: { type: 'boolean' },
  examShare: ratio,
  drugShare: ratio,
};

const leaf =
  (operator: LeafOperator) =>
  (fact: string, value: Leaf['value']): Leaf => ({ fact, operator, value });
const is = leaf('equal');
const isNot = leaf('notEqual');
const isIn = leaf('in');
const below = leaf('lessThan');
const upTo = leaf('lessThanInclusive');
const above = leaf('greaterThan');
const from = leaf('greaterThanInclusive');
const all = (...parts: Node[]): Node => ({ all: parts });
const any = (...parts: Node[]): Node => ({ any: parts });
const not = (part: Node): Node => ({ not: part });

const stage =
  (decision: string) =>
  (name: string, when: Node): Rule => ({ decision, name, when });
const coefficient = stage('coefficientRules');
const auxiliary = stage('auxiliaryRules');
const band = stage('bandRules');
const special = stage('specialRules');
const fund = stage('fundRules');
const audit = stage('auditRules');

const bands = [
  [3, 0.5, 2],
  [2, 0.5, 2],
  [1, 0.4, 2.5],
] as const;

/** The rules, in order. */
export const RULES: readonly Rule[] = [
  coefficient('inst-3a', all(is('hospitalLevel', 3), is('hospitalGrade', 'A'))),
  coefficient('inst-3x', all(is('hospitalLevel', 3), isNot('hospitalGrade', 'A'))),
  coefficient('inst-2a', all(is('hospitalLevel', 2), is('hospitalGrade', 'A'))),
  coefficient('inst-2x', all(is('hospitalLevel', 2), isNot('hospitalGrade', 'A'))),
  coefficient('inst-1', all(is('hospitalLevel', 1), is('hospitalKind', 'COMMUNITY'))),
  coefficient('inst-1ta', all(is('hospitalLevel', 1), is('hospitalKind', 'TOWNSHIP'), is('hospitalGrade', 'A'))),
  coefficient('inst-1tx', all(is('hospitalLevel', 1), is('hospitalKind', 'TOWNSHIP'), isNot('hospitalGrade', 'A'))),
  coefficient('bonus-national', all(is('discipline', 'NATIONAL'))),
  coefficient('bonus-provincial', all(is('discipline', 'PROVINCIAL'))),
  coefficient('bonus-tcm', all(is('hospitalKind', 'TCM'))),
  coefficient('grassroots', all(is('groupType', 'GRASSROOTS'), upTo('hospitalLevel', 2))),
  auxiliary('neonate', all(upTo('daysOld', 28))),
  auxiliary('child', all(above('daysOld', 28), below('age', 6))),
  auxiliary('elderly-65', all(from('age', 65), below('age', 80))),
  auxiliary('elderly-80', all(from('age', 80))),
  auxiliary('comorbidity-1', all(from('comorbidity', 1), below('comorbidity', 3))),
  auxiliary('comorbidity-3', all(from('comorbidity', 3), below('comorbidity', 6))),
  auxiliary('comorbidity-6', all(from('comorbidity', 6))),
  auxiliary('early-death', all(is('discharge', 'DEATH'), upTo('stay', 3))),
  ...bands.flatMap(([level, low, high]) => [
    band(`low-${level}`, all(is('hospitalLevel', level), below('caseCostRatio', low))),
    band(`normal-${level}`, all(is('hospitalLevel', level), from('caseCostRatio', low), upTo('caseCostRatio', high))),
    band(`high-${level}`, all(is('hospitalLevel', level), above('caseCostRatio', high))),
  ]),
  special('stay-5x', all(above('caseStayRatio', 5))),
  special('top-cost', all(above('caseCostRatio', 5), upTo('costRank', 5))),
  special('intensive', any(from('intensiveDays', 20), all(above('caseStayRatio', 2), from('intensiveShare', 0.6)))),
  special('new-technology', all(is('newTechnology', true), not(is('groupType', 'DAY_SURGERY')))),
  special('day-surgery', all(is('groupType', 'DAY_SURGERY'), upTo('stay', 1))),
  special('tcm', all(is('groupType', 'TCM_ADVANTAGE'), isIn('hospitalKind', ['TCM', 'INTEGRATED']), from('tcmShare', 0.3))),
  special('no-group', all(is('groupType', 'NONE'))),
  special('visiting-expert', all(is('visitingExpert', true), upTo('hospitalLevel', 2))),
  fund('employee', all(is('scheme', 'EMPLOYEE'))),
  fund('resident', all(is('scheme', 'RESIDENT'))),
  fund('birth', all(isIn('chapter', ['O', 'P']), is('scheme', 'RESIDENT'))),
  fund('self-paid', all(above('selfPaidRatio', 0.15))),
  audit(
    'low-standard',
    all(upTo('stay', 2), below('caseCostRatio', 0.3), isNot('groupType', 'DAY_SURGERY'), not(isIn('discharge', ['DEATH', 'TRANSFER']))),
  ),
  audit('split-stay', all(from('readmitDays', 0), upTo('readmitDays', 10), is('sameGroupReadmit', true))),
  audit('upcoding', all(from('comorbidity', 3), below('caseCostRatio', 0.5))),
  audit('bed-hanging', any(above('stay', 60), all(above('caseStayRatio', 3), below('caseCostRatio', 0.8)))),
  audit('exam-share', all(above('examShare', 0.6))),
  audit('drug-share', all(above('drugShare', 0.5), isNot('hospitalKind', 'TCM'))),
];

/** The decisions that the rules belong to, in order. */
export const DECISIONS: readonly string[] = [...new Set(RULES.map(({ decision }) => decision))];

const label = (zh: string): { zh: string } => ({ zh });

/** The same rules as a document in our language: every decision collects the rules that hold. */
export function rulesetText(): string {
  const basis = ['bench#1'];
  const stated = (value: Leaf['value']): unknown => (typeof value === 'number' ? String(value) : value);
  const condition = (node: Node): unknown => {
    if ('all' in node) return { all: node.all.map(condition) };
    if ('any' in node) return { any: node.any.map(condition) };
    if ('not' in node) return { not: condition(node.not) };
    return { fact: node.fact, operator: node.operator, value: stated(node.value) };
  };
  const facts = Object.entries(FACTS).map(([name, fact]): [string, unknown] => {
    const common = { scope: 'case', type: fact.type, label: label(name) };
    if (fact.type === 'boolean') return [name, common];
    return [name, fact.type === 'enum' ? { ...common, values: fact.values } : { ...common, unit: '1', min: fact.min, max: fact.max }];
  });
  const decisions = DECISIONS.map((id) => {
    const rules = RULES.filter(({ decision }) => decision === id);
    return {
      id,
      scope: 'case',
      label: label(id),
      output: { type: 'enum', values: rules.map(({ name }) => memberOf(name)) },
      hit: 'collect',
      rules: rules.map(({ name, when }) => ({
        name,
        label: label(name),
        basis,
        conditions: condition(when),
        event: { type: id, params: { value: memberOf(name) } },
      })),
    };
  });
  return JSON.stringify({
    region: '991999',
    version: '1.1',
    scheme: 'DIP',
    pointUnit: 'point',
    title: label('测速规则'),
    effective: { from: '2025-01-01' },
    sources: { bench: { title: '测速', kind: 'ASSUMPTION' } },
    facts: Object.fromEntries(facts),
    decisions,
  });
}

/** A rule's name as a member of an enum. */
function memberOf(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
