import { damaged, tooMuch, WORKBOOK_LIMITS } from './workbook-error.js';
import type { XmlReader } from './workbook-xml.js';

/** A text in pieces that ends where a cell's text may not go on: `null` from then on. Phonetic guides are no part of it. */
export class TextPieces {
  #text = '';
  #isTooLong = false;

  add(piece: string): void {
    if (this.#text.length + piece.length > WORKBOOK_LIMITS.cell) this.#isTooLong = true;
    else if (!this.#isTooLong) this.#text += piece;
  }

  /** The text so far, `null` when it is too long; begins a new one. */
  take(): string | null {
    const text = this.#isTooLong ? null : this.#text;
    this.#text = '';
    this.#isTooLong = false;
    return text;
  }
}

/** 共享文本 texts that cells name by number; `null` is one that is too long for a cell. */
export class SharedTexts implements XmlReader {
  readonly texts: (string | null)[] = [];
  readonly #pieces = new TextPieces();
  #phonetic = 0;
  #isText = false;

  open(name: string): void {
    if (name === 'rPh') this.#phonetic += 1;
    if (name === 't') this.#isText = this.#phonetic === 0;
  }

  text(text: string): void {
    if (this.#isText) this.#pieces.add(text);
  }

  close(name: string): void {
    if (name === 'rPh') this.#phonetic -= 1;
    if (name === 't') this.#isText = false;
    if (name !== 'si') return;
    if (this.texts.length >= WORKBOOK_LIMITS.texts)
      throw tooMuch('WORKBOOK_TOO_LARGE', { zh: '共享文本数', en: 'Shared texts' }, WORKBOOK_LIMITS.texts);
    this.texts.push(this.#pieces.take());
  }
}

/** Numbers of formats that Excel has for dates and times. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
/** What is no letter of a format: quoted and escaped text, colours, conditions. */
const NOT_FORMAT = /"[^"]*"|\\.|_.|\*.|\[[^\][]*\]/g;

/** 单元格样式 which styles show a number as a date. */
export class CellStyles implements XmlReader {
  readonly #formats = new Map<number, boolean>();
  readonly #dates: boolean[] = [];
  #isInCells = false;

  isDate(style: string | undefined): boolean {
    return style !== undefined && this.#dates[Number(style)] === true;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const id = Number(attributes.numFmtId ?? '0');
    if (name === 'numFmt')
      this.#formats.set(id, /[ymdhs]/i.test((attributes.formatCode ?? '').replace(NOT_FORMAT, '').replace('General', '')));
    if (name === 'cellXfs') this.#isInCells = true;
    if (name === 'xf' && this.#isInCells) this.#dates.push(this.#formats.get(id) ?? isBuiltInDate(id));
  }

  text(): void {
    // styles have no text
  }

  close(name: string): void {
    if (name === 'cellXfs') this.#isInCells = false;
  }
}

/** Relations of a part: id → target. */
export class Relations implements XmlReader {
  readonly targets = new Map<string, string>();
  /** Target of the first relation of a type, by the type's last word. */
  readonly byType = new Map<string, string>();

  open(name: string, { Id, Target, Type, TargetMode }: Readonly<Record<string, string>>): void {
    if (name !== 'Relationship' || Id === undefined || Target === undefined || TargetMode === 'External') return;
    this.targets.set(Id, Target);
    const type = (Type ?? '').split('/').at(-1) ?? '';
    if (!this.byType.has(type)) this.byType.set(type, Target);
  }

  text(): void {
    // relations have no text
  }

  close(): void {
    // nothing ends with one
  }
}

/** The sheets of a workbook in order: name and id of the relation. */
export class SheetList implements XmlReader {
  readonly sheets: { readonly name: string; readonly relation: string }[] = [];

  open(element: string, { name, id }: Readonly<Record<string, string>>): void {
    if (element !== 'sheet') return;
    if (name === undefined || id === undefined) throw damaged('sheets');
    if (this.sheets.length >= WORKBOOK_LIMITS.sheets)
      throw tooMuch('TOO_MANY_SHEETS', { zh: '工作表数', en: 'Sheets' }, WORKBOOK_LIMITS.sheets);
    this.sheets.push({ name, relation: id });
  }

  text(): void {
    // sheets have no text here
  }

  close(): void {
    // nothing ends with one
  }
}
