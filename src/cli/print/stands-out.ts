import { STAND_OUT_TERMS } from '../../app/clearing/settle/stand-out-text.js';
import { parseStandsOut, type StandOutCheck } from '../../app/clearing/settle/stands-out.js';
import type { RunRecord } from '../../app/ports/clearing/ports-run.js';
import type { Unit } from '../../app/ports/ports.js';
import type { Label } from '../../engine/plan/plan.js';

/** 存疑事项 what stands out in a run, as far as it is printed. */
export interface StandsOutShown {
  /** What a confirmation has to state; null: the run has no list. */
  readonly hash: string | null;
  readonly checks: readonly StandOutCheck[];
  /** The first ones, those about cases and institutions before those about the ruleset. */
  readonly first: readonly { readonly kind: string; readonly messages: Label }[];
}

/** How many are printed. */
const SHOWN = 10;

/** Reads what stands out in a run. */
export async function readStandsOut(
  { runs, standOuts }: Pick<Unit, 'runs' | 'standOuts'>,
  { regionCode, runNo }: RunRecord,
): Promise<StandsOutShown> {
  const found = await runs.standsOut(regionCode, runNo);
  const items = await standOuts.list(regionCode, runNo, { first: SHOWN, afterNo: 0 });
  return {
    hash: found?.standsOutHash ?? null,
    checks: parseStandsOut(found?.standsOut)?.checks ?? [],
    first: items.map(({ kind, messages }) => ({ kind, messages })),
  };
}

/** What stands out, for people: how much of each kind, the first ones, and which checks were off. */
export function standsOutText({ hash, checks, first }: StandsOutShown): string {
  if (hash === null) return '';
  const counts = checks.filter(({ count }) => count > 0).map(({ kind, count }) => `${STAND_OUT_TERMS[kind].zh} ${count}`);
  const off = checks.filter(({ offBecause }) => offBecause !== null);
  const total = checks.reduce((sum, { count }) => sum + count, 0);
  const lines = [
    `存疑事项 ${total} 项，确认前请逐条核实${counts.length === 0 ? '' : `：${counts.join('，')}`}`,
    ...first.map(({ messages }) => `  ${messages.zh}`),
    ...(total > first.length ? [`  ……其余见导出（what=standsOut）`] : []),
    ...off.map(
      ({ kind, parameter, offBecause }) =>
        `  未检查“${STAND_OUT_TERMS[kind].zh}”：${offBecause === 'NO_PARAMETER' ? `规则集没有参数 ${parameter ?? ''}` : '没有上一年度的清算可比'}`,
    ),
    `存疑事项哈希 ${hash}`,
  ];
  return `${lines.join('\n')}\n`;
}
