import type { Basis, CitedBasis } from '../document/basis.js';
import type { ExplainedStep } from './explain.js';
import { citation, unitWord } from './explain-words.js';
import type { Label } from '../../engine/plan/plan.js';
import { isDecimalText } from '../../engine/number/quantity.js';

/** The language of a printed explanation. */
export type ExplanationLanguage = 'zh' | 'en';

const KIND_WORDS: Readonly<Record<Basis['kind'], Label & { readonly en: string }>> = {
  OFFICIAL: { zh: '官方文件', en: 'official' },
  LOCAL: { zh: '地方文件', en: 'local' },
  ASSUMPTION: { zh: '假设', en: 'assumption' },
  ORAL: { zh: '口头', en: 'oral' },
};

const HEADS = {
  zh: { formula: '公式', substituted: '代入', rule: '规则', basis: '依据', allocation: '分摊', colon: '：' },
  en: { formula: 'formula', substituted: 'in numbers', rule: 'rule', basis: 'basis', allocation: 'share', colon: ': ' },
} as const;

/**
 * 计分说明 an explanation as text, a few lines a step: what came out, the formula in words and in numbers, the rule with its conditions, the article.
 * `first`: the steps are numbered on from it; left out, by the trace, which numbers each scope by itself.
 */
export function printExplanation(steps: readonly ExplainedStep[], language: ExplanationLanguage = 'zh', first?: number): string {
  return steps.map((step, index) => printStep(step, first === undefined ? step.seq : first + index, language)).join('\n');
}

/** 条文 what the cited articles say, each once, in the order of the steps; '' where the ruleset says nothing of any. */
export function printArticles(bases: readonly CitedBasis[], language: ExplanationLanguage = 'zh'): string {
  const lines = bases.flatMap(({ text, ...basis }) =>
    text === undefined ? [] : [`${printBasis(basis, language)}\n  ${said(text, language)}`],
  );
  return [...new Set(lines)].join('\n');
}

/** What an article says; of a summary that it is one. */
function said(text: NonNullable<CitedBasis['text']>, language: ExplanationLanguage): string {
  const mark = language === 'zh' ? '（概括）' : ' (summary)';
  return `${inLanguage(text, language)}${text.summary === true ? mark : ''}`;
}

function printStep(step: ExplainedStep, number: number, language: ExplanationLanguage): string {
  const head = HEADS[language];
  const say = (label: Label): string => inLanguage(label, language);
  const line = (name: keyof typeof head, text: string | null): string[] => (text === null ? [] : [`   ${head[name]}${head.colon}${text}`]);
  const numbers = step.substitutedText === null || step.substituted === step.formula ? null : say(step.substitutedText);
  return [
    `${number}. ${say(step.label)} = ${outputText(step, language)}`,
    ...line('formula', step.formulaText === null ? null : say(step.formulaText)),
    ...line('substituted', numbers),
    ...line('allocation', step.allocation === null ? null : say(step.allocation)),
    ...line('rule', step.ruleLabel === null ? countedRules(step, language) : say(step.ruleLabel)),
    ...new Set(step.conditions.map(({ text, result }) => `     ${result ? '✓' : '✗'} ${say(text)}`)), // what several rules ask is said once
    ...line('basis', step.basis.length === 0 ? null : printBases(step.basis, language)),
  ].join('\n');
}

/** Several rules that counted together (sum, product, collect). */
function countedRules({ rules }: ExplainedStep, language: ExplanationLanguage): string | null {
  const counted = rules.filter((rule) => rule.counted).map(({ label }) => inLanguage(label, language));
  return counted.length === 0 ? null : counted.join(language === 'zh' ? '、' : ', ');
}

function outputText(step: ExplainedStep, language: ExplanationLanguage): string {
  const { output, exact, unit } = step;
  const word = unit === null || unit === '1' ? '' : language === 'zh' ? unitWord(unit) : unit;
  if (output === '') return language === 'zh' ? '（无）' : '(none)';
  const whole = exact === null ? '' : language === 'zh' ? `，精确值 ${exact}` : `, exactly ${exact}`;
  const named = valueText(step, language);
  return `${word === '' ? named : `${named} ${word}`}${whole}`;
}

/** An outcome as people call it: booleans and known values in words; in Chinese any other code by the rules that gave it (`费用高倍率（HIGH_COST）`). */
function valueText(step: ExplainedStep, language: ExplanationLanguage): string {
  const { output } = step;
  if (isDecimalText(output)) return output;
  const word = inLanguage(step.outputWord, language);
  if (language === 'en' || word !== output || !IS_CODES.test(output) || step.rule === 'otherwise') return word;
  const rules = step.ruleLabel === null ? countedRules(step, language) : step.ruleLabel.zh;
  return rules === null ? word : `${rules}（${output}）`;
}

/** One constant of a ruleset, or several. */
const IS_CODES = /^[A-Z][A-Z0-9_]*(?:[,、 ]+[A-Z][A-Z0-9_]*)*$/;

/** 依据 bases as one line. */
export function printBases(bases: readonly Basis[], language: ExplanationLanguage = 'zh'): string {
  return bases.map((basis) => printBasis(basis, language)).join(language === 'zh' ? '；' : '; ');
}

function printBasis({ title, article, kind }: Basis, language: ExplanationLanguage): string {
  const place = language === 'zh' ? citation({ title, article }) : [title, article].filter((part) => part !== null).join(' ');
  return `${place} [${inLanguage(KIND_WORDS[kind], language)}]`;
}

function inLanguage({ zh, en }: Label, language: ExplanationLanguage): string {
  return language === 'zh' ? zh : (en ?? zh);
}
