import { printed, type CellForm } from './cell-forms.js';
import type { DraftView } from './draft-view.js';
import { originText, OWN_SHEETS, sheetNames, type FileOrigin, formAt, type DraftSheet, type SheetRow } from './sheet-model.js';
import { csvCell } from '../../sheets/spreadsheet-cell.js';
import { BYTE_ORDER_MARK } from '../../sheets/table-text.js';
import { writeForm, type FormCell, type FormSheet, type FormValidation } from '../../workbooks/write-form.js';

/** What the sheet of explanations says of a file. */
export interface FileAbout {
  readonly origin: FileOrigin;
  readonly name: string;
  readonly scheme: string;
  /** As the text states it. */
  readonly version: string;
  readonly exportedBy: string;
  readonly exportedAt: Date;
  /** The version that the draft extends, where it was withdrawn: it can't be published so. */
  readonly withdrawnBase?: string | undefined;
}

/** 草案工作簿 the sheets of a draft as a workbook: explanations, what can be edited, the articles; and hidden, the lists of choices and the origin. */
export async function writeDraftWorkbook(view: DraftView, sheets: readonly DraftSheet[], about: FileAbout): Promise<Uint8Array> {
  const names = sheetNames(sheets);
  const lists = new ChoiceLists();
  const forms = sheets.map((sheet, index) => formSheet(sheet, names[index] ?? '', lists));
  return await writeForm([
    aboutSheet(view, { sheets, names }, about),
    ...forms,
    articleSheet(view),
    lists.sheet(),
    originSheet(sheets, names, about.origin),
  ]);
}

/** A sheet of a draft as CSV: the last column has no values, and says in its heading where the file comes from. */
export function sheetCsv(sheet: DraftSheet, origin: FileOrigin): string {
  const headings = [...sheet.columns.map(({ heading }) => heading), originText(origin, sheet.id)];
  const rows = sheet.rows.map((row) => [...sheet.columns.map((_, column) => csvText(formAt(sheet, row, column), row.values[column])), '']);
  return `${BYTE_ORDER_MARK}${[headings.map(csvCell), ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

/** A cell of the CSV. Codes are written so that a spreadsheet leaves them alone: `="0012"`. */
function csvText(form: CellForm, value: unknown): string {
  const text = printed(form, value);
  return form.as === 'CODE' && /^[\d.+-]|E\d/i.test(text) && !/[",\r\n]/.test(text) ? `="${text}"` : csvCell(text);
}

/** Digits that a spreadsheet keeps of a number. */
const EXACT_DIGITS = 15;
/** Rows below a list in which rows may be added with the columns' own forms. */
const ROOM = 50;

const text = (value: string): FormCell => ({ text: value, as: 'TEXT' });
const heading = (value: string): FormCell => ({ text: value, as: 'HEADING' });
const note = (value: string): FormCell => ({ text: value, as: 'NOTE' });

function formSheet(sheet: DraftSheet, name: string, lists: ChoiceLists): FormSheet {
  const cells = (row: SheetRow | undefined): readonly FormCell[] =>
    sheet.columns.map((column, index) => {
      const form = formAt(sheet, row, index);
      const value = printed(form, row?.values[index]);
      return column.is === 'NOTE' ? note(value) : { text: value, as: isNumber(form, value) ? 'NUMBER' : 'TEXT' };
    });
  const room = sheet.rowsAre !== 'FIXED' ? Array.from({ length: ROOM }, () => cells(undefined)) : [];
  return {
    ...{ name, frozenRows: 1, widths: sheet.columns.map(({ width = 16 }) => width) },
    rows: [sheet.columns.map((column) => heading(column.heading)), ...sheet.rows.map(cells), ...room],
    validations: sheet.columns.flatMap((_, column) => columnValidations(sheet, column, lists)),
  };
}

function isNumber(form: CellForm, value: string): boolean {
  return form.as === 'NUMBER' && value.replace(/[-.]/g, '').length <= EXACT_DIGITS;
}

/** A column's validation over all of its rows, and of rows with a form of their own one each. */
function columnValidations(sheet: DraftSheet, column: number, lists: ChoiceLists): readonly FormValidation[] {
  if (sheet.columns[column]?.is === 'NOTE') return [];
  const last = sheet.rows.length + 1 + (sheet.rowsAre !== 'FIXED' ? ROOM : 0);
  if (!sheet.rows.some(({ forms }) => forms?.has(column) === true))
    return validationOf(formAt(sheet, undefined, column), { column, rows: [2, last] }, lists);
  return sheet.rows.flatMap((row, index) => validationOf(formAt(sheet, row, column), { column, rows: [index + 2, index + 2] }, lists));
}

function validationOf(
  form: CellForm,
  { column, rows }: { readonly column: number; readonly rows: readonly [number, number] },
  lists: ChoiceLists,
): readonly FormValidation[] {
  const at = { column: column + 1, rows };
  if (form.choices !== undefined) {
    const message = `请从下拉列表中选一个。 Choose one of the list.`;
    return [{ ...at, message, kind: 'LIST', list: lists.place(form.choices) }];
  }
  if (form.as !== 'NUMBER') return [];
  const { min, max } = form.range ?? {};
  const [least, most] = [min === undefined ? '' : `，不小于 ${min}`, max === undefined ? '' : `，不大于 ${max}`];
  return [{ ...at, message: `请填数${least}${most}，写成小数，不写百分号。 A plain number.`, kind: 'DECIMAL', min, max }];
}

/** Lists of choices, each a column of a hidden sheet. */
class ChoiceLists {
  readonly #columns = new Map<string, { readonly column: number; readonly choices: readonly string[] }>();

  place(choices: readonly string[]): { readonly sheet: string; readonly column: number; readonly length: number } {
    const key = choices.join('\n');
    const known = this.#columns.get(key) ?? { column: this.#columns.size + 1, choices };
    this.#columns.set(key, known);
    return { sheet: OWN_SHEETS.choices, column: known.column, length: choices.length };
  }

  sheet(): FormSheet {
    const columns = [...this.#columns.values()].map(({ choices }) => choices);
    const longest = Math.max(0, ...columns.map(({ length }) => length));
    const rows = Array.from({ length: longest }, (_, row) =>
      columns.map((choices) => (choices[row] === undefined ? null : text(choices[row]))),
    );
    return { name: OWN_SHEETS.choices, isHidden: true, widths: columns.map(() => 20), rows };
  }
}

function originSheet(sheets: readonly DraftSheet[], names: readonly string[], origin: FileOrigin): FormSheet {
  const rows = sheets.map(({ id }, index) => [text(originText(origin, id)), text(names[index] ?? '')]);
  return { name: OWN_SHEETS.origin, isHidden: true, widths: [120, 31], rows };
}

const HOW = [
  '怎样改：在各工作表中改白底黑字的格；灰字只供查看。表头、工作表名不要改；列可以移动，旁边可以加自己的备注列（不会读入）。',
  '系数表、分档表、编码表、决策表可以加行、删行、移行；参数、目录和评分表指标不能加行。',
  '数写成小数，不写百分号和千分位，例如 5% 写 0.05；编码列已设为文本，请勿改成常规或数值。',
  '不要填公式（先用“选择性粘贴—数值”），不要合并单元格。',
  '依据写作 来源#条，多条之间用“；”；可用的来源和条文见“条文”。',
  '改完保存为 .xlsx，交回导入：dip draft import <草案> --region <地区> 文件.xlsx。先逐行列出差异，确认后才保存，保存前草案不变。',
  '导出之后草案又被别人改了的，导入时逐条合并；双方都改了的同一条，须写明用哪一方。',
  'Edit the black cells; grey ones are for reading. Send the file back with dip draft import: it shows every difference before anything is saved.',
] as const;

function aboutSheet(
  view: DraftView,
  { sheets, names }: { readonly sheets: readonly DraftSheet[]; readonly names: readonly string[] },
  about: FileAbout,
): FormSheet {
  const { origin, name, scheme, version, exportedBy, exportedAt, withdrawnBase } = about;
  const pairs: readonly (readonly [string, string])[] = [
    ['规则草案', name],
    ['统筹地区', origin.regionCode],
    ['支付方式', scheme],
    ['版本', version],
    ['修订', `第 ${origin.revision} 次`],
    ['导出人', exportedBy],
    ['导出时间（UTC）', exportedAt.toISOString().slice(0, 16).replace('T', ' ')],
    ...(withdrawnBase === undefined
      ? []
      : [
          [
            '注意',
            `所继承的 ${withdrawnBase} 已撤回：改好的表可以导入，但不能据以发布。请按校验（EXTENDS_WITHDRAWN）改为继承另一版。`,
          ] as const,
        ]),
    ...(view.faulty.length === 0 ? [] : [['写法有误而未列出的条目，请先校验改正', view.faulty.join('、')] as const]),
  ];
  const rows = [
    ...pairs.map(([label, value]) => [heading(label), text(value)]),
    [],
    ...HOW.map((line) => [null, text(line)]),
    [],
    [heading('工作表'), heading('说明')],
    ...sheets.map(({ about: said }, index) => [text(names[index] ?? ''), text(said.join('；'))]),
  ];
  return { name: OWN_SHEETS.about, widths: [24, 110], rows };
}

/** 条文 the sources that bases name, and what their articles say: to be read, not to be edited. */
function articleSheet({ sources }: DraftView): FormSheet {
  const rows = Object.entries(sources).flatMap(([name, source]) => {
    if ('remove' in source) return [];
    const own = [note(name), note(source.title), note('')];
    return [
      own,
      ...Object.entries(source.articles ?? {}).map(([article, { zh }]) => [note(`${name}#${article}`), note(source.title), note(zh)]),
    ];
  });
  return { name: OWN_SHEETS.articles, frozenRows: 1, widths: [24, 40, 90], rows: [['依据写作', '来源', '条文'].map(heading), ...rows] };
}
