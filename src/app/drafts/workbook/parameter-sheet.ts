import { BASIS_CELL, choiceForm, decimalForm, FLAG, TEXT, type CellForm } from './cell-forms.js';
import type { DraftView, ViewEntry } from './draft-view.js';
import { withoutAbsent, type DraftSheet, type EditedRow, type EntryEdit, type SheetRow } from './sheet-model.js';
import { isDecimalText } from '../../../engine/number/quantity.js';
import type { ParameterDocument } from '../../../rules/document/document.js';
import { unitWord } from '../../../rules/explain/explain-words.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/** Where an entry stands, for people. */
export function standsWhere({ isOwn, isInherited }: Pick<ViewEntry<unknown>, 'isOwn' | 'isInherited'>): string {
  return isOwn ? (isInherited ? '本草案（改写继承的）' : '本草案') : '继承';
}

const [LABEL, VALUE, BASES] = [1, 2, 3];

/** 参数 the sheet of parameters: names, values and bases are edited; a row that is taken out takes the draft's own override back. */
export function parameterSheet(view: DraftView): DraftSheet {
  const rows = view.parameters.map((entry) => rowOf(view, entry));
  return {
    ...{ id: 'parameters', title: '参数', rowsAre: 'FIXED', rows },
    about: ['可改：中文名、值、依据。删去一行，即取消本草案对继承参数的改写。新增参数要与规则一起写，不在表格中新增。'],
    columns: [
      { heading: '名称', form: TEXT, is: 'IDENTITY', width: 28 },
      { heading: '中文名', form: TEXT, required: true, width: 30 },
      { heading: '值', form: TEXT, required: true, width: 16 },
      { heading: '依据', form: BASIS_CELL, required: true, width: 30 },
      { heading: '单位', form: TEXT, is: 'NOTE', width: 10 },
      { heading: '最小', form: TEXT, is: 'NOTE', width: 10 },
      { heading: '最大', form: TEXT, is: 'NOTE', width: 10 },
      { heading: '可取的值', form: TEXT, is: 'NOTE', width: 30 },
      { heading: '出处', form: TEXT, is: 'NOTE', width: 18 },
    ],
    edits: (edited) => editsOf(view, edited),
  };
}

function rowOf(view: DraftView, entry: ViewEntry<ParameterDocument>): SheetRow {
  const { name, value: parameter } = entry;
  const { value, label, basis, unit, min, max, enum: choices } = parameter;
  const form = valueForm(parameter, view);
  const all = choices === undefined ? undefined : form.choices?.join('、');
  return {
    values: [name, label.zh, value, basis, unit === undefined ? undefined : unitWord(unit) || unit, min, max, all, standsWhere(entry)],
    forms: new Map([[VALUE, form]]),
    ...(entry.isOwn && entry.isInherited ? { removal: '取消改写，恢复继承的值' } : {}),
  };
}

function valueForm({ value, enum: choices, min, max }: ParameterDocument, view: DraftView): CellForm {
  if (typeof value === 'boolean') return FLAG;
  if (choices !== undefined) return choiceForm([...new Set([...choices, value])], view.wordOf);
  return isDecimalText(value) ? decimalForm({ min, max }) : TEXT;
}

function editsOf({ parameters }: DraftView, rows: readonly EditedRow[]): readonly EntryEdit[] {
  const byPlace = new Map(rows.map((row) => [row.from, row.values]));
  return parameters.map(({ name }, place) => {
    const values = byPlace.get(place);
    const apply = (old: unknown): unknown =>
      values === undefined || !isObject(old)
        ? undefined
        : withoutAbsent({ ...old, value: values[VALUE], basis: values[BASES], label: withZh(old['label'], values[LABEL]) });
    return { entry: `/parameters/${name}`, apply };
  });
}

/** A label with another Chinese text. */
export function withZh(label: unknown, zh: unknown): unknown {
  if (zh === undefined) return label;
  return isObject(label) ? { ...label, zh } : { zh };
}
