import { posix } from 'node:path';
import { CellStyles, Relations, SharedTexts, SheetList } from './shared-parts.js';
import { SheetReader, type MergedRange, type WorkbookRow } from './sheet-reader.js';
import { damaged } from './workbook-error.js';
import { notAWorkbook, WorkbookParts } from './workbook-parts.js';
import { readXml, type XmlReader } from './workbook-xml.js';

/** 工作簿 a spreadsheet file that is read row by row. */
export interface Workbook {
  /** Names of its sheets, in order, without blanks at their ends. */
  readonly sheets: readonly string[];
  /** The rows of a sheet that have something in them, in order; at the end, its merged ranges. Throws `WorkbookError`. */
  readonly rows: (sheet: string) => AsyncGenerator<WorkbookRow, readonly MergedRange[]>;
}

/**
 * Opens an .xlsx file. Everything is bounded by `WORKBOOK_LIMITS`, counted while it is inflated; results of formulas are not trusted (such
 * cells are FORMULA and empty). Throws `WorkbookError`.
 */
export async function openWorkbook(bytes: Uint8Array): Promise<Workbook> {
  const parts = await WorkbookParts.open(bytes);
  const root = await relationsOf(parts, '');
  const main = resolved('', root.byType.get('officeDocument') ?? 'xl/workbook.xml');
  if (!parts.has(main) || !main.endsWith('.xml')) throw notAWorkbook();
  const list = await readPart(parts, main, new SheetList());
  const relations = await relationsOf(parts, main);
  const styles = await sharedPart(parts, main, relations.byType.get('styles'), new CellStyles());
  const texts = await sharedPart(parts, main, relations.byType.get('sharedStrings'), new SharedTexts());
  const sheets = new Map(list.sheets.map(({ name, relation }) => [name.trim(), relations.targets.get(relation)]));
  if (sheets.size < list.sheets.length) throw damaged('sheets');
  return {
    sheets: [...sheets.keys()],
    rows: (sheet) => sheetRows(parts, resolved(main, sheets.get(sheet) ?? sheet), new SheetReader(sheet, texts.texts, styles)),
  };
}

/** Whether a file looks like a workbook: a zip archive, or an old workbook, which `openWorkbook` refuses in words. */
export function isWorkbook(bytes: Uint8Array): boolean {
  const magic = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  return magic === '504b0304' || magic === 'd0cf11e0';
}

async function* sheetRows(parts: WorkbookParts, part: string, reader: SheetReader): AsyncGenerator<WorkbookRow, readonly MergedRange[]> {
  yield* readXml(part, parts.read(part), reader, () => reader.takeRows());
  return reader.merged;
}

/** The part that another names: beside it, or from the root. */
function resolved(from: string, target: string): string {
  return target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(from), target);
}

async function relationsOf(parts: WorkbookParts, part: string): Promise<Relations> {
  const name = posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`);
  return parts.has(name) ? await readPart(parts, name, new Relations()) : new Relations();
}

async function sharedPart<R extends XmlReader>(parts: WorkbookParts, from: string, target: string | undefined, reader: R): Promise<R> {
  return target === undefined ? reader : await readPart(parts, resolved(from, target), reader);
}

async function readPart<R extends XmlReader>(parts: WorkbookParts, part: string, reader: R): Promise<R> {
  const nothing = (): readonly never[] => [];
  for await (const _ of readXml(part, parts.read(part), reader, nothing)) assertNothing(_);
  return reader;
}

function assertNothing(_: never): void {
  // a part that is read whole has no steps
}
