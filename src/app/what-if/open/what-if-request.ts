import { fieldProblem, nameProblems, refuseProblems, yearProblems } from '../../requests/request-fields.js';
import type { FieldProblem } from '../../base/errors.js';
import type { StatedValue } from '../../requests/stated-values.js';
import type { PaymentScheme } from '../../ports/ports-ruleset.js';
import { isRealDate } from '../../../engine/kit/calendar.js';
import type { InsuranceScheme } from '../../../engine/plan/inpatient-case.js';

/** 改动 another value for a parameter, a row of a map table or a band: `deviationHigh`, `baseCoefficients[A,EMPLOYEE]`, `overrunBands[0.10]`. */
export interface ValueChange {
  readonly target: string;
  readonly value: string;
}

/** Another value for a fact of an institution, its level (`institutionLevel`) included. */
export interface InstitutionChange extends StatedValue {
  readonly institutionCode: string;
}

/** 候选方案 one change to a fund year, or several that go together. */
export interface WhatIfCandidate {
  /** What people call it. */
  readonly name: string;
  /** The text of a whole ruleset; not with `version`. */
  readonly rulesetText?: string;
  /** A stored version of the region. */
  readonly version?: string;
  /**
   * 病种目录库 version of a stored catalogue with points that takes the place of the year's on the changed days; absent: those of the year, and where
   * the candidate's rules group otherwise, the one that goes with them.
   */
  readonly catalogue?: string;
  /** 生效日 from which day of the year on the changed rules hold; absent: the whole year. */
  readonly effectiveFrom?: string;
  /** 止日 through which day of the year they hold; absent: to its end. So chosen months are looked at. */
  readonly effectiveTo?: string;
  /** Changes of parameters and tables, on top of whichever rules. */
  readonly set?: readonly ValueChange[];
  readonly budget?: readonly StatedValue[];
  readonly actuals?: readonly StatedValue[];
  readonly institutions?: readonly InstitutionChange[];
}

/** What is asked: a fund year, and candidates side by side. */
export interface WhatIfRequest {
  readonly regionCode: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly scheme?: PaymentScheme;
  readonly candidates: readonly WhatIfCandidate[];
}

/** Candidates that are looked at side by side, at most. */
export const MOST_CANDIDATES = 4;
/** Changes of one kind that a candidate may have. */
const MOST_CHANGES = 1_000;

/** Refuses a request that asks for nothing, or for too much. VALIDATION_FAILED. */
export function requireSound({ year, candidates }: WhatIfRequest): void {
  const count = candidates.length;
  const few: readonly FieldProblem[] =
    count >= 1 && count <= MOST_CANDIDATES
      ? []
      : [
          fieldProblem(
            ['candidates'],
            'COUNT',
            `候选方案应为 1 到 ${MOST_CANDIDATES} 个，现为 ${count} 个。`,
            `There are 1 to ${MOST_CANDIDATES} candidates, not ${count}.`,
          ),
        ];
  const named = new Set(candidates.map(({ name }) => name));
  const twice =
    named.size === count
      ? []
      : [fieldProblem(['candidates'], 'REPEATED', '候选方案的名称不能相同。', 'Candidates must have different names.')];
  refuseProblems([...yearProblems(year, ['year']), ...few, ...twice, ...candidates.flatMap(candidateProblems)]);
}

function candidateProblems(candidate: WhatIfCandidate, index: number): readonly FieldProblem[] {
  const path = ['candidates', String(index)];
  const { name, rulesetText, version, catalogue, set = [], budget = [], actuals = [], institutions = [] } = candidate;
  const counts = [set, budget, actuals, institutions].map(({ length }) => length);
  const changes = counts.reduce((sum, length) => sum + length, 0);
  const problems = [...nameProblems(name, [...path, 'name'])];
  if (rulesetText !== undefined && version !== undefined) {
    const en = 'State the text of a ruleset or a stored version, not both.';
    problems.push(fieldProblem([...path, 'version'], 'BOTH', '规则集文本与已存版本只能给一个。', en));
  }
  if (changes === 0 && [rulesetText, version, catalogue].every((one) => one === undefined)) {
    const en = `Candidate “${name}” changes nothing: state parameters, a ruleset, a catalogue, budget items or facts of institutions.`;
    problems.push(fieldProblem(path, 'REQUIRED', `候选方案“${name}”没有任何改动：请给出参数、规则集、目录库、预算项目或机构事实。`, en));
  }
  if (Math.max(...counts) > MOST_CHANGES) {
    const en = `A candidate has at most ${MOST_CHANGES} changes of a kind.`;
    problems.push(fieldProblem(path, 'COUNT', `一个候选方案的同类改动至多 ${MOST_CHANGES} 项。`, en));
  }
  problems.push(...repeatedTargets(set, path), ...dayProblems(candidate, path));
  return problems;
}

/** One target with two values: which of them was meant is not for us to say. */
function repeatedTargets(set: readonly ValueChange[], path: readonly string[]): readonly FieldProblem[] {
  const first = new Map<string, number>();
  return set.flatMap(({ target }, at) => {
    const before = first.get(target);
    if (before === undefined) {
      first.set(target, at);
      return [];
    }
    const en = `“${target}” is changed more than once: keep one value.`;
    return [fieldProblem([...path, 'set', String(at)], 'REPEATED', `“${target}”改了不止一次，请只留一个值。`, en)];
  });
}

function dayProblems(candidate: WhatIfCandidate, path: readonly string[]): readonly FieldProblem[] {
  return (['effectiveFrom', 'effectiveTo'] as const).flatMap((name) => {
    const day = candidate[name];
    if (day === undefined || isRealDate(day)) return [];
    return [fieldProblem([...path, name], 'DATE', `“${day}”不是日期，应如 2025-07-01。`, `"${day}" is no day such as 2025-07-01.`)];
  });
}
