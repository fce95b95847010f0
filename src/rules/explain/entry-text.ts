import { OPERATOR_WORDS, unitWord, wordsOf, type ExplanationWords } from './explain-words.js';
import type { EntryKind } from './entry-kind.js';
import { methodText } from './method-text.js';
import type {
  AggregateDocument,
  ConditionDocument,
  DecisionDocument,
  EffectiveDocument,
  FactDocument,
  IndicatorDocument,
  OperandDocument,
  RuleDocument,
  TableDocument,
} from '../document/document.js';
import type { PartOfCard } from '../document/document-scorecard.js';
import { isPlatformCount, PLATFORM_COUNTS } from '../../engine/indicators/indicator.js';
import { assertNever } from '../../engine/kit/assert.js';

type BandsDocument = Extract<TableDocument, { readonly kind: 'bands' }>;

/** What an entry of a merged ruleset says, a sentence a line, in Chinese. */
export function entryText(document: EffectiveDocument, kind: EntryKind, id: string): readonly string[] {
  const words = wordsOf(document);
  switch (kind) {
    case 'FACT':
      return told(document.facts[id], (fact) => factText(fact, id, words));
    case 'PARAMETER':
      return told(document.parameters[id], ({ value, unit }) => [`取值：${words.valueOf(String(value)).zh}${unitWord(unit ?? '1')}`]);
    case 'TABLE':
      return told(document.tables[id], (table) => tableText(table, words));
    case 'METHOD':
      return methodText(document.methods, id, words);
    case 'AGGREGATE':
      return told(
        document.aggregates.find((one) => one.id === id),
        (aggregate) => aggregateText(aggregate, words),
      );
    case 'INDICATOR':
      return told(
        (document.indicators ?? []).find((one) => one.id === id),
        (indicator) => indicatorText(indicator, words),
      );
    case 'DECISION':
      return told(
        document.decisions.find((one) => one.id === id),
        (decision) => decisionText(decision, words),
      );
    default:
      return assertNever(kind);
  }
}

function indicatorText({ numerator, denominator, cell, note }: IndicatorDocument, words: ExplanationWords): readonly string[] {
  const said = (sums: string): string =>
    sums
      .split(' ')
      .map((word) => (isPlatformCount(word) ? PLATFORM_COUNTS[word].zh : words.labelOf(word).zh))
      .join(' ');
  return [
    denominator === undefined ? said(numerator) : `（${said(numerator)}）÷（${said(denominator)}）`,
    ...(cell === undefined ? [] : [`公布时按“${said(cell)}”隐去小数`]),
    ...(note === undefined ? [] : [note.zh]),
  ];
}

/** What is said of an entry that is there. */
export function told<T>(entry: T | undefined, tell: (entry: T) => readonly string[]): readonly string[] {
  return entry === undefined ? [] : tell(entry);
}

const TYPES: Readonly<Record<FactDocument['type'], string>> = {
  decimal: '小数',
  integer: '整数',
  boolean: '是或否',
  enum: '列举的值',
  code: '编码',
  date: '日期',
};

function factText({ type, unit, values, min, max, optional }: FactDocument, id: string, words: ExplanationWords): readonly string[] {
  const word = unitWord(unit ?? '1');
  const limits = [...(min === undefined ? [] : [`不小于 ${min}`]), ...(max === undefined ? [] : [`不大于 ${max}`])];
  return [
    [`类型：${TYPES[type]}`, ...(word === '' ? [] : [`单位 ${word}`]), ...limits, optional === true ? '可缺' : '必有'].join('，'),
    ...(values === undefined ? [] : [`取值：${shown(values.map((value) => words.valueOf(value, id).zh))}`]),
  ];
}

/** How many rows or codes are told one by one; of more the first ones, how many there are, and where all of them stand. */
export const MOST_TOLD = 30;

function shown(all: readonly string[]): string {
  const told = all.slice(0, MOST_TOLD).join('；');
  return all.length <= MOST_TOLD ? told : `${told}；……共 ${all.length} 条，全部见合并后的全文（show 的 --json，接口的 effectiveDocument）`;
}

function tableText(table: TableDocument, words: ExplanationWords): readonly string[] {
  switch (table.kind) {
    case 'map': {
      const rows = table.rows.map(
        ({ key, value }) => `${key.map((part, at) => words.valueOf(part, table.key[at]).zh).join('、')} ${value}`,
      );
      return [`对照表，${rows.length} 行，按 ${table.key.map((name) => words.labelOf(name).zh).join('、')}`, shown(rows)];
    }
    case 'bands':
      return bandsText(table, words);
    case 'codes':
      return [`编码表，${table.codes.length} 条`, shown(table.codes)];
    case 'codeMap':
      return [`编码对照，${table.rows.length} 行`, shown(table.rows.map(({ from, to }) => `${from} → ${to}`))];
    default:
      return assertNever(table);
  }
}

const SIDES = { UPPER: '前一档', LOWER: '后一档' } as const;

function bandsText({ key = [], mode, includes, rows }: BandsDocument, words: ExplanationWords): readonly string[] {
  const by = key.length === 0 ? '' : `，按 ${key.map((name) => words.labelOf(name).zh).join('、')} 各有其档`;
  const told = rows.map((row) => {
    const keys = row.key === undefined ? '' : `${row.key.map((part, at) => words.valueOf(part, key[at]).zh).join('、')}：`;
    const side = row.includes === undefined ? '' : `（${row.upTo ?? ''} 归${SIDES[row.includes]}）`;
    return `${keys}${row.upTo === undefined ? '以上' : `至 ${row.upTo}`} ${row.value}${side}`;
  });
  return [`分档，${mode === 'MARGINAL' ? '逐段计算' : '全额按所在档'}，档界值归${SIDES[includes]}${by}`, shown(told)];
}

const BETWEEN_WORDS = { LOWER: '取较小者', LINEAR: '按比例取其间', HIGHER: '取较大者' } as const;

function addedText({ sum, quantile }: AggregateDocument, words: ExplanationWords): string {
  if (quantile === undefined) return sum === undefined ? '计数' : `合计：${words.labelOf(sum).zh}`;
  const { of, at, between } = quantile;
  return `分位数：各机构的${words.labelOf(of).zh}由小到大，位于${words.labelOf(at).zh} ×（个数 − 1），落在两个数之间时${BETWEEN_WORDS[between]}`;
}

function aggregateText(aggregate: AggregateDocument, words: ExplanationWords): readonly string[] {
  const only = Object.entries(aggregate.where ?? {}).map(
    ([fact, value]) => `${words.labelOf(fact).zh}为${words.valueOf(String(value), fact).zh}`,
  );
  return [addedText(aggregate, words), ...(only.length === 0 ? [] : [`只计：${only.join(' 且 ')}`])];
}

function decisionText(decision: DecisionDocument, words: ExplanationWords): readonly string[] {
  const { chooses, rules = [], otherwise, formula, value, allocate, rank, line } = decision;
  const short = formula === undefined && value === undefined ? [] : [outcomeText({ formula, value }, words)];
  return [
    ...(decision.partOf === undefined ? [] : [cardText(decision.partOf, words)]),
    ...short,
    ...(allocate === undefined ? [] : [`分摊：${words.labelOf('total' in allocate ? allocate.total : allocate.claim).zh}`]),
    ...(rank === undefined ? [] : [`排名：按${words.labelOf(rank.by).zh}`]),
    ...(chooses === undefined ? [] : [`按${words.labelOf(chooses).zh}选用公式`]),
    ...rules.map((rule) => {
      const said = chooses === undefined ? ruleText(rule, words) : outcomeText(rule.event.params, words);
      return `${rule.label.zh}：${said}`;
    }),
    ...(otherwise === undefined ? [] : [`其他情形：${outcomeText(otherwise, words)}`]),
    ...roundingText(decision),
    ...(line === undefined ? [] : [`项目：计入${words.labelOf(line.of).zh}（${line.sign}）`]),
  ];
}

const DIRECTION_WORDS = { HIGHER: '越高越好', LOWER: '越低越好' } as const;

function cardText({ card, points, direction, evidence }: PartOfCard, words: ExplanationWords): string {
  const source = evidence === undefined ? '' : `，依据材料：${evidence.zh}`;
  return `${words.labelOf(card).zh}的指标，满分 ${points} 分，${DIRECTION_WORDS[direction]}${source}`;
}

/** What a rule gives, in Chinese: a value or a formula. */
export function outcomeText(outcome: { readonly formula?: string | undefined; readonly value?: unknown }, words: SentenceWords): string {
  return outcome.formula === undefined ? words.valueOf(String(outcome.value)).zh : words.formula(outcome.formula).zh;
}

function roundingText({ output }: DecisionDocument): readonly string[] {
  if (output.type !== 'decimal') return [];
  const unit = unitWord(output.unit);
  const kept = output.round === undefined ? '不舍入' : `保留 ${output.round.scale} 位（${output.round.mode}）`;
  return [`${unit === '' ? '' : `单位 ${unit}，`}${kept}`];
}

/** What sentences need to know of a ruleset: what things and values are called, and formulas in Chinese. */
export type SentenceWords = Pick<ExplanationWords, 'labelOf' | 'valueOf' | 'ruleOf' | 'formula'>;

/** What is asked of a thing, not the thing itself: `cmi.peer`, `monthFund.region`, `deviation.rule`. */
const ASPECTS: Readonly<Record<string, string>> = { peer: '的同类均值', region: '的全区值', rule: '所用规则' };

/** A rule as a sentence, in Chinese: its conditions, and what it gives. */
export function ruleText({ conditions, event }: Pick<RuleDocument, 'conditions' | 'event'>, words: SentenceWords): string {
  return `若 ${conditionText(conditions, words)}，则 ${outcomeText(event.params, words)}`;
}

/** Conditions as a sentence, in Chinese. */
export function conditionText(condition: ConditionDocument, words: SentenceWords): string {
  if ('all' in condition) return condition.all.map((one) => bracketed(one, words)).join(' 且 ');
  if ('any' in condition) return condition.any.map((one) => bracketed(one, words)).join(' 或 ');
  if ('not' in condition) return `非${bracketed(condition.not, words)}`;
  const [, member] = /^[^.]+\.([A-Z][A-Z0-9_]*)$/.exec(condition.fact) ?? [];
  const [, aspect = ''] = /\.([a-z]+)$/.exec(condition.fact) ?? [];
  const [base = ''] = condition.fact.split('.');
  const told = member === undefined ? (ASPECTS[aspect] ?? '') : `“${words.valueOf(member, base).zh}”`;
  const subject = `${words.labelOf(condition.fact).zh}${told}`;
  if (condition.operator === 'known') return `${subject}${condition.value === true ? '有值' : '缺失'}`;
  return `${subject}${OPERATOR_WORDS[condition.operator].zh} ${operandText(condition, words)}`;
}

function bracketed(condition: ConditionDocument, words: SentenceWords): string {
  const text = conditionText(condition, words);
  return 'fact' in condition ? text : `（${text}）`;
}

function operandText({ fact, value: operand }: { readonly fact: string; readonly value: OperandDocument }, words: SentenceWords): string {
  const [decision = '', aspect] = fact.split('.');
  const said = (value: string): string => (aspect === 'rule' ? words.ruleOf(decision, value) : words.valueOf(value, decision)).zh;
  if (Array.isArray(operand)) return operand.map(said).join('、');
  if (typeof operand !== 'object') return said(String(operand));
  return words.labelOf('parameter' in operand ? operand.parameter : operand.table).zh;
}
