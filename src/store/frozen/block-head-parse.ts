/** What a block says of one of its columns. */
export interface ColumnHead {
  readonly name: string;
  readonly kind: 'TEXT' | 'WHOLE';
  /** Bytes a row: 0 where every row is missing. */
  readonly width: 0 | 1 | 2 | 4 | 8;
  /** Of whole numbers: the least one. */
  readonly least?: string;
  /** Of texts: bytes of the dictionary, in JSON. */
  readonly dictionary?: number;
}

/** What a block says of itself. */
export interface BlockHead {
  readonly rows: number;
  readonly columns: readonly ColumnHead[];
}

/** Reads a head that we wrote: the content's hash was compared. */
export function parseBlockHead(text: string): BlockHead {
  return JSON.parse(text) as BlockHead;
}

/** Reads a dictionary that we wrote, in the order of its codes. */
export function parseDictionary(text: string): readonly string[] {
  return JSON.parse(text) as readonly string[];
}
