import { ByValue, Codes, Dictionary, NOT_SUPPLIED_CODE, type BlockColumn, type Numbers } from './block-columns.js';
import type { BlockScorer } from './block-scoring.js';
import type { DiseaseGroup } from '../plan/catalogue.js';
import type { Value } from '../plan/plan.js';

/** Cells of a kept column: one value for all rows, or one for each. */
type Cells = number | Int32Array | Uint16Array | Uint8Array | Float64Array;

/** Rows of a block: at which places of its columns they stand. */
export interface PlacesOfBlock {
  readonly count: number;
  readonly places: Int32Array;
}

/** 保留列 a column of a block as it came out, in as few bytes as that takes. */
interface KeptColumn {
  /** Of numbers their numerators, of others their codes in the dictionary of the slot. */
  readonly tops: Cells;
  readonly bottoms: Cells;
}

/** A column of more values than this is not kept: codes would not be shorter than the values, and lists stay in memory. */
const MOST_KEPT_VALUES = 20_000;
const BYTE = 256;
const TWO_BYTES = 65_536;
const OVERHEAD = 96;

/** 保留块 the rows of a block after they were scored: what facts and decisions filled, by slot. Nothing of it ever changes. */
export class KeptBlock {
  constructor(
    readonly count: number,
    readonly columns: ReadonlyMap<number, KeptColumn>,
    readonly groups: Cells,
    readonly institutions: Cells,
  ) {}

  /** The number of the institution of a row. */
  institutionAt(row: number): number {
    return cellAt(this.institutions, row);
  }

  /** About how much memory it takes. */
  get bytes(): number {
    const cells = [...this.columns.values()].flatMap(({ tops, bottoms }) => [tops, bottoms]);
    return [...cells, this.groups, this.institutions].reduce<number>(
      (sum, one) => sum + OVERHEAD + (typeof one === 'number' ? 0 : one.byteLength),
      0,
    );
  }
}

/** Values of a slot, numbered for all kept blocks, and how they are numbered in the blocks from which they come. */
class KeptDictionary<T> {
  readonly dictionary = new Dictionary<T>();
  readonly #from = new WeakMap<Dictionary<T>, ByValue<T, number>>();
  readonly #into = new WeakMap<Dictionary<T>, ByValue<T, number>>();

  /** By the code of a block's column: the kept code. */
  codesFrom(column: Codes<T>): readonly number[] {
    return listOf(this.#from, column.dictionary, column.dictionary, (value) => this.dictionary.codeOf(value));
  }

  /** By the kept code: that of a block's column. */
  codesInto(column: Codes<T>): readonly number[] {
    return listOf(this.#into, column.dictionary, this.dictionary, (value) => column.dictionary.codeOf(value));
  }
}

function listOf<T>(
  known: WeakMap<Dictionary<T>, ByValue<T, number>>,
  key: Dictionary<T>,
  dictionary: Dictionary<T>,
  work: (value: T | null | undefined) => number,
): readonly number[] {
  let found = known.get(key);
  if (found === undefined) known.set(key, (found = new ByValue(dictionary, work)));
  return found.list;
}

/** 保留 keeps what came of cases block by block, so that a ruleset that differs in little decides only what differs. */
export class BlockKeeper {
  readonly #dictionaries = new Map<number, KeptDictionary<Value>>();
  readonly #groups = new KeptDictionary<DiseaseGroup>();
  /** Slots with too many values: nobody can build on them. */
  readonly unkept = new Set<number>();

  /** Keeps rows of the block at which a scorer stands. */
  keep(scorer: BlockScorer, rows: PlacesOfBlock): KeptBlock {
    const columns = new Map<number, KeptColumn>();
    for (const [slot, column] of scorer.filledColumns()) {
      const kept = column instanceof Codes ? this.#keepCodes(slot, column, rows) : keepNumbers(column, rows);
      if (kept !== undefined) columns.set(slot, kept);
    }
    const { groups } = scorer;
    const codes = this.#groups.codesFrom(groups);
    return new KeptBlock(
      rows.count,
      columns,
      packed(rows, (place) => codes[groups.codes[place] ?? NOT_SUPPLIED_CODE] ?? NOT_SUPPLIED_CODE),
      packed(rows, (place) => scorer.institutionOf(place)),
    );
  }

  /** Fills a column of a block with what was kept of a slot. */
  fill({ columns, count }: KeptBlock, slot: number, column: BlockColumn): void {
    const kept = columns.get(slot);
    if (column instanceof Codes) {
      if (kept === undefined) column.codes.fill(NOT_SUPPLIED_CODE, 0, count);
      else writeCodes(kept.tops, this.#dictionaryOf(slot).codesInto(column), column, count);
    } else {
      writeCells(kept?.tops ?? 0, column.tops, count);
      writeCells(kept?.bottoms ?? NaN, column.bottoms, count);
    }
  }

  /** Fills the groups of a block. */
  fillGroups({ groups, count }: KeptBlock, column: Codes<DiseaseGroup>): void {
    writeCodes(groups, this.#groups.codesInto(column), column, count);
  }

  /** The value of a slot at a row, of a column that is no number. */
  valueAt({ columns }: KeptBlock, slot: number, row: number): Value | undefined {
    const cells = columns.get(slot)?.tops ?? NOT_SUPPLIED_CODE;
    return this.#dictionaryOf(slot).dictionary.values[cellAt(cells, row)];
  }

  #keepCodes(slot: number, column: Codes, rows: PlacesOfBlock): KeptColumn | undefined {
    if (this.unkept.has(slot)) return undefined;
    const kept = this.#dictionaryOf(slot);
    const codes = kept.codesFrom(column);
    if (kept.dictionary.values.length > MOST_KEPT_VALUES) {
      this.unkept.add(slot);
      this.#dictionaries.delete(slot);
      return undefined;
    }
    return { tops: packed(rows, (place) => codes[column.codes[place] ?? NOT_SUPPLIED_CODE] ?? NOT_SUPPLIED_CODE), bottoms: 0 };
  }

  #dictionaryOf(slot: number): KeptDictionary<Value> {
    let known = this.#dictionaries.get(slot);
    if (known === undefined) this.#dictionaries.set(slot, (known = new KeptDictionary<Value>()));
    return known;
  }
}

function cellAt(cells: Cells, row: number): number {
  return typeof cells === 'number' ? cells : (cells[row] ?? 0);
}

function keepNumbers({ tops, bottoms }: Numbers, rows: PlacesOfBlock): KeptColumn {
  return { tops: packed(rows, (place) => tops[place] ?? 0), bottoms: packed(rows, (place) => bottoms[place] ?? NaN) };
}

function packed({ count, places }: PlacesOfBlock, at: (place: number) => number): Cells {
  const cells = new Float64Array(count);
  let [least, most, areWhole, areSame] = [Infinity, -Infinity, true, true];
  for (let i = 0; i < count; i++) {
    const value = at(places[i] ?? 0);
    cells[i] = value;
    if (value < least) least = value;
    if (value > most) most = value;
    areWhole &&= (value | 0) === value;
    areSame &&= Object.is(value, cells[0]);
  }
  if (areSame) return cells[0] ?? 0;
  if (!areWhole) return cells;
  if (least < 0 || most >= TWO_BYTES) return Int32Array.from(cells);
  return most < BYTE ? Uint8Array.from(cells) : Uint16Array.from(cells);
}

function writeCells(cells: Cells, into: Float64Array | Int32Array, count: number): void {
  if (typeof cells === 'number') into.fill(cells, 0, count);
  else into.set(cells);
}

function writeCodes(cells: Cells, codes: readonly number[], { codes: into }: { readonly codes: Int32Array }, count: number): void {
  if (typeof cells === 'number') into.fill(codes[cells] ?? NOT_SUPPLIED_CODE, 0, count);
  else for (let row = 0; row < count; row++) into[row] = codes[cells[row] ?? 0] ?? NOT_SUPPLIED_CODE;
}
