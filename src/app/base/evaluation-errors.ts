import { EvaluationError, ValidationError, type FieldProblem } from './errors.js';
import type { EvaluationFailure } from '../../engine/decide/decide.js';
import type { ProblemCode } from '../../engine/formula/environment.js';
import type { FactProblem, FactProblemCode } from '../../engine/decide/fact-text.js';
import type { Label } from '../../engine/plan/plan.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { nearest } from '../../rules/text/nearest.js';

const REASONS: Readonly<Record<ProblemCode, (name: string) => Label>> = {
  NOT_SUPPLIED: (name) => ({
    zh: `没有提供“${name}”。请补充该事实、预算项或机构指标。`,
    en: `"${name}" was not supplied. State the fact, budget item or figure.`,
  }),
  MISSING_VALUE: (name) => ({ zh: `“${name}”缺失，而公式需要它。`, en: `"${name}" is missing and the formula needs it.` }),
  GROUP_COLUMN_MISSING: (name) => ({
    zh: `病种目录缺少“${name}”，或病例未入组。`,
    en: `The catalogue lacks "${name}", or the case has no group.`,
  }),
  TABLE_KEY_MISSING: (name) => ({ zh: `表“${name}”中没有这个键。`, en: `Table "${name}" has no such key.` }),
  DIVISION_BY_ZERO: (name) => ({
    zh: `除数为零${name === '' ? '' : `（${name}）`}。`,
    en: `Division by zero${name === '' ? '' : ` (${name})`}.`,
  }),
  OUT_OF_RANGE: (name) => ({ zh: `“${name}”超出允许的范围。`, en: `"${name}" is out of range.` }),
};

/** Why a formula could not be worked out, for people. */
export function reasonOf(code: ProblemCode, name: string): Label {
  return REASONS[code](name);
}

/** EVALUATION_FAILED with the decision's Chinese name and the fact concerned. */
export function evaluationError(
  { plan }: Pick<CompiledRuleset, 'plan'>,
  { decision, code, fact, scope }: EvaluationFailure,
): EvaluationError {
  const label = plan.decisions[scope].find(({ id }) => id === decision)?.label;
  const slot = plan.slots[scope].find(({ name }) => name === fact)?.label;
  const reason = reasonOf(code, fact);
  const named = (text: string, translation: string | undefined): string =>
    translation === undefined ? text : text.replace(`${fact}`, `${translation} ${fact}`);
  return new EvaluationError(decision, fact === '' ? null : fact, {
    zh: `判定“${label?.zh ?? decision}”无法计算：${named(reason.zh, slot?.zh)}`,
    en: `Decision "${decision}" could not be worked out: ${reason.en ?? reason.zh}`,
  });
}

/** How values of a type are written, by the type's name. */
const TYPE_WORDS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  boolean: { zh: '是否（写成 true 或 false）', en: 'boolean (true or false)' },
  decimal: { zh: '数（如 1234.50，不带千位分隔符和单位）', en: 'decimal (such as 1234.50, without separators or units)' },
  integer: { zh: '整数', en: 'integer' },
  date: { zh: '日期（YYYY-MM-DD）', en: 'date (YYYY-MM-DD)' },
};

const FACT_REASONS: Readonly<Record<FactProblemCode, (problem: FactProblem) => Label>> = {
  UNKNOWN_FACT: ({ fact, expected }) => {
    const meant = nearest(fact, expected.split(' '));
    return {
      zh: `规则集没有声明事实“${fact}”。${meant === undefined ? '' : `是否指“${meant}”？`}可用的有：${expected || '（无）'}。`,
      en: `The ruleset declares no fact "${fact}".${meant === undefined ? '' : ` Did you mean "${meant}"?`} Declared: ${expected || '(none)'}.`,
    };
  },
  WRONG_TYPE: ({ fact, value, expected }) => ({
    zh: `“${fact}”的值“${value}”类型不对，应为${TYPE_WORDS[expected]?.zh ?? expected}。`,
    en: `The value "${value}" of "${fact}" is not of type ${TYPE_WORDS[expected]?.en ?? expected}.`,
  }),
  VALUE_NOT_ALLOWED: ({ fact, value, expected }) => ({
    zh: `“${fact}”的值“${value}”不在允许的取值中：${expected}。`,
    en: `The value "${value}" of "${fact}" is not one of: ${expected}.`,
  }),
  OUT_OF_DOMAIN: ({ fact, value, expected }) => ({
    zh: `“${fact}”的值“${value}”超出范围 ${expected}。`,
    en: `The value "${value}" of "${fact}" is outside ${expected}.`,
  }),
  REQUIRED: ({ fact }) => ({
    zh: `缺少“${fact}”，而规则集规定必须填写。`,
    en: `"${fact}" is missing; the ruleset requires it.`,
  }),
};

/** Stated values that do not fit the ruleset's declarations, as problems of fields. */
export function factProblems(problems: readonly FactProblem[], path: readonly string[]): readonly FieldProblem[] {
  return problems.map((problem) => ({ path: [...path, problem.fact], code: problem.code, messages: FACT_REASONS[problem.code](problem) }));
}

/** VALIDATION_FAILED: stated values that do not fit the ruleset's declarations. */
export function attributeProblems(problems: readonly FactProblem[], path: readonly string[]): ValidationError {
  return new ValidationError(factProblems(problems, path));
}
