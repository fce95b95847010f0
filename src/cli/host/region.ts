import { Mistake } from '../terminal/mistake.js';
import { isSandbox } from '../../app/ports/kit/permissions.js';
import type { Caller, Platform } from '../../app/kernel/platform.js';
import { NATION } from '../../app/ports/ports-region.js';
import { saveRegion } from '../../app/regions/region-save.js';

/** Sees to it that a region is registered: one that is not needs a name. The nation has its own, so that it can be loaded with a city. */
export async function requireRegion(platform: Platform, caller: Caller, code: string, name?: string): Promise<void> {
  const { known, nation } = await caller.read(async ({ regions }) => ({
    known: await regions.find(code),
    nation: await regions.find(NATION),
  }));
  if (known !== undefined) return;
  const chosen = code === NATION ? '全国' : (name ?? sandboxName(code));
  if (chosen === undefined) throw unregistered(code);
  await saveRegion(platform, caller, { code, name: chosen, ...(nation === undefined || code === NATION ? {} : { parentCode: NATION }) });
}

/** Sandbox regions need no name of their own; a real region's is for somebody to state. */
function sandboxName(code: string): string | undefined {
  return isSandbox(code) ? `沙盒地区 ${code}` : undefined;
}

function unregistered(code: string): Mistake {
  return new Mistake(
    'REGION_UNKNOWN',
    `统筹地区 ${code} 还没有登记。请加上 --name <地区名称>，随规则集一并登记；或核对文件里的 region。`,
    `Region ${code} is not registered. Add --name <its name> to register it with the ruleset, or check “region” in the file.`,
  );
}
