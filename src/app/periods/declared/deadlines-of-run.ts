import { parseSnapshot, type RunSnapshot } from '../../clearing/run/run-snapshot.js';
import type { Platform } from '../../kernel/platform.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import type { Unit } from '../../ports/ports.js';
import type { PeriodDeadlines } from '../../../engine/plan/period-deadlines.js';
import { must } from '../../../engine/kit/assert.js';

/** What the ruleset that a run pinned for the last day of its period says of deadlines of that kind of period. */
export async function deadlinesOfRun(
  platform: Pick<Platform, 'rulesets'>,
  unit: Unit,
  { regionCode, runNo }: RunRecord,
  snapshot?: RunSnapshot,
): Promise<PeriodDeadlines> {
  const { period, rulesets, to: yearEnd } = snapshot ?? parseSnapshot(await unit.runs.snapshot(regionCode, runNo));
  const lastDay = period?.to ?? yearEnd;
  const pinned = must(
    rulesets.find(({ from, to }) => lastDay >= from && lastDay <= to),
    'version of the last day',
  );
  const { effective } = await platform.rulesets.get((work) => work(unit), { regionCode, ...pinned });
  return effective.methods.periods?.[period?.kind ?? 'YEAR'] ?? {};
}
