import { requirePermission, runCommand } from '../kernel/command.js';
import type { FieldProblem } from '../base/errors.js';
import { openBudget } from './budget-warnings.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { BudgetRecord, FundYearKey, Grounds } from '../ports/clearing/ports-fund-year.js';
import {
  fieldProblem,
  reasonProblems,
  refuseProblems,
  requireIdempotencyKey,
  sourceProblems,
  sourceStated,
} from '../requests/request-fields.js';
import { rulesetsOfYear } from '../rulesets/ruleset-years.js';
import { askedFor } from '../caches/in-force.js';
import { regionIndex } from '../caches/region-cache.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import { missingFacts, missingProblem, statedProblems, type StatedValue } from '../requests/stated-values.js';
import { itemSumProblems } from './year-sums.js';
import type { Scope } from '../../engine/plan/scopes.js';
import type { Label } from '../../engine/plan/plan.js';
import { compare, Fraction, printFixed, ZERO } from '../../engine/number/quantity.js';
import type { RunFailure } from '../../engine/decide/scope-run.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** 预算 the items of a fund year's budget, or of its actuals, to be recorded whole: the next revision replaces the last. */
export interface SetBudget extends FundYearKey, Grounds {
  readonly items: readonly StatedValue[];
  /** Whose versions say which items there are; none: those of every scheme in force in the year. */
  readonly scheme?: PaymentScheme;
  readonly idempotencyKey: string;
}

/**
 * Records a fund year's budget (N21-15, N21-16, ZB-3): facts of scope `fundYear` of every version in force in the year. Once a period of the year
 * is closed it is a mid-year adjustment (年中调整, N21-17, N25-11), which holds only when somebody else has approved it (`decideBudget`). Throws
 * VALIDATION_FAILED (unknown, mistyped or missing items; a budget that leaves nothing to pay), NO_RULESET_IN_FORCE, IDEMPOTENCY_KEY_REUSED.
 */
export async function setBudget(platform: Platform, caller: Caller, input: SetBudget): Promise<BudgetRecord> {
  refuseProblems(await itemProblems(platform, caller, input, 'BUDGET'));
  return await recordItems(platform, caller, input, 'BUDGET');
}

/** Items of a budget, or of its actuals. */
export type ItemsKind = 'BUDGET' | 'ACTUALS';
const SCOPES = { BUDGET: 'fundYear', ACTUALS: 'fundYearEnd' } as const satisfies Record<ItemsKind, Scope>;

/** What is wrong with items beside each version of the year, a budget worked out. Throws FORBIDDEN, NOT_FOUND, NO_RULESET_IN_FORCE. */
export async function itemProblems(
  platform: Platform,
  caller: Caller,
  input: SetBudget,
  kind: ItemsKind,
): Promise<readonly FieldProblem[]> {
  const { regionCode, year, items, reason, source, scheme, idempotencyKey } = input;
  requirePermission(caller.actor, 'budget:write', regionCode);
  requireIdempotencyKey(idempotencyKey);
  const index = await regionIndex(platform, caller, regionCode);
  const versions = await rulesetsOfYear(platform, caller, index, { year, scheme });
  const stated = new Set(items.map(({ name }) => name));
  const scope = SCOPES[kind];
  const problems = [
    ...reasonProblems(reason),
    ...sourceProblems(source),
    ...statedProblems(versions, { scope }, items, ['items']),
    ...missingFacts(versions, { scope }, stated).map((slot) => missingProblem(slot, ['items'])),
    ...itemSumProblems(versions, { scope }, items),
  ];
  if (problems.length > 0 || kind === 'ACTUALS') return problems;
  for (const compiled of versions) {
    const found = await budgetProblems(compiled, input);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * Works the budget out: items that a formula can't use, and a budget that is zero or less, are found now and not when the year is cleared.
 * What keeps no budget out is told by `budgetWarnings`.
 */
async function budgetProblems(compiled: CompiledRuleset, input: SetBudget): Promise<readonly FieldProblem[]> {
  const { plan } = compiled;
  const opened = await openBudget(compiled, input, Object.fromEntries(input.items.map(({ name, value }) => [name, value])));
  const failures = opened.failures.map((failure): FieldProblem => ({
    path: ['items', ...(failure.fact === '' ? [] : [failure.fact])],
    code: 'EVALUATION_FAILED',
    messages: failureLabel(compiled, failure),
  }));
  const decision = plan.decisions.fundYear.find(({ id }) => id === 'dipBudget');
  const value = decision === undefined ? undefined : opened.fundYear.frame[decision.slot];
  if (failures.length > 0 || !(value instanceof Fraction) || compare(value, ZERO) > 0) return failures;
  const amount = printFixed(value, 2);
  return [
    fieldProblem(
      ['items'],
      'BUDGET_NOT_POSITIVE',
      `按这些项目算出的年度 DIP 基金支出预算为 ${amount} 元，没有可分配的基金。请核对收入与各项扣除。`,
      `These items give an annual DIP budget of ${amount} yuan: there would be nothing to pay. Check income and what is set aside.`,
    ),
  ];
}

function failureLabel({ plan }: CompiledRuleset, { decision, code, fact }: RunFailure): Label {
  const label = plan.decisions.fundYear.find(({ id }) => id === decision)?.label;
  const what = fact === '' ? code : `${code} ${fact}`;
  return {
    zh: `按这些项目，判定“${label?.zh ?? decision}”无法计算（${what}）。请核对各项目的数值。`,
    en: `With these items, decision "${decision}" can't be worked out (${what}). Check the values.`,
  };
}

/** Stores the items as the next revision, and what the audit log says of it. */
export async function recordItems(platform: Platform, caller: Caller, input: SetBudget, kind: ItemsKind): Promise<BudgetRecord> {
  const { regionCode, year, insurance, reason, scheme } = input;
  const key: FundYearKey = { regionCode, year, insurance };
  const items = Object.fromEntries([...input.items].sort(byName).map(({ name, value }) => [name, value]));
  const grounds = { reason, ...sourceStated(input.source) };
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'budget:write',
      regionCode,
      action: kind === 'BUDGET' ? 'budget:set' : 'budget:set-actuals',
      work: async ({ fundYears, runs }) => {
        if (kind === 'ACTUALS') return await fundYears.setActuals(key, items, grounds);
        const midYear = (await runs.closed(key)).length > 0;
        return await fundYears.setBudget(key, items, { ...grounds, midYear });
      },
      audit: ({ revision, midYear }) => ({
        subject: `${year} ${insurance}`,
        detail: { revision, items, ...grounds, ...askedFor(scheme), ...(midYear ? { midYear } : {}) },
      }),
    },
    {
      key: input.idempotencyKey,
      input: { year, insurance, items, ...grounds, ...askedFor(scheme) },
      refOf: ({ revision, createdAt, midYear }) => `${revision} ${createdAt.toISOString()}${midYear ? ' MID_YEAR' : ''}`,
      // A later revision may hold by now: the first answer is made again from the request, which is the same.
      replay: (_unit, ref) => {
        const [revision, createdAt, midYear] = ref.split(' ');
        const made = { createdById: caller.actor.holderId, createdByName: caller.actor.name, createdAt: new Date(createdAt ?? '') };
        const state = { midYear: midYear === 'MID_YEAR', decision: null };
        return Promise.resolve({ ...key, items, source: null, ...grounds, revision: Number(revision), ...made, ...state });
      },
    },
  );
}

function byName(a: StatedValue, b: StatedValue): number {
  return a.name < b.name ? -1 : 1;
}
