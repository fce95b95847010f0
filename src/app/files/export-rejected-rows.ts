import { FileHeadings, rejectPages } from './export-rejects.js';
import { ConflictError } from '../base/errors.js';
import { columnOfHeading, COST_PREFIX, isNoteHeading, REJECT_NOTES } from '../case-files/case-csv-columns.js';
import { linesOfText } from '../case-files/case-json-lines.js';
import type { ImportCaseFile } from '../case-files/import-case-file.js';
import { caseImport } from '../case-files/start-case-import.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller } from '../kernel/platform.js';
import type { ImportRejectRecord } from '../ports/cases/ports-import.js';
import { isFinished } from '../ports/kit/ports-job.js';
import { isIdentityNumber } from '../requests/identity-number.js';
import { csvRecords } from '../sheets/csv-records.js';
import { csvCell, plainCell, textCell } from '../sheets/spreadsheet-cell.js';
import { BYTE_ORDER_MARK } from '../sheets/table-text.js';
import { decodeText } from '../sheets/text-decoding.js';

/** Columns of numbers and days: what a spreadsheet makes of them is read the same. */
const FIGURES: ReadonlySet<string> = new Set([
  ...['totalCost', 'selfPaidOutside', 'fundPaid', 'icuDays', 'ageYears', 'ageDays'],
  ...['admissionDate', 'dischargeDate', 'settlementDate'],
]);

/**
 * 拒绝的记录 what an import rejected, as it stood in its file, each row once, with its line, columns and reasons before it: to be mended in a
 * spreadsheet and sent again as it is. The platform keeps no file: it is sent again, and is known by its hash. JSON lines are given as they were. Throws
 * FORBIDDEN, NOT_FOUND, CONFLICT (the import has not ended, or had another file).
 */
export async function exportRejectedRows(caller: Caller, sent: ImportCaseFile): Promise<AsyncIterable<string>> {
  const { regionCode, importId, file, format } = sent;
  requirePermission(caller.actor, 'case:read', regionCode);
  const job = await caseImport(caller, regionCode, importId);
  if (!isFinished(job) || job.fileHash !== file.sha256) throw notItsFile(isFinished(job));
  const rejected = new RejectedLines(rejectPages(caller, regionCode, importId));
  const text = decodeText(file.open(), sent.encoding);
  return format === 'CSV' ? csvOf(text, rejected, new FileHeadings(job)) : linesOf(text, rejected);
}

function notItsFile(hasEnded: boolean): ConflictError {
  return hasEnded
    ? new ConflictError({
        zh: '这不是这次导入的文件（内容不同，可能导入后改过）。请选择当时上传的原文件。',
        en: 'This is not the file of this import: its content differs, and it may have been changed since. Choose the file as it was sent.',
      })
    : new ConflictError({ zh: '这次导入还没有结束，请稍后再试。', en: 'This import has not ended yet. Try again later.' });
}

/** The reasons of the rejected lines, asked for in order of line. */
class RejectedLines {
  readonly #pages: AsyncGenerator<readonly ImportRejectRecord[]>;
  #read: ImportRejectRecord[] = [];
  #isEnd = false;

  constructor(pages: AsyncGenerator<readonly ImportRejectRecord[]>) {
    this.#pages = pages;
  }

  /** Whether nothing behind the last line that was asked for is rejected. */
  async isDone(): Promise<boolean> {
    await this.#fill(() => this.#read.length > 0);
    return this.#read.length === 0;
  }

  /** The reasons of a line; none: it was accepted. */
  async of(line: number): Promise<readonly ImportRejectRecord[]> {
    await this.#fill(() => this.#read.some(({ rowNo }) => rowNo > line));
    const behind = this.#read.findIndex(({ rowNo }) => rowNo > line);
    return this.#read.splice(0, behind < 0 ? this.#read.length : behind).filter(({ rowNo }) => rowNo === BigInt(line));
  }

  /** Reads on until enough was read, or all. */
  async #fill(isEnough: () => boolean): Promise<void> {
    while (!this.#isEnd && !isEnough()) {
      const page = await this.#pages.next();
      if (page.done === true) this.#isEnd = true;
      else this.#read.push(...page.value);
    }
  }
}

/** The cells of a note in a sentence a reason, in both languages. */
function notesOf(line: number, reasons: readonly ImportRejectRecord[], headings: FileHeadings): readonly string[] {
  const columns = reasons.map(({ path }) => headings.of(path));
  const said = (language: 'zh' | 'en'): string =>
    reasons
      .map(({ messages }, item) =>
        [columns[item] ?? '', messages[language] ?? messages.zh].filter((part) => part !== '').join(language === 'zh' ? '：' : ': '),
      )
      .join(' ');
  return [String(line), [...new Set(columns)].filter((column) => column !== '').join('、'), said('zh'), said('en')];
}

async function* csvOf(text: AsyncIterable<string>, rejected: RejectedLines, headings: FileHeadings): AsyncGenerator<string> {
  let header: readonly string[] | undefined;
  let isNote: readonly boolean[] = [];
  let isFigure: readonly boolean[] = [];
  for await (const { line, cells } of csvRecords(text)) {
    if (header === undefined) {
      header = cells;
      isNote = cells.map(isNoteHeading);
      const columns = cells.map((heading) => columnOfHeading(heading) ?? '');
      isFigure = columns.map((column) => FIGURES.has(column) || column.startsWith(COST_PREFIX));
      yield `${BYTE_ORDER_MARK}${[...REJECT_NOTES, ...cells.filter((_, index) => isNote[index] !== true)].map(csvCell).join(',')}\n`;
    } else {
      if (await rejected.isDone()) return;
      const reasons = await rejected.of(line);
      if (reasons.length === 0) continue;
      const own = cells.flatMap((cell, index) => (isNote[index] === true ? [] : [writtenCell(cell, isFigure[index] === true)]));
      yield `${[...notesOf(line, reasons, headings).map(csvCell), ...own].join(',')}\n`;
    }
  }
}

/** A cell as it was; a citizen's identity number leaves by no door, not even to whom it came from. */
function writtenCell(cell: string, isFigure: boolean): string {
  const plain = plainCell(cell);
  if (isIdentityNumber(plain.trim())) return '';
  return isFigure ? csvCell(plain) : textCell(plain);
}

async function* linesOf(text: AsyncIterable<string>, rejected: RejectedLines): AsyncGenerator<string> {
  let line = 0;
  for await (const content of linesOfText(text)) {
    line += 1;
    if (await rejected.isDone()) return;
    if ((await rejected.of(line)).length > 0) yield `${content}\n`;
  }
}
