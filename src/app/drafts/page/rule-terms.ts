import type { CellChoice } from './page-model.js';
import { membersOf, type DraftPart } from './rule-lists.js';
import type { OperandForm, DraftTerm, TermOperator } from './rulebook-model.js';
import { choiceText } from '../workbook/cell-forms.js';
import type { DraftView } from '../workbook/draft-view.js';
import type { Operator, ValueType } from '../../../engine/plan/plan.js';
import { SCOPES, type Scope } from '../../../engine/plan/scopes.js';
import { OPERATORS_BY_TYPE } from '../../../rules/compile/conditions.js';
import { QUALITY_VOCABULARY, VOCABULARY, type FactSpec } from '../../../rules/document/vocabulary.js';
import { OPERATOR_WORDS, unitWord } from '../../../rules/explain/explain-words.js';
import { isNumeric } from '../../../rules/findings/terms.js';
import { isObject } from '../../../rules/shape/shape-words.js';

const NONE: DraftPart = {};
const KNOWN: readonly Operator[] = ['known'];
/** What holds where no rule of a decision does. */
const OTHERWISE = 'otherwise';
/** What follows the name of a thing of which one aspect is asked. */
const ASPECT_LABELS = { peer: '（同类均值）', region: '（全区均值）', whole: '（全区）', rule: '（所用规则）' } as const;

/** A term, and which decisions may ask it. */
export interface AskedTerm {
  readonly term: DraftTerm;
  /** Known when a settlement list arrives: what decisions of quality may ask. */
  readonly isOfLists: boolean;
  /** Known only to decisions of quality. */
  readonly isOfQualityOnly: boolean;
  /** Of what a decision gives: its place among decisions. Earlier ones may be asked. */
  readonly order: number | undefined;
  /** 全区 of a sum of the region: it may be asked in this scope and in every later one. */
  readonly from: Scope | undefined;
}

/** What conditions of a draft's rules may be about, in the order of vocabulary, the draft's own facts, sums, decisions and parameters. */
export function draftTerms(view: DraftView): readonly AskedTerm[] {
  return [...factTerms(view), ...aggregateTerms(view), ...decisionTerms(view), ...parameterTerms(view)];
}

interface Met {
  readonly name: string;
  readonly label: string;
  readonly scope: Scope;
  readonly type: ValueType;
  readonly unit: string;
  readonly isOptional: boolean;
  readonly values: readonly string[];
  readonly isOfLists?: boolean;
  readonly isOfQualityOnly?: boolean;
  readonly order?: number;
  readonly from?: Scope;
  /** In place of those that the values are called by. */
  readonly choices?: readonly CellChoice[];
}

function factTerms(view: DraftView): readonly AskedTerm[] {
  const declared = new Map(
    [view.inherited['facts'], view.document['facts']].flatMap((facts) => Object.entries(isObject(facts) ? facts : NONE)),
  );
  const names = [...new Set([...Object.keys(VOCABULARY), ...Object.keys(QUALITY_VOCABULARY), ...declared.keys()])];
  return names.flatMap((name) => {
    const own = declared.get(name);
    const stated = isObject(own) ? own : NONE;
    const known = VOCABULARY[name] ?? QUALITY_VOCABULARY[name];
    const scope = scopeOf(stated['scope'] ?? known?.scope);
    const type = typeOf(stated['type'] ?? known?.type);
    if (scope === undefined || type === undefined || stated['remove'] === true || stated['recordOnly'] === true) return [];
    const met = { ...factOf(name, stated, known), scope, type, label: view.labelOf(name) };
    return [...membersOfSet(view, met), ...averagesOf(view, met, stated)];
  });
}

/** 同类均值、全区均值 the averages of a number that institutions state, where one is declared; peers are those of one class. */
function averagesOf(view: DraftView, met: Met, { average }: DraftPart): readonly AskedTerm[] {
  if (average === undefined || met.scope !== 'institution' || !isNumeric(met.type)) return [];
  const aspects = view.factOf('institutionClass').type === 'enum' ? (['peer', 'region'] as const) : (['region'] as const);
  return aspects.map((aspect) =>
    term(view, { ...met, name: `${met.name}.${aspect}`, label: `${met.label}${ASPECT_LABELS[aspect]}`, type: 'decimal', isOfLists: false }),
  );
}

function factOf(name: string, stated: DraftPart, known: FactSpec | undefined): Omit<Met, 'scope' | 'type' | 'label'> {
  const values = Array.isArray(stated['values']) ? stated['values'].filter((one) => typeof one === 'string') : known?.values;
  const unit = typeof stated['unit'] === 'string' ? stated['unit'] : known?.unit;
  return {
    ...{ name, unit: unit ?? '', values: values ?? [], isOptional: (stated['optional'] ?? known?.optional) === true },
    isOfLists: (stated['scope'] ?? known?.scope) === 'case' && known?.afterGrouping !== true,
    isOfQualityOnly: VOCABULARY[name] === undefined && QUALITY_VOCABULARY[name] !== undefined,
  };
}

/** A set is asked member by member. */
function membersOfSet(view: DraftView, met: Met): readonly AskedTerm[] {
  if (met.type !== 'set') return [term(view, met)];
  return met.values.map((member) =>
    term(view, {
      ...met,
      name: `${met.name}.${member}`,
      label: `${met.label}“${view.wordOf(member)}”`,
      type: 'boolean',
      values: [],
    }),
  );
}

function aggregateTerms(view: DraftView): readonly AskedTerm[] {
  return membersOf(view.inherited['aggregates'], view.document['aggregates']).flatMap(({ name, base, own, isRemoved }) => {
    const stated = { ...base, ...own };
    const scope = scopeOf(stated['per']);
    if (isRemoved || scope === undefined) return [];
    const isOptional = stated['quantile'] !== undefined;
    const met: Met = { ...{ name, scope, isOptional, type: 'decimal', unit: '', values: [] }, label: view.labelOf(name) };
    const whole = { ...met, name: `${name}.region`, label: `${met.label}${ASPECT_LABELS.whole}`, from: scope };
    return [term(view, met), ...(scope === 'fundYearEnd' ? [] : [term(view, whole)])];
  });
}

function decisionTerms(view: DraftView): readonly AskedTerm[] {
  return membersOf(view.inherited['decisions'], view.document['decisions']).flatMap(({ name, base, own, isRemoved }, order) => {
    const stated: DraftPart = { ...base, ...own };
    const output = isObject(stated['output']) ? stated['output'] : NONE;
    const [scope, type] = [scopeOf(stated['scope']), typeOf(output['type'])];
    if (isRemoved || scope === undefined || type === undefined) return [];
    const values = Array.isArray(output['values']) ? output['values'].filter((one) => typeof one === 'string') : [];
    const unit = typeof output['unit'] === 'string' ? output['unit'] : '';
    const isOfLists = stated['quality'] === true;
    const met = { name, scope, type, values, unit, order, isOfLists, isOfQualityOnly: isOfLists, isOptional: output['optional'] === true };
    const label = view.labelOf(name);
    return [term(view, { ...met, label }), ...ruleOf(view, { ...met, label }, [base, own])];
  });
}

/** 所用的规则 which rule of a decision held: where one does at most. */
function ruleOf(view: DraftView, met: Met, [base, own]: readonly (DraftPart | undefined)[]): readonly AskedTerm[] {
  const hit = own?.['hit'] ?? base?.['hit'];
  const rules = membersOf(base?.['rules'], own?.['rules']).filter(({ isRemoved }) => !isRemoved);
  if (rules.length === 0 || (hit !== 'unique' && hit !== 'first' && hit !== 'max')) return [];
  const choices = [...rules.map(({ name }) => name), OTHERWISE].map((name): CellChoice => {
    return { text: choiceText(name, view.ruleLabelOf(met.name, name)), json: JSON.stringify(name) };
  });
  const name = `${met.name}.rule`;
  const values = [...rules.map((rule) => rule.name), OTHERWISE];
  return [
    term(view, {
      ...met,
      name,
      label: `${met.label}${ASPECT_LABELS.rule}`,
      ...{ type: 'enum', unit: '', values, choices, isOptional: false },
    }),
  ];
}

/** A parameter that is one of several, or a yes or no, may be asked as a fact is. */
function parameterTerms(view: DraftView): readonly AskedTerm[] {
  return view.parameters.flatMap(({ name, value }) => {
    const isFlag = typeof value.value === 'boolean';
    if (value.enum === undefined && !isFlag) return [];
    const met = { name, scope: 'fundYear' as const, isOptional: false, unit: '', values: value.enum ?? [], isOfLists: true };
    return [term(view, { ...met, type: isFlag ? 'boolean' : 'enum', label: view.labelOf(name) })];
  });
}

function term(
  view: DraftView,
  { type, values, unit, choices, isOfLists = false, isOfQualityOnly = false, order, from, ...met }: Met,
): AskedTerm {
  const operators: readonly Operator[] = [...OPERATORS_BY_TYPE[type], ...(met.isOptional ? KNOWN : [])];
  return {
    ...{ isOfLists, isOfQualityOnly, order, from },
    term: {
      ...{ ...met, unit: unit === '' ? '' : unitWord(unit) },
      choices: choices ?? (type === 'enum' ? values.map((code) => codeChoice(view, code)) : []),
      operators: operators.map((operator) => operatorOf(operator, type, values, choices === undefined)),
    },
  };
}

/** A constant with what it is called. */
export function codeChoice(view: DraftView, code: string): CellChoice {
  return { text: choiceText(code, view.wordOf(code)), json: JSON.stringify(code) };
}

/** `isAnyValue`: its values are known to more than the term itself, so that a parameter may hold one. */
function operatorOf(operator: Operator, type: ValueType, values: readonly string[], isAnyValue: boolean): TermOperator {
  const operand = operandOf(operator, type, values);
  const takesParameter = isAnyValue && operand !== 'CODE_TABLE' && operand !== 'LIST' && operand !== 'CHOICES' && operator !== 'known';
  return { operator, word: OPERATOR_WORDS[operator].zh, operand, takesParameter };
}

function operandOf(operator: Operator, type: ValueType, values: readonly string[]): OperandForm {
  if (operator === 'inCodes' || operator === 'anyInCodes') return 'CODE_TABLE';
  if (operator === 'in' || operator === 'notIn') return values.length > 0 && type === 'enum' ? 'CHOICES' : 'LIST';
  if (operator === 'known' || type === 'boolean') return 'FLAG';
  if (isNumeric(type)) return 'DECIMAL';
  if (type === 'date') return 'DAY';
  return type === 'enum' && values.length > 0 ? 'CHOICE' : 'TEXT';
}

function scopeOf(value: unknown): Scope | undefined {
  return SCOPES.find((one) => one === value);
}

function typeOf(value: unknown): ValueType | undefined {
  return TYPES.find((one) => one === value);
}

const TYPES: readonly ValueType[] = ['decimal', 'integer', 'boolean', 'enum', 'code', 'codes', 'date', 'set'];
