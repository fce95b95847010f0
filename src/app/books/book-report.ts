import { bookProblem, type BookPlace, type BookProblem, type BookProblemCode } from './book-problems.js';
import { isHeadedLike, plain, type BookSheet } from './book-shape.js';
import type { Label } from '../../engine/plan/plan.js';

type Sheet = BookSheet<string>;

/** How many rows of a sheet, from its first, are looked at for headings. */
const MOST_BEGINNINGS = 6;

/** Collects what is wrong with a book, and which of its sheets hold what belongs to others. */
export class BookReport {
  readonly #problems: BookProblem[] = [];
  readonly #names = new Map<Sheet, string>();
  readonly #beginnings = new Map<Sheet, ReadonlySet<string>[]>();
  readonly #contents = new Map<Sheet, readonly Sheet[]>();

  /** `official`: every sheet of the book. */
  constructor(readonly official: readonly Sheet[]) {}

  add(place: BookPlace, code: BookProblemCode, detail: string | Label = ''): void {
    this.#problems.push(bookProblem(place, code, detail));
  }

  push(problem: BookProblem): void {
    this.#problems.push(problem);
  }

  /** A row of a sheet that may be its headings; `name`: what the workbook calls the sheet. */
  begins(sheet: Sheet, name: string, cells: readonly string[]): void {
    this.#names.set(sheet, name);
    const rows = this.#beginnings.get(sheet) ?? [];
    if (rows.length < MOST_BEGINNINGS) this.#beginnings.set(sheet, [...rows, new Set(cells.map(plain))]);
  }

  /** What a sheet holds belongs to one of the others. */
  holds(sheet: Sheet, others: readonly Sheet[]): void {
    this.#contents.set(sheet, others);
  }

  /** Everything that is wrong: sheets that were exchanged come first, in place of what follows from that. */
  done(): readonly BookProblem[] {
    const likeness = new Map(this.official.map((sheet) => [sheet, this.#looksLike(sheet)]));
    const pairs = this.official.flatMap((one, i) =>
      this.official.slice(i + 1).flatMap((other) => {
        const isMutual = likeness.get(one)?.includes(other) === true && likeness.get(other)?.includes(one) === true;
        return isMutual ? [[one, other] as const] : [];
      }),
    );
    const exchanged = new Set(pairs.flat());
    const doubtful = [...likeness].filter(([sheet, others]) => others.length > 0 && !exchanged.has(sheet));
    const names = new Set([...exchanged].map((sheet) => this.#nameOf(sheet)));
    return [
      ...pairs.map(([one, other]) => bookProblem(this.#whole(one), 'SHEETS_SWAPPED', `“${this.#nameOf(one)}”⇄“${this.#nameOf(other)}”`)),
      ...doubtful.map(([sheet, others]) =>
        bookProblem(this.#whole(sheet), 'SHEET_DOUBTFUL', others.map((other) => `“${this.#nameOf(other)}”`).join(' / ')),
      ),
      ...this.#problems.filter(({ sheet, severity }) => severity === 'WARNING' || !names.has(sheet)),
    ];
  }

  /** The sheets that one looks like when it doesn't look like itself: by what it holds, else by its headings. */
  #looksLike(sheet: Sheet): readonly Sheet[] {
    const rows = this.#beginnings.get(sheet) ?? [];
    const headed = (like: Sheet): boolean => rows.some((headings) => isHeadedLike(like, headings));
    const held = this.#contents.get(sheet);
    if (held !== undefined) return held;
    return rows.length === 0 || headed(sheet) ? [] : this.official.filter((other) => other !== sheet && headed(other));
  }

  #nameOf(sheet: Sheet): string {
    return this.#names.get(sheet) ?? sheet.names[0] ?? '';
  }

  #whole(sheet: Sheet): BookPlace {
    return { sheet: this.#nameOf(sheet), row: 0, column: '' };
  }
}
