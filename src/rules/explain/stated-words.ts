import { unitWord, wordsOf, type ExplanationWords } from './explain-words.js';
import type { BothWords } from '../document/code-words.js';
import type { EffectiveDocument } from '../document/document.js';
import { QUALITY_VOCABULARY, VOCABULARY } from '../document/vocabulary.js';
import type { Label } from '../../engine/plan/plan.js';
import { isDecimalText } from '../../engine/number/quantity.js';

/** 所写的一项 a thing with what is stated of it, as people read it. `name`: as the document has it; none where several things are told together. */
export interface StatedWords {
  readonly name: string;
  readonly label: BothWords;
  readonly value: BothWords;
}

/** A rule as people read it. */
export interface RuleWords {
  readonly name: string;
  readonly label: BothWords;
}

const both = ({ zh, en }: Label): BothWords => ({ zh, en: en ?? zh });
const ASPECT_WORDS: Readonly<Record<string, BothWords>> = {
  peer: { zh: '的同类均值', en: ', mean of its peers' },
  region: { zh: '的全区值', en: ', of the region' },
  rule: { zh: '所用规则', en: ', rule that held' },
};
const GROUP_COLUMNS: Readonly<Record<string, BothWords & { readonly unit: string }>> = {
  code: { zh: '病种编码', en: 'disease-group code', unit: '1' },
  kind: { zh: '病种层', en: 'grouping layer', unit: '1' },
  flags: { zh: '病种标志', en: 'flags of the group', unit: '1' },
  points: { zh: '病种分值', en: 'points of the group', unit: '1' },
  meanCost: { zh: '病种次均费用', en: 'mean cost of the group', unit: 'yuan' },
  meanDays: { zh: '病种平均住院日', en: 'mean days of the group', unit: 'day' },
  variation: { zh: '病种变异系数', en: 'variation of the group', unit: '1' },
  caseCount: { zh: '病种例数', en: 'cases of the group', unit: 'case' },
  drugPoints: { zh: '病种药品分值', en: 'drug points of the group', unit: '1' },
  consumablePoints: { zh: '病种耗材分值', en: 'consumable points of the group', unit: '1' },
  auxiliary: { zh: '病种辅助系数', en: 'auxiliary factors of the group', unit: '1' },
};
const GROUP: BothWords = { zh: '病种', en: 'disease group' };
const UNGROUPED: BothWords = { zh: '未入组', en: 'ungrouped' };
const ALL_LEVELS: BothWords = { zh: '不分级别', en: 'of all levels' };
const INSTITUTION: BothWords = { zh: '机构', en: 'Institution' };
const NONE: BothWords = { zh: '无', en: 'none' };

/** What is stated of things by their names, as examples and witnesses have it: an item each, in the order in which it is written. */
export function statedWords(document: EffectiveDocument, facts: object): readonly StatedWords[] {
  const words = wordsOf(document);
  return Object.entries(facts).flatMap(([name, value]: [string, unknown]): readonly StatedWords[] => {
    if (name === 'group') return groupWords(value, words);
    if (name === 'institutions') return institutionsOf(value).map((one) => institutionWords(document, one));
    return [oneWords(document, name, value)];
  });
}

/** A thing of a ruleset with one value. */
export function oneWords(document: EffectiveDocument, name: string, value: unknown): StatedWords {
  return {
    name,
    label: namedThing(document, name),
    value: valueWords(wordsOf(document), value, { fact: baseOf(name), unit: unitOf(document, name) }),
  };
}

/** What a thing is called, also a member of a set (`caseFlag.TCM`) or what is asked of it (`cmi.peer`). */
export function namedThing(document: EffectiveDocument, name: string): BothWords {
  return namedIn(wordsOf(document), name);
}

/** As `namedThing`, by the words of a document that may not be whole. */
export function namedIn(words: Pick<ExplanationWords, 'labelOf' | 'valueOf'>, name: string): BothWords {
  const label = both(words.labelOf(name));
  const aspect = name.slice(baseOf(name).length + 1);
  if (aspect === '') return label;
  const told = ASPECT_WORDS[aspect];
  if (told !== undefined) return { zh: `${label.zh}${told.zh}`, en: `${label.en}${told.en}` };
  const member = words.valueOf(aspect, baseOf(name));
  return { zh: `${label.zh}“${member.zh}”`, en: `${label.en} “${member.en}”` };
}

/** A rule by its name, or `decision.otherwise`: its decision and what it is called. */
export function ruleInWords(document: EffectiveDocument, name: string): RuleWords {
  const words = wordsOf(document);
  const decision = document.decisions.find(({ id, rules = [] }) => name === `${id}.otherwise` || rules.some((rule) => rule.name === name));
  if (decision === undefined) return { name, label: { zh: name, en: name } };
  const [of, rule] = [both(words.labelOf(decision.id)), both(words.ruleOf(decision.id, name.endsWith('.otherwise') ? 'otherwise' : name))];
  return { name, label: { zh: `${of.zh}：${rule.zh}`, en: `${of.en}: ${rule.en}` } };
}

const baseOf = (name: string): string => name.split('.')[0] ?? name;

/** What is known of a value: whose it is, and its unit. */
interface Said {
  readonly fact?: string;
  readonly unit?: string;
}

/** A stated value: a number with its unit, a constant by its word, a list with 、. */
export function valueWords(words: Pick<ExplanationWords, 'valueOf'>, value: unknown, { fact, unit = '1' }: Said = {}): BothWords {
  if (value === null || value === undefined) return NONE;
  if (Array.isArray(value)) {
    if (value.length === 0) return NONE;
    const all = value.map((one: unknown) => words.valueOf(String(one), fact));
    return { zh: all.map(({ zh }) => zh).join('、'), en: all.map(({ en }) => en).join(', ') };
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const said = words.valueOf(text, fact);
  if (said.zh !== text || !isDecimalText(text)) return { zh: said.zh, en: said.en };
  return { zh: [text, unitWord(unit)].join(' ').trim(), en: unit === '1' || unit === '' ? text : `${text} ${unit}` };
}

/** The unit of a fact, a decision's output, a parameter or a sum; `1` where it has none. */
function unitOf(document: EffectiveDocument, name: string): string {
  const base = baseOf(name);
  const { facts, parameters, decisions, aggregates } = document;
  const output = decisions.find(({ id }) => id === base)?.output;
  const stated = output !== undefined && 'unit' in output ? output.unit : undefined;
  const own = stated ?? facts[base]?.unit ?? parameters[base]?.unit ?? VOCABULARY[base]?.unit ?? QUALITY_VOCABULARY[base]?.unit;
  if (own !== undefined) return own;
  const summed = aggregates.find(({ id }) => id === base)?.sum;
  return summed === undefined || summed === base ? '1' : unitOf(document, summed);
}

/** The group that an example states, a column each. */
function groupWords(group: unknown, words: ExplanationWords): readonly StatedWords[] {
  if (typeof group !== 'object' || group === null) return [{ name: 'group', label: GROUP, value: UNGROUPED }];
  return Object.entries(group).flatMap(([column, value]: [string, unknown]): readonly StatedWords[] => {
    const { unit, ...label } = GROUP_COLUMNS[column] ?? { zh: column, en: column, unit: '1' };
    const name = `group.${column}`;
    const fact = column === 'flags' ? 'groupFlag' : column === 'kind' ? 'groupKind' : undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return [{ name, label, value: valueWords(words, value, { ...(fact === undefined ? {} : { fact }), unit }) }];
    return Object.entries(value).map(([key, one]: [string, unknown]): StatedWords => {
      const keyed = key === 'ALL' ? ALL_LEVELS : words.valueOf(key, 'institutionLevel');
      return {
        name: `${name}.${key}`,
        label: { zh: `${label.zh}（${keyed.zh}）`, en: `${label.en} (${keyed.en})` },
        value: valueWords(words, one, { unit }),
      };
    });
  });
}

interface OfInstitution {
  readonly code: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Institutions as `given` lists them, or as `expect` has them by code. */
function institutionsOf(value: unknown): readonly OfInstitution[] {
  if (typeof value !== 'object' || value === null) return [];
  if (!Array.isArray(value))
    return Object.entries(value).map(([code, values]: [string, unknown]) => ({
      code,
      values: Object.fromEntries(Object.entries(values ?? {})),
    }));
  return value.map((one: unknown) => {
    const all: readonly (readonly [string, unknown])[] = Object.entries(one ?? {});
    return { code: String(new Map(all).get('code')), values: Object.fromEntries(all.filter(([name]) => name !== 'code')) };
  });
}

/** What is stated of one institution, told together. */
function institutionWords(document: EffectiveDocument, { code, values }: OfInstitution): StatedWords {
  const all = statedWords(document, values);
  return {
    name: `institutions.${code}`,
    label: { zh: `${INSTITUTION.zh} ${code}`, en: `${INSTITUTION.en} ${code}` },
    value: {
      zh: all.map(({ label, value }) => `${label.zh} ${value.zh}`).join('；'),
      en: all.map(({ label, value }) => `${label.en} ${value.en}`).join('; '),
    },
  };
}
