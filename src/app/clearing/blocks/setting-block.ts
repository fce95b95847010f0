import type { BatchCase, BatchCases } from './batch-case.js';
import { groupOf } from './batch-grouping.js';
import type { BulkVersion } from './bulk-version.js';
import { hasValue, printSum, type StoredOutput } from './stored-outputs.js';
import type { ExactSums } from '../../../engine/number/exact-sums.js';
import type { CaseSetting } from '../run/case-settings.js';
import { setBit, type StoredScore } from './stored-score.js';
import { must } from '../../../engine/kit/assert.js';
import { ByValue, Codes, Numbers, type BlockColumn } from '../../../engine/block/block-columns.js';
import { BlockScorer, type BlockCases } from '../../../engine/block/block-scoring.js';
import { refillCase, type CaseContext } from '../../../engine/scoring/case-frame.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';
import type { Frame, Value } from '../../../engine/plan/plan.js';
import type { GroupFlag } from '../../../engine/plan/group-terms.js';
import type { Fraction } from '../../../engine/number/quantity.js';
import { printOutput } from '../../../engine/plan/value-text.js';

/** The cases of one setting (version, era of profiles, catalogue) in a block, scored together. */
export class SettingBlock {
  readonly #scorer: BlockScorer;
  readonly #institutions: ReadonlyMap<string, number>;
  readonly #frames: readonly Frame[];
  readonly #score: BlockScore;
  /** Rows of the batch that are in the block, and how many. */
  readonly #rows: number[] = [];

  constructor(
    readonly setting: CaseSetting,
    readonly version: BulkVersion,
    readonly context: CaseContext,
  ) {
    const { compiled, read } = version;
    this.#institutions = new Map([...setting.institutions.keys()].map((code, index) => [code, index]));
    this.#frames = [...setting.institutions.values()];
    this.#scorer = new BlockScorer({
      scoring: compiled.scoring,
      read,
      fundYear: setting.fundYear,
      institutions: this.#frames,
      verdicts: compiled.tables.verdict,
    });
    this.#score = new BlockScore(version, this.#scorer);
  }

  /** Empties the block. */
  clear(): void {
    this.#rows.length = 0;
  }

  /** Takes a row of the batch into the block, and gives its place there. */
  add(row: number): number {
    return this.#rows.push(row) - 1;
  }

  /** Scores the rows of the block. */
  run(cases: BatchCases): void {
    if (this.#rows.length > 0) this.#scorer.score(new RowsOfBatch(this, cases, this.#rows, this.#institutions, this.#frames));
  }

  /** What came of the row at a place, until the block is emptied; `undefined`: it is to be scored alone. */
  at(place: number): BlockScore | undefined {
    if (this.#scorer.isAlone(place)) return undefined;
    this.#score.row = place;
    return this.#score;
  }
}

/** Rows of a batch as a block reads them. */
class RowsOfBatch implements BlockCases {
  readonly count: number;

  constructor(
    readonly block: SettingBlock,
    readonly cases: BatchCases,
    readonly rows: readonly number[],
    readonly institutions: ReadonlyMap<string, number>,
    readonly frames: readonly Frame[],
  ) {
    this.count = rows.length;
  }

  institution(place: number): number {
    const code = must(this.cases.batch.institutionCode[this.#rowAt(place)], 'institutionCode');
    return this.institutions.get(code) ?? -1;
  }

  fill(fact: string, column: BlockColumn): boolean {
    return column instanceof Numbers && this.cases.fill(fact, this.rows, column);
  }

  facts(place: number, frame: Frame): boolean {
    const { version, context } = this.block;
    return refillCase(version.blockFiller, version.compiled.program, this.#caseAt(place), context, frame).length === 0;
  }

  group(place: number, institution: number, deniedFlags: readonly GroupFlag[]): DiseaseGroup | null {
    const { version, setting } = this.block;
    const institutionLevel = version.levelOf(must(this.frames[institution], 'frame of an institution'));
    return groupOf(this.#caseAt(place), { index: setting.groups, institutionLevel, deniedFlags });
  }

  #rowAt(place: number): number {
    return must(this.rows[place], 'row of the batch');
  }

  #caseAt(place: number): BatchCase {
    return this.cases.at(this.#rowAt(place), this.block.version.compiled.plan.codes);
  }
}

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
  /** What is summed; `undefined` for a count. */
  readonly sum: Numbers | undefined;
  readonly isCount: boolean;
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
    this.#aggregates = version.aggregates.map(({ bit, grouped, sum, where }) => ({
      bit,
      grouped,
      sum: sum === 'POINTS' ? this.#points : sum === undefined ? undefined : this.#sums[sum],
      isCount: sum === undefined,
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

  addTo(partial: ExactSums, row: number, masks?: readonly Uint32Array[], group?: ExactSums): void {
    for (const { bit, grouped, sum, isCount, where } of this.#aggregates) {
      if (!this.#holdsAll(where)) continue;
      if (masks !== undefined) setBit(masks, row, bit);
      const bottom = isCount ? 1 : (sum?.bottoms[this.row] ?? 0);
      if (bottom === 0) continue;
      const top = isCount ? 1 : (sum?.tops[this.row] ?? 0);
      partial.addParts(bit, top, bottom);
      if (grouped !== undefined) group?.addParts(grouped, top, bottom);
    }
  }

  addPoints(sums: ExactSums, index: number): void {
    const bottom = this.#points?.bottoms[this.row] ?? 0;
    if (bottom > 0) sums.addParts(index, this.#points?.tops[this.row] ?? 0, bottom);
  }

  #holdsAll(where: AggregateColumns['where']): boolean {
    for (const { codes, holds } of where) if (holds.list[codes[this.row] ?? 0] !== true) return false;
    return true;
  }
}
