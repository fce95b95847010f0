import { randomUUID } from 'node:crypto';
import { groundsOfRow, isKept, type RowsImport, type RowsOutcome } from './year-import.js';
import { problemAt, yearFileProblem, type YearFileProblem } from './year-file-problems.js';
import { requirePermission } from '../kernel/command.js';
import { sourceStated } from '../requests/request-fields.js';
import { lastBudget } from '../ports/clearing/ports-fund-year.js';
import { itemProblems, recordItems, type ItemsKind, type SetBudget } from '../years/set-budget.js';
import { budgetWarnings } from '../years/budget-warnings.js';
import type { FieldProblem } from '../base/errors.js';

/** Records the items of a file as the budget of a year, or as its actuals: the next revision, unless it is what holds. */
export async function importItems(run: RowsImport, kind: ItemsKind): Promise<RowsOutcome> {
  const { platform, caller, input, key, rows } = run;
  requirePermission(caller.actor, 'budget:write', key.regionCode);
  const items = rows.map(({ get }) => ({ name: get('name'), value: get('value') }));
  const grounds = rows.map((row) => groundsOfRow(row, input));
  const [first = { reason: input.reason ?? '', source: input.source }] = grounds;
  const set: SetBudget = { ...input, ...key, ...first, items, idempotencyKey: input.idempotencyKey ?? `file-${randomUUID()}` };
  const differing = rows.flatMap(({ line }, place) => differences(line, first, grounds[place] ?? first));
  if (differing.length === 0 && (await isHeld(run, kind, set))) {
    const warnings = await warningsOf(run, kind, set);
    return { recorded: 0, unchanged: rows.length, isRepeated: false, problems: [], warnings };
  }
  const found = await itemProblems(platform, caller, set, kind);
  const problems = [...differing, ...found.flatMap((problem) => placesOf(run, kind, problem))];
  const warnings = problems.length > 0 ? [] : await warningsOf(run, kind, set);
  const outcome = { recorded: rows.length, unchanged: 0, isRepeated: false, problems, warnings };
  if (isKept(outcome, input)) await recordItems(platform, caller, set, kind);
  return outcome;
}

type RowGrounds = ReturnType<typeof groundsOfRow>;

/** A revision has one reason and one source. */
function differences(line: number, first: RowGrounds, own: RowGrounds): readonly YearFileProblem[] {
  return (['reason', 'source'] as const)
    .filter((column) => (first[column] ?? '') !== (own[column] ?? ''))
    .map((column) => yearFileProblem({ line, column }, 'NOT_ONE', NOT_ONE));
}

const NOT_ONE = [
  '一次录入的全部项目共用一个事由、一个依据，此行与首行不同。请改为一致，或留空。',
  'All items that are recorded together have one reason and one source; this row differs from the first. Make them the same.',
] as const;

async function isHeld({ caller, key }: RowsImport, kind: ItemsKind, { items, reason, source }: SetBudget): Promise<boolean> {
  const held = await caller.read(async ({ fundYears }) =>
    kind === 'BUDGET' ? lastBudget(await fundYears.budgets(key)) : fundYears.actuals(key),
  );
  if (held === undefined || held.reason !== reason || held.source !== (sourceStated(source).source ?? null)) return false;
  const names = new Set(items.map(({ name }) => name));
  const isWhole = names.size === items.length && names.size === Object.keys(held.items).length;
  return isWhole && items.every(({ name, value }) => held.items[name] === value);
}

/** What a budget is warned of is told of the file as a whole. */
async function warningsOf({ platform, caller, key }: RowsImport, kind: ItemsKind, set: SetBudget): Promise<readonly YearFileProblem[]> {
  if (kind === 'ACTUALS') return [];
  const items = Object.fromEntries(set.items.map(({ name, value }) => [name, value]));
  const warnings = await budgetWarnings(platform, caller, { ...key, items, scheme: set.scheme });
  return warnings.map(({ code, message }) => ({ line: 0, column: '', code, message }));
}

/** A problem of an item is told at its line; one of the whole, or of an item that is missing, at the file. */
function placesOf({ rows }: RowsImport, kind: ItemsKind, problem: FieldProblem): readonly YearFileProblem[] {
  const [field, name] = problem.path;
  if (field !== 'items') return [problemAt(kind, rows[0]?.line ?? 0, problem)];
  const own = rows.filter(({ get }) => get('name') === name);
  if (name === undefined || own.length === 0) return [{ ...problemAt(kind, 0, problem), column: name === undefined ? '' : 'name' }];
  if (name === '') return own.map((row) => ({ ...problemAt(kind, row.line, problem), column: 'name' }));
  const line = (problem.code === 'REPEATED' ? own.at(-1) : own[0])?.line ?? 0;
  return [problemAt(kind, line, problem)];
}
