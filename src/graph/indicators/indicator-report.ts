import { IndicatorFigureRef, IndicatorRef } from './indicator.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { describedValues } from '../base/enums.js';
import { pageSize } from '../base/page-size.js';
import { arrayPage } from '../kit/array-page.js';
import { keysetPage } from '../kit/keyset-page.js';
import { stated } from '../kit/stated.js';
import { YEAR_ARGS } from '../periods/period-declarations.js';
import { InstitutionRef } from '../regions/institution.js';
import { groupReport, type GroupFigures } from '../../app/indicators/group-report.js';
import {
  INDICATOR_CELL_KINDS,
  indicatorReport,
  type IndicatorCellKind,
  type IndicatorCell,
  type IndicatorReport,
} from '../../app/indicators/indicator-report.js';
import { isConfirmed } from '../../app/indicators/source-runs.js';
import type { BestRun } from '../../app/ports/clearing/ports-period.js';

const KIND_WORDS: Readonly<Record<IndicatorCellKind, string>> = {
  REGION: '全区 the region',
  CLASS: '机构类别 a class of institutions',
  LEVEL: '机构级别 a level of institutions',
  INSTITUTION: '一家机构 one institution',
};
/** 单元种类. */
export const CellKindEnum = builder.enumType('IndicatorCellKind', {
  description: '单元种类 what figures are of',
  values: describedValues(INDICATOR_CELL_KINDS, KIND_WORDS),
});

/** Figures of a cell, for the cost of a query: as many as a ruleset has indicators. */
export const CELL_FIGURES = { field: 1, multiplier: 40 } as const;

type Cell = IndicatorCell & { readonly regionCode: string };
const IndicatorCellRef = builder.objectRef<Cell>('IndicatorCell').implement({
  description: '单元：全区、一类、一级或一家机构的各项指标 the figures of the region, a class, a level or an institution',
  fields: (t) => ({
    kind: t.field({ type: CellKindEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    code: t.exposeString('code', { description: '地区、类别、级别或机构的代码 code of the region, class, level or institution' }),
    institution: t.field({
      type: InstitutionRef,
      nullable: true,
      description: '医疗机构；不是一家机构的为空 the institution; null where it is none',
      resolve: ({ kind, code, regionCode }, _args, { loaders }) =>
        kind === 'INSTITUTION' ? loaders.institutions.load({ regionCode, id: code }) : null,
    }),
    institutions: t.int({
      description: '所含机构数 institutions that it is added up of',
      resolve: ({ institutions }) => institutions.length,
    }),
    figures: t.field({
      type: [IndicatorFigureRef],
      complexity: CELL_FIGURES,
      description: '各项指标 its figures',
      resolve: ({ figures }) => [...figures],
    }),
  }),
});

const SourceRunRef = builder.objectRef<BestRun>('IndicatorSourceRun').implement({
  description: '数据来源：一次结算或清算 the run that figures come from',
  fields: (t) => ({
    runNo: t.exposeInt('runNo', { description: '清算序号 number of the run' }),
    period: t.exposeString('period', { description: '它的结算期 its period' }),
    isConfirmed: t.boolean({ description: '是否已确认 whether it is confirmed', resolve: (run) => isConfirmed(run) }),
  }),
});

const IndicatorReportRef = builder.objectRef<IndicatorReport>('IndicatorReport').implement({
  description: '指标报告：一个月、季、半年或全年的各项指标 the indicators of a month, quarter, half or year',
  fields: (t) => ({
    period: t.string({ description: '期间 01 到 12、Q1 到 Q4、H1、H2、YEAR period', resolve: ({ period }) => period.key }),
    from: t.field({ type: 'Date', description: '第一日 first day', resolve: ({ period }) => period.from }),
    to: t.field({ type: 'Date', description: '最后一日 last day', resolve: ({ period }) => period.to }),
    source: t.field({
      type: SourceRunRef,
      nullable: true,
      description: '病例数据取自哪次清算；还没有时为空 the run whose cases count; null: none has succeeded',
      resolve: ({ sources }) => sources.cases,
    }),
    isProvisional: t.exposeBoolean('isProvisional', { description: '是否暂定：来源尚未确认 whether its source is not confirmed yet' }),
    indicators: t.field({
      type: [IndicatorRef],
      complexity: CELL_FIGURES,
      description: '指标，按规则集的次序 the indicators, in the ruleset’s order',
      resolve: ({ indicators, compiled }) => indicators.map((one) => ({ ...one, effective: compiled.effective })),
    }),
    cells: t.connection(
      {
        type: IndicatorCellRef,
        complexity: (args) => ({ field: 1, multiplier: pageSize(args) }),
        description:
          '单元：全区、各类别、各级别、各机构；机构密钥只见本机构，全区数见公布 the region, classes, levels, institutions; an institution sees itself only, and the region as it was published',
        args: { kind: t.arg({ type: CellKindEnum, description: '只取一种 only cells of a kind' }) },
        resolve: ({ cells, key: { regionCode } }, { kind, ...args }) =>
          arrayPage(
            cells.filter((cell) => (kind ?? cell.kind) === cell.kind).map((cell): Cell => ({ ...cell, regionCode })),
            args,
          ),
      },
      {
        name: 'IndicatorCellConnection',
        description: '单元列表 a page of cells',
        fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
      },
      { name: 'IndicatorCellEdge', description: '列表中的一个 a cell' },
    ),
  }),
});

/** The argument that names a reported period. */
export const PERIOD_ARG = { required: true, description: '期间：01 到 12、Q1 到 Q4、H1、H2、YEAR a month, quarter, half or YEAR' } as const;
/** The argument that names indicators. */
export const ONLY_ARG = { description: '只要这些指标 only these indicators' } as const;

builder.queryField('indicatorReport', (t) =>
  t.field({
    type: IndicatorReportRef,
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'statement:read', regionCode } }),
    complexity: { field: 100, multiplier: 1 },
    description:
      '指标报告，取自最近一次已确认的清算，否则最近一次成功的（暂定） the indicators of a period, from its confirmed run, else provisional from its best one',
    args: {
      regionCode: t.arg.string(YEAR_ARGS.regionCode),
      year: t.arg.int(YEAR_ARGS.year),
      insurance: t.arg(YEAR_ARGS.insurance),
      period: t.arg.string(PERIOD_ARG),
      indicators: t.arg.stringList(ONLY_ARG),
    },
    resolve: (_root, { indicators, ...key }, context) =>
      indicatorReport(context.platform, callerOf(context), { ...key, ...stated({ indicators }) }),
  }),
);

const GroupFiguresRef = builder.objectRef<GroupFigures>('IndicatorGroup').implement({
  description: '一个病种的各项指标 the figures of a disease group',
  fields: (t) => ({
    groupCode: t.exposeString('groupCode', { description: '病种编码 code of the disease group' }),
    figures: t.field({
      type: [IndicatorFigureRef],
      complexity: CELL_FIGURES,
      description: '各项指标 its figures',
      resolve: ({ figures }) => [...figures],
    }),
  }),
});

builder.queryField('indicatorGroups', (t) =>
  t.connection(
    {
      type: GroupFiguresRef,
      authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'statement:read', regionCode } }),
      complexity: (args) => ({ field: 300, multiplier: pageSize(args) }),
      description:
        '分病种的指标，按病种编码；机构密钥只见本机构的病例 indicators by disease group, by code; an institution sees its own cases only',
      args: {
        regionCode: t.arg.string(YEAR_ARGS.regionCode),
        year: t.arg.int(YEAR_ARGS.year),
        insurance: t.arg(YEAR_ARGS.insurance),
        period: t.arg.string(PERIOD_ARG),
        indicators: t.arg.stringList(ONLY_ARG),
        institutionCode: t.arg.string({ description: '只看一家机构 only of one institution' }),
      },
      resolve: async (_root, { regionCode, year, insurance, period, indicators, institutionCode, ...args }, context) => {
        const asked = { regionCode, year, insurance, period, ...stated({ indicators, institutionCode }) };
        return await keysetPage<GroupFigures, string>(args, {
          name: 'INDICATOR_GROUP',
          placeOf: ({ groupCode }) => groupCode,
          parse: (place) => place,
          read: (page) => groupReport(context.platform, callerOf(context), { ...asked, page }),
        });
      },
    },
    { name: 'IndicatorGroupConnection', description: '病种列表 a page of disease groups' },
    { name: 'IndicatorGroupEdge', description: '列表中的一个 a disease group' },
  ),
);
