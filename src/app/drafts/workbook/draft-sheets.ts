import { BASIS_CELL, TEXT } from './cell-forms.js';
import { decisionTableSheet, scorecardSheets } from './decision-sheets.js';
import type { DraftView } from './draft-view.js';
import { exampleSheet } from './example-sheet.js';
import { parameterSheet, standsWhere, withZh } from './parameter-sheet.js';
import { withoutAbsent, type DraftSheet, type EntryEdit, type SheetRow } from './sheet-model.js';
import { tableSheet } from './table-sheets.js';
import { unitWord } from '../../../rules/explain/explain-words.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/** 工作表 everything of a draft that can be edited as a table: parameters, the list of tables, a sheet for each of them, and its examples. */
export function draftSheets(view: DraftView, headings?: SheetHeadings): readonly DraftSheet[] {
  const tables = view.tables.map((entry) => tableSheet(view, entry));
  const decisions = view.decisions.flatMap(({ id, table, scorecard }) => [
    ...(table === undefined ? [] : [decisionTableSheet(view, { id }, table)]),
    ...(scorecard === undefined ? [] : scorecardSheets(view, { id }, scorecard)),
  ]);
  return [parameterSheet(view), indexSheet(view), ...tables, ...decisions, exampleSheet(view, headings?.get('examples'))];
}

/** The headings of sheets that came back, by id: some sheets take columns that somebody added. */
export type SheetHeadings = ReadonlyMap<string, readonly string[]>;

const KINDS = { map: '系数表', bands: '分档表', codes: '编码表', codeMap: '编码对照表' } as const;
const [LABEL, BASES] = [1, 2];

interface IndexRow {
  readonly row: SheetRow;
  readonly edit: (values: readonly unknown[]) => EntryEdit;
}

/** 目录 the list of tables: what they are called, and on what they rest. */
function indexSheet(view: DraftView): DraftSheet {
  const rows = [...tableRows(view), ...decisionRows(view)];
  return {
    ...{ id: 'index', title: '目录', rowsAre: 'FIXED', rows: rows.map(({ row }) => row) },
    about: ['各表的中文名和依据在这里改；表内的行在各自的工作表改。表的增删不在表格中办'],
    columns: [
      { heading: '名称', form: TEXT, is: 'IDENTITY', width: 28 },
      { heading: '中文名', form: TEXT, width: 30 },
      { heading: '依据', form: BASIS_CELL, width: 36 },
      { heading: '种类', form: TEXT, is: 'NOTE', width: 14 },
      { heading: '单位', form: TEXT, is: 'NOTE', width: 10 },
      { heading: '最小', form: TEXT, is: 'NOTE', width: 10 },
      { heading: '最大', form: TEXT, is: 'NOTE', width: 10 },
      { heading: '出处', form: TEXT, is: 'NOTE', width: 18 },
    ],
    edits: (edited) =>
      edited.flatMap(({ from, values }) => {
        const row = from === undefined ? undefined : rows[from];
        return row === undefined ? [] : [row.edit(values)];
      }),
  };
}

function tableRows(view: DraftView): readonly IndexRow[] {
  return view.tables.map((entry): IndexRow => {
    const { name, value } = entry;
    const [unit, min, max] = 'unit' in value || 'min' in value || 'max' in value ? [value.unit, value.min, value.max] : [];
    const called = unit === undefined ? undefined : unitWord(unit) || unit;
    return {
      row: { values: [name, value.label?.zh, value.basis, KINDS[value.kind], called, min, max, standsWhere(entry)] },
      edit: (values) => ({
        entry: `/tables/${name}`,
        apply: (old) => (isObject(old) ? withoutAbsent({ ...old, label: withZh(old['label'], values[LABEL]), basis: values[BASES] }) : old),
      }),
    };
  });
}

function decisionRows(view: DraftView): readonly IndexRow[] {
  return view.decisions.map(({ id, label, table, scorecard }): IndexRow => {
    const key = table === undefined ? 'scorecard' : 'table';
    return {
      row: {
        values: [
          id,
          label?.zh,
          (table ?? scorecard)?.basis,
          table === undefined ? '考核评分表' : '决策表',
          ...Array<undefined>(3),
          '本草案',
        ],
      },
      edit: (values) => ({
        entry: `/decisions/${id}`,
        apply: (old) => {
          const own = isObject(old) ? old[key] : undefined;
          if (!isObject(old) || !isObject(own)) return old;
          return withoutAbsent({
            ...old,
            label: withZh(old['label'], values[LABEL]),
            [key]: withoutAbsent({ ...own, basis: values[BASES] }),
          });
        },
      }),
    };
  });
}
