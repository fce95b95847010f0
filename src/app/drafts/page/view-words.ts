import type { DraftView } from '../workbook/draft-view.js';
import type { BothWords } from '../../../rules/document/code-words.js';
import type { SentenceWords } from '../../../rules/explain/entry-text.js';
import { citation, valueWord } from '../../../rules/explain/explain-words.js';
import { namedIn, valueWords } from '../../../rules/explain/stated-words.js';
import { Aliases } from '../../../rules/names/aliases.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/** The words of a draft, which may not make a ruleset yet. */
export function wordsOfView(view: DraftView): SentenceWords {
  const aliases = new Aliases(view.labels);
  return {
    labelOf: (name) => {
      const base = name.split('.')[0] ?? name;
      return { zh: view.labelOf(base), en: view.englishOf(base) };
    },
    valueOf: (value, fact) => {
      const { zh, en = zh } = (value === null ? undefined : view.calledOf(value, fact)) ?? valueWord(value);
      return { zh, en };
    },
    ruleOf: (decision, rule) => ({ zh: view.ruleLabelOf(decision, rule) }),
    formula: (text) => ({ zh: aliases.toChinese(text) ?? text }),
  };
}

/** A fact or result that an example states, and its value. */
export function statedInView(
  view: DraftView,
  words: SentenceWords,
  name: string,
  value: unknown,
): Readonly<Record<'label' | 'value', BothWords>> {
  const fact = name.split('.')[0] ?? name;
  return { label: namedIn(words, name), value: valueWords(words, value, { fact, unit: view.unitOf(fact) }) };
}

/** Rules by their names as people read them: the decision and what each is called. */
export function rulesInView(view: DraftView, names: readonly string[]): BothWords {
  const all = names.map((name) => ruleInView(view, name));
  return { zh: all.map(({ zh }) => zh).join('；'), en: all.map(({ en }) => en).join('; ') };
}

function ruleInView(view: DraftView, name: string): BothWords {
  for (const list of [view.document['decisions'], view.inherited['decisions']]) {
    for (const decision of Array.isArray(list) ? list.filter(isObject) : []) {
      const { id, rules } = decision;
      const isOtherwise = name === `${String(id)}.otherwise`;
      if (
        typeof id !== 'string' ||
        !(isOtherwise || (Array.isArray(rules) && rules.some((rule) => isObject(rule) && rule['name'] === name)))
      )
        continue;
      const rule = view.ruleLabelOf(id, isOtherwise ? 'otherwise' : name);
      return { zh: `${view.labelOf(id)}：${rule}`, en: `${view.englishOf(id)}: ${rule}` };
    }
  }
  return { zh: name, en: name };
}

/** 依据 `sandbox#20` as people cite it: the document's title and the article; as it is where no such document is stated. */
export function basisInView({ sources }: DraftView, basis: string): string {
  const at = basis.indexOf('#');
  const source = at < 0 ? undefined : sources[basis.slice(0, at)];
  return source === undefined || 'remove' in source ? basis : citation({ title: source.title, article: basis.slice(at + 1) });
}
