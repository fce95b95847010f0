import { type Codes, Numbers, type Selection } from './block-columns.js';
import { Fraction, lowestTerms } from '../number/quantity.js';

/** What stands under some keys: a number, nothing (null), nothing of its own, or what can't be held. */
export type KeyedValue = Fraction | null | 'ABSENT' | 'UNHELD';

type KeyColumn = Pick<Codes<never>, 'codes'> & { readonly dictionary: { readonly epoch: number } };
/** Nested by key: at the last key the place of the value among those found. */
interface Places {
  [code: number]: Places | number | undefined;
}

/** Numbers found by the codes of a few columns, each combination worked out once. */
export class KeyedNumbers {
  readonly out = new Numbers();
  readonly #single: readonly number[];
  #places: Places = [];
  /** Bottoms as in `Numbers`, and −1 for `ABSENT`. */
  readonly #tops: number[] = [];
  readonly #bottoms: number[] = [];
  #epoch = 0;

  constructor(
    readonly columns: readonly KeyColumn[],
    readonly resolve: (codes: readonly number[]) => KeyedValue,
  ) {
    this.#single = columns.length === 0 ? [this.#add([])] : [];
  }

  /** Writes the numbers of the selected rows, and those that have none of their own into `absent`. */
  read({ rows, count }: Selection, absent: Selection | undefined): void {
    this.#forget();
    const { tops, bottoms } = this.out;
    if (absent !== undefined) absent.count = 0;
    for (let i = 0; i < count; i++) {
      const row = rows[i] ?? 0;
      const place = this.#placeOf(row);
      const bottom = this.#bottoms[place] ?? NaN;
      tops[row] = this.#tops[place] ?? 0;
      bottoms[row] = bottom;
      if (bottom < 0 && absent !== undefined) absent.rows[absent.count++] = row;
    }
  }

  #placeOf(row: number): number {
    const [only] = this.#single;
    if (only !== undefined) return only;
    let found: Places | number | undefined = this.#places;
    for (const { codes } of this.columns) {
      if (typeof found !== 'object') break;
      found = found[codes[row] ?? 0];
    }
    return typeof found === 'number' ? found : this.#learn(row);
  }

  #learn(row: number): number {
    const codes = this.columns.map((column) => column.codes[row] ?? 0);
    let places = this.#places;
    for (const code of codes.slice(0, -1)) {
      const next = places[code];
      const inner: Places = typeof next === 'object' ? next : [];
      places[code] = inner;
      places = inner;
    }
    const place = this.#add(codes);
    places[codes.at(-1) ?? 0] = place;
    return place;
  }

  #add(codes: readonly number[]): number {
    const found = this.resolve(codes);
    // A catalogue keeps eight places, most of them zeros: short parts leave room for products.
    const held = found instanceof Fraction ? lowestTerms(found) : undefined;
    const lack = found === null ? 0 : found === 'ABSENT' ? -1 : NaN;
    const isHeld = held !== undefined && held.long === undefined;
    this.#tops.push(isHeld ? held.top : 0);
    return this.#bottoms.push(isHeld ? held.bottom : lack) - 1;
  }

  /** A dictionary that forgot its values gives their codes to others. */
  #forget(): void {
    const epoch = this.columns.reduce((sum, { dictionary }) => sum + dictionary.epoch, 0);
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#places = [];
    this.#tops.length = 0;
    this.#bottoms.length = 0;
  }
}
