import { requirePermission } from '../command.js';
import { ForbiddenError, NotFoundError } from '../errors.js';
import { isSandbox } from '../permissions.js';
import type { Caller, Platform } from '../platform.js';
import { figuresOfRun, type RunFigures } from '../run-figures.js';
import type { StatementRecord } from '../ports-run-results.js';
import type { RunRecord } from '../ports-run.js';
import type { ExceptionRecord, ScoreRecord } from '../ports-score.js';
import type { NumberedStandOut } from '../ports-stand-out.js';
import { tableText, type ExportFormat, type Table } from './table-text.js';
import { printFen } from '../../engine/quantity.js';

/** What of a clearing run may leave as a file. */
export const RUN_EXPORTS = ['scores', 'statements', 'exceptions', 'standsOut'] as const;
/** One of them. */
export type RunExport = (typeof RUN_EXPORTS)[number];

/** Rows that are read at a time, each page in a short transaction of its own: what a run has stored never changes. */
const PAGE = 5_000;

/** A run's scores, statements or exceptions as text. Throws FORBIDDEN, NOT_FOUND. */
export async function exportRun(
  platform: Platform,
  caller: Caller,
  { regionCode, runId, what }: { readonly regionCode: string; readonly runId: string; readonly what: RunExport },
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  requirePermission(caller.actor, what === 'statements' ? 'statement:read' : 'run:read', regionCode);
  if (what !== 'statements') requirePermission(caller.actor, 'case:read', regionCode);
  const run = await caller.read(({ runs }) => runs.find(regionCode, runId));
  if (run === undefined) throw new NotFoundError({ zh: '清算任务', en: 'clearing run' }, runId);
  const figures = await figuresOfRun(platform, caller.read, run);
  switch (what) {
    case 'scores':
      return tableText(scoreTable(figures), scorePages(caller, run), format);
    case 'exceptions':
      return tableText(EXCEPTIONS, exceptionPages(caller, run), format);
    case 'standsOut':
      requireAgency(caller);
      return tableText(STANDS_OUT, standOutPage(caller, run), format);
    case 'statements':
      return tableText(statementTable(run, figures), statementPage(caller, run), format);
  }
}

/** 支付参考额 `payment` is points × point value: indicative, before the fund's share (docs/explanations.md). */
function scoreTable(figures: RunFigures): Table<ScoreRecord> {
  return {
    columns: [
      ...['caseNo', 'institutionCode', 'groupCode', 'inclusion', 'deviation', 'costRatio', 'institutionCoefficient'],
      ...['auxiliaryFactor', 'points', 'payment', 'exceptionCode'],
    ],
    cells: (score) => [
      ...[score.caseNo, score.institutionCode, score.groupCode, score.inclusion, score.deviation, score.costRatio],
      figures.figure('institutionCoefficient', score.institutionCoefficient),
      figures.figure('auxiliaryFactor', score.auxiliaryFactor),
      figures.points(score.points),
      figures.payment(score),
      score.exceptionCode,
    ],
  };
}

const EXCEPTIONS: Table<ExceptionRecord> = {
  columns: ['caseNo', 'institutionCode', 'code', 'zh', 'en'],
  cells: ({ caseNo, institutionCode, code, messages }) => [caseNo, institutionCode, code, messages.zh, messages.en ?? null],
  more: ({ detail }) => ({ detail }),
};

const STANDS_OUT: Table<NumberedStandOut> = {
  columns: ['itemNo', 'kind', 'caseNo', 'institutionCode', 'groupCode', 'subject', 'figure', 'threshold', 'parameter', 'zh', 'en'],
  cells: ({ itemNo, kind, caseNo, institutionCode, groupCode, subject, figure, threshold, parameter, messages }) => [
    ...[itemNo, kind, caseNo, institutionCode, groupCode, subject, figure, threshold, parameter],
    ...[messages.zh, messages.en ?? null],
  ],
};

async function* standOutPage({ read }: Caller, { regionCode, runNo }: RunRecord): AsyncGenerator<readonly NumberedStandOut[]> {
  yield await read(({ standOuts }) => standOuts.list(regionCode, runNo, { first: PAGE, afterNo: 0 }));
}

/** What concerns all institutions is for none of them. */
function requireAgency({ actor }: Caller): void {
  if (actor.institutionCode !== null) throw new ForbiddenError('run:read', NOT_FOR_INSTITUTIONS);
}

const NOT_FOR_INSTITUTIONS = {
  zh: '这份数据涉及全部医疗机构，机构密钥不能下载。',
  en: 'This concerns all institutions: a key of one of them may not have it.',
};

interface NamedStatement extends StatementRecord {
  readonly institutionName: string;
}

function statementTable({ regionCode, year, insurance, stage }: RunRecord, figures: RunFigures): Table<NamedStatement> {
  const note = isSandbox(regionCode) ? '演示' : stage === 'TRIAL' ? '试算' : '';
  return {
    columns: ['regionCode', 'year', 'insurance', 'institutionCode', 'institutionName', 'cases', 'points', 'payable', 'note'],
    cells: ({ institutionCode, institutionName, cases, points, payableFen }) => [
      ...[regionCode, year, insurance, institutionCode, institutionName, cases, figures.points(points)],
      ...[printFen(payableFen), note],
    ],
    more: ({ steps }) => ({ steps }),
  };
}

async function* scorePages({ actor, read }: Caller, { regionCode, runNo }: RunRecord): AsyncGenerator<readonly ScoreRecord[]> {
  const own = actor.institutionCode === null ? {} : { institutionCode: actor.institutionCode };
  for (let afterSeq = -1n; ;) {
    const page = await read(({ scores }) => scores.list(regionCode, runNo, { first: PAGE, afterSeq, ...own }));
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    afterSeq = last.caseSeq;
  }
}

async function* exceptionPages({ read }: Caller, { regionCode, runNo }: RunRecord): AsyncGenerator<readonly ExceptionRecord[]> {
  for (let afterSeq = -1n; ;) {
    const page = await read(({ scores }) => scores.exceptions(regionCode, runNo, { first: PAGE, afterSeq }));
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    afterSeq = last.caseSeq;
  }
}

async function* statementPage({ read }: Caller, { regionCode, runNo }: RunRecord): AsyncGenerator<readonly NamedStatement[]> {
  yield await read(async ({ runResults, institutions }) => {
    const names = new Map((await institutions.list(regionCode)).map(({ code, name }) => [code, name]));
    const statements = await runResults.statements(regionCode, runNo);
    return statements.map((statement) => ({ ...statement, institutionName: names.get(statement.institutionCode) ?? '' }));
  });
}
