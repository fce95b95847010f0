import path from 'node:path';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import type { RunRecord } from '../../src/app/ports/clearing/ports-run.js';
import type { Store } from '../../src/app/ports/ports.js';
import { firstStart } from '../../src/app/sample/first-start.js';
import { sampleCity } from '../../src/app/sample/sample-city.js';
import { testPlatform } from '../support/tiny-city.js';

const RULESETS = path.resolve(import.meta.dirname, '../../rulesets');

/** The sample city in small: the same steps as at the first start of the platform. */
export const SMALL_CITY = sampleCity({ institutions: 8, cases: 250, historyCases: 250 });

/** The first start with the small city, its runs driven by the same process. */
export async function smallFirstStart(store: Store): Promise<readonly RunRecord[]> {
  const platform = testPlatform(store);
  return await firstStart(
    platform,
    RULESETS,
    async ({ regionCode, runNo }) => void (await driveNextRun(platform, `first-${process.pid}`, { regionCode, runNo })),
    () => undefined,
    SMALL_CITY,
  );
}
