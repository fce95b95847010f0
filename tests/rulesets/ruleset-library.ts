import path from 'node:path';
import { readRulesetFiles, resolveAmong, type RulesetFile } from '../../scripts/ruleset-files.js';
import { nationalLimits } from '../../src/compose.js';
import { must } from '../../src/engine/kit/assert.js';
import type { CompiledRuleset } from '../../src/rules/compiled/compiled-ruleset.js';
import { Judge } from '../../src/rules/judge/judge.js';
import { checkRuleset, type CheckedRuleset } from '../../src/rules/load.js';

/** The committed rulesets, checked one at a time as a city would load them. */
export const FILES: readonly RulesetFile[] = readRulesetFiles(path.resolve(import.meta.dirname, '../../rulesets'));
const RESOLVE = resolveAmong(FILES);
const JUDGE = new Judge();
const CHECKED = new Map<string, Promise<CheckedRuleset>>();

/** What loading a file says; asked once a file. */
export function checked(one: RulesetFile): Promise<CheckedRuleset> {
  const known = CHECKED.get(one.name) ?? checkRuleset(one.text, RESOLVE, JUDGE, { limits: nationalLimits() });
  CHECKED.set(one.name, known);
  return known;
}

/** The file of a region and version. */
export function fileOf(region: string, version: string): RulesetFile {
  return must(
    FILES.find(({ document }) => document.region === region && document.version === version),
    `${region} ${version}`,
  );
}

/** The compiled ruleset of a region and version. */
export async function compiledOf(region: string, version: string): Promise<CompiledRuleset> {
  return must((await checked(fileOf(region, version))).ruleset, `${region} ${version} compiled`);
}
