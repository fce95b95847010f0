import { groupCodeOf } from './run-evidence.js';
import { openedRun } from './explain-score.js';
import { decidedGroups } from '../settle/clear-year.js';
import { SumsOfParts, type ScoredRun } from '../settle/read-scores.js';
import type { ScoreSumRow } from '../../ports/clearing/ports-score.js';
import { keptValues, traceOf } from '../settle/settle-run.js';
import type { RunPlan } from '../run/run-plan.js';
import type { Platform } from '../../kernel/platform.js';
import type { Reader } from '../../ports/ports.js';
import type { ScopeValueRecord } from '../../ports/clearing/ports-run-results.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import { assert, must } from '../../../engine/kit/assert.js';
import type { Label } from '../../../engine/plan/plan.js';
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
 * The caller has seen the records, so they are its own to see; what all cases came to stays here.
 */
export async function explainGroups(
  platform: Platform,
  read: Reader,
  run: RunRecord,
  records: readonly ScopeValueRecord[],
): Promise<ReadonlyMap<string, readonly ExplainedStep[]>> {
  if (records.length === 0) return new Map();
  const plan = await openedRun(platform, read, run);
  const kept = await read(({ runSums }) => runSums.frozen(run.regionCode, run.runNo));
  const groups = await decidedGroups(plan, { ...caseSums(plan, kept), byGroup: records.map((record) => groupSums(plan, record)) });
  const stored = new Map(records.map((record) => [record.key, record.values]));
  const { effective } = plan.yearVersion.compiled;
  return new Map(
    groups.map((group) => {
      const { key, values } = keptValues(group);
      const own = must(stored.get(key), key);
      for (const [name, value] of Object.entries(values)) assert(own[name] === value, `${key}: ${name} is kept otherwise`);
      return [key, explainTrace(traceOf(plan.yearVersion, group), effective)];
    }),
  );
}

/** The sums of all cases of a run as it kept them, by institution and by month. */
function caseSums(plan: RunPlan, kept: readonly ScoreSumRow[]): Pick<ScoredRun, 'byInstitution' | 'byMonth'> {
  const sums = new SumsOfParts(plan.totals);
  sums.addRows(kept);
  return sums.result();
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
