import { Tag } from 'antd';
import type { RunShownFragment } from '../../generated/clearing/graphql.ts';
import type { clearingZh } from '../../texts/zh/clearing.ts';

const STAGES = { TRIAL: 'warning', CALCULATED: 'processing', CONFIRMED: 'success', PAID: 'success' } as const;

/** Where a run stands: its stage once it was calculated, until then (and where it failed) how its job is. */
export function stateOfRun({ stage, status }: Pick<RunShownFragment, 'stage' | 'status'>, t: typeof clearingZh): string {
  return status === 'SUCCEEDED' ? t.stages[stage] : t.jobs[status];
}

/** The same as a coloured word. */
export function RunState({ run, t }: { readonly run: RunShownFragment; readonly t: typeof clearingZh }) {
  const failed = run.status === 'FAILED' || run.status === 'HALTED';
  const colour = run.status === 'SUCCEEDED' ? STAGES[run.stage] : failed ? 'error' : 'default';
  return <Tag color={colour}>{stateOfRun(run, t)}</Tag>;
}

/** A period of settlement in words: YEAR, Q1 to Q4, 01 to 12. */
export function periodText(period: string, t: typeof clearingZh): string {
  if (period === 'YEAR') return t.wholeYear;
  return period.startsWith('Q') ? t.quarter(period.slice(1)) : t.month(period);
}

/** What a run settles, in words: 2025 年 职工医保 全年. */
export function subjectOfRun(
  { year, insurance, period }: Pick<RunShownFragment, 'year' | 'insurance' | 'period'>,
  t: typeof clearingZh,
): string {
  return t.subject(year, t.insurances[insurance], periodText(period, t));
}
