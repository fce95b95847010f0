import { PeriodDeclarationRef, YEAR_ARGS } from './period-declarations.js';
import { builder } from '../base/builder.js';
import { RunPublicationRef } from '../clearing/publication.js';
import { callerOf } from '../base/callers.js';
import { describedValues } from '../base/enums.js';
import { LATE_STEPS, type DeadlineMet, type LateStep } from '../../app/periods/board/met-deadlines.js';
import { PERIOD_STATES, settlementPeriods, type BoardRow, type PeriodState } from '../../app/periods/board/settlement-periods.js';
import { printFen } from '../../engine/number/quantity.js';
import { PERIOD_KINDS, type PeriodKind } from '../../engine/plan/periods.js';

const KIND_WORDS: Readonly<Record<PeriodKind, string>> = { MONTH: '月 a month', QUARTER: '季度 a quarter', YEAR: '年度 the year' };
/** 结算期种类. */
export const PeriodKindEnum = builder.enumType('PeriodKind', {
  description: '结算期种类 kind of period',
  values: describedValues(PERIOD_KINDS, KIND_WORDS),
});

const STATE_WORDS: Readonly<Record<PeriodState, string>> = {
  OPEN: '尚无申报和结算 nothing is declared or settled',
  DECLARING: '申报中 declarations are coming in',
  SETTLED: '已结算，未确认 settled by a run that is not confirmed',
  PUBLISHED: '已公示，未确认 its run was published to the institutions and is not confirmed',
  CONFIRMED: '已确认关闭，未付清 closed by a confirmed run, not paid in full',
  PAID: '已付清 paid in full',
};
const PeriodStateEnum = builder.enumType('PeriodState', {
  description: '结算期状态 how far a period is',
  values: describedValues(PERIOD_STATES, STATE_WORDS),
});

const LATE_WORDS: Readonly<Record<LateStep, string>> = {
  DECLARATION: '申报逾期 declarations are missing after their day',
  PUBLICATION: '公布逾期 it is not published after its day',
  PAYMENT: '拨付逾期 it is not paid after its day',
  CLOSING: '关闭逾期 it is not confirmed after its day',
  FIGURES: '数据公布逾期 its figures are not published after their day',
};
const LateStepEnum = builder.enumType('LateStep', {
  description: '逾期的环节 what is late',
  values: describedValues(LATE_STEPS, LATE_WORDS),
});

const DeadlineRef = builder.objectRef<DeadlineMet>('PeriodDeadline').implement({
  description:
    '期限的履行：何时到期、何时办结、逾期多少；办结之后仍可见 a deadline of a period: when it was due and met, how much too late; it stays when it is done',
  fields: (t) => ({
    step: t.field({ type: LateStepEnum, description: '环节 step', resolve: ({ step }) => step }),
    dueOn: t.field({ type: 'Date', description: '截止日 day due', resolve: ({ dueOn }) => dueOn }),
    metOn: t.field({
      type: 'Date',
      nullable: true,
      description:
        '办结日（北京时间）；尚未办结，或本无可办，为空 day in China on which it was met; null: it is not, or nothing had to be done',
      resolve: ({ metOn }) => metOn,
    }),
    daysLate: t.exposeInt('daysLate', {
      description: '逾期天数：截至办结日，未办结的截至今日；按期为 0 days late, until it was met, else until today; 0 in time',
    }),
    workingDaysLate: t.exposeInt('workingDaysLate', {
      description: '其中的工作日，按统筹地区的工作日历 working days among them, by the region’s calendar',
    }),
  }),
});

const SettlementPeriodRef = builder.objectRef<BoardRow>('SettlementPeriod').implement({
  description:
    '结算期看板的一行：期限、进度、还差谁；机构密钥只见本机构 a row of the board of periods: days due, how far it is, for whom it waits; an institution sees itself only',
  fields: (t) => ({
    key: t.string({ description: '结算期：01 到 12、Q1 到 Q4、YEAR key', resolve: ({ period }) => period.key }),
    kind: t.field({ type: PeriodKindEnum, description: '种类 kind', resolve: ({ period }) => period.kind }),
    from: t.field({ type: 'Date', description: '第一日 first day', resolve: ({ period }) => period.from }),
    to: t.field({ type: 'Date', description: '最后一日 last day', resolve: ({ period }) => period.to }),
    declareBy: t.field({
      type: 'Date',
      nullable: true,
      description: '申报截止日；规则集没有写则为空 last day of declaring; null where the ruleset states none',
      resolve: ({ due }) => due.declareBy,
    }),
    publishBy: t.field({
      type: 'Date',
      nullable: true,
      description: '向机构公布的截止日 last day of publishing it to the institutions',
      resolve: ({ due }) => due.publishBy,
    }),
    payBy: t.field({
      type: 'Date',
      nullable: true,
      description: '拨付截止日，按工作日历；从确认日起算的，确认之前为空 last day of paying, by the calendar of working days',
      resolve: ({ due }) => due.payBy,
    }),
    closeBy: t.field({
      type: 'Date',
      nullable: true,
      description: '关闭截止日 last day of confirming',
      resolve: ({ due }) => due.closeBy,
    }),
    figuresBy: t.field({
      type: 'Date',
      nullable: true,
      description: '公布数据的截止日，从确认日起算；确认之前为空 last day of publishing its figures; null until it is confirmed',
      resolve: ({ due }) => due.figuresBy,
    }),
    isCalendarStated: t.exposeBoolean('isCalendarStated', {
      description:
        '拨付截止日所在年份是否录有节假日；否则只按星期六、星期日推算 whether holidays of the year of payBy are stated; if not only weekends count',
    }),
    state: t.field({ type: PeriodStateEnum, description: '状态 how far it is', resolve: ({ state }) => state }),
    late: t.field({
      type: [LateStepEnum],
      description: '截至今日（北京时间）逾期未办结的环节；逾期后办结的见 deadlines what is late and still open as of today in China',
      resolve: ({ late }) => [...late],
    }),
    runNo: t.int({
      nullable: true,
      description: '该期的结算序号：已确认的，否则最好的一次 number of its run: the confirmed one, else the best',
      resolve: ({ run }) => run?.runNo,
    }),
    institutions: t.int({
      description: '机构数：有病例、申报或结算单的 institutions with cases, a declaration or a statement',
      resolve: ({ institutions }) => institutions.length,
    }),
    declared: t.exposeInt('declared', { description: '已申报机构数 institutions that have declared' }),
    reviewed: t.exposeInt('reviewed', { description: '已复审机构数 institutions whose declaration was reviewed twice' }),
    paid: t.exposeInt('paid', { description: '已付清机构数 institutions that are paid in full' }),
    undeclared: t.stringList({
      description: '还须申报的机构代码 institutions that have to declare, by code',
      resolve: ({ undeclared }) => [...undeclared],
    }),
    unreviewed: t.stringList({
      description: '申报待审的机构代码 institutions whose declaration is to be reviewed, by code',
      resolve: ({ unreviewed }) => [...unreviewed],
    }),
    unpaid: t.stringList({
      description: '待拨付的机构代码 institutions that are to be paid, by code',
      resolve: ({ unpaid }) => [...unpaid],
    }),
  }),
});

builder.objectFields(SettlementPeriodRef, (t) => ({
  deadlines: t.field({
    type: [DeadlineRef],
    description: '各期限及其履行情况；逾期办结的也留有记录 its deadlines and how they were met; what was met too late stays visible',
    resolve: ({ met }) => [...met],
  }),
  publication: t.field({
    type: RunPublicationRef,
    nullable: true,
    description: '该期结算的公示；没有公示为空 how its run was published; null where it was not',
    resolve: ({ publication }) => publication,
  }),
  figuresPublishedAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: '最近一次公布该期数据的时间；没有公布为空 when its figures were published last; null where they were not',
    resolve: ({ figuresPublishedAt }) => figuresPublishedAt,
  }),
  declarations: t.field({
    type: [PeriodDeclarationRef],
    complexity: { field: 1, multiplier: 20 },
    description:
      '各机构的申报、审核、应拨和已拨，按机构代码；机构密钥只见本机构 declarations of its institutions by code, with what is payable and paid; an institution sees its own',
    resolve: ({ institutions }) => [...institutions],
  }),
  payable: t.field({
    type: 'Decimal',
    nullable: true,
    description: '本期结算应拨合计（元）；尚无结算为空；机构密钥只计本机构 payable of its run in yuan; null where there is none',
    resolve: ({ payableFen }) => (payableFen === null ? null : printFen(payableFen)),
  }),
  paidAmount: t.field({
    type: 'Decimal',
    description: '本期已拨付合计（元） paid for it so far, in yuan',
    resolve: ({ paidFen }) => printFen(paidFen),
  }),
  statements: t.exposeInt('statements', { description: '结算单数 statements of its run' }),
  consented: t.exposeInt('consented', {
    description: '机构已确认（含代为登记、默示同意）的结算单数 statements that institutions agreed to',
  }),
  openObjections: t.exposeInt('openObjections', { description: '未答复的异议数 objections that are not answered' }),
  payments: t.exposeInt('payments', { description: '须到账的拨付笔数 payments that are to arrive' }),
  receipts: t.exposeInt('receipts', { description: '已确认到账的笔数 payments that were confirmed to have arrived' }),
  unconsented: t.stringList({
    description: '尚未确认结算单的机构代码 institutions that have not agreed to their statements, by code',
    resolve: ({ unconsented }) => [...unconsented],
  }),
}));

builder.queryField('settlementPeriods', (t) =>
  t.field({
    type: [SettlementPeriodRef],
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'statement:read', regionCode } }),
    complexity: { field: 100, multiplier: 17 },
    description:
      '结算期看板：一年的各月、各季和全年，何时到期、进度、逾期、还差谁 the board of a fund year: its months, quarters and the year; what is due, done, late, and for whom',
    args: {
      regionCode: t.arg.string(YEAR_ARGS.regionCode),
      year: t.arg.int(YEAR_ARGS.year),
      insurance: t.arg(YEAR_ARGS.insurance),
    },
    resolve: async (_root, key, context) => [...(await settlementPeriods(context.platform, callerOf(context), key))],
  }),
);
