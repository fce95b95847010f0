import { DraftRef } from './draft.js';
import { ChoiceRef } from './draft-sheets.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { describedValues } from '../base/enums.js';
import { rulebookOf, sentenceOf } from '../../app/drafts/page/rulebook.js';
import {
  OPERAND_FORMS,
  RULE_STANDINGS,
  type DecisionShown,
  type NamedThing,
  type OperandForm,
  type Rulebook,
  type RuleShown,
  type RuleStanding,
  type DraftTerm,
  type TermOperator,
} from '../../app/drafts/page/rulebook-model.js';
import { SCOPE_LABELS } from '../../engine/plan/scopes.js';

const FORMS: Readonly<Record<OperandForm, string>> = {
  DECIMAL: '数，如 "0.35" a decimal, as text',
  DAY: '日期，如 "2026-12-01" a day, as text',
  FLAG: '是或否 true or false',
  CHOICE: '几种之一 one of `choices`',
  TEXT: '文本或一个编码 a text or one code',
  LIST: '几个数、文本或编码 a list of texts',
  CHOICES: '几种，列出 a list of `choices`',
  CODE_TABLE: '编码表：{"table": 名称} a code table, by name',
};
const FormEnum = builder.enumType('DraftOperand', {
  description: '与什么比较 what an operator compares with',
  values: describedValues(OPERAND_FORMS, FORMS),
});

const STANDINGS: Readonly<Record<RuleStanding, string>> = {
  OWN: '本草案新增 the draft’s own',
  INHERITED: '继承 inherited',
  OVERRIDDEN: '本草案改写了继承的 the draft’s, in the place of an inherited one',
  REMOVED: '本草案停用了继承的 inherited, and taken out by the draft',
};
const StandingEnum = builder.enumType('DraftRuleStanding', {
  description: '规则的出处 where a rule of a draft comes from',
  values: describedValues(RULE_STANDINGS, STANDINGS),
});

const OperatorRef = builder.objectRef<TermOperator>('DraftTermOperator').implement({
  description: '合用的比较 an operator that fits a term',
  fields: (t) => ({
    operator: t.exposeString('operator', { description: '写法，如 greaterThan as it is written' }),
    word: t.exposeString('word', { description: '中文，如 大于 in Chinese' }),
    operand: t.field({ type: FormEnum, description: '与什么比较 what it compares with', resolve: ({ operand }) => operand }),
    takesParameter: t.exposeBoolean('takesParameter', { description: '值可以是参数：{"parameter": 名称} a parameter may be the value' }),
  }),
});

const TermRef = builder.objectRef<DraftTerm>('DraftTerm').implement({
  description: '条件可问的事：事实、汇总、判定所得、选项参数 what conditions may be about',
  fields: (t) => ({
    name: t.exposeString('name', { description: '名称，如 ageYears、caseFlag.TCM name' }),
    label: t.exposeString('label', { description: '中文名 its Chinese name' }),
    scope: t.string({ description: '层级，中文 scope, in Chinese', resolve: ({ scope }) => SCOPE_LABELS[scope].zh }),
    unit: t.exposeString('unit', { description: '单位，中文；没有为空串 unit, in Chinese; empty: none' }),
    isOptional: t.exposeBoolean('isOptional', {
      description: '可能缺失：须先问“有值” may be missing: conditions ask first whether it is known',
    }),
    choices: t.field({ type: [ChoiceRef], description: '可取的值 its values', resolve: ({ choices }) => [...choices] }),
    operators: t.field({ type: [OperatorRef], description: '合用的比较 operators that fit', resolve: ({ operators }) => [...operators] }),
  }),
});

const RuleRef = builder.objectRef<RuleShown>('DraftDecisionRule').implement({
  description: '判定的一条规则 a rule of a decision',
  fields: (t) => ({
    name: t.exposeString('name', { description: '规则名 name' }),
    label: t.exposeString('label', { description: '中文名 its Chinese name' }),
    standing: t.field({ type: StandingEnum, description: '出处 where it comes from', resolve: ({ standing }) => standing }),
    json: t.exposeString('json', { description: '规则（JSON）：现在的；停用的为继承的 the rule as JSON, as it holds or was inherited' }),
    own: t.exposeString('own', { nullable: true, description: '草案自己写的（JSON）；没写为空 what the draft states of it, as JSON' }),
    sentence: t.exposeString('sentence', { nullable: true, description: '逐句中文；读不成规则为空 what it says, in Chinese' }),
  }),
});

const DecisionRef = builder.objectRef<DecisionShown>('DraftDecision').implement({
  description: '由规则写成的判定 a decision that is written as rules',
  fields: (t) => ({
    id: t.exposeString('id', { description: '标识 id' }),
    label: t.exposeString('label', { description: '中文名 its Chinese name' }),
    scope: t.string({ description: '层级，中文 scope, in Chinese', resolve: ({ scope }) => SCOPE_LABELS[scope].zh }),
    terms: t.stringList({
      description: '条件可问的事的名称 names of what its conditions may be about',
      resolve: ({ terms }) => [...terms],
    }),
    isOrdered: t.exposeBoolean('isOrdered', {
      description: '按次序，第一条成立的算数（hit 为 first） the first rule that holds decides: their order counts',
    }),
    hit: t.exposeString('hit', { description: '命中方式 hit policy' }),
    isInherited: t.exposeBoolean('isInherited', { description: '继承而来 inherited' }),
    isOwn: t.exposeBoolean('isOwn', { description: '草案自己写了其中的事 the draft states something of it' }),
    outcomes: t.field({
      type: [ChoiceRef],
      description: '规则可给的值；给数的为空，写值或公式 what its rules may give; empty: numbers, as a value or a formula',
      resolve: ({ outcomes }) => [...outcomes],
    }),
    unit: t.exposeString('unit', { description: '所给的数的单位，中文 unit of the numbers that it gives, in Chinese' }),
    otherwise: t.exposeString('otherwise', { nullable: true, description: '没有规则成立时，中文 what holds otherwise, in Chinese' }),
    rules: t.field({
      type: [RuleRef],
      description: '各规则，按判定的次序，停用的在后 its rules in their order, then those that were taken out',
      resolve: ({ rules }) => [...rules],
    }),
  }),
});

const NamedRef = builder.objectRef<NamedThing>('DraftName').implement({
  description: '名称及其中文 a name and what it is called',
  fields: (t) => ({
    name: t.exposeString('name', { description: '名称 name' }),
    label: t.exposeString('label', { description: '中文 what it is called' }),
  }),
});

const RulebookRef = builder.objectRef<Rulebook>('DraftRulebook').implement({
  description: '条件和规则 the rules of a draft, and the words that conditions are made of',
  fields: (t) => ({
    decisions: t.field({ type: [DecisionRef], description: '由规则写成的判定 decisions', resolve: ({ decisions }) => [...decisions] }),
    terms: t.field({ type: [TermRef], description: '条件可问的事 what conditions may be about', resolve: ({ terms }) => [...terms] }),
    parameters: t.field({ type: [NamedRef], description: '参数 parameters', resolve: ({ parameters }) => [...parameters] }),
    codeTables: t.field({ type: [NamedRef], description: '编码表 code tables', resolve: ({ codeTables }) => [...codeTables] }),
    bases: t.field({ type: [NamedRef], description: '可写的依据 articles that a rule may rest on', resolve: ({ bases }) => [...bases] }),
  }),
});

builder.objectFields(DraftRef, (t) => ({
  rulebook: t.field({
    type: RulebookRef,
    complexity: { field: 50 },
    description:
      '最新文本的规则，连同继承的，和写条件所用的词；增减规则和条件用 saveDraft the rules of its last text with those that it inherits, and the words for conditions',
    resolve: (opened, _args, context) => rulebookOf(callerOf(context), opened),
  }),
  ruleSentence: t.string({
    nullable: true,
    complexity: { field: 50 },
    description:
      '一条规则（JSON）会怎么说，中文；还不成规则的为空。什么也不保存 what a rule would say, in Chinese; null while it is none. Saves nothing',
    args: { rule: t.arg.string({ required: true, description: '规则（JSON） the rule as JSON' }) },
    resolve: (opened, { rule }, context) => sentenceOf(callerOf(context), opened, rule),
  }),
}));
