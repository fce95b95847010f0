import { bundledGroups, catalogueState } from './compare-catalogues.js';
import { compiledFor } from './import-bundle.js';
import { openBundle, requireConfirmed, type ConfirmedBundle } from './read-bundle.js';
import { ConflictError, NotFoundError, StateError, ValidationError } from '../base/errors.js';
import { targetRuleset } from '../catalogues/catalogue-target.js';
import { importCatalogue } from '../catalogues/import-catalogue.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { CatalogueRecord } from '../ports/ports-catalogue.js';

/** Whose catalogue it becomes. */
export interface TakeCatalogue extends ConfirmedBundle {
  readonly regionCode: string;
}

/**
 * 接收规则包的目录库 imports the catalogue of a bundle under its own version and first day. Where the region has the same one already, that is the answer; where
 * it has another one of that version, or rules of another grouping method are in force on its first day, nothing is imported. A step of its own: a
 * catalogue is in force from its first day on, which drafts are not. Throws FORBIDDEN, NOT_FOUND (the bundle has none), CONFLICT, NO_RULESET_IN_FORCE,
 * RULESET_INVALID, VALIDATION_FAILED, and what reading a bundle throws.
 */
export async function takeBundleCatalogue(platform: Platform, caller: Caller, input: TakeCatalogue): Promise<CatalogueRecord> {
  const { regionCode, confirm } = input;
  requirePermission(caller.actor, 'catalogue:write', regionCode);
  const { sha256, bundle } = await openBundle(platform, caller.read, input);
  requireConfirmed(sha256, confirm);
  const { catalogue, ruleset } = bundle;
  if (catalogue === null) throw new NotFoundError({ zh: '规则包里的病种目录库', en: 'catalogue of the bundle' }, sha256.slice(0, 12));
  await bundledGroups(catalogue);
  const { version, effectiveFrom, priced, csv } = catalogue;
  const stored = await caller.read(({ catalogues }) => catalogues.findByVersion(regionCode, version));
  const state = catalogueState(stored, catalogue);
  if (state === 'DIFFERENT') throw sameName(version);
  if (stored !== undefined) return stored;
  const target = { regionCode, version, effectiveFrom, priced, scheme: ruleset.scheme, note: `规则包 ${sha256.slice(0, 12)}` };
  const { plan } = await targetRuleset(platform, caller, target);
  const own = await compiledFor(platform, bundle, regionCode);
  if (plan.groupingHash !== own.plan.groupingHash) throw otherMethod(version, effectiveFrom, plan.version);
  const imported = await importCatalogue(platform, caller, { ...target, file: Buffer.from(csv, 'utf8'), mode: 'STORE' });
  if (imported.catalogue !== null) return imported.catalogue;
  const wrong = imported.file.problems.map(({ message }) => ({ path: ['bundle', 'catalogue'], code: 'BAD_CATALOGUE', messages: message }));
  throw new ValidationError(wrong);
}

function sameName(version: string): ConflictError {
  return new ConflictError({
    zh: `本地区已有另一份名为 ${version} 的目录库，与规则包里的不同，未作任何更改。要用规则包里的，请把它写到文件（dip bundle import … --catalogue-to），以另一版本号和生效日导入。`,
    en: `The region has another catalogue of version ${version}, which is not the bundle's; nothing was changed. To use the bundle's, write it to a file (dip bundle import … --catalogue-to) and import it under another version and first day.`,
  });
}

function otherMethod(version: string, day: string, ruleset: string): StateError {
  return new StateError('RULESET_INVALID', {
    zh: `规则包里的目录库 ${version} 自 ${day} 起生效，而本地区那天的规则（${ruleset}）是另一种分组方法，未作任何更改。请先发布由这个规则包起草的规则，再接收目录库。`,
    en: `The bundle's catalogue ${version} is in force from ${day}, when the rules of the region (${ruleset}) group otherwise; nothing was changed. Publish the rules that were drafted from this bundle first.`,
  });
}
