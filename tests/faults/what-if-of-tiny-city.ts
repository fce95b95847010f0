import type { WhatIfRecord } from '../../src/app/ports/clearing/ports-what-if.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { startWhatIf, whatIf } from '../../src/app/what-if/what-if-job.js';
import { TinyCity } from '../support/tiny-city.js';

/** What the tiny city's year would be with another budget, and gives the what-if when it has ended. */
export async function whatIfOfTinyCity(platform: Platform, idempotencyKey: string): Promise<WhatIfRecord> {
  const { key, regionCode } = new TinyCity(platform);
  const caller = platformCaller(platform);
  const candidates = [{ name: '预算加一成', budget: [{ name: 'income', value: '5500000.00' }] }];
  const started = await startWhatIf(platform, caller, { ...key, idempotencyKey, candidates });
  await started.done;
  return await whatIf(caller, regionCode, started.whatIf.id);
}
