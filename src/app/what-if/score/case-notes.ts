import {
  COMPARED,
  isComparedNumber,
  markAmongNumbers,
  markOfNumber,
  NO_MARK,
  NO_TEXT,
  type BatchMarks,
  type CaseMarks,
  type CaseMoves,
  type ComparedColumn,
} from './case-marks.js';
import type { BlockScore } from '../../clearing/blocks/block-score.js';
import type { KeyedOutcome } from '../../clearing/blocks/outcome-index.js';
import type { ScoredBlock } from '../../clearing/blocks/scored-block.js';
import { BLOCK_ROWS, Codes, Numbers, type BlockColumn } from '../../../engine/block/block-columns.js';

/** What numbers a column's texts: those in force get a number when they are met, a candidate's have one or none. */
type NumberOf = (text: string) => number;

/** Reads a column of a scorer's blocks as what is noted of it. */
abstract class Reading implements ComparedColumn {
  readonly numbers = new Float64Array(BLOCK_ROWS);
  text: (place: number) => string = () => NO_TEXT;

  constructor(readonly reader: () => (place: number) => string | null) {}

  /** Reads the cases of a block. */
  read(block: ScoredBlock<KeyedOutcome>): this {
    const text = this.reader();
    this.text = (place) => text(place) ?? NO_TEXT;
    this.fill(block);
    return this;
  }

  protected abstract fill(block: ScoredBlock<KeyedOutcome>): void;
}

/** Texts by the codes of a block: each is looked up once. */
class TextReading extends Reading {
  #known: number[] = [];
  #epoch = -1;

  constructor(
    readonly column: Codes<unknown> | undefined,
    reader: Reading['reader'],
    readonly numberOf: NumberOf,
  ) {
    super(reader);
  }

  protected override fill({ places, count }: ScoredBlock<KeyedOutcome>): void {
    const { codes, dictionary } = this.column ?? {};
    if (this.#epoch !== dictionary?.epoch) [this.#known, this.#epoch] = [[], dictionary?.epoch ?? -1];
    for (let i = 0; i < count; i++) {
      const place = places[i] ?? 0;
      const code = codes?.[place] ?? 0;
      let number = this.#known[code] ?? NO_MARK;
      // What no case in force had so far, one may have later on.
      if (number === NO_MARK) this.#known[code] = number = this.numberOf(this.text(place));
      this.numbers[i] = number;
    }
  }
}

/** Numbers as they are. */
class NumberReading extends Reading {
  constructor(
    readonly column: Numbers | undefined,
    reader: Reading['reader'],
    readonly numberOf: NumberOf,
  ) {
    super(reader);
  }

  protected override fill({ places, count }: ScoredBlock<KeyedOutcome>): void {
    const { tops, bottoms } = this.column ?? {};
    for (let i = 0; i < count; i++) {
      const place = places[i] ?? 0;
      this.numbers[i] = markOfNumber(tops?.[place] ?? 0, bottoms?.[place] ?? 0) ?? markAmongNumbers(this.numberOf(this.text(place)));
    }
  }
}

/** 记录 notes what came of each case of a side, block by block: of the year in force as marks, of a candidate as moves against them. */
export class CaseNotes {
  readonly #readings = new Map<BlockScore, readonly Reading[]>();
  readonly #numberOf: NumberOf;

  constructor(
    readonly marks: CaseMarks,
    /** Absent on the side that is in force. */
    readonly moves?: CaseMoves,
  ) {
    this.#numberOf = moves === undefined ? (text) => marks.number(text) : (text) => marks.known(text) ?? NO_MARK;
  }

  /** Notes the cases of a block: `noted` is where those of its batch in force stand. */
  addBlock(noted: BatchMarks, block: ScoredBlock<KeyedOutcome>): void {
    const columns = this.#of(block.scores).map((reading) => reading.read(block));
    if (this.moves === undefined) noted.setBlock(block, columns);
    else this.moves.addBlock(noted, block, columns);
  }

  /** Notes a case that went alone. */
  add(noted: BatchMarks, row: number, texts: readonly string[], outcome: string): void {
    if (this.moves === undefined) noted.set(row, texts, outcome);
    else this.moves.add(noted, row, texts, outcome);
  }

  #of(scores: BlockScore): readonly Reading[] {
    const known = this.#readings.get(scores);
    if (known !== undefined) return known;
    const readings = COMPARED.map((name) => {
      const column: BlockColumn | Codes<unknown> | undefined = name === 'group' ? scores.scorer.groups : scores.column(name);
      const reader = name === 'group' ? () => scores.groupReader() : () => scores.reader(name);
      if (isComparedNumber(name)) return new NumberReading(column instanceof Numbers ? column : undefined, reader, this.#numberOf);
      return new TextReading(column instanceof Codes ? column : undefined, reader, this.#numberOf);
    });
    this.#readings.set(scores, readings);
    return readings;
  }
}
