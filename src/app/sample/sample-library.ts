import { readFileSync } from 'node:fs';
import { importCatalogue } from '../catalogues/import-catalogue.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { assert } from '../../engine/kit/assert.js';

/** The version under which the sample city’s second library is stored, without points. */
export const LIBRARY_VERSION = '3.0-demo';
/** The ruleset that reads it. */
export const LIBRARY_RULESET = '2027.1';
/** Its first day, and that of the ruleset. */
export const LIBRARY_FROM = '2027-01-01';

/**
 * 演示病种库 stores the hand-made library in the style of DIP 3.0, without points, where the region has the ruleset that reads it: what the
 * newcomer's study of a switch compares the city's catalogue with. Invented, and marked so in every row.
 */
export async function saveLibrary(platform: Platform, caller: Caller, regionCode: string): Promise<void> {
  const { isRead, isThere } = await caller.read(async ({ rulesets, catalogues }) => ({
    isRead: (await rulesets.findByVersion(regionCode, LIBRARY_RULESET)) !== undefined,
    isThere: (await catalogues.findByVersion(regionCode, LIBRARY_VERSION)) !== undefined,
  }));
  if (!isRead || isThere) return;
  const { file } = await importCatalogue(platform, caller, {
    ...{ regionCode, version: LIBRARY_VERSION, effectiveFrom: LIBRARY_FROM, priced: false, mode: 'STORE' },
    file: readFileSync(new URL('./data/library-3.csv', import.meta.url)),
    note: '手编的演示病种库（3.0 写法），不是国家病种库，没有分值',
  });
  assert(file.problemCount === 0, `the sample's own library has ${file.problemCount} problems`);
}
