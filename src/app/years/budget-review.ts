import { requirePermission } from '../kernel/command.js';
import type { FieldProblem } from '../base/errors.js';
import type { Caller } from '../kernel/platform.js';
import { budgetState, type BudgetRecord, type FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { DecimalText } from '../ports/clearing/ports-score.js';
import type { Unit } from '../ports/ports.js';
import { fieldProblem, refuseProblems, requireYear } from '../requests/request-fields.js';
import { divide, parseDecimal, printFixed, subtract } from '../../engine/number/quantity.js';

/** What a line of a budget is compared with: names of budget items or of outputs of the run's `fundYear`, and of actuals or `fundYearEnd`. */
export interface ReviewPair {
  readonly line: string;
  readonly actual: string;
}

/** 复核的一行 a line of a budget beside what it came to. Amounts are decimals as text, in the line's own unit. */
export interface ReviewedLine {
  readonly name: string;
  /** ITEM 录入的项目; COMPOSED 由规则集算出的预算科目, as the best run of the year has it. */
  readonly kind: 'ITEM' | 'COMPOSED';
  /** Of an item: what its first revision had, what the one in force has. Of a composed line the same figure twice. */
  readonly first: DecimalText | null;
  readonly current: DecimalText | null;
  readonly actualName: string | null;
  readonly actual: DecimalText | null;
  /** 偏差 actual − current; and over current, 4 places; null: nothing to compare, or the line is 0. */
  readonly deviation: DecimalText | null;
  readonly deviationRatio: DecimalText | null;
  /** Revisions that changed the item: their reasons and approvals stand in `revisions`. */
  readonly changedBy: readonly number[];
}

/** 预算年度复核 a budget beside its year: line by line, and every revision with its reason and who approved it. */
export interface BudgetReview extends FundYearKey {
  readonly lines: readonly ReviewedLine[];
  readonly revisions: readonly BudgetRecord[];
  /** The revision in force; null: no budget. */
  readonly inForce: number | null;
  readonly actuals: BudgetRecord | null;
  /** The run whose composed lines are shown; null: none has succeeded. */
  readonly runNo: number | null;
}

type Figures = Readonly<Record<string, string>>;

/**
 * 预算年度复核 what a yearly review of a budget looks at (DU-1). Which actual a line is compared with is stated by whoever reviews: no name is guessed.
 * Throws FORBIDDEN, VALIDATION_FAILED (a pair names what isn't there).
 */
export async function budgetReview(caller: Caller, key: FundYearKey, pairs: readonly ReviewPair[]): Promise<BudgetReview> {
  requirePermission(caller.actor, 'budget:read', key.regionCode);
  requireYear(key.year);
  return await caller.read(async (unit) => {
    const revisions = await unit.fundYears.budgets(key);
    const holding = revisions.filter((one) => budgetState(one) === 'HOLDS');
    const [first, inForce] = [holding[0], holding.at(-1)];
    const actuals = (await unit.fundYears.actuals(key)) ?? null;
    const run = await unit.runs.bestOfYear(key);
    const composed = run === undefined ? {} : await valuesOf(unit, key, run.runNo, 'fundYear');
    const known: Figures = { ...(run === undefined ? {} : await valuesOf(unit, key, run.runNo, 'fundYearEnd')), ...actuals?.items };
    const items = inForce?.items ?? {};
    refuseProblems(pairs.flatMap((pair, index) => pairProblems(pair, { ...composed, ...items }, known, ['pairs', String(index)])));
    const compared = new Map(pairs.map(({ line, actual }) => [line, { name: actual, value: known[actual] ?? null }]));
    const names = [...new Set([...Object.keys(first?.items ?? {}), ...Object.keys(items)])].sort();
    const lines = [
      ...names.map((name) => ({
        ...{
          name,
          kind: 'ITEM' as const,
          first: first?.items[name] ?? null,
          current: items[name] ?? null,
          changedBy: changesOf(holding, name),
        },
      })),
      ...Object.entries(composed)
        .filter(([name]) => !names.includes(name))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => ({ name, kind: 'COMPOSED' as const, first: value, current: value, changedBy: [] })),
    ];
    return {
      ...key,
      lines: lines.map((line) => ({ ...line, ...comparedWith(line.current, compared.get(line.name)) })),
      ...{ revisions, inForce: inForce?.revision ?? null, actuals, runNo: run?.runNo ?? null },
    };
  });
}

/** Decimals of one scope of a run, by name. */
async function valuesOf({ runResults }: Unit, { regionCode }: FundYearKey, runNo: number, scope: string): Promise<Figures> {
  const [row] = await runResults.scopeValues(regionCode, runNo, scope);
  return Object.fromEntries(
    Object.entries(row?.values ?? {}).flatMap(([name, value]) =>
      typeof value === 'string' && parseDecimal(value) !== undefined ? [[name, value]] : [],
    ),
  );
}

/** The revisions, of those that hold, by which an item became what it is. */
function changesOf(holding: readonly BudgetRecord[], name: string): readonly number[] {
  return holding.flatMap(({ revision, items }, index) => {
    const before = holding[index - 1];
    return before === undefined || before.items[name] === items[name] ? [] : [revision];
  });
}

function comparedWith(current: string | null, actual: { readonly name: string; readonly value: string | null } | undefined) {
  const none = { actualName: actual?.name ?? null, actual: actual?.value ?? null, deviation: null, deviationRatio: null };
  const [planned, came] = [parseDecimal(current ?? ''), parseDecimal(actual?.value ?? '')];
  if (planned === undefined || came === undefined) return none;
  const difference = subtract(came, planned);
  const ratio = divide(difference, planned);
  const scale = Math.max(placesOf(current ?? ''), placesOf(actual?.value ?? ''));
  return { ...none, deviation: printFixed(difference, scale), deviationRatio: ratio === undefined ? null : printFixed(ratio, 4) };
}

function placesOf(text: string): number {
  return (/\.(\d+)$/.exec(text)?.[1] ?? '').length;
}

function pairProblems({ line, actual }: ReviewPair, lines: Figures, actuals: Figures, path: readonly string[]): readonly FieldProblem[] {
  return [
    ...(Object.hasOwn(lines, line) ? [] : [unknown([...path, 'line'], line, Object.keys(lines))]),
    ...(Object.hasOwn(actuals, actual) ? [] : [unknown([...path, 'actual'], actual, Object.keys(actuals))]),
  ];
}

function unknown(path: readonly string[], name: string, known: readonly string[]): FieldProblem {
  const some = [...known].sort().slice(0, 20).join('、');
  const zh = `没有“${name}”的数。可选：${some === '' ? '（无）' : some}。`;
  return fieldProblem(path, 'UNKNOWN_NAME', zh, `There is no figure "${name}". There are: ${some === '' ? 'none' : some}.`);
}
