import { DraftRef } from './draft.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { describedValues } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import {
  CELL_INPUTS,
  type CellChoice,
  type CellInput,
  type PageCell,
  type PageRow,
  type PageSheet,
  type PageSheets,
} from '../../app/drafts/page/page-model.js';
import { pageSheetsOf } from '../../app/drafts/page/page-sheets.js';

const INPUTS: Readonly<Record<CellInput, string>> = {
  TEXT: '文本：以 text 保存 a text, saved as `text`',
  DECIMAL: '数：以 text 保存，如 0.35 an exact decimal, saved as `text`',
  DAY: '日期，如 2026-12-01：以 text 保存 a day, saved as `text`',
  LIST: '几项，以 ； 分开：以 json 保存为文本的列表 several, ； between them: saved as `json`, a list of texts',
  CONDITION:
    '决策表的条件：区间如 [0.9,)、- 表示不限、A、B、非 A、参数 名称、编码表 名称、有值、无值、是、否；以 json 保存 a condition of a decision table, saved as `json`',
  CHOICE: '几种之一：以其 json 保存 one of several: its `json` is saved',
};
const CellInputEnum = builder.enumType('DraftCellInput', {
  description: '一格怎样填写、怎样保存 how a cell is filled in, and saved by saveDraft',
  values: describedValues(CELL_INPUTS, INPUTS),
});

/** 可取的值 one of several values. */
export const ChoiceRef = builder.objectRef<CellChoice>('DraftCellChoice').implement({
  description: '一格可取的值 one of the values that a cell may have',
  fields: (t) => ({
    text: t.exposeString('text', { description: '显示 as it is shown' }),
    json: t.exposeString('json', { description: '值（JSON），作改动的 json the value, for `json` of an edit' }),
  }),
});

const CellRef = builder.objectRef<PageCell>('DraftCell').implement({
  description: '表中的一格 a cell',
  fields: (t) => ({
    text: t.exposeString('text', { description: '内容；没有为空串 what stands in it; empty: nothing' }),
    said: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description:
        '内容用文字说：代码的名称、依据的文件和条款、带单位的数；空为内容本身 what that says to people: the name of a code, title and article of a basis, a number with its unit; null: what stands in it',
      resolve: ({ said }) => said,
    }),
    pointer: t.exposeString('pointer', { nullable: true, description: '改动的位置；只看的为空 where an edit goes; null: only to be read' }),
    input: t.field({ type: CellInputEnum, description: '怎样填写 how it is filled in', resolve: ({ input }) => input }),
    choices: t.field({ type: [ChoiceRef], description: '可取的值 values that it may have', resolve: ({ choices }) => [...choices] }),
    mayBeEmpty: t.exposeBoolean('mayBeEmpty', { description: '可以留空：删去此值 may be empty, which takes the value out' }),
  }),
});

const RowRef = builder.objectRef<PageRow>('DraftRow').implement({
  description: '表中的一行 a row',
  fields: (t) => ({
    pointer: t.exposeString('pointer', { description: '位置，如 /parameters/deviationLow place in the document' }),
    cells: t.field({
      type: [CellRef],
      description: '各格，按表头的次序 cells, in the order of the headings',
      resolve: ({ cells }) => [...cells],
    }),
  }),
});

const SheetRef = builder.objectRef<PageSheet>('DraftSheet').implement({
  description:
    '草案的一张表：版本与生效日、参数、系数表、分档表、编码表、决策表、考核评分表、条件和公式、算例 a draft’s head, its parameters, one of its tables, a decision table, a scorecard, its rules, or its examples',
  fields: (t) => ({
    id: t.exposeString('id', { description: '标识，如 parameters、tables/baseCoefficients id' }),
    title: t.string({ description: '名称 title, in Chinese', resolve: ({ title }) => title.zh }),
    titleSaid: t.field({ type: LocalizedTextRef, description: '名称，双语 title in both languages', resolve: ({ title }) => title }),
    about: t.stringList({ description: '怎样读、怎样填：单位、界值归属 what one has to know of it', resolve: ({ about }) => [...about] }),
    basis: t.stringList({ description: '依据 bases', resolve: ({ basis }) => [...basis] }),
    basisSaid: t.stringList({
      description: '依据的文件和条款 bases by title and article',
      resolve: ({ basisSaid }) => [...basisSaid],
    }),
    pointer: t.exposeString('pointer', { description: '位置 place in the document' }),
    headings: t.stringList({ description: '表头 headings', resolve: ({ headings }) => [...headings] }),
    rows: t.field({ type: [RowRef], description: '各行 rows', resolve: ({ rows }) => [...rows] }),
    hasFreeRows: t.exposeBoolean('hasFreeRows', { description: '可增删行 rows may be added and taken out' }),
  }),
});

const SheetsRef = builder.objectRef<PageSheets>('DraftSheets').implement({
  description: '草案的各张表 a draft as tables',
  fields: (t) => ({
    sheets: t.field({ type: [SheetRef], description: '各表 sheets', resolve: ({ sheets }) => [...sheets] }),
    faulty: t.stringList({
      description: '读不成表的条目，先改文本 entries that can’t be read as tables: mend their text first',
      resolve: ({ faulty }) => [...faulty],
    }),
  }),
});

builder.objectField(DraftRef, 'tables', (t) =>
  t.field({
    type: SheetsRef,
    complexity: { field: 50 },
    description:
      '最新文本的参数和各表，连同继承的；每格写明改动的位置 parameters and tables of its last text with what it inherits; each cell says where an edit of it goes',
    resolve: (opened, _args, context) => pageSheetsOf(callerOf(context), opened),
  }),
);
