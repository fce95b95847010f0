import { ROUNDING_WORDS, STEP_WORDS } from '../document/code-words.js';
import type { EffectiveDocument } from '../document/document.js';
import type { Label } from '../../engine/plan/plan.js';
import { FORMULA_NAME, parseFormula, printFormula, type Ast } from './formula-parse.js';
import { VOCABULARY } from '../document/vocabulary.js';

/** Chinese words for the formula language's own names; columns and modes are told from other names by where they stand. */
const FUNCTION_WORDS: Readonly<Record<string, string>> = {
  min: '取小',
  max: '取大',
  abs: '绝对值',
  floor: '下取整',
  ceil: '上取整',
  clamp: '限于',
  ratio: '比率',
  round: '舍入',
  step: '分步',
  tiered: '分段',
  lookup: '查表',
  group: '病种',
  rank: '排名',
};
const COLUMN_WORDS: Readonly<Record<string, string>> = {
  points: '分值',
  meanCost: '均费',
  meanDays: '平均住院日',
  variation: '变异系数',
  caseCount: '例数',
  drugPoints: '药品分值',
  consumablePoints: '耗材分值',
  auxiliary: '辅助系数',
};
const MODE_WORDS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({ ...ROUNDING_WORDS, ...STEP_WORDS }).map(([mode, { zh }]) => [mode, zh]),
);
const ASPECT_WORDS: Readonly<Record<string, string>> = { peer: '同类', region: '全区', rule: '规则' };

const reversed = (words: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(words).map(([name, word]) => [word, name]));
const forward = (words: Readonly<Record<string, string>>): ReadonlyMap<string, string> => new Map(Object.entries(words));

/** One direction of translation. */
interface Dictionary {
  readonly names: ReadonlyMap<string, string>;
  readonly functions: ReadonlyMap<string, string>;
  readonly columns: ReadonlyMap<string, string>;
  readonly aspects: ReadonlyMap<string, string>;
}

/**
 * 中文别名: the Chinese label of a fact, parameter, table, aggregate or decision may stand for its name in a formula, where no other thing
 * has that label or name. Formulas are stored with identifiers and printed to people in Chinese.
 */
export class Aliases {
  readonly #toEnglish: Dictionary;
  readonly #toChinese: Dictionary;

  /** `stated`: what a document calls its facts, parameters, tables, aggregates and decisions in Chinese, by name. */
  constructor(stated: ReadonlyMap<string, string>) {
    const labels = usableLabels(stated);
    this.#toEnglish = {
      names: new Map([...reversed(MODE_WORDS), ...[...labels].map(([name, label]): [string, string] => [label, name])]),
      functions: reversed(FUNCTION_WORDS),
      columns: reversed(COLUMN_WORDS),
      aspects: reversed(ASPECT_WORDS),
    };
    this.#toChinese = {
      names: new Map([...forward(MODE_WORDS), ...labels]),
      functions: forward(FUNCTION_WORDS),
      columns: forward(COLUMN_WORDS),
      aspects: forward(ASPECT_WORDS),
    };
  }

  /** The aliases of a merged document. */
  static of({ facts, parameters, tables, aggregates, decisions }: EffectiveDocument): Aliases {
    const keyed = [facts, parameters, tables].flatMap((section): [string, Label | undefined][] =>
      Object.entries(section).map(([name, { label }]) => [name, label]),
    );
    const listed = [...aggregates, ...decisions].map(({ id, label }): [string, Label] => [id, label]);
    return new Aliases(new Map([...keyed, ...listed].flatMap(([name, label]) => (label === undefined ? [] : [[name, label.zh]]))));
  }

  /** The same formula with identifiers in place of Chinese labels. Names that are no label stay. */
  identify(ast: Ast): Ast {
    return translate(ast, this.#toEnglish);
  }

  /** The Chinese word that may stand for a name, with its aspect, or for a function; `undefined`: there is none. */
  wordOf(name: string): string | undefined {
    const { names, functions } = this.#toChinese;
    const [base = ''] = name.split('.');
    return names.has(base) ? translateName(name, this.#toChinese) : functions.get(name);
  }

  /** A formula's text with identifiers; `undefined` when it is no formula. */
  toIdentifiers(text: string): string | undefined {
    const { ast } = parseFormula(text);
    return ast && printFormula(translate(ast, this.#toEnglish));
  }

  /** A formula's text with Chinese labels; `undefined` when it is no formula. What has no usable label keeps its identifier. */
  toChinese(text: string): string | undefined {
    const { ast } = parseFormula(text);
    return ast && printFormula(translate(translate(ast, this.#toEnglish), this.#toChinese));
  }
}

function usableLabels(stated: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const known = Object.entries(VOCABULARY).map(([name, { label }]): [string, string] => [name, label.zh]);
  const labels = new Map([...known, ...stated]);
  const taken = new Map<string, number>(Object.values(MODE_WORDS).map((word) => [word, 1]));
  for (const name of [...labels.keys(), ...labels.values()]) taken.set(name, (taken.get(name) ?? 0) + 1);
  return new Map([...labels].filter(([, label]) => taken.get(label) === 1 && FORMULA_NAME.test(label)));
}

function translate(ast: Ast, dictionary: Dictionary): Ast {
  switch (ast.kind) {
    case 'number':
    case 'text':
      return ast;
    case 'name':
      return { kind: 'name', name: translateName(ast.name, dictionary) };
    case 'negate':
      return { kind: 'negate', operand: translate(ast.operand, dictionary) };
    case 'binary':
      return { ...ast, left: translate(ast.left, dictionary), right: translate(ast.right, dictionary) };
    case 'call': {
      const fn = dictionary.functions.get(ast.fn) ?? ast.fn;
      const isGroup = fn === 'group' || fn === FUNCTION_WORDS['group'];
      const args = ast.args.map((arg, index) => {
        if (!isGroup || index > 0 || arg.kind !== 'name') return translate(arg, dictionary);
        return { ...arg, name: dictionary.columns.get(arg.name) ?? arg.name };
      });
      return { kind: 'call', fn, args };
    }
  }
}

function translateName(name: string, { names, aspects }: Dictionary): string {
  const [base = '', aspect] = name.split('.');
  const translated = names.get(base) ?? base;
  return aspect === undefined ? translated : `${translated}.${aspects.get(aspect) ?? aspect}`;
}
