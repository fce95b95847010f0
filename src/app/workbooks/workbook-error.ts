import { ValidationError } from '../base/errors.js';
import type { Label } from '../../engine/plan/plan.js';

/** Why a workbook as a whole, or a sheet from some row on, can't be read. */
export const WORKBOOK_FAILURES = [
  'NOT_A_WORKBOOK',
  'OLD_OR_ENCRYPTED',
  'DAMAGED',
  'PART_TOO_LARGE',
  'WORKBOOK_TOO_LARGE',
  'TOO_MANY_SHEETS',
  'TOO_MANY_ROWS',
  'TOO_MANY_COLUMNS',
] as const;
/** One of the failures. */
export type WorkbookFailure = (typeof WORKBOOK_FAILURES)[number];

/** A workbook that can't be read, or not any further: nothing of it is used. */
export class WorkbookError extends ValidationError {
  constructor(
    readonly failure: WorkbookFailure,
    readonly words: Label,
  ) {
    super([{ path: ['file'], code: failure, messages: words }]);
  }
}

/** Most of everything that a workbook may have. The official books have 107,000 rows and some 30 MB of XML. */
export const WORKBOOK_LIMITS = {
  /** Bytes of the file, and of its parts as they are inflated: one, and all that are read. */
  file: 64 * 1024 * 1024,
  part: 96 * 1024 * 1024,
  inflated: 192 * 1024 * 1024,
  /** Files inside the file. */
  parts: 2_000,
  sheets: 100,
  /** As many as a sheet of Excel has. */
  rows: 1_048_576,
  columns: 256,
  /** Shared texts. */
  texts: 2_000_000,
  /** Characters of one cell: as many as Excel lets one have. */
  cell: 32_767,
  merges: 100_000,
} as const;

/** The file is broken; `what` says which part of it, or what about it. */
export function damaged(what: string): WorkbookError {
  return new WorkbookError('DAMAGED', {
    zh: `工作簿已损坏或不完整（${what}）。请重新下载，或在 Excel 中打开后另存为 .xlsx，再导入。`,
    en: `The workbook is damaged or cut off (${what}). Download it again, or open it in Excel, save it as .xlsx, and import that.`,
  });
}

/** Some number is above its limit. */
export function tooMuch(failure: WorkbookFailure, what: { readonly zh: string; readonly en: string }, limit: number): WorkbookError {
  return new WorkbookError(failure, {
    zh: `${what.zh}超过上限 ${limit}，未读完。请核对文件，或删去不相关的工作表和行列。`,
    en: `${what.en}: more than the limit of ${limit}; reading stopped. Check the file, or remove what doesn't belong there.`,
  });
}
