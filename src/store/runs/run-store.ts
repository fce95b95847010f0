import { createHash } from 'node:crypto';
import { failureOf, finishedBy } from '../kit/job-rows.js';
import { definedOnly, jsonOf, pick } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import { giveShardsBack, shards } from './shard-store.js';
import type { FundYearKey, PeriodKey } from '../../app/ports/clearing/ports-fund-year.js';
import type { ClosedRun, NewRun, RunLease, RunPatch, RunRecord, Runs, RunTotals } from '../../app/ports/clearing/ports-run.js';
import { assert, must } from '../../engine/kit/assert.js';
import { YEAR_KEY } from '../../engine/plan/periods.js';
import { Prisma, type ClearingRun, type RunSnapshot } from '../../generated/prisma/client.js';

const STANDS_OUT = { runNo: true, standsOut: true, standsOutHash: true } as const;
const INTERVAL = "* interval '1 millisecond'";

/** Clearing runs behind the port. */
export function runs(session: Session): Runs {
  const { tx } = session;
  const found = (row: ClearingRun | null): RunRecord | undefined => (row === null ? undefined : recordOf(row));
  return {
    create: (run) => create(session, run),
    find: async (regionCode, id) => found(await tx.clearingRun.findUnique({ where: { regionCode_id: { regionCode, id } } })),
    findByNo: async (regionCode, runNo) => found(await tx.clearingRun.findUnique({ where: { regionCode_runNo: { regionCode, runNo } } })),
    list: async (regionCode, { year, period, first, beforeRunNo }) => {
      const rows = await tx.clearingRun.findMany({
        where: { regionCode, ...definedOnly({ year, period }), ...(beforeRunNo === undefined ? {} : { runNo: { lt: beforeRunNo } }) },
        orderBy: { runNo: 'desc' },
        take: first + 1,
      });
      return { items: rows.slice(0, first).map(recordOf), hasMore: rows.length > first };
    },
    running: async () =>
      (await tx.clearingRun.findMany({ where: { status: 'RUNNING' }, orderBy: [{ regionCode: 'asc' }, { runNo: 'asc' }] })).map(recordOf),
    snapshot: async (regionCode, runNo) =>
      untampered(await tx.runSnapshot.findUniqueOrThrow({ where: { regionCode_runNo: { regionCode, runNo } } })),
    frozenInputs: async (regionCode, runNo) => {
      const { text } = await session.row<{ text: string | null }>('SELECT frozen_inputs($1, $2) AS text', [regionCode, runNo]);
      return text ?? undefined;
    },
    records: async (regionCode, runNo) =>
      (await tx.runSnapshot.findUnique({ where: { regionCode_runNo: { regionCode, runNo } }, select: { records: true } }))?.records ?? null,
    standsOut: async (regionCode, runNo) =>
      (await tx.clearingRun.findUnique({ where: { regionCode_runNo: { regionCode, runNo } }, select: STANDS_OUT })) ?? undefined,
    bestOfYear: async ({ regionCode, year, insurance }) =>
      (await tx.clearingRun.findFirst({
        where: { regionCode, year, insurance, period: YEAR_KEY, status: 'SUCCEEDED' },
        orderBy: [{ stage: 'desc' }, { runNo: 'desc' }],
        select: STANDS_OUT,
      })) ?? undefined,
    closed: (key) => closedRuns(session, key),
    closedOfRegion: (regionCode) => closedOfRegion(session, regionCode),
    confirm: async (regionCode, runNo, confirmation) =>
      (
        await tx.clearingRun.updateMany({
          where: { regionCode, runNo, status: 'SUCCEEDED', stage: 'CALCULATED' },
          data: { stage: 'CONFIRMED', confirmation: { ...confirmation } },
        })
      ).count === 1,
    markPaid: (key, unpaid) => markPaid(session, key, unpaid),
    claim: (claim) => claimRun(session, claim),
    renew: async (lease, leaseMs) => (await fenced(session, lease, `lease_until = clock_timestamp() + $5 ${INTERVAL}`, [leaseMs])) === 1,
    release: async (lease) => {
      await fenced(session, lease, "status = 'QUEUED', lease_until = NULL, worker = NULL", []);
    },
    update: (lease, patch) => update(session, lease, patch),
    isCancelRequested: async (regionCode, runNo) =>
      (
        await session.row<{ asked: boolean }>('SELECT cancel_requested AS asked FROM clearing_run WHERE region_code = $1 AND run_no = $2', [
          regionCode,
          runNo,
        ])
      ).asked,
    requestCancel: (regionCode, runNo) => requestCancel(session, regionCode, runNo),
    requeue: async (regionCode, runNo) => {
      const changed = await tx.clearingRun.updateMany({
        where: { regionCode, runNo, status: { in: ['FAILED', 'HALTED', 'CANCELLED'] } },
        data: { status: 'QUEUED', cancelRequested: false, finishedAt: null, leaseUntil: null, failure: Prisma.DbNull },
      });
      if (changed.count === 1) await giveShardsBack(session, regionCode, runNo);
      return changed.count === 1;
    },
    ...shards(session),
  };
}

async function closedOfRegion({ tx }: Session, regionCode: string) {
  return await tx.clearingRun.findMany({
    where: { regionCode, stage: { in: ['CONFIRMED', 'PAID'] } },
    distinct: ['year', 'period'],
    select: { year: true, period: true },
    orderBy: [{ year: 'asc' }, { period: 'asc' }],
  });
}

async function closedRuns({ tx }: Session, { regionCode, year, insurance }: FundYearKey): Promise<readonly ClosedRun[]> {
  const rows = await tx.clearingRun.findMany({
    where: { regionCode, year, insurance, stage: { in: ['CONFIRMED', 'PAID'] } },
    orderBy: [{ period: 'asc' }, { runNo: 'asc' }],
    select: { id: true, runNo: true, period: true, resultHash: true, periodSums: true, confirmation: true },
  });
  return rows.map(({ resultHash, confirmation, ...row }) => ({
    ...row,
    resultHash: must(resultHash, 'result hash of a confirmed run'),
    confirmedAt: confirmedAt(confirmation),
  }));
}

async function markPaid({ tx }: Session, { regionCode, year, insurance }: FundYearKey, unpaid: readonly PeriodKey[]): Promise<void> {
  const of = { regionCode, year, insurance };
  const open = { in: [...unpaid] };
  await tx.clearingRun.updateMany({ where: { ...of, stage: 'CONFIRMED', NOT: { period: open } }, data: { stage: 'PAID' } });
  await tx.clearingRun.updateMany({ where: { ...of, stage: 'PAID', period: open }, data: { stage: 'CONFIRMED' } });
}

function confirmedAt(confirmation: unknown): Date {
  const at = typeof confirmation === 'object' && confirmation !== null && 'at' in confirmation ? confirmation.at : undefined;
  assert(typeof at === 'string', 'a confirmed run says when it was confirmed');
  return new Date(at);
}

async function create(session: Session, run: NewRun): Promise<RunRecord> {
  const key = pick(run, ['regionCode', 'year', 'insurance', 'period', 'inputHash', 'catalogueId', 'idempotencyKey']);
  const runNo = Number(await session.next(run.regionCode, 'RUN'));
  const { holderId: createdById, holderName: createdByName } = session.access;
  const row = await session.tx.clearingRun.create({ data: { ...key, runNo, rulesetIds: [...run.rulesetIds], createdById, createdByName } });
  const snapshot = { ...pick(run, ['regionCode', 'snapshotText']), inputHash: sha256(run.snapshotText), runNo };
  const records = run.records === undefined ? {} : { records: jsonOf(run.records) };
  await session.tx.runSnapshot.create({ data: { ...snapshot, ...records } });
  return recordOf(row);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The frozen inputs, byte for byte as they were frozen. */
function untampered({ snapshotText, inputHash }: RunSnapshot): string {
  assert(sha256(snapshotText) === inputHash, 'the frozen inputs are as they were frozen');
  return snapshotText;
}

function recordOf(row: ClearingRun): RunRecord {
  const { totalPoints, failure, ...rest } = row;
  const numbers = { ...rest, totalPoints: totalPoints?.toFixed(8) ?? null };
  return { ...rest, failure: failureOf(failure), totals: totalsOf(numbers) };
}

const TOTALS = [
  'casesHash',
  'resultHash',
  'budgetFen',
  'fundFen',
  'cases',
  'totalPoints',
  'pointValue',
  'pointValueFraction',
  'payableFen',
  'imbalanceFen',
  'distinctSituations',
  'reJudged',
  'exceptions',
  'waterfall',
] as const satisfies readonly (keyof RunTotals)[];

type TotalColumns = { readonly [K in keyof RunTotals]: RunTotals[K] | null };

function totalsOf(row: TotalColumns): Partial<RunTotals> {
  return Object.fromEntries(TOTALS.filter((name) => row[name] !== null).map((name) => [name, row[name]]));
}

interface Claim {
  readonly worker: string;
  readonly leaseMs: number;
  readonly regionCode?: string;
  readonly runNo?: number;
}

async function claimRun(session: Session, { worker, leaseMs, regionCode, runNo }: Claim): Promise<RunLease | undefined> {
  const [row] = await session.rows<{ regionCode: string; runNo: number; token: number }>(
    `UPDATE clearing_run SET status = 'RUNNING', worker = $1, token = token + 1, started_at = coalesce(started_at, clock_timestamp()),
       lease_until = clock_timestamp() + $2 ${INTERVAL}
     WHERE (region_code, run_no) = (
       SELECT region_code, run_no FROM clearing_run
       WHERE (status = 'QUEUED' OR (status = 'RUNNING' AND (lease_until IS NULL OR lease_until < clock_timestamp())))
         AND ($3::text IS NULL OR region_code = $3) AND ($4::int IS NULL OR run_no = $4)
       ORDER BY created_at, region_code, run_no LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING region_code AS "regionCode", run_no AS "runNo", token`,
    [worker, leaseMs, regionCode ?? null, runNo ?? null],
  );
  return row === undefined ? undefined : { ...row, worker };
}

/** Changes a run whose driver still holds the last token; returns 0 when it was fenced off. Values are numbered from $5. */
async function fenced(session: Session, lease: RunLease, set: string, values: readonly unknown[]): Promise<number> {
  const { regionCode, runNo, token, worker } = lease;
  return session.run(
    `UPDATE clearing_run SET ${set} WHERE region_code = $1 AND run_no = $2 AND token = $3 AND worker = $4 AND status = 'RUNNING'`,
    [regionCode, runNo, token, worker, ...values],
  );
}

async function update(session: Session, { regionCode, runNo, token, worker }: RunLease, patch: RunPatch): Promise<boolean> {
  const { totals, failure, standsOut, periodSums, ...rest } = patch;
  const { waterfall, ...numbers } = totals ?? {};
  const changed = await session.tx.clearingRun.updateMany({
    where: { regionCode, runNo, token, worker, status: 'RUNNING' },
    data: {
      ...definedOnly(rest),
      ...definedOnly(numbers),
      ...(await finishedBy(session, patch.status)),
      ...(waterfall === undefined ? {} : { waterfall: jsonOf(waterfall) }),
      ...(standsOut === undefined ? {} : { standsOut: jsonOf(standsOut.summary), standsOutHash: standsOut.hash }),
      ...(periodSums === undefined ? {} : { periodSums: jsonOf(periodSums) }),
      ...(failure === undefined ? {} : { failure: failure === null ? Prisma.DbNull : { ...failure } }),
    },
  });
  return changed.count === 1;
}

async function requestCancel(session: Session, regionCode: string, runNo: number): Promise<boolean> {
  const queued = await session.tx.clearingRun.updateMany({
    where: { regionCode, runNo, status: 'QUEUED' },
    data: { status: 'CANCELLED', cancelRequested: true, finishedAt: new Date() },
  });
  if (queued.count === 1) return true;
  const running = await session.tx.clearingRun.updateMany({
    where: { regionCode, runNo, status: 'RUNNING' },
    data: { cancelRequested: true },
  });
  return running.count === 1;
}
