import { SEPARATORS, type Separator } from './csv-layout.js';
import { DAY_STYLES, type DayStyle } from './spreadsheet-day.js';

/** 分隔符 what stood between the cells of a file. */
export const SEPARATOR_NAMES = ['COMMA', 'TAB', 'SEMICOLON'] as const;
/** One of them. */
export type SeparatorName = (typeof SEPARATOR_NAMES)[number];

/** How many days of a file were written in a way. */
export interface DatesRead {
  readonly style: DayStyle;
  /** Cells. */
  readonly cells: number;
}

/** 读取方式 how a CSV file was read: what stood between its cells, and how its days were written. */
export class CsvReading {
  #separator: SeparatorName | undefined;
  #headings: readonly string[] | undefined;
  readonly #dates = new Map<DayStyle, number>();

  separated(separator: Separator): void {
    this.#separator = SEPARATOR_NAMES[SEPARATORS.indexOf(separator)];
  }

  headed(headings: readonly string[]): void {
    this.#headings = headings;
  }

  /** Counts a cell; one that is no day has no style. */
  dated(style: DayStyle | undefined): void {
    if (style !== undefined) this.#dates.set(style, (this.#dates.get(style) ?? 0) + 1);
  }

  /** Absent before the first record, and where the file is no CSV. */
  get separator(): SeparatorName | undefined {
    return this.#separator;
  }

  /** The header as it stands in the file; absent until it was found to be in order, and where the file is no CSV. */
  get headings(): readonly string[] | undefined {
    return this.#headings;
  }

  /** The ways in which days were written, those that occurred. */
  get dates(): readonly DatesRead[] {
    return DAY_STYLES.flatMap((style) => {
      const cells = this.#dates.get(style);
      return cells === undefined ? [] : [{ style, cells }];
    });
  }
}
