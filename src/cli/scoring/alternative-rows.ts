import { table } from '../terminal/table.js';
import { groupingReason, type Alternative } from '../../app/scoring/score-alternatives.js';
import { CaseScore } from '../../app/scoring/score-case.js';
import { printFen } from '../../engine/number/quantity.js';

const KINDS: Readonly<Record<Alternative['kind'], string>> = {
  RECORDED: '原样',
  PRINCIPAL_DIAGNOSIS: '主要诊断',
  MAIN_OPERATION: '主要手术操作',
};

/** What another principal diagnosis or main operation would have led to, as JSON. */
export function alternativeJson({ kind, code, result }: Alternative): Readonly<Record<string, unknown>> {
  if (!(result instanceof CaseScore)) return { kind, code, errorCode: result.code, why: result.messages };
  const { group, grouping, paymentFen } = result;
  return {
    ...{ kind, code, groupCode: group?.code ?? null, groupName: group?.name ?? null, grouperCode: grouping?.grouper?.code ?? null },
    ...{ points: result.printed('points'), payment: paymentFen === null ? null : printFen(paymentFen), why: groupingReason(result) },
  };
}

/** Alternatives side by side, for people; empty: none were asked for. */
export function alternativesText(alternatives: readonly Alternative[]): string {
  if (alternatives.length === 0) return '';
  const columns = ['备选', '编码', '病种', '分值', '原因'].map((title) => ({ title }));
  const rows = alternatives.map(({ kind, code, result }) =>
    result instanceof CaseScore
      ? [KINDS[kind], code, result.group?.code ?? '未入组', result.printed('points') ?? '', groupingReason(result)?.zh ?? '分组前排除']
      : [KINDS[kind], code, '', '', result.messages.zh],
  );
  return `\n换主要诊断或主要手术操作会怎样\n${table(columns, rows)}`;
}
