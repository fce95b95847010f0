import { sealedText, signaturesOf, signedOf, type RulesetBundle, type BundledVersion } from './bundle.js';
import { StateError } from '../base/errors.js';
import { distrustOf, type DistrustReason } from '../caches/ruleset-signatures.js';
import type { Signature, SignatureVerdict, SigningKeys } from '../ports/ports-signing.js';
import { contentHash, isEffectiveText } from '../../rules/document/hash.js';
import { parseDocument } from '../../rules/shape/parse.js';

/** Who signed what is in a bundle, and whether the receiver trusts that key, or has accepted it for this bundle only. */
export interface BundleKey {
  readonly keyId: string;
  readonly trust: 'TRUSTED' | 'ACCEPTED' | 'UNKNOWN';
}

/**
 * Every key of a bundle, and that everything in it is as it was signed: the seal, each version's signature, its days and both its texts. A key that is
 * not trusted here must be accepted by name; then it must be the one that signed. Throws RULESET_TAMPERED.
 */
export function requireGenuine(bundle: RulesetBundle, keys: SigningKeys, accepted: readonly string[]): readonly BundleKey[] {
  const { seal, ...content } = bundle;
  const versions = [bundle.ruleset, ...bundle.bases];
  const used = [...new Set([seal.keyId, ...versions.flatMap(({ signatures }) => signatures.map(({ keyId }) => keyId))])].sort();
  const found = used.map((keyId): BundleKey => {
    if (keys.publicKey(keyId) !== undefined) return { keyId, trust: 'TRUSTED' };
    return { keyId, trust: accepted.includes(keyId) ? 'ACCEPTED' : 'UNKNOWN' };
  });
  const judging = { ...keys, verdict: (text: string, made: Signature) => verdictOf(bundle, keys, accepted, text, made) };
  const sealed = judging.verdict(sealedText(content), seal);
  if (sealed !== 'VALID') throw refused('', sealed === 'INVALID' ? 'INVALID' : 'UNKNOWN_KEY', found);
  for (const version of versions) {
    const fault = faultOf(version, judging);
    if (fault !== undefined) throw refused(`${version.region} ${version.version} `, fault, found);
  }
  return found;
}

function verdictOf(
  { keys: brought }: RulesetBundle,
  keys: SigningKeys,
  accepted: readonly string[],
  text: string,
  made: Signature,
): SignatureVerdict {
  const verdict = keys.verdict(text, made);
  const publicKey = brought.find(({ keyId }) => keyId === made.keyId)?.publicKey;
  if (verdict !== 'UNKNOWN_KEY' || publicKey === undefined || !accepted.includes(made.keyId)) return verdict;
  return keys.verdictBy(publicKey, text, made);
}

type BundleFault = DistrustReason | 'TEXT';

function faultOf(version: BundledVersion, keys: SigningKeys): BundleFault | undefined {
  const { document } = parseDocument(version.documentText);
  const days = { from: version.effectiveFrom, to: version.effectiveTo };
  const isWhole =
    document !== undefined &&
    contentHash(document) === version.contentHash &&
    isEffectiveText(version.effectiveText, version.effectiveHash) &&
    [document.region, document.scheme, document.version].join() === [version.region, version.scheme, version.version].join() &&
    document.effective.from === days.from &&
    (document.effective.to ?? null) === days.to;
  return isWhole ? distrustOf(signedOf(version), signaturesOf(version), keys) : 'TEXT';
}

const WORDS: Readonly<Record<BundleFault, { readonly zh: string; readonly en: string }>> = {
  UNSIGNED: { zh: '没有签名', en: 'has no signature' },
  UNKNOWN_KEY: { zh: '由本平台不信任的密钥签名', en: 'is signed by a key that is not trusted here' },
  INVALID: { zh: '与签名不符', en: 'is not what was signed' },
  TEXT: { zh: '全文与哈希或所写的地区、版本、日期不符', en: 'has a text that is not what its hashes, region, version or days say' },
};

function refused(what: string, fault: BundleFault, keys: readonly BundleKey[]): StateError {
  const unknown = keys.filter(({ trust }) => trust === 'UNKNOWN').map(({ keyId }) => keyId);
  const { zh, en } = WORDS[fault];
  const mend =
    fault === 'UNKNOWN_KEY'
      ? {
          zh: `密钥 ${unknown.join('、')}：请以另一途径（电话、公函）与对方核对后，把其公钥放入受信任公钥目录（DIP_TRUSTED_KEYS），或仅此一次以 --accept-key ${unknown[0] ?? ''} 接受，将记入审计日志。`,
          en: `Keys ${unknown.join(', ')}: check them with the sender by another way, then put the public key into the trusted keys (DIP_TRUSTED_KEYS), or accept it for this bundle: --accept-key ${unknown[0] ?? ''}; that is recorded.`,
        }
      : { zh: '请让对方重新导出，并以另一途径核对哈希。', en: 'Have it exported again, and compare hashes by another way.' };
  return new StateError('RULESET_TAMPERED', {
    zh: `规则包${what}${zh}，已拒绝。${mend.zh}`,
    en: `The bundle ${what}${en}, and is refused. ${mend.en}`,
  });
}
