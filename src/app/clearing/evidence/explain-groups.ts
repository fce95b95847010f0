import { groupCodeOf } from './run-evidence.js';
import { openedRun } from './explain-score.js';
import { decidedGroups, type CaseSumRow } from '../settle/clear-year.js';
import { traceOf, valuesOf } from '../settle/settle-run.js';
import type { RunPlan } from '../run/run-plan.js';
import type { Platform } from '../../kernel/platform.js';
import { PLATFORM_ACCESS, type Reader } from '../../ports/ports.js';
import type { ScopeValueRecord } from '../../ports/clearing/ports-run-results.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import { assert, must } from '../../../engine/kit/assert.js';
import type { Label } from '../../../engine/plan/plan.js';
import { MONTH_KEYS } from '../../../engine/plan/periods.js';
import { explainTrace, type ExplainedStep } from '../../../rules/explain/explain.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';

/** A decision about disease groups of institutions: what its values are called. */
export interface GroupDecision {
  readonly decision: string;
  readonly label: Label;
  /** Empty: no number. */
  readonly unit: string;
}

/** The decisions about disease groups of institutions, in the order of the ruleset. */
export function groupDecisions({ plan }: CompiledRuleset): readonly GroupDecision[] {
  return plan.decisions.institutionGroup.map(({ id, label, output }) => ({ decision: id, label, unit: output.unit }));
}

/**
 * How a run decided about disease groups of institutions, by key: worked out once more from the run's frozen inputs, the kept sums of all cases and the
 * groups' own, because traces of all groups would be larger than everything else that a run leaves. What comes out is asserted to be what is stored.
 * The caller has seen the records, so they are its own to see; the region's sums are read by the platform and stay here.
 */
export async function explainGroups(
  platform: Platform,
  run: RunRecord,
  records: readonly ScopeValueRecord[],
): Promise<ReadonlyMap<string, readonly ExplainedStep[]>> {
  if (records.length === 0) return new Map();
  const read: Reader = (work) => platform.store.transaction(PLATFORM_ACCESS, 'READ', work);
  const plan = await openedRun(platform, read, run);
  const groups = await decidedGroups(plan, { ...(await keptSums(read, run)), byGroup: records.map((record) => groupSums(plan, record)) });
  const stored = new Map(records.map((record) => [record.key, record.values]));
  const { effective } = plan.yearVersion.compiled;
  return new Map(
    groups.map((group) => {
      const { key, values } = valuesOf(group);
      const kept = must(stored.get(key), key);
      for (const [name, value] of Object.entries(values)) assert(kept[name] === value, `${key}: ${name} is kept otherwise`);
      return [key, explainTrace(traceOf(plan.yearVersion, group), effective)];
    }),
  );
}

/** The sums of all cases of a run as it kept them. */
async function keptSums(read: Reader, { regionCode, runNo }: RunRecord) {
  return await read(async ({ runSums }) => {
    const byMonth: CaseSumRow[] = [];
    const rowsOf = async (months: readonly number[], month: number | null): Promise<CaseSumRow[]> =>
      (await runSums.ofMonths(regionCode, runNo, months)).map(({ of, values }) => ({ institutionCode: of, month, values }));
    for (const month of MONTH_KEYS.map(Number)) byMonth.push(...(await rowsOf([month], month)));
    return { byMonth, byInstitution: await rowsOf(MONTH_KEYS.map(Number), null) };
  });
}

/** What a group's cases came to, as its values have it. */
function groupSums({ totals }: RunPlan, record: ScopeValueRecord) {
  const sums = totals.grouped.map(({ id }): [string, string] => {
    const value = record.values[id];
    assert(typeof value === 'string', `${record.key}: no ${id}`);
    return [id, value];
  });
  return {
    institutionCode: must(record.institutionCode, 'institution of a group'),
    groupCode: groupCodeOf(record),
    values: Object.fromEntries(sums),
  };
}
