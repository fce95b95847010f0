import { createHash } from 'node:crypto';
import { sealBundle, type BundledCatalogue, type BundledVersion } from './bundle.js';
import { ConflictError, NotFoundError } from '../base/errors.js';
import { writeCatalogueCsv } from '../catalogues/catalogue-csv.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { CatalogueRecord } from '../ports/ports-catalogue.js';
import type { Unit } from '../ports/ports.js';
import type { RulesetRecord } from '../ports/ports-ruleset.js';
import { requireWholeVersion } from '../rulesets/whole-version.js';
import { must } from '../../engine/kit/assert.js';
import { parseDocument } from '../../rules/shape/parse.js';

/** What is put into a bundle. */
export interface ExportBundle {
  readonly regionCode: string;
  readonly version: string;
  /** Version of the catalogue that goes with it; left out: the one that it uses (`usedCatalogue`); null: none. */
  readonly catalogue?: string | null | undefined;
}

/** A bundle's text, and its SHA-256: what the receiver confirms. */
export interface ExportedBundle {
  readonly text: string;
  readonly sha256: string;
}

/** As `exportRulesetBundle`, of a version by its id. */
export async function exportBundleOf(
  platform: Platform,
  caller: Caller,
  { regionCode, id, catalogue }: Pick<ExportBundle, 'regionCode' | 'catalogue'> & { readonly id: string },
): Promise<ExportedBundle> {
  requirePermission(caller.actor, 'ruleset:read', regionCode);
  const record = await caller.read(({ rulesets }) => rulesets.findById(regionCode, id));
  if (record === undefined) throw noVersion(regionCode, id);
  return await exportRulesetBundle(platform, caller, { regionCode, version: record.version, catalogue });
}

/**
 * 导出规则包 a published version with its bases, the catalogue that it uses or that is named, its examples (they are in the document) and signatures. No case, no institution and
 * no name of a person is in it. Throws FORBIDDEN, NOT_FOUND, RULESET_TAMPERED (what is not as it was signed does not leave).
 */
export async function exportRulesetBundle(
  platform: Platform,
  { actor, read }: Caller,
  { regionCode, version, catalogue }: ExportBundle,
): Promise<ExportedBundle> {
  requirePermission(actor, 'ruleset:read', regionCode);
  if (catalogue !== null) requirePermission(actor, 'catalogue:read', regionCode);
  const records = await read((unit) => withBases(unit, regionCode, version));
  for (const record of records) await requireWholeVersion(read, platform.signing, record);
  const versions = await read((unit) => Promise.all(records.map((record) => bundled(unit, record))));
  const [record] = records;
  const [ruleset, ...bases] = versions;
  if (ruleset === undefined || record === undefined) throw noVersion(regionCode, version);
  const stored = catalogue === null ? null : await read((unit) => catalogueOf(unit, record, catalogue));
  const keyIds = [
    ...new Set([platform.signing.keyId, ...versions.flatMap(({ signatures }) => signatures.map(({ keyId }) => keyId))]),
  ].sort();
  const keys = keyIds.flatMap((keyId) => {
    const publicKey = platform.signing.publicKey(keyId);
    return publicKey === undefined ? [] : [{ keyId, publicKey }];
  });
  const text = sealBundle({ format: 'dip-ruleset-bundle-1', ruleset, bases: bases.reverse(), catalogue: stored, keys }, platform.signing);
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
}

/** A version and what it extends, the version first. */
async function withBases({ rulesets }: Unit, regionCode: string, version: string): Promise<readonly RulesetRecord[]> {
  const found: RulesetRecord[] = [];
  for (let next: { readonly region: string; readonly version: string } | undefined = { region: regionCode, version }; next !== undefined;) {
    const record: RulesetRecord | undefined = await rulesets.findByVersion(next.region, next.version);
    if (record?.status === 'WITHDRAWN') throw withdrawn(record, found);
    if (record?.status !== 'PUBLISHED') throw noVersion(next.region, next.version);
    found.push(record);
    next = parseDocument(record.documentText).document?.extends;
  }
  return found;
}

async function bundled({ rulesets, regions }: Unit, record: RulesetRecord): Promise<BundledVersion> {
  const { regionCode: region, id, scheme, version, contentHash, effectiveHash } = record;
  const { effectiveFrom, effectiveTo, documentText, effectiveText } = record;
  const signatures = (await rulesets.signatures(region))
    .filter(({ rulesetId }) => rulesetId === id)
    .map(({ keyId, signature }) => ({ keyId, signature }))
    .sort((a, b) => (a.keyId < b.keyId ? -1 : 1));
  const regionName = must(await regions.find(region), 'region of a version').name;
  return {
    ...{ region, regionName, scheme, version, contentHash, effectiveHash },
    ...{ effectiveFrom, effectiveTo, documentText, effectiveText, signatures },
  };
}

async function catalogueOf({ catalogues }: Unit, ruleset: RulesetRecord, version: string | undefined): Promise<BundledCatalogue | null> {
  const { regionCode } = ruleset;
  const all = await catalogues.list(regionCode);
  const record = version === undefined ? usedCatalogue(all, ruleset) : all.find((one) => one.version === version);
  if (record === undefined && version === undefined) return null;
  if (record === undefined) throw new NotFoundError({ zh: '病种目录库', en: 'catalogue' }, version ?? '');
  const { effectiveFrom, priced, contentHash } = record;
  const csv = writeCatalogueCsv(await catalogues.groups(regionCode, record.id), { priced });
  return { version: record.version, effectiveFrom, priced, contentHash, csv };
}

/**
 * The catalogue that a version's first cases are grouped by: in force on its first day, else the first that begins while it is in force; made for its
 * grouping method. The same whenever it is asked, so that the same version makes the same bundle.
 */
function usedCatalogue(
  catalogues: readonly CatalogueRecord[],
  { groupingHash, effectiveFrom, effectiveTo }: RulesetRecord,
): CatalogueRecord | undefined {
  const fitting = catalogues.filter((one) => one.priced && one.groupingHash === groupingHash);
  const begun = fitting.findLast((one) => one.effectiveFrom <= effectiveFrom);
  return begun ?? fitting.find((one) => effectiveTo === null || one.effectiveFrom <= effectiveTo);
}

/** What never held, or rests on it, is not handed to others. */
function withdrawn({ regionCode, version }: RulesetRecord, [exported]: readonly RulesetRecord[]): ConflictError {
  if (exported === undefined)
    return new ConflictError({
      zh: `地区 ${regionCode} 的版本 ${version} 已撤回，从未生效，不能作为规则包导出。请导出现行的版本（dip ruleset list）。`,
      en: `Version ${version} of region ${regionCode} was withdrawn and never held: it is not exported as a bundle. Export the one in force (dip ruleset list).`,
    });
  return new ConflictError({
    zh: `版本 ${exported.version} 所继承的基础规则集 ${regionCode} ${version} 已撤回，对方不能据以发布，未导出。请起草一个继承现行基础规则集的版本，发布后再导出。`,
    en: `The base ${regionCode} ${version} of version ${exported.version} was withdrawn, and nobody can publish upon it: nothing was exported. Publish a version that extends a base in force, and export that.`,
  });
}

function noVersion(regionCode: string, version: string): NotFoundError {
  return new NotFoundError({ zh: `地区 ${regionCode} 的规则集版本`, en: `ruleset version of region ${regionCode}` }, version);
}
