import { sheetNamed } from './book-shape.js';
import { GROUP_SHEETS } from './dip-sheets.js';
import { DRG_SHEETS } from './drg-sheets.js';
import { invalidField } from '../base/errors.js';
import { firstCharacters } from '../../engine/kit/text.js';
import type { Workbook } from '../workbooks/workbook.js';

type Sheets = Pick<Workbook, 'sheets'>;

/** With so many of its sheets a workbook is the DRG book: a table of weights may have a sheet called DRG. */
const ENOUGH_DRG_SHEETS = 3;
const LONGEST_NAMES = 300;

/** Which official book a workbook is, by the names of its sheets. */
export function bookKind(workbook: Sheets): 'DIP' | 'DRG' | undefined {
  if (GROUP_SHEETS.some(({ sheet }) => sheetNamed(workbook, sheet.names) !== undefined)) return 'DIP';
  return drgSheetCount(workbook) >= ENOUGH_DRG_SHEETS ? 'DRG' : undefined;
}

const drgSheetCount = (workbook: Sheets): number => DRG_SHEETS.filter(({ names }) => sheetNamed(workbook, names) !== undefined).length;

/** Throws VALIDATION_FAILED (WRONG_BOOK) unless a workbook is the DRG book, or a part of it. */
export function requireDrgBook(workbook: Sheets): void {
  refuseDipBook(workbook);
  if (drgSheetCount(workbook) > 0) return;
  const [official, own] = [
    DRG_SHEETS.map(({ names: [name = ''] }) => name).join('、'),
    firstCharacters(workbook.sheets.join('、'), LONGEST_NAMES),
  ];
  throw invalidField(['file'], 'WRONG_BOOK', {
    zh: `这不是 DRG 分组方案工作簿，未作任何更改。官方工作表有 ${official}；文件里有 ${own}。权重表、目录表请用 dip catalogue import，编码表用 dip codes import，病例用 dip cases import。`,
    en: `This is no workbook of a DRG grouper; nothing was changed. The official sheets are ${official}; the file has ${own}. Weights and catalogues are imported by dip catalogue import, code tables by dip codes import, cases by dip cases import.`,
  });
}

/** Throws VALIDATION_FAILED (WRONG_BOOK) where a workbook is the DIP library: it holds no codes by themselves, and no DRG grouper. */
export function refuseDipBook(workbook: Sheets): void {
  if (bookKind(workbook) !== 'DIP') return;
  throw invalidField(['file'], 'WRONG_BOOK', {
    zh: '这是 DIP 病种库工作簿，不是 DRG 分组方案，也不是编码表，未作任何更改。请用 dip catalogue import（接口 importCatalogue）导入。',
    en: 'This is a DIP library, no DRG grouper and no code table; nothing was changed. Import it with dip catalogue import (API: importCatalogue).',
  });
}

/** Throws VALIDATION_FAILED (WRONG_BOOK) where a workbook is the DRG book: it holds no catalogue. */
export function refuseDrgBook(workbook: Sheets): void {
  if (bookKind(workbook) !== 'DRG') return;
  throw invalidField(['file'], 'WRONG_BOOK', {
    zh: '这是 DRG 分组方案工作簿，没有权重，不是目录库，也不是编码表，未作任何更改。请用 dip grouper import（接口 importGrouper）导入；权重另用目录表导入。',
    en: 'This is the workbook of a DRG grouper, which has no weights and is no catalogue and no code table; nothing was changed. Import it with dip grouper import (API: importGrouper), and weights as a catalogue of their own.',
  });
}
