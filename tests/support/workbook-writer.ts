import { strToU8, zipSync } from 'fflate';

/** A cell to be written: text, a number, or what books should not have. */
export type WrittenCell =
  string | number | null | { readonly formula: string; readonly value: string } | { readonly date: number } | { readonly xml: string };

/** A sheet to be written, rows from the first on. */
export interface WrittenSheet {
  readonly name: string;
  readonly rows: readonly (readonly WrittenCell[])[];
  readonly merged?: readonly string[];
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

function letters(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : letters(Math.floor(column / 26) - 1) + letters(column % 26);
}

class Texts {
  readonly #places = new Map<string, number>();

  place(text: string): number {
    const known = this.#places.get(text) ?? this.#places.size;
    this.#places.set(text, known);
    return known;
  }

  xml(): string {
    const texts = [...this.#places.keys()].map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`);
    return `${HEAD}<sst xmlns="${MAIN}">${texts.join('')}</sst>`;
  }
}

function cellXml(cell: WrittenCell, reference: string, texts: Texts): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'string') return `<c r="${reference}" t="s"><v>${texts.place(cell)}</v></c>`;
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
  if ('xml' in cell) return cell.xml.replace('REF', reference);
  if ('date' in cell) return `<c r="${reference}" s="1"><v>${cell.date}</v></c>`;
  return `<c r="${reference}" t="str"><f>${escaped(cell.formula)}</f><v>${escaped(cell.value)}</v></c>`;
}

function sheetXml({ rows, merged = [] }: WrittenSheet, texts: Texts): string {
  const body = rows.map((cells, i) => {
    const xml = cells.map((cell, column) => cellXml(cell, `${letters(column)}${i + 1}`, texts)).join('');
    return xml === '' ? '' : `<row r="${i + 1}">${xml}</row>`;
  });
  const merges = merged.length === 0 ? '' : `<mergeCells>${merged.map((range) => `<mergeCell ref="${range}"/>`).join('')}</mergeCells>`;
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${body.join('')}</sheetData>${merges}</worksheet>`;
}

/** The parts of a workbook by name, as text: tests spoil them before they are packed. */
export function workbookParts(sheets: readonly WrittenSheet[]): Record<string, string> {
  const texts = new Texts();
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const relations = (list: readonly string[]): string =>
    `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`;
  const part = (name: string, type: string): string =>
    `<Override PartName="/${name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`;
  const pages = Object.fromEntries(sheets.map((sheet, i) => [`xl/worksheets/sheet${i + 1}.xml`, sheetXml(sheet, texts)]));
  const list = sheets.map(({ name }, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`);
  return {
    '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${[
      part('xl/workbook.xml', 'sheet.main'),
      part('xl/styles.xml', 'styles'),
      part('xl/sharedStrings.xml', 'sharedStrings'),
      ...Object.keys(pages).map((name) => part(name, 'worksheet')),
    ].join('')}</Types>`,
    '_rels/.rels': relations([relation('rId1', 'officeDocument', 'xl/workbook.xml')]),
    'xl/workbook.xml': `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ...sheets.map((_, i) => relation(`rId${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`)),
      relation('rIdStyles', 'styles', 'styles.xml'),
      relation('rIdTexts', 'sharedStrings', 'sharedStrings.xml'),
    ]),
    'xl/styles.xml': `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': texts.xml(),
    ...pages,
  };
}

/** Packs parts: the same parts give the same bytes. */
export function packed(parts: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const files = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]));
  return zipSync(files, { level: 9, mtime: new Date('2026-01-01T00:00:00Z') });
}

/** An .xlsx file. */
export function workbookBytes(sheets: readonly WrittenSheet[]): Uint8Array {
  return packed(workbookParts(sheets));
}
