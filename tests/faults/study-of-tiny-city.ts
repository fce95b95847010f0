import { platformCaller } from '../../src/app/sample/first-start.js';
import { startSwitchStudy, switchStudy } from '../../src/app/switch/switch-job.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import type { SwitchStudyRecord } from '../../src/app/ports/ports-switch.js';
import { YEAR } from '../support/tiny-city.js';

/** Works out what a grouping of the tiny city would change of itself, priced anew, and gives the study when it has ended. */
export async function studyOfTinyCity(platform: Platform, idempotencyKey: string): Promise<SwitchStudyRecord> {
  const caller = platformCaller(platform);
  const side = { ruleset: '2024.1', catalogue: '2024.1' };
  const { study, done } = await startSwitchStudy(platform, caller, {
    ...{ regionCode: '990900', insurance: 'EMPLOYEE', firstYear: YEAR, lastYear: YEAR, points: 'COMPUTED', idempotencyKey },
    ...{ from: side, to: side },
  });
  await done;
  return await switchStudy(caller, study.regionCode, study.id);
}
