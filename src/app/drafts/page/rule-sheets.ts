import { shown, type BareSheet, type CellChoice, type PageCell, type PageRow } from './page-model.js';
import type { DraftView } from '../workbook/draft-view.js';
import { isDecimalText } from '../../../engine/number/quantity.js';
import type { Label, Operator } from '../../../engine/plan/plan.js';
import { SCOPE_LABELS, SCOPES } from '../../../engine/plan/scopes.js';
import { OPERATOR_WORDS } from '../../../rules/explain/explain-words.js';
import { Aliases } from '../../../rules/names/aliases.js';
import { pointerStep } from '../../../rules/findings/pointer-steps.js';
import { isObject } from '../../../rules/shape/shape-words.js';

type Part = Readonly<Record<string, unknown>>;

const HEADINGS = ['判定', '规则', '条件或结果', '比较', '值或公式', '读作'];
const ABOUT = [
  '一行一处：条件的比较和值、结果、公式（名称可以写中文，如“读作”一列）。同一规则的条件须同时成立；写“或”的一组，有一条成立即可。继承来的也在，改了就是改写',
  '增减条件和规则，见“增减规则和条件”一节',
];

/** 条件和公式 what decisions say, a condition, a result or a formula a row: a sheet for each scope that has decisions. */
export function ruleSheets(view: DraftView): readonly BareSheet[] {
  const decisions = mergedById(view.inherited['decisions'], view.document['decisions']);
  const aliases = new Aliases(view.labels);
  return SCOPES.flatMap((scope): readonly BareSheet[] => {
    const rows = decisions.filter((one) => one['scope'] === scope).flatMap((decision) => new RuleRows(view, aliases, decision).rows());
    if (rows.length === 0) return [];
    const { zh, en } = SCOPE_LABELS[scope];
    const title = { zh: `条件和公式：${zh}`, en: `Conditions and formulas: ${en}` };
    return [{ ...{ id: `rules/${scope}`, title, about: ABOUT, basis: [], pointer: '', hasFreeRows: false }, headings: HEADINGS, rows }];
  });
}

/** Members of two lists by their id or name: those of the second state what differs; removed ones are gone. */
function mergedById(base: unknown, own: unknown): readonly Part[] {
  const merged = new Map<string, Part>();
  for (const list of [base, own]) {
    for (const entry of Array.isArray(list) ? list : []) {
      const name = nameOf(entry);
      if (name === undefined || !isObject(entry)) continue;
      const before = merged.get(name);
      if (entry['remove'] === true) merged.delete(name);
      else merged.set(name, before === undefined ? entry : { ...before, ...entry, ...rulesOf(before, entry) });
    }
  }
  return [...merged.values()];
}

function rulesOf({ rules: base }: Part, { rules: own }: Part): Part {
  return base === undefined || own === undefined ? {} : { rules: mergedById(base, own) };
}

function nameOf(entry: unknown): string | undefined {
  const name = isObject(entry) ? (entry['id'] ?? entry['name']) : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** Operators that may stand for each other, since they compare with the same kind of value. */
const ORDERING: readonly Operator[] = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive', 'equal', 'notEqual'];
const EQUALITY: readonly Operator[] = ['equal', 'notEqual'];
const MEMBERSHIP: readonly Operator[] = ['in', 'notIn'];
const ALTERNATIVES: readonly (readonly Operator[])[] = [EQUALITY, MEMBERSHIP];

/** The rows of one decision. A decision that the draft states as a table or a scorecard has a sheet of its own. */
class RuleRows {
  readonly #at: string;
  readonly #label: string;

  constructor(
    readonly view: DraftView,
    readonly aliases: Aliases,
    readonly decision: Part,
  ) {
    this.#at = `/decisions/${pointerStep(String(decision['id']))}`;
    this.#label = view.labelOf(String(decision['id']));
  }

  rows(): readonly PageRow[] {
    const { decision } = this;
    if (decision['table'] !== undefined || decision['scorecard'] !== undefined) return [];
    const rules: readonly unknown[] = Array.isArray(decision['rules']) ? decision['rules'] : [];
    return [
      ...this.#result(decision, this.#at, '恒为'),
      ...rules.filter(isObject).flatMap((rule) => this.#rule(rule)),
      ...(isObject(decision['otherwise']) ? this.#result(decision['otherwise'], `${this.#at}/otherwise`, '否则为') : []),
    ];
  }

  #rule(rule: Part): readonly PageRow[] {
    const at = `${this.#at}/rules/${pointerStep(String(rule['name']))}`;
    const label = isObject(rule['label']) && typeof rule['label']['zh'] === 'string' ? rule['label']['zh'] : String(rule['name']);
    const event = isObject(rule['event']) ? rule['event']['params'] : undefined;
    return [
      ...this.#conditions(rule['conditions'], `${at}/conditions`, { rule: label, joined: '' }),
      ...(isObject(event) ? this.#result(event, `${at}/event/params`, '则为', label) : []),
    ];
  }

  /** Conditions, however they are nested, a comparison a row; what stands before it says how it is joined. */
  #conditions(condition: unknown, at: string, within: { readonly rule: string; readonly joined: string }): readonly PageRow[] {
    if (!isObject(condition)) return [];
    const { rule, joined } = within;
    for (const [key, word] of JOINS) {
      const inner = condition[key];
      if (inner === undefined) continue;
      const members: readonly unknown[] = Array.isArray(inner) ? inner : [inner];
      return members.flatMap((member, index) =>
        this.#conditions(member, Array.isArray(inner) ? `${at}/${key}/${index}` : `${at}/${key}`, { rule, joined: `${joined}${word}` }),
      );
    }
    return typeof condition['fact'] === 'string' ? [this.#comparison(condition, condition['fact'], at, within)] : [];
  }

  #comparison(condition: Part, fact: string, at: string, { rule, joined }: { readonly rule: string; readonly joined: string }): PageRow {
    const { operator, value } = condition;
    const cells = [
      ...[shown(this.#label), shown(rule), shown(`${joined}${this.#nameLabel(fact)}`)],
      ...[operatorCell(`${at}/operator`, String(operator), value), this.#valueCell(`${at}/value`, fact, value), shown('')],
    ];
    return { pointer: at, cells };
  }

  /** What a rule or a decision comes to: a value or a formula, with what the formula says in Chinese. */
  #result(part: Part, at: string, word: string, rule = ''): readonly PageRow[] {
    const { value, formula } = part;
    const row = (pointer: string, cell: PageCell, reading: string): PageRow => ({
      pointer,
      cells: [shown(this.#label), shown(rule), shown(word), shown(''), cell, shown(reading)],
    });
    if (typeof formula === 'string') {
      const pointer = `${at}/formula`;
      const cell: PageCell = { text: formula, said: null, pointer, input: 'TEXT', choices: [], mayBeEmpty: false };
      return [row(pointer, cell, this.aliases.toChinese(formula) ?? '')];
    }
    if (value === undefined) return [];
    const pointer = `${at}/value`;
    return [row(pointer, this.#valueCell(pointer, String(this.decision['id']), value), '')];
  }

  #valueCell(pointer: string, fact: string, value: unknown): PageCell {
    const cell = { said: null, pointer, choices: [], mayBeEmpty: false } as const;
    if (typeof value === 'boolean') return { ...cell, input: 'CHOICE', text: yesOrNo(value), choices: [true, false].map(flagChoice) };
    if (Array.isArray(value)) return { ...cell, input: 'LIST', text: value.map(String).join('；'), said: this.#listed(fact, value) };
    if (typeof value === 'string') return this.#textCell(cell, fact, value);
    if (!isObject(value)) return shown('');
    const { parameter, table } = value;
    if (typeof parameter === 'string') return this.#parameterCell(cell, parameter);
    return shown(typeof table === 'string' ? `编码表 ${this.view.labelOf(table)}` : JSON.stringify(value));
  }

  #textCell(cell: Pick<PageCell, 'said' | 'pointer' | 'choices' | 'mayBeEmpty'>, fact: string, value: string): PageCell {
    const values = this.view.parameters.find(({ name }) => name === fact)?.value.enum ?? this.view.factOf(fact).values;
    const choice = (code: string): CellChoice => ({ text: this.#coded(code), json: JSON.stringify(code) });
    if (values.length > 0) return { ...cell, input: 'CHOICE', text: this.#coded(value), choices: values.map(choice) };
    return { ...cell, input: isDecimalText(value) ? 'DECIMAL' : 'TEXT', text: value };
  }

  /** Constants by their names, where they have some. */
  #listed(fact: string, codes: readonly unknown[]): PageCell['said'] {
    const all = codes.map((code) => this.view.calledOf(String(code), fact));
    if (all.every((one) => one === undefined)) return null;
    const named = all.map((one, at): Label => one ?? { zh: String(codes[at]) });
    return { zh: named.map(({ zh }) => zh).join('；'), en: named.map(({ zh, en }) => en ?? zh).join('; ') };
  }

  #coded(code: string): string {
    const word = this.view.wordOf(code);
    return word === code ? code : `${code} ${word}`;
  }

  /** A parameter may give way to one of the same kind. */
  #parameterCell(cell: Pick<PageCell, 'said' | 'pointer' | 'choices' | 'mayBeEmpty'>, name: string): PageCell {
    const { parameters, labelOf } = this.view;
    const kind = kindOf(parameters.find((one) => one.name === name)?.value);
    const choice = (id: string): CellChoice => ({ text: `参数 ${labelOf(id)}`, json: JSON.stringify({ parameter: id }) });
    const alike = parameters.filter(({ value }) => kindOf(value) === kind).map((one) => choice(one.name));
    return { ...cell, input: 'CHOICE', text: choice(name).text, choices: alike };
  }

  /** What a name is called; of one that leads into another, such as `caseFlag.TCM`, both parts. */
  #nameLabel(name: string): string {
    const { labelOf, wordOf } = this.view;
    const [head = name, ...tail] = name.split('.');
    return labelOf(name) !== name || tail.length === 0 ? labelOf(name) : `${labelOf(head)}（${tail.map(wordOf).join('，')}）`;
  }
}

const JOINS = [
  ['all', ''],
  ['any', '或 '],
  ['not', '非 '],
] as const;

function kindOf(parameter: DraftView['parameters'][number]['value'] | undefined): string {
  if (parameter === undefined) return '';
  const { value, unit = '' } = parameter;
  return `${typeof value === 'string' && isDecimalText(value) ? 'decimal' : typeof value} ${unit}`;
}

const yesOrNo = (value: boolean): string => (value ? '是' : '否');
const flagChoice = (value: boolean): CellChoice => ({ text: yesOrNo(value), json: JSON.stringify(value) });

function operatorCell(pointer: string, operator: string, value: unknown): PageCell {
  const isOrdered = isObject(value) || (typeof value === 'string' && isDecimalText(value));
  const group =
    isOrdered && ORDERING.some((one) => one === operator) ? ORDERING : ALTERNATIVES.find((list) => list.some((one) => one === operator));
  const known = Object.entries(OPERATOR_WORDS).find(([name]) => name === operator);
  if (group === undefined) return shown(known?.[1].zh ?? operator);
  const choices = group.map((one): CellChoice => ({ text: OPERATOR_WORDS[one].zh, json: JSON.stringify(one) }));
  return { text: known?.[1].zh ?? operator, said: null, pointer, input: 'CHOICE', choices, mayBeEmpty: false };
}
