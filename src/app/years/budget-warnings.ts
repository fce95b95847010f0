import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { schemesOf, type AskedScheme } from '../caches/in-force.js';
import { regionIndex } from '../caches/region-cache.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { DecimalText } from '../ports/clearing/ports-score.js';
import { rulesetsOfYearIfAny } from '../rulesets/ruleset-years.js';
import { openFundYear } from '../scoring/opened-year.js';
import type { OpenedYear } from '../../engine/clearing/year.js';
import { settlementYearDays } from '../../engine/kit/calendar.js';
import { parseDecimal, printFixed } from '../../engine/number/quantity.js';
import type { ContractOutputName } from '../../engine/plan/contract-outputs.js';
import type { Label } from '../../engine/plan/plan.js';
import { traceScope, type TraceCondition, type TraceStep } from '../../engine/trace/trace.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { resolveBasis, withArticle, type CitedBasis } from '../../rules/document/basis.js';
import { explainTrace, type ExplainedStep } from '../../rules/explain/explain.js';
import { printBases } from '../../rules/explain/explain-text.js';

/** What a budget is warned of. */
export const BUDGET_WARNINGS = ['BUDGET_NOT_BALANCED'] as const;

/** 预算的一行 a line that a warning rests on, in yuan to the fen. */
export interface BudgetWarningLine {
  readonly name: string;
  readonly label: Label;
  readonly amount: DecimalText;
}

/** 预算警告 what somebody who records, decides or reviews a budget is told; it keeps nothing out. */
export interface BudgetWarning {
  readonly code: (typeof BUDGET_WARNINGS)[number];
  readonly message: Label;
  /** What the decision read: income, spending and the balance, as the ruleset names them. */
  readonly lines: readonly BudgetWarningLine[];
  readonly basis: readonly CitedBasis[];
  /** The version of the ruleset that says so. */
  readonly rulesetVersion: string;
}

/** Items of a budget, and whose versions look at them; no scheme: those of every scheme in force in the year. */
export interface WarnedBudget extends FundYearKey {
  readonly items: Readonly<Record<string, string>>;
  readonly scheme?: AskedScheme;
}

type BudgetYear = Pick<FundYearKey, 'year' | 'insurance'>;

/** A fund year opened with nothing but its budget: what scope `fundYear` makes of the items. */
export async function openBudget(
  compiled: CompiledRuleset,
  { year, insurance }: BudgetYear,
  budget: Readonly<Record<string, string>>,
): Promise<OpenedYear> {
  const date = settlementYearDays(year, compiled.plan.yearStart).to;
  return (await openFundYear(compiled, { institutions: [], figures: [], budget }, { year, insurance, date })).opened;
}

/**
 * 收支平衡 (N21-13) whether a budget spends more than its income, by the decision `budgetBalanced` of each version in force in the year; what
 * several versions say alike is said once, and items that a version can't work out are no warning. Nothing is refused for it.
 * Throws FORBIDDEN, NOT_FOUND; a year without a version in force has no warnings.
 */
export async function budgetWarnings(platform: Platform, caller: Caller, budget: WarnedBudget): Promise<readonly BudgetWarning[]> {
  const { regionCode, year, scheme } = budget;
  requirePermission(caller.actor, 'budget:read', regionCode);
  const index = await regionIndex(platform, caller, regionCode);
  const versions = await rulesetsOfYearIfAny(platform, caller, index, { year, scheme });
  const found = new Map<string, BudgetWarning>();
  for (const compiled of versions) {
    const warning = await warningOf(compiled, budget);
    const said = JSON.stringify([warning?.lines, warning?.basis]);
    if (warning !== undefined && !found.has(said)) found.set(said, warning);
  }
  return [...found.values()];
}

/**
 * 预算科目 what the ruleset makes of a budget's items: every decision of scope `fundYear` with formula, numbers and basis, by the version in force
 * at the end of the year (of DIP where it has one, else of DRG). A line that the items can't give is left out; so is everything in a year without
 * a version in force. Throws FORBIDDEN, NOT_FOUND.
 */
export async function budgetTrace(platform: Platform, caller: Caller, budget: WarnedBudget): Promise<readonly ExplainedStep[]> {
  const { regionCode, year } = budget;
  requirePermission(caller.actor, 'budget:read', regionCode);
  const index = await regionIndex(platform, caller, regionCode);
  for (const scheme of schemesOf(budget.scheme)) {
    const compiled = (await rulesetsOfYearIfAny(platform, caller, index, { year, scheme })).at(-1);
    if (compiled === undefined) continue;
    const { fundYear } = await openBudget(compiled, budget, budget.items);
    return explainTrace(traceScope(compiled.program, fundYear, compiled.tables.verdict), compiled.effective);
  }
  return [];
}

const BALANCED: ContractOutputName = 'budgetBalanced';

async function warningOf(compiled: CompiledRuleset, budget: WarnedBudget): Promise<BudgetWarning | undefined> {
  const { plan, program, tables, effective } = compiled;
  const decision = plan.decisions.fundYear.find(({ id }) => id === BALANCED);
  if (decision === undefined) return undefined;
  const { fundYear, failures } = await openBudget(compiled, budget, budget.items);
  if (failures.length > 0 || fundYear.frame[decision.slot] !== false) return undefined;
  const steps = traceScope(program, fundYear, tables.verdict);
  const step = steps.find(({ decision: id }) => id === BALANCED);
  if (step === undefined) return undefined;
  const lines = linesOf(step, steps);
  const basis = resolveBasis(effective, step.basis).map((one) => withArticle(effective, one));
  return {
    ...{ code: 'BUDGET_NOT_BALANCED', lines, basis, rulesetVersion: effective.version },
    message: {
      zh: `预算支出超过收入：${lines.map((line) => `${line.label.zh} ${line.amount} 元`).join('，')}。依据：${printBases(basis)}。不妨碍录入；请核对收入与支出。`,
      en: `The budget spends more than its income: ${lines.map((line) => `${line.name} ${line.amount} yuan`).join(', ')}. Basis: ${printBases(basis, 'en')}. Nothing is refused for it; check income and spending.`,
    },
  };
}

/** What the decision's rules compared, each after the money that its formula read. */
function linesOf({ rules }: TraceStep, steps: readonly TraceStep[]): readonly BudgetWarningLine[] {
  const lines = rules
    .flatMap(({ condition }) => leavesOf(condition))
    .flatMap(({ fact, label, unit, actual }) => [
      ...(steps.find(({ decision }) => decision === fact)?.inputs ?? []),
      { name: fact, label, unit, value: actual },
    ])
    .flatMap(({ name, label, unit, value }) => {
      const amount = unit === 'yuan' && value !== null ? parseDecimal(value) : undefined;
      return amount === undefined ? [] : [{ name, label: label ?? { zh: name, en: name }, amount: printFixed(amount, 2) }];
    });
  return lines.filter(({ name }, place) => lines.findIndex((line) => line.name === name) === place);
}

type Leaf = Extract<TraceCondition, { readonly kind: 'leaf' }>;

function leavesOf(condition: TraceCondition): readonly Leaf[] {
  return condition.kind === 'leaf' ? [condition] : condition.of.flatMap(leavesOf);
}
