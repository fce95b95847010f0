import { builder } from '../base/builder.js';
import { ClearingRunRef } from './clearing-run.js';
import { whenTold } from './run-figures.js';
import { pageSize } from '../base/page-size.js';
import { arrayPage } from '../kit/array-page.js';
import { InstitutionRef, institutionOf } from '../regions/institution.js';
import { compareRuns, type FigureOfRuns, type InstitutionOfRuns, type RunComparison } from '../../app/clearing/evidence/run-comparison.js';
import { adjustmentOf, type InstitutionAdjustment, type RunAdjustment } from '../../app/ledger/adjustment-of-run.js';
import { printFen } from '../../engine/number/quantity.js';

const BEFORE = '此前应得（元）：前一次清算给予的，不论已预拨多少 what the run before gives, however much of it was advanced, in yuan';
const AFTER = '本次应得（元） what this run gives, in yuan';
const DIFFERENCE = '差额（元）：本次减此前；已确认的即总账所记 difference in yuan: of a confirmed run what the ledger has booked';

const InstitutionAdjustmentRef = builder
  .objectRef<InstitutionAdjustment & { readonly regionCode: string }>('InstitutionAdjustment')
  .implement({
    description: '一家机构因再次清算的变动 what a further run changes for an institution',
    fields: (t) => ({
      institution: t.field({
        type: InstitutionRef,
        description: '医疗机构 institution',
        resolve: institutionOf,
      }),
      before: t.field({ type: 'Decimal', description: BEFORE, resolve: ({ beforeFen }) => printFen(beforeFen) }),
      after: t.field({ type: 'Decimal', description: AFTER, resolve: ({ afterFen }) => printFen(afterFen) }),
      difference: t.field({ type: 'Decimal', description: DIFFERENCE, resolve: ({ differenceFen }) => printFen(differenceFen) }),
    }),
  });

const RunAdjustmentRef = builder.objectRef<RunAdjustment & { readonly regionCode: string }>('RunAdjustment').implement({
  description:
    '调整清算：与同一结算期前一次已确认清算的差额；机构密钥只见本机构 what a run changes of the one that was confirmed before it; an institution sees its own',
  fields: (t) => ({
    previousRunNo: t.exposeInt('previousRunNo', { description: '前一次清算的序号 number of the run before' }),
    isBooked: t.exposeBoolean('isBooked', {
      description: '本次是否已确认，差额已记入总账 whether this run is confirmed, so that the difference is in the ledger',
    }),
    before: t.field({ type: 'Decimal', description: BEFORE, resolve: ({ beforeFen }) => printFen(beforeFen) }),
    after: t.field({ type: 'Decimal', description: AFTER, resolve: ({ afterFen }) => printFen(afterFen) }),
    difference: t.field({ type: 'Decimal', description: DIFFERENCE, resolve: ({ differenceFen }) => printFen(differenceFen) }),
    institutions: t.field({
      type: [InstitutionAdjustmentRef],
      description: '各机构的变动，按机构代码 by institution code',
      resolve: ({ institutions, regionCode }) => institutions.map((one) => ({ ...one, regionCode })),
    }),
  }),
});

builder.prismaObjectField(ClearingRunRef, 'adjustment', (t) =>
  t.field({
    type: RunAdjustmentRef,
    nullable: true,
    authScopes: { permission: 'statement:read' },
    complexity: { field: 20, multiplier: 10 },
    description:
      '与同一结算期前一次已确认清算的差额；没有前一次则为空 difference from the run of the period that was confirmed before; null where there is none',
    resolve: async ({ regionCode, year, insurance, period, runNo }, _args, { session }) => {
      const adjustment = await session.read((unit) => adjustmentOf(unit, { regionCode, year, insurance, period, runNo }));
      return adjustment === undefined ? null : { ...adjustment, regionCode };
    },
  }),
);

const BetweenRunsRef = builder.objectRef<FigureOfRuns>('FigureOfTwoRuns').implement({
  description: '两次清算中的一个数：前次、本次、差 a figure of two runs, and the difference',
  fields: (t) => ({
    before: t.field({
      type: 'Decimal',
      nullable: true,
      description: '前次；没有则为空 in the earlier run',
      resolve: ({ before }) => before,
    }),
    after: t.field({ type: 'Decimal', nullable: true, description: '本次；没有则为空 in this run', resolve: ({ after }) => after }),
    difference: t.field({
      type: 'Decimal',
      nullable: true,
      description: '差：本次减前次 this run’s less the earlier one’s',
      resolve: ({ difference }) => difference,
    }),
  }),
});

const InstitutionOfTwoRunsRef = builder.objectRef<InstitutionOfRuns & { readonly regionCode: string }>('InstitutionOfTwoRuns').implement({
  description:
    '一家机构在两次清算中；在其中一次没有结算单的，那一次为空，差为另一次的全部 an institution in two runs; without a statement in one of them, the difference is all that the other gives',
  fields: (t) => ({
    institution: t.field({
      type: InstitutionRef,
      description: '医疗机构 institution',
      resolve: institutionOf,
    }),
    cases: t.field({ type: BetweenRunsRef, description: '病例数 cases', resolve: ({ cases }) => cases }),
    points: t.field({ type: BetweenRunsRef, description: '分值合计（分） points', resolve: ({ points }) => points }),
    payable: t.field({ type: BetweenRunsRef, description: '清算应拨（元） payable in yuan', resolve: ({ payable }) => payable }),
    isChanged: t.exposeBoolean('isChanged', {
      description: '三项中是否有不同 whether one of the three is not the same',
    }),
  }),
});

/** The region's money is not for every key that sees a run. */
const MAY_READ_BUDGET = { permission: 'budget:read' } as const;

const RunComparisonRef = builder.objectRef<RunComparison & { readonly regionCode: string }>('RunComparison').implement({
  description: '两次清算对照：同一年度、险种、结算期的一次与前一次 a run beside an earlier one of its year, insurance and period',
  fields: (t) => ({
    earlierRunNo: t.exposeInt('earlierRunNo', { description: '前次的序号 number of the earlier run' }),
    isSameInput: t.exposeBoolean('isSameInput', { description: '输入哈希是否相同 whether what was frozen is the same' }),
    isSameCases: t.exposeBoolean('isSameCases', { description: '病例哈希是否相同 whether the cases are the same' }),
    isSameResult: t.exposeBoolean('isSameResult', { description: '结果哈希是否相同 whether the result is the same' }),
    cases: t.field({ type: BetweenRunsRef, description: '病例数 cases', resolve: ({ cases }) => cases }),
    totalPoints: t.field({ type: BetweenRunsRef, description: '总分值（分） points in all', resolve: ({ totalPoints }) => totalPoints }),
    pointValue: t.field({
      type: BetweenRunsRef,
      description: '结算点值（元/分，8 位小数，所示之差） point values as they are shown, 8 places',
      resolve: ({ pointValue }) => pointValue,
    }),
    budget: t.field({
      type: BetweenRunsRef,
      authScopes: MAY_READ_BUDGET,
      description: '年度 DIP 医保基金支出预算（元） annual DIP fund budget in yuan',
      resolve: ({ budget }) => budget,
    }),
    fund: t.field({
      type: BetweenRunsRef,
      authScopes: MAY_READ_BUDGET,
      description: '可分配基金（元） fund to allocate in yuan',
      resolve: ({ fund }) => fund,
    }),
    payable: t.field({
      type: BetweenRunsRef,
      description: '清算应拨合计（元） sum of payables in yuan',
      resolve: ({ payable }) => payable,
    }),
    changedInstitutions: t.int({
      description: '有不同的机构数 how many institutions are not the same',
      resolve: ({ institutions }) => institutions.filter(({ isChanged }) => isChanged).length,
    }),
    institutions: t.connection(
      {
        type: InstitutionOfTwoRunsRef,
        complexity: (args) => ({ field: 1, multiplier: pageSize(args) }),
        description:
          '各机构，从应拨减少最多的到增加最多的；机构密钥只见本机构 institutions, from who is paid most less to who is paid most more; an institution sees itself only',
        resolve: ({ institutions, regionCode }, args) =>
          arrayPage(
            institutions.map((one) => ({ ...one, regionCode })),
            args,
          ),
      },
      {
        name: 'InstitutionOfTwoRunsConnection',
        description: '机构列表 a page of institutions',
        fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
      },
      { name: 'InstitutionOfTwoRunsEdge', description: '列表中的一条 an entry' },
    ),
  }),
});

builder.prismaObjectField(ClearingRunRef, 'comparedWith', (t) =>
  t.field({
    type: RunComparisonRef,
    nullable: true,
    authScopes: { permission: 'statement:read' },
    complexity: { field: 20, multiplier: 2 },
    description:
      '与前一次清算对照；不是同一年度、险种、结算期的，没有成功的，或尚未公示给本机构的，为空 this run beside an earlier one; null where it is of another year, insurance or period, has not succeeded, or was not told to the institution that asks',
    args: { runNo: t.arg.int({ required: true, description: '前一次清算的序号 number of the earlier run' }) },
    resolve: async ({ regionCode, runNo }, { runNo: earlierNo }, context) => {
      const { platform, session } = context;
      const [earlier, later] = await session.read(
        async ({ runs }) => [await runs.findByNo(regionCode, earlierNo), await runs.findByNo(regionCode, runNo)] as const,
      );
      if (earlier === undefined || later === undefined) return null;
      const isTold = (await whenTold(earlier, context, () => true)) === true && (await whenTold(later, context, () => true)) === true;
      const comparison = isTold ? await compareRuns(platform, session.read, earlier, later) : undefined;
      return comparison === undefined ? null : { ...comparison, regionCode };
    },
  }),
);
