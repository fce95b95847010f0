import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { describedValues, InsuranceSchemeEnum } from '../base/enums.js';
import { ConsentEnum } from '../clearing/publication.js';
import { InstitutionRef, institutionOf } from '../regions/institution.js';
import { periodDeclarations } from '../../app/periods/board/settlement-periods.js';
import type { InstitutionStanding } from '../../app/periods/board/year-standing.js';
import { DECLARATION_STATES, type DeclarationEvent, type DeclarationState } from '../../app/ports/clearing/ports-period.js';
import { printFen } from '../../engine/number/quantity.js';

const STATE_WORDS: Readonly<Record<DeclarationState, string>> = {
  DECLARED: '已申报，待初审 declared, to be reviewed',
  FIRST_REVIEWED: '已初审，待复审 reviewed once',
  SECOND_REVIEWED: '已复审 reviewed twice',
  RETURNED: '已退回，须重新申报 returned: to be declared anew',
};
/** 申报状态. */
export const DeclarationStateEnum = builder.enumType('DeclarationState', {
  description: '申报的状态；是否已拨付由拨付记录得出 how far a declaration is; that it was paid follows from payments',
  values: describedValues(DECLARATION_STATES, STATE_WORDS),
});

const DeclarationEventRef = builder.objectRef<DeclarationEvent>('DeclarationEvent').implement({
  description: '申报的一次变动，只增不改 something that happened to a declaration; never changes',
  fields: (t) => ({
    state: t.field({ type: DeclarationStateEnum, description: '变为何状态 the state that it brought', resolve: ({ state }) => state }),
    cases: t.int({ nullable: true, description: '所申报的病例数 cases, where it declares', resolve: ({ figures }) => figures?.cases }),
    fundAmount: t.field({
      type: 'Decimal',
      nullable: true,
      description: '所申报的基金记账金额（元） recorded fund amount in yuan, where it declares',
      resolve: ({ figures }) => (figures === null ? null : printFen(figures.fundFen)),
    }),
    reason: t.exposeString('reason', { description: '说明 reason' }),
    createdBy: t.exposeString('createdByName', { description: '经办人 who did it' }),
    createdAt: t.field({ type: 'DateTime', description: '时间 when', resolve: ({ createdAt }) => createdAt }),
  }),
});

/** 申报. */
export const PeriodDeclarationRef = builder.objectRef<InstitutionStanding>('PeriodDeclaration').implement({
  description:
    '一家机构的一期申报，平台自己的统计在旁，并列出差额 an institution’s declaration of a period, beside what the platform counts, with the difference',
  fields: (t) => ({
    institution: t.field({
      type: InstitutionRef,
      description: '医疗机构 institution',
      resolve: institutionOf,
    }),
    state: t.field({
      type: DeclarationStateEnum,
      nullable: true,
      description: '状态；未申报为空 state; null where it was not declared',
      resolve: ({ declaration }) => declaration?.state,
    }),
    declaredCases: t.int({
      nullable: true,
      description: '申报病例数 cases that are declared',
      resolve: ({ declaration }) => declaration?.figures.cases,
    }),
    declaredFundAmount: t.field({
      type: 'Decimal',
      nullable: true,
      description: '申报基金记账金额（元） recorded fund amount that is declared, in yuan',
      resolve: ({ declaration }) => (declaration === null ? null : printFen(declaration.figures.fundFen)),
    }),
    countedCases: t.int({ description: '平台所计病例数 cases that the platform counts', resolve: ({ counted }) => counted.cases }),
    countedFundAmount: t.field({
      type: 'Decimal',
      description: '平台所计基金记账金额（元） recorded fund amount that the platform counts, in yuan',
      resolve: ({ counted }) => printFen(counted.fundFen),
    }),
    caseDifference: t.int({
      nullable: true,
      description: '病例数之差：申报减平台所计 cases declared less those counted',
      resolve: ({ declaration, counted }) => (declaration === null ? null : declaration.figures.cases - counted.cases),
    }),
    fundDifference: t.field({
      type: 'Decimal',
      nullable: true,
      description: '金额之差（元）：申报减平台所计 amount declared less that counted, in yuan',
      resolve: ({ declaration, counted }) => (declaration === null ? null : printFen(declaration.figures.fundFen - counted.fundFen)),
    }),
    payable: t.field({
      type: 'Decimal',
      nullable: true,
      description: '本期结算应拨（元）；尚无结算为空 payable of the period’s run in yuan; null where there is none',
      resolve: ({ payableFen }) => (payableFen === null ? null : printFen(payableFen)),
    }),
    paidAmount: t.field({ type: 'Decimal', description: '已拨付（元） paid so far, in yuan', resolve: ({ paidFen }) => printFen(paidFen) }),
    isPaid: t.exposeBoolean('isPaid', {
      description:
        '结算已确认且已足额拨付，或已冲抵（全年不再欠付） whether the run is confirmed and what it came to was paid, or set off: nothing of the year is owed',
    }),
    consent: t.field({
      type: ConsentEnum,
      nullable: true,
      description: '机构对结算单的意见；尚未告知为空 where it stands on its statement; null where it was told of none',
      resolve: ({ consent }) => consent,
    }),
    openObjections: t.exposeInt('openObjections', { description: '未答复的异议数 objections that are not answered' }),
    payments: t.exposeInt('payments', { description: '本期须到账的拨付笔数 payments of the period that are to arrive' }),
    receipts: t.exposeInt('receipts', { description: '其中已确认到账的笔数 of them confirmed to have arrived' }),
    events: t.field({
      type: [DeclarationEventRef],
      description: '全部变动，按先后 everything that happened to it, in order',
      resolve: ({ declaration }) => [...(declaration?.events ?? [])],
    }),
  }),
});

/** Which fund year, as arguments of a field. */
export const YEAR_ARGS = {
  regionCode: { required: true, description: '统筹地区代码 region code' },
  year: { required: true, description: '结算年度 settlement year' },
  insurance: { type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' },
} as const;

builder.queryField('periodDeclarations', (t) =>
  t.field({
    type: [PeriodDeclarationRef],
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'statement:read', regionCode } }),
    complexity: { field: 50, multiplier: 20 },
    description:
      '一期中各机构的申报、审核和拨付，按机构代码；机构密钥只见本机构 declarations of a period by institution; an institution sees its own',
    args: {
      regionCode: t.arg.string(YEAR_ARGS.regionCode),
      year: t.arg.int(YEAR_ARGS.year),
      insurance: t.arg(YEAR_ARGS.insurance),
      period: t.arg.string({ required: true, description: '结算期：01 到 12、Q1 到 Q4、YEAR period' }),
    },
    resolve: async (_root, { period, ...key }, context) => [
      ...(await periodDeclarations(context.platform, callerOf(context), key, period)),
    ],
  }),
);
