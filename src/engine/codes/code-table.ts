import { parseCodePattern } from './code-pattern.js';
import { foldCode } from './fold-code.js';
import type { CodeUse } from './national-code.js';
import { NearCodes } from './near-codes.js';
import { lowerBound } from '../kit/lower-bound.js';

/** 编码表的一行 one code of an edition. */
export interface CodeRow {
  readonly code: string;
  readonly name: string;
  /** False: the edition lists it and says that it is not to be used. */
  readonly isValid: boolean;
  /** First and last day on which it is valid where the edition says so, `YYYY-MM-DD`. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** What the edition says besides: 灰码, not as principal diagnosis. */
  readonly note: string;
}

/** How a code stands in an edition on a day. */
export type CodeStanding = 'VALID' | 'NOT_VALID' | 'UNKNOWN';

/** A text by which codes are looked for, and the most that are told. */
export interface CodeSearch {
  readonly text: string;
  readonly most?: number;
}

/** Signs of a code that others share with it at least to be named as near: its category (`K35`; `51.2`). */
const SHORTEST: Readonly<Record<CodeUse, number>> = { diagnoses: 3, operations: 4 };
/** Near codes that are named. */
const MOST_NEAR = 3;

/** 编码表 the codes of an edition, ready to be looked up by code and by name. Codes are compared without regard to case. */
export class CodeIndex {
  readonly use: CodeUse;
  readonly rows: readonly CodeRow[];
  /** Rows by folded code, rising. */
  readonly #sorted: readonly (readonly [folded: string, row: CodeRow])[];
  readonly #byCode: ReadonlyMap<string, CodeRow>;
  #mended: NearCodes | undefined;

  constructor(use: CodeUse, rows: readonly CodeRow[]) {
    this.use = use;
    this.rows = rows;
    const folded = rows.map((row) => [foldCode(row.code), row] as const);
    this.#byCode = new Map(folded);
    this.#sorted = folded.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The row of a code. */
  find(code: string): CodeRow | undefined {
    return this.#byCode.get(foldCode(code));
  }

  /** The first code of a category, in the order of codes. */
  firstOf(category: string): CodeRow | undefined {
    return this.#beginning(foldCode(category), 1)[0];
  }

  /** How a code stands on a day; without a day its dates are not asked. */
  standing(code: string, day?: string): CodeStanding {
    const row = this.find(code);
    if (row === undefined) return 'UNKNOWN';
    const isWithin = day === undefined || ((row.validFrom ?? day) <= day && day <= (row.validTo ?? day));
    return row.isValid && isWithin ? 'VALID' : 'NOT_VALID';
  }

  /** Whether the edition has a code that a pattern of a catalogue or list means: the code itself, or some code that begins so. */
  knowsSome(pattern: string): boolean {
    const read = parseCodePattern(foldCode(pattern));
    return read.kind === 'exact'
      ? this.#byCode.has(read.code) || this.#beginning(read.code, 1).length > 0
      : this.#beginning(read.prefix, 1).length > 0;
  }

  /**
   * The codes that an unknown one was probably meant to be, at most three: the one that a spreadsheet made it of, else those that have the
   * longest beginning in common with it, at least its category.
   */
  near(code: string): readonly CodeRow[] {
    this.#mended ??= new NearCodes(this.use, { patterns: this.rows.map((row) => row.code), mode: 'EXACT' });
    const mended = this.#mended.near(code.trim());
    const row = mended === null ? undefined : this.find(mended);
    if (row !== undefined) return [row];
    const folded = foldCode(code);
    for (let length = folded.length; length >= SHORTEST[this.use]; length--) {
      const found = this.#beginning(folded.slice(0, length), MOST_NEAR);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Codes that begin with a text, then those whose name holds it; in the order of the codes. */
  search({ text, most = Infinity }: CodeSearch): readonly CodeRow[] {
    const wanted = foldCode(text);
    if (wanted === '') return [];
    const byCode = this.#beginning(wanted, most);
    const found = new Set(byCode);
    for (const [, row] of this.#sorted) {
      if (found.size >= most) break;
      if (foldCode(row.name).includes(wanted)) found.add(row);
    }
    return [...found];
  }

  /** The first codes that begin with a folded text. */
  #beginning(prefix: string, most: number): readonly CodeRow[] {
    const from = lowerBound(this.#sorted.length, (place) => (this.#sorted[place]?.[0] ?? '') < prefix);
    const rows: CodeRow[] = [];
    for (let at = from; rows.length < most; at++) {
      const [folded, row] = this.#sorted[at] ?? [];
      if (folded?.startsWith(prefix) !== true || row === undefined) break;
      rows.push(row);
    }
    return rows;
  }
}
