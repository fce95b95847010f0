import type { OpenPlatform } from '../host/host.js';
import { adjustmentJson, adjustmentText } from './adjustment-report.js';
import { accountsJson, accountsText, type AccountsShown } from './accounts-report.js';
import { grouped, yuan } from '../terminal/money.js';
import { parseSteps, parseWaterfalls, startOf, stepLabel, type Step } from './statement-rows.js';
import { readWords, wordsJson, wordsText, type WordsShown } from './words-report.js';
import { readStandsOut, standsOutText, type StandsOutShown } from './stands-out.js';
import { list, table } from '../terminal/table.js';
import type { ClearingStage, RunRecord } from '../../app/ports/clearing/ports-run.js';
import type { JobStatus } from '../../app/ports/kit/ports-job.js';
import { NO_INSTITUTION, type StatementRecord } from '../../app/ports/clearing/ports-run-results.js';
import type { ExceptionRecord } from '../../app/ports/clearing/ports-score.js';
import type { RulesetRecord } from '../../app/ports/ports-ruleset.js';
import { isSandbox } from '../../app/ports/kit/permissions.js';
import { adjustmentOf, type RunAdjustment } from '../../app/ledger/adjustment-of-run.js';
import { figuresOfRun } from '../../app/scoring/run-figures.js';
import { must } from '../../engine/kit/assert.js';
import { printFen } from '../../engine/number/quantity.js';
import { EffectiveDocumentSchema } from '../../rules/document/document.js';
import { periodLabel, YEAR_KEY } from '../../engine/plan/periods.js';

/** A run that has ended with what it left behind. */
export interface ClearedRun {
  readonly run: RunRecord;
  readonly statements: readonly StatementRecord[];
  /** The first of the cases that could not be scored. */
  readonly exceptions: readonly ExceptionRecord[];
  readonly names: ReadonlyMap<string, string>;
  readonly standsOut: StandsOutShown;
  readonly books: AccountsShown;
  /** What it changes of the run that was confirmed before for its period. */
  readonly adjustment: RunAdjustment | undefined;
  readonly words: WordsShown;
  /** Chinese labels of the decisions of the ruleset that the year was cleared by. */
  readonly labels: ReadonlyMap<string, string>;
}

const MOST_EXCEPTIONS = 20;

/** Reads what a run left behind. */
export async function readCleared({ platform, caller }: OpenPlatform, run: RunRecord): Promise<ClearedRun> {
  const { regionCode, runNo, totals } = run;
  const figures = await figuresOfRun(platform, caller.read, run);
  const totalPoints = totals.totalPoints === undefined ? {} : { totalPoints: figures.points(totals.totalPoints) };
  const words = await caller.read((unit) => readWords(unit, run));
  const adjustment = await caller.read((unit) => adjustmentOf(unit, run));
  return await caller.read(async ({ runs, runResults, institutions, scores, standOuts, rulesets }) => ({
    ...{ adjustment, words },
    run: { ...run, totals: { ...totals, ...totalPoints } },
    statements: (await runResults.statements(regionCode, runNo)).map((one) => ({ ...one, points: figures.points(one.points) })),
    exceptions: await scores.exceptions(regionCode, runNo, { first: MOST_EXCEPTIONS, afterSeq: 0n }),
    standsOut: await readStandsOut({ runs, standOuts }, run),
    books: {
      accounts: await runResults.accounts(regionCode, runNo),
      transfers: await runResults.postings(regionCode, runNo, NO_INSTITUTION),
    },
    names: new Map((await institutions.list(regionCode)).map(({ code, name }) => [code, name])),
    labels: labelsOf(await rulesets.findById(regionCode, run.rulesetIds.at(-1) ?? '')),
  }));
}

/** States of a job in Chinese. */
export const STATUSES: Readonly<Record<JobStatus, string>> = {
  QUEUED: '排队',
  RUNNING: '运行中',
  SUCCEEDED: '成功',
  FAILED: '失败',
  CANCELLED: '已取消',
  HALTED: '自检不符，已中止',
};
/** 清算阶段 in Chinese. */
export const STAGES: Readonly<Record<ClearingStage, string>> = { TRIAL: '试算', CALCULATED: '已计算', CONFIRMED: '已确认', PAID: '已拨付' };
/** 险种 in Chinese. */
export const INSURANCES = { EMPLOYEE: '职工', RESIDENT: '居民' } as const;

/** A cleared year for people: head, statements, totals, and where the money went. */
export function clearingText(cleared: ClearedRun, institutionCode?: string): string {
  const { run } = cleared;
  const demonstration = isSandbox(run.regionCode) ? '（演示，合成数据）' : '';
  const of = run.period === YEAR_KEY ? '' : `${periodLabel(run.period).zh} `;
  const head = `${run.regionCode} ${run.year} 年 ${of}${INSURANCES[run.insurance]} 清算 #${run.runNo}：${STATUSES[run.status]}，${STAGES[run.stage]}${demonstration}\n`;
  if (run.status !== 'SUCCEEDED') return `${head}${failureText(run)}`;
  return [
    head,
    statementTable(cleared),
    waterfallsOf(cleared),
    accountsText(cleared.books, cleared.labels),
    totalsOf(run),
    wordsText(cleared.words, run),
    adjustmentText(cleared.adjustment),
    exceptionsOf(cleared),
    standsOutText(cleared.standsOut),
    statementOf(cleared, institutionCode),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function failureText({ id, regionCode, failure }: RunRecord): string {
  const why = failure === null ? '' : `原因（${failure.code}）：${failure.zh}\n${failure.en}\n`;
  return `${why}处理后可继续：dip clear --region ${regionCode} --resume ${id}\n`;
}

function statementTable({ statements, names }: ClearedRun): string {
  const first = startOf(statements[0]?.steps ?? []);
  const columns = [
    { title: '机构编码' },
    { title: '机构名称' },
    ...['病例', '分值', first?.label.zh ?? '首项', '其余加减', '清算应拨'].map((title) => ({ title, align: 'right' as const })),
  ];
  const rows = statements.map(({ institutionCode, cases, points, payableFen, steps }) => {
    const start = fenOf(startOf(steps));
    return [
      institutionCode,
      names.get(institutionCode) ?? '',
      String(cases),
      grouped(points),
      yuan(start),
      yuan(payableFen - start),
      yuan(payableFen),
    ];
  });
  const sum = (fen: (statement: StatementRecord) => bigint): bigint => statements.reduce((total, one) => total + fen(one), 0n);
  const starts = sum(({ steps }) => fenOf(startOf(steps)));
  const payable = sum(({ payableFen }) => payableFen);
  const cases = statements.reduce((total, one) => total + one.cases, 0);
  return table(columns, [
    ...rows,
    ['合计', `${statements.length} 家`, String(cases), '', yuan(starts), yuan(payable - starts), yuan(payable)],
  ]);
}

/** The amount of a step in fen: it is printed with 2 places. */
function fenOf(step: Step | undefined): bigint {
  return step === undefined ? 0n : BigInt(step.amount.replace('.', ''));
}

function stepTable(title: string, steps: readonly Step[]): string {
  const columns = [{ title }, { title: '金额（元）', align: 'right' as const }, { title: '累计（元）', align: 'right' as const }];
  return table(
    columns,
    steps.map((step) => [stepLabel(step, steps), grouped(step.amount), grouped(step.runningTotal)]),
  );
}

/** What the platform itself adds up, beside the ruleset's own decisions. */
const TOTALS: Readonly<Record<string, string>> = { dipBudget: '年度DIP医保基金支出', fund: '可分配基金', payable: '清算应拨合计' };

function waterfallsOf({ run: { totals }, labels }: ClearedRun): string {
  const order = Object.keys(TOTALS);
  return Object.entries(parseWaterfalls(totals.waterfall ?? {}))
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([total, steps]) => stepTable(TOTALS[total] ?? labels.get(total) ?? total, steps))
    .join('\n');
}

/** The labels of a stored version's decisions by id. */
function labelsOf(ruleset: RulesetRecord | undefined): ReadonlyMap<string, string> {
  if (ruleset === undefined) return new Map();
  const { decisions } = EffectiveDocumentSchema.parse(JSON.parse(ruleset.effectiveText));
  return new Map(decisions.flatMap((one) => ('label' in one && one.label !== undefined ? [[one.id, one.label.zh] as const] : [])));
}

function totalsOf({ totals, id, inputHash, period }: RunRecord): string {
  const money = (fen: bigint | null | undefined): string => (fen === undefined || fen === null ? '' : `${yuan(fen)} 元`);
  const pointValue = totals.pointValue === null || totals.pointValue === undefined ? '（不以点值结算）' : `${totals.pointValue} 元/分`;
  // A month or quarter reads the year up to its last day: its statements say what of it is its own.
  const upTo = period === YEAR_KEY ? '' : '（年初至本期末）';
  const ofYear: [string, string][] = [
    ['点值', pointValue],
    ['可分配基金', money(totals.fundFen)],
  ];
  return list([
    [`病例${upTo}`, String(totals.cases ?? '')],
    [`总分值${upTo}`, grouped(totals.totalPoints ?? '')],
    ...(period === YEAR_KEY ? ofYear : []),
    ['应拨合计', money(totals.payableFen)],
    ['不平衡额', money(totals.imbalanceFen)],
    ['情形', `${totals.distinctSituations ?? ''} 种，复核 ${totals.reJudged ?? ''} 例，均相符`],
    ['例外', `${totals.exceptions ?? ''} 例`],
    ['任务', id],
    ['输入哈希', inputHash],
    ['病例哈希', totals.casesHash ?? ''],
    ['结果哈希', totals.resultHash ?? ''],
  ]);
}

function exceptionsOf({ exceptions }: ClearedRun): string {
  if (exceptions.length === 0) return '';
  const rows = exceptions.map(({ caseNo, institutionCode, code, messages }) => [caseNo, institutionCode, code, messages.zh]);
  return `未能计分的病例（至多列 ${MOST_EXCEPTIONS} 例）\n${table([{ title: '病例号' }, { title: '机构编码' }, { title: '代码' }, { title: '原因' }], rows)}`;
}

function statementOf({ statements, names }: ClearedRun, code: string | undefined): string {
  if (code === undefined) return '';
  const statement = statements.find(({ institutionCode }) => institutionCode === code);
  if (statement === undefined) return `没有机构 ${code} 的结算单。\n`;
  return stepTable(`结算单 ${code} ${names.get(code) ?? ''}`, parseSteps(statement.steps));
}

/** A cleared year as JSON: money in yuan with 2 places, as text. */
export function clearingJson(cleared: ClearedRun): Readonly<Record<string, unknown>> {
  const { run, statements, exceptions, names, standsOut, books, adjustment, words } = cleared;
  const { totals } = run;
  const money = (fen: bigint | null | undefined): string | null => (fen === undefined || fen === null ? null : printFen(fen));
  return {
    id: run.id,
    runNo: run.runNo,
    regionCode: run.regionCode,
    year: run.year,
    insurance: run.insurance,
    period: run.period,
    status: run.status,
    stage: run.stage,
    failure: run.failure,
    inputHash: run.inputHash,
    casesHash: totals.casesHash ?? null,
    resultHash: totals.resultHash ?? null,
    cases: Number(totals.cases ?? 0n),
    totalPoints: totals.totalPoints ?? null,
    pointValue: totals.pointValue ?? null,
    pointValueFraction: totals.pointValueFraction ?? null,
    budget: money(totals.budgetFen),
    fund: money(totals.fundFen),
    payable: money(totals.payableFen),
    imbalance: money(totals.imbalanceFen),
    distinctSituations: Number(totals.distinctSituations ?? 0n),
    reJudged: Number(totals.reJudged ?? 0n),
    waterfall: totals.waterfall ?? {},
    exceptions: { total: Number(totals.exceptions ?? 0n), first: exceptions },
    standsOut,
    ...accountsJson(books),
    adjustment: adjustmentJson(adjustment),
    ...wordsJson(words),
    statements: statements.map(({ institutionCode, cases, points, payableFen, steps }) => ({
      institutionCode,
      name: must(names.get(institutionCode), 'institution of a statement'),
      cases,
      points,
      payable: printFen(payableFen),
      steps,
    })),
  };
}
