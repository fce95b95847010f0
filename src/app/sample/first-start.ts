import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { SAMPLE_REGION, sampleCity } from './sample-city.js';
import { seedCity, type SampleProgress } from './seed-city.js';
import { startClearingRun } from '../clearing/start-clearing-run.js';
import { loadRuleset } from '../load-ruleset.js';
import { isSandbox } from '../permissions.js';
import { PLATFORM_ACTOR } from '../platform-actor.js';
import type { Caller, Platform } from '../platform.js';
import type { RunRecord } from '../ports-run.js';
import { accessOf } from '../ports.js';
import { readRulesetFiles } from '../ruleset-files.js';
import { must } from '../../engine/assert.js';
import { INSURANCE_SCHEMES } from '../../engine/inpatient-case.js';

const firstRegions = z.array(z.strictObject({ code: z.string(), name: z.string(), parent: z.string().nullable(), first: z.boolean() }));

/** The regions that an empty platform is given, bases first: data beside the rulesets. */
async function readFirstRegions(
  folder: string,
): Promise<readonly { readonly code: string; readonly name: string; readonly parent: string | null }[]> {
  const value: unknown = JSON.parse(await readFile(path.join(folder, '_regions.json'), 'utf8'));
  return firstRegions.parse(value).filter(({ first }) => first);
}

/** The platform as caller of its own use cases. */
export function platformCaller({ store }: Platform): Caller {
  return { actor: PLATFORM_ACTOR, read: (work) => store.transaction(accessOf(PLATFORM_ACTOR), 'READ', work) };
}

/** Loads the rulesets that ship for the first regions; those that are there stay as they are. */
export async function loadFirstRulesets(platform: Platform, folder: string): Promise<void> {
  const caller = platformCaller(platform);
  const wanted = await readFirstRegions(folder);
  const files = (await readRulesetFiles(folder)).filter(({ region }) => wanted.some(({ code }) => code === region));
  await platform.store.transaction(accessOf(PLATFORM_ACTOR), 'WRITE', async (unit) => {
    const { regions } = unit;
    for (const { code, name, parent } of wanted) {
      if ((await regions.find(code)) === undefined) await regions.save({ code, name, parentCode: parent, sandbox: isSandbox(code) });
    }
    await unit.announce('*');
  });
  for (const { text, region, version } of files) {
    const known = await caller.read(({ rulesets }) => rulesets.findByVersion(region, version));
    if (known === undefined) await loadRuleset(platform, caller, text);
  }
}

/** The runs that cleared the sample city's year, if the first start was finished. */
async function sampleRuns({ read }: Caller, year: number): Promise<readonly RunRecord[]> {
  const { items } = await read(({ runs }) => runs.list(SAMPLE_REGION, { year, first: 100 }));
  return items.filter(({ idempotencyKey, status }) => idempotencyKey?.startsWith('sample-') === true && status === 'SUCCEEDED');
}

/**
 * The first start of the embedded default: rulesets, the sample city, its catalogue, and its year cleared for both insurances. An
 * interrupted first start is taken up where it stopped; a finished one costs a look. Gives the finished runs.
 */
export async function firstStart(
  platform: Platform,
  folder: string,
  waitFor: (run: RunRecord) => Promise<void>,
  progress: SampleProgress,
): Promise<readonly RunRecord[]> {
  const caller = platformCaller(platform);
  const city = sampleCity();
  const finished = await sampleRuns(caller, city.year);
  if (finished.length >= INSURANCE_SCHEMES.length) return finished;
  await loadFirstRulesets(platform, folder);
  await seedCity(platform, city, progress);
  for (const insurance of INSURANCE_SCHEMES) {
    const run = await startClearingRun(platform, caller, {
      regionCode: SAMPLE_REGION,
      year: city.year,
      insurance,
      idempotencyKey: `sample-${city.year}-${insurance}`,
    });
    await waitFor(run);
  }
  return must(await sampleRuns(caller, city.year), 'sample runs');
}
