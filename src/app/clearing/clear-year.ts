import { monthRows } from './month-rows.js';
import type { RunPlan } from './run-plan.js';
import { StateError } from '../errors.js';
import { reasonOf } from '../evaluation-errors.js';
import type { AggregateRow as StoredRow } from '../ports-score.js';
import { factsFrom, yearInputs } from '../year-facts.js';
import type { AggregateRow } from '../../engine/aggregates.js';
import { clearFundYear, type Cleared, type ClearingInputs } from '../../engine/clearing.js';
import type { FactProblem } from '../../engine/fact-text.js';
import type { Label } from '../../engine/plan.js';
import { storedDecimal } from '../../engine/quantity.js';
import type { RunFailure } from '../../engine/scope-run.js';
import { learnUnmet } from '../../rules/learn.js';

/** Sums of cases as SQL added them up, by institution and by institution and month. */
export interface CaseSums {
  readonly byInstitution: readonly StoredRow[];
  readonly byMonth: readonly StoredRow[];
}

/** A run that can't be cleared: a failed formula, an overdrawn account, a stated value that does not fit. */
export class ClearingFailed extends Error {
  override readonly name = 'ClearingFailed';

  constructor(
    readonly code: string,
    readonly messages: Label,
  ) {
    super(messages.zh);
  }
}

/** Clears the year of a run from the sums of its cases. Situations that no table holds are put to the Judge and learnt. */
export async function clearYear(plan: RunPlan, sums: CaseSums): Promise<Cleared> {
  const { compiled } = plan.yearVersion;
  const inputs = await clearingInputs(plan, sums);
  for (;;) {
    const result = clearFundYear(compiled.program, inputs, compiled.tables.verdict);
    if (result.kind === 'cleared') return result;
    if (result.kind === 'unmet') {
      await learnUnmet(compiled.program, compiled.tables, result.runs, result.unmet);
      continue;
    }
    if (result.kind === 'lacking') throw lacking(result.outputs.map((output) => `${output.scope}.${output.id}`));
    throw failed(plan, result.failures);
  }
}

async function clearingInputs(plan: RunPlan, sums: CaseSums): Promise<ClearingInputs> {
  const { snapshot, source } = plan;
  const { compiled } = plan.yearVersion;
  const { year, insurance, to } = snapshot;
  const { inputs, problems } = yearInputs(compiled.plan, source, { year, insurance, date: to });
  const wrong: FactProblem[] = [...problems];
  const fundYearEnd = factsFrom(compiled.plan, 'fundYearEnd', Object.entries({ ...snapshot.budget, ...snapshot.actuals }), wrong);
  const institutions = inputs.institutions.map(({ code, facts }) => ({
    code,
    facts,
    yearFacts: factsFrom(compiled.plan, 'institutionYear', Object.entries(snapshot.institutionYears[code] ?? {}), wrong),
  }));
  const [problem] = wrong;
  if (problem !== undefined) throw misfit(problem);
  const rows = new Map<string, readonly AggregateRow[]>(
    plan.aggregates.map(({ id, per }) => [id, rowsOf(id, per === 'institutionMonth' ? sums.byMonth : sums.byInstitution)]),
  );
  for (const [id, own] of await monthRows(plan, inputs, rows)) rows.set(id, own);
  return { ...inputs, institutions, fundYearEnd, rows };
}

function rowsOf(id: string, rows: readonly StoredRow[]): readonly AggregateRow[] {
  return rows.map(({ institutionCode, month, values }) => ({
    institutionCode,
    value: storedDecimal(values[id] ?? '0'),
    ...(month === null ? {} : { month: String(month).padStart(2, '0') }),
  }));
}

function misfit({ fact, value, expected }: FactProblem): ClearingFailed {
  return new ClearingFailed('VALIDATION_FAILED', {
    zh: `“${fact}”的值“${value}”与规则集的声明不符（应为 ${expected}）。请更正预算、机构指标或年度记录后重新清算。`,
    en: `The value "${value}" of "${fact}" does not fit the ruleset (expected ${expected}). Correct the record and clear again.`,
  });
}

function lacking(outputs: readonly string[]): StateError {
  const list = outputs.join('、');
  return new StateError('RULESET_INVALID', {
    zh: `规则集缺少清算所需的输出：${list}。请补充相应判定后作为新版本载入。`,
    en: `The ruleset lacks outputs that clearing needs: ${list}. Add the decisions and load a new version.`,
  });
}

const RUN_REASONS: Readonly<Record<string, Label>> = {
  NEGATIVE_WEIGHT: { zh: '分配权重为负。', en: 'A weight is negative.' },
  NO_POSITIVE_WEIGHT: { zh: '没有正的分配权重（全年总分值为零）。', en: 'No weight is positive: the year has zero points.' },
  NEGATIVE_TOTAL: { zh: '可分配金额为负。', en: 'The amount to allocate is negative.' },
  NEGATIVE_CLAIM: { zh: '申请额为负。', en: 'A claim is negative.' },
  NEGATIVE_LIMIT: { zh: '额度为负。', en: 'The limit is negative.' },
  NOT_WHOLE_FEN: { zh: '金额不是整分。', en: 'The amount is not whole fen.' },
  LINES_DO_NOT_ADD_UP: { zh: '明细行之和不等于合计。', en: 'The lines do not add up to the total.' },
  ACCOUNT_OVERDRAWN: { zh: '账户余额为负。', en: 'An account is overdrawn.' },
};

function failed({ yearVersion }: RunPlan, failures: readonly RunFailure[]): ClearingFailed {
  const [first] = failures;
  if (first === undefined) return new ClearingFailed('EVALUATION_FAILED', { zh: '清算失败。', en: 'The clearing failed.' });
  const { code, scope, key, decision, fact } = first;
  const label = yearVersion.compiled.plan.decisions[scope].find(({ id }) => id === decision)?.label.zh ?? decision;
  const reason = RUN_REASONS[code] ?? (isProblem(code) ? reasonOf(code, fact) : { zh: code, en: code });
  const where = [key.institutionCode, key.month].filter((part) => part !== undefined).join(' ') || '全区';
  const more = failures.length > 1 ? `（另有 ${failures.length - 1} 处）` : '';
  return new ClearingFailed('EVALUATION_FAILED', {
    zh: `判定“${label}”（${scope}，${where}${fact === '' ? '' : `，${fact}`}）失败：${reason.zh}${more}`,
    en: `Decision "${decision}" (${scope}, ${where}) failed: ${reason.en ?? reason.zh}`,
  });
}

function isProblem(code: string): code is Parameters<typeof reasonOf>[0] {
  return ['NOT_SUPPLIED', 'MISSING_VALUE', 'GROUP_COLUMN_MISSING', 'TABLE_KEY_MISSING', 'DIVISION_BY_ZERO', 'OUT_OF_RANGE'].includes(code);
}
