import type { CellForm, ReadCell } from './cell-forms.js';
import { cellText } from '../../workbooks/cell-text.js';

/** A column of a sheet of a draft. */
export interface SheetColumn {
  /** Unique in its sheet; columns are found by it, wherever they were moved to. */
  readonly heading: string;
  readonly form: CellForm;
  /** KEY and IDENTITY together tell which row is which; within the same keys, rows that are left over are paired in order. NOTE: people read it only. */
  readonly is?: 'KEY' | 'IDENTITY' | 'NOTE';
  /** A row without it is refused. */
  readonly required?: true;
  readonly width?: number;
}

/** A row: values as the document states them, in the order of the columns. */
export interface SheetRow {
  readonly values: readonly unknown[];
  /** Columns in which this row's values are of another form. */
  readonly forms?: ReadonlyMap<number, CellForm>;
  /** Whether the row may be taken out of a sheet whose rows are fixed; and what becomes of it then, in words. */
  readonly removal?: string;
}

/** A row as it came back. */
export interface EditedRow {
  /** Place of the row that it was; absent: it is new. */
  readonly from?: number;
  readonly values: readonly unknown[];
}

/** What a sheet makes of an entry of the document. `undefined`: it is taken out. */
export interface EntryEdit {
  readonly entry: string;
  readonly apply: (value: unknown) => unknown;
}

/** 工作表 what of a document can be edited as a table. */
export interface DraftSheet {
  /** Known by the file: `parameters`, `tables/baseCoefficients`. */
  readonly id: string;
  readonly title: string;
  /** What one has to know to edit it: its units, whose a boundary is. */
  readonly about: readonly string[];
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly SheetRow[];
  /** LIST: rows may be added, taken out and moved. SET: added and taken out, their order says nothing. FIXED: they stand for entries, in no order. */
  readonly rowsAre: 'LIST' | 'SET' | 'FIXED';
  /** All rows as they came back, in their order, to what they make of the document. Called when one of them is another. */
  readonly edits: (rows: readonly EditedRow[]) => readonly EntryEdit[];
}

/** A sheet as it came back. */
export interface ReadSheet {
  readonly name: string;
  /** Of the first row. */
  readonly headings: readonly string[];
  readonly rows: readonly ReadRow[];
  /** Ranges of merged cells. */
  readonly merged: readonly string[];
}

/** A row below the headings. */
export interface ReadRow {
  /** As the spreadsheet counts, from 1. */
  readonly row: number;
  readonly cells: readonly ReadCell[];
}

/** A block of cells that somebody pasted: headings, and the rows below them by their number in the block, from 1. */
export interface PastedTable {
  readonly headings: readonly string[];
  readonly rows: readonly ReadRow[];
}

/** The form of a row's value in a column. */
export function formAt({ columns }: DraftSheet, row: SheetRow | undefined, column: number): CellForm {
  const form = row?.forms?.get(column) ?? columns[column]?.form;
  if (form === undefined) throw new RangeError(`column ${column}`);
  return form;
}

/** An object without what is not stated. */
export function withoutAbsent(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

/** Which form of the file a program can read again. */
const FORMAT = 'dip-draft/1';

/** 出处 which text of which draft a file was made of: it comes back with it. */
export interface FileOrigin {
  readonly regionCode: string;
  readonly draftId: string;
  readonly revision: number;
  /** Of the text that left. */
  readonly contentHash: string;
}

/** Names of sheets that are not of the draft: explanations, articles, lists of choices, what the program reads. */
export const OWN_SHEETS = { about: '说明', articles: '条文', choices: '_选项', origin: '_dip' } as const;

/** The origin as one text, which stands in a CSV as the heading of a column without values. */
export function originText(origin: FileOrigin, sheetId: string): string {
  const { regionCode, draftId, revision, contentHash } = origin;
  return [FORMAT, regionCode, draftId, revision, contentHash, sheetId].join(' ');
}

const ORIGIN = /^dip-draft\/1 (\d{6}) ([0-9a-f-]{36}) (\d{1,9}) ([0-9a-f]{64}) (\S{1,200})$/;

/** Reads the origin again, and which sheet it is; `undefined`: it is none. */
export function originOf(text: string): { readonly origin: FileOrigin; readonly sheetId: string } | undefined {
  const [, regionCode = '', draftId = '', revision = '', contentHash = '', sheetId] = ORIGIN.exec(text) ?? [];
  return sheetId === undefined ? undefined : { origin: { regionCode, draftId, revision: Number(revision), contentHash }, sheetId };
}

const MOST_NAME = 31;

/** Names of sheets as a spreadsheet allows them: at most 31 characters, each once whatever its case. */
export function sheetNames(sheets: readonly DraftSheet[]): readonly string[] {
  const taken = new Set<string>(Object.values(OWN_SHEETS).map((name) => name.toLowerCase()));
  return sheets.map(({ title }) => {
    const plain = cellText(title.replace(/[[\]/\\:*?'\p{Cc}]/gu, ' ')) || '表';
    for (let count = 1; ; count++) {
      const suffix = count === 1 ? '' : ` ${count}`;
      const name = `${[...plain].slice(0, MOST_NAME - suffix.length).join('')}${suffix}`.slice(-MOST_NAME);
      if (taken.has(name.toLowerCase())) continue;
      taken.add(name.toLowerCase());
      return name;
    }
  });
}
