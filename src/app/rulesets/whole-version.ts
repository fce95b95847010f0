import { StateError } from '../base/errors.js';
import { requireUntampered } from '../caches/ruleset-library.js';
import { requireSignedVersions } from '../caches/ruleset-signatures.js';
import type { Reader, Unit } from '../ports/ports.js';
import type { RulesetRecord, RulesetSummary } from '../ports/ports-ruleset.js';
import type { SigningKeys } from '../ports/ports-signing.js';
import { contentHash } from '../../rules/document/hash.js';
import { parseDocument } from '../../rules/shape/parse.js';

/** Whether the texts of a stored version are those under whose hashes it is stored. */
export async function textsAreWhole(rulesets: Unit['rulesets'], version: RulesetSummary): Promise<boolean> {
  const record = await rulesets.findById(version.regionCode, version.id);
  const document = record === undefined ? undefined : parseDocument(record.documentText).document;
  if (record === undefined || document === undefined || contentHash(document) !== version.contentHash) return false;
  try {
    requireUntampered(record.effectiveText, version);
    return document.region === version.regionCode && document.version === version.version && document.effective.from === version.effectiveFrom;
  } catch (error) {
    if (error instanceof StateError) return false;
    throw error;
  }
}

/**
 * A stored version is what was signed, texts included, and its region lacks none: asked where its text is taken over, by a draft that is begun from it or
 * by a bundle. Throws RULESET_TAMPERED.
 */
export async function requireWholeVersion(read: Reader, keys: SigningKeys, version: RulesetRecord): Promise<void> {
  await requireSignedVersions(read, keys, version.regionCode);
  if (await read(({ rulesets }) => textsAreWhole(rulesets, version))) return;
  const { regionCode, version: name } = version;
  throw new StateError('RULESET_TAMPERED', {
    zh: `地区 ${regionCode} 的规则集版本 ${name} 的全文与签名的哈希不符，不能使用。请立即联系运维，从备份核查（dip ruleset verify）。`,
    en: `The text of ruleset version ${name} of region ${regionCode} is not what was signed, and is not used. Tell the operator at once (dip ruleset verify).`,
  });
}
