import type { Value } from '../plan/plan.js';
import { Fraction } from '../number/quantity.js';

/** So many cases are worked through together, decision by decision: their columns stay in the processor's cache, and others' turns come soon. */
export const BLOCK_ROWS = 500;

/**
 * 块内状态 what becomes of a row of a block: it is scored TOGETHER with the others, was EXCLUDED by `inclusion` (and is scored with that), or is to
 * be scored ALONE, because a failure, a situation that nobody has met, or a number too long for the columns is for `runScoring` to name.
 */
export const ROW_STATUS = { TOGETHER: 0, ALONE: 1, EXCLUDED: 2 } as const;

/**
 * One number for each case of a block: `top ÷ bottom`, both safe whole numbers, the same parts that a `Fraction` of it has.
 * A bottom of 0 is a missing value. A bottom that is not a number stands for what can't be held so (nobody supplied it, or its parts are
 * too long): whoever meets it leaves the case to be scored alone.
 */
export class Numbers {
  readonly tops = new Float64Array(BLOCK_ROWS);
  readonly bottoms = new Float64Array(BLOCK_ROWS);

  /** Writes a value; anything but a number or null can't be held. */
  put(row: number, value: Value | undefined): void {
    if (value instanceof Fraction && value.long === undefined) {
      this.tops[row] = value.top;
      this.bottoms[row] = value.bottom;
    } else {
      this.tops[row] = 0;
      this.bottoms[row] = value === null ? 0 : NaN;
    }
  }

  /** Writes one value for every row. */
  fill(value: Value | undefined): void {
    this.put(0, value);
    this.tops.fill(this.tops[0] ?? 0);
    this.bottoms.fill(this.bottoms[0] ?? NaN);
  }

  /** The value of a row: null where it is missing, `undefined` where it can't be held. */
  at(row: number): Fraction | null | undefined {
    const bottom = this.bottoms[row] ?? NaN;
    if (bottom === 0) return null;
    return bottom > 0 ? new Fraction(this.tops[row] ?? 0, bottom) : undefined;
  }
}

/** The code of a value that nobody supplied, and of a missing one. */
export const NOT_SUPPLIED_CODE = 0;
/** As `NOT_SUPPLIED_CODE`. */
export const MISSING_CODE = 1;
const MOST_VALUES = 50_000;

/** Numbers the values of a fact as they are met. Lists and groups are told apart as objects: the same one comes again. */
export class Dictionary<T = Value> {
  readonly values: (T | null | undefined)[] = [undefined, null];
  readonly #codes = new Map<T, number>();
  /** Counts how often everything was forgotten. */
  epoch = 0;

  /** The code of a value. */
  codeOf(value: T | null | undefined): number {
    if (value === undefined) return NOT_SUPPLIED_CODE;
    if (value === null) return MISSING_CODE;
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    const code = this.values.push(value) - 1;
    this.#codes.set(value, code);
    return code;
  }

  /** Between two blocks: forgets everything when there is too much of it. */
  trim(): void {
    if (this.values.length <= MOST_VALUES) return;
    this.values.length = 2;
    this.#codes.clear();
    this.epoch += 1;
  }
}

/** One text, boolean, list or group for each case of a block, as a code of a dictionary. */
export class Codes<T = Value> {
  readonly codes = new Int32Array(BLOCK_ROWS);
  readonly dictionary = new Dictionary<T>();

  /** Writes a value. */
  put(row: number, value: T | null | undefined): void {
    this.codes[row] = this.dictionary.codeOf(value);
  }

  /** Writes one value for every row. */
  fill(value: T | null | undefined): void {
    this.codes.fill(this.dictionary.codeOf(value));
  }

  /** The value of a row. */
  at(row: number): T | null | undefined {
    return this.dictionary.values[this.codes[row] ?? NOT_SUPPLIED_CODE];
  }
}

/** A column of a block. */
export type BlockColumn = Numbers | Codes;

/** Prepares one slot of some frames, so that a block can take each row's value from the frame of a number; no such frame: not supplied. */
export function gatherer(column: BlockColumn, values: readonly (Value | undefined)[]): (frames: Int32Array, count: number) => void {
  if (column instanceof Codes) {
    const codes = Int32Array.from(values, (value) => column.dictionary.codeOf(value));
    return (frames, count) => {
      for (let row = 0; row < count; row++) column.codes[row] = codes[frames[row] ?? -1] ?? NOT_SUPPLIED_CODE;
    };
  }
  const held = values.map((value) => (value instanceof Fraction && value.long === undefined ? value : null));
  const tops = Float64Array.from(held, (value) => value?.top ?? 0);
  const bottoms = Float64Array.from(held, (value, index) => value?.bottom ?? (values[index] === null ? 0 : NaN));
  return (frames, count) => {
    for (let row = 0; row < count; row++) {
      column.tops[row] = tops[frames[row] ?? -1] ?? 0;
      column.bottoms[row] = bottoms[frames[row] ?? -1] ?? NaN;
    }
  };
}

/** Something worked out once for every value of a dictionary. */
export class ByValue<T, R> {
  #known: R[] = [];
  #epoch = 0;

  constructor(
    readonly dictionary: Dictionary<T>,
    readonly work: (value: T | null | undefined) => R,
  ) {}

  /** By code, for every value met so far. */
  get list(): readonly R[] {
    const { values, epoch } = this.dictionary;
    if (this.#epoch !== epoch) [this.#known, this.#epoch] = [[], epoch];
    for (let code = this.#known.length; code < values.length; code++) this.#known.push(this.work(values[code]));
    return this.#known;
  }
}

/** Rows of a block: the first `count` of `rows`. */
export interface Selection {
  readonly rows: Int32Array;
  count: number;
}

/** A selection of no rows. */
export function noRows(): Selection {
  return { rows: new Int32Array(BLOCK_ROWS), count: 0 };
}
