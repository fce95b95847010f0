import { withSession, type Context } from '../host/context.js';
import { grouped } from '../terminal/money.js';
import { Mistake } from '../terminal/mistake.js';
import { printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import { parseSteps, stepLabel, type Step } from '../print/statement-rows.js';
import { TERMINAL_WIDTH, wrapped } from '../terminal/wrapped.js';
import { findRun } from './find-run.js';
import { adjustmentText } from '../print/adjustment-report.js';
import { adjustmentOf } from '../../app/ledger/adjustment-of-run.js';
import type { RulesetRecord } from '../../app/ports/ports-ruleset.js';
import { must } from '../../engine/kit/assert.js';
import { sourcesOf, withArticle } from '../../rules/document/basis.js';
import { printArticles } from '../../rules/explain/explain-text.js';

interface StatementOptions extends RowsOptions {
  readonly run: string;
  readonly institution: string;
  readonly region?: string;
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'key', title: '标识' },
  { name: 'label', title: '项目' },
  { name: 'amount', title: '金额（元）', align: 'right', text: (value) => grouped(String(value)) },
  { name: 'runningTotal', title: '累计（元）', align: 'right', text: (value) => grouped(String(value)) },
];

/** Prints a stored statement and, for people, what the articles say that its lines rest on; runs nothing. Throws `Mistake` NOT_FOUND. */
export async function showStatement(context: Context, { run: wanted, institution, region, ...options }: StatementOptions): Promise<void> {
  const { run, statement, name, ruleset, adjustment } = await withSession(context, 'NEEDS_DATA', async (session) => {
    const found = await findRun(session, region, wanted);
    return await session.caller.read(async (unit) => ({
      run: found,
      adjustment: await adjustmentOf(unit, found),
      statement: await unit.runResults.findStatement(found.regionCode, found.runNo, institution),
      name: (await unit.institutions.find(found.regionCode, institution))?.name ?? '',
      ruleset: must(await unit.rulesets.findById(found.regionCode, must(found.rulesetIds.at(-1), 'ruleset of a run')), 'ruleset of a run'),
    }));
  });
  if (statement === undefined) throw noStatement(wanted, institution);
  const steps = parseSteps(statement.steps);
  const rows = steps.map((step) => ({
    key: step.key,
    label: stepLabel(step, steps),
    amount: step.amount,
    runningTotal: step.runningTotal,
  }));
  const isForPeople = options.json !== true && options.csv !== true;
  if (isForPeople)
    await context.terminal.out(
      `${run.regionCode} ${run.year} 年清算 #${run.runNo}，结算单 ${institution} ${name}，病例 ${statement.cases} 例\n`,
    );
  const columns = isForPeople ? COLUMNS.slice(1) : COLUMNS;
  await printRows(context, options, { key: 'steps', columns, rows, none: '结算单没有明细。 The statement has no lines.' });
  const changed = isForPeople ? adjustmentText(adjustment, institution) : '';
  if (changed !== '') await context.terminal.out(`\n${changed}`);
  const articles = isForPeople ? articlesOf(steps, ruleset) : '';
  if (articles !== '') await context.terminal.out(`\n所引条文\n${wrapped(articles, TERMINAL_WIDTH)}\n`);
}

/** What the ruleset of the year says of the articles that the steps cite. */
function articlesOf(steps: readonly Step[], { effectiveText }: RulesetRecord): string {
  const sources = sourcesOf(effectiveText);
  return printArticles(steps.flatMap(({ basis }) => basis.map((one) => withArticle(sources, one))));
}

function noStatement(run: string, institution: string): Mistake {
  return new Mistake(
    'NOT_FOUND',
    `清算任务“${run}”里没有机构“${institution}”的结算单。用 dip run show ${run} 查看有哪些机构和任务状态。`,
    `Run “${run}” has no statement of institution “${institution}”. dip run show ${run} lists them.`,
  );
}
