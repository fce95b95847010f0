import type { BundledVersion, RulesetBundle } from './bundle.js';
import { otherBase, openBundle, requireConfirmed, type BundleBase, type ConfirmedBundle } from './read-bundle.js';
import { ForbiddenError } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { may } from '../ports/kit/permissions.js';
import { NATION } from '../ports/ports-region.js';
import { saveRegion } from '../regions/region-save.js';
import { checkRulesetText, loadRuleset } from '../rulesets/load-ruleset.js';
import { refuse } from '../rulesets/refused.js';
import { must } from '../../engine/kit/assert.js';

/**
 * 载入规则包的基础规则集 loads the bases of a bundle that are not here, under their hashes, for whoever may publish in their regions: whoever drafts often
 * may not. Again is nothing new. Throws FORBIDDEN, and what reading a bundle and loading a ruleset throw.
 */
export async function loadBundleBases(platform: Platform, caller: Caller, input: ConfirmedBundle): Promise<readonly BundleBase[]> {
  if (!caller.actor.permissions.has('ruleset:publish')) throw new ForbiddenError('ruleset:publish');
  const { sha256, bundle, bases } = await openBundle(platform, caller.read, input);
  requireConfirmed(sha256, input.confirm);
  await requireBases(caller, bases);
  await loadBases(platform, caller, bundle, bases);
  return bases.map((base) => ({ ...base, state: 'KNOWN' }));
}

/** Refuses before anything is loaded: FORBIDDEN where the caller may not publish in a base's region, or not register a region that is not there. */
export async function requireBases({ actor, read }: Caller, bases: readonly BundleBase[]): Promise<void> {
  for (const { region, version } of bases.filter(({ state }) => state === 'TO_LOAD')) {
    if (!may(actor, 'ruleset:publish', region)) throw notPublisher(region, version);
    const isThere = (await read(({ regions }) => regions.find(region))) !== undefined;
    if (!isThere && !may(actor, 'region:manage', region)) throw notRegistered(region, version);
  }
}

/** Loads what is to be loaded, root first; `requireBases` has said that the caller may. */
export async function loadBases(platform: Platform, caller: Caller, bundle: RulesetBundle, bases: readonly BundleBase[]): Promise<void> {
  for (const [index, { state }] of bases.entries()) {
    if (state === 'TO_LOAD') await loadBase(platform, caller, must(bundle.bases[index], 'base'));
  }
}

/** What it comes to is compared with the bundle before it is published: once there, it would stay. */
async function loadBase(platform: Platform, caller: Caller, base: BundledVersion): Promise<void> {
  await requireRegion(platform, caller, base);
  const { ruleset, findings } = await checkRulesetText(platform, caller, base.documentText);
  if (ruleset === undefined) throw refuse(findings);
  if (ruleset.effectiveHash !== base.effectiveHash) throw otherBase(base);
  await loadRuleset(platform, caller, base.documentText);
}

async function requireRegion(platform: Platform, caller: Caller, { region: code, regionName: name }: BundledVersion): Promise<void> {
  const { known, nation } = await caller.read(async ({ regions }) => ({
    known: await regions.find(code),
    nation: await regions.find(NATION),
  }));
  if (known !== undefined) return;
  requirePermission(caller.actor, 'region:manage', code);
  await saveRegion(platform, caller, { code, name, ...(nation === undefined || code === NATION ? {} : { parentCode: NATION }) });
}

function notPublisher(region: string, version: string): ForbiddenError {
  return new ForbiddenError('ruleset:publish', {
    zh: `规则包所继承的基础规则集 ${region} ${version} 本平台还没有，您的密钥无权在地区 ${region} 发布，未作任何更改。请有此权限的人先载入（loadBundleBases，dip bundle bases），再导入。`,
    en: `The base ${region} ${version} of the bundle is not here, and this key may not publish in region ${region}; nothing was changed. Have whoever may load it first (loadBundleBases, dip bundle bases).`,
  });
}

function notRegistered(region: string, version: string): ForbiddenError {
  return new ForbiddenError('region:manage', {
    zh: `规则包所继承的基础规则集 ${region} ${version} 属于还没有登记的地区 ${region}，未作任何更改。请管理员先登记该地区（saveRegion），再载入。`,
    en: `The base ${region} ${version} of the bundle is of region ${region}, which is not registered; nothing was changed. Have an administrator register it first (saveRegion).`,
  });
}
