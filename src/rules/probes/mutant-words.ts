import type { Label } from '../../engine/plan/plan.js';
import { OPERATOR_WORDS } from '../explain/explain-words.js';
import type { ExplanationWords } from '../explain/explain-words.js';
import type { MutatedComparison, MutationChange } from './mutants.js';

type Words = Pick<ExplanationWords, 'labelOf' | 'valueOf'>;

/** 所改之处 what was changed in a rule, in words: `年龄（岁）：“不小于 65”改成“不小于 64”`. */
export function changeWords(change: MutationChange, words: Words): Label & { readonly en: string } {
  if ('facts' in change) return groupWords(change.facts, change.before, words);
  const { fact, before, after } = change;
  const { zh, en = zh } = words.labelOf(fact);
  const was = comparisonWords(before, words);
  if (after === undefined) return { zh: `${zh}：“${was.zh}”改成相反`, en: `${en}: “${was.en}” becomes its opposite` };
  const now = comparisonWords(after, words);
  return { zh: `${zh}：“${was.zh}”改成“${now.zh}”`, en: `${en}: “${was.en}” becomes “${now.en}”` };
}

function comparisonWords({ operator, expected }: MutatedComparison, words: Words): { zh: string; en: string } {
  if (operator === 'known')
    return expected === 'false' ? { zh: '缺失', en: 'is missing' } : { zh: OPERATOR_WORDS.known.zh, en: OPERATOR_WORDS.known.en };
  const value = words.valueOf(expected);
  return { zh: `${OPERATOR_WORDS[operator].zh} ${value.zh}`, en: `${OPERATOR_WORDS[operator].en} ${value.en}` };
}

function groupWords(facts: readonly string[], before: 'all' | 'any', words: Words): Label & { readonly en: string } {
  const labels = [...new Set(facts)].map((fact) => words.labelOf(fact));
  const zh = labels.map((label) => label.zh).join('、');
  const en = labels.map((label) => label.en ?? label.zh).join(', ');
  return before === 'all'
    ? { zh: `${zh}：“须全部满足”改成“满足其一即可”`, en: `${en}: “all of them” becomes “any of them”` }
    : { zh: `${zh}：“满足其一即可”改成“须全部满足”`, en: `${en}: “any of them” becomes “all of them”` };
}
