import type { RunPlan } from '../run/run-plan.js';
import type { RunLease, ShardResult } from '../../ports/clearing/ports-run.js';
import type { Unit } from '../../ports/ports.js';
import type { ScoreSumRow } from '../../ports/clearing/ports-score.js';
import { assert } from '../../../engine/kit/assert.js';
import type { Cleared, ClearedPeriod } from '../../../engine/clearing/clearing.js';
import { add, compare, printFixed, storedDecimal, ZERO, type Fen } from '../../../engine/number/quantity.js';

/** What SQL makes of a run's stored scores, and what its shards said of themselves. */
interface StoredSums {
  readonly byInstitution: readonly ScoreSumRow[];
  readonly shards: readonly ShardResult[];
  readonly total: { readonly cases: bigint };
}

/** Σ opening − Σ closing − Σ stored payable, with the movements and the payables summed in SQL, independently of the engine: always 0. */
export async function imbalance(
  unit: Unit,
  { regionCode, runNo }: RunLease,
  { cleared, total }: { readonly cleared: Cleared | ClearedPeriod; readonly total: string },
): Promise<Fen> {
  const { byAccount, payableFen, statements } = await unit.runResults.sums(regionCode, runNo, total);
  assert(statements === cleared.institutions.length, 'every institution has a statement');
  const moved = Object.values(byAccount).reduce((sum, fen) => sum + fen, 0n);
  assert(moved - payableFen === 0n, `the stored postings are out by ${moved - payableFen} fen`);
  const { byAccount: all } = await unit.runResults.sums(regionCode, runNo);
  for (const { account, openingFen, closingFen } of cleared.accounts) {
    const posted = all[account] ?? 0n;
    assert(openingFen - closingFen === posted, `${account}: closed by ${openingFen - closingFen} fen, posted ${posted}`);
  }
  return moved - payableFen;
}

/** The sums that the shards made while they scored must be those that SQL makes of what was stored, and no case may be there twice or not at all. */
export function requireSameSums(plan: RunPlan, { byInstitution, shards, total }: StoredSums): void {
  const rows = shards.reduce((sum, shard) => sum + BigInt(shard.rows), 0n);
  assert(rows === total.cases, `${total.cases} scores are stored, the shards made ${rows}`);
  for (const { id } of plan.aggregates) {
    const stored = byInstitution.reduce((sum, { values }) => add(sum, storedDecimal(values[id] ?? '0')), ZERO);
    const scored = shards.reduce((sum, { sums }) => add(sum, storedDecimal(partialOf(sums, id))), ZERO);
    assert(compare(stored, scored) === 0, `${id}: SQL adds up to ${printFixed(stored, 8)}, the shards to ${printFixed(scored, 8)}`);
  }
}

function partialOf(sums: unknown, id: string): string {
  const partial = isRecord(sums) ? sums['partial'] : undefined;
  const value = isRecord(partial) ? partial[id] : undefined;
  assert(typeof value === 'string', `partial sum of ${id}`);
  return value;
}

/** How many cases a shard judged a second time. */
export function reJudgedOf(sums: unknown): bigint {
  const value = isRecord(sums) ? sums['reJudged'] : undefined;
  return typeof value === 'string' ? BigInt(value) : 0n;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
