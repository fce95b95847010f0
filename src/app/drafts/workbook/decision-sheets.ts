import { BASIS_CELL, choiceForm, decimalForm, LITERAL, NONE, TEXT, whenForm, type CellForm } from './cell-forms.js';
import type { DraftView } from './draft-view.js';
import { withZh } from './parameter-sheet.js';
import { withoutAbsent, type DraftSheet, type EditedRow, type SheetRow } from './sheet-model.js';
import type { Scorecard, ScorecardIndicator } from '../../../rules/document/document-scorecard.js';
import type { DecisionTable, TableRow } from '../../../rules/document/document-table.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/** 决策表 the sheet of a decision table that the draft states: a row a rule. Removals of inherited rules are no rows of it, and stay. */
export function decisionTableSheet(view: DraftView, decision: { readonly id: string }, table: DecisionTable): DraftSheet {
  const rules = table.rows.filter((row): row is TableRow => !('remove' in row));
  const conditions = table.columns.map((column) => (typeof column === 'string' ? column : column.fact));
  const names = conditions.map((fact) => `条件：${view.labelOf(fact)}`);
  const [VALUE, FORMULA, BASES] = [2 + conditions.length, 3 + conditions.length, 4 + conditions.length];
  return {
    ...{ id: `decisions/${decision.id}`, title: view.labelOf(decision.id), rowsAre: 'LIST' },
    about: [
      '一行一条规则。条件：写值、区间如 [0.9,)、- 表示不限、A、B 表示其中之一、非 A、参数 名称、编码表 名称、有值、无值',
      '“值”与“公式”写一个；依据留空即用全表的',
    ],
    columns: [
      { heading: '规则', form: TEXT, is: 'KEY', required: true, width: 24 },
      { heading: '中文名', form: TEXT, required: true, width: 26 },
      ...conditions.map((fact, index) => ({
        heading: names.indexOf(names[index] ?? '') === index ? (names[index] ?? fact) : `${names[index] ?? ''} ${fact}`,
        ...{
          form: whenForm(
            view.factOf(fact),
            rules.map(({ when }) => when[index]),
          ),
          required: true as const,
          width: 24,
        },
      })),
      { heading: '值', form: LITERAL, width: 14 },
      { heading: '公式', form: TEXT, width: 30 },
      { heading: '依据', form: BASIS_CELL, width: 30 },
    ],
    rows: rules.map(({ name, label, when, value, formula, basis }): SheetRow => {
      const cells = Array.from(conditions, (_, index) => when[index]);
      return { values: [name, label.zh, ...cells, value, formula, basis] };
    }),
    edits: (edited) => {
      const written = ({ from, values }: EditedRow): unknown => {
        const old = from === undefined ? undefined : rules[from];
        return withoutAbsent({
          ...old,
          ...{ name: values[0], label: withZh(old?.label, values[1]), when: values.slice(2, VALUE) },
          ...{ value: values[VALUE], formula: values[FORMULA], basis: values[BASES] },
        });
      };
      const rows = withRemovals(table, rules, edited, written);
      return [{ entry: `/decisions/${decision.id}`, apply: (old) => within(old, 'table', (own) => ({ ...own, rows })) }];
    },
  };
}

/** The rows with removals where they stood; before them all, where rows came, went or were moved. */
function withRemovals(
  { rows }: DecisionTable,
  rules: readonly TableRow[],
  edited: readonly EditedRow[],
  written: (row: EditedRow) => unknown,
): readonly unknown[] {
  const inPlace = edited.length === rules.length && edited.every(({ from }, index) => from === index);
  if (!inPlace) return [...rows.filter((row) => 'remove' in row), ...edited.map(written)];
  let next = 0;
  return rows.map((row) => {
    const one = 'remove' in row ? undefined : edited[next++];
    return one === undefined ? row : written(one);
  });
}

/** A decision with what one of its keys holds made into something else. */
function within(
  decision: unknown,
  key: 'table' | 'scorecard',
  change: (own: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): unknown {
  if (!isObject(decision)) return decision;
  const own = decision[key];
  return isObject(own) ? { ...decision, [key]: change(own) } : decision;
}

type ScoreForm = 'bands' | 'linear' | 'steps' | 'rank';
const SCORE_FORMS: Readonly<Record<ScoreForm, string>> = { bands: '按档', linear: '按线', steps: '按级扣分', rank: '按名次' };

function scoreForm({ scoring }: ScorecardIndicator): ScoreForm {
  return 'bands' in scoring ? 'bands' : 'linear' in scoring ? 'linear' : 'steps' in scoring ? 'steps' : 'rank';
}

const DIRECTION = choiceForm(['HIGHER', 'LOWER'], (code) => (code === 'HIGHER' ? '越高越好' : '越低越好'));
const MISSING_WORDS: Readonly<Record<string, string>> = { FULL: '得满分', NONE: '不得分', LEFT_OUT: '不计' };
const MISSING = choiceForm(Object.keys(MISSING_WORDS), (code) => MISSING_WORDS[code] ?? code);
const number = decimalForm();
/** Numbers of the ways to score, each in a column: where they stand. */
export const SCORE_NUMBERS = [
  ['零分值', 'linear', 'none'],
  ['满分值', 'linear', 'full'],
  ['起扣值', 'steps', 'from'],
  ['每级', 'steps', 'every'],
  ['每级扣分', 'steps', 'deduct'],
  ['最低得分', 'steps', 'least'],
] as const;
const [NUMBERS, AFTER_NUMBERS] = [6, 6 + SCORE_NUMBERS.length];

/** 考核评分表 the two sheets of a scorecard that the draft states: its indicators, and the bands of those that have them. */
export function scorecardSheets(view: DraftView, decision: { readonly id: string }, card: Scorecard): readonly DraftSheet[] {
  const entry = `/decisions/${decision.id}`;
  const banded = card.indicators.filter((one) => bandsOf(one) !== undefined);
  const title = view.labelOf(decision.id);
  const indicators: DraftSheet = {
    ...{ id: `scorecards/${decision.id}`, title: `${title}指标`, rowsAre: 'FIXED' },
    about: ['一行一个指标；指标的增删不在表格中办。得分的各数按计分方式填，其余留空'],
    columns: [
      { heading: '指标', form: TEXT, is: 'IDENTITY', width: 24 },
      { heading: '中文名', form: TEXT, required: true, width: 26 },
      { heading: '满分', form: number, required: true, width: 10 },
      { heading: '方向', form: DIRECTION, required: true, width: 18 },
      { heading: '没有数据时', form: MISSING, required: true, width: 18 },
      { heading: '计分方式', form: TEXT, is: 'NOTE', width: 12 },
      ...SCORE_NUMBERS.map(([heading]) => ({ heading, form: number, width: 10 })),
      { heading: '依据', form: BASIS_CELL, required: true, width: 30 },
    ],
    rows: card.indicators.map(indicatorRow),
    edits: (rows) => {
      const changed = card.indicators.map((old, index) => indicatorOf(old, rows.find(({ from }) => from === index)?.values));
      return [{ entry, apply: (old) => within(old, 'scorecard', (own) => ({ ...own, indicators: mergedIndicators(own, changed) })) }];
    },
  };
  return banded.length === 0 ? [indicators] : [indicators, bandSheet(entry, { id: decision.id, title, banded })];
}

function indicatorRow(one: ScorecardIndicator): SheetRow {
  const { id, label, points, direction, missing, basis } = one;
  const form = scoreForm(one);
  const held = scoringOf(one, form);
  const forms = new Map<number, CellForm>(
    SCORE_NUMBERS.flatMap(([, of], index) => (of === form ? [] : [[NUMBERS + index, NONE] as const])),
  );
  const numbers = SCORE_NUMBERS.map(([, of, key]) => (of === form ? held[key] : undefined));
  return { forms, values: [id, label.zh, points, direction, missing, SCORE_FORMS[form], ...numbers, basis] };
}

function scoringOf({ scoring }: ScorecardIndicator, form: ScoreForm): Readonly<Record<string, unknown>> {
  const held: unknown = Reflect.get(scoring, form);
  return isObject(held) ? held : {};
}

/** An indicator with what its row says; its bands are the other sheet's. */
function indicatorOf(old: ScorecardIndicator, values: readonly unknown[] | undefined): Readonly<Record<string, unknown>> {
  if (values === undefined) return old;
  const form = scoreForm(old);
  const numbers = SCORE_NUMBERS.flatMap(([, of, key], index) => (of === form ? [[key, values[NUMBERS + index]] as const] : []));
  return {
    ...old,
    ...{ label: withZh(old.label, values[1]), points: values[2], direction: values[3], missing: values[4], basis: values[AFTER_NUMBERS] },
    ...(numbers.length === 0 ? {} : { scoring: { [form]: withoutAbsent({ ...scoringOf(old, form), ...Object.fromEntries(numbers) }) } }),
  };
}

/** Indicators as a sheet has them, by id; those that it says nothing of stay. Scoring by bands is what the entry has by now. */
function mergedIndicators(
  own: Readonly<Record<string, unknown>>,
  changed: readonly Readonly<Record<string, unknown>>[],
): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(own['indicators']) ? own['indicators'] : [];
  return list.map((one) => {
    const by = isObject(one) ? changed.find(({ id }) => id === one['id']) : undefined;
    if (by === undefined || !isObject(one)) return one;
    const scoring = by['scoring'];
    return isObject(scoring) && ('bands' in scoring || 'rank' in scoring) ? { ...by, scoring: one['scoring'] } : by;
  });
}

function bandsOf({ scoring }: ScorecardIndicator): readonly { readonly when: string; readonly points: string }[] | undefined {
  return 'bands' in scoring ? scoring.bands : 'rank' in scoring ? scoring.rank.bands : undefined;
}

interface Banded {
  readonly id: string;
  readonly title: string;
  readonly banded: readonly ScorecardIndicator[];
}

function bandSheet(entry: string, { id, title, banded }: Banded): DraftSheet {
  const words = new Map(banded.map((one) => [one.id, one.label.zh]));
  return {
    ...{ id: `scorebands/${id}`, title: `${title}分档`, rowsAre: 'LIST' },
    about: ['各指标的档：区间如 [0.9,0.95)；同一指标的各行按次序'],
    columns: [
      {
        heading: '指标',
        form: choiceForm(
          banded.map((one) => one.id),
          (code) => words.get(code) ?? code,
        ),
        is: 'KEY',
        required: true,
        width: 40,
      },
      { heading: '区间', form: TEXT, is: 'IDENTITY', required: true, width: 24 },
      { heading: '得分', form: number, required: true, width: 10 },
    ],
    rows: banded.flatMap((one) => (bandsOf(one) ?? []).map(({ when, points }) => ({ values: [one.id, when, points] }))),
    edits: (rows) => {
      const changed = banded.map((one) => {
        const bands = rows.filter(({ values }) => values[0] === one.id).map(({ values }) => ({ when: values[1], points: values[2] }));
        return { id: one.id, scoring: 'rank' in one.scoring ? { rank: { ...one.scoring.rank, bands } } : { bands } };
      });
      const indicators = (own: Readonly<Record<string, unknown>>): readonly unknown[] =>
        (Array.isArray(own['indicators']) ? own['indicators'] : []).map((one: unknown) => {
          const by = isObject(one) ? changed.find((other) => other.id === one['id']) : undefined;
          return by === undefined || !isObject(one) ? one : { ...one, scoring: by.scoring };
        });
      return [{ entry, apply: (old) => within(old, 'scorecard', (own) => ({ ...own, indicators: indicators(own) })) }];
    },
  };
}
