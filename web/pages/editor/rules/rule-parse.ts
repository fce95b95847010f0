/** A condition while it is built: a comparison, or several conditions together. */
export type Node = Leaf | NodeGroup;

/** A comparison. What is not chosen yet is `undefined`. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly fact: string | undefined;
  readonly operator: string | undefined;
  readonly value: unknown;
}

/** Conditions of which all have to hold, or any, or that must not hold. */
export interface NodeGroup {
  readonly kind: GroupKind;
  readonly of: readonly Node[];
}
/** How the conditions of a group are joined. */
export type GroupKind = 'all' | 'any' | 'not';
/** Every way. */
export const GROUP_KINDS: readonly GroupKind[] = ['all', 'any', 'not'];

/** A rule while it is edited: what the form shows, and the rest as it was. */
export interface RuleText {
  readonly name: string;
  readonly label: string;
  readonly basis: readonly string[];
  readonly conditions: NodeGroup;
  /** What it gives, as JSON; of a formula its text. */
  readonly outcome: Outcome;
  readonly rest: Readonly<Record<string, unknown>>;
}

/** What a rule gives: a value (`undefined`: none yet), or a formula. */
export type Outcome =
  { readonly kind: 'value'; readonly value: string | boolean | undefined } | { readonly kind: 'formula'; readonly text: string };

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** A comparison that nothing is chosen of yet. */
export const EMPTY_LEAF: Leaf = { kind: 'leaf', fact: undefined, operator: undefined, value: undefined };

/** The conditions of a rule as they are written. */
export function nodeOf(written: unknown): Node {
  if (!isJson(written)) return EMPTY_LEAF;
  for (const kind of GROUP_KINDS) {
    const inner = written[kind];
    if (inner !== undefined) return { kind, of: (Array.isArray(inner) ? inner : [inner]).map(nodeOf) };
  }
  const { fact, operator, value } = written;
  return {
    kind: 'leaf',
    fact: typeof fact === 'string' ? fact : undefined,
    operator: typeof operator === 'string' ? operator : undefined,
    value,
  };
}

/** Conditions as they are written. Several that must not hold together are written as one group. */
export function writtenNode(node: Node): unknown {
  if (node.kind === 'leaf') return { fact: node.fact, operator: node.operator, value: node.value };
  const inner = node.of.map(writtenNode);
  if (node.kind !== 'not') return { [node.kind]: inner };
  return { not: inner.length === 1 ? inner[0] : { all: inner } };
}

/** Whether everything is chosen. */
export function isAllChosen(node: Node): boolean {
  if (node.kind !== 'leaf') return node.of.length > 0 && node.of.every(isAllChosen);
  const { fact, operator, value } = node;
  const isStated = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '';
  return fact !== undefined && operator !== undefined && isStated;
}

/** A rule as it is written, read for the form. */
export function ruleOf(json: string): RuleText {
  const read: unknown = JSON.parse(json);
  const { name, label, basis, conditions, event, ...rest } = isJson(read) ? read : {};
  const node = nodeOf(conditions);
  const params = isJson(event) && isJson(event['params']) ? event['params'] : {};
  const { value, formula } = params;
  return {
    name: typeof name === 'string' ? name : '',
    label: isJson(label) && typeof label['zh'] === 'string' ? label['zh'] : '',
    basis: textsOf(basis),
    conditions: node.kind === 'leaf' ? { kind: 'all', of: conditions === undefined ? [] : [node] } : node,
    outcome:
      typeof formula === 'string'
        ? { kind: 'formula', text: formula }
        : { kind: 'value', value: typeof value === 'string' || typeof value === 'boolean' ? value : undefined },
    rest: { ...rest, ...(isJson(label) ? { label } : {}) },
  };
}

/** The rule as it is saved. An English name goes with a Chinese one that was changed. */
export function writtenRule(decision: string, { name, label, basis, conditions, outcome, rest }: RuleText): Json {
  const { label: old, ...others } = rest;
  const kept = isJson(old) && old['zh'] === label ? old : { zh: label };
  const params = outcome.kind === 'formula' ? { formula: outcome.text } : { value: outcome.value };
  const said = { name, label: kept, basis, conditions: writtenNode(conditions), event: { type: decision, params } };
  return { ...said, ...others };
}

/** A JSON text read as an object; empty where it is none. */
export function objectOf(json: string | null): Json {
  const read: unknown = json === null ? {} : JSON.parse(json);
  return isJson(read) ? read : {};
}

/** The name of a parameter or table that a value refers to. */
export function referredBy(value: unknown, key: 'parameter' | 'table'): string | undefined {
  const name = isJson(value) ? value[key] : undefined;
  return typeof name === 'string' ? name : undefined;
}
