import { StateError } from '../base/errors.js';
import type { Reader } from '../ports/ports.js';
import type { RulesetSignature, RulesetSummary } from '../ports/ports-ruleset.js';
import type { SigningKeys } from '../ports/ports-signing.js';
import { canonicalJson } from '../../rules/document/hash.js';

/** What of a version is signed: where, when and under which hashes it holds. */
export type SignedVersion = Pick<
  RulesetSummary,
  'regionCode' | 'id' | 'scheme' | 'version' | 'contentHash' | 'effectiveHash' | 'effectiveFrom' | 'effectiveTo'
>;

/** Why a version is not trusted. */
export type DistrustReason = 'UNSIGNED' | 'UNKNOWN_KEY' | 'INVALID';

/** The text that a version's signatures are of: canonical JSON (RFC 8785). */
export function signedText(of: SignedVersion): string {
  const { regionCode: region, scheme, version, contentHash, effectiveHash, effectiveFrom, effectiveTo } = of;
  return canonicalJson({ kind: 'ruleset', region, scheme, version, contentHash, effectiveHash, effectiveFrom, effectiveTo });
}

/** What is wrong with a version's signatures; `undefined`: a trusted key signed exactly this. */
export function distrustOf(version: SignedVersion, signatures: readonly RulesetSignature[], keys: SigningKeys): DistrustReason | undefined {
  const own = signatures.filter(({ rulesetId, regionCode }) => rulesetId === version.id && regionCode === version.regionCode);
  const verdicts = own.map((signature) => keys.verdict(signedText(version), signature));
  if (verdicts.includes('VALID')) return undefined;
  if (verdicts.length === 0) return 'UNSIGNED';
  return verdicts.includes('INVALID') ? 'INVALID' : 'UNKNOWN_KEY';
}

/**
 * Every version of a region is as it was signed: a day that was changed of one decides where another one ends. Asked when a run starts, and when a
 * region's version is opened for the first time. Throws RULESET_TAMPERED.
 */
export async function requireSignedVersions(read: Reader, keys: SigningKeys, regionCode: string): Promise<readonly RulesetSummary[]> {
  const { versions, signatures } = await read(async ({ rulesets }) => ({
    versions: await rulesets.list(regionCode),
    signatures: await rulesets.signatures(regionCode),
  }));
  const published = versions.filter(({ status }) => status === 'PUBLISHED');
  for (const version of published) {
    const reason = distrustOf(version, signatures, keys);
    if (reason !== undefined) throw distrusted(version, reason);
  }
  return published;
}

const WORDS: Readonly<Record<DistrustReason, { readonly zh: string; readonly en: string }>> = {
  UNSIGNED: {
    zh: '没有签名。升级之前载入的版本：请核对内容后由运维运行 dip ruleset sign；否则有人删去了签名，请从备份核查。',
    en: 'has no signature. If it was stored before the upgrade, check it and have the operator run dip ruleset sign; otherwise somebody took the signature away.',
  },
  UNKNOWN_KEY: {
    zh: '由不受信任的密钥签名。若是本单位的其他服务器或更换前的密钥，请把其公钥放入受信任公钥目录（DIP_TRUSTED_KEYS）；否则请立即核查。',
    en: 'is signed by a key that is not trusted. If it is another server’s or an earlier key of yours, put its public key into the trusted keys (DIP_TRUSTED_KEYS).',
  },
  INVALID: {
    zh: '与其签名不符：内容哈希、生效日期、版本或地区在发布后被改动。请立即联系运维，从备份恢复并核查。',
    en: 'is not what was signed: a hash, a day in force, its name or its region was changed after it was published. Tell the operator at once.',
  },
};

function distrusted({ regionCode, version }: SignedVersion, reason: DistrustReason): StateError {
  const { zh, en } = WORDS[reason];
  return new StateError('RULESET_TAMPERED', {
    zh: `地区 ${regionCode} 的规则集版本 ${version} ${zh} 已拒绝使用。`,
    en: `Ruleset version ${version} of region ${regionCode} ${en} It is refused.`,
  });
}
