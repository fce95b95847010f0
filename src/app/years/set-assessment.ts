import { runCommand } from '../kernel/command.js';
import type { FieldProblem } from '../base/errors.js';
import { institutionProblems, institutionYearContext, type InstitutionYearContext, type ReadRecord } from './institution-year.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { requireOpen } from '../periods/closed-periods.js';
import { periodProblems, termsOf } from '../periods/period-requests.js';
import { YEAR_KEY } from '../../engine/plan/periods.js';
import type { AssessmentRecord, FundYearKey, Grounds, NewAssessment, PeriodKey } from '../ports/clearing/ports-fund-year.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import type { Unit } from '../ports/ports.js';
import { fieldProblem, reasonProblems, refuseProblems, sourceProblems, sourceStated } from '../requests/request-fields.js';
import { statedProblems, type StatableFacts, type StatedValue } from '../requests/stated-values.js';
import { assessmentSumProblems } from './year-sums.js';

/** 考核 one assessment of an institution's year. */
export interface Assessment extends StatedValue {
  readonly institutionCode: string;
}

/** A fact of an institution's year, month or quarter, with its grounds. */
export interface StatedFact extends Assessment, Grounds {
  readonly period: PeriodKey;
}

/** Assessments to be recorded together: all or none. */
export interface SetAssessment extends FundYearKey, Grounds {
  /** Whose facts they are: a month's, a quarter's; left out: the year's. */
  readonly period?: PeriodKey;
  readonly assessments: readonly Assessment[];
  /** Whose versions say what may be recorded; none: those of every scheme in force in the year. */
  readonly scheme?: PaymentScheme;
  readonly idempotencyKey: string;
}

/** The most assessments that one request may bring. */
export const MOST_ASSESSMENTS = 1_000;

/** Amounts of money of a year are adjustments, that add up; everything else that a year brings is an assessment, and so is any fact of a part of it. */
export function assessable(period: PeriodKey): StatableFacts {
  const { scope, fact } = termsOf(period);
  return { scope, accepts: ({ name, unit }) => (period === YEAR_KEY ? unit !== 'yuan' : name !== fact) };
}

/**
 * Records assessments (N25-26, WE-12), facts of scope `institutionYear` that are no money, or the facts of a month or quarter (a deduction of the
 * month, WE-10): the last one recorded of a period and name holds. Throws VALIDATION_FAILED, UNAVAILABLE (the period was closed),
 * LIMIT_EXCEEDED, NO_RULESET_IN_FORCE, IDEMPOTENCY_KEY_REUSED.
 */
export async function setAssessment(platform: Platform, caller: Caller, input: SetAssessment): Promise<readonly AssessmentRecord[]> {
  const { regionCode, year, insurance, period = YEAR_KEY, assessments, reason, source, idempotencyKey } = input;
  const context = await institutionYearContext(platform, caller, 'payment:write', input);
  const key: FundYearKey = { regionCode, year, insurance };
  const facts = new FactReader(context, key);
  const read = assessments
    .slice(0, MOST_ASSESSMENTS)
    .map((assessment, place) => facts.read({ ...assessment, period, reason }, ['assessments', String(place)]));
  refuseProblems([
    ...countProblems(assessments.length),
    ...periodProblems(period),
    ...reasonProblems(reason),
    ...sourceProblems(source),
    ...read.flatMap(({ problems }) => problems),
  ]);
  const stated = sourceStated(source);
  const rows = read.map(({ row }) => ({ ...row, ...stated }));
  const records = rows.map((row): AssessmentRecord => ({ ...row, source: stated.source ?? null, createdByName: caller.actor.name }));
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'payment:write',
      regionCode,
      action: 'assessment:set',
      work: async (unit) => {
        await lockAssessments(unit, key);
        await requireOpen(unit, key, period);
        refuseProblems(assessmentSumProblems(await unit.fundYears.assessments(key, period), rows));
        await unit.fundYears.setAssessments(rows);
        return records;
      },
      audit: () => ({
        subject: `${year} ${insurance}`,
        detail: { ...(period === YEAR_KEY ? {} : { period }), count: rows.length, reason, ...stated },
      }),
    },
    { key: idempotencyKey, input: { rows }, refOf: () => String(rows.length), replay: () => Promise.resolve(records) },
  );
}

/** Whoever records facts of a year waits for the one before. */
export async function lockAssessments(unit: Unit, { regionCode, year, insurance }: FundYearKey): Promise<void> {
  await unit.lock(regionCode, `assessments/${year}/${insurance}`);
}

/** Reads facts as they would be recorded, each once; reason and source of a request are looked at where they are stated. */
export class FactReader {
  readonly #seen = new Set<string>();

  constructor(
    private readonly context: InstitutionYearContext,
    private readonly key: FundYearKey,
  ) {}

  /** A fact, and what is wrong with it; beside what is recorded, `requireOpen` and `assessmentSumProblems` look at it. */
  read({ period, institutionCode, name, value, reason }: StatedFact, path: readonly string[]): ReadRecord<NewAssessment> {
    const { regionCode, year, insurance } = this.key;
    const row = { regionCode, year, insurance, period, institutionCode, name, value, reason };
    const own = [period, institutionCode, name].join('\u001f');
    if (this.#seen.has(own)) {
      const repeated = fieldProblem(
        [...path, 'name'],
        'REPEATED',
        '同一机构的同一项目出现了多次。',
        'The institution has this item twice.',
      );
      return { row, problems: [repeated, ...this.#problems(row, path)] };
    }
    this.#seen.add(own);
    return { row, problems: this.#problems(row, path) };
  }

  /** What is wrong with a fact by itself. */
  #problems({ period, institutionCode, name, value }: NewAssessment, path: readonly string[]): readonly FieldProblem[] {
    return [
      ...institutionProblems(this.context.index, institutionCode, [...path, 'institutionCode']),
      ...statedProblems(this.context.versions, assessable(period), [{ name, value }], path),
    ];
  }
}

function countProblems(count: number): readonly FieldProblem[] {
  if (count === 0) return [fieldProblem(['assessments'], 'REQUIRED', '没有考核结果。', 'There are no assessments.')];
  if (count <= MOST_ASSESSMENTS) return [];
  const zh = `一次最多 ${MOST_ASSESSMENTS} 条，此处 ${count} 条。`;
  return [fieldProblem(['assessments'], 'LIMIT_EXCEEDED', zh, `At most ${MOST_ASSESSMENTS} at a time; these are ${count}.`)];
}
