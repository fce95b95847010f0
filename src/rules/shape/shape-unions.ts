import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { isObject, kindOf, quoteAll } from './shape-words.js';

/** What a value of a union was meant to be: one option, by its place in the schema; or a finding that says that it is none. */
type Choice = { readonly option: number } | { readonly finding: Finding };

type Choose = (value: unknown, pointer: string) => Choice;

/** The three nodes of conditions, in the order of the schema; a comparison comes fourth. */
const NODES = ['all', 'any', 'not'] as const;
const LEAF_OPTION = 3;
const LEAF_KEYS = ['fact', 'operator', 'value'];

const keysOf = (value: unknown, of: readonly string[]): string[] => (isObject(value) ? of.filter((key) => Object.hasOwn(value, key)) : []);

/** A condition node that is two things at once, or none. */
export function ambiguousKeys(value: unknown): readonly string[] {
  const nodes = keysOf(value, NODES);
  const all = [...nodes, ...keysOf(value, LEAF_KEYS)];
  return nodes.length > 0 && all.length > 1 ? all : [];
}

const condition: Choose = (value, pointer) => {
  const keys = ambiguousKeys(value);
  if (keys.length > 0) return { finding: finding('CONDITION_AMBIGUOUS', pointer, { keys: quoteAll(keys) }) };
  const node = keysOf(value, NODES)[0];
  if (node !== undefined) return { option: NODES.findIndex((one) => one === node) };
  if (keysOf(value, LEAF_KEYS).length > 0) return { option: LEAF_OPTION };
  return { finding: finding('CONDITION_FORM', pointer, { actual: kindOf(value) }) };
};

const conditions: Choose = (value, pointer) => {
  const choice = condition(value, pointer);
  return 'option' in choice && choice.option === LEAF_OPTION ? { finding: finding('CONDITION_TOP', pointer, {}) } : choice;
};

const operand: Choose = (value, pointer) => {
  if (Array.isArray(value)) return { option: 2 };
  if (keysOf(value, ['parameter']).length > 0) return { option: 3 };
  if (keysOf(value, ['table']).length > 0) return { option: 4 };
  if (typeof value === 'string') return { option: 0 };
  return { finding: finding('OPERAND_FORM', pointer, { actual: kindOf(value) }) };
};

const outcome: Choose = (value, pointer) => {
  const stated = keysOf(value, ['value', 'formula']);
  if (stated.length === 1) return { option: stated[0] === 'value' ? 0 : 1 };
  return { finding: finding('OUTCOME_FORM', pointer, { keys: isObject(value) ? quoteAll(Object.keys(value)) : kindOf(value) }) };
};

/** An entry, or with `remove` its removal. */
const entry: Choose = (value, pointer) => {
  if (isObject(value)) return { option: Object.hasOwn(value, 'remove') ? 1 : 0 };
  return { finding: finding('WRONG_TYPE', pointer, { expected: { zh: '对象', en: 'an object' }, actual: kindOf(value) }) };
};

const allocate: Choose = (value, pointer) => {
  const total = keysOf(value, ['total', 'weight']).length > 0;
  const claim = keysOf(value, ['claim', 'limit', 'rule']).length > 0;
  if (total !== claim) return { option: total ? 0 : 1 };
  return { finding: finding('ALLOCATE_FORM', pointer, { keys: isObject(value) ? quoteAll(Object.keys(value)) : kindOf(value) }) };
};

/** The ways in which an indicator of a scorecard may score, in the order of the schema. */
const SCORING_KEYS = ['bands', 'linear', 'steps', 'rank'];

const scoring: Choose = (value, pointer) => {
  const [key, ...more] = keysOf(value, SCORING_KEYS);
  if (key !== undefined && more.length === 0) return { option: SCORING_KEYS.indexOf(key) };
  return { finding: finding('SCORING_FORM', pointer, { keys: isObject(value) ? quoteAll(Object.keys(value)) : kindOf(value) }) };
};

const average: Choose = (value, pointer) =>
  keysOf(value, ['weight']).length > 0 ? { option: 1 } : { finding: finding('AVERAGE_FORM', pointer, { actual: kindOf(value) }) };

const literal: Choose = (value, pointer) =>
  typeof value === 'string' ? { option: 0 } : { finding: finding('LITERAL_FORM', pointer, { actual: kindOf(value) }) };

const stated: Choose = (value, pointer) => ({ finding: finding('STATED_FORM', pointer, { actual: kindOf(value) }) });

/** What a cell of a decision table may say beside text, a flag and a list, in the order of the schema, behind those three. */
const CELL_KEYS = ['not', 'parameter', 'table', 'known'];

const cell: Choose = (value, pointer) => {
  if (typeof value === 'string') return { option: 0 };
  if (Array.isArray(value)) return { option: 2 };
  const [key, ...more] = keysOf(value, CELL_KEYS);
  if (key !== undefined && more.length === 0) return { option: 3 + CELL_KEYS.indexOf(key) };
  return { finding: finding('DECISION_TABLE_CELL_FORM', pointer, { actual: kindOf(value) }) };
};

const cellNot: Choose = (value, pointer) => {
  if (typeof value === 'string' || Array.isArray(value)) return { option: typeof value === 'string' ? 0 : 1 };
  return { finding: finding('DECISION_TABLE_CELL_FORM', pointer, { actual: kindOf(value) }) };
};

const column: Choose = (value, pointer) => {
  if (typeof value === 'string' || isObject(value)) return { option: typeof value === 'string' ? 0 : 1 };
  const expected = {
    zh: '事实或判定的名称，或 { "fact": …, "known": true }',
    en: 'the name of a fact or decision, or { "fact": …, "known": true }',
  };
  return { finding: finding('WRONG_TYPE', pointer, { expected, actual: kindOf(value) }) };
};

/** How to tell what was meant, by the error text of the union in the schema. */
export const UNIONS: Readonly<Partial<Record<string, Choose>>> = {
  CONDITION: condition,
  CONDITIONS: conditions,
  OPERAND: operand,
  OUTCOME: outcome,
  SOURCE: entry,
  FACT: entry,
  PARAMETER: entry,
  TABLE: entry,
  AGGREGATE: entry,
  INDICATOR: entry,
  DECISION: entry,
  RULE: entry,
  CELL: cell,
  CELL_NOT: cellNot,
  COLUMN: column,
  ALLOCATE: allocate,
  SCORING: scoring,
  AVERAGE: average,
  LITERAL: literal,
  PARAMETER_VALUE: literal,
  STATED: stated,
};
