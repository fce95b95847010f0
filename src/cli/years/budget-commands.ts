import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { positive } from '../terminal/arguments.js';
import { withSession, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { printRows, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import { Mistake } from '../terminal/mistake.js';
import { warnedText, warningsOfBudgets, type WarnedRevision } from './budget-warned.js';
import { addReviewCommand } from './review-command.js';
import { keyOf, yearly, type YearOptions } from '../print/year-options.js';
import { budgetState, type BudgetRecord, type BudgetState, type FundYearKey } from '../../app/ports/clearing/ports-fund-year.js';
import { decideBudget } from '../../app/years/decide-budget.js';

interface DecideOptions extends YearOptions {
  readonly approve?: boolean;
  readonly reject?: boolean;
  readonly reason: string;
  readonly key?: string;
}

const STATES: Readonly<Record<BudgetState, string>> = { HOLDS: '可以有效', WAITS: '待审批', REJECTED: '已退回' };

const COLUMNS: readonly ShownColumn[] = [
  { name: 'revision', title: '修订', align: 'right' },
  { name: 'holds', title: '有效', text: (value) => (value === true ? '是' : '') },
  { name: 'state', title: '状态', text: (value) => STATES[value === 'WAITS' || value === 'REJECTED' ? value : 'HOLDS'] },
  { name: 'midYear', title: '年中调整', text: (value) => (value === true ? '是' : '') },
  { name: 'reason', title: '事由' },
  { name: 'source', title: '依据' },
  { name: 'recordedBy', title: '录入人' },
  { name: 'decidedBy', title: '审批人' },
  { name: 'decisionReason', title: '审批说明' },
];

/** `dip budget list`, `dip budget decide`, `dip budget review`: revisions of a budget, and the approval of those that were recorded in mid-year. */
export function addBudgetCommands(budget: Command, context: Context): void {
  addReviewCommand(budget, context);
  yearly(budget.command('list').description('列出预算的各次修订及其审批；只读\nlist revisions of the budget with what was decided')).action(
    (options: YearOptions) => listRevisions(context, options),
  );
  yearly(
    budget
      .command('decide <revision>')
      .description('审批年中预算调整：批准后生效，或退回\napprove or refuse a budget adjusted in mid-year'),
  )
    .option('--approve', '批准 approve')
    .option('--reject', '退回 refuse')
    .requiredOption('--reason <text>', '说明，记入审计 the reason')
    .option('--key <key>', '幂等键 idempotency key')
    .action((revision: string, options: DecideOptions) => decide(context, positive(revision), options));
}

async function listRevisions(context: Context, options: YearOptions): Promise<void> {
  await printRevisions(context, options, await withSession(context, 'NEEDS_DATA', (session) => revisionsOf(session, keyOf(options))));
}

interface Revisions {
  readonly revisions: readonly BudgetRecord[];
  /** Of the revision that holds, and of those that wait. */
  readonly warnings: readonly WarnedRevision[];
}

async function revisionsOf(session: OpenPlatform, key: FundYearKey): Promise<Revisions> {
  const revisions = await session.caller.read(({ fundYears }) => fundYears.budgets(key));
  const holding = holdingOf(revisions);
  const looked = revisions.filter((one) => one === holding || budgetState(one) === 'WAITS');
  return { revisions, warnings: await warningsOfBudgets(session, looked) };
}

function holdingOf(revisions: readonly BudgetRecord[]): BudgetRecord | undefined {
  return revisions.findLast((one) => budgetState(one) === 'HOLDS');
}

async function printRevisions(context: Context, options: YearOptions, { revisions, warnings }: Revisions): Promise<void> {
  const holding = holdingOf(revisions);
  const rows = revisions.map((one) => revisionRow(one, one === holding));
  const shown = { key: 'budgets', columns: COLUMNS, rows, none: '没有录入预算。 No budget is recorded.', beside: { warnings } };
  await printRows(context, options, shown);
  await context.terminal.say(warnedText(warnings));
}

function revisionRow(budget: BudgetRecord, holds: boolean): Readonly<Record<string, ShownValue>> {
  const { revision, midYear, reason, source, createdByName, decision } = budget;
  return {
    ...{ revision, holds, state: budgetState(budget), midYear, reason, source, recordedBy: createdByName },
    ...{ decidedBy: decision?.createdByName ?? null, decisionReason: decision?.reason ?? null },
  };
}

async function decide(context: Context, revision: number, options: DecideOptions): Promise<void> {
  const { approve = false, reject = false, reason, key = `dip-${randomUUID()}` } = options;
  if (approve === reject) {
    throw new Mistake('USAGE', '请写 --approve（批准）或 --reject（退回）之一。', 'State one of --approve and --reject.');
  }
  const revisions = await withSession(context, 'NEEDS_DATA', async (session) => {
    const verdict = approve ? 'APPROVED' : 'REJECTED';
    await decideBudget(session.platform, session.caller, { ...keyOf(options), revision, verdict, reason, idempotencyKey: key });
    return await revisionsOf(session, keyOf(options));
  });
  await printRevisions(context, options, revisions);
}
