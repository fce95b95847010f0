import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { BOARD_COLUMNS, boardCells, DECLARATION_COLUMNS, declarationCells } from './period-rows.js';
import { count, oneOf } from '../terminal/arguments.js';
import { Mistake } from '../terminal/mistake.js';
import { withSession, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { printRows } from '../print/printed-rows.js';
import { paymentsWarnedText } from '../print/accounts-report.js';
import { keyOf, yearly, type YearOptions } from '../print/year-options.js';
import { periodDeclarations, settlementPeriods } from '../../app/periods/board/settlement-periods.js';
import { periodOfYear } from '../../app/periods/declared/period-of-year.js';
import { paymentWarnings } from '../../app/years/payment-warnings.js';
import { may } from '../../app/ports/kit/permissions.js';
import { declarePeriod, type StatedDeclaration } from '../../app/periods/declared/declare-period.js';
import { reviewDeclarations, REVIEWS, type Review } from '../../app/periods/declared/review-declarations.js';
import { changesThatCount, isEnded, statusOn } from '../../engine/clearing/institution-changes.js';
import { printFen } from '../../engine/number/quantity.js';

interface PeriodOptions extends YearOptions {
  readonly period: string;
  readonly key?: string;
}

interface DeclareOptions extends PeriodOptions {
  readonly reason: string;
  readonly institution?: string;
  readonly cases?: number;
  readonly fund?: string;
  readonly asCounted?: boolean;
}

interface ReviewOptions extends PeriodOptions {
  readonly reason: string;
  readonly institution?: string;
  readonly all?: boolean;
  readonly review: Review;
}

const PERIOD = ['--period <key>', '结算期：月份 01–12、季度 Q1–Q4、全年 YEAR a month, a quarter, YEAR'] as const;
const REASON = ['--reason <text>', '事由，记入审计 the reason'] as const;
const KEY = ['--key <key>', '幂等键 idempotency key'] as const;

/** `dip period list|declarations|declare|review`. */
export function addPeriodCommands(program: Command, context: Context): void {
  const period = program.command('period').description('结算期：看板、申报、审核\nperiods: the board, declarations, reviews');
  const ofYear = (name: string, text: string): Command => yearly(period.command(name).description(text));
  ofYear('list', '看板：各期何时到期、进度、逾期；只读\nthe board: what is due, done and late').action((options: YearOptions) =>
    list(context, options),
  );
  ofYear('declarations', '一期中各机构的申报与平台所计；只读\ndeclarations of a period, beside what is counted')
    .requiredOption(...PERIOD)
    .action((options: PeriodOptions) => show(context, options));
  ofYear('declare', '申报一期：一家机构，或以 --as-counted 按平台所计代各机构申报\ndeclare a period')
    .requiredOption(...PERIOD)
    .requiredOption(...REASON)
    .option('--institution <code>', '医疗机构编码 institution code')
    .option('--cases <count>', '病例数 number of cases', count)
    .option('--fund <yuan>', '基金记账金额（元） recorded fund amount in yuan')
    .option('--as-counted', '各机构均按平台所计申报 every institution, as the platform counts it')
    .option(...KEY)
    .action((options: DeclareOptions) => declare(context, options));
  ofYear('review', '初审、复审或退回申报\nreview declarations')
    .requiredOption(...PERIOD)
    .requiredOption('--review <result>', '结论：FIRST_REVIEWED 初审，SECOND_REVIEWED 复审，RETURNED 退回 result', oneOf(REVIEWS))
    .requiredOption(...REASON)
    .option('--institution <code>', '医疗机构编码 institution code')
    .option('--all', '该步骤待办的各机构 every institution that waits for it')
    .option(...KEY)
    .action((options: ReviewOptions) => review(context, options));
}

async function list(context: Context, options: YearOptions): Promise<void> {
  const key = keyOf(options);
  const { rows, warnings } = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => ({
    rows: await settlementPeriods(platform, caller, key),
    warnings: may(caller.actor, 'budget:read', key.regionCode) ? await paymentWarnings(platform, caller, key) : [],
  }));
  const none = '本年度没有结算期。 The year has no periods.';
  await printRows(context, options, { key: 'periods', columns: BOARD_COLUMNS, rows: rows.map(boardCells), none, beside: { warnings } });
  if (warnings.length > 0) await context.terminal.say(paymentsWarnedText(warnings));
  if (rows.every(({ isCalendarStated }) => isCalendarStated)) return;
  await context.terminal.say('有的拨付截止日所在年份没有录入节假日，只按星期六、星期日推算；用 dip calendar import 录入。\n');
}

async function show(context: Context, options: PeriodOptions): Promise<void> {
  await printDeclarations(context, options, await withSession(context, 'NEEDS_DATA', (session) => standings(session, options)));
}

const standings = ({ platform, caller }: OpenPlatform, options: PeriodOptions) =>
  periodDeclarations(platform, caller, keyOf(options), options.period);

async function printDeclarations(context: Context, options: PeriodOptions, all: Awaited<ReturnType<typeof standings>>): Promise<void> {
  const none = '该期没有病例，也没有申报。 The period has neither cases nor declarations.';
  await printRows(context, options, { key: 'declarations', columns: DECLARATION_COLUMNS, rows: all.map(declarationCells), none });
}

async function declare(context: Context, options: DeclareOptions): Promise<void> {
  const { period, reason, key = `dip-${randomUUID()}` } = options;
  const all = await withSession(context, 'NEEDS_DATA', async (session) => {
    const declarations = options.asCounted === true ? await asCounted(session, options) : [oneDeclaration(options)];
    if (declarations.length > 0) {
      await declarePeriod(session.platform, session.caller, { ...keyOf(options), period, declarations, reason, idempotencyKey: key });
    }
    return await standings(session, options);
  });
  await printDeclarations(context, options, all);
}

function oneDeclaration({ institution, cases, fund }: DeclareOptions): StatedDeclaration {
  if (institution !== undefined && cases !== undefined && fund !== undefined)
    return { institutionCode: institution, cases, fundAmount: fund };
  throw new Mistake(
    'USAGE',
    '请写 --institution、--cases 和 --fund，或写 --as-counted 按平台所计代各机构申报。',
    'State --institution, --cases and --fund, or --as-counted for all as the platform counts.',
  );
}

/**
 * What the platform counts, of institutions that have not declared, or whose declaration was returned: those without a case, too, unless they were
 * gone by the period's first day, since the period is closed only when each that has a statement has declared.
 */
async function asCounted(session: OpenPlatform, options: DeclareOptions): Promise<readonly StatedDeclaration[]> {
  const key = keyOf(options);
  const known = new Map((await standings(session, options)).map((one) => [one.institutionCode, one]));
  const { period } = await periodOfYear(session.platform, session.caller.read, key, options.period);
  const { listed, changes } = await session.caller.read(async ({ institutions }) => ({
    listed: await institutions.list(key.regionCode),
    changes: changesThatCount(await institutions.changes(key.regionCode)),
  }));
  const isHere = (code: string): boolean => known.has(code) || !isEnded(statusOn(changes, code, period.from).status);
  return listed
    .map(({ code }) => code)
    .filter(isHere)
    .flatMap((institutionCode): StatedDeclaration[] => {
      const { declaration = null, counted = { cases: 0, fundFen: 0n } } = known.get(institutionCode) ?? {};
      if (declaration !== null && declaration.state !== 'RETURNED') return [];
      return [{ institutionCode, cases: counted.cases, fundAmount: printFen(counted.fundFen) }];
    });
}

async function review(context: Context, options: ReviewOptions): Promise<void> {
  const { period, reason, review: to, institution, key = `dip-${randomUUID()}` } = options;
  const all = await withSession(context, 'NEEDS_DATA', async (session) => {
    const institutionCodes = options.all === true ? await waiting(session, options) : institution === undefined ? [] : [institution];
    await reviewDeclarations(session.platform, session.caller, {
      ...keyOf(options),
      ...{ period, institutionCodes, review: to, reason, idempotencyKey: key },
    });
    return await standings(session, options);
  });
  await printDeclarations(context, options, all);
}

/** Institutions whose declaration waits for the review. */
async function waiting(session: OpenPlatform, options: ReviewOptions): Promise<readonly string[]> {
  const before = options.review === 'SECOND_REVIEWED' ? 'FIRST_REVIEWED' : 'DECLARED';
  return (await standings(session, options))
    .filter(({ declaration }) => declaration?.state === before)
    .map(({ institutionCode }) => institutionCode);
}
