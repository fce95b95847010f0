import { choiceForm, CODE, decimalForm, type CellForm } from './cell-forms.js';
import type { DraftView, ViewEntry } from './draft-view.js';
import { withoutAbsent, type DraftSheet, type EditedRow, type SheetColumn, type SheetRow } from './sheet-model.js';
import type {
  BandsTableDocument,
  CodeMapTableDocument,
  CodesTableDocument,
  MapTableDocument,
  TableDocument,
} from '../../../rules/document/document.js';
import { unitWord } from '../../../rules/explain/explain-words.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/** 目录表 the sheet of a table: coefficients, bands, lists of codes, code maps. */
export function tableSheet(view: DraftView, { name, value }: ViewEntry<TableDocument>): DraftSheet {
  const parts = partsOf(view, value);
  return {
    ...{ id: `tables/${name}`, title: value.label?.zh ?? name, rowsAre: 'LIST', ...parts },
    edits: (rows) => [
      { entry: `/tables/${name}`, apply: (old) => (isObject(old) ? { ...old, [parts.key]: rows.map((row) => parts.written(row)) } : old) },
    ],
  };
}

interface TableParts extends Pick<DraftSheet, 'about' | 'columns' | 'rows'> {
  /** Where the table has its rows. */
  readonly key: 'rows' | 'codes';
  readonly written: (row: EditedRow) => unknown;
}

function partsOf(view: DraftView, table: TableDocument): TableParts {
  switch (table.kind) {
    case 'map':
      return mapParts(view, table);
    case 'bands':
      return bandsParts(view, table);
    case 'codes':
      return codesParts(table);
    case 'codeMap':
      return codeMapParts(table);
  }
}

const unitOf = (unit: string | undefined): string => (unit === undefined ? '' : unitWord(unit));
const withUnit = (heading: string, unit: string | undefined): string => (unitOf(unit) === '' ? heading : `${heading}（${unitOf(unit)}）`);

function mapParts(view: DraftView, table: MapTableDocument): TableParts {
  const { key, rows, unit, min, max, complete } = table;
  const keys = keyColumns(
    view,
    key,
    rows.map((row) => row.key),
  );
  return {
    key: 'rows',
    about: [...(unitOf(unit) === '' ? [] : [`值的单位：${unitOf(unit)}`]), ...(complete === true ? ['每一种取值都要有一行'] : [])],
    columns: [...keys, { heading: withUnit('值', unit), form: decimalForm({ min, max }), required: true, width: 14 }],
    rows: rows.map((row) => ({ values: [...padded(row.key, keys.length), row.value] })),
    written: ({ values }) => ({ key: values.slice(0, keys.length), value: values[keys.length] }),
  };
}

const SIDES: Readonly<Record<string, string>> = { UPPER: '归本档（含）', LOWER: '归下一档（不含）' };
const SIDE = choiceForm(Object.keys(SIDES), (side) => SIDES[side] ?? side);
const MODES = { MARGINAL: '逐段计算：各段宽度乘该段的值，相加', WHOLE: '全额乘所在档的值' } as const;

function bandsParts(view: DraftView, table: BandsTableDocument): TableParts {
  const { key = [], rows, unit, upToUnit, min, max, mode, includes } = table;
  const keys = keyColumns(
    view,
    key,
    rows.map((row) => row.key ?? []),
  );
  const [upTo, side, value] = [keys.length, keys.length + 1, keys.length + 2];
  return {
    key: 'rows',
    about: [MODES[mode], `恰在上界的${SIDES[includes] ?? ''}；某一行不同的，写在“上界归属”`, '由低到高；最后一档的上界留空'],
    columns: [
      ...keys,
      { heading: withUnit('上界', upToUnit), form: decimalForm(), is: 'IDENTITY', width: 14 },
      { heading: '上界归属', form: SIDE, width: 20 },
      { heading: withUnit('值', unit), form: decimalForm({ min, max }), required: true, width: 14 },
    ],
    rows: rows.map((row): SheetRow => ({ values: [...padded(row.key ?? [], keys.length), row.upTo, row.includes, row.value] })),
    written: ({ values }) =>
      withoutAbsent({
        ...(keys.length === 0 ? {} : { key: values.slice(0, keys.length) }),
        ...{ upTo: values[upTo], includes: values[side], value: values[value] },
      }),
  };
}

function codesParts({ codes }: CodesTableDocument): TableParts {
  return {
    key: 'codes',
    about: ['编码，或以 * 结尾的前缀'],
    columns: [{ heading: '编码', form: CODE, is: 'IDENTITY', width: 20 }],
    rows: codes.map((code) => ({ values: [code] })),
    written: ({ values }) => values[0],
  };
}

function codeMapParts({ rows }: CodeMapTableDocument): TableParts {
  return {
    key: 'rows',
    about: ['左列的编码按右列的读'],
    columns: [
      { heading: '编码', form: CODE, is: 'IDENTITY', width: 20 },
      { heading: '读作', form: CODE, required: true, width: 20 },
    ],
    rows: rows.map(({ from, to }) => ({ values: [from, to] })),
    written: ({ values }) => ({ from: values[0], to: values[1] }),
  };
}

/** The columns of a table's keys: a list of constants where the fact has them, and codes otherwise. */
function keyColumns(view: DraftView, facts: readonly string[], rows: readonly (readonly string[])[]): readonly SheetColumn[] {
  const names = facts.map((fact) => view.labelOf(fact));
  return facts.map((fact, index): SheetColumn => {
    const label = names[index] ?? fact;
    const heading = names.indexOf(label) === index && label !== '值' ? label : `${label} ${fact}`;
    return {
      heading,
      form: keyForm(
        view,
        fact,
        rows.map((row) => row[index] ?? ''),
      ),
      is: 'KEY',
      required: true,
      width: 30,
    };
  });
}

function keyForm(view: DraftView, fact: string, stated: readonly string[]): CellForm {
  const members = view.valuesOf(fact);
  return members.length === 0 ? CODE : choiceForm([...new Set([...members, ...stated])], view.wordOf);
}

/** A row's keys, as many as there are columns: a draft may have too few or too many. */
function padded(key: readonly string[], length: number): readonly unknown[] {
  return Array.from({ length }, (_, index) => key[index]);
}
