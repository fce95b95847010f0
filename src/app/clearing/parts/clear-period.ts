import { failedClearing } from './clearing-failed.js';
import { carriedSums, closedOf, countedSums, isNothing, rowsOfSums, type PeriodSums } from './period-sums.js';
import { statedFacts } from './stated-facts.js';
import type { RunPlan } from '../run/run-plan.js';
import type { RunVersion } from '../run/year-source.js';
import type { ScoreSumRow } from '../../ports/clearing/ports-score.js';
import { yearInputs } from '../../scoring/year-facts.js';
import type { AggregateRow } from '../../../engine/decide/aggregates.js';
import type { KeyRun } from '../../../engine/decide/key-run.js';
import type { ClearedPeriod } from '../../../engine/clearing/clearing.js';
import { clearPeriod, type PeriodInputs } from '../../../engine/clearing/period.js';
import { assert, must } from '../../../engine/kit/assert.js';
import { PERIODS, periodsOf, type PartKind, type Period } from '../../../engine/plan/periods.js';
import { learnUnmet } from '../../../rules/judge/learn.js';

/** A month or quarter as it was settled. */
export interface SettledPart {
  readonly cleared: ClearedPeriod;
  readonly sums: PeriodSums;
  /** The version that decided: that of the period's last day. */
  readonly version: RunVersion;
}

/** Settles the month or quarter of a run from the sums of its cases; situations that no table holds are put to the Judge and learnt. */
export async function clearPart(
  plan: RunPlan,
  byInstitution: readonly ScoreSumRow[],
  period: Period & { readonly kind: PartKind },
): Promise<SettledPart> {
  const version = must(plan.settingOn(period.to), 'setting of the last day').version;
  const { program, tables, plan: compiled } = version.compiled;
  const counted = countedSums(plan, period.kind, byInstitution);
  const inputs = periodInputs(plan, version, period, counted);
  for (;;) {
    const result = clearPeriod(program, inputs, tables.verdict);
    if (result.kind === 'unmet') {
      await learnUnmet(program, tables, result.runs, result.unmet);
      continue;
    }
    if (result.kind === 'failed') throw failedClearing(version.compiled, result.failures);
    assert(result.kind === 'cleared', 'the total of a period was looked for when its run was started');
    const runs = result.institutions.map(({ runs: own }): KeyRun => must(own.at(-1), 'run of a statement'));
    const aggregates = compiled.aggregates.filter(({ of }) => of === PERIODS[period.kind].scope);
    return { cleared: result, sums: { counted, carried: carriedSums(aggregates, runs) }, version };
  }
}

function periodInputs(
  plan: RunPlan,
  { compiled }: RunVersion,
  { kind, key, to }: Period & { readonly kind: PartKind },
  counted: PeriodSums['counted'],
): PeriodInputs {
  const { year, insurance, periodFacts = {} } = plan.snapshot;
  const { scope } = PERIODS[kind];
  const { inputs } = yearInputs(compiled.plan, plan.year.stated, { year, insurance, date: to });
  const stated = Object.entries(periodFacts[key] ?? {});
  const facts = new Map(stated.map(([code, values]) => [code, statedFacts(compiled.plan, scope, values, code)]));
  const rows = new Map<string, readonly AggregateRow[]>();
  for (const { id, of, per } of compiled.plan.aggregates) {
    if (per !== scope) continue;
    rows.set(id, of === 'case' ? rowsOfSums(counted, id, key) : rowsOfMonths(plan, id, { kind, key }));
  }
  const institutions = isNothing(counted) && stated.length === 0 ? [] : inputs.institutions;
  return { ...inputs, institutions, kind, key, facts, rows };
}

/** What the closed months of a quarter carry to it, under the quarter's key. */
function rowsOfMonths(plan: RunPlan, id: string, { kind, key }: Pick<Period, 'kind' | 'key'>): readonly AggregateRow[] {
  const { from, to } = must(
    periodsOf(plan.snapshot, kind).find((one) => one.key === key),
    'period of the year',
  );
  const months = new Set(periodsOf(plan.snapshot, 'MONTH').flatMap((month) => (month.from >= from && month.to <= to ? [month.key] : [])));
  return closedOf(plan, 'MONTH')
    .filter((month) => months.has(month.key))
    .flatMap(({ carried }) => rowsOfSums(carried, id, key));
}
