import type { BatchMarks } from './case-marks.js';
import { BatchCases } from '../../clearing/blocks/batch-case.js';
import type { RunOutcome } from '../../clearing/blocks/outcome-index.js';
import type { ScoredBlock } from '../../clearing/blocks/scored-block.js';
import type { ScoreSink } from '../../clearing/blocks/score-sink.js';
import type { CaseBatch, CaseSelection } from '../../ports/cases/ports-case.js';
import { BlockKeeper, type KeptBlock } from '../../../engine/block/block-kept.js';
import { must } from '../../../engine/kit/assert.js';
import type { CaseSlice } from './case-slice.js';

/** Rows of a batch that were scored together by one version, as they came out. */
export interface KeptRows {
  readonly version: number;
  /** A day on which they were scored with what all of them are scored with. */
  readonly date: string;
  readonly block: KeptBlock;
  /** The row of each in its batch, and the month in which it counts. */
  readonly rows: Int32Array;
  readonly months: Uint8Array;
}

/** Of a row in a block: its row in the batch, and its month. */
const BYTES_OF_ROW = 5;
/** Of a case in a batch: its number, and where its institution is named. */
const BYTES_OF_CASE = 16;

/** 保留年度 what came of the cases of a year in force, kept as columns: a candidate begins from it. */
export class KeptYear {
  readonly parts: KeptPart[] = [];
  readonly keepers = new Map<number, BlockKeeper>();
  /** About how much memory it takes. */
  bytes = 0;
  /** The situations of each outcome, by the number of its key among the marks. */
  readonly #situations = new Map<number, readonly number[]>();
  #isKept = true;

  constructor(readonly periodBy: CaseSelection['periodBy']) {}

  /** Opens a batch: the sink takes what comes of its cases in force, which are marked besides. It is kept until the year is let go. */
  open(batch: CaseBatch, marks: BatchMarks): KeptPart {
    const part = new KeptPart(this, batch, marks);
    if (this.#isKept) this.parts.push(part);
    return part;
  }

  /** There is too much to keep: from now on a batch lasts as long as whoever opened it. */
  letGo(): void {
    this.#isKept = false;
    this.parts.length = 0;
    this.bytes = 0;
  }

  /** The batch that was opened before with these cases. */
  part({ seq, count }: Pick<CaseBatch, 'seq' | 'count'>): KeptPart | undefined {
    return this.parts.find((part) => part.count === count && part.seq[0] === seq[0]);
  }

  keeper(version: number): BlockKeeper {
    let known = this.keepers.get(version);
    if (known === undefined) this.keepers.set(version, (known = new BlockKeeper()));
    return known;
  }

  /** Whether everything that a slice needs was kept. `versions`: what the cases in force were scored with had columns for these slots. */
  has(slices: readonly CaseSlice[], versions: readonly ReadonlySet<number>[]): boolean {
    return slices.every(({ needed }, version) =>
      [...needed].every((slot) => versions[version]?.has(slot) === true && this.keepers.get(version)?.unkept.has(slot) !== true),
    );
  }

  /** More of it is kept. */
  add(bytes: number): void {
    if (this.#isKept) this.bytes += bytes;
  }

  learn(number: number, outcome: RunOutcome): void {
    if (!this.#situations.has(number)) this.#situations.set(number, outcome.situations);
  }

  /** The situations of the outcome with this number. */
  situations(number: number): readonly number[] {
    return must(this.#situations.get(number), 'situations of an outcome');
  }
}

/** A batch of a kept year. */
export class KeptPart implements ScoreSink {
  readonly count: number;
  readonly seq: BigInt64Array;
  readonly institutionCode: readonly string[];
  readonly blocks: KeptRows[] = [];
  /** Rows that went alone. */
  readonly alone: number[] = [];
  #cases: BatchCases | undefined;

  constructor(
    readonly year: KeptYear,
    batch: CaseBatch,
    readonly marks: BatchMarks,
  ) {
    const { count, seq, institutionCode } = batch;
    [this.count, this.seq, this.institutionCode] = [count, seq, institutionCode];
    this.#cases = new BatchCases(batch);
  }

  addBlock({ scores, rows, places, months, outcomes, count }: ScoredBlock): void {
    const { year } = this;
    const version = scores.version.ordinal;
    const date = must(this.#cases, 'open').dateAt(rows[0] ?? 0, year.periodBy);
    const block = year.keeper(version).keep(scores.scorer, { count, places });
    this.blocks.push({ version, date, block, rows: rows.slice(0, count), months: months.slice(0, count) });
    year.add(block.bytes + count * BYTES_OF_ROW);
    for (let i = 0; i < count; i++) year.learn(this.marks.outcomeNumber(rows[i] ?? 0), must(outcomes[i], 'outcome'));
  }

  addScore(row: number): void {
    this.alone.push(row);
  }

  addProblem(row: number): void {
    this.alone.push(row);
  }

  /** All of its cases were scored: what they were made of is let go. */
  close(): void {
    this.#cases = undefined;
    this.year.add(this.count * BYTES_OF_CASE + this.alone.length * BYTES_OF_CASE);
  }
}
