import { withSession, type Context } from '../host/context.js';
import { grouped } from '../terminal/money.js';
import { Mistake } from '../terminal/mistake.js';
import { printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import { parseSteps, stepLabel } from '../print/statement-rows.js';
import { TERMINAL_WIDTH, wrapped } from '../terminal/wrapped.js';
import { findRun } from './find-run.js';
import { adjustmentText } from '../print/adjustment-report.js';
import { adjustmentOf } from '../../app/ledger/adjustment-of-run.js';
import {
  CORRECTED_CASE_COLUMNS,
  correctedCaseRows,
  CORRECTION_COLUMNS,
  correctionRows,
  correctionsJson,
  correctionsText,
} from '../print/corrections-report.js';
import { correctedCases, correctionsOf, type CorrectedCase } from '../../app/clearing/evidence/corrections.js';
import { explainedJson, explainedStatement, explainedText, TERM_COLUMNS, termRows } from '../print/statement-explained.js';
import type { OpenPlatform } from '../host/host.js';
import type { RunRecord } from '../../app/ports/clearing/ports-run.js';
import type { RulesetRecord } from '../../app/ports/ports-ruleset.js';
import { must } from '../../engine/kit/assert.js';
import { sourcesOf, withArticle, type Basis } from '../../rules/document/basis.js';
import { printArticles } from '../../rules/explain/explain-text.js';

interface StatementOptions extends RowsOptions {
  readonly run: string;
  readonly institution: string;
  readonly region?: string;
  /** Whether each line is shown with its formula, its numbers and its article. */
  readonly explain?: boolean;
  /** 已关闭月份的更正 in place of the lines: by month, or case by case. */
  readonly corrections?: 'months' | 'cases';
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'key', title: '标识' },
  { name: 'label', title: '项目' },
  { name: 'amount', title: '金额（元）', align: 'right', text: (value) => grouped(String(value)) },
  { name: 'runningTotal', title: '累计（元）', align: 'right', text: (value) => grouped(String(value)) },
];

/** Prints what a statement counts of months that were closed before it, by month or case by case. */
export async function showCorrections(context: Context, { run: wanted, institution, region, corrections, ...options }: StatementOptions) {
  const isByCase = corrections === 'cases';
  const rows = await withSession(context, 'NEEDS_DATA', async (session) => {
    const run = await findRun(session, region, wanted);
    const { statement } = await storedStatement(session, run, institution);
    if (statement === undefined) throw noStatement(wanted, institution);
    const own = { ...run, institutionCode: institution };
    if (isByCase) return correctedCaseRows(await allCases(session, own));
    return correctionRows(await correctionsOf(session.platform, session.caller.read, own));
  });
  const columns = isByCase ? CORRECTED_CASE_COLUMNS : CORRECTION_COLUMNS;
  const none = '没有更正：此前没有关闭的月份，或没有一例变动。 There are none: no month was closed before, or no case has changed.';
  await printRows(context, options, { key: isByCase ? 'cases' : 'corrections', columns, rows, none });
}

const PAGE = 1_000;

async function allCases(
  { platform, caller }: OpenPlatform,
  statement: Parameters<typeof correctedCases>[2],
): Promise<readonly CorrectedCase[]> {
  const found: CorrectedCase[] = [];
  for (let after: string | undefined; ;) {
    const page = await correctedCases(platform, caller.read, statement, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    found.push(...page);
    after = page.at(-1)?.caseNo;
    if (after === undefined || page.length < PAGE) return found;
  }
}

/** Prints a stored statement and, for people, what the articles say that its lines rest on; runs nothing. Throws `Mistake` NOT_FOUND. */
export async function showStatement(context: Context, { run: wanted, institution, region, explain, ...options }: StatementOptions) {
  const { run, statement, name, ruleset, adjustment, corrected, explained } = await withSession(context, 'NEEDS_DATA', async (session) => {
    const found = await findRun(session, region, wanted);
    const stored = await storedStatement(session, found, institution);
    const { statement: own, ruleset: decided } = stored;
    const corrected = await correctionsOf(session.platform, session.caller.read, { ...found, institutionCode: institution });
    return {
      ...stored,
      corrected,
      explained: explain === true && own !== undefined ? await explainedStatement(session, decided, own.trace) : null,
    };
  });
  if (statement === undefined) throw noStatement(wanted, institution);
  if (explained !== null && options.csv === true && options.json !== true) {
    const none = '这份结算单没有存下判定过程。 The statement has no trace.';
    return await printRows(context, options, { key: 'terms', columns: TERM_COLUMNS, rows: termRows(explained), none });
  }
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
  const beside = { corrections: correctionsJson(corrected), ...(explained === null ? {} : { trace: explained.map(explainedJson) }) };
  await printRows(context, options, { key: 'steps', columns, rows, none: '结算单没有明细。 The statement has no lines.', beside });
  if (isForPeople && explained !== null) await context.terminal.out(explainedText(steps, explained));
  const changed = isForPeople ? adjustmentText(adjustment, institution) : '';
  if (changed !== '') await context.terminal.out(`\n${changed}`);
  const earlier = isForPeople ? correctionsText(corrected) : '';
  if (earlier !== '') await context.terminal.out(`\n${earlier}`);
  const articles = isForPeople ? articlesOf([...steps, ...(explained ?? [])], ruleset) : '';
  if (articles !== '') await context.terminal.out(`\n所引条文\n${wrapped(articles, TERMINAL_WIDTH)}\n`);
}

/** What is stored of a statement, and beside it; `statement` is undefined where the run has none of the institution. */
async function storedStatement({ caller }: OpenPlatform, run: RunRecord, institution: string) {
  return await caller.read(async (unit) => ({
    run,
    adjustment: await adjustmentOf(unit, run),
    statement: await unit.runResults.findStatement(run.regionCode, run.runNo, institution),
    name: (await unit.institutions.find(run.regionCode, institution))?.name ?? '',
    ruleset: must(await unit.rulesets.findById(run.regionCode, must(run.rulesetIds.at(-1), 'ruleset of a run')), 'ruleset of a run'),
  }));
}

/** What the ruleset of the year says of the articles that lines and decisions cite. */
function articlesOf(steps: readonly { readonly basis: readonly Basis[] }[], { effectiveText }: RulesetRecord): string {
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
