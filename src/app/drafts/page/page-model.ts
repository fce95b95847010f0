import type { BothWords } from '../../../rules/document/code-words.js';

/** How what is typed into a cell is sent: a plain text, an exact decimal, a day, a list with ； between its members, one of several values, or a condition of a decision table. */
export const CELL_INPUTS = ['TEXT', 'DECIMAL', 'DAY', 'LIST', 'CHOICE', 'CONDITION'] as const;
/** One of them. */
export type CellInput = (typeof CELL_INPUTS)[number];

/** One of the values that a cell may have. */
export interface CellChoice {
  /** As JSON, as an edit takes it. */
  readonly json: string;
  readonly text: string;
}

/** A cell of a draft that is shown as tables. */
export interface PageCell {
  /** What stands in it; empty: nothing. */
  readonly text: string;
  /** What that says to people, where it is a code, a reference or a number with a unit; null: what it says. */
  readonly said: BothWords | null;
  /** Where an edit of it goes; null: it is not edited here. */
  readonly pointer: string | null;
  readonly input: CellInput;
  /** For CHOICE. */
  readonly choices: readonly CellChoice[];
  /** Whether it may be empty, which takes the value out. */
  readonly mayBeEmpty: boolean;
}

/** A row of it. */
export interface PageRow {
  /** Where it stands in the document: `/parameters/deviationLow`, `/tables/baseCoefficients/rows/3`. */
  readonly pointer: string;
  readonly cells: readonly PageCell[];
}

/** 政策文本的一张表 what of a draft is shown, and edited, as a table. */
export interface PageSheet {
  readonly id: string;
  readonly title: BothWords;
  readonly about: readonly string[];
  readonly basis: readonly string[];
  /** The same as people cite them: titles and articles. */
  readonly basisSaid: readonly string[];
  /** Where it stands: `/parameters`, `/tables/baseCoefficients`, `/decisions/points`. */
  readonly pointer: string;
  readonly headings: readonly string[];
  readonly rows: readonly PageRow[];
  /** Whether rows may be added and taken out one by one. */
  readonly hasFreeRows: boolean;
}

/** A sheet before it is told what its bases are. */
export type BareSheet = Omit<PageSheet, 'basisSaid'>;

/** A draft as tables: its own entries and those that it inherits. */
export interface PageSheets {
  readonly sheets: readonly PageSheet[];
  /** Entries that can't be read as tables, and are mended as text first. */
  readonly faulty: readonly string[];
}

/** A cell that is only read. */
export function shown(text: string, said: BothWords | null = null): PageCell {
  return { text, said, pointer: null, input: 'TEXT', choices: [], mayBeEmpty: true };
}
