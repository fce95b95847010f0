import type { Basis, CitedBasis } from '../document/basis.js';
import type { EffectiveDocument } from '../document/document.js';
import { OPERATOR_WORDS, shortNumbers, wordsOf, type ExplanationWords } from './explain-words.js';
import type { Label, Operator } from '../../engine/plan/plan.js';
import type { TraceCondition, TraceRule, TraceStep } from '../../engine/trace/trace.js';
import type { InputSource, TraceInput } from '../../engine/trace/trace-inputs.js';
import type { Scope } from '../../engine/plan/scopes.js';

/** A trace step as the engine made it, or as a statement keeps it (with its bases resolved). */
export type TracedStep = Omit<TraceStep, 'basis' | 'exact'> & {
  readonly basis: readonly (string | Basis)[];
  /** Absent in statements of earlier releases. */
  readonly exact?: string | null;
};

/** One value that a step read. `unit` is a unit of the vocabulary (yuan, point, …), `source` says where it comes from. */
export interface ExplainedInput {
  readonly fact: string;
  readonly label: Label;
  readonly value: string;
  readonly unit: string | null;
  readonly source: InputSource;
  /** Of a parameter or table: on what its value rests, which may be another document than the rule's. */
  readonly basis: readonly CitedBasis[];
}

/** One comparison with the value that it met. */
export interface ExplainedCondition {
  readonly rule: string;
  readonly text: Label;
  readonly fact: string;
  readonly operator: Operator;
  readonly expected: string;
  readonly actual: string | null;
  readonly result: boolean;
  /** The parameter or table that `expected` was read from, and on what that rests; null for a literal. */
  readonly from: string | null;
  readonly basis: readonly CitedBasis[];
}

/** One rule of the decision, its whole condition in words, and whether it held and counted. */
export interface ExplainedRule {
  readonly name: string;
  readonly label: Label;
  readonly fired: boolean;
  readonly counted: boolean;
  readonly condition: Label;
  readonly basis: readonly CitedBasis[];
}

/** What stands for an output that is missing. */
export const NO_OUTPUT = '—';

/** 计分步骤 one decision for people to read, in both languages. What nobody asks for is not worked out. */
export class ExplainedStep {
  readonly seq: number;
  readonly scope: Scope;
  readonly decision: string;
  readonly label: Label;
  /** As written, with identifiers. */
  readonly formula: string | null;
  /** At the declared scale; `—` where missing. */
  readonly output: string;
  /** 精确值 all of an exact output that 8 places do not hold: a fraction, or more places; null where `output` is all of it. */
  readonly exact: string | null;
  readonly unit: string | null;
  readonly rule: string | null;
  readonly #step: TracedStep;
  readonly #words: ExplanationWords;

  constructor(step: TracedStep, words: ExplanationWords) {
    this.seq = step.seq;
    this.scope = step.scope;
    this.decision = step.decision;
    this.label = step.label;
    this.formula = step.formula;
    this.output = step.output ?? NO_OUTPUT;
    this.exact = step.exact ?? null;
    this.unit = step.unit === '' ? null : step.unit;
    this.rule = step.rule;
    this.#step = step;
    this.#words = words;
  }

  /** The formula with Chinese labels. */
  get formulaText(): Label | null {
    return this.formula === null ? null : this.#words.formula(this.formula);
  }

  /** The formula in numbers. */
  get substituted(): string | null {
    const { substituted } = this.#step;
    return substituted === null ? null : shortNumbers(substituted);
  }

  /** The formula in numbers, its functions in Chinese. */
  get substitutedText(): Label | null {
    const { substituted } = this;
    return substituted === null ? null : this.#words.numbers(substituted);
  }

  /** What came out as the ruleset calls it; a code that it has no word for as it is. */
  get outputWord(): Label {
    return this.#words.valueOf(this.output);
  }

  /** What the rule that decided is called. */
  get ruleLabel(): Label | null {
    if (this.rule === null) return null;
    if (this.rule === 'otherwise') return { zh: '其他情形', en: 'otherwise' };
    return this.#step.rules.find(({ name }) => name === this.rule)?.label ?? null;
  }

  /** On which articles the outcome rests. */
  get basis(): readonly CitedBasis[] {
    return this.#words.basis(this.#step.basis);
  }

  /** The values that were read; of a pooled decision also the whole and this part. */
  get inputs(): readonly ExplainedInput[] {
    const { inputs, allocation } = this.#step;
    return [...inputs, ...(allocation === null ? [] : [allocation.pool, allocation.part])].map((input) => explainInput(input, this.#words));
  }

  /** The comparisons of the rules that counted; of all rules where none held. */
  get conditions(): readonly ExplainedCondition[] {
    const { rules } = this.#step;
    const counted = rules.filter((one) => one.counted);
    return (counted.length > 0 ? counted : rules).flatMap((one) => leavesOf(one.name, one.condition, this.#words));
  }

  /** The comparisons of one rule, whether it held or not. */
  conditionsOf(rule: string): readonly ExplainedCondition[] {
    const known = this.#step.rules.find(({ name }) => name === rule);
    return known === undefined ? [] : leavesOf(known.name, known.condition, this.#words);
  }

  /** Every rule, and whether it held. */
  get rules(): readonly ExplainedRule[] {
    return this.#step.rules.map((one) => explainRule(one, this.#words));
  }

  /** How a pooled decision divided. */
  get allocation(): Label | null {
    return allocationText(this.#step);
  }
}

/** A trace in words. The verdicts are the trace's own: nothing is judged again here. */
export function explainTrace(steps: readonly TracedStep[], document: EffectiveDocument): readonly ExplainedStep[] {
  const words = wordsOf(document);
  return steps.map((step) => new ExplainedStep(step, words));
}

function explainInput({ name, label, value, unit, source }: TraceInput, words: ExplanationWords): ExplainedInput {
  return {
    fact: name,
    label: label ?? words.labelOf(name),
    value: value === null ? NO_OUTPUT : source === 'catalogue' ? shortNumbers(value) : value,
    unit: unit === '' ? null : unit,
    source,
    basis: words.basisOf(name),
  };
}

function explainRule({ name, label, fired, counted, condition, basis }: TraceRule, words: ExplanationWords): ExplainedRule {
  return { name, label, fired, counted, condition: conditionText(condition, words), basis: words.basis(basis) };
}

function leavesOf(rule: string, condition: TraceCondition, words: ExplanationWords): readonly ExplainedCondition[] {
  if (condition.kind !== 'leaf') return condition.of.flatMap((child) => leavesOf(rule, child, words));
  const { fact, operator, expected, actual, result, from } = condition;
  const basis = from === null ? [] : words.basisOf(from);
  return [{ rule, text: leafText(condition, words), fact, operator, expected, actual, result, from, basis }];
}

const JOINTS = { all: { zh: ' 且 ', en: ' and ' }, any: { zh: ' 或 ', en: ' or ' } } as const;

function conditionText(condition: TraceCondition, words: ExplanationWords): Label {
  if (condition.kind === 'leaf') return leafText(condition, words);
  const parts = condition.of.map((child) => bracketed(child, conditionText(child, words)));
  if (condition.kind === 'not') return { zh: `非${parts.map(({ zh }) => zh).join('')}`, en: `not ${parts.map(english).join('')}` };
  const joint = JOINTS[condition.kind];
  return { zh: parts.map(({ zh }) => zh).join(joint.zh), en: parts.map(english).join(joint.en) };
}

function bracketed(condition: TraceCondition, text: Label): Label {
  if (condition.kind === 'leaf' || condition.of.length === 1) return text;
  return { zh: `（${text.zh}）`, en: `(${english(text)})` };
}

type Leaf = Extract<TraceCondition, { readonly kind: 'leaf' }>;

/** `费用倍率（2.5）大于 高倍率界值（2）`; of a boolean `异地就医为“是”（实际：否）`. */
function leafText(leaf: Leaf, words: ExplanationWords): Label {
  const label = factLabel(leaf, words);
  const of = baseOf(leaf.fact);
  const actual = words.valueOf(leaf.actual, of);
  if (leaf.from === null && (leaf.expected === 'true' || leaf.expected === 'false') && leaf.operator !== 'known') {
    const expected = words.valueOf(leaf.operator === 'notEqual' ? String(leaf.expected !== 'true') : leaf.expected, of);
    return {
      zh: `${label.zh}为“${expected.zh}”（实际：${actual.zh}）`,
      en: `${english(label)} is "${expected.en}" (actual: ${actual.en})`,
    };
  }
  const subject: Label = { zh: `${label.zh}（${actual.zh}）`, en: `${english(label)} (${actual.en})` };
  if (leaf.operator === 'known') return knownText(subject, leaf.expected);
  const operator = OPERATOR_WORDS[leaf.operator];
  const expected = expectedText(leaf, words);
  return { zh: `${subject.zh}${operator.zh} ${expected.zh}`, en: `${english(subject)} ${operator.en} ${english(expected)}` };
}

/** A set's member is named beside the set: 病例标志 BED_DAY. */
function factLabel({ fact, label }: Leaf, words: ExplanationWords): Label {
  const named = label ?? words.labelOf(fact);
  const [, member] = /^[^.]+\.([A-Z][A-Z0-9_]*)$/.exec(fact) ?? [];
  if (member === undefined) return named;
  const said = words.valueOf(member, baseOf(fact));
  return { zh: `${named.zh}“${said.zh}”`, en: `${english(named)} ${said.en}` };
}

const baseOf = (fact: string): string => fact.split('.')[0] ?? fact;

function knownText(subject: Label, expected: string): Label {
  return expected === 'false'
    ? { zh: `${subject.zh}缺失`, en: `${english(subject)} is missing` }
    : { zh: `${subject.zh}有值`, en: `${english(subject)} is known` };
}

function expectedText({ fact, expected, from }: Leaf, words: ExplanationWords): Label {
  const value = words.valueOf(expected, baseOf(fact));
  if (from === null) return value;
  const label = words.labelOf(from);
  return { zh: `${label.zh}（${value.zh}）`, en: `${english(label)} (${value.en})` };
}

/** How a pooled decision divided, with its numbers: the part of all parts, the whole, the exact share, and that fen are rounded by largest remainders. */
function allocationText({ allocation, output }: TracedStep): Label | null {
  if (allocation === null) return null;
  const { pool, part, kind, sum, share } = allocation;
  const named = ({ label, name, value }: TraceInput): Label => ({
    zh: `${label?.zh ?? name} ${value ?? NO_OUTPUT}`,
    en: `${label?.en ?? name} ${value ?? NO_OUTPUT}`,
  });
  const [whole, own] = [named(pool), named(part)];
  const head =
    kind === 'total'
      ? { zh: `按${own.zh} 分配 ${whole.zh}`, en: `${english(whole)} is shared out by ${english(own)}` }
      : { zh: `在 ${whole.zh} 以内满足 ${own.zh}`, en: `${english(own)} is met within ${english(whole)}` };
  if (sum === undefined || share === undefined) return head;
  const all = { zh: `各机构合计 ${sum}`, en: `all institutions' come to ${sum}` };
  if (share === null)
    return { zh: `${head.zh}；${all.zh}，未超过，全额满足`, en: `${english(head)}; ${all.en}, which is within it: it is met whole` };
  const [numbers, cents] = [`${pool.value ?? NO_OUTPUT} × ${part.value ?? NO_OUTPUT} ÷ ${sum} = ${share}`, output ?? NO_OUTPUT];
  return {
    zh: `${head.zh}；${all.zh}；${numbers}，按最大余数法到分为 ${cents}`,
    en: `${english(head)}; ${all.en}; ${numbers}, to the fen by largest remainders ${cents}`,
  };
}

function english({ zh, en }: Label): string {
  return en ?? zh;
}
