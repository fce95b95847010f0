import { StateError } from '../base/errors.js';
import { requireUntampered } from '../caches/ruleset-library.js';
import { distrustOf, signedText, type DistrustReason } from '../caches/ruleset-signatures.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { Reader, Unit } from '../ports/ports.js';
import type { RulesetSummary } from '../ports/ports-ruleset.js';
import { contentHash } from '../../rules/document/hash.js';
import { parseDocument } from '../../rules/shape/parse.js';

/** 签名核验 a published version and what is wrong with it; `undefined`: a trusted key signed it, and its texts are what was signed. */
export interface VerifiedVersion {
  readonly version: RulesetSummary;
  readonly keyIds: readonly string[];
  readonly fault: DistrustReason | 'TEXT' | undefined;
}

/** Looks at every published version of a region, its texts included. Throws FORBIDDEN. */
export async function verifyRulesets(platform: Platform, { actor, read }: Caller, regionCode: string): Promise<readonly VerifiedVersion[]> {
  requirePermission(actor, 'audit:read', regionCode);
  return await read((unit) => verified(platform, unit, regionCode));
}

/**
 * Signs the published versions of a region that nobody has signed with a trusted key: those from before there were signatures, or signed by a key that is
 * trusted no more. An explicit act of whoever owns the machine, who has looked at them; it goes into the audit log. A version whose text is not
 * what its hashes say, or whose signature by a trusted key does not fit, is never signed: RULESET_TAMPERED, and none is. Throws FORBIDDEN.
 */
export async function signRulesets(platform: Platform, { actor }: Pick<Caller, 'actor'>, regionCode: string): Promise<readonly RulesetSummary[]> {
  return await runCommand(platform, actor, {
    permission: 'ruleset:publish',
    regionCode,
    action: 'ruleset:sign',
    work: async (unit) => {
      await unit.lock(regionCode, 'rulesets');
      const found = await verified(platform, unit, regionCode);
      const broken = found.find(({ fault }) => fault === 'TEXT' || fault === 'INVALID');
      if (broken !== undefined) throw neverSigned(broken);
      const unsigned = found.filter(({ fault }) => fault !== undefined).map(({ version }) => version);
      for (const version of unsigned)
        await unit.rulesets.addSignature({ regionCode, rulesetId: version.id }, platform.signing.sign(signedText(version)));
      return unsigned;
    },
    audit: (signed) =>
      signed.length === 0
        ? undefined
        : {
            subject: regionCode,
            detail: { keyId: platform.signing.keyId, versions: signed.map(({ version, effectiveHash }) => ({ version, effectiveHash })) },
          },
  });
}

/** Regions with versions that are refused until somebody looks at them: those from before there were signatures, above all. */
export async function regionsToSign({ signing }: Platform, read: Reader): Promise<readonly string[]> {
  return await read(async ({ regions, rulesets }) => {
    const found: string[] = [];
    for (const { code } of await regions.list()) {
      const signatures = await rulesets.signatures(code);
      const published = (await rulesets.list(code)).filter(({ status }) => status === 'PUBLISHED');
      if (published.some((version) => distrustOf(version, signatures, signing) !== undefined)) found.push(code);
    }
    return found;
  });
}

async function verified({ signing }: Platform, { rulesets }: Unit, regionCode: string): Promise<readonly VerifiedVersion[]> {
  const signatures = await rulesets.signatures(regionCode);
  const found: VerifiedVersion[] = [];
  for (const version of await rulesets.list(regionCode)) {
    if (version.status !== 'PUBLISHED') continue;
    const keyIds = signatures.filter(({ rulesetId }) => rulesetId === version.id).map(({ keyId }) => keyId);
    const isWhole = await textsAreWhole(rulesets, version);
    found.push({ version, keyIds, fault: isWhole ? distrustOf(version, signatures, signing) : 'TEXT' });
  }
  return found;
}

async function textsAreWhole(rulesets: Unit['rulesets'], version: RulesetSummary): Promise<boolean> {
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

function neverSigned({ version: { regionCode, version } }: VerifiedVersion): StateError {
  return new StateError('RULESET_TAMPERED', {
    zh: `地区 ${regionCode} 的规则集版本 ${version} 与其哈希或签名不符，不能签名；一个也没有签。请运行 dip ruleset verify，从备份核查。`,
    en: `Ruleset version ${version} of region ${regionCode} is not what its hashes or its signature say, and is never signed; none was. Run dip ruleset verify, and look into a backup.`,
  });
}
