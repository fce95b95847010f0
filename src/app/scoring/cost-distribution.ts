import { requirePermission } from '../kernel/command.js';
import type { Caller } from '../kernel/platform.js';
import { compare, printShort, type Fraction } from '../../engine/number/quantity.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** 费用倍率的一档 cases whose cost ratio is at least `from` and below `to` (null: no end), of one tier of deviation (null: none). */
export interface CostBar {
  readonly from: string;
  readonly to: string | null;
  readonly deviation: string | null;
  readonly cases: number;
}

/** 费用分布 how the costs of a disease group lie in a run, as ratios to its mean, and the bounds of the tiers of deviation. */
export interface CostDistribution {
  readonly cases: number;
  readonly bars: readonly CostBar[];
  /** Rising, each once. */
  readonly bounds: readonly string[];
}

/** Ratios from five times the mean on are in one bar. */
const MOST_TENTHS = 50;

/** A number of tenths as a decimal: 13 is 1.3. */
function tenths(count: number): string {
  return `${Math.floor(count / 10)}.${count % 10}`;
}

/**
 * The bounds that the decision on deviation compares ratios with, by the compiled rules. Cities compare the cost ratio itself, or a ratio of their own to
 * the payment standard: then tiers need not change just there on a scale of cost ratios.
 */
export function deviationBounds({ plan }: Pick<CompiledRuleset, 'plan'>): readonly Fraction[] {
  const deviation = plan.decisions.case.find(({ id }) => id === 'deviation');
  return (deviation?.tables ?? []).flatMap(({ tests }) =>
    tests.flatMap(({ ref, classifier }) => {
      const isRatio = ref.scope === 'case' && plan.slots.case[ref.slot]?.unit === '1';
      return isRatio && classifier.kind === 'decimal' ? classifier.cuts : [];
    }),
  );
}

/**
 * The distribution of a group's costs in a run. An institution sees its own cases. Whoever may read cases may count them, so that small counts stay in:
 * who may not, gets none of them. Throws FORBIDDEN.
 */
export async function costDistribution(
  { actor, read }: Caller,
  asked: { readonly regionCode: string; readonly runNo: number; readonly groupCode: string },
  rulesets: readonly Pick<CompiledRuleset, 'plan'>[],
): Promise<CostDistribution> {
  const { regionCode, runNo, groupCode } = asked;
  requirePermission(actor, 'case:read', regionCode);
  const steps = await read(({ caseLists }) => caseLists.costSteps(regionCode, runNo, groupCode, MOST_TENTHS));
  const bars = steps.map(({ tenths: at, deviation, cases }) => ({
    from: tenths(at),
    to: at === MOST_TENTHS ? null : tenths(at + 1),
    deviation,
    cases,
  }));
  const bounds = rulesets.flatMap(deviationBounds).sort(compare);
  return { cases: steps.reduce((sum, { cases }) => sum + cases, 0), bars, bounds: [...new Set(bounds.map(printShort))] };
}
