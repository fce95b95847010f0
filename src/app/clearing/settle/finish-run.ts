import { findStandOuts } from './find-stand-outs.js';
import { requireCorrectionsAddUp } from '../parts/earlier-months.js';
import { outcomePages } from '../shards/outcome-pages.js';
import { imbalance, reJudgedOf } from './run-invariants.js';
import { DIGEST_BYTES, hashOfRows } from '../blocks/row-digests.js';
import type { RunPlan } from '../run/run-plan.js';
import { settleRun, type RunHashes, type SettledRun } from './settle-run.js';
import type { RunProof } from './run-proof.js';
import type { StandsOut } from './stands-out.js';
import type { Platform } from '../../kernel/platform.js';
import type { RunLease, RunTotals } from '../../ports/clearing/ports-run.js';
import { PLATFORM_ACCESS, type Unit } from '../../ports/ports.js';
import { assert } from '../../../engine/kit/assert.js';
import { printFen } from '../../../engine/number/quantity.js';
import { PERIODS } from '../../../engine/plan/periods.js';

/** A run whose results do not agree with themselves, or whose driver was fenced off: nothing of it is kept. */
export class RunNotKept extends Error {
  override readonly name = 'RunNotKept';
}

/** Traces are long: so many keys are written in one statement. */
const KEYS_AT_ONCE = 500;

/** Clears the year from the stored scores and stores statements, postings and totals, all in one transaction. */
export async function finishRun(lease: RunLease, proof: RunProof): Promise<void> {
  const { platform, plan } = proof;
  const hashes = await hashesOf(platform, lease);
  const settled = await settleRun(proof, hashes);
  const standsOut = await findStandOuts(platform, { lease, plan, scored: settled.scored, fundFen: settled.cleared.fundFen });
  await platform.store.transaction(PLATFORM_ACCESS, 'WRITE', (unit) => storeResults(unit, lease, plan, { ...settled, standsOut }));
}

/** From the digests that the shards left, one kind after the other. */
async function hashesOf({ store }: Platform, { regionCode, runNo }: RunLease): Promise<RunHashes> {
  const results = await store.transaction(PLATFORM_ACCESS, 'READ', ({ runs }) => runs.shardResults(regionCode, runNo));
  const rows = results.reduce((sum, shard) => sum + shard.rows, 0);
  const of = async (kind: 'caseDigests' | 'scoreDigests'): Promise<string> => {
    const parts = await store.transaction(PLATFORM_ACCESS, 'READ', ({ runs }) => runs.shardDigests(regionCode, runNo, kind));
    assert(parts.reduce((sum, { length }) => sum + length, 0) === rows * DIGEST_BYTES, 'every case of the run has its digests');
    return hashOfRows(parts, kind === 'caseDigests' ? 'DISTINCT' : 'ANY'); // a case has one score
  };
  return { casesHash: await of('caseDigests'), scoresHash: await of('scoreDigests') };
}

function* inChunks<T>(rows: Iterable<T>, size: number): Generator<readonly T[], undefined> {
  let chunk: T[] = [];
  for (const row of rows) {
    chunk.push(row);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function storeResults(
  unit: Unit,
  lease: RunLease,
  plan: RunPlan,
  settled: SettledRun & { readonly standsOut: StandsOut },
): Promise<void> {
  const { regionCode, runNo } = lease;
  const { scored, cleared, periodSums, statements, postings, accounts, scopeValues, isFinal, standsOut } = settled;
  for (const rows of inChunks(scopeValues, KEYS_AT_ONCE)) await unit.runResults.insertScopeValues(regionCode, runNo, rows);
  await unit.runSums.insert(regionCode, runNo, scored.byMonth);
  if (periodSums !== null)
    await requireCorrectionsAddUp(plan, { byMonth: scored.byMonth, counted: periodSums.counted, runSums: unit.runSums });
  await unit.runResults.insertStatements(regionCode, runNo, statements);
  await unit.runResults.insertPostings(regionCode, runNo, postings);
  await unit.runResults.insertAccounts(regionCode, runNo, accounts);
  await unit.standOuts.insert(regionCode, runNo, standsOut.items);
  await unit.scores.countOutcomes(regionCode, runNo, scored.outcomes);
  await unit.runs.dropShardDigests(regionCode, runNo);
  const imbalanceFen = await imbalance(unit, lease, { cleared, total: PERIODS[plan.snapshot.period?.kind ?? 'YEAR'].total });
  if (isFinal && cleared.pointValue !== null) {
    const { year, insurance } = plan.snapshot;
    const { display: value, fraction } = cleared.pointValue;
    await unit.fundYears.setPointValue({ regionCode, year, insurance, kind: 'SETTLEMENT', value, fraction, runNo });
  }
  const totals: RunTotals = {
    ...settled.totals,
    imbalanceFen,
    distinctSituations: await outcomeCount(unit, lease),
    reJudged: scored.shards.reduce((sum, { sums }) => sum + reJudgedOf(sums), 0n),
  };
  const kept = await unit.runs.update(lease, {
    status: 'SUCCEEDED',
    phase: 'DONE',
    stage: isFinal ? 'CALCULATED' : 'TRIAL',
    totals,
    failure: null,
    standsOut,
    ...(periodSums === null ? {} : { periodSums }),
  });
  if (!kept) throw new RunNotKept('another process took the run over');
  const { casesHash, resultHash } = totals;
  const detail = { casesHash, resultHash, payable: printFen(cleared.payableFen), imbalance: printFen(imbalanceFen) };
  await unit.audit.append({ regionCode, action: 'run:finish', subject: String(runNo), detail });
  await unit.announce(regionCode);
}

async function outcomeCount({ scores }: Unit, lease: RunLease): Promise<bigint> {
  let count = 0n;
  for await (const page of outcomePages(lease, (read) => read(scores))) count += BigInt(page.length);
  return count;
}
