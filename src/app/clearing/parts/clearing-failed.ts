import { reasonOf } from '../../base/evaluation-errors.js';
import type { Label } from '../../../engine/plan/plan.js';
import type { RunFailure, RunFailureCode } from '../../../engine/decide/scope-run.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';

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

type ProblemCode = Parameters<typeof reasonOf>[0];

/** What went wrong with money, beside what goes wrong in formulas. */
const MONEY_REASONS: Readonly<Record<Exclude<RunFailureCode, ProblemCode>, Label>> = {
  NEGATIVE_WEIGHT: { zh: '分配权重为负。', en: 'A weight is negative.' },
  NO_POSITIVE_WEIGHT: { zh: '没有正的分配权重（全年总分值为零）。', en: 'No weight is positive: the year has zero points.' },
  NEGATIVE_TOTAL: { zh: '可分配金额为负。', en: 'The amount to allocate is negative.' },
  NEGATIVE_CLAIM: { zh: '申请额为负。', en: 'A claim is negative.' },
  NEGATIVE_LIMIT: { zh: '额度为负。', en: 'The limit is negative.' },
  NOT_WHOLE_FEN: { zh: '金额不是整分。', en: 'The amount is not whole fen.' },
  LINES_DO_NOT_ADD_UP: { zh: '明细行之和不等于合计。', en: 'The lines do not add up to the total.' },
  ACCOUNT_OVERDRAWN: { zh: '账户余额为负。', en: 'An account is overdrawn.' },
};

function isMoneyReason(code: RunFailureCode): code is Exclude<RunFailureCode, ProblemCode> {
  return code in MONEY_REASONS;
}

function runReason(code: RunFailureCode, fact: string): Label {
  return isMoneyReason(code) ? MONEY_REASONS[code] : reasonOf(code, fact);
}

/** EVALUATION_FAILED: the first of a year's failures by name, with its institution and month, and how many more there are. */
export function failedClearing({ plan }: CompiledRuleset, failures: readonly RunFailure[]): ClearingFailed {
  const [first] = failures;
  if (first === undefined) return new ClearingFailed('EVALUATION_FAILED', { zh: '清算失败。', en: 'The clearing failed.' });
  const { code, scope, key, decision, fact } = first;
  const label = plan.decisions[scope].find(({ id }) => id === decision)?.label;
  const reason = runReason(code, fact);
  const where = [key.institutionCode, key.period, key.groupCode].filter((part) => part !== undefined).join(' ');
  const others = failures.length - 1;
  const more = others === 0 ? { zh: '', en: '' } : { zh: `（另有 ${others} 处）`, en: ` (and ${others} more)` };
  return new ClearingFailed('EVALUATION_FAILED', {
    zh: `判定“${label?.zh ?? decision}”（${scope}，${where === '' ? '全区' : where}${fact === '' ? '' : `，${fact}`}）失败：${reason.zh}${more.zh}`,
    en: `Decision "${decision}" (${scope}, ${where === '' ? 'the whole region' : where}${fact === '' ? '' : `, ${fact}`}) failed: ${reason.en ?? reason.zh}${more.en}`,
  });
}
