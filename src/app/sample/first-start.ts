import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { sampleCity } from './sample-city.js';
import { saveSwitchedCatalogue } from './sample-switch.js';
import { seedCity, type SampleCity, type SampleProgress } from './seed-city.js';
import { resumeClearingRun, startClearingRun } from '../clearing/run/start-clearing-run.js';
import { loadRuleset } from '../rulesets/load-ruleset.js';
import { isSandbox } from '../ports/kit/permissions.js';
import { callerAs, PLATFORM_ACTOR } from '../kernel/platform-actor.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { RunRecord } from '../ports/clearing/ports-run.js';
import { accessOf } from '../ports/ports.js';
import { readRulesetFiles } from '../rulesets/ruleset-files.js';
import { INSURANCE_SCHEMES, type InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import { YEAR_KEY } from '../../engine/plan/periods.js';

const firstRegions = z.array(z.strictObject({ code: z.string(), name: z.string(), parent: z.string().nullable(), first: z.boolean() }));

/** The regions that an empty platform is given, bases first: data beside the rulesets. */
async function readFirstRegions(
  folder: string,
): Promise<readonly { readonly code: string; readonly name: string; readonly parent: string | null }[]> {
  const value: unknown = JSON.parse(await readFile(path.join(folder, '_regions.json'), 'utf8'));
  return firstRegions.parse(value).filter(({ first }) => first);
}

/** The platform as caller of its own use cases. */
export function platformCaller(platform: Platform): Caller {
  return callerAs(PLATFORM_ACTOR, platform);
}

/** Loads the rulesets that ship for the first regions; those that are there stay as they are. */
export async function loadFirstRulesets(platform: Platform, folder: string): Promise<void> {
  const caller = platformCaller(platform);
  const wanted = await readFirstRegions(folder);
  const codes = wanted.map(({ code }) => code);
  const files = (await readRulesetFiles(folder, codes)).filter(({ region }) => codes.includes(region));
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

/** The newest runs that cleared the sample city's year, one of each insurance, whoever started them; none before the city's own have. */
async function sampleRuns({ read }: Caller, { regionCode, year }: SampleCity): Promise<readonly RunRecord[]> {
  const { items } = await read(({ runs }) => runs.list(regionCode, { year, period: YEAR_KEY, first: 100 }));
  const cleared = items.filter(({ status }) => status === 'SUCCEEDED');
  return INSURANCE_SCHEMES.flatMap((insurance) => cleared.find((run) => run.insurance === insurance) ?? []);
}

/**
 * The first start of the embedded default: rulesets, the sample city, its catalogues (that of the grouping to come as well), and its year cleared for both insurances. An
 * interrupted first start is taken up where it stopped; a finished one costs a look. A sample of another size or year that `dip sample` made stays as it
 * is, and nothing is cleared. Gives the finished runs.
 */
export async function firstStart(
  platform: Platform,
  folder: string,
  waitFor: (run: RunRecord) => Promise<void>,
  progress: SampleProgress,
  city: SampleCity = sampleCity(),
): Promise<readonly RunRecord[]> {
  const caller = platformCaller(platform);
  const finished = await sampleRuns(caller, city);
  if (finished.length === INSURANCE_SCHEMES.length) return finished;
  progress('RULESETS', 0, 1);
  await loadFirstRulesets(platform, folder);
  progress('RULESETS', 1, 1);
  if (await isAnotherSample(caller, city)) return finished;
  await seedCity(platform, city, progress);
  await saveSwitchedCatalogue(platform, caller, city);
  for (const insurance of INSURANCE_SCHEMES) await waitFor(await sampleRun(platform, caller, city, insurance));
  return await sampleRuns(caller, city);
}

/** Whether the region holds a sample that was made whole of another year or size, by `dip sample`: it stays as it is. */
async function isAnotherSample({ read }: Caller, { regionCode, year, cases: wanted }: SampleCity): Promise<boolean> {
  return await read(async ({ audit, cases }) => {
    const seeded = await audit.ofActions(regionCode, ['sample:seed']); // what is made last
    if (seeded.length === 0) return false;
    const throughImportSeq = await cases.lastImportSeq(regionCode);
    const days = { from: `${year}-01-01`, to: `${year}-12-31`, periodBy: 'DISCHARGE' } as const;
    const stored = await cases.count({ regionCode, throughImportSeq, ...days });
    return seeded.every(({ subject }) => subject !== String(year)) || stored !== BigInt(wanted);
  });
}

/** The run of an insurance, queued now or by an attempt that was interrupted. Another engine starts one of its own. */
async function sampleRun(
  platform: Platform,
  caller: Caller,
  { regionCode, year }: SampleCity,
  insurance: InsuranceScheme,
): Promise<RunRecord> {
  const idempotencyKey = `sample-${year}-${insurance}-${platform.engineVersion}`;
  const run = await startClearingRun(platform, caller, { regionCode, year, insurance, idempotencyKey });
  return run.status === 'SUCCEEDED' ? run : await resumeClearingRun(platform, caller, regionCode, run.id);
}
