import { decisionShown, scorebandsShown, scorecardShown } from './decision-pages.js';
import { pageCellOf } from './page-cells.js';
import { shown, type PageCell, type PageRow, type PageSheet, type PageSheets } from './page-model.js';
import { ruleSheets } from './rule-sheets.js';
import type { DraftSheet } from '../workbook/sheet-model.js';
import { draftSheets } from '../workbook/draft-sheets.js';
import { draftView, type DraftView } from '../workbook/draft-view.js';
import { inheritedBy, textOfRevision, type OpenDraft } from '../kit/open-draft.js';
import type { DraftDocument } from '../kit/draft-document.js';
import type { Caller } from '../../kernel/platform.js';
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
  const sheets = draftSheets(view).flatMap((sheet): readonly PageSheet[] => {
    if (sheet.id === 'parameters') return [parametersShown(sheet)];
    const table = view.tables.find(({ name }) => sheet.id === `tables/${name}`);
    if (table !== undefined) return [tableShown(sheet, table)];
    return decisionPages(view, sheet);
  });
  return { sheets: [headShown(view.document), ...sheets, ...ruleSheets(view), examplesShown(view.document)], faulty: view.faulty };
}

/** Sheets of what decisions state as tables and scorecards. The list of tables is none of them. */
export function decisionPages(view: DraftView, sheet: DraftSheet): readonly PageSheet[] {
  const [kind = '', id = ''] = sheet.id.split('/');
  const decision = view.decisions.find((one) => one.id === id);
  if (decision === undefined) return [];
  if (kind === 'scorecards') return [scorecardShown(sheet, decision)];
  return [kind === 'scorebands' ? scorebandsShown(sheet, decision) : decisionShown(view, sheet, decision)];
}

const HEAD = [
  { label: '版本号', steps: ['version'], input: 'TEXT', mayBeEmpty: false },
  { label: '标题', steps: ['title', 'zh'], input: 'TEXT', mayBeEmpty: false },
  { label: '生效起', steps: ['effective', 'from'], input: 'DAY', mayBeEmpty: false },
  { label: '生效止', steps: ['effective', 'to'], input: 'DAY', mayBeEmpty: true },
] as const;

/** 版本与生效日 which version it is to be, what it is called, when it holds. */
function headShown(document: DraftDocument): PageSheet {
  return {
    ...{ id: 'head', title: '版本与生效日', about: [], basis: [], pointer: '', hasFreeRows: false, headings: ['项目', '值'] },
    rows: HEAD.map(({ label, steps, input, mayBeEmpty }) => {
      const value = steps.reduce<unknown>((node, step) => (isObject(node) ? node[step] : undefined), document);
      const pointer = `/${steps.join('/')}`;
      const text = typeof value === 'string' ? value : '';
      return { pointer, cells: [shown(label), { text, pointer, input, choices: [], mayBeEmpty }] };
    }),
  };
}

/** 算例 what the draft's own examples say should come out: where a result is meant to change, the example changes with it. */
function examplesShown({ examples }: DraftDocument): PageSheet {
  const list: readonly unknown[] = Array.isArray(examples) ? examples : [];
  const rows = list.filter(isObject).flatMap(({ id, given, expect, fired }): readonly PageRow[] => {
    const pointer = `/examples/${pointerStep(String(id))}`;
    const stated = (part: string, title: string, values: unknown): readonly PageRow[] =>
      Object.entries(isObject(values) ? values : {}).flatMap(([name, value]) => {
        if (typeof value !== 'string') return [];
        const at = `${pointer}/${part}/${pointerStep(name)}`;
        return [{ pointer: at, cells: [shown(String(id)), shown(title), shown(name), { ...shown(value), pointer: at }] }];
      });
    const names = Array.isArray(fired) ? fired.join('；') : undefined;
    const at = `${pointer}/fired`;
    const fires: PageCell = { text: names ?? '', pointer: at, input: 'LIST', choices: [], mayBeEmpty: true };
    return [
      ...stated('given', '已知', given),
      ...stated('expect', '应得', expect),
      ...(names === undefined ? [] : [{ pointer: at, cells: [shown(String(id)), shown('成立的规则'), shown('fired'), fires] }]),
    ];
  });
  const about = ['有意改变结果的，把“应得”改成新的结果（或改“已知”，使它仍说明原来的事）；不该变的，改规则或参数'];
  const headings = ['算例', '部分', '名称', '值'];
  return { ...{ id: 'examples', title: '算例', about, basis: [], pointer: '/examples', hasFreeRows: false }, headings, rows };
}

function parametersShown(sheet: DraftSheet): PageSheet {
  return {
    ...{ id: sheet.id, title: sheet.title, about: [], basis: [], pointer: '/parameters', hasFreeRows: false },
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

function tableShown(sheet: DraftSheet, { name, value: table }: DraftView['tables'][number]): PageSheet {
  const pointer = `/tables/${pointerStep(name)}`;
  const list = table.kind === 'codes' ? 'codes' : 'rows';
  const steps = stepsOf(table);
  return {
    ...{ id: sheet.id, title: sheet.title, about: sheet.about, basis: table.basis ?? [], pointer, hasFreeRows: true },
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
