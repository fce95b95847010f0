import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Mistake } from '../terminal/mistake.js';
import { requireRegion } from '../host/region.js';
import { shippedRulesets } from '../rulesets/ruleset-bases.js';
import { loadRuleset } from '../../app/rulesets/load-ruleset.js';
import type { Caller, Platform } from '../../app/kernel/platform.js';
import { SAMPLE_REGION } from '../../app/sample/sample-city.js';
import { loadFirstRulesets } from '../../app/sample/first-start.js';
import { must } from '../../engine/kit/assert.js';
import { parseDocument } from '../../rules/shape/parse.js';

/**
 * Gives a sandbox region what a sample city needs: its registration and a ruleset in force at the end of the year. A region without
 * rulesets of its own, stored or shipped, gets one that extends the sample city's and states nothing else. Returns the region's name.
 */
export async function prepareSampleRegion(platform: Platform, caller: Caller, region: string, year: number): Promise<string> {
  await loadFirstRulesets(platform, shippedRulesets());
  await requireRegion(platform, caller, region, `演示市 ${region}（合成数据）`);
  if (!(await hasRuleset(caller, region, year))) await loadShipped(platform, caller, region);
  if (!(await hasRuleset(caller, region, year))) await loadRuleset(platform, caller, await extendingText(caller, region, year));
  if (!(await hasRuleset(caller, region, year))) throw noRuleset(region, year);
  const { name } = must(await caller.read(({ regions }) => regions.find(region)), 'region');
  return name;
}

async function hasRuleset({ read }: Caller, region: string, year: number): Promise<boolean> {
  const versions = await read(({ rulesets }) => rulesets.list(region));
  return versions.some(({ status, effectiveFrom }) => status === 'PUBLISHED' && effectiveFrom <= `${year}-12-31`);
}

/** Loads the files of a region that come with the platform, and their bases, in order. */
async function loadShipped(platform: Platform, caller: Caller, region: string): Promise<void> {
  const folder = shippedRulesets();
  for (const city of readdirSync(folder).filter((name) => name.startsWith(`${region}-`))) {
    for (const file of readdirSync(path.join(folder, city))
      .filter((name) => name.endsWith('.json'))
      .sort()) {
      const text = readFileSync(path.join(folder, city, file), 'utf8');
      const base = parseDocument(text).document?.extends;
      const isThere =
        base === undefined || (await caller.read(({ rulesets }) => rulesets.findByVersion(base.region, base.version))) !== undefined;
      if (!isThere) {
        await requireRegion(platform, caller, base.region, `演示市 ${base.region}（合成数据）`);
        await loadShipped(platform, caller, base.region);
      }
      await loadRuleset(platform, caller, text);
    }
  }
}

/** A ruleset for a sandbox region without one: the sample city's, from the year's first day. */
async function extendingText({ read }: Caller, region: string, year: number): Promise<string> {
  const versions = await read(({ rulesets }) => rulesets.list(SAMPLE_REGION));
  const base = must(
    versions.findLast(({ effectiveFrom }) => effectiveFrom <= `${year}-01-01`),
    'ruleset of the sample city',
  );
  return JSON.stringify({
    region,
    version: `${year}.1`,
    scheme: 'DIP',
    pointUnit: 'point',
    title: { zh: `演示市 ${region} ${year} 年规则（合成）`, en: `Sample city ${region}, ${year}` },
    extends: { region: base.regionCode, version: base.version, effectiveHash: base.effectiveHash },
    effective: { from: `${year}-01-01` },
  });
}

function noRuleset(region: string, year: number): Mistake {
  return new Mistake(
    'NO_RULESET_IN_FORCE',
    `地区 ${region} 的规则集都在 ${year} 年以后生效，不能生成 ${year} 年的城市。请换一个年度或地区。`,
    `All rulesets of region ${region} take effect after ${year}. Choose another year or region.`,
  );
}
