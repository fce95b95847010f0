import { runCommand } from '../kernel/command.js';
import type { FieldProblem } from '../base/errors.js';
import { institutionProblems, institutionYearContext } from './institution-year.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { requireOpen } from '../periods/closed-periods.js';
import { periodProblems, termsOf } from '../periods/period-requests.js';
import { YEAR_KEY } from '../../engine/plan/periods.js';
import type { AssessmentRecord, FundYearKey, PeriodKey } from '../ports/clearing/ports-fund-year.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import { fieldProblem, reasonProblems, refuseProblems } from '../requests/request-fields.js';
import { statedProblems, type StatableFacts, type StatedValue } from '../requests/stated-values.js';
import { assessmentSumProblems } from './year-sums.js';

/** 考核 one assessment of an institution's year. */
export interface Assessment extends StatedValue {
  readonly institutionCode: string;
}

/** Assessments to be recorded together: all or none. */
export interface SetAssessment extends FundYearKey {
  /** Whose facts they are: a month's, a quarter's; left out: the year's. */
  readonly period?: PeriodKey;
  readonly assessments: readonly Assessment[];
  readonly reason: string;
  /** Whose versions say what may be recorded; none: those of every scheme in force in the year. */
  readonly scheme?: PaymentScheme;
  readonly idempotencyKey: string;
}

/** The most assessments that one request may bring. */
export const MOST_ASSESSMENTS = 1_000;

/** Amounts of money of a year are adjustments, that add up; everything else that a year brings is an assessment, and so is any fact of a part of it. */
function assessable(period: PeriodKey): StatableFacts {
  const { scope, fact } = termsOf(period);
  return { scope, accepts: ({ name, unit }) => (period === YEAR_KEY ? unit !== 'yuan' : name !== fact) };
}

/**
 * Records assessments (N25-26, WE-12), facts of scope `institutionYear` that are no money, or the facts of a month or quarter (a deduction of the
 * month, WE-10): the last one recorded of a period and name holds. Throws VALIDATION_FAILED, UNAVAILABLE (the period was closed),
 * LIMIT_EXCEEDED, NO_RULESET_IN_FORCE, IDEMPOTENCY_KEY_REUSED.
 */
export async function setAssessment(platform: Platform, caller: Caller, input: SetAssessment): Promise<readonly AssessmentRecord[]> {
  const { regionCode, year, insurance, period = YEAR_KEY, assessments, reason, idempotencyKey } = input;
  const { index, versions } = await institutionYearContext(platform, caller, 'payment:write', input);
  const seen = new Set<string>();
  refuseProblems([
    ...countProblems(assessments.length),
    ...periodProblems(period),
    ...reasonProblems(reason),
    ...assessments.slice(0, MOST_ASSESSMENTS).flatMap(({ institutionCode, name, value }, index_): readonly FieldProblem[] => {
      const path = ['assessments', String(index_)];
      const key = `${institutionCode}\u001f${name}`;
      if (seen.has(key))
        return [fieldProblem([...path, 'name'], 'REPEATED', '同一机构的同一项目出现了多次。', 'The institution has this item twice.')];
      seen.add(key);
      return [
        ...institutionProblems(index, institutionCode, [...path, 'institutionCode']),
        ...statedProblems(versions, assessable(period), [{ name, value }], path),
      ];
    }),
  ]);
  const key: FundYearKey = { regionCode, year, insurance };
  const rows = assessments.map(({ institutionCode, name, value }) => ({ ...key, period, institutionCode, name, value, reason }));
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'payment:write',
      regionCode,
      action: 'assessment:set',
      work: async (unit) => {
        await unit.lock(regionCode, `assessments/${year}/${insurance}`);
        await requireOpen(unit, key, period);
        refuseProblems(assessmentSumProblems(await unit.fundYears.assessments(key, period), rows));
        await unit.fundYears.setAssessments(rows);
        return rows;
      },
      audit: () => ({
        subject: `${year} ${insurance}`,
        detail: { ...(period === YEAR_KEY ? {} : { period }), count: rows.length, reason },
      }),
    },
    { key: idempotencyKey, input: { rows }, refOf: () => String(rows.length), replay: () => Promise.resolve(rows) },
  );
}

function countProblems(count: number): readonly FieldProblem[] {
  if (count === 0) return [fieldProblem(['assessments'], 'REQUIRED', '没有考核结果。', 'There are no assessments.')];
  if (count <= MOST_ASSESSMENTS) return [];
  const zh = `一次最多 ${MOST_ASSESSMENTS} 条，此处 ${count} 条。`;
  return [fieldProblem(['assessments'], 'LIMIT_EXCEEDED', zh, `At most ${MOST_ASSESSMENTS} at a time; these are ${count}.`)];
}
