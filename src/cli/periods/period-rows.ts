import { CONSENT_WORDS } from '../print/consent-words.js';
import type { ShownColumn, ShownValue } from '../print/printed-rows.js';
import { chinaDay } from '../../app/base/china-day.js';
import type { BoardRow } from '../../app/periods/board/settlement-periods.js';
import type { InstitutionStanding } from '../../app/periods/board/year-standing.js';
import { stateWord } from '../../app/periods/declared/refusals.js';
import { DECLARATION_STATES } from '../../app/ports/clearing/ports-period.js';
import { printFen } from '../../engine/number/quantity.js';

type Row = Readonly<Record<string, ShownValue>>;

const spoken =
  (words: Readonly<Record<string, string>>) =>
  (value: ShownValue): string =>
    value === null
      ? ''
      : String(value)
          .split(' ')
          .map((word) => words[word] ?? word)
          .join('、');

const STATES = { OPEN: '未开始', DECLARING: '申报中', SETTLED: '已结算', PUBLISHED: '已公示', CONFIRMED: '已确认', PAID: '已付清' };
const LATE = { DECLARATION: '申报', PUBLICATION: '公布', PAYMENT: '拨付', CLOSING: '关闭', FIGURES: '公布数据' };

/** `PAYMENT:3/5` as people say it: 拨付 3/5. */
const spokenDays = (value: ShownValue): string => spoken(LATE)(String(value ?? '').replaceAll(':', ' ')).replaceAll(/、(?=\d)/gu, ' ');

/** The board of periods, a period a row. `daysLate` stays when what was late is done: working days / days, of each deadline that was missed. */
export const BOARD_COLUMNS: readonly ShownColumn[] = [
  { name: 'key', title: '期' },
  { name: 'to', title: '止' },
  { name: 'declareBy', title: '申报截止' },
  { name: 'publishBy', title: '公布截止' },
  { name: 'payBy', title: '拨付截止' },
  { name: 'closeBy', title: '关闭截止' },
  { name: 'figuresBy', title: '数据公布截止' },
  { name: 'figuresPublished', title: '数据公布' },
  { name: 'state', title: '状态', text: spoken(STATES) },
  { name: 'late', title: '逾期', text: spoken(LATE) },
  { name: 'daysLate', title: '逾期工作日/天数', text: spokenDays },
  { name: 'runNo', title: '结算', align: 'right' },
  { name: 'declared', title: '申报', align: 'right' },
  { name: 'reviewed', title: '复审', align: 'right' },
  { name: 'publishedUntil', title: '异议截止' },
  { name: 'openObjections', title: '异议', align: 'right' },
  { name: 'consented', title: '机构确认', align: 'right' },
  { name: 'statements', title: '结算单', align: 'right' },
  { name: 'paid', title: '付清', align: 'right' },
  { name: 'receipts', title: '到账', align: 'right' },
  { name: 'payments', title: '拨付', align: 'right' },
  { name: 'institutions', title: '机构', align: 'right' },
];

/** A period of the board as a row. */
export function boardCells({
  period,
  due,
  state,
  late,
  met,
  run,
  declared,
  reviewed,
  paid,
  institutions,
  publication,
  figuresPublishedAt,
  ...waits
}: BoardRow): Row {
  return {
    ...{ key: period.key, kind: period.kind, from: period.from, to: period.to, ...due },
    ...{ state, late: late.join(' '), runNo: run?.runNo ?? null, declared, reviewed, paid, institutions: institutions.length },
    daysLate: met.flatMap((one) => (one.daysLate === 0 ? [] : [`${one.step}:${one.workingDaysLate}/${one.daysLate}`])).join(' '),
    figuresPublished: figuresPublishedAt === null ? null : chinaDay(figuresPublishedAt),
    ...{ publishedUntil: publication?.lastDay ?? null, openObjections: waits.openObjections },
    ...{ statements: waits.statements, consented: waits.consented, payments: waits.payments, receipts: waits.receipts },
    unconsented: waits.unconsented.join(' '),
    undeclared: waits.undeclared.join(' '),
    unreviewed: waits.unreviewed.join(' '),
    unpaid: waits.unpaid.join(' '),
  };
}

const DECLARATION = Object.fromEntries(DECLARATION_STATES.map((state) => [state, stateWord(state).zh]));

/** Declarations of a period, an institution a row; amounts in yuan. */
export const DECLARATION_COLUMNS: readonly ShownColumn[] = [
  { name: 'institutionCode', title: '机构编码' },
  { name: 'state', title: '状态', text: (value) => (value === null ? stateWord(undefined).zh : spoken(DECLARATION)(value)) },
  { name: 'declaredCases', title: '申报例数', align: 'right' },
  { name: 'countedCases', title: '平台例数', align: 'right' },
  { name: 'declaredFundAmount', title: '申报金额', align: 'right' },
  { name: 'countedFundAmount', title: '平台金额', align: 'right' },
  { name: 'fundDifference', title: '差额', align: 'right' },
  { name: 'payable', title: '应拨', align: 'right' },
  { name: 'paidAmount', title: '已拨', align: 'right' },
  { name: 'consent', title: '机构意见', text: spoken(CONSENT_WORDS) },
];

/** An institution's declaration as a row. */
export function declarationCells(standing: InstitutionStanding): Row {
  const { institutionCode, declaration, counted, payableFen, paidFen, isPaid, consent, openObjections, payments, receipts } = standing;
  const figures = declaration?.figures;
  return {
    ...{ institutionCode, state: declaration?.state ?? null },
    ...{ declaredCases: figures?.cases ?? null, countedCases: counted.cases },
    declaredFundAmount: figures === undefined ? null : printFen(figures.fundFen),
    countedFundAmount: printFen(counted.fundFen),
    caseDifference: figures === undefined ? null : figures.cases - counted.cases,
    fundDifference: figures === undefined ? null : printFen(figures.fundFen - counted.fundFen),
    ...{ payable: payableFen === null ? null : printFen(payableFen), paidAmount: printFen(paidFen), isPaid },
    ...{ consent, openObjections, payments, receipts },
  };
}
