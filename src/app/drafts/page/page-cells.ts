import { BASIS_CELL, printed, type CellForm } from '../workbook/cell-forms.js';
import { shown, type CellChoice, type CellInput, type PageCell } from './page-model.js';
import { formAt, type DraftSheet, type SheetRow } from '../workbook/sheet-model.js';

/** A cell of a sheet as it is edited at a place of the document; null: it is only read. */
export function pageCellOf(sheet: DraftSheet, row: SheetRow, column: number, pointer: string | null): PageCell {
  const form = formAt(sheet, row, column);
  const text = printed(form, row.values[column]);
  const mayBeEmpty = sheet.columns[column]?.required !== true && sheet.columns[column]?.is !== 'KEY';
  if (pointer === null) return shown(text);
  return { text, said: null, pointer, input: inputOf(form), choices: choicesOf(form), mayBeEmpty };
}

function inputOf(form: CellForm): CellInput {
  if (form.choices !== undefined) return 'CHOICE';
  if (form === BASIS_CELL) return 'LIST';
  return form.as === 'NUMBER' ? 'DECIMAL' : 'TEXT';
}

function choicesOf({ choices = [], parse }: CellForm): readonly CellChoice[] {
  return choices.flatMap((text) => {
    const parsed = parse(text);
    return 'value' in parsed ? [{ text, json: JSON.stringify(parsed.value) }] : [];
  });
}
