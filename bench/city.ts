import { openSigningKeys } from '../src/store/directory/signing-keys.js';
import { loadRuleset } from '../src/app/rulesets/load-ruleset.js';
import { PLATFORM_ACTOR } from '../src/app/kernel/platform-actor.js';
import type { Caller, Platform } from '../src/app/kernel/platform.js';
import { accessOf } from '../src/app/ports/ports.js';
import { readRulesetFiles } from '../src/app/rulesets/ruleset-files.js';
import { sampleCity } from '../src/app/sample/sample-city.js';
import { seedCity } from '../src/app/sample/seed-city.js';
import { startClearingRun } from '../src/app/clearing/run/start-clearing-run.js';
import type { RunRecord } from '../src/app/ports/clearing/ports-run.js';
import { createLogger, createPlatform } from '../src/compose.js';
import { must } from '../src/engine/kit/assert.js';
import type { InsuranceScheme } from '../src/engine/plan/inpatient-case.js';
import { openStore, type OpenStore, type StoreLocation } from '../src/store/open-store.js';

/** The sandbox region of the sample city, and the regions whose rules it extends. */
export const REGION = '990300';
const REGIONS = [
  ['100000', '全国'],
  ['370300', '淄博市'],
  ['990300', '演示市'],
] as const;
/** The year that is cleared. */
export const YEAR = 2025;

/** An open store with a platform over it. */
export interface Bench {
  readonly open: OpenStore;
  readonly platform: Platform;
  readonly caller: Caller;
}

/** Opens a store for a bench: the same code that the server runs. */
export async function openBench(location: StoreLocation, callHelpers = (): void => undefined): Promise<Bench> {
  const open = await openStore(location, () => openSigningKeys({ dataDir: 'dataDir' in location ? location.dataDir : '.dip' }));
  const platform = createPlatform(open.store, createLogger('warn'), open.signing, () => undefined, { callHelpers });
  const caller: Caller = {
    actor: PLATFORM_ACTOR,
    read: (work) => open.store.transaction(accessOf(PLATFORM_ACTOR), 'READ', work),
  };
  return { open, platform, caller };
}

/** Makes the sample city where it is not there yet. Loading is no part of any measurement. */
export async function fillCity(
  { platform, caller }: Bench,
  size: { readonly cases: number; readonly historyCases: number },
): Promise<void> {
  await platform.store.transaction(accessOf(PLATFORM_ACTOR), 'WRITE', async ({ regions }) => {
    for (const [code, name] of REGIONS) await regions.save({ code, name, parentCode: null, sandbox: code.startsWith('99') });
  });
  const index = await platform.regions.get(caller.read, REGION);
  if (index === undefined || index.rulesets.length === 0) {
    const files = await readRulesetFiles(new URL('../rulesets', import.meta.url).pathname);
    for (const file of files.filter(({ region }) => REGIONS.some(([code]) => code === region)))
      await loadRuleset(platform, caller, file.text);
  }
  await seedCity(platform, sampleCity(size), (step, done, total) => {
    if (process.stderr.isTTY || done % 100_000 === 0) process.stderr.write(`${step} ${done}/${total}\n`);
  });
}

/** Queues a clearing run of one insurance. */
export async function queueRun({ platform, caller }: Bench, insurance: InsuranceScheme, key: string): Promise<RunRecord> {
  return await startClearingRun(platform, caller, { regionCode: REGION, year: YEAR, insurance, idempotencyKey: `${insurance} ${key}` });
}

/** A run as it stands now. */
export async function runNow({ platform }: Bench, runNo: number): Promise<RunRecord> {
  return await platform.store.transaction(accessOf(PLATFORM_ACTOR), 'READ', async ({ runs }) =>
    must(await runs.findByNo(REGION, runNo), `run ${runNo}`),
  );
}
