import { reasonOf } from '../../base/evaluation-errors.js';
import type { EvaluationFailure } from '../../../engine/decide/decide.js';
import type { FactProblem } from '../../../engine/decide/fact-text.js';
import type { Label } from '../../../engine/plan/plan.js';

/** A case that could not be scored: why, in both languages. */
export interface CaseException {
  readonly code: string;
  readonly messages: Label;
  readonly detail: Readonly<Record<string, string>>;
}

/** A day on which no ruleset of the run decides. */
export function noRuleset(date: string): CaseException {
  return {
    code: 'NO_RULESET_IN_FORCE',
    messages: { zh: `${date} 没有生效的规则集。`, en: `No ruleset is in force on ${date}.` },
    detail: {},
  };
}

/** An institution that has no profile on the day of its case. */
export function noProfile(code: string, date: string): CaseException {
  return {
    code: 'NO_INSTITUTION_PROFILE',
    messages: { zh: `医疗机构 ${code} 在 ${date} 没有机构档案。`, en: `Institution ${code} has no profile on ${date}.` },
    detail: { institutionCode: code },
  };
}

/** An attribute whose value does not fit what the ruleset declares. */
export function attributeProblem({ code, fact, value }: FactProblem): CaseException {
  return {
    code,
    messages: {
      zh: `属性“${fact}”的值“${value}”不合规则集的声明。`,
      en: `The value "${value}" of attribute "${fact}" does not fit the ruleset.`,
    },
    detail: { fact },
  };
}

/** A decision that could not be worked out. */
export function evaluationProblem({ code, decision, fact }: EvaluationFailure): CaseException {
  return { code, messages: reasonOf(code, fact), detail: { decision, fact } };
}
