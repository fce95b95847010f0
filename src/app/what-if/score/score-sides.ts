import { caseKeyOf } from './case-key.js';
import { CaseMarks, CaseMoves, type BatchMarks } from './case-marks.js';
import { CaseNotes } from './case-notes.js';
import { SideSums } from './side-sums.js';
import type { RunPlan } from '../../clearing/run/run-plan.js';
import { ShardScorer } from '../../clearing/shards/score-shard.js';
import { CacheKind } from '../../caches/bounded-cache.js';
import type { Platform } from '../../kernel/platform.js';
import type { CaseBatch, CaseSelection } from '../../ports/cases/ports-case.js';
import type { BlockShard, FrozenYear } from '../../ports/cases/ports-frozen.js';
import { batchesOfYear, casesIn, openFrozenYear, shardsOfYear } from '../../frozen/frozen-year.js';
import { columnsWithout } from '../../switch/study/read-history.js';
import { assert, must } from '../../../engine/kit/assert.js';

/** Years in force that were added up, found by what they depend on, never by when they were made. */
const ADDED_UP = new CacheKind<string, SideSums>({ most: 8 });
/** A year case by case, and how it was cut: the marks are of its shards. */
interface MarkedYear {
  readonly marks: CaseMarks;
  readonly shards: readonly BlockShard[];
}

/** Years of which it is kept what came of each case: 40 bytes a case. */
const MARKED = new CacheKind<string, MarkedYear>({ most: 2 });
/** A year of more cases than this is scored again rather than kept case by case. */
const MOST_MARKED = 2_000_000;

/** A side of a what-if as it came out: what its cases add up to and, of a candidate, how many came out otherwise than in force. */
export interface ScoredSide {
  readonly sums: SideSums;
  readonly moves: CaseMoves;
  /** No case was scored for it: every one comes out as in force, by the key. */
  readonly isSame: boolean;
}

/** What is scored: the year in force, candidates, the cases, and how they are cut; told how many cases were read. */
export interface SidesToScore {
  readonly baseline: RunPlan;
  readonly candidates: readonly RunPlan[];
  readonly selection: CaseSelection;
  readonly progress?: (done: number, total: number) => Promise<void>;
  /** For those who show that nothing rests on how cases are cut. */
  readonly cut?: (year: FrozenYear) => readonly BlockShard[];
}

/** The sides, the year in force first. */
export interface ScoredSides {
  readonly baseline: SideSums;
  readonly candidates: readonly ScoredSide[];
  /** Cases that were scored, over all sides: 0 where everything was known. */
  readonly scored: number;
}

/**
 * Scores the cases of a year on every side whose sums are not known yet, in one pass, batch by batch, by the code that a run goes through. A
 * candidate whose rules reach cases as those in force do shares their sums. Throws `SelfCheckFailed`, and what `progress` throws.
 */
export async function scoreSides(platform: Platform, asked: SidesToScore): Promise<ScoredSides> {
  const pass = new Pass(platform, asked);
  await pass.run();
  return pass.result();
}

interface SideAtWork {
  readonly plan: RunPlan;
  readonly moves: CaseMoves;
  readonly notes: CaseNotes;
  readonly scorer: ShardScorer | undefined;
  readonly sums: SideSums;
}

class Pass {
  readonly #baseKey: string;
  readonly #kept: ReturnType<typeof ADDED_UP.of>;
  readonly #known: SideSums | undefined = undefined;
  readonly #marked: MarkedYear | undefined = undefined;
  readonly #sides: readonly SideAtWork[];
  /** The year in force, where it is scored in this pass. */
  readonly #baseline: SideAtWork | undefined = undefined;
  /** The marks of the year in force: kept from an earlier pass, or made in this one. */
  readonly #marks: CaseMarks;
  #areKept = true;
  #scored = 0;

  constructor(
    readonly platform: Platform,
    readonly asked: SidesToScore,
  ) {
    const { baseline, candidates, selection } = asked;
    this.#kept = ADDED_UP.of(platform.caches);
    this.#baseKey = caseKeyOf(baseline, selection);
    this.#known = this.#kept.get(this.#baseKey);
    this.#marked = MARKED.of(platform.caches).get(this.#baseKey);
    const keys = candidates.map((plan) => caseKeyOf(plan, selection));
    const isMarked = this.#known !== undefined && this.#marked !== undefined;
    this.#marks = isMarked ? must(this.#marked, 'marks').marks : new CaseMarks();
    if (!isMarked && (this.#known === undefined || keys.some((key) => key !== this.#baseKey))) this.#baseline = this.#open(baseline, true);
    this.#sides = candidates.map((plan, index) => this.#open(plan, keys[index] !== this.#baseKey));
  }

  #open(plan: RunPlan, isScored: boolean): SideAtWork {
    const moves = new CaseMoves();
    const notes = new CaseNotes(this.#marks, plan === this.asked.baseline ? undefined : moves);
    return { plan, moves, notes, sums: new SideSums(plan), scorer: isScored ? new ShardScorer(plan, this.platform.judge) : undefined };
  }

  async run(): Promise<void> {
    const { selection, progress, cut = shardsOfYear } = this.asked;
    const scorers = [this.#baseline, ...this.#sides].flatMap((side) => side?.scorer ?? []);
    if (scorers.length === 0) return;
    const counting = this.#count();
    const year = await openFrozenYear(this.platform, selection);
    const shards = this.#baseline === undefined ? must(this.#marked, 'year').shards : cut(year);
    let done = 0;
    for await (const batch of batchesOfYear(this.platform, year, shards, columnsWithout(scorers, []))) {
      await this.#score(batch);
      done += batch.count;
      if (done > MOST_MARKED && this.#areKept) this.#forget();
      await progress?.(done, await counting);
    }
    this.#keep(shards);
  }

  /** How many cases there are in all: whoever waits is told, and nothing waits for it. */
  #count(): Promise<number> {
    if (this.#known !== undefined) return Promise.resolve(this.#known.cases);
    const counting = casesIn(this.platform, this.asked.selection).then(Number);
    counting.catch(() => undefined); // met where it is awaited
    return counting;
  }

  #forget(): void {
    this.#areKept = false;
    if (this.#baseline !== undefined) this.#marks.forget();
  }

  async #score(batch: CaseBatch): Promise<void> {
    const noted = this.#baseline === undefined ? must(this.#marks.of(batch), 'marks of the year in force') : this.#marks.open(batch);
    if (this.#baseline !== undefined) await this.#scoreSide(this.#baseline, batch, noted);
    for (const side of this.#sides) await this.#scoreSide(side, batch, noted);
  }

  async #scoreSide({ sums, scorer, notes }: SideAtWork, batch: CaseBatch, marks: BatchMarks): Promise<void> {
    if (scorer === undefined) return;
    await scorer.scoreInto(sums.sink(batch, { marks, notes }), batch);
    this.#scored += batch.count;
  }

  #keep(shards: readonly BlockShard[]): void {
    if (this.#baseline !== undefined) this.#kept.keep(this.#baseKey, this.#baseline.sums);
    if (this.#baseline !== undefined && this.#areKept) MARKED.of(this.platform.caches).keep(this.#baseKey, { marks: this.#marks, shards });
  }

  result(): ScoredSides {
    const baseline = must(this.#baseline?.sums ?? this.#known, 'sums of the year in force');
    const candidates = this.#sides.map(({ scorer, sums, moves }): ScoredSide => {
      assert(scorer === undefined || sums.cases === baseline.cases, 'every side has every case');
      return { sums: scorer === undefined ? baseline : sums, moves, isSame: scorer === undefined };
    });
    return { baseline, candidates, scored: this.#scored };
  }
}
