import {
  MAX_PROBLEMS,
  readCatalogueCsv,
  readCatalogueTable,
  writeCatalogueCsv,
  type CatalogueFile,
  type CatalogueReading,
} from './catalogue-csv.js';
import { catalogueFileProblem, type CatalogueProblem } from './catalogue-csv-problems.js';
import { invalidField } from '../base/errors.js';
import type { BookProblem } from '../books/book-problems.js';
import { cellProblem } from '../books/book-sheet.js';
import { bookKind, refuseDrgBook } from '../books/book-kind.js';
import { readDipBook, type DipBook } from '../books/dip-book.js';
import { rulesetFragment, type RulesetFragment } from '../books/dip-fragment.js';
import type { CsvRecord } from '../sheets/csv-records.js';
import { weightsTable, type GroupNames } from './weights-table.js';
import { isWorkbook, openWorkbook, type Workbook } from '../workbooks/workbook.js';

/**
 * Reads a catalogue from whatever it comes in: CSV, the first sheet of a workbook with the same columns, or the official DIP workbook, which
 * has no points. Throws VALIDATION_FAILED where a workbook can't be read.
 */
export async function readCatalogueFile(file: Uint8Array, { priced = true, names }: CatalogueReading = {}): Promise<CatalogueFile> {
  if (!isWorkbook(file)) {
    refuseJson(file);
    return await readCatalogueCsv(file, { priced, ...(names === undefined ? {} : { names }) });
  }
  const workbook = await openWorkbook(file);
  refuseDrgBook(workbook);
  if (bookKind(workbook) === 'DIP') return libraryFile(await readDipBook(workbook), priced);
  return await tableFile(workbook, { priced, names });
}

/** Brackets with which JSON begins. */
const JSON_BEGINS = /^\ufeff?\s*[{[]/;

function refuseJson(file: Uint8Array): void {
  if (!JSON_BEGINS.test(new TextDecoder().decode(file.subarray(0, 100)))) return;
  throw invalidField(['file'], 'WRONG_FILE', {
    zh: '这是 JSON 文件，不是目录库，未作任何更改。DRG 分组方案请用 dip grouper import（接口 importGrouper），规则集用 dip ruleset load；目录库为 CSV 或 .xlsx。',
    en: 'This is a JSON file and no catalogue; nothing was changed. DRG groupers are imported by dip grouper import (API: importGrouper), rulesets by dip ruleset load; catalogues are CSV or .xlsx.',
  });
}

/** The library as a catalogue file; with points it is refused, as the book has none. */
function libraryFile({ groups, rows, places, problems }: DipBook, priced: boolean): CatalogueFile {
  const withoutPoints = priced ? [catalogueFileProblem(0, 'points', 'BOOK_WITHOUT_POINTS', '')] : [];
  const errors = [...withoutPoints, ...problems.filter(({ severity }) => severity === 'ERROR').map(problemOf)];
  return {
    groups,
    rows,
    problems: errors.slice(0, MAX_PROBLEMS),
    problemCount: errors.length,
    warnings: problems.filter(({ severity }) => severity === 'WARNING').map(problemOf),
    warningCounts: [],
    sheets: new Map([...places].map(([code, place]) => [code, place.slice(0, place.lastIndexOf('!'))])),
    lines: new Map([...places].map(([code, place]) => [code, Number(place.split('!').at(-1))])),
  };
}

function problemOf({ row, sheet, column, code, message }: BookProblem): CatalogueProblem {
  return {
    line: row,
    column: column === '' ? sheet : `${sheet} ${column}`,
    code,
    message: { zh: message.zh, en: message.en ?? message.zh },
  };
}

interface TableReading {
  readonly priced: boolean;
  readonly names: GroupNames | undefined;
}

/** Columns whose cells are codes: a number in them has lost its zeros. */
const CODES = /编码|代码|code|drg|diagnos|operations/i;

async function tableFile(workbook: Workbook, { priced, names }: TableReading): Promise<CatalogueFile> {
  const [sheet = ''] = workbook.sheets;
  const problems: CatalogueProblem[] = [];
  const records: CsvRecord[] = [];
  let header: CsvRecord | undefined;
  for await (const { row, cells, kinds } of workbook.rows(sheet)) {
    const width = header?.cells.length ?? 0;
    const padded = cells.length < width ? [...cells, ...Array.from({ length: width - cells.length }, () => '')] : [...cells];
    for (const [place, kind] of kinds) {
      const heading = header?.cells[place] ?? '';
      if (kind === 'NUMBER' && !CODES.test(heading)) continue;
      problems.push(problemOf(cellProblem({ sheet, row, column: heading }, kind, { at: place, text: cells[place] })));
    }
    const isSound = problems.at(-1)?.line !== row;
    if (header === undefined) header = { line: row, cells: padded };
    else if (isSound) records.push({ line: row, cells: padded });
  }
  const table = { header, records };
  return readCatalogueTable(names === undefined ? table : weightsTable(table, names), { priced, problems });
}

/** 病种库工作簿 the official DIP workbook as what a city loads: a catalogue without points, and the lists of sheet 五 for its ruleset. */
export interface LibraryBook {
  /** Its rows, and what is wrong with them: a book with problems is not to be used. */
  readonly file: CatalogueFile;
  readonly csv: string;
  readonly fragment: RulesetFragment;
}

/** Reads the official DIP workbook; stores nothing. Throws VALIDATION_FAILED: the file can't be read, or is another workbook. */
export async function readLibraryBook(bytes: Uint8Array): Promise<LibraryBook> {
  const workbook = await openWorkbook(bytes);
  refuseDrgBook(workbook);
  if (bookKind(workbook) !== 'DIP') throw noLibrary(workbook.sheets);
  const book = await readDipBook(workbook);
  const file = libraryFile(book, false);
  return { file, csv: writeCatalogueCsv(file.groups, { priced: false }), fragment: rulesetFragment(book.lists) };
}

function noLibrary(sheets: readonly string[]): Error {
  return invalidField(['file'], 'NOT_A_LIBRARY', {
    zh: `工作簿没有国家病种库的工作表（一、先期分组 等），只有：${sheets.join('、')}。请核对文件。`,
    en: `The workbook has none of the sheets of the national DIP library, only: ${sheets.join(', ')}. Check the file.`,
  });
}
