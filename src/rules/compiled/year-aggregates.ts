import type { AggregatePlan, Plan } from '../../engine/plan/plan.js';
import { settlementYearDays, settlementYearOf } from '../../engine/kit/calendar.js';
import type { CompiledRuleset } from './compiled-ruleset.js';
import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';

/** What an aggregated output must have in common in all versions of a year: name, unit, scale, conditions, and what it is added up per. */
export function aggregateShape(plan: Plan): string {
  const outputOf = (aggregate: AggregatePlan): unknown => {
    const { sum } = aggregate;
    return sum === undefined
      ? null
      : (plan.decisions[sum.scope].find(({ slot }) => slot === sum.slot)?.output ?? plan.slots[sum.scope][sum.slot]?.unit);
  };
  const shapes = plan.aggregates.map((aggregate) => [
    aggregate.id,
    aggregate.of,
    aggregate.per,
    aggregate.sum?.name ?? null,
    outputOf(aggregate),
    ...(aggregate.quantile === undefined ? [] : [aggregate.quantile.between]),
    aggregate.where.map(({ ref, equals }) => `${ref.name} ${String(equals)}`).sort(), // in whatever order they were written
  ]);
  return JSON.stringify(shapes.sort(([a], [b]) => String(a).localeCompare(String(b), 'en')));
}

/** Whether two versions count years and cases alike: one year can't be cleared by both otherwise. */
export function countsAlike(a: Plan, b: Plan): boolean {
  return a.yearStart === b.yearStart && a.periodBy === b.periodBy;
}

/** The settlement years that a version has days in, up to the one of a far future. */
function sharesYear(a: CompiledRuleset, b: CompiledRuleset): boolean {
  const [first, second] = a.effective.effective.from <= b.effective.effective.from ? [a, b] : [b, a];
  const { from } = second.effective.effective;
  const year = settlementYearDays(settlementYearOf(from, second.plan.yearStart), second.plan.yearStart);
  const ends = first.effective.effective.to;
  return from !== year.from && first.effective.effective.from <= year.to && (ends === undefined || ends >= year.from);
}

/** Aggregates and calendars that differ from those of a version with which this one shares a settlement year: the year could not be cleared. */
export function yearAggregateFindings(ruleset: CompiledRuleset, neighbours: readonly CompiledRuleset[]): readonly Finding[] {
  return neighbours
    .filter((neighbour) => sharesYear(ruleset, neighbour))
    .flatMap(({ plan }) => [
      ...(aggregateShape(plan) === aggregateShape(ruleset.plan)
        ? []
        : [finding('YEAR_AGGREGATES', '/aggregates', { version: plan.version })]),
      ...(countsAlike(plan, ruleset.plan) ? [] : [finding('YEAR_CALENDAR', '/methods', { version: plan.version })]),
    ]);
}
