import { decisionShown, scorebandsShown, scorecardShown } from './decision-pages.js';
import { pageCellOf } from './page-cells.js';
import { shown, type BareSheet, type PageCell, type PageRow, type PageSheet, type PageSheets } from './page-model.js';
import { ruleSheets } from './rule-sheets.js';
import type { DraftSheet } from '../workbook/sheet-model.js';
import { basisInView, rulesInView, statedInView, wordsOfView } from './view-words.js';
import { draftSheets } from '../workbook/draft-sheets.js';
import { draftView, type DraftView } from '../workbook/draft-view.js';
import { inheritedBy, textOfRevision, type OpenDraft } from '../kit/open-draft.js';
import type { DraftDocument } from '../kit/draft-document.js';
import type { Caller } from '../../kernel/platform.js';
import type { BothWords } from '../../../rules/document/code-words.js';
import { pointerStep } from '../../../rules/findings/pointer-steps.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/** Parameters as they are read: name, value, unit, basis, bounds, where it stands, id. */
const PARAMETER_COLUMNS = [1, 2, 4, 3, 5, 6, 8, 0] as const;
/** Where edits of columns of parameters go. */
const PARAMETER_STEPS: ReadonlyMap<number, string> = new Map([
  [2, 'value'],
  [3, 'basis'],
]);
const NAME = 0;

/** The last text of a draft as tables. Throws DRAFT_DAMAGED. */
export async function pageSheetsOf({ read }: Pick<Caller, 'read'>, opened: OpenDraft): Promise<PageSheets> {
  const { revision } = opened.standing;
  return await read(async (unit) => {
    const { document } = await textOfRevision(unit, opened, revision);
    return pageSheets(draftView(document, await inheritedBy(unit, document)));
  });
}

function pageSheets(view: DraftView): PageSheets {
  const sheets = draftSheets(view).flatMap((sheet): readonly BareSheet[] => {
    if (sheet.id === 'parameters') return [parametersShown(sheet)];
    const table = view.tables.find(({ name }) => sheet.id === `tables/${name}`);
    if (table !== undefined) return [tableShown(sheet, table)];
    return decisionPages(view, sheet);
  });
  const all = [headShown(view.document), ...sheets, ...ruleSheets(view), examplesShown(view)];
  return { sheets: all.map((sheet) => withBases(view, sheet)), faulty: view.faulty };
}

/** A sheet whose bases, above it and in its cells, are told by title and article. */
function withBases(view: DraftView, sheet: BareSheet): PageSheet {
  const said = (bases: string): string =>
    bases
      .split('；')
      .map((one) => basisInView(view, one))
      .join('；');
  const told = (cell: PageCell): PageCell =>
    cell.pointer?.endsWith('/basis') === true && cell.text !== '' ? { ...cell, said: { zh: said(cell.text), en: said(cell.text) } } : cell;
  return {
    ...{ ...sheet, basisSaid: sheet.basis.map((one) => basisInView(view, one)) },
    rows: sheet.rows.map((row) => ({ ...row, cells: row.cells.map(told) })),
  };
}

/** Sheets of what decisions state as tables and scorecards. The list of tables is none of them. */
export function decisionPages(view: DraftView, sheet: DraftSheet): readonly BareSheet[] {
  const [kind = '', id = ''] = sheet.id.split('/');
  const decision = view.decisions.find((one) => one.id === id);
  if (decision === undefined) return [];
  if (kind === 'scorecards') return [scorecardShown(view, sheet, decision)];
  return [kind === 'scorebands' ? scorebandsShown(view, sheet, decision) : decisionShown(view, sheet, decision)];
}

const HEAD = [
  { label: '版本号', en: 'Version', steps: ['version'], input: 'TEXT', mayBeEmpty: false },
  { label: '标题', en: 'Title', steps: ['title', 'zh'], input: 'TEXT', mayBeEmpty: false },
  { label: '生效起', en: 'In force from', steps: ['effective', 'from'], input: 'DAY', mayBeEmpty: false },
  { label: '生效止', en: 'In force until', steps: ['effective', 'to'], input: 'DAY', mayBeEmpty: true },
] as const;

/** 版本与生效日 which version it is to be, what it is called, when it holds. */
function headShown(document: DraftDocument): BareSheet {
  return {
    ...{
      id: 'head',
      title: { zh: '版本与生效日', en: 'Version and days' },
      about: [],
      basis: [],
      pointer: '',
      hasFreeRows: false,
      headings: ['项目', '值'],
    },
    rows: HEAD.map(({ label, en, steps, input, mayBeEmpty }) => {
      const value = steps.reduce<unknown>((node, step) => (isObject(node) ? node[step] : undefined), document);
      const pointer = `/${steps.join('/')}`;
      const text = typeof value === 'string' ? value : '';
      return { pointer, cells: [shown(label, { zh: label, en }), { text, said: null, pointer, input, choices: [], mayBeEmpty }] };
    }),
  };
}

const GIVEN: BothWords = { zh: '已知', en: 'Given' };
const EXPECTED: BothWords = { zh: '应得', en: 'Expected' };
const FIRED: BothWords = { zh: '成立的规则', en: 'Rules that hold' };

/** 算例 what the draft's own examples say should come out: where a result is meant to change, the example changes with it. */
function examplesShown(view: DraftView): BareSheet {
  const { examples } = view.document;
  const words = wordsOfView(view);
  const list: readonly unknown[] = Array.isArray(examples) ? examples : [];
  const rows = list.filter(isObject).flatMap(({ id, label, given, expect, fired }): readonly PageRow[] => {
    const pointer = `/examples/${pointerStep(String(id))}`;
    const called = shown(String(id), exampleLabel(label));
    const stated = (part: 'given' | 'expect', title: BothWords, values: unknown): readonly PageRow[] =>
      Object.entries(isObject(values) ? values : {}).flatMap(([name, value]) => {
        if (typeof value !== 'string') return [];
        const at = `${pointer}/${part}/${pointerStep(name)}`;
        const said = statedInView(view, words, name, value);
        return [
          { pointer: at, cells: [called, shown(title.zh, title), shown(name, said.label), valueCell(view, at, name, value, said.value)] },
        ];
      });
    const names = Array.isArray(fired) ? fired.map(String) : undefined;
    const at = `${pointer}/fired`;
    const fires = { ...shown((names ?? []).join('；'), rulesInView(view, names ?? [])), pointer: at, input: 'LIST' } as const;
    return [
      ...stated('given', GIVEN, given),
      ...stated('expect', EXPECTED, expect),
      ...(names === undefined ? [] : [{ pointer: at, cells: [called, shown(FIRED.zh, FIRED), shown('fired', FIRED), fires] }]),
    ];
  });
  const about = ['有意改变结果的，把“应得”改成新的结果（或改“已知”，使它仍说明原来的事）；不该变的，改规则或参数'];
  const headings = ['算例', '部分', '名称', '值'];
  const title = { zh: '算例', en: 'Examples' };
  return { ...{ id: 'examples', title, about, basis: [], pointer: '/examples', hasFreeRows: false }, headings, rows };
}

function exampleLabel(label: unknown): BothWords | null {
  const { zh, en } = isObject(label) ? label : {};
  return typeof zh === 'string' ? { zh, en: typeof en === 'string' ? en : zh } : null;
}

/** The value of a fact: one of its members by name, or a text that is told with its unit. */
function valueCell(view: DraftView, pointer: string, name: string, value: string, said: BothWords): PageCell {
  const { values } = view.factOf(name);
  if (values.length === 0) return { ...shown(value, said), pointer };
  const choices = values.map((code) => ({ text: view.calledOf(code, name)?.zh ?? code, json: JSON.stringify(code) }));
  const text = choices.find(({ json }) => json === JSON.stringify(value))?.text ?? value;
  return { text, said: null, pointer, input: 'CHOICE', choices, mayBeEmpty: true };
}

function parametersShown(sheet: DraftSheet): BareSheet {
  return {
    ...{ id: sheet.id, title: { zh: sheet.title, en: 'Parameters' }, about: [], basis: [], pointer: '/parameters', hasFreeRows: false },
    headings: PARAMETER_COLUMNS.map((column) => sheet.columns[column]?.heading ?? ''),
    rows: sheet.rows.map((row) => {
      const pointer = `/parameters/${pointerStep(String(row.values[NAME]))}`;
      return {
        pointer,
        cells: PARAMETER_COLUMNS.map((column) => pageCellOf(sheet, row, column, within(pointer, PARAMETER_STEPS.get(column)))),
      };
    }),
  };
}

function tableShown(sheet: DraftSheet, { name, value: table }: DraftView['tables'][number]): BareSheet {
  const pointer = `/tables/${pointerStep(name)}`;
  const list = table.kind === 'codes' ? 'codes' : 'rows';
  const steps = stepsOf(table);
  return {
    ...{
      id: sheet.id,
      title: { zh: sheet.title, en: table.label?.en ?? sheet.title },
      about: sheet.about,
      basis: table.basis ?? [],
      pointer,
    },
    hasFreeRows: true,
    headings: sheet.columns.map(({ heading }) => heading),
    rows: sheet.rows.map((row, index) => {
      const at = `${pointer}/${list}/${index}`;
      return { pointer: at, cells: row.values.map((_, column) => pageCellOf(sheet, row, column, within(at, steps[column]))) };
    }),
  };
}

/** Where the values of a row stand in it, column by column. */
function stepsOf(table: DraftView['tables'][number]['value']): readonly string[] {
  if (table.kind === 'codes') return [''];
  if (table.kind === 'codeMap') return ['from', 'to'];
  const keys = (table.key ?? []).map((_, index) => `key/${index}`);
  return table.kind === 'map' ? [...keys, 'value'] : [...keys, 'upTo', 'includes', 'value'];
}

function within(pointer: string, step: string | undefined): string | null {
  if (step === undefined) return null;
  return step === '' ? pointer : `${pointer}/${step}`;
}
