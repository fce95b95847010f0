import { writeCatalogueCsv } from './catalogue-csv.js';
import { libraryFile } from './catalogue-file.js';
import type { CatalogueFile } from './catalogue-csv.js';
import { invalidField } from '../base/errors.js';
import { isDipBook, readDipBook } from '../books/dip-book.js';
import { rulesetFragment, type RulesetFragment } from '../books/dip-fragment.js';
import { openWorkbook } from '../workbooks/workbook.js';

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
  if (!isDipBook(workbook)) throw noLibrary(workbook.sheets);
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
