import { invalidField } from '../base/errors.js';
import { readDrgBook, type DrgBookName } from '../books/drg-book.js';
import { placeKey, type BookProblem } from '../books/book-problems.js';
import { requireDrgBook } from '../books/book-kind.js';
import { isWorkbook, openWorkbook } from '../workbooks/workbook.js';
import type { GrouperProblem } from '../../rules/grouper/grouper-problems.js';

/** A grouper's file as it comes: a document, or a workbook of the official shape with what that doesn't say of itself. */
export interface GrouperFile {
  /** The document, JSON in UTF-8 (`docs/groupers.md`), or the official workbook, .xlsx (`docs/books.md`). */
  readonly file: Uint8Array;
  /** With a workbook: its code and version, and a file of amendments. */
  readonly book?: DrgBookName;
}

/** What a file gives: the document's text, where its rows stand in a workbook, and what is wrong with that. */
export interface GrouperSource {
  /** Undefined: the workbook lacks sheets or columns, so there is no document to look at. */
  readonly text: Uint8Array | undefined;
  readonly problems: readonly GrouperProblem[];
  readonly places: ReadonlyMap<string, string>;
  /** Rows of the workbook that were refused, by the same names (`DrgBook`). */
  readonly refused: ReadonlyMap<string, string>;
}

/** Reads what a grouper is imported from. Throws VALIDATION_FAILED: the workbook can't be read, or comes without code and version. */
export async function grouperSource({ file, book }: GrouperFile): Promise<GrouperSource> {
  if (!isWorkbook(file)) {
    if (book !== undefined) throw onlyWithWorkbook();
    return { text: file, problems: [], places: new Map(), refused: new Map() };
  }
  const workbook = await openWorkbook(file);
  requireDrgBook(workbook);
  if (book === undefined) throw bookWithoutName();
  const { document, problems, places, refused, isWhole } = await readDrgBook(workbook, book);
  const text = isWhole ? new TextEncoder().encode(JSON.stringify(document)) : undefined;
  return { text, problems: problems.map(grouperProblem), places, refused };
}

/** A problem or finding about a row, with sheet and row of the workbook that it stands in. */
export function located(problem: GrouperProblem, places: ReadonlyMap<string, string>): GrouperProblem {
  const place = places.get(problem.where);
  return place === undefined ? problem : { ...problem, where: `${place} ${problem.where}` };
}

/** A problem of the document, unless it only follows from a row of the workbook that was refused; where that may be so, it says which. */
export function unlessRefused(problem: GrouperProblem, refused: ReadonlyMap<string, string>): readonly GrouperProblem[] {
  const { missing, message } = problem;
  if (missing === undefined) return [problem];
  if (refused.has(missing)) return [];
  const place = refused.get(missing.split(' ')[0] ?? '');
  if (place === undefined) return [problem];
  const zh = `${message.zh}可能因为 ${place} 行被拒绝：请先更正那一行。`;
  return [{ ...problem, message: { zh, en: `${message.en ?? ''} Perhaps because the row ${place} was refused: mend that first.` } }];
}

function grouperProblem(problem: BookProblem): GrouperProblem {
  const { severity, code, message } = problem;
  return { severity, code, where: placeKey(problem), message };
}

function bookWithoutName(): Error {
  return invalidField(['code'], 'REQUIRED', {
    zh: '工作簿不写方案编码和版本号。请用 --code 与 --version（接口：code、version）给出，如 CHS-DRG 与 3.0。',
    en: 'A workbook does not say its code and version. State them: --code and --version (API: code, version), such as CHS-DRG and 3.0.',
  });
}

function onlyWithWorkbook(): Error {
  return invalidField(['code'], 'NOT_ALLOWED', {
    zh: '方案编码、版本号、名称和勘误只随 .xlsx 工作簿给出；JSON 分组方案自己写明这些。请去掉它们。',
    en: 'Code, version, title and amendments are stated with an .xlsx workbook only; a JSON grouper has its own. Leave them out.',
  });
}
