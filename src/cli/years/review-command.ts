import { InvalidArgumentError, type Command } from 'commander';
import { warnedText, warningsOfBudgets } from './budget-warned.js';
import { keyOf, yearly, type YearOptions } from '../print/year-options.js';
import { printRows, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import { withSession, type Context } from '../host/context.js';
import { budgetReview, type BudgetReview, type ReviewPair } from '../../app/years/budget-review.js';

interface ReviewOptions extends YearOptions {
  readonly pair?: readonly ReviewPair[];
}

/** `dip budget review`: a budget beside its year, line by line, with the reasons and approvals of what changed. */
export function addReviewCommand(budget: Command, context: Context): void {
  yearly(
    budget
      .command('review')
      .description('预算年度复核：逐行预算与实际、偏差，改动的事由和审批；只读（--csv 导出）\na yearly review of the budget'),
  )
    .option('--pair <line=actual>', '某行与哪个实际数比较，可重复 which actual a line is compared with; repeated', pairOf)
    .action((options: ReviewOptions) => review(context, options));
}

function pairOf(text: string, before: readonly ReviewPair[] = []): readonly ReviewPair[] {
  const [, line, actual] = /^([^=＝]+)[=＝](.+)$/s.exec(text) ?? [];
  if (line === undefined || actual === undefined)
    throw new InvalidArgumentError('应写成 预算行=实际数，例如 outpatientBudget=outpatientActual。 Write line=actual.');
  return [...before, { line: line.trim(), actual: actual.trim() }];
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'name', title: '预算行' },
  { name: 'kind', title: '种类', text: (value) => (value === 'ITEM' ? '项目' : '科目') },
  { name: 'first', title: '年初', align: 'right' },
  { name: 'current', title: '现行', align: 'right' },
  { name: 'actualName', title: '实际数' },
  { name: 'actual', title: '实际', align: 'right' },
  { name: 'deviation', title: '偏差', align: 'right' },
  { name: 'deviationRatio', title: '偏差率', align: 'right' },
  { name: 'revisions', title: '改动' },
  { name: 'reasons', title: '事由' },
  { name: 'approvedBy', title: '审批人' },
];

async function review(context: Context, options: ReviewOptions): Promise<void> {
  const { found, warnings } = await withSession(context, 'NEEDS_DATA', async (session) => {
    const reviewed = await budgetReview(session.caller, keyOf(options), options.pair ?? []);
    const holding = reviewed.revisions.filter(({ revision }) => revision === reviewed.inForce);
    return { found: reviewed, warnings: await warningsOfBudgets(session, holding) };
  });
  const none = '没有录入预算。 No budget is recorded.';
  await printRows(context, options, { key: 'lines', columns: COLUMNS, rows: rowsOf(found), none, beside: { warnings } });
  await context.terminal.say(warnedText(warnings));
}

function rowsOf({ lines, revisions }: BudgetReview): readonly Record<string, ShownValue>[] {
  return lines.map(({ changedBy, ...line }) => {
    const changes = revisions.filter(({ revision }) => changedBy.includes(revision));
    return {
      ...line,
      revisions: changes.map(({ revision }) => revision).join(' '),
      reasons: changes.map(({ reason, source }) => (source === null ? reason : `${reason}（${source}）`)).join('；'),
      approvedBy: changes.flatMap(({ decision }) => decision?.createdByName ?? []).join(' '),
    };
  });
}
