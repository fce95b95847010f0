import type { Table } from '../sheets/table-text.js';
import type {
  RunSituation,
  RunDecision,
  RunFigure,
  RunProfile,
  RunValue,
  RunVersionRow,
  BudgetItem,
} from '../clearing/evidence/run-evidence.js';
import type { CorrectedCase } from '../clearing/evidence/corrections.js';
import type { RunRecordRow } from '../clearing/run/run-records.js';
import type { AccountRecord, PostingRecord } from '../ports/clearing/ports-run-results.js';
import type { ExceptionRecord, ScoreRecord } from '../ports/clearing/ports-score.js';
import type { NumberedStandOut } from '../ports/clearing/ports-stand-out.js';
import { printFen, type Fen } from '../../engine/number/quantity.js';

/** 支付额性质 what a case's `payment` is, said beside it: INDICATIVE, points × point value before the fund's share (docs/explanations.md). */
export function paymentKind(payment: unknown): 'INDICATIVE' | null {
  return payment === null ? null : 'INDICATIVE';
}

/** 得分 one row a case; `payment` in yuan, indicative. */
export const SCORES: Table<ScoreRecord & { readonly revision: number; readonly payment: string | null }> = {
  columns: [
    ...['caseNo', 'institutionCode', 'groupCode', 'inclusion', 'deviation', 'costRatio', 'institutionCoefficient'],
    ...['auxiliaryFactor', 'points', 'payment', 'exceptionCode', 'revision', 'situation', 'paymentKind'],
  ],
  cells: (score) => [
    ...[score.caseNo, score.institutionCode, score.groupCode, score.inclusion, score.deviation, score.costRatio],
    ...[score.institutionCoefficient, score.auxiliaryFactor, score.points, score.payment, score.exceptionCode, score.revision],
    ...[score.outcomeId, paymentKind(score.payment)],
  ],
};

/** 更正 one row a case that counts otherwise than when its month was closed, and figure. */
export const CORRECTIONS: Table<CorrectedCase & { readonly institutionCode: string; readonly figure: CorrectedCase['figures'][number] }> = {
  columns: ['institutionCode', 'caseNo', 'kind', 'monthBefore', 'monthAfter', 'figure', 'label', 'unit', 'counted', 'now'],
  cells: ({ institutionCode, caseNo, kind, monthBefore, monthAfter, figure: { name, label, unit, counted, now } }) => [
    ...[institutionCode, caseNo, kind, monthBefore, monthAfter, name, label.zh, unit, counted, now],
  ],
};

/** 例外 cases that could not be scored. */
export const EXCEPTIONS: Table<ExceptionRecord> = {
  columns: ['caseNo', 'institutionCode', 'code', 'zh', 'en'],
  cells: ({ caseNo, institutionCode, code, messages }) => [caseNo, institutionCode, code, messages.zh, messages.en ?? null],
  more: ({ detail }) => ({ detail }),
};

/** 存疑事项 what stands out. */
export const STANDS_OUT: Table<NumberedStandOut> = {
  columns: ['itemNo', 'kind', 'caseNo', 'institutionCode', 'groupCode', 'subject', 'figure', 'threshold', 'parameter', 'zh', 'en'],
  cells: ({ itemNo, kind, caseNo, institutionCode, groupCode, subject, figure, threshold, parameter, messages }) => [
    ...[itemNo, kind, caseNo, institutionCode, groupCode, subject, figure, threshold, parameter],
    ...[messages.zh, messages.en ?? null],
  ],
};

/** 机构档案 profiles as they were frozen; attributes as JSON text. */
export const PROFILES: Table<RunProfile> = {
  columns: ['institutionCode', 'institutionName', 'effectiveFrom', 'level', 'attributes'],
  cells: ({ institutionCode, institutionName, effectiveFrom, level, attributes }) => [
    ...[institutionCode, institutionName, effectiveFrom, level],
    JSON.stringify(attributes),
  ],
};

/** 机构指标 yearly figures of institutions, and what the year brought to each, summed. */
export const FIGURES: Table<RunFigure> = {
  columns: ['scope', 'institutionCode', 'name', 'value'],
  cells: ({ scope, institutionCode, name, value }) => [scope, institutionCode, name, value],
};

/** 预算与决算 items of the revisions that the run used. */
export const BUDGET: Table<BudgetItem> = {
  columns: ['kind', 'revision', 'name', 'value'],
  cells: ({ kind, revision, name, value }) => [kind, revision, name, value],
};

/** 原始记录 adjustments, payments and assessments behind the sums. */
export const RECORDS: Table<RunRecordRow> = {
  columns: [
    ...['kind', 'id', 'institutionCode', 'name', 'value', 'month', 'paidOn', 'reason', 'reversesId', 'recordedAt'],
    ...['period', 'source', 'recordedBy'],
  ],
  cells: ({ kind, id, institutionCode, name, value, month, paidOn, reason, reversesId, recordedAt, ...more }) => [
    ...[kind, id, institutionCode, name, value, month, paidOn, reason, reversesId, recordedAt],
    ...[more.period ?? null, more.source ?? null, more.recordedBy ?? null],
  ],
};

/** 版本 rulesets and catalogues in force on days of the year. */
export const VERSIONS: Table<RunVersionRow> = {
  columns: ['kind', 'id', 'version', 'hash', 'from', 'to'],
  cells: ({ kind, id, version, hash, from, to }) => [kind, id, version, hash, from, to],
};

/** 取值 every value of every key of the year. */
export const VALUES: Table<RunValue> = {
  columns: ['scope', 'institutionCode', 'month', 'groupCode', 'name', 'value'],
  cells: ({ scope, institutionCode, month, groupCode, name, value }) => [scope, institutionCode, month, groupCode, name, value],
};

/** 判定 every decision of the fund, the months and institutions, with how it came about. */
export const DECISIONS: Table<RunDecision> = {
  columns: [
    ...['scope', 'institutionCode', 'month', 'seq', 'decision', 'label', 'formula', 'substituted', 'output', 'unit', 'rule', 'basis'],
  ],
  cells: ({ scope, institutionCode, month, step }) => [
    ...[scope, institutionCode, month, step.seq, step.decision, step.label.zh, step.formula, step.substituted, step.output, step.unit],
    ...[step.rule, step.basis.map(({ title, article }) => `${title}${article === null ? '' : ` ${article}`}`).join('；')],
  ],
};

/** 账户 opening, movement and closing in yuan. */
export const ACCOUNT_TABLE: Table<AccountRecord> = {
  columns: ['account', 'opening', 'change', 'closing'],
  cells: ({ account, openingFen, closingFen }) => [account, printFen(openingFen), printFen(closingFen - openingFen), printFen(closingFen)],
};

/** 分录 what leaves (+) or enters (−) an account, in yuan. */
export const POSTINGS: Table<PostingRecord> = {
  columns: ['institutionCode', 'total', 'lineOrder', 'line', 'account', 'amount', 'change'],
  cells: ({ institutionCode, total, lineOrder, line, account, amountFen, sign }) => [
    ...[institutionCode, total, lineOrder, line, account, printFen(amountFen)],
    printFen(changeOf(amountFen, sign)),
  ],
};

/** How a posting changes its account: + leaves it. */
function changeOf(amountFen: Fen, sign: 1 | -1): Fen {
  return sign === 1 ? -amountFen : amountFen;
}

/** 情形 what the judge was asked once for: one row a decision. */
export const SITUATIONS: Table<RunSituation> = {
  columns: ['situation', 'cases', 'witnessCaseNo', 'reJudged', 'decision', 'rules', 'value', 'facts'],
  cells: ({ situation, cases, witnessCaseNo, reJudged, decision, rules, value, facts }) => [
    ...[situation, cases.toString(), witnessCaseNo, reJudged, decision, rules.join('；'), value, facts.join('；')],
  ],
};
