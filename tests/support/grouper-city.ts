import { readFile } from 'node:fs/promises';
import { importCatalogue } from '../../src/app/catalogues/import-catalogue.js';
import { importGrouper } from '../../src/app/groupers/import-grouper.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import { importInstitutions } from '../../src/app/regions/import-institutions.js';
import { saveRegion } from '../../src/app/regions/region-save.js';
import { loadRuleset } from '../../src/app/rulesets/load-ruleset.js';
import { platformCaller } from '../../src/app/sample/first-start.js';

/** The demonstration region that groups by a DRG grouper. */
export const GROUPER_CITY = '991550';

/** A file of the project, as text. */
export const projectFile = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The ruleset of the region. */
export const GROUPER_RULESET = 'rulesets/991550-drg-grouper/2027.1.json';

/** Sets the region up from its shipped files: rulesets, an institution H1 and the weights. The grouper comes with `importDemoGrouper`. */
export async function makeGrouperCity(platform: Platform): Promise<void> {
  const caller = platformCaller(platform);
  for (const code of ['991500', GROUPER_CITY]) await saveRegion(platform, caller, { code, name: code });
  for (const path of ['rulesets/991500-drg/2024.1.json', GROUPER_RULESET]) await loadRuleset(platform, caller, await projectFile(path));
  const attributes = [{ name: 'coefficient', value: '1' }];
  await importInstitutions(platform, caller, {
    ...{ regionCode: GROUPER_CITY, dryRun: false, idempotencyKey: 'institutions' },
    institutions: [{ code: 'H1', name: '第一医院', effectiveFrom: '2027-01-01', level: '3', attributes, figures: [] }],
  });
  const weights = new TextEncoder().encode(await projectFile('examples/drg-weights.csv'));
  const stored = await importCatalogue(platform, caller, {
    ...{ regionCode: GROUPER_CITY, version: '2027.1', effectiveFrom: '2027-01-01', file: weights, mode: 'STORE' },
  });
  if (stored.catalogue === null) throw new Error(JSON.stringify(stored.file.problems));
}

/** Imports the grouper of the region. */
export async function importDemoGrouper(platform: Platform): Promise<void> {
  const file = new TextEncoder().encode(await projectFile('examples/drg-grouper.json'));
  const { problems } = await importGrouper(platform, platformCaller(platform), { regionCode: GROUPER_CITY, file, mode: 'STORE' });
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
}
