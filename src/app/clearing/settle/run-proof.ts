import { SumsOfParts, type ScoredRun } from './read-scores.js';
import { partsOfShards, scoredShards } from './score-parts.js';
import type { RunPlan } from '../run/run-plan.js';
import { casesIn } from '../../frozen/frozen-year.js';
import type { Platform } from '../../kernel/platform.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import type { ScorePart } from '../../ports/clearing/ports-score.js';
import { PLATFORM_ACCESS, type Unit } from '../../ports/ports.js';
import { assert } from '../../../engine/kit/assert.js';

/**
 * 复核 proves that the scores of a run are exactly the cases of the snapshot, and adds them up: in SQL, a part at a time, each in a transaction of
 * its own, because the scores of a shard that was stored never change. What SQL made of the parts is added exactly. Parts are proved while others
 * are scored: the database is at work while our processor is.
 */
export class RunProof {
  readonly #sums: SumsOfParts;
  readonly #proved = new Set<number>();
  #cases = 0n;
  #last: Promise<void> = Promise.resolve();

  constructor(
    readonly platform: Platform,
    readonly run: Pick<RunRecord, 'regionCode' | 'runNo'>,
    readonly plan: RunPlan,
  ) {
    this.#sums = new SumsOfParts(plan.totals);
  }

  /** A shard was stored: its turn comes when those before it are proved. */
  add(shardNo: number): void {
    this.#proved.add(shardNo);
    this.#last = this.#last.then(() => this.#prove({ fromShard: shardNo, toShard: shardNo }));
    this.#last.catch(() => undefined); // met by whoever asks for the result
  }

  /** Waits until nothing is being proved any more, whatever came of it: of a run that goes no further. */
  async end(): Promise<void> {
    await this.#last.catch(() => undefined);
  }

  /** Proves what is left, and gives what all scores come to. */
  async result(): Promise<ScoredRun> {
    const { platform, run, plan } = this;
    await this.#last;
    const stored = await scoredShards(platform, run);
    for (const part of partsOfShards(stored.filter(({ shardNo }) => !this.#proved.has(shardNo)))) await this.#prove(part);
    assert(this.#cases === (await casesIn(platform, plan.selection)), 'every case of the snapshot has its score');
    const { regionCode, runNo } = run;
    const shards = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runs }) => runs.shardResults(regionCode, runNo));
    return { ...this.#sums.result(), shards, parts: partsOfShards(stored) };
  }

  async #prove(part: ScorePart): Promise<void> {
    const { regionCode, runNo } = this.run;
    const { selection, totals } = this.plan;
    const proveAndAdd = async ({ scores }: Unit): Promise<void> => {
      const { cases, scoresWithoutCase, scoresOfOtherInstitution, scoredTwice, costs } = await scores.proof(runNo, selection, part);
      assert(scoresWithoutCase + scoresOfOtherInstitution + scoredTwice === 0n, 'every score is of one case of the snapshot');
      const rows = await scores.aggregate(regionCode, runNo, 'INSTITUTION_MONTH', totals.asked, part);
      const groups = totals.grouped.length > 0 ? await scores.aggregateGroups(regionCode, runNo, totals.grouped, part) : [];
      const outcomes = await scores.outcomeCounts(regionCode, runNo, part);
      this.#cases += cases;
      this.#sums.addRows(rows);
      this.#sums.addGroups(groups);
      this.#sums.addCosts(costs);
      this.#sums.addOutcomes(outcomes);
    };
    await this.platform.store.transaction(PLATFORM_ACCESS, 'READ', proveAndAdd, 'BULK');
  }
}
