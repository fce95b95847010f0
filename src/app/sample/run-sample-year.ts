import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { declareSamplePeriod } from './declare-sample-period.js';
import { agreeOnSampleRun, arrivedPayments, receiveSamplePayments } from './tell-sample-institutions.js';
import { platformCaller } from './first-start.js';
import { ConflictError, StateError } from '../base/errors.js';
import { confirmClearingRun } from '../clearing/confirm-clearing-run.js';
import { driveNextRun } from '../clearing/drive-run.js';
import { startClearingRun } from '../clearing/run/start-clearing-run.js';
import { versionsOfYear } from '../clearing/run/run-versions.js';
import type { Platform } from '../kernel/platform.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { RunRecord } from '../ports/clearing/ports-run.js';
import { isFinished } from '../ports/kit/ports-job.js';
import { isSandbox } from '../ports/kit/permissions.js';
import { type Reader, PLATFORM_ACCESS } from '../ports/ports.js';
import { publish } from '../publications/publish.js';
import { recordPayment } from '../years/record-payment.js';
import type { LedgerBalance } from '../../engine/clearing/ledger.js';
import { must } from '../../engine/kit/assert.js';
import { addDays } from '../../engine/kit/calendar.js';
import { printFen } from '../../engine/number/quantity.js';
import { PERIOD_KINDS, PERIODS, periodLabel, periodsOf, settlesPeriods, type Period } from '../../engine/plan/periods.js';

/** One period of a sample year as it went: its run, what was paid for it and, with the year, what institutions paid back, in fen. */
export interface SettledSamplePeriod {
  readonly run: RunRecord;
  readonly paidFen: bigint;
  readonly recoveredFen: bigint;
}

/** After each period. */
export type SampleYearProgress = (period: Period, done: number, total: number) => void;

/**
 * Takes a fund year of a sandbox region from its first month to its clearing: every month is settled, declared, reviewed, published, agreed to by
 * its institutions, confirmed, paid and received, every quarter that the ruleset settles after its months, then the year: each ends PAID. What months and quarters paid too much is recovered last, so
 * that nobody owes or is owed anything. It may be
 * called again, also after it was killed: what is closed stays closed, and what is still to do of it (payments, receipts, recoveries, publication) is done. Gives
 * the periods of which something was done. Throws UNAVAILABLE outside sandbox regions, where people confirm; what starting and confirming runs throws.
 */
export async function runSampleYear(
  platform: Platform,
  key: FundYearKey,
  progress: SampleYearProgress = () => undefined,
): Promise<readonly SettledSamplePeriod[]> {
  if (!isSandbox(key.regionCode)) throw notASample(key);
  const { periods, isPublic } = await periodsOfSample(platform, key);
  const settled: SettledSamplePeriod[] = [];
  for (const [index, { period, closed }] of periods.entries()) {
    progress(period, index, periods.length);
    if (closed !== undefined && !(await isUnfinished(platform, key, period, { closed, isPublic }))) continue;
    const run = closed ?? (await settleAndConfirm(platform, key, period));
    const paidFen = run.stage === 'PAID' ? 0n : await payOwed(platform, key, { period, run });
    await receiveSamplePayments(platform, platformCaller(platform), key, period.key);
    const recoveredFen = period.kind === 'YEAR' ? await recoverOwed(platform, key, { period, run }) : 0n;
    if (isPublic) await publishFigures(platform, key, period);
    settled.push({ run: await runNow(platform, run), paidFen, recoveredFen });
  }
  return settled;
}

/** Whether a call that was killed left something of a closed period to do: payments, receipts, recoveries, its publication. */
async function isUnfinished(
  platform: Platform,
  key: FundYearKey,
  { key: period, kind }: Period,
  { closed, isPublic }: { readonly closed: RunRecord; readonly isPublic: boolean },
): Promise<boolean> {
  const caller = platformCaller(platform);
  if (closed.stage !== 'PAID' || (await arrivedPayments(caller, key, period)).length > 0) return true;
  if (kind === 'YEAR' && (await openBalances(platform, key)).some(({ balanceFen }) => balanceFen < 0n)) return true;
  if (!isPublic) return false;
  const published = new Set((await caller.read(({ publications }) => publications.standing(key))).map((one) => one.period));
  return publishedWith(period).some((one) => !published.has(one));
}

/** 公布 what ends with a period: its own figures, a half year's with its last quarter. Without indicators only the fund and how far the periods are. */
async function publishFigures(platform: Platform, key: FundYearKey, { key: period }: Period): Promise<void> {
  for (const published of publishedWith(period)) {
    const reason = '示例：数据工作组公布';
    const idempotencyKey = `sample-publish-${key.year}-${key.insurance}-${published}`;
    await publish(platform, platformCaller(platform), { ...key, period: published, reason, idempotencyKey });
  }
}

/** With which quarter a half year ends. */
const HALF_AFTER: Readonly<Record<string, string>> = { Q2: 'H1', Q4: 'H2' };

function publishedWith(period: string): readonly string[] {
  const half = HALF_AFTER[period];
  return half === undefined ? [period] : [period, half];
}

interface SampleYear {
  readonly periods: readonly { readonly period: Period; readonly closed: RunRecord | undefined }[];
  /** Whether the ruleset says which figures are public. */
  readonly isPublic: boolean;
}

/** Months in order, each quarter that the ruleset settles after its last month, the year last; each with the run that closed it. */
async function periodsOfSample({ store, ...platform }: Platform, key: FundYearKey): Promise<SampleYear> {
  const read: Reader = (work) => store.transaction(PLATFORM_ACCESS, 'READ', work);
  const rulesets = await read(({ rulesets: stored }) => stored.list(key.regionCode));
  const published = rulesets.filter(({ status }) => status === 'PUBLISHED');
  const days = await versionsOfYear({ store, ...platform }, read, published, { ...key, scheme: undefined });
  const { plan, effective } = must(days.versions.at(-1), 'version of the year').compiled;
  const closed = await read(async ({ runs }) => {
    const found = (await runs.closed(key)).map(async ({ period, runNo }) => [period, await runs.findByNo(key.regionCode, runNo)] as const);
    return new Map(await Promise.all(found));
  });
  const kinds = PERIOD_KINDS.filter((kind) => kind === 'YEAR' || settlesPeriods(plan, kind));
  const all = kinds.flatMap((kind) => periodsOf(days, kind));
  const order = (period: Period): string => `${period.to} ${PERIODS[period.kind].months + 10}`;
  const periods = all.sort((a, b) => (order(a) < order(b) ? -1 : 1)).map((period) => ({ period, closed: closed.get(period.key) }));
  return { periods, isPublic: (effective.indicators ?? []).some((one) => one.public === true) };
}

async function settleAndConfirm(platform: Platform, key: FundYearKey, period: Period): Promise<RunRecord> {
  const { regionCode } = key;
  const caller = platformCaller(platform);
  const asked = { ...key, period: period.key, idempotencyKey: randomUUID() };
  const { id: runId, ...started } = await startClearingRun(platform, caller, asked);
  const run = await driveToEnd(platform, started);
  const standsOutHash = (await caller.read(({ runs }) => runs.standsOut(regionCode, run.runNo)))?.standsOutHash;
  if (run.status !== 'SUCCEEDED' || standsOutHash === null || standsOutHash === undefined) throw notSettled(run);
  if (period.kind !== 'YEAR') await declareSamplePeriod(platform, caller, key, period.key);
  await agreeOnSampleRun(platform, caller, run);
  return await confirmClearingRun(platform, caller, { regionCode, runId, standsOutHash, reason: '示例：核对无误' });
}

/** Drives a run to its end here, or waits for the worker that was quicker, such as the server's own beside which this is called. */
async function driveToEnd(platform: Platform, started: Pick<RunRecord, 'regionCode' | 'runNo'>): Promise<RunRecord> {
  const { regionCode, runNo } = started;
  for (;;) {
    await driveNextRun(platform, `sample-${process.pid}`, { regionCode, runNo });
    const run = await runNow(platform, started);
    if (isFinished(run)) return run;
    await sleep(LOOK_MS);
  }
}

const LOOK_MS = 200;

/** The run as it stands now. */
async function runNow(platform: Platform, { regionCode, runNo }: Pick<RunRecord, 'regionCode' | 'runNo'>): Promise<RunRecord> {
  return must(await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runs }) => runs.findByNo(regionCode, runNo)), 'run');
}

/** A period and the run that closed it. */
interface ClosedSamplePeriod {
  readonly period: Period;
  readonly run: RunRecord;
}

/** Pays every institution what the ledger says that it is owed now, as payments for the period; an institution that owes is paid nothing. */
async function payOwed(platform: Platform, key: FundYearKey, closed: ClosedSamplePeriod): Promise<bigint> {
  const owed = (await openBalances(platform, key)).filter(({ balanceFen }) => balanceFen > 0n);
  for (const balance of owed) await recordSettling(platform, key, closed, balance);
  return sumOf(owed);
}

/** 追回 takes back from every institution what the ledger says that it owes once the year is cleared: what months and quarters paid too much. */
async function recoverOwed(platform: Platform, key: FundYearKey, closed: ClosedSamplePeriod): Promise<bigint> {
  const owing = (await openBalances(platform, key)).filter(({ balanceFen }) => balanceFen < 0n);
  for (const balance of owing) await recordSettling(platform, key, closed, balance);
  return -sumOf(owing);
}

/** What institutions are owed (above 0) or owe (below 0) now, by fund. */
async function openBalances({ store }: Platform, key: FundYearKey): Promise<readonly LedgerBalance[]> {
  const balances = await store.transaction(PLATFORM_ACCESS, 'READ', ({ ledger }) => ledger.balances(key));
  return balances.filter(({ account, balanceFen }) => account === 'INSTITUTION' && balanceFen !== 0n);
}

function sumOf(balances: readonly LedgerBalance[]): bigint {
  return balances.reduce((sum, { balanceFen }) => sum + balanceFen, 0n);
}

/** Records the payment, or the recovery, that brings a balance to 0. */
async function recordSettling(
  platform: Platform,
  key: FundYearKey,
  { period, run }: ClosedSamplePeriod,
  { institutionCode, pool, balanceFen }: LedgerBalance,
): Promise<void> {
  const code = must(institutionCode, 'institution of a balance');
  const label = periodLabel(period.key).zh;
  const [word, said] =
    balanceFen > 0n
      ? (['pay', { reason: `示例：${label}结算拨付` }] as const)
      : (['recover', { reason: `示例：${label}清算后追回多付`, source: `示例：${label}清算结算单` }] as const);
  await recordPayment(platform, platformCaller(platform), {
    ...key,
    ...{ institutionCode: code, period: period.key, amount: printFen(balanceFen), paidOn: addDays(period.to, PAID_AFTER_DAYS) },
    ...said,
    idempotencyKey: `sample-${word}-${run.runNo}-${code}${pool === 'BASIC' ? '' : `-${pool}`}`,
    ...(pool === 'BASIC' ? {} : { purpose: pool }),
  });
}

const PAID_AFTER_DAYS = 20;

function notASample({ regionCode }: FundYearKey): StateError {
  return new StateError('UNAVAILABLE', {
    zh: `${regionCode} 不是沙盒地区（99xxxx）。真实地区的各期须由财务人员逐期结算、由另一人确认。`,
    en: `${regionCode} is no sandbox region (99xxxx). Periods of real regions are settled by people, and confirmed by others.`,
  });
}

function notSettled({ runNo, status, failure, period }: RunRecord): ConflictError {
  const { zh, en } = periodLabel(period);
  return new ConflictError({
    zh: `${zh}的结算 ${runNo} 没有成功（${status}）：${failure?.zh ?? ''}。处理后可再次运行，已关闭的各期不再重做。`,
    en: `Run ${runNo} of the ${en} did not succeed (${status}): ${failure?.en ?? ''}. Mend it and run this again; what is closed stays.`,
  });
}
