import { ALL_CASES, ALL_POINTS } from '../run/aggregates.js';
import type { RunPlan } from '../run/run-plan.js';
import type { ClosedPeriod } from '../run/run-snapshot.js';
import type { ScoreSumRow } from '../../ports/clearing/ports-score.js';
import { sumRuns, type AggregateRow } from '../../../engine/decide/aggregates.js';
import type { KeyRun } from '../../../engine/decide/key-run.js';
import { assert } from '../../../engine/kit/assert.js';
import {
  add,
  compare,
  EXACT_DISPLAY_SCALE,
  printFixed,
  storedDecimal,
  subtract,
  ZERO,
  type Fraction,
} from '../../../engine/number/quantity.js';
import { periodKindOf, PERIODS, type PartKind } from '../../../engine/plan/periods.js';
import type { AggregatePlan } from '../../../engine/plan/plan.js';

/** Sums by institution and name, as text: what a snapshot and a run keep of a period. */
export type SumsText = ClosedPeriod['counted'];

/** 本期合计 what a month or quarter took into account of cases, and what it carries to the quarter and the year. */
export interface PeriodSums {
  readonly counted: SumsText;
  readonly carried: SumsText;
}

/** The periods of a kind that were closed before a run, in order. */
export function closedOf({ snapshot }: RunPlan, kind: PartKind): readonly ClosedPeriod[] {
  return (snapshot.closed ?? []).filter(({ key }) => periodKindOf(key) === kind);
}

/**
 * What a period takes into account (N21-28): the cases of the year up to its last day as they are known now, less what the periods before it
 * have counted. So a case that comes late, is corrected or voided counts by the difference in the period that is open, a closed one stays as it
 * is, and all periods together are the year's cases.
 */
export function countedSums(plan: RunPlan, kind: PartKind, byInstitution: readonly ScoreSumRow[]): SumsText {
  const ids = [...plan.aggregates.filter(({ per }) => per === PERIODS[kind].scope).map(({ id }) => id), ALL_CASES, ALL_POINTS];
  const before = closedOf(plan, kind);
  const now = new Map(byInstitution.map(({ institutionCode, values }) => [institutionCode, values]));
  const codes = new Set([...now.keys(), ...before.flatMap(({ counted }) => Object.keys(counted))]);
  return Object.fromEntries(
    [...codes].sort().map((code) => [
      code,
      Object.fromEntries(
        ids.map((id) => {
          const known = storedDecimal(now.get(code)?.[id] ?? '0');
          const counted = before.reduce((sum, one) => add(sum, storedDecimal(one.counted[code]?.[id] ?? '0')), ZERO);
          return [id, exactText(subtract(known, counted))];
        }),
      ),
    ]),
  );
}

/** What the statements of a period add up to for later scopes, by aggregate. */
export function carriedSums(aggregates: readonly AggregatePlan[], runs: readonly KeyRun[]): SumsText {
  const sums = new Map<string, Map<string, Fraction>>();
  for (const plan of aggregates) {
    for (const { institutionCode, value } of sumRuns(plan, runs)) {
      const own = sums.get(institutionCode) ?? new Map<string, Fraction>();
      sums.set(institutionCode, own.set(plan.id, add(own.get(plan.id) ?? ZERO, value)));
    }
  }
  return Object.fromEntries(
    [...sums].map(([code, own]) => [code, Object.fromEntries([...own].map(([id, value]) => [id, exactText(value)]))]),
  );
}

/** The rows of one name in sums of a period, as aggregates are filled from. */
export function rowsOfSums(sums: SumsText, id: string, period: string): readonly AggregateRow[] {
  return Object.entries(sums).flatMap(([institutionCode, values]): AggregateRow[] => {
    const text = values[id];
    return text === undefined ? [] : [{ institutionCode, period, value: storedDecimal(text) }];
  });
}

/** Whether nothing at all was counted: there is nothing to settle then. */
export function isNothing(sums: SumsText): boolean {
  return Object.values(sums).every((values) => Object.values(values).every((text) => compare(storedDecimal(text), ZERO) === 0));
}

/** Sums of rounded amounts and of counts have no more places than these. */
function exactText(value: Fraction): string {
  const text = printFixed(value, EXACT_DISPLAY_SCALE);
  assert(compare(storedDecimal(text), value) === 0, `${text} is not exact`);
  return text;
}
