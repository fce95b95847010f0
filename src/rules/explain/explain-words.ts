import { Aliases } from '../names/aliases.js';
import { resolveBasis, withArticle, type Basis, type CitedBasis } from '../document/basis.js';
import { codeWords } from '../document/code-words.js';
import type { EffectiveDocument } from '../document/document.js';
import { QUALITY_VOCABULARY, VOCABULARY } from '../document/vocabulary.js';
import type { Label, Operator } from '../../engine/plan/plan.js';
import { shownText } from '../../engine/kit/text.js';
import { withoutTrailingZeros } from '../../engine/kit/trailing-zeros.js';

/** 比较 operators in words. `known` and the code lists have sentences of their own. */
export const OPERATOR_WORDS: Readonly<Record<Operator, Label & { readonly en: string }>> = {
  equal: { zh: '等于', en: 'equals' },
  notEqual: { zh: '不等于', en: 'does not equal' },
  in: { zh: '属于', en: 'is one of' },
  notIn: { zh: '不属于', en: 'is none of' },
  lessThan: { zh: '小于', en: 'is less than' },
  lessThanInclusive: { zh: '不大于', en: 'is at most' },
  greaterThan: { zh: '大于', en: 'is greater than' },
  greaterThanInclusive: { zh: '不小于', en: 'is at least' },
  known: { zh: '有值', en: 'is known' },
  inCodes: { zh: '属于编码表', en: 'is in the code list' },
  anyInCodes: { zh: '含有编码表中的编码', en: 'has a code of the list' },
};

const UNIT_WORDS: Readonly<Record<string, string>> = { yuan: '元', point: '分', day: '天', case: '例', person: '人', '1': '' };

/** A unit in Chinese: `yuan/point` → 元/分; a ratio has none. */
export function unitWord(unit: string): string {
  const words = unit.split('/').map((part) => UNIT_WORDS[part] ?? part);
  return words.every((word) => word === '') ? '' : words.map((word) => (word === '' ? '1' : word)).join('/');
}

const VALUE_WORDS: Readonly<Record<string, Label & { readonly en: string }>> = {
  true: { zh: '是', en: 'yes' },
  false: { zh: '否', en: 'no' },
};
/** A value of the vocabulary in Chinese; any other as it is. */
export function codeWord(code: string): string {
  return codeWords(code)?.zh ?? code;
}

const DIGITS = '零一二三四五六七八九';

/** An article that is a number as an article, `20` → 第二十条; others (`二(一)6`) as the document counts them. */
export function articleWord(article: string): string {
  if (!/^[1-9]\d{0,2}$/.test(article)) return article;
  const [hundreds, tens, ones] = article.padStart(3, '0').split('').map(Number);
  const hundred = hundreds ? `${DIGITS[hundreds]}百` : '';
  const ten = tens ? `${tens === 1 && !hundreds ? '' : DIGITS[tens]}十` : hundreds && ones ? '零' : '';
  return `第${hundred}${ten}${ones ? DIGITS[ones] : ''}条`;
}

/** 依据 as people cite it in Chinese: the document's title, and the article where one is stated. */
export function citation({ title, article }: Pick<Basis, 'title' | 'article'>): string {
  return article === null ? title : `${title} ${articleWord(article)}`;
}

const MISSING: Label & { readonly en: string } = { zh: '缺失', en: 'missing' };
const LONGEST_VALUE = 80;

/** Numbers at 8 places without their trailing zeros: that many places are how columns are kept, not how the numbers were stated. */
export function shortNumbers(text: string): string {
  return text.replace(/(?<![\d.])(\d+\.\d{8})(?!\d)/g, withoutTrailingZeros);
}

/** A value for people: booleans in words, exact numbers without trailing zeros, long code lists cut. */
export function valueWord(value: string | null): Label & { readonly en: string } {
  if (value === null) return MISSING;
  const short = shortNumbers(value);
  const text = shownText(short, LONGEST_VALUE);
  return VALUE_WORDS[value] ?? codeWords(text) ?? { zh: text, en: text };
}

/** Between the members of a list that is printed. */
const LISTED = /[、, ]+/;

/** What a ruleset calls its things, and on which articles they rest. */
export class ExplanationWords {
  readonly #document: EffectiveDocument;
  readonly #aliases: Aliases;
  readonly #formulas = new Map<string, Label>();
  readonly #bases = new Map<string, readonly CitedBasis[]>();

  constructor(document: EffectiveDocument) {
    this.#document = document;
    this.#aliases = Aliases.of(document);
  }

  /** The label of a parameter, table, fact, decision or aggregate; its name where it has none. */
  labelOf(name: string): Label {
    const { parameters, tables, facts, decisions, aggregates, indicators = [] } = this.#document;
    const [base = name] = name.split(/[.[(]/);
    const listed = [...decisions, ...aggregates, ...indicators].find(({ id }) => id === base);
    return (
      parameters[base]?.label ??
      tables[base]?.label ??
      facts[base]?.label ??
      listed?.label ??
      VOCABULARY[base]?.label ??
      QUALITY_VOCABULARY[base]?.label ?? { zh: name, en: name }
    );
  }

  /** A value for people: a constant, or several, as the ruleset calls them; else as `valueWord`. `fact`: the one whose value it is, where that is known. */
  valueOf(value: string | null, fact?: string): Label & { readonly en: string } {
    const word = valueWord(value);
    if (value === null) return word;
    const parts = value.split(LISTED);
    const called = parts.map((part) => this.#codeOf(part, fact));
    if (called.every((one) => one === undefined)) return word;
    const named = called.map((one, at) => one ?? { zh: parts[at] ?? '', en: parts[at] ?? '' });
    return { zh: named.map(({ zh }) => zh).join('、'), en: named.map(({ zh, en }) => en ?? zh).join(', ') };
  }

  /** What the document calls a constant, or the platform does. */
  #codeOf(code: string, fact: string | undefined): Label | undefined {
    const { words = {} } = this.#document;
    return (Object.hasOwn(words, code) ? words[code] : undefined) ?? codeWords(code, fact);
  }

  /** What a rule of a decision is called, also where none of them holds (`otherwise`); its name where it has no label. */
  ruleOf(decision: string, rule: string): Label {
    const found = this.#document.decisions.find(({ id }) => id === decision)?.rules?.find(({ name }) => name === rule);
    return found?.label ?? (rule === 'otherwise' ? { zh: '其他情形', en: 'otherwise' } : { zh: rule, en: rule });
  }

  /** On what a parameter's or a table's value rests; nothing for any other name. */
  basisOf(name: string): readonly CitedBasis[] {
    const { parameters, tables } = this.#document;
    const [base = name] = name.split(/[.[(]/);
    return this.basis(parameters[base]?.basis ?? tables[base]?.basis ?? []);
  }

  /** A formula of the document with Chinese labels; as it is, where it has no Chinese form. */
  formula(text: string): Label {
    const known = this.#formulas.get(text) ?? this.numbers(text);
    this.#formulas.set(text, known);
    return known;
  }

  /** A formula in numbers, with Chinese words for its functions. */
  numbers(text: string): Label {
    return { zh: this.#aliases.toChinese(text) ?? text, en: text };
  }

  /** Bases with titles, articles and what those say. */
  basis(basis: readonly (string | Basis)[]): readonly CitedBasis[] {
    return basis.flatMap((one) => (typeof one === 'string' ? this.#resolved(one) : [withArticle(this.#document, one)]));
  }

  #resolved(text: string): readonly CitedBasis[] {
    const known = this.#bases.get(text) ?? resolveBasis(this.#document, [text]).map((basis) => withArticle(this.#document, basis));
    this.#bases.set(text, known);
    return known;
  }
}

const KEPT = new WeakMap<EffectiveDocument, ExplanationWords>();

/** The words of a document, made once. */
export function wordsOf(document: EffectiveDocument): ExplanationWords {
  const words = KEPT.get(document) ?? new ExplanationWords(document);
  KEPT.set(document, words);
  return words;
}
