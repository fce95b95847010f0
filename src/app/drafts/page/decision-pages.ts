import { pageCellOf } from './page-cells.js';
import type { BareSheet, CellChoice, PageCell, PageRow, PageSheet } from './page-model.js';
import { codeChoice } from './rule-terms.js';
import { NONE as NO_VALUE } from '../workbook/cell-forms.js';
import type { DraftView } from '../workbook/draft-view.js';
import { formAt, type DraftSheet } from '../workbook/sheet-model.js';
import { SCORE_NUMBERS } from '../workbook/decision-sheets.js';
import { pointerStep } from '../../../rules/findings/pointer-steps.js';

type OwnDecision = DraftView['decisions'][number];

/** 决策表 a decision table that the draft states: its rows come and go, its cells are edited. */
export function decisionShown(view: DraftView, sheet: DraftSheet, { id, table }: OwnDecision): BareSheet {
  const pointer = `/decisions/${pointerStep(id)}/table`;
  const conditions = table?.columns.length ?? 0;
  const [VALUE, FORMULA, BASES] = [2 + conditions, 3 + conditions, 4 + conditions];
  const stepOf = (column: number): string | null => {
    if (column === 0) return null;
    if (column === 1) return 'label/zh';
    if (column < VALUE) return `when/${column - 2}`;
    return column === VALUE ? 'value' : column === FORMULA ? 'formula' : column === BASES ? 'basis' : null;
  };
  const given = outcomesOf(view, id);
  const edited = (column: number, cell: PageCell): PageCell => {
    if (column > 1 && column < VALUE) return { ...cell, input: 'CONDITION', choices: [] };
    if (column !== VALUE || cell.pointer === null) return cell;
    if (given.length === 0) return { ...cell, input: 'DECIMAL' };
    return {
      ...cell,
      input: 'CHOICE',
      choices: given,
      text: given.find(({ text }) => text.split(' ')[0] === cell.text)?.text ?? cell.text,
    };
  };
  const rows = sheet.rows.map((row): PageRow => {
    const at = `${pointer}/rows/${pointerStep(String(row.values[0]))}`;
    const cells = row.values.map((_, column) => {
      const step = stepOf(column);
      return edited(column, pageCellOf(sheet, row, column, step === null ? null : `${at}/${step}`));
    });
    return { pointer: at, cells };
  });
  return page(sheet, { en: view.englishOf(id), pointer, rows, hasFreeRows: true, basis: table?.basis });
}

/** What a decision's rows may give, where it is one of several. */
function outcomesOf(view: DraftView, id: string): readonly CellChoice[] {
  const { type, values } = view.factOf(id);
  if (type === 'boolean') return [true, false].map((flag) => ({ text: flag ? '是' : '否', json: JSON.stringify(flag) }));
  return values.map((code) => codeChoice(view, code));
}

/** Places of what an indicator's row has in its columns; its id and how it is scored are only read. */
const INDICATOR_STEPS: readonly (string | null)[] = [
  ...[null, 'label/zh', 'points', 'direction', 'missing', null],
  ...SCORE_NUMBERS.map(([, form, key]) => `scoring/${form}/${key}`),
  'basis',
];

/** 考核评分表 the indicators of a scorecard that the draft states: their numbers, by line or by steps. */
export function scorecardShown(view: DraftView, sheet: DraftSheet, { id, scorecard }: OwnDecision): BareSheet {
  const pointer = `/decisions/${pointerStep(id)}/scorecard`;
  const rows = sheet.rows.map((row): PageRow => {
    const at = `${pointer}/indicators/${pointerStep(String(row.values[0]))}`;
    const cells = row.values.map((_, column) => {
      const step = formAt(sheet, row, column) === NO_VALUE ? null : (INDICATOR_STEPS[column] ?? null);
      return pageCellOf(sheet, row, column, step === null ? null : `${at}/${step}`);
    });
    return { pointer: at, cells };
  });
  return page(sheet, { en: `${view.englishOf(id)}: indicators`, pointer, rows, hasFreeRows: false, basis: scorecard?.basis });
}

/** 分档 the bands of a scorecard's indicators, which come and go. */
export function scorebandsShown(view: DraftView, sheet: DraftSheet, { id, scorecard }: OwnDecision): BareSheet {
  const pointer = `/decisions/${pointerStep(id)}/scorecard/indicators`;
  const met = new Map<unknown, number>();
  const rows = sheet.rows.map((row): PageRow => {
    const indicator = row.values[0];
    const index = met.get(indicator) ?? 0;
    met.set(indicator, index + 1);
    const isRanked = scorecard?.indicators.some((one) => one.id === indicator && 'rank' in one.scoring) ?? false;
    const at = `${pointer}/${pointerStep(String(indicator))}/scoring/${isRanked ? 'rank/bands' : 'bands'}/${index}`;
    const places = [null, `${at}/when`, `${at}/points`];
    return { pointer: at, cells: row.values.map((_, column) => pageCellOf(sheet, row, column, places[column] ?? null)) };
  });
  return page(sheet, { en: `${view.englishOf(id)}: bands`, pointer, rows, hasFreeRows: true, basis: scorecard?.basis });
}

type OfSheet = Pick<PageSheet, 'pointer' | 'rows' | 'hasFreeRows'> & {
  readonly en: string;
  readonly basis?: readonly string[] | undefined;
};

function page({ id, title, about, columns }: DraftSheet, { en, basis = [], ...more }: OfSheet): BareSheet {
  return { id, title: { zh: title, en }, about, headings: columns.map(({ heading }) => heading), basis, ...more };
}
