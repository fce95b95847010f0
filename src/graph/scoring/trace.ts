import { builder } from '../base/builder.js';
import { BASES_COST, BasisRef } from '../kit/basis.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import type { ExplainedCondition, ExplainedInput, ExplainedRule, ExplainedStep } from '../../rules/explain/explain.js';

const TraceInputRef = builder.objectRef<ExplainedInput>('TraceInput').implement({
  description: '计算所用的一个取值 a value that a step read',
  fields: (t) => ({
    fact: t.exposeString('fact', { description: '事实、参数、表或目录列的名称 name of the fact, parameter, table or catalogue column' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    value: t.exposeString('value', { description: '取值；缺失为“—” the value; — where missing' }),
    unit: t.exposeString('unit', { nullable: true, description: '单位：yuan、point、day、case、person、1 unit' }),
    source: t.exposeString('source', {
      description: '来源：fact、parameter、table、catalogue、output、aggregate、average where it comes from',
    }),
    basis: t.field({
      type: [BasisRef],
      complexity: BASES_COST,
      description: '参数或表的取值依据；其他来源为空 on what the value of a parameter or table rests; empty for other sources',
      resolve: ({ basis }) => [...basis],
    }),
  }),
});

const ConditionResultRef = builder.objectRef<ExplainedCondition>('ConditionResult').implement({
  description: '一个条件及其实际取值和结果 a condition with the value that it met',
  fields: (t) => ({
    rule: t.exposeString('rule', { description: '所属规则 the rule that it belongs to' }),
    text: t.field({
      type: LocalizedTextRef,
      description: '条件的文字，含实际取值 the condition in words, with actual values',
      resolve: ({ text }) => text,
    }),
    fact: t.exposeString('fact', { description: '事实 fact' }),
    operator: t.exposeString('operator', { description: '比较符 operator' }),
    expected: t.exposeString('expected', { description: '界值 what it is compared with' }),
    actual: t.exposeString('actual', { nullable: true, description: '实际取值；缺失为空 actual value; null where missing' }),
    result: t.exposeBoolean('result', { description: '是否成立 whether it holds' }),
    from: t.exposeString('from', {
      nullable: true,
      description: '界值所取自的参数或表；直接写明的为空 the parameter or table that the limit was read from; null for a literal',
    }),
    basis: t.field({
      type: [BasisRef],
      complexity: BASES_COST,
      description: '该参数或表的依据 on what that parameter or table rests',
      resolve: ({ basis }) => [...basis],
    }),
  }),
});

/** A rule and the step that it is of. */
interface RuleView extends ExplainedRule {
  readonly step: ExplainedStep;
}

const RuleResultRef = builder.objectRef<RuleView>('RuleResult').implement({
  description: '判定中的一条规则及其结果 one rule of a decision, and whether it held',
  fields: (t) => ({
    name: t.exposeString('name', { description: '规则名 name of the rule' }),
    label: t.field({ type: LocalizedTextRef, description: '规则名称 label', resolve: ({ label }) => label }),
    fired: t.exposeBoolean('fired', { description: '是否成立 whether it held' }),
    counted: t.exposeBoolean('counted', { description: '是否计入结果 whether it made the result' }),
    condition: t.field({
      type: LocalizedTextRef,
      description: '全部条件的文字 its whole condition in words',
      resolve: ({ condition }) => condition,
    }),
    conditions: t.field({
      type: [ConditionResultRef],
      complexity: { field: 1, multiplier: 6 },
      description: '各条件及其实际取值，成立与否都有 its conditions with the values that they met, whether it held or not',
      resolve: ({ step, name }) => [...step.conditionsOf(name)],
    }),
    basis: t.field({ type: [BasisRef], complexity: BASES_COST, description: '依据 on what it rests', resolve: ({ basis }) => [...basis] }),
  }),
});

/** 计分步骤: one decision as it was made. */
export const TraceStepRef = builder.objectRef<ExplainedStep>('TraceStep').implement({
  description: '计分步骤：一个判定的公式、数字、规则和依据 one decision: formula, numbers, rule and basis',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: '序号，从 1 起 number, from 1' }),
    decision: t.exposeString('decision', { description: '判定标识 id of the decision' }),
    label: t.field({ type: LocalizedTextRef, description: '判定名称 label of the decision', resolve: ({ label }) => label }),
    formula: t.exposeString('formula', { nullable: true, description: '公式原文 formula as written' }),
    formulaText: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '公式（中文名称） formula with Chinese labels',
      resolve: ({ formulaText }) => formulaText,
    }),
    substituted: t.exposeString('substituted', {
      nullable: true,
      description:
        '代入数字后的公式：数字都是精确的（除不尽的写成分数），照算并按声明舍入即得结果 formula with the numbers in it, none of them shortened: worked out and rounded as declared it gives the output',
    }),
    output: t.exposeString('output', { description: '结果，按声明的小数位；缺失为“—” result at its declared scale; — where missing' }),
    exact: t.exposeString('exact', {
      nullable: true,
      description:
        '精确值：结果不作舍入而 8 位小数写不尽时的分数（分子/分母），后续步骤用它计算；其余为空 the exact output as a fraction where 8 places do not hold it: later steps work with it',
    }),
    unit: t.exposeString('unit', { nullable: true, description: '单位：yuan、point、day、case、person、1 unit' }),
    rule: t.exposeString('rule', { nullable: true, description: '起作用的规则，或 otherwise the rule that decided, or otherwise' }),
    ruleLabel: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '规则名称 label of the rule',
      resolve: ({ ruleLabel }) => ruleLabel,
    }),
    basis: t.field({ type: [BasisRef], complexity: BASES_COST, description: '依据 on what it rests', resolve: ({ basis }) => [...basis] }),
    inputs: t.field({
      type: [TraceInputRef],
      complexity: { field: 1, multiplier: 4 },
      description: '所用的取值 the values that it read',
      resolve: ({ inputs }) => [...inputs],
    }),
    conditions: t.field({
      type: [ConditionResultRef],
      complexity: { field: 1, multiplier: 6 },
      description:
        '起作用的规则的各条件；没有规则成立时为全部规则的条件 conditions of the rules that counted; of all rules where none held',
      resolve: ({ conditions }) => [...conditions],
    }),
    rules: t.field({
      type: [RuleResultRef],
      complexity: { field: 1, multiplier: 4 },
      description: '判定的全部规则 all rules of the decision',
      resolve: (step) => step.rules.map((rule) => ({ ...rule, step })),
    }),
    allocation: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '分摊说明 how a pooled decision divided',
      resolve: ({ allocation }) => allocation,
    }),
  }),
});

/** A trace has about twenty steps. */
export const TRACE_COST = { field: 20, multiplier: 20 } as const;
