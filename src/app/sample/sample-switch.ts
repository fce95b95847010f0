import { randomUUID } from 'node:crypto';
import { LIBRARY_FROM, LIBRARY_RULESET, LIBRARY_VERSION } from './sample-library.js';
import type { SampleCity } from './seed-city.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { acceptSwitchPoints } from '../switch/accept-points.js';
import { startSwitchStudy } from '../switch/switch-job.js';
import { inForceOn } from '../caches/in-force.js';
import { assert, must } from '../../engine/kit/assert.js';

/** Years of history that the points come from: the national weights are of three (N21-18). */
const YEARS = 3;

/**
 * 演示切换测算 studies the switch to the invented library and stores it with the points that came of the sample's own history, in force from the
 * first day of the ruleset that reads it: so rules of the year to come can be tried before they hold, and cases of that year scored. Done once; nothing
 * where the year to clear groups by the library already, or the region has none.
 */
export async function saveSwitchedCatalogue(platform: Platform, caller: Caller, { regionCode, year }: SampleCity): Promise<void> {
  const { catalogues, rulesets } = await caller.read(async (unit) => ({
    catalogues: await unit.catalogues.list(regionCode),
    rulesets: await unit.rulesets.list(regionCode),
  }));
  const isThere = (wanted: string): boolean => catalogues.some(({ version }) => version === wanted);
  if (!isThere(LIBRARY_VERSION) || isThere(LIBRARY_RULESET) || LIBRARY_FROM <= `${year}-12-31`) return;
  const { version: now } = must(inForceOn(rulesets, `${year}-12-31`, 'DIP'), 'ruleset of the sample year');
  const { study, done } = await startSwitchStudy(platform, caller, {
    ...{ regionCode, insurance: 'EMPLOYEE', firstYear: year + 1 - YEARS, lastYear: year, points: 'COMPUTED', idempotencyKey: randomUUID() },
    ...{ from: { ruleset: now }, to: { ruleset: LIBRARY_RULESET, catalogue: LIBRARY_VERSION } },
  });
  await done;
  const { file } = await acceptSwitchPoints(platform, caller, {
    ...{ regionCode, id: study.id, version: LIBRARY_RULESET, effectiveFrom: LIBRARY_FROM },
    note: `手编的演示病种库（3.0 写法），分值由 ${year + 1 - YEARS} 至 ${year} 年的合成病例测算`,
  });
  assert(file.problemCount === 0, `the sample's priced library has ${file.problemCount} problems`);
}
