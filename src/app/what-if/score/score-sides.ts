import { caseKeyOf } from './case-key.js';
import { CaseMarks, CaseMoves, type BatchMarks } from './case-marks.js';
import { CaseNotes } from './case-notes.js';
import { slicesOf } from './case-slice.js';
import { KeptYear, type KeptPart } from './kept-year.js';
import { scoreAside } from './score-aside.js';
import { SliceScorer } from './slice-scorer.js';
import { SideSums } from './side-sums.js';
import type { CaseException } from '../../clearing/blocks/case-exception.js';
import type { RunOutcome } from '../../clearing/blocks/outcome-index.js';
import type { ScoredBlock } from '../../clearing/blocks/scored-block.js';
import type { ScoreSink } from '../../clearing/blocks/score-sink.js';
import type { CountedScore } from '../../clearing/blocks/stored-score.js';
import type { RunPlan } from '../../clearing/run/run-plan.js';
import { ShardScorer } from '../../clearing/shards/score-shard.js';
import { CacheKind } from '../../caches/bounded-cache.js';
import type { Platform } from '../../kernel/platform.js';
import type { CaseBatch, CaseSelection } from '../../ports/cases/ports-case.js';
import type { BlockShard, FrozenYear } from '../../ports/cases/ports-frozen.js';
import { batchesOfYear, casesIn, openFrozenYear, shardsOfYear } from '../../frozen/frozen-year.js';
import { columnsWithout } from '../../switch/study/read-history.js';
import { assert, must } from '../../../engine/kit/assert.js';
import type { Plan } from '../../../engine/plan/plan.js';
import { caseSlotsRead } from '../../../engine/scoring/case-needs.js';

/** Years in force that were added up, found by what they depend on, never by when they were made. */
const ADDED_UP = new CacheKind<string, SideSums>({ most: 8 });
/** A year case by case, how it was cut (marks and columns are of its shards), and what was kept of it as columns. */
interface MarkedYear {
  readonly marks: CaseMarks;
  readonly shards: readonly BlockShard[];
  readonly kept: KeptYear;
}

/** Years of which it is kept what came of each case: 40 bytes a case, and its columns. */
const MARKED = new CacheKind<string, MarkedYear>({ most: 8 }, ({ marks, kept }) => marks.bytes + kept.bytes);

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
  /** Every case is scored from its facts: for those who show that what is kept changes nothing. */
  readonly fromFacts?: true;
}

/** The sides, the year in force first. */
export interface ScoredSides {
  readonly baseline: SideSums;
  readonly candidates: readonly ScoredSide[];
  /** Cases that were scored, over all sides: 0 where everything was known. */
  readonly scored: number;
  /** Those of them that began from what was kept of the year in force. */
  readonly begun: number;
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

/** A side while its cases are scored. */
interface SideAtWork {
  readonly plan: RunPlan;
  readonly moves: CaseMoves;
  readonly notes: CaseNotes;
  readonly sums: SideSums;
  /** Absent where every case comes out as in force, by the key. */
  readonly scorer: ShardScorer | undefined;
  /** Of a candidate: what scores its cases from what is kept of the year in force, as far as that goes. */
  readonly slices: SliceScorer | undefined;
}

class Pass {
  readonly #baseKey: string;
  readonly #sums: ReturnType<typeof ADDED_UP.of>;
  readonly #known: SideSums | undefined = undefined;
  readonly #marked: MarkedYear | undefined = undefined;
  readonly #sides: readonly SideAtWork[];
  /** The year in force, where it is scored in this pass. */
  readonly #baseline: SideAtWork | undefined = undefined;
  /** The marks of the year in force, and its columns: kept from an earlier pass, or made in this one. */
  readonly #marks: CaseMarks;
  readonly #kept: KeptYear;
  /** By version in force: the slots of which columns are kept. */
  readonly #keptSlots: readonly ReadonlySet<number>[];
  #areMarksKept = true;
  #areColumnsKept = true;
  #scored = 0;
  #begun = 0;

  constructor(
    readonly platform: Platform,
    readonly asked: SidesToScore,
  ) {
    const { baseline, candidates, selection } = asked;
    this.#sums = ADDED_UP.of(platform.caches);
    this.#baseKey = caseKeyOf(baseline, selection);
    this.#known = this.#sums.get(this.#baseKey);
    this.#marked = this.#known && MARKED.of(platform.caches).get(this.#baseKey);
    this.#marks = this.#marked?.marks ?? new CaseMarks();
    this.#kept = this.#marked?.kept ?? new KeptYear(selection.periodBy);
    this.#keptSlots = baseline.versions.map(({ compiled: { plan } }) => slotsKept(plan));
    const keys = candidates.map((plan) => caseKeyOf(plan, selection));
    const isWanted = this.#known === undefined || keys.some((key) => key !== this.#baseKey);
    if (this.#marked === undefined && isWanted) this.#baseline = this.#open(baseline, true);
    this.#sides = candidates.map((plan, index) => this.#open(plan, keys[index] !== this.#baseKey));
  }

  #open(plan: RunPlan, isScored: boolean): SideAtWork {
    const { baseline, fromFacts } = this.asked;
    const moves = new CaseMoves();
    const isCandidate = plan !== baseline;
    const slices = isCandidate && isScored && fromFacts !== true ? slicesOf(baseline, plan) : undefined;
    return {
      ...{ plan, moves, sums: new SideSums(plan) },
      notes: new CaseNotes(this.#marks, isCandidate ? moves : undefined),
      scorer: isScored ? new ShardScorer(plan, this.platform.judge) : undefined,
      slices: slices && new SliceScorer(baseline, plan, slices),
    };
  }

  async run(): Promise<void> {
    const sides = this.#sides.filter(({ scorer }) => scorer !== undefined);
    if (this.#baseline !== undefined || !sides.every((side) => this.#goesBySlices(side, this.#kept.parts.length > 0)))
      await this.#readYear();
    else if (sides.length > 0) await this.#readKept();
    for (const { slices, scorer, sums, notes } of sides) {
      if (slices === undefined || scorer === undefined) continue;
      await scoreAside(
        { ...{ platform: this.platform, selection: this.asked.selection }, ...{ scorer, sums, notes, marks: this.#marks } },
        slices,
      );
    }
  }

  /** Whether a candidate's cases of a batch can be scored from what is kept of it. */
  #goesBySlices({ slices }: SideAtWork, isKept: boolean): boolean {
    return isKept && slices !== undefined && this.#kept.has(slices.slices, this.#keptSlots);
  }

  /** Scores every side from what is kept of the year in force. */
  async #readKept(): Promise<void> {
    const { parts } = this.#kept;
    const total = must(this.#known, 'the year in force').cases;
    let done = 0;
    for (const part of parts) {
      for (const side of this.#sides) await this.#scoreSlice(side, part);
      done += part.count;
      await this.asked.progress?.(done, total);
    }
  }

  /** Reads the cases, and scores every side: candidates from what the year in force came to, as far as that goes. */
  async #readYear(): Promise<void> {
    const { selection, progress, cut = shardsOfYear } = this.asked;
    const scorers = [this.#baseline, ...this.#sides].flatMap((side) => side?.scorer ?? []);
    const counting = this.#count();
    const year = await openFrozenYear(this.platform, selection);
    const shards = this.#baseline === undefined ? must(this.#marked, 'year').shards : cut(year);
    let done = 0;
    for await (const batch of batchesOfYear(this.platform, year, shards, columnsWithout(scorers, []))) {
      await this.#scoreBatch(batch);
      done += batch.count;
      this.#bound();
      await progress?.(done, await counting);
    }
    this.#keep(shards);
  }

  async #scoreBatch(batch: CaseBatch): Promise<void> {
    const noted = this.#baseline === undefined ? must(this.#marks.of(batch), 'marks of the year in force') : this.#marks.open(batch);
    const part = this.#baseline === undefined ? this.#kept.part(batch) : await this.#scoreInForce(this.#baseline, batch, noted);
    for (const side of this.#sides) {
      if (part !== undefined && this.#goesBySlices(side, true)) await this.#scoreSlice(side, part);
      else await this.#scoreSide(side, batch, noted);
    }
  }

  async #scoreInForce({ sums, scorer, notes }: SideAtWork, batch: CaseBatch, marks: BatchMarks): Promise<KeptPart> {
    const part = this.#kept.open(batch, marks);
    await must(scorer, 'scorer').scoreInto(new BothSinks(sums.sink(batch, { marks, notes }), part), batch);
    part.close();
    this.#scored += batch.count;
    return part;
  }

  async #scoreSide({ sums, scorer, notes }: SideAtWork, batch: CaseBatch, marks: BatchMarks): Promise<void> {
    if (scorer === undefined) return;
    await scorer.scoreInto(sums.sink(batch, { marks, notes }), batch);
    this.#scored += batch.count;
  }

  async #scoreSlice({ sums, slices, notes }: SideAtWork, part: KeptPart): Promise<void> {
    if (slices === undefined) return;
    await slices.score(part, sums.sink(part, { marks: part.marks, notes }));
    this.#scored += part.count;
    this.#begun += part.count;
  }

  /** Lets go what would take too much memory. */
  #bound(): void {
    if (this.#baseline === undefined) return;
    const years = MARKED.of(this.platform.caches);
    if (this.#areColumnsKept && !years.makeRoom(this.#marks.bytes + this.#kept.bytes)) {
      this.#areColumnsKept = false;
      this.#kept.letGo();
    }
    if (this.#areMarksKept && !years.makeRoom(this.#marks.bytes)) {
      this.#areMarksKept = false;
      this.#marks.forget();
    }
  }

  #keep(shards: readonly BlockShard[]): void {
    if (this.#baseline === undefined) return;
    this.#sums.keep(this.#baseKey, this.#baseline.sums);
    if (this.#areMarksKept) MARKED.of(this.platform.caches).keep(this.#baseKey, { marks: this.#marks, shards, kept: this.#kept });
  }

  /** How many cases there are in all: whoever waits is told, and nothing waits for it. */
  #count(): Promise<number> {
    if (this.#known !== undefined) return Promise.resolve(this.#known.cases);
    const counting = casesIn(this.platform, this.asked.selection).then(Number);
    counting.catch(() => undefined); // met where it is awaited
    return counting;
  }

  result(): ScoredSides {
    const baseline = must(this.#baseline?.sums ?? this.#known, 'sums of the year in force');
    const candidates = this.#sides.map(({ scorer, sums, moves }): ScoredSide => {
      assert(scorer === undefined || sums.cases === baseline.cases, 'every side has every case');
      return { sums: scorer === undefined ? baseline : sums, moves, isSame: scorer === undefined };
    });
    return { baseline, candidates, scored: this.#scored, begun: this.#begun };
  }
}

/** The slots of a case of which a version's blocks have columns: what anything reads, and what is decided. */
function slotsKept(plan: Plan): ReadonlySet<number> {
  return new Set([...caseSlotsRead(plan), ...plan.decisions.case.map(({ slot }) => slot)]);
}

/** Hands on what comes of cases to two. */
class BothSinks implements ScoreSink {
  constructor(
    readonly first: ScoreSink,
    readonly second: ScoreSink,
  ) {}

  addBlock(block: ScoredBlock): void {
    this.first.addBlock(block);
    this.second.addBlock(block);
  }

  addScore(row: number, date: string, score: CountedScore, outcome: RunOutcome): void {
    this.first.addScore(row, date, score, outcome);
    this.second.addScore(row, date, score, outcome);
  }

  addProblem(row: number, date: string, problem: CaseException, outcome: RunOutcome): void {
    this.first.addProblem(row, date, problem, outcome);
    this.second.addProblem(row, date, problem, outcome);
  }
}
