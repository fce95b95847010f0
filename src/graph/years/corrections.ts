import { ReconciliationRef } from './reconciliation.js';
import { builder } from '../base/builder.js';
import type { GraphContext } from '../base/context.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { pageSize } from '../base/page-size.js';
import { StatementRef } from '../clearing/statement.js';
import { keysetPage } from '../kit/keyset-page.js';
import { CORRECTION_WORDS } from '../../app/clearing/evidence/correction-words.js';
import {
  correctedCases,
  correctionsOf,
  correctionsOfYear,
  type ComparedFigure,
  type CorrectedCase,
  type CorrectedFigure,
  type CorrectedMonth,
  type CorrectionCause,
  type Corrections,
  type StatementOf,
} from '../../app/clearing/evidence/corrections.js';
import { must } from '../../engine/kit/assert.js';
import { printFen } from '../../engine/number/quantity.js';

const CorrectionKindEnum = builder.enumType('CorrectionKind', {
  description: '更正原因 why a case of a closed month counts otherwise',
  values: {
    LATE: { description: CORRECTION_WORDS.LATE.said },
    VOIDED: { description: CORRECTION_WORDS.VOIDED.said },
    REVERSED: { description: CORRECTION_WORDS.REVERSED.said },
    CORRECTED: { description: CORRECTION_WORDS.CORRECTED.said },
    RESCORED: { description: CORRECTION_WORDS.RESCORED.said },
  },
});

type FigureFields<Shape extends ComparedFigure> = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, Shape>;

const KIND = '原因 kind';
const DIFFERENCE = '差额：现在减当时，元到分 what is known now less what was counted then; yuan to the fen';

function figureFields<Shape extends ComparedFigure>(t: FigureFields<Shape>) {
  return {
    name: t.string({ description: '标识：cases、points，或规则集汇总的标识 id of the sum', resolve: ({ name }) => name }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    unit: t.string({ description: '单位：case、point、yuan 等 unit', resolve: ({ unit }) => unit }),
  };
}

const CorrectedFigureRef = builder.objectRef<CorrectedFigure>('CorrectedFigure').implement({
  description: '一项合计当时计入多少、现在是多少 a sum as it was counted, and as it is known now',
  fields: (t) => ({
    ...figureFields(t),
    counted: t.field({
      type: 'Decimal',
      description: '当时计入：此前关闭的各期合计已计入的 what the closed periods have counted',
      resolve: ({ counted }) => counted,
    }),
    now: t.field({ type: 'Decimal', description: '现在：本次结算所知 what the run knows', resolve: ({ now }) => now }),
    difference: t.field({ type: 'Decimal', description: DIFFERENCE, resolve: ({ difference }) => difference }),
  }),
});

const CauseDifferenceRef = builder.objectRef<CorrectionCause['differences'][number]>('CorrectionDifference').implement({
  description: '一种原因使一项合计改变多少 what one cause changes of a sum',
  fields: (t) => ({
    ...figureFields(t),
    difference: t.field({ type: 'Decimal', description: DIFFERENCE, resolve: ({ difference }) => difference }),
  }),
});

const CauseRef = builder.objectRef<CorrectionCause>('CorrectionCause').implement({
  description: '一种原因的病例数和差额 the cases of one kind, and what they change',
  fields: (t) => ({
    kind: t.field({ type: CorrectionKindEnum, description: KIND, resolve: ({ kind }) => kind }),
    cases: t.int({ description: '病例数 how many cases', resolve: ({ cases }) => Number(cases) }),
    differences: t.field({
      type: [CauseDifferenceRef],
      complexity: { field: 1, multiplier: 4 },
      description: '各项合计的差额 what they change of each sum',
      resolve: ({ differences }) => [...differences],
    }),
  }),
});

const CorrectedMonthRef = builder.objectRef<CorrectedMonth>('CorrectedMonth').implement({
  description: '一个已关闭的月份：当时、现在、差额和原因 a closed month: then, now, the difference, and what caused it',
  fields: (t) => ({
    month: t.exposeString('month', { description: '月份：01 到 12 month' }),
    closedByPeriod: t.string({
      description: '关闭它的结算期：月份、季度或 YEAR the period that closed it',
      resolve: ({ closedBy }) => closedBy.period,
    }),
    closedByRunNo: t.int({ description: '关闭它的结算的序号 number of the run that closed it', resolve: ({ closedBy }) => closedBy.runNo }),
    settled: t.field({
      type: 'Decimal',
      nullable: true,
      description: '关闭它的结算应拨本机构（元）；没有结算单为空 what that run gave the institution, in yuan; null: it had no statement',
      resolve: ({ closedBy: { payableFen } }) => (payableFen === null ? null : printFen(payableFen)),
    }),
    figures: t.field({
      type: [CorrectedFigureRef],
      complexity: { field: 1, multiplier: 4 },
      description: '各项合计 the sums',
      resolve: ({ figures }) => [...figures],
    }),
    causes: t.field({
      type: [CauseRef],
      complexity: { field: 1, multiplier: 3 },
      description:
        '原因；没有变动为空列表；各原因的差额相加即各项合计的差额 by kind; empty where nothing changed; they add up to the differences of the sums',
      resolve: ({ causes }) => [...causes],
    }),
  }),
});

const CorrectedCaseRef = builder.objectRef<CorrectedCase>('CorrectedCase').implement({
  description: '一个更正的病例 a case that counts otherwise',
  fields: (t) => ({
    caseNo: t.exposeString('caseNo', { description: '病例号，医疗机构自编 case number, the institution’s own' }),
    kind: t.field({ type: CorrectionKindEnum, description: KIND, resolve: ({ kind }) => kind }),
    monthBefore: t.exposeString('monthBefore', { nullable: true, description: '当时计入的月份；当时没有为空 month that it counted in' }),
    monthAfter: t.exposeString('monthAfter', { nullable: true, description: '现在计入的月份；不再计入为空 month that it counts in now' }),
    figures: t.field({
      type: [CorrectedFigureRef],
      complexity: { field: 1, multiplier: 4 },
      description: '该病例在各项合计中当时、现在各多少 what it adds to each sum',
      resolve: ({ figures }) => [...figures],
    }),
  }),
});

const CorrectionsRef = builder.objectRef<Corrections & { readonly statement: StatementOf }>('StatementCorrections').implement({
  description:
    '对已关闭月份的更正：迟报、作废、冲销、更正的病例按差额计入本期 what a run counts of months that were closed before it, by the difference',
  fields: (t) => ({
    period: t.string({ description: '计入差额的结算期 period that counts the differences', resolve: ({ statement }) => statement.period }),
    runNo: t.int({ description: '该期结算的序号 number of its run', resolve: ({ statement }) => statement.runNo }),
    comparedWith: t.exposeInt('comparedWith', {
      description: '与哪次结算相比：此前最后一次关闭这些月份的 number of the run that knew these months last',
    }),
    months: t.field({
      type: [CorrectedMonthRef],
      complexity: { field: 1, multiplier: 6 },
      description: '各月 by month',
      resolve: ({ months }) => [...months],
    }),
  }),
});

builder.objectField(CorrectionsRef, 'cases', (t) =>
  t.connection(
    {
      type: CorrectedCaseRef,
      authScopes: { permission: 'case:read' },
      complexity: (args) => ({ field: 100, multiplier: pageSize(args) }),
      description: '更正的病例，按病例号；机构密钥只见本机构 the cases, by number; an institution sees its own',
      resolve: ({ statement }, args, { session, platform }) =>
        keysetPage<CorrectedCase, string>(args, {
          name: 'CORRECTED_CASE',
          placeOf: ({ caseNo }) => caseNo,
          parse: (place) => place,
          read: (page) => correctedCases(platform, session.read, statement, page),
        }),
    },
    { name: 'CorrectedCaseConnection', description: '更正的病例列表 a page of corrected cases' },
    { name: 'CorrectedCaseEdge', description: '列表中的一例 a case' },
  ),
);

const COST = { field: 100, multiplier: 1 } as const;

builder.prismaObjectField(StatementRef, 'corrections', (t) =>
  t.field({
    type: CorrectionsRef,
    nullable: true,
    authScopes: { permission: 'statement:read' },
    complexity: COST,
    description:
      '对已关闭月份的更正；此前没有关闭的月份为空。月度、季度的本期合计＝本期各月＋各月差额 what it counts of months that were closed before; null where none was. What a month or quarter counts is its own months and these differences',
    resolve: async ({ regionCode, runNo, institutionCode }, _args, context) => {
      const statement = await statementOf(context, { regionCode, runNo, institutionCode });
      const found = await correctionsOf(context.platform, context.session.read, statement);
      return found === undefined ? null : { ...found, statement };
    },
  }),
);

builder.objectField(ReconciliationRef, 'corrections', (t) =>
  t.field({
    type: [CorrectionsRef],
    complexity: { field: 300, multiplier: 2 },
    description:
      '各期结算对已关闭月份的更正，只列有变动的月份 what the confirmed periods counted of months that were closed before them, where anything changed',
    resolve: async ({ regionCode, year, insurance, institutionCode, period }, _args, context) => {
      const key = { regionCode, year, insurance, institutionCode, period };
      const found = await correctionsOfYear(context.platform, context.session.read, key);
      return await Promise.all(
        found.map(async (one) => ({ ...one, statement: await statementOf(context, { regionCode, runNo: one.runNo, institutionCode }) })),
      );
    },
  }),
);

async function statementOf(
  { session }: GraphContext,
  { regionCode, runNo, institutionCode }: Pick<StatementOf, 'regionCode' | 'runNo' | 'institutionCode'>,
): Promise<StatementOf> {
  return { ...must(await session.read(({ runs }) => runs.findByNo(regionCode, runNo)), 'run of a statement'), institutionCode };
}
