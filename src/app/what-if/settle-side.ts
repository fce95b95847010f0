import type { SideSums } from './score/side-sums.js';
import { ClearingFailed } from '../clearing/parts/clearing-failed.js';
import type { RunPlan } from '../clearing/run/run-plan.js';
import { requireWorkable } from '../clearing/settle/clear-year.js';
import { SumsOfParts, type ScoredRun } from '../clearing/settle/read-scores.js';
import { workOutYear, type WorkedYear } from '../clearing/settle/settle-run.js';
import { UserError } from '../base/errors.js';
import type { JobFailure } from '../ports/kit/ports-job.js';
import type { Cleared, ClearedInstitution } from '../../engine/clearing/clearing.js';
import { add, divide, Fraction, ZERO, type Fen } from '../../engine/number/quantity.js';

/** An institution of a year that was worked out in memory. */
export interface SettledParty {
  readonly code: string;
  readonly cases: number;
  /** 结算权重 what the fund is shared by. */
  readonly weight: Fraction;
  readonly entitlementFen: Fen;
  readonly payableFen: Fen;
  /** As decimal text. */
  readonly points: string;
}

/** A year that was worked out in memory: nothing of it is stored as a run's. */
export interface SettledSide {
  readonly cleared: Cleared;
  readonly budgetFen: Fen;
  /** Points as decimal text. */
  readonly total: ScoredRun['total'];
  readonly parties: ReadonlyMap<string, SettledParty>;
  readonly weight: Fraction;
  /** 单位权重金额 fund ÷ Σ settlement weight, exactly; null where no weight is above 0. Yuan. */
  readonly price: Fraction | null;
}

/** Settles a year from what its cases add up to, by the code that a run goes through. Throws `ClearingFailed`, RULESET_INVALID. */
export async function settleSide(plan: RunPlan, sums: SideSums): Promise<SettledSide> {
  requireWorkable(plan);
  const parts = new SumsOfParts(plan.totals);
  parts.addAccumulated(sums.accumulator);
  const scored = { ...parts.result(), shards: [], parts: [] };
  return sideOf(scored, await workOutYear(plan, scored));
}

function sideOf({ total }: ScoredRun, { cleared, budgetFen, counted }: WorkedYear): SettledSide {
  const parties = new Map(
    cleared.institutions.map((institution): [string, SettledParty] => {
      const { code, entitlementFen, payableFen } = institution;
      return [code, { code, ...counted(code), entitlementFen, payableFen, weight: weightOf(institution) }];
    }),
  );
  const weight = [...parties.values()].reduce((sum, party) => add(sum, party.weight), ZERO);
  const fund = new Fraction(cleared.fundFen, 100n);
  return { cleared, budgetFen, total, parties, weight, price: divide(fund, weight) ?? null };
}

function weightOf({ runs }: ClearedInstitution): Fraction {
  for (const { scope, frame } of runs) {
    if (scope.scope !== 'institutionTotal') continue;
    const slot = scope.slotByName.get('settlementWeight');
    const value = slot === undefined ? undefined : frame[slot];
    if (value instanceof Fraction) return value;
  }
  return ZERO;
}

/** Why a year could not be settled, where it is the year's or the rules' fault; anything else is thrown on. */
export function failureOfSide(error: unknown): JobFailure {
  if (error instanceof ClearingFailed || error instanceof UserError)
    return { code: error.code, zh: error.messages.zh, en: error.messages.en ?? error.messages.zh };
  throw error;
}
