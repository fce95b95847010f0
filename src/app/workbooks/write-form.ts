import writeXlsxFile, { type Cell, type Sheet } from 'write-excel-file/node';
import { getOrderOfSiblings, insertElementMarkupAccordingToOrderOfSiblings, sanitizeAttributeValue } from 'write-excel-file/utility';
import { columnLetters } from './sheet-reader.js';

/** A cell of a form: a heading, text that stays text, a number that is shown with its places, or text that people read only. */
export interface FormCell {
  readonly text: string;
  readonly as: 'HEADING' | 'TEXT' | 'NUMBER' | 'NOTE';
}

/** 数据有效性 what a spreadsheet lets people type into a range. */
export type FormValidation = {
  /** Columns and rows from 1, ends included. */
  readonly column: number;
  readonly rows: readonly [first: number, last: number];
  /** What is said of anything else. */
  readonly message: string;
} & (
  | { readonly kind: 'LIST'; readonly list: { readonly sheet: string; readonly column: number; readonly length: number } }
  | { readonly kind: 'DECIMAL'; readonly min?: string | undefined; readonly max?: string | undefined }
);

/** A sheet that people fill in and send back. */
export interface FormSheet {
  /** At most 31 characters, without []/\:*? */
  readonly name: string;
  readonly isHidden?: true;
  /** How many rows at the top stay when one scrolls. */
  readonly frozenRows?: number;
  readonly widths: readonly number[];
  readonly rows: readonly (readonly (FormCell | null)[])[];
  readonly validations?: readonly FormValidation[];
}

/**
 * Writes a workbook (.xlsx) that people edit and send back: frozen headings, codes as text cells, drop-down lists, ranges of numbers, hidden
 * sheets. Texts are never formulas; a number has as many digits as a spreadsheet keeps, which whoever makes the cell sees to.
 */
export async function writeForm(sheets: readonly FormSheet[]): Promise<Uint8Array> {
  const options = { fontFamily: 'Microsoft YaHei', fontSize: 10, features: [hiddenSheets(sheets), validations(sheets)] };
  return await writeXlsxFile(sheets.map(sheetOf), options).toBuffer();
}

function sheetOf({ name, frozenRows, widths, rows }: FormSheet): Sheet<never> {
  return {
    sheet: name,
    data: rows.map((row) => row.map((cell) => (cell === null ? null : cellOf(cell)))),
    columns: widths.map((width) => ({ width })),
    ...(frozenRows === undefined ? {} : { stickyRowsCount: frozenRows }),
  };
}

const MOST_CELL_CHARACTERS = 32_767;

function cellOf({ text, as }: FormCell): Cell {
  switch (as) {
    case 'HEADING':
      return { value: text, type: String, fontWeight: 'bold', backgroundColor: '#DDEBF7', wrap: true, alignVertical: 'top' };
    case 'NOTE':
      return {
        value: text.slice(0, MOST_CELL_CHARACTERS),
        type: String,
        format: '@',
        textColor: '#7F7F7F',
        wrap: true,
        alignVertical: 'top',
      };
    case 'TEXT':
      return { value: text.slice(0, MOST_CELL_CHARACTERS), type: String, format: '@', wrap: true, alignVertical: 'top' };
    case 'NUMBER':
      return { ...(text === '' ? {} : { value: Number(text) }), type: Number, format: numberFormat(text), alignVertical: 'top' };
  }
}

/** `1.20` is shown as 1.20; what somebody types in its place with more digits is shown with them, up to eight. */
function numberFormat(text: string): string {
  const places = text.split('.')[1]?.length ?? 0;
  return places === 0 ? 'General' : `0.${'0'.repeat(places)}${'#'.repeat(Math.max(0, 8 - places))}`;
}

type FormFeature = NonNullable<NonNullable<Parameters<typeof writeXlsxFile>[1]>['features']>[number];

function hiddenSheets(sheets: readonly FormSheet[]): FormFeature {
  return {
    files: {
      transform: {
        'xl/workbook.xml': {
          transformElementAttributes: (tag, attributes, index) =>
            tag === 'sheet' && index !== undefined && sheets[index]?.isHidden === true ? { ...attributes, state: 'hidden' } : attributes,
        },
      },
    },
  };
}

const SHEET = 'xl/worksheets/sheet{id}.xml';

function validations(sheets: readonly FormSheet[]): FormFeature {
  return {
    files: {
      transform: {
        [SHEET]: {
          transform: (xml, _options, { sheetIndex }) => {
            const stated = sheets[sheetIndex]?.validations ?? [];
            if (stated.length === 0) return xml;
            const markup = `<dataValidations count="${stated.length}">${stated.map(validationXml).join('')}</dataValidations>`;
            return insertElementMarkupAccordingToOrderOfSiblings(xml, markup, getOrderOfSiblings(SHEET, 'worksheet') ?? [], 'worksheet');
          },
        },
      },
    },
  };
}

/** As many characters as Excel shows of a message. */
const MOST_MESSAGE = 225;

function validationXml(validation: FormValidation): string {
  const { column, rows, message } = validation;
  const range = `${columnLetters(column)}${rows[0]}:${columnLetters(column)}${rows[1]}`;
  const said = `allowBlank="1" showErrorMessage="1" errorTitle="请核对" error="${sanitizeAttributeValue(message.slice(0, MOST_MESSAGE))}" sqref="${range}"`;
  if (validation.kind === 'LIST') {
    const { sheet, column: listed, length } = validation.list;
    const list = `'${sheet}'!$${columnLetters(listed)}$1:$${columnLetters(listed)}$${length}`;
    return `<dataValidation type="list" ${said}><formula1>${list}</formula1></dataValidation>`;
  }
  const { min, max } = validation;
  if (min !== undefined && max !== undefined) {
    return `<dataValidation type="decimal" operator="between" ${said}><formula1>${min}</formula1><formula2>${max}</formula2></dataValidation>`;
  }
  const [operator, limit] = min === undefined ? ['lessThanOrEqual', max ?? LARGEST] : ['greaterThanOrEqual', min];
  return `<dataValidation type="decimal" operator="${operator}" ${said}><formula1>${limit}</formula1></dataValidation>`;
}

/** A decimal of a ruleset has at most 15 digits before its point: any number. */
const LARGEST = '999999999999999';
