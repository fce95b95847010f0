import type { BulkVersion } from './bulk-version.js';
import { hasValue, printSum, type StoredOutput } from './stored-outputs.js';
import { setBit, type StoredScore } from './stored-score.js';
import { ByValue, Codes, Numbers, BLOCK_ROWS, type BlockColumn } from '../../../engine/block/block-columns.js';
import type { BlockScorer } from '../../../engine/block/block-scoring.js';
import type { ExactSums } from '../../../engine/number/exact-sums.js';
import type { Fraction } from '../../../engine/number/quantity.js';
import type { Value } from '../../../engine/plan/plan.js';
import { printOutput } from '../../../engine/plan/value-text.js';

interface OutputColumn {
  readonly column: BlockColumn;
  /** Of texts: printed once for every value. */
  readonly texts: ByValue<Value, string | null> | undefined;
  /** Of numbers. */
  readonly printed: PrintedNumbers | undefined;
}

const PLACES = 4096;

/** Prints the numbers of a column; the points of a group and the coefficients of an institution come again and again. */
class PrintedNumbers {
  readonly #tops = new Float64Array(PLACES);
  readonly #bottoms = new Float64Array(PLACES).fill(NaN);
  readonly #texts: (string | null)[] = [];

  constructor(
    readonly column: Numbers,
    readonly print: (value: Fraction | null) => string | null,
  ) {}

  at(row: number): string | null {
    const top = this.column.tops[row] ?? 0;
    const bottom = this.column.bottoms[row] ?? NaN;
    const place = (top ^ (top >>> 12) ^ bottom) & (PLACES - 1);
    if (this.#tops[place] === top && this.#bottoms[place] === bottom) return this.#texts[place] ?? null;
    const text = this.print(this.column.at(row) ?? null);
    this.#tops[place] = top;
    this.#bottoms[place] = bottom;
    this.#texts[place] = text;
    return text;
  }
}

interface AggregateColumns {
  readonly bit: number;
  readonly grouped: number | undefined;
  /** What each case adds: 1 to a count, nothing (a bottom of 0) where the version has no such value. */
  readonly amounts: Amounts;
  readonly where: readonly { readonly codes: Int32Array; readonly holds: ByValue<Value, boolean> }[];
}

/** A case that was scored in a block, and stands in its columns. One object serves all rows, one after the other. */
export class BlockScore implements StoredScore {
  row = 0;
  readonly #outputs: Readonly<Partial<Record<StoredOutput, OutputColumn>>>;
  readonly #sums: readonly (Numbers | undefined)[];
  readonly #sumTexts: readonly (PrintedNumbers | undefined)[];
  readonly #aggregates: readonly AggregateColumns[];
  readonly #points: Numbers | undefined;
  /** Of the aggregate at hand: which cases of the block count in it. */
  readonly #chosen = new Int32Array(BLOCK_ROWS);

  constructor(
    readonly version: BulkVersion,
    readonly scorer: BlockScorer,
  ) {
    this.#outputs = Object.fromEntries(
      Object.entries(version.outputs).map(([name, plan]) => {
        const column = scorer.output(plan);
        const texts =
          column instanceof Codes
            ? new ByValue<Value, string | null>(column.dictionary, (value) => printOutput(plan.output, value))
            : undefined;
        const printed = column instanceof Numbers ? new PrintedNumbers(column, (value) => printOutput(plan.output, value)) : undefined;
        return [name, { column, texts, printed } satisfies OutputColumn];
      }),
    );
    this.#sums = version.sums.map((slot) => (slot === undefined ? undefined : scorer.numbersAt(slot)));
    this.#sumTexts = this.#sums.map((column) => column && new PrintedNumbers(column, printSum));
    this.#points = version.outputs.points && scorer.numbersAt(version.outputs.points.slot);
    const [ones, nothing] = [everywhere(1), everywhere(0)];
    this.#aggregates = version.aggregates.map(({ bit, grouped, sum, where }) => ({
      bit,
      grouped,
      amounts: sum === undefined ? ones : ((sum === 'POINTS' ? this.#points : this.#sums[sum]) ?? nothing),
      where: where.map(({ ref, equals }) => {
        const { codes, dictionary } = scorer.codes(ref);
        return { codes, holds: new ByValue<Value, boolean>(dictionary, (value) => hasValue(value, ref, equals)) };
      }),
    }));
  }

  get groupCode(): string | null {
    return this.scorer.groups.at(this.row)?.code ?? null;
  }

  /** The situation of every table of the case's decisions: a view that the next block changes. */
  get situations(): Int32Array {
    const { tables, values } = this.scorer.situations;
    return values.subarray(this.row * tables, (this.row + 1) * tables);
  }

  text(name: StoredOutput): string | null {
    const stored = this.#outputs[name];
    if (stored === undefined) return null;
    const { column, texts, printed } = stored;
    if (texts !== undefined && column instanceof Codes) return texts.list[column.codes[this.row] ?? 0] ?? null;
    return printed?.at(this.row) ?? null;
  }

  printedSum(index: number): string | null {
    return this.#sumTexts[index]?.at(this.row) ?? null;
  }

  addPoints(sums: ExactSums, index: number): void {
    const bottom = this.#points?.bottoms[this.row] ?? 0;
    if (bottom > 0) sums.addParts(index, this.#points?.tops[this.row] ?? 0, bottom);
  }

  /** The column of an output; `undefined` where the ruleset has none of the name. */
  column(name: StoredOutput): BlockColumn | undefined {
    return this.#outputs[name]?.column;
  }

  /** Reads an output as text at places of the block as it stands. */
  reader(name: StoredOutput): (place: number) => string | null {
    const stored = this.#outputs[name];
    if (stored === undefined) return () => null;
    const { column, texts, printed } = stored;
    if (texts !== undefined && column instanceof Codes) {
      const { list } = texts;
      return (place) => list[column.codes[place] ?? 0] ?? null;
    }
    return (place) => printed?.at(place) ?? null;
  }

  /** As `reader`, of the summed value number `index`. */
  sumReader(index: number): (place: number) => string | null {
    const printed = this.#sumTexts[index];
    return (place) => printed?.at(place) ?? null;
  }

  /** Reads the code of the group at places of the block as it stands. */
  groupReader(): (place: number) => string | null {
    const { codes, dictionary } = this.scorer.groups;
    return (place) => dictionary.values[codes[place] ?? 0]?.code ?? null;
  }

  /**
   * Adds the cases of a block to every aggregate in which they count, and sets their bits in the masks, where there are any: the sums of each in the
   * order of the block, and those of its group.
   */
  addAll(
    block: PlacedCases,
    sums: readonly ExactSums[],
    masks?: readonly Uint32Array[],
    groups?: readonly (ExactSums | undefined)[],
  ): void {
    for (const { bit, grouped, amounts, where } of this.#aggregates) {
      const count = this.#select(block, where);
      if (masks !== undefined) for (let n = 0; n < count; n++) setBit(masks, block.rows[this.#chosen[n] ?? 0] ?? 0, bit);
      this.#addColumn(block, amounts, count, sums, bit);
      if (grouped !== undefined && groups !== undefined) this.#addColumn(block, amounts, count, groups, grouped);
    }
  }

  /** As `addPoints`, of all cases of a block. */
  addAllPoints(block: PlacedCases, sums: readonly ExactSums[], index: number): void {
    if (this.#points === undefined) return;
    this.#addColumn(block, this.#points, this.#select(block, []), sums, index);
  }

  /** Chooses the cases of a block that count in an aggregate, and says how many. */
  #select({ places, count }: PlacedCases, where: AggregateColumns['where']): number {
    const chosen = this.#chosen;
    let found = 0;
    if (where.length === 0) for (; found < count; found++) chosen[found] = found;
    for (const [order, { codes, holds }] of where.entries()) {
      const { list } = holds;
      const among = order === 0 ? count : found;
      found = 0;
      for (let n = 0; n < among; n++) {
        const index = order === 0 ? n : (chosen[n] ?? 0);
        if (list[codes[places[index] ?? 0] ?? 0] === true) chosen[found++] = index;
      }
    }
    return found;
  }

  #addColumn(
    { places }: PlacedCases,
    { tops, bottoms }: Amounts,
    count: number,
    sums: readonly (ExactSums | undefined)[],
    index: number,
  ): void {
    for (let n = 0; n < count; n++) {
      const at = this.#chosen[n] ?? 0;
      const place = places[at] ?? 0;
      const bottom = bottoms[place] ?? 0;
      if (bottom !== 0) sums[at]?.addParts(index, tops[place] ?? 0, bottom);
    }
  }
}

/** Cases of a block: the row of each in its batch, and its place in the block's columns. */
export interface PlacedCases {
  readonly count: number;
  readonly rows: Int32Array;
  readonly places: Int32Array;
}

type Amounts = Pick<Numbers, 'tops' | 'bottoms'>;

/** The same number in every place of a block. */
function everywhere(value: number): Amounts {
  return { tops: new Float64Array(BLOCK_ROWS).fill(value), bottoms: new Float64Array(BLOCK_ROWS).fill(value) };
}
