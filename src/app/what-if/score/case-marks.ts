import type { CaseException } from '../../clearing/blocks/case-exception.js';
import type { KeyedOutcome } from '../../clearing/blocks/outcome-index.js';
import type { ScoredBlock } from '../../clearing/blocks/scored-block.js';
import type { StoredScore } from '../../clearing/blocks/stored-score.js';
import type { CaseBatch } from '../../ports/cases/ports-case.js';
import { STORED_SCALE } from '../../clearing/blocks/stored-outputs.js';
import { BLOCK_ROWS } from '../../../engine/block/block-columns.js';
import { must } from '../../../engine/kit/assert.js';
import { add, Fraction, storedDecimal, subtract, ZERO } from '../../../engine/number/quantity.js';

/** 变动项 what of a case's score is compared: its group, and the outputs that people ask about. */
export const COMPARED = ['group', 'inclusion', 'deviation', 'institutionCoefficient', 'auxiliaryFactor', 'points'] as const;
/** One of them. */
export type Compared = (typeof COMPARED)[number];

/** The column behind those that are compared: by which situations a case was decided. */
const OUTCOME_COLUMN = COMPARED.length;
const POINTS_COLUMN = COMPARED.indexOf('points');

/** What stands where a case has no value. */
export const NO_TEXT = '';
/** The number of a text that no case in force has. */
export const NO_MARK = -1;
/** What stands before the code of a problem. */
const PROBLEM = '!';

/** Those that are numbers: what is noted of them is the number itself, not a text. */
const NUMBERS: ReadonlySet<Compared> = new Set<Compared>(['institutionCoefficient', 'auxiliaryFactor', 'points']);
/** Numbers are noted as whole numbers at the scale at which scores are stored. */
const UNIT = 10 ** STORED_SCALE;
const MOST = 2 ** 52;
/** What is added to the number of a text where it stands among numbers: below all of them. */
const TEXT_AMONG_NUMBERS = -(2 ** 53);

/** Whether something compared is a number. */
export function isComparedNumber(name: Compared): boolean {
  return NUMBERS.has(name);
}

/** What is noted of the number top ÷ bottom, both safe; `undefined`: it is missing or does not fit the scale, and its text is noted. */
export function markOfNumber(top: number, bottom: number): number | undefined {
  const factor = UNIT / bottom;
  const mark = top * factor;
  return Number.isInteger(factor) && mark <= MOST && mark >= -MOST ? mark : undefined;
}

/** What is noted of a text among numbers, by its number; a text that no case in force has equals nothing. */
export function markAmongNumbers(number: number): number {
  return number === NO_MARK ? Number.NaN : TEXT_AMONG_NUMBERS + number;
}

/** One compared column of a block: what is noted of each case, and the texts for who asks. */
export interface ComparedColumn {
  /** In the order of the block; `NO_MARK`, or not a number: no case of the year in force has the same. */
  readonly numbers: Float64Array;
  /** The text at a place of the block. */
  readonly text: (place: number) => string;
}

/** The texts of what is compared of a scored case, in the order of COMPARED. */
export function comparedOf(score: StoredScore): readonly string[] {
  return COMPARED.map((name) => (name === 'group' ? score.groupCode : score.text(name)) ?? NO_TEXT);
}

/** As `comparedOf`, of a case that could not be scored: its inclusion is the code of the problem. */
export function comparedProblem({ code }: Pick<CaseException, 'code'>): readonly string[] {
  return COMPARED.map((name) => (name === 'inclusion' ? `${PROBLEM}${code}` : name === 'points' ? '0' : NO_TEXT));
}

/** What names a batch, however often it is read. */
type MarkedBatch = Pick<CaseBatch, 'count' | 'seq'>;

/** A column of what was noted, by row. */
type Marks = Uint32Array | Float64Array;

/** 底稿 what came of each case of the year as it is in force, in as few bytes as that takes: a number for each text, and numbers as they are. */
export class CaseMarks {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #batches = new Map<bigint, readonly Marks[]>();
  #isKept = true;
  /** About how much memory they take. */
  bytes = 0;

  /** Opens the marks of a batch: a column for each thing compared, and one for the outcome. */
  open(batch: MarkedBatch): BatchMarks {
    const columns = columnsOf(batch.count);
    if (this.#isKept) {
      this.#batches.set(firstSeq(batch), columns);
      this.bytes += columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
    }
    return new BatchMarks(this, columns);
  }

  /** The marks of these rows, of whatever batches: what was noted of each, column by column. */
  ofRows(rows: readonly (readonly number[])[]): BatchMarks {
    const columns = columnsOf(rows.length);
    for (const [index, column] of columns.entries()) for (const [row, noted] of rows.entries()) column[row] = noted[index] ?? 0;
    return new BatchMarks(this, columns);
  }

  /** There are too many cases to keep what came of each: from now on a batch's marks last as long as whoever opened them. */
  forget(): void {
    this.#isKept = false;
    this.#batches.clear();
    this.bytes = 0;
  }

  /** The marks of a batch that was marked before; `undefined`: it was cut otherwise then. */
  of(batch: MarkedBatch): BatchMarks | undefined {
    const columns = this.#batches.get(firstSeq(batch));
    return columns?.[0]?.length === batch.count ? new BatchMarks(this, columns) : undefined;
  }

  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.push(text) - 1;
    this.#numbers.set(text, number);
    return number;
  }

  /** The number of a text, if it has one. */
  known(text: string): number | undefined {
    return this.#numbers.get(text);
  }

  text(number: number): string {
    return must(this.#texts[number], 'text of a mark');
  }
}

function columnsOf(count: number): readonly Marks[] {
  return [...COMPARED.map((name) => (isComparedNumber(name) ? new Float64Array(count) : new Uint32Array(count))), new Uint32Array(count)];
}

function firstSeq({ seq }: MarkedBatch): bigint {
  return seq[0] ?? -1n;
}

/** The marks of one batch, row by row. */
export class BatchMarks {
  constructor(
    readonly marks: CaseMarks,
    readonly columns: readonly Marks[],
  ) {}

  /** Notes what came of a row, and by which outcome. */
  set(row: number, texts: readonly string[], outcome: string): void {
    for (const [index, name] of COMPARED.entries()) {
      must(this.columns[index], 'column')[row] = markOfText(name, texts[index] ?? NO_TEXT, (text) => this.marks.number(text));
    }
    must(this.columns[OUTCOME_COLUMN], 'column')[row] = this.marks.number(outcome);
  }

  /** As `set`, of the cases of a block. */
  setBlock({ rows, outcomes, count }: ScoredBlock<KeyedOutcome>, columns: readonly ComparedColumn[]): void {
    for (const [index, { numbers }] of columns.entries()) {
      const into = must(this.columns[index], 'column');
      for (let i = 0; i < count; i++) into[rows[i] ?? 0] = numbers[i] ?? 0;
    }
    const into = must(this.columns[OUTCOME_COLUMN], 'column');
    for (let i = 0; i < count; i++) into[rows[i] ?? 0] = this.marks.number(must(outcomes[i], 'outcome').key);
  }

  /** What was noted of a row, column by column. */
  rowAt(row: number): readonly number[] {
    return this.columns.map((column) => column[row] ?? 0);
  }

  /** The number of the key of the outcome that was noted of a row. */
  outcomeNumber(row: number): number {
    return this.column(OUTCOME_COLUMN)[row] ?? 0;
  }

  /** The key of the outcome that was noted of a row. */
  outcome(row: number): string {
    return this.text(row, OUTCOME_COLUMN);
  }

  /** What was noted of rows: the column of something compared. */
  column(index: number): Marks {
    return must(this.columns[index], 'column');
  }

  /** What was noted of a row, of what is compared as text. */
  text(row: number, index: number): string {
    return this.marks.text(this.column(index)[row] ?? 0);
  }

  /** What was noted of a row's points. */
  points(row: number): Fraction {
    const mark = this.column(POINTS_COLUMN)[row] ?? 0;
    return mark < -MOST ? pointsOf(this.marks.text(mark - TEXT_AMONG_NUMBERS)) : new Fraction(mark, UNIT);
  }
}

/** What is noted of a text: its number; of one that is a number, the number. */
function markOfText(name: Compared, text: string, numberOf: (text: string) => number): number {
  if (!isComparedNumber(name)) return numberOf(text);
  const value = text === NO_TEXT ? undefined : storedDecimal(text);
  const mark = value === undefined || value.long !== undefined ? undefined : markOfNumber(value.top, value.bottom);
  return mark ?? markAmongNumbers(numberOf(text));
}

/** 变动 how many cases came out otherwise, by what of them changed. */
export class CaseMoves {
  /** Cases of which anything compared changed. */
  moved = 0;
  /** Of the block at hand: 1 for each case that moved. */
  readonly #moved = new Uint8Array(BLOCK_ROWS);
  readonly by = new Map<Compared, number>();
  /** Of group, inclusion and deviation: how many cases went from what to what. */
  readonly #ways = new Map<string, number>();
  /** By outcome in force and outcome under the candidate: cases, and by how much their points changed. */
  readonly #pairs = new Map<string, Map<string, PairSum>>();

  /** Compares a row. */
  add(before: BatchMarks, row: number, texts: readonly string[], outcome: string): void {
    const pair = this.#pairOf(before, row, outcome);
    pair.cases += 1;
    let isMoved = false;
    for (const [index, name] of COMPARED.entries()) {
      const text = texts[index] ?? NO_TEXT;
      if (before.column(index)[row] === markOfText(name, text, (one) => before.marks.known(one) ?? NO_MARK)) continue;
      isMoved = true;
      this.#addChange(before, row, { index, name, text, pair });
    }
    if (isMoved) this.moved += 1;
  }

  /** As `add`, of the cases of a block. */
  addBlock(before: BatchMarks, { rows, places, outcomes, count }: ScoredBlock<KeyedOutcome>, columns: readonly ComparedColumn[]): void {
    const moved = this.#moved.fill(0, 0, count);
    const pairs: PairSum[] = [];
    for (let i = 0; i < count; i++) {
      const pair = this.#pairOf(before, rows[i] ?? 0, must(outcomes[i], 'outcome').key);
      pair.cases += 1;
      pairs.push(pair);
    }
    for (const [index, name] of COMPARED.entries()) {
      const { numbers, text } = must(columns[index], 'column');
      const noted = before.column(index);
      for (let i = 0; i < count; i++) {
        const row = rows[i] ?? 0;
        if (noted[row] === numbers[i]) continue;
        moved[i] = 1;
        this.#addChange(before, row, { index, name, text: text(places[i] ?? 0), pair: must(pairs[i], 'pair') });
      }
    }
    for (let i = 0; i < count; i++) this.moved += moved[i] ?? 0;
  }

  #addChange(before: BatchMarks, row: number, { index, name, text, pair }: Change): void {
    this.by.set(name, (this.by.get(name) ?? 0) + 1);
    if (WAYS_OF.has(name)) this.#addWay([name, before.text(row, index), text].join(SEPARATOR));
    if (index === POINTS_COLUMN) pair.points = add(pair.points, subtract(pointsOf(text), before.points(row)));
  }

  #pairOf(before: BatchMarks, row: number, outcome: string): PairSum {
    const from = before.outcome(row);
    let ofFrom = this.#pairs.get(from);
    if (ofFrom === undefined) this.#pairs.set(from, (ofFrom = new Map<string, PairSum>()));
    let pair = ofFrom.get(outcome);
    if (pair === undefined) ofFrom.set(outcome, (pair = { cases: 0, points: ZERO }));
    return pair;
  }

  /** 前后情形 how many cases were decided by one outcome and are decided by another, and by how much their points changed. */
  pairs(): readonly OutcomePair[] {
    return [...this.#pairs].flatMap(([before, after]) => [...after].map(([key, sum]) => ({ before, after: key, ...sum })));
  }

  #addWay(key: string): void {
    this.#ways.set(key, (this.#ways.get(key) ?? 0) + 1);
  }

  /** The most frequent ways, and how many others there were; equals in the order of their texts. */
  ways(most: number): { readonly list: readonly CaseWay[]; readonly others: number } {
    const sorted = [...this.#ways].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    const list = sorted.slice(0, most).map(([key, cases]): CaseWay => {
      const [output = '', from = '', to = ''] = key.split(SEPARATOR);
      return { output, from, to, cases };
    });
    return { list, others: sorted.length - list.length };
  }
}

/** Something compared of a case that is another text now. */
interface Change {
  readonly index: number;
  readonly name: Compared;
  readonly text: string;
  readonly pair: PairSum;
}

interface PairSum {
  cases: number;
  points: Fraction;
}

/** So many cases with one outcome in force and one under the candidate (keys of `outcomeKey`), and the sum of their points' changes. */
export interface OutcomePair extends Readonly<PairSum> {
  readonly before: string;
  readonly after: string;
}

function pointsOf(text: string): Fraction {
  return text === NO_TEXT ? ZERO : storedDecimal(text);
}

/** 去向 so many cases whose output was one thing and is another. */
export interface CaseWay {
  readonly output: string;
  readonly from: string;
  readonly to: string;
  readonly cases: number;
}

const SEPARATOR = '\u001f';
const WAYS_OF: ReadonlySet<Compared> = new Set<Compared>(['group', 'inclusion', 'deviation']);
