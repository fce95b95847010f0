import { BASIS_CELL, choiceForm, exampleForm, printed, TEXT, type CellForm } from './cell-forms.js';
import type { DraftView } from './draft-view.js';
import { withZh } from './parameter-sheet.js';
import {
  formAt,
  withoutAbsent,
  type DraftSheet,
  type EditedRow,
  type EntryEdit,
  type PastedTable,
  type ReadRow,
  type ReadSheet,
  type SheetColumn,
  type SheetRow,
} from './sheet-model.js';
import { cellText } from '../../workbooks/cell-text.js';
import { SCOPES, type Scope } from '../../../engine/plan/scopes.js';
import { pointerStep } from '../../../rules/findings/pointer-steps.js';
import { isObject } from '../../../rules/shape/shape-words.js';

type Texts = Readonly<Record<string, unknown>>;
type Part = 'given' | 'expect';

const PARTS: Readonly<Record<Part, string>> = { given: '已知', expect: '应得' };
const SCOPE_NAMES: Readonly<Record<Scope, string>> = {
  case: '病例',
  institution: '机构',
  institutionMonth: '机构月度',
  institutionQuarter: '机构季度',
  institutionTotal: '机构合计',
  institutionGroup: '机构病种',
  institutionYear: '机构年度',
  fundYear: '基金年度',
  fundYearEnd: '基金年终',
};
const scopeForm = choiceForm(SCOPES, (code) => SCOPES.flatMap((scope) => (scope === code ? [SCOPE_NAMES[scope]] : []))[0] ?? code);

/** A column of the sheet that holds a value of `given` or `expect`. */
interface ValueColumn {
  readonly part: Part;
  readonly name: string;
  /** As somebody wrote it who added the column. */
  readonly heading?: string;
}

/**
 * 算例 the draft's own examples, one a row, and each fact and result a column. `headings`: those of a file that came back; columns that somebody added there, of
 * names that the draft knows, are read as well. What no cell can hold (several institutions, notes) stays as it is.
 */
export function exampleSheet(view: DraftView, headings: readonly string[] = []): DraftSheet {
  const examples = ownExamples(view);
  const columns = valueColumns(view, examples, headings);
  const valuesOf = (example: Texts): readonly unknown[] => columns.map(({ part, name }) => flat(example[part]).get(name));
  return {
    ...{ id: 'examples', title: '算例', rowsAre: 'SET' },
    about: [
      '一行一个算例：“已知”是给出的事实，“应得”是期望的结果；留空即不写，“无”表示没有值，几个值之间写“、”',
      '可以加列：表头写“已知：”或“应得：”，后面是名称，如 已知：totalCost',
    ],
    columns: [
      { heading: '算例', form: TEXT, is: 'KEY', required: true, width: 24 },
      { heading: '中文名', form: TEXT, width: 26 },
      { heading: '层级', form: scopeForm, width: 18 },
      { heading: '同例', form: TEXT, width: 16 },
      { heading: '成立的规则', form: BASIS_CELL, width: 28 },
      ...columns.map((column): SheetColumn => ({ heading: headingOf(view, column), form: formOf(view, column.name), width: 18 })),
    ],
    rows: examples.map((example): SheetRow => {
      const { id, label, scope, like, fired } = example;
      return { values: [id, isObject(label) ? label['zh'] : undefined, scope, like, fired, ...valuesOf(example)] };
    }),
    edits: (edited) => editsOf(examples, columns, edited),
  };
}

/** Where values begin in a row: after what the example is called. */
const BEFORE_VALUES = 5;

function ownExamples({ document }: DraftView): readonly Texts[] {
  const list: unknown = document['examples'];
  return Array.isArray(list) ? list.filter(isObject).filter(({ id }) => typeof id === 'string') : [];
}

/** Values by name; those of the group by `group.points`, `group.meanCost.ALL`. Lists of institutions are no cell. */
function flat(part: unknown, before = ''): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, value] of Object.entries(isObject(part) ? part : {})) {
    const name = `${before}${key}`;
    if (key === 'institutions' && before === '') continue;
    if (isObject(value)) flat(value, `${name}.`).forEach((one, inner) => found.set(inner, one));
    else found.set(name, value);
  }
  return found;
}

const HEADING = /^(已知|应得)[：:](.+)$/;

function valueColumns(view: DraftView, examples: readonly Texts[], headings: readonly string[]): readonly ValueColumn[] {
  const used = (['given', 'expect'] as const).flatMap((part) =>
    [...new Set(examples.flatMap((example) => [...flat(example[part]).keys()]))].map((name): ValueColumn => ({ part, name })),
  );
  const added = headings.flatMap((heading): readonly ValueColumn[] => {
    const [, word, called = ''] = HEADING.exec(heading) ?? [];
    const name = called.trim().split(' ').at(-1) ?? '';
    const part = word === PARTS.given ? 'given' : 'expect';
    const isKnown = word !== undefined && !used.some((one) => one.part === part && one.name === name);
    return isKnown && (view.factOf(name).type !== '' || name.startsWith('group.')) ? [{ part, name, heading }] : [];
  });
  return [...used, ...added];
}

function headingOf(view: DraftView, { part, name, heading }: ValueColumn): string {
  if (heading !== undefined) return heading;
  const label = view.labelOf(name);
  return label === name ? `${PARTS[part]}：${name}` : `${PARTS[part]}：${label} ${name}`;
}

function formOf(view: DraftView, name: string): CellForm {
  const { type } = view.factOf(name);
  return exampleForm(type === 'decimal' || type === 'integer' ? 'NUMBER' : type === 'codes' || type === 'set' ? 'LIST' : 'ANY');
}

function editsOf(examples: readonly Texts[], columns: readonly ValueColumn[], edited: readonly EditedRow[]): readonly EntryEdit[] {
  const kept = new Set(edited.map(({ from }) => from));
  const gone = examples.flatMap(({ id }, place) => (kept.has(place) ? [] : [{ entry: entryOf(id), apply: () => undefined }]));
  const written = edited.map(({ from, values }): EntryEdit => {
    const old = from === undefined ? {} : (examples[from] ?? {});
    return { entry: entryOf(values[0]), apply: () => exampleOf(old, columns, values) };
  });
  return [...gone, ...written];
}

const entryOf = (id: unknown): string => `/examples/${pointerStep(String(id))}`;

function exampleOf(old: Texts, columns: readonly ValueColumn[], values: readonly unknown[]): unknown {
  const [id, name, scope, like, fired] = values;
  const part = (which: Part): unknown => {
    const stated = columns.flatMap((column, index) =>
      column.part === which ? [[column.name, values[BEFORE_VALUES + index]] as const] : [],
    );
    const made = rebuilt(old[which], new Map(stated));
    return Object.keys(made).length === 0 && old[which] === undefined && like !== undefined ? undefined : made;
  };
  return withoutAbsent({ ...old, id, label: withZh(old['label'], name), scope, like, given: part('given'), expect: part('expect'), fired });
}

/** A part with its values as the cells say: what is there keeps its place, what no cell holds stays. */
function rebuilt(old: unknown, stated: ReadonlyMap<string, unknown>, before = ''): Texts {
  const made: Record<string, unknown> = {};
  const inner = new Map<string, unknown>();
  for (const [key, value] of Object.entries(isObject(old) ? old : {})) {
    if (isObject(value)) inner.set(key, value);
    const name = `${before}${key}`;
    made[key] = isObject(value) || !stated.has(name) ? value : stated.get(name);
  }
  for (const [name, value] of stated) {
    if (!name.startsWith(before)) continue;
    const [key = '', ...rest] = name.slice(before.length).split('.');
    if (before === '' && key !== 'group') {
      if (!Object.hasOwn(made, name)) made[name] = value;
    } else if (rest.length === 0) made[key] ??= value;
    else if (!inner.has(key)) inner.set(key, undefined);
  }
  for (const [key, value] of inner) {
    const own = rebuilt(value, stated, `${before}${key}.`);
    if (Object.keys(own).length > 0) made[key] = own;
    else if (isObject(value) && Object.keys(value).length > 0) delete made[key];
  }
  return withoutAbsent(made);
}

/**
 * 粘贴的算例 the sheet of examples as it would come back with the pasted rows in it: an example that the draft has keeps what the block has no column for, one
 * that it has not is added, those that were not pasted stay as they are.
 */
export function withPasted(view: DraftView, { headings: typed, rows: lines }: PastedTable): ReadSheet {
  const sheet = exampleSheet(view, typed);
  const headingOf = sheet.columns.map(({ heading }) => cellText(heading));
  const pasted = { headings: typed.map((heading) => meantHeading(headingOf, heading)), rows: lines };
  const absent = sheet.columns.flatMap(({ is }, column) =>
    is === 'KEY' || pasted.headings.includes(headingOf[column] ?? '') ? [] : [column],
  );
  const textOf = (row: SheetRow | undefined, column: number): string =>
    row === undefined || column < 0 ? '' : printed(formAt(sheet, row, column), row.values[column]);
  const key = pasted.headings.indexOf(headingOf[0] ?? '');
  const known = new Map(sheet.rows.map((row) => [textOf(row, 0), row]));
  const named = new Set<string>();
  const rows = pasted.rows.map(({ row, cells }): ReadRow => {
    const name = cells[key]?.text ?? '';
    named.add(name);
    const own = pasted.headings.map((_, at) => cells[at] ?? { text: '' });
    return { row, cells: [...own, ...absent.map((column) => ({ text: textOf(known.get(name), column) }))] };
  });
  const last = rows.at(-1)?.row ?? 1;
  const columns = [...pasted.headings.map((heading) => headingOf.indexOf(heading)), ...absent];
  const kept = [...known].flatMap(([name, row]) => (named.has(name) ? [] : [row]));
  const others = kept.map((row, index): ReadRow => ({
    row: last + 1 + index,
    cells: columns.map((column) => ({ text: textOf(row, column) })),
  }));
  return {
    name: '粘贴',
    headings: [...pasted.headings, ...absent.map((column) => headingOf[column] ?? '')],
    rows: [...rows, ...others],
    merged: [],
  };
}

/** The column that a heading means: itself, or written shorter, by its name or by its label alone: `已知：totalCost`, `已知：医疗总费用`. */
function meantHeading(known: readonly string[], typed: string): string {
  const [, part, called = ''] = HEADING.exec(typed) ?? [];
  if (part === undefined || known.includes(typed)) return typed;
  const wanted = called.trim();
  const found = known.filter((heading) => {
    const [, own, words = ''] = HEADING.exec(heading) ?? [];
    const [label, name] = [words.split(' ').slice(0, -1).join(' '), words.split(' ').at(-1)];
    return own === part && (name === wanted || label === wanted);
  });
  return found.length === 1 && found[0] !== undefined ? found[0] : typed;
}
