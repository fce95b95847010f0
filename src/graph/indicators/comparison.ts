import { IndicatorFigureRef, NoFigureEnum } from './indicator.js';
import { CELL_FIGURES, CellKindEnum, ONLY_ARG, PERIOD_ARG } from './indicator-report.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { describedValues } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { pageSize } from '../base/page-size.js';
import { arrayPage } from '../kit/array-page.js';
import { stated } from '../kit/stated.js';
import { YEAR_ARGS } from '../periods/period-declarations.js';
import { provinceReport, type ProvinceFigure, type ProvinceRegion, type ProvinceReport } from '../../app/indicators/province-report.js';
import {
  COMPARISON_NOTES,
  yearComparison,
  type ComparedCell,
  type FigureOfYears,
  type ComparedYear,
  type ComparisonNote,
  type YearComparison,
} from '../../app/indicators/year-comparison.js';

const NOTE_WORDS: Readonly<Record<ComparisonNote['code'], string>> = {
  NO_PREVIOUS_YEAR: '上年没有可比的结算 nothing of the year before is settled',
  PROVISIONAL: '数尚未确认 figures are provisional',
  RULESET_CHANGED: '规则集版本不同 the versions of the ruleset differ',
  CATALOGUE_CHANGED: '病种目录库不同 the catalogues differ',
  INDICATOR_CHANGED: '指标口径不同，或上年没有 an indicator means something else, or was not there',
  INSTITUTIONS_CHANGED: '机构不同 the institutions differ',
};
const NoteCodeEnum = builder.enumType('ComparisonNoteCode', {
  description: '两年何处不同 in what two years differ',
  values: describedValues(COMPARISON_NOTES, NOTE_WORDS),
});

const NoteRef = builder.objectRef<ComparisonNote>('ComparisonNote').implement({
  description: '比较的提示：两年何处不同 in what the compared years differ',
  fields: (t) => ({
    code: t.field({ type: NoteCodeEnum, description: '代码 code', resolve: ({ code }) => code }),
    message: t.field({ type: LocalizedTextRef, description: '说明 in words', resolve: ({ message }) => message }),
  }),
});

const ComparedYearRef = builder.objectRef<ComparedYear>('ComparedYear').implement({
  description: '所比的一年：数从哪里来 one of the compared years, and where its figures come from',
  fields: (t) => ({
    year: t.exposeInt('year', { description: '年度 settlement year' }),
    runNo: t.exposeInt('runNo', { nullable: true, description: '取自哪次清算；还没有时为空 number of the run; null: none has succeeded' }),
    isProvisional: t.exposeBoolean('isProvisional', { description: '是否暂定 whether it is not confirmed' }),
    rulesetVersions: t.exposeStringList('rulesetVersions', { description: '规则集版本 versions of the ruleset' }),
    catalogueVersion: t.exposeString('catalogueVersion', { nullable: true, description: '病种目录库版本 version of the catalogue' }),
  }),
});

const ComparedFigureRef = builder.objectRef<FigureOfYears>('ComparedFigure').implement({
  description: '一项今年比上年的数 a figure of this year against last year’s',
  fields: (t) => ({
    id: t.exposeString('id', {
      description:
        '指标；all.cases、all.points、all.pointsPerCase、all.entitlement、all.paid、all.pointValue 是各地都有的 an indicator, or what every city has',
    }),
    label: t.field({ type: LocalizedTextRef, description: '称呼 label', resolve: ({ label }) => label }),
    unit: t.exposeString('unit', { description: '单位 unit' }),
    value: t.field({ type: 'Decimal', nullable: true, description: '今年 this year', resolve: ({ value }) => value }),
    previous: t.field({ type: 'Decimal', nullable: true, description: '上年 the year before', resolve: ({ previous }) => previous }),
    change: t.field({
      type: 'Decimal',
      nullable: true,
      description: '增减；缺一年或口径不同时为空 difference; null where a year is missing or means something else',
      resolve: ({ change }) => change,
    }),
    rate: t.field({
      type: 'Decimal',
      nullable: true,
      description: '增减率（4 位小数） change ÷ previous, 4 places',
      resolve: ({ rate }) => rate,
    }),
    reason: t.field({
      type: NoFigureEnum,
      nullable: true,
      description: '今年没有数值的原因 why this year has no figure',
      resolve: ({ reason }) => reason,
    }),
  }),
});

const ComparedCellRef = builder.objectRef<ComparedCell>('ComparedCell').implement({
  description: '单元：全区、一类、一级或一家机构，今年比上年 the region, a class, a level or an institution, this year against last',
  fields: (t) => ({
    kind: t.field({ type: CellKindEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    code: t.exposeString('code', { description: '地区、类别、级别或机构的代码 its code' }),
    figures: t.field({
      type: [ComparedFigureRef],
      complexity: CELL_FIGURES,
      description: '各项数 its figures',
      resolve: ({ figures }) => [...figures],
    }),
  }),
});

const ComparisonRef = builder.objectRef<YearComparison>('IndicatorComparison').implement({
  description: '年度比较：一个期间与上年同期 a period against the same of the year before',
  fields: (t) => ({
    current: t.field({ type: ComparedYearRef, description: '今年 this year', resolve: ({ current }) => current }),
    previous: t.field({
      type: ComparedYearRef,
      nullable: true,
      description: '上年；没有可比的为空 the year before; null: there is nothing to compare with',
      resolve: ({ previous }) => previous,
    }),
    notes: t.field({
      type: [NoteRef],
      complexity: { field: 1, multiplier: 6 },
      description: '两年何处不同 in what they differ',
      resolve: ({ notes }) => [...notes],
    }),
    cells: t.connection(
      {
        type: ComparedCellRef,
        complexity: (args) => ({ field: 1, multiplier: pageSize(args) }),
        description: '单元；机构密钥只见本机构 cells; an institution sees itself only',
        args: { kind: t.arg({ type: CellKindEnum, description: '只取一种 only cells of a kind' }) },
        resolve: ({ cells }, { kind, ...args }) =>
          arrayPage(
            cells.filter((cell) => (kind ?? cell.kind) === cell.kind),
            args,
          ),
      },
      { name: 'ComparedCellConnection', description: '单元列表 a page of cells' },
      { name: 'ComparedCellEdge', description: '列表中的一个 a cell' },
    ),
  }),
});

builder.queryField('indicatorComparison', (t) =>
  t.field({
    type: ComparisonRef,
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'statement:read', regionCode } }),
    complexity: { field: 200, multiplier: 1 },
    description:
      '年度比较：病例、分值、点值、应得额、拨付和各项指标，全区与各机构，今年比上年；版本、目录库、口径不同的说明 this year against last year, in total and by institution; years with other versions, catalogues or meanings say so',
    args: {
      regionCode: t.arg.string(YEAR_ARGS.regionCode),
      year: t.arg.int(YEAR_ARGS.year),
      insurance: t.arg(YEAR_ARGS.insurance),
      period: t.arg.string(PERIOD_ARG),
      indicators: t.arg.stringList(ONLY_ARG),
    },
    resolve: (_root, { indicators, ...key }, context) =>
      yearComparison(context.platform, callerOf(context), { ...key, ...stated({ indicators }) }),
  }),
);

const WithoutEnum = builder.enumType('WithoutFigures', {
  description: '一个地区没有数的原因 why a region has no figures',
  values: {
    NO_RULESET: { description: '该年度没有生效的规则集 no version was in force' },
    NOT_SETTLED: { description: '该期还没有结算 nothing of the period is settled' },
  },
});

const ProvinceRegionRef = builder.objectRef<ProvinceRegion>('ProvinceRegion').implement({
  description: '省内一个统筹地区的数 the figures of a region of the province',
  fields: (t) => ({
    code: t.string({ description: '统筹地区代码 region code', resolve: ({ region }) => region.code }),
    name: t.string({ description: '名称 name', resolve: ({ region }) => region.name }),
    without: t.field({ type: WithoutEnum, nullable: true, description: '没有数的原因 why it has none', resolve: ({ without }) => without }),
    runNo: t.exposeInt('runNo', { nullable: true, description: '取自哪次清算 number of the run' }),
    isProvisional: t.exposeBoolean('isProvisional', { description: '是否暂定 whether it is not confirmed' }),
    figures: t.field({
      type: [IndicatorFigureRef],
      complexity: CELL_FIGURES,
      description: '各项数 its figures',
      resolve: ({ figures }) => [...figures],
    }),
  }),
});

const ProvinceFigureRef = builder.objectRef<ProvinceFigure>('ProvinceFigure').implement({
  description: '全省合计的一项：和与和之比 a figure of the province: sums over sums',
  fields: (t) => ({
    id: t.exposeString('id', { description: '指标 indicator' }),
    label: t.field({ type: LocalizedTextRef, description: '称呼 label', resolve: ({ label }) => label }),
    unit: t.exposeString('unit', { description: '单位 unit' }),
    value: t.field({ type: 'Decimal', nullable: true, description: '数值 the figure', resolve: ({ value }) => value }),
    reason: t.field({
      type: NoFigureEnum,
      nullable: true,
      description: '没有数值的原因 why there is none',
      resolve: ({ reason }) => reason,
    }),
    regionCodes: t.stringList({
      description: '合计了哪些地区（口径相同的） of which regions, those that mean the same by it',
      resolve: ({ of }) => [...of],
    }),
  }),
});

const ProvinceRef = builder.objectRef<ProvinceReport>('ProvinceReport').implement({
  description: '省级汇总：所辖统筹地区与合计 the regions of a province, and their totals',
  fields: (t) => ({
    code: t.string({ description: '省级代码 code of the province', resolve: ({ province }) => province.code }),
    name: t.string({ description: '名称 name', resolve: ({ province }) => province.name }),
    regions: t.field({
      type: [ProvinceRegionRef],
      complexity: { field: 1, multiplier: 25 },
      description: '本密钥可见的统筹地区 the regions that the key is for',
      resolve: ({ regions }) => [...regions],
    }),
    totals: t.field({
      type: [ProvinceFigureRef],
      complexity: CELL_FIGURES,
      description: '合计 totals',
      resolve: ({ totals }) => [...totals],
    }),
  }),
});

builder.queryField('provinceReport', (t) =>
  t.field({
    type: ProvinceRef,
    authScopes: { permission: 'budget:read' },
    complexity: { field: 500, multiplier: 1 },
    description:
      '省级汇总视图：上级为该地区、本密钥有权的各统筹地区，与合计 the regions below a province that the key is for, and their totals',
    args: {
      regionCode: t.arg.string({ required: true, description: '省级地区代码 code of the province' }),
      year: t.arg.int(YEAR_ARGS.year),
      insurance: t.arg(YEAR_ARGS.insurance),
      period: t.arg.string(PERIOD_ARG),
    },
    resolve: (_root, asked, context) => provinceReport(context.platform, callerOf(context), asked),
  }),
);
