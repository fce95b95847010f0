import { setImmediate } from 'node:timers/promises';
import { partsOfShards, scoredShards } from '../settle/score-parts.js';
import { requireWorkable } from '../settle/clear-year.js';
import { readSnapshot } from '../drive-run.js';
import { SumsOfParts } from '../settle/read-scores.js';
import { compareScores, keptDecimal, Differences, type ReplayDifference } from './replay-compare.js';
import { hashOfRows } from '../blocks/row-digests.js';
import { masksFor } from '../blocks/stored-score.js';
import { openRun, type RunPlan } from '../run/run-plan.js';
import { ShardScorer } from '../shards/score-shard.js';
import { settleScores, type SettledRun } from '../settle/settle-run.js';
import { requirePermission, runCommand } from '../../kernel/command.js';
import { ForbiddenError, NotFoundError, StateError } from '../../base/errors.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import { type Reader, PLATFORM_ACCESS } from '../../ports/ports.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import { must } from '../../../engine/kit/assert.js';
import { SCOPES } from '../../../engine/plan/scopes.js';

/** 重算核对 what came of recomputing a past run from what it froze. */
export interface Replayed {
  readonly run: RunRecord;
  readonly isIdentical: boolean;
  readonly cases: bigint;
  /** The engine that made the run, and the one that recomputed it. */
  readonly engine: { readonly then: string; readonly now: string };
  readonly resultHash: { readonly stored: string | null; readonly recomputed: string };
  readonly differenceCount: number;
  /** The first ones. */
  readonly differences: readonly ReplayDifference[];
}

/** What to replay, and after each shard how far it is. */
export interface ReplayRun {
  readonly regionCode: string;
  readonly runId: string;
  /** More cases than this are refused (LIMIT_EXCEEDED); absent: any number. */
  readonly mostCases?: number;
  readonly progress?: (done: bigint, total: bigint) => void;
}

/**
 * Recomputes a run that has succeeded, from its frozen inputs and by the code that a run goes through, and compares every score, statement,
 * posting, value and total with what is stored. Writes nothing but an audit event. For whoever may read the whole year (`budget:read`). Throws FORBIDDEN,
 * NOT_FOUND, UNAVAILABLE (a run that has not succeeded), LIMIT_EXCEEDED, and what opening the run throws (RULESET_TAMPERED).
 */
export async function replayRun(platform: Platform, { actor, read: readAs }: Caller, asked: ReplayRun): Promise<Replayed> {
  const { regionCode, runId, mostCases, progress } = asked;
  requirePermission(actor, 'budget:read', regionCode);
  if (actor.institutionCode !== null) throw new ForbiddenError('budget:read');
  const run = await readAs(({ runs }) => runs.find(regionCode, runId));
  if (run === undefined) throw new NotFoundError({ zh: '清算任务', en: 'clearing run' }, runId);
  requireReplayable(run, mostCases);
  const read: Reader = (work) => platform.store.transaction(PLATFORM_ACCESS, 'READ', work);
  const plan = await openRun(platform, read, await readSnapshot(read, run));
  requireWorkable(plan);
  const differences = new Differences();
  const settled = await recompute(platform, { run, plan, differences, ...(progress === undefined ? {} : { progress }) });
  await compareResults(read, run, settled, differences);
  const replayed: Replayed = {
    run,
    isIdentical: differences.count === 0,
    cases: settled.scored.total.cases,
    engine: { then: plan.snapshot.engineVersion, now: platform.engineVersion },
    resultHash: { stored: run.totals.resultHash ?? null, recomputed: settled.totals.resultHash },
    differenceCount: differences.count,
    differences: differences.first,
  };
  return await recorded(platform, { actor }, replayed);
}

function requireReplayable({ runNo, status, totals }: RunRecord, mostCases: number | undefined): void {
  if (status !== 'SUCCEEDED') {
    throw new StateError('UNAVAILABLE', {
      zh: `清算 ${runNo} 没有成功完成（${status}），没有可核对的结果。请先完成清算。`,
      en: `Run ${runNo} has not succeeded (${status}): there is no result to compare with. Let it finish first.`,
    });
  }
  if (mostCases === undefined || (totals.cases ?? 0n) <= BigInt(mostCases)) return;
  throw new StateError('LIMIT_EXCEEDED', {
    zh: `清算 ${runNo} 有 ${totals.cases} 例，一次请求至多重算 ${mostCases} 例。请在命令行运行 dip replay。`,
    en: `Run ${runNo} has ${totals.cases} cases; one request recomputes at most ${mostCases}. Use dip replay.`,
  });
}

interface Recomputing {
  readonly run: RunRecord;
  readonly plan: RunPlan;
  readonly differences: Differences;
  readonly progress?: (done: bigint, total: bigint) => void;
}

/**
 * Scores the run's cases part by part, compares each with what is stored, and clears the year from the sums. Reads the rows of cases, not the blocks
 * that the run read: where the two are not the same, the hash of cases says so.
 */
async function recompute(platform: Platform, { run, plan, differences, progress }: Recomputing): Promise<SettledRun> {
  const { store, judge } = platform;
  const scorer = new ShardScorer(plan, judge);
  const sums = new SumsOfParts(plan.totals);
  const caseDigests: Buffer[] = [];
  const scoreDigests: Buffer[] = [];
  let done = 0n;
  const kept = { sums: plan.sums.map((_, sum) => sum), masks: masksFor(plan.aggregates.length) };
  for (const part of partsOfShards(await scoredShards(platform, run))) {
    const { batch, stored } = await store.transaction(
      PLATFORM_ACCESS,
      'READ',
      async ({ cases, scores }) => {
        const rows = await scores.storedRows(run, part, kept);
        const seqs = BigInt64Array.from(rows, ({ caseSeq }) => BigInt(caseSeq));
        return { batch: await cases.readBatch(plan.selection, { seqs }, scorer.without), stored: rows };
      },
      'BULK',
    );
    const shard = await scorer.score(batch);
    compareScores(differences, shard, stored);
    sums.addAccumulated(shard.accumulator);
    caseDigests.push(shard.caseDigests);
    scoreDigests.push(shard.scoreDigests);
    done += BigInt(batch.count);
    progress?.(done, run.totals.cases ?? done);
    await setImmediate();
  }
  const hashes = { casesHash: hashOfRows(caseDigests), scoresHash: hashOfRows(scoreDigests) };
  return await settleScores(plan, { ...sums.result(), shards: [], parts: [] }, hashes);
}

/** A run from before its cases had a hash states a result hash of another kind: there everything else is compared. */
async function compareResults(read: Reader, run: RunRecord, settled: SettledRun, differences: Differences): Promise<void> {
  const { regionCode, runNo, totals } = run;
  const { statements, accounts, scopeValues, totals: recomputed } = settled;
  const stored = await read(async ({ runResults }) => ({
    statements: await runResults.statements(regionCode, runNo),
    postings: await runResults.postings(regionCode, runNo),
    accounts: await runResults.accounts(regionCode, runNo),
    scopeValues: (await Promise.all(SCOPES.map((scope) => runResults.scopeValues(regionCode, runNo, scope)))).flat(),
  }));
  const skipped = totals.casesHash === undefined ? ['casesHash', 'resultHash'] : [];
  const compared = (of: object): unknown =>
    Object.fromEntries(Object.entries(of).filter(([name]) => name in recomputed && !skipped.includes(name)));
  differences.compare(
    'totals',
    compared(totals),
    compared(Object.fromEntries(Object.entries(recomputed).filter(([, value]) => value !== null))),
  );
  const byKey = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): Record<string, Row> =>
    Object.fromEntries(rows.map((row) => [keyOf(row), row]));
  const isWhole = stored.accounts.length > 0; // earlier builds kept no accounts, and neither traces of the fund nor what went to RETAINED
  const postings = isWhole ? settled.postings : settled.postings.filter(({ total }) => total === 'payable');
  const kept = isWhole
    ? [...scopeValues]
    : [...scopeValues].filter(({ scope }) => scope !== 'institutionMonth').map((row) => ({ ...row, trace: null }));
  if (isWhole) {
    const both = [stored.accounts, accounts].map((rows) => byKey(rows, (row) => row.account));
    compareKeyed(differences, 'account', both);
  }
  compareKeyed(
    differences,
    'statement',
    // An institution without cases has 0 points here, and 0.00000000 in the database.
    [stored.statements, statements.map((row) => ({ ...row, points: keptDecimal(row.points) }))].map((rows) =>
      byKey<{ readonly institutionCode: string }>(rows, (row) => row.institutionCode),
    ),
  );
  compareKeyed(
    differences,
    'posting',
    [stored.postings, postings].map((rows) => byKey(rows, (row) => `${row.institutionCode} ${row.line}`)),
  );
  compareKeyed(
    differences,
    'values',
    [stored.scopeValues, kept].map((rows) => byKey(rows, (row) => `${row.scope} ${row.key}`)),
  );
}

function compareKeyed(
  differences: Differences,
  kind: string,
  [stored = {}, recomputed = {}]: readonly Readonly<Record<string, unknown>>[],
): void {
  for (const key of new Set([...Object.keys(stored), ...Object.keys(recomputed)]))
    differences.compare(`${kind} ${key}`, stored[key], recomputed[key]);
}

/** That somebody looked, and what came of it. */
async function recorded(platform: Platform, { actor }: Pick<Caller, 'actor'>, replayed: Replayed): Promise<Replayed> {
  const { run, isIdentical, differenceCount } = replayed;
  return await runCommand(platform, actor, {
    permission: 'budget:read',
    regionCode: run.regionCode,
    action: 'run:replay',
    work: () => Promise.resolve(replayed),
    audit: () => ({ subject: must(run.id, 'run'), detail: { runNo: run.runNo, isIdentical, differenceCount } }),
  });
}
