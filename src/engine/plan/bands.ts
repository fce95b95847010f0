import type { Fraction } from '../number/quantity.js';

/** Whose a boundary is: UPPER, the band's that it ends; LOWER, the band's that it begins. */
export type BandSide = 'UPPER' | 'LOWER';

/** A band: up to its boundary, and whose that is where it is not as in the rest of the table. */
export interface Band {
  readonly upTo?: Fraction;
  readonly includes?: BandSide;
  readonly value: Fraction;
}

/** A table of bands; rows rise by `upTo`, the last has none. */
export interface BandsTable {
  readonly id: string;
  readonly mode: 'MARGINAL' | 'WHOLE';
  readonly includes: BandSide;
  readonly rows: readonly Band[];
}

/** Bands by further keys: one table of bands for each combination, keyed as the rows of a map table. */
export interface KeyedBands {
  readonly id: string;
  readonly key: readonly string[];
  readonly bands: ReadonlyMap<string, BandsTable>;
}
