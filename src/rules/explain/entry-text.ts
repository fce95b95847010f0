import { OPERATOR_WORDS, unitWord, wordsOf, type ExplanationWords } from './explain-words.js';
import type { EntryKind } from './entry-kind.js';
import type { ConditionDocument, DecisionDocument, EffectiveDocument, OperandDocument, TableDocument } from '../document/document.js';

/** What an entry of a merged ruleset says, a sentence a line, in Chinese. */
export function entryText(document: EffectiveDocument, kind: EntryKind, id: string): readonly string[] {
  const words = wordsOf(document);
  const parameter = document.parameters[id];
  if (kind === 'PARAMETER' && parameter !== undefined) {
    const value = words.valueOf(String(parameter.value)).zh;
    return [`取值：${value}${unitWord(parameter.unit ?? '1')}`];
  }
  const table = document.tables[id];
  if (kind === 'TABLE' && table !== undefined) return [tableText(table)];
  const aggregate = document.aggregates.find((one) => one.id === id);
  if (kind === 'AGGREGATE' && aggregate !== undefined)
    return [aggregate.sum === undefined ? '计数' : `合计：${words.labelOf(aggregate.sum).zh}`];
  const decision = document.decisions.find((one) => one.id === id);
  return decision === undefined ? [] : decisionText(decision, words);
}

function tableText(table: TableDocument): string {
  switch (table.kind) {
    case 'map':
      return `对照表，${table.rows.length} 行，按 ${table.key.join('、')}`;
    case 'bands':
      return `分档：${table.rows.map(({ upTo, value }) => `${upTo === undefined ? '以上' : `至 ${upTo}`} ${value}`).join('；')}`;
    case 'codes':
      return `编码表，${table.codes.length} 条`;
    case 'codeMap':
      return `编码对照，${table.rows.length} 行`;
  }
}

function decisionText(decision: DecisionDocument, words: ExplanationWords): readonly string[] {
  const { rules = [], otherwise, formula, value, allocate, rank, line } = decision;
  const short = formula === undefined && value === undefined ? [] : [outcomeText({ formula, value }, words)];
  return [
    ...short,
    ...(allocate === undefined ? [] : [`分摊：${words.labelOf('total' in allocate ? allocate.total : allocate.claim).zh}`]),
    ...(rank === undefined ? [] : [`排名：按${words.labelOf(rank.by).zh}`]),
    ...rules.map(
      ({ label, conditions, event }) => `${label.zh}：若 ${conditionText(conditions, words)}，则 ${outcomeText(event.params, words)}`,
    ),
    ...(otherwise === undefined ? [] : [`其他情形：${outcomeText(otherwise, words)}`]),
    ...roundingText(decision),
    ...(line === undefined ? [] : [`项目：计入${words.labelOf(line.of).zh}（${line.sign}）`]),
  ];
}

function outcomeText(outcome: { readonly formula?: string | undefined; readonly value?: unknown }, words: ExplanationWords): string {
  return outcome.formula === undefined ? words.valueOf(String(outcome.value)).zh : words.formula(outcome.formula).zh;
}

function roundingText({ output }: DecisionDocument): readonly string[] {
  if (output.type !== 'decimal') return [];
  const unit = unitWord(output.unit);
  const kept = output.round === undefined ? '不舍入' : `保留 ${output.round.scale} 位（${output.round.mode}）`;
  return [`${unit === '' ? '' : `单位 ${unit}，`}${kept}`];
}

function conditionText(condition: ConditionDocument, words: ExplanationWords): string {
  if ('all' in condition) return condition.all.map((one) => bracketed(one, words)).join(' 且 ');
  if ('any' in condition) return condition.any.map((one) => bracketed(one, words)).join(' 或 ');
  if ('not' in condition) return `非${bracketed(condition.not, words)}`;
  const [, member] = /^[^.]+\.([A-Z][A-Z0-9_]*)$/.exec(condition.fact) ?? [];
  const subject = `${words.labelOf(condition.fact).zh}${member === undefined ? '' : `“${words.valueOf(member).zh}”`}`;
  if (condition.operator === 'known') return `${subject}${condition.value === true ? '有值' : '缺失'}`;
  return `${subject}${OPERATOR_WORDS[condition.operator].zh} ${operandText(condition.value, words)}`;
}

function bracketed(condition: ConditionDocument, words: ExplanationWords): string {
  const text = conditionText(condition, words);
  return 'fact' in condition ? text : `（${text}）`;
}

function operandText(operand: OperandDocument, words: ExplanationWords): string {
  if (Array.isArray(operand)) return operand.map((one) => words.valueOf(one).zh).join('、');
  if (typeof operand !== 'object') return words.valueOf(String(operand)).zh;
  return words.labelOf('parameter' in operand ? operand.parameter : operand.table).zh;
}
