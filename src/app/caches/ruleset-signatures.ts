import { StateError } from '../base/errors.js';
import { everPublished } from './in-force.js';
import type { Reader, Unit } from '../ports/ports.js';
import type { RulesetRoll, RulesetSignature, RulesetSummary } from '../ports/ports-ruleset.js';
import type { SigningKeys } from '../ports/ports-signing.js';
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../rules/document/hash.js';

/** What of a version is signed: where, when and under which hashes it holds. */
export type SignedVersion = Pick<
  RulesetSummary,
  'regionCode' | 'id' | 'scheme' | 'version' | 'contentHash' | 'effectiveHash' | 'effectiveFrom' | 'effectiveTo'
>;

/** With where it stands: whether it was withdrawn, when, by whom and why. */
export type VersionOfRoll = SignedVersion & Pick<RulesetSummary, 'status' | 'withdrawal'>;

/** Why a version is not trusted, or the list of a region's versions. */
export type DistrustReason = 'UNSIGNED' | 'UNKNOWN_KEY' | 'INVALID';

/** What a region's signed roll says otherwise than what is stored: the roll itself is not trusted, or a version is gone, or was put there. */
export type RollFault = { readonly reason: 'ROLL_UNSIGNED' | 'ROLL_UNKNOWN_KEY' | 'ROLL_INVALID' } | RollDifference;

/** A version that is gone, or was put there; that stands though it was withdrawn, or is withdrawn otherwise than was signed. */
export interface RollDifference {
  readonly reason: 'MISSING' | 'ADDED' | 'STANDS' | 'WITHDRAWN';
  readonly scheme: string;
  readonly version: string;
}

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

/** What stands before the hash of a version that was withdrawn. */
const WITHDRAWN = 'withdrawn:';

/**
 * 名册 the list of a region's versions, as it is signed: scheme, name and SHA-256 of what is signed of each; of a withdrawn one with its withdrawal.
 */
export function rollOf(versions: readonly VersionOfRoll[]): readonly string[] {
  return versions.map((version) => `${version.scheme} ${version.version} ${rollHash(version)}`).sort();
}

function rollHash({ status, withdrawal, ...version }: VersionOfRoll): string {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  if (status !== 'WITHDRAWN') return hash(signedText(version));
  const { at, byId, byName, reason } = withdrawal ?? {};
  return `${WITHDRAWN}${hash(canonicalJson({ kind: 'ruleset-withdrawal', of: signedText(version), at: at?.toISOString() ?? null, byId: byId ?? null, byName: byName ?? null, reason: reason ?? null }))}`;
}

/** The text that the signature of a roll is of. */
export function rollText(regionCode: string, versions: readonly string[]): string {
  return canonicalJson({ kind: 'ruleset-roll', region: regionCode, versions });
}

/**
 * Compares what is stored with the region's signed roll: a version that was deleted with its signatures is missed there. A region without versions and
 * without a roll has never published.
 */
export function rollFaultOf(published: readonly VersionOfRoll[], roll: RulesetRoll | undefined, keys: SigningKeys): RollFault | undefined {
  return rollFaultsOf(published, roll, keys)[0];
}

/**
 * As `rollFaultOf`, all of them: those that are gone first. A version that was changed is both gone and put there; one whose withdrawal was taken away, or
 * made up, is said to stand, or to be withdrawn.
 */
export function rollFaultsOf(published: readonly VersionOfRoll[], roll: RulesetRoll | undefined, keys: SigningKeys): readonly RollFault[] {
  if (roll === undefined) return published.length === 0 ? [] : [{ reason: 'ROLL_UNSIGNED' }];
  const verdict = keys.verdict(rollText(roll.regionCode, roll.versions), roll);
  if (verdict !== 'VALID') return [{ reason: verdict === 'INVALID' ? 'ROLL_INVALID' : 'ROLL_UNKNOWN_KEY' }];
  const stored = rollOf(published);
  const missing = roll.versions.filter((entry) => !stored.includes(entry));
  const added = stored.filter((entry) => !roll.versions.includes(entry));
  const turned = missing.flatMap((entry) => {
    const { scheme, version, isWithdrawn } = namedIn(entry);
    const other = added.map(namedIn).find((one) => isSameName(one, { scheme, version }));
    if (other === undefined || !(isWithdrawn || other.isWithdrawn)) return [];
    return [{ reason: other.isWithdrawn ? 'WITHDRAWN' : 'STANDS', scheme, version } as const];
  });
  const left = (entries: readonly string[]) => entries.map(namedIn).filter((one) => !turned.some((named) => isSameName(named, one)));
  return [
    ...turned,
    ...left(missing).map(({ scheme, version }) => ({ reason: 'MISSING', scheme, version }) as const),
    ...left(added).map(({ scheme, version }) => ({ reason: 'ADDED', scheme, version }) as const),
  ];
}

/** What an entry of the roll is of. */
interface RollEntry {
  readonly scheme: string;
  readonly version: string;
  readonly isWithdrawn: boolean;
}

function namedIn(entry: string): RollEntry {
  const [scheme = '', ...rest] = entry.split(' ');
  return { scheme, version: rest.slice(0, -1).join(' '), isWithdrawn: rest.at(-1)?.startsWith(WITHDRAWN) ?? false };
}

function isSameName(a: Pick<RollEntry, 'scheme' | 'version'>, b: Pick<RollEntry, 'scheme' | 'version'>): boolean {
  return a.scheme === b.scheme && a.version === b.version;
}

/** What is stored of a region's versions, with what was signed of them. */
export interface StoredVersions {
  /** Everything that was ever published, what was withdrawn since included, rising by scheme and first day. */
  readonly published: readonly RulesetSummary[];
  readonly signatures: readonly RulesetSignature[];
  readonly roll: RulesetRoll | undefined;
}

/** Reads what a region ever published, its signatures and its roll. */
export async function storedVersions({ rulesets }: Pick<Unit, 'rulesets'>, regionCode: string): Promise<StoredVersions> {
  const published = everPublished(await rulesets.list(regionCode));
  return { published, signatures: await rulesets.signatures(regionCode), roll: await rulesets.roll(regionCode) };
}

/**
 * Why the versions of a region are refused; `undefined`: every one is as it was signed, and none of them is gone. A day that was changed of one
 * decides where another one ends, so that all are refused. RULESET_TAMPERED.
 */
export function refusalOf(regionCode: string, { published, signatures, roll }: StoredVersions, keys: SigningKeys): StateError | undefined {
  for (const version of published) {
    const reason = distrustOf(version, signatures, keys);
    if (reason !== undefined) return distrusted(version, reason);
  }
  const fault = rollFaultOf(published, roll, keys);
  return fault === undefined ? undefined : rollRefused(regionCode, fault);
}

/**
 * What a region ever published, withdrawn versions included, read anew: asked when a run starts, and when a region's version is opened for the first time. Throws
 * RULESET_TAMPERED as `refusalOf`.
 */
export async function requireSignedVersions(read: Reader, keys: SigningKeys, regionCode: string): Promise<readonly RulesetSummary[]> {
  const stored = await read((unit) => storedVersions(unit, regionCode));
  const refusal = refusalOf(regionCode, stored, keys);
  if (refusal !== undefined) throw refusal;
  return stored.published;
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

const ROLL_WORDS: Readonly<Record<RollFault['reason'], { readonly zh: string; readonly en: string }>> = {
  ROLL_UNSIGNED: {
    zh: '的版本名册没有签名。升级之前发布的：请核对后由运维运行 dip ruleset sign；否则有人删去了名册。',
    en: 'has no signed roll of its versions. If they were published before the upgrade, check them and have the operator run dip ruleset sign.',
  },
  ROLL_UNKNOWN_KEY: {
    zh: '的版本名册由不受信任的密钥签名。是本单位其他密钥的，请把其公钥放入受信任公钥目录（DIP_TRUSTED_KEYS）。',
    en: 'has a roll of its versions that is signed by a key that is not trusted. If the key is yours, put it into the trusted keys (DIP_TRUSTED_KEYS).',
  },
  ROLL_INVALID: { zh: '的版本名册与其签名不符。', en: 'has a roll of its versions that is not what was signed.' },
  MISSING: {
    zh: '已发布，却已不在库中：连同签名被删去。',
    en: 'was published and is not there any more: it was deleted with its signature.',
  },
  ADDED: { zh: '不在签名的版本名册里。', en: 'is not in the signed roll of versions.' },
  STANDS: {
    zh: '已撤回，库中却仍为已发布：撤回被抹去。',
    en: 'was withdrawn and stands as published: the withdrawal was taken away.',
  },
  WITHDRAWN: {
    zh: '库中的撤回与签名的版本名册不符：不是在平台上这样撤回的。',
    en: 'is withdrawn otherwise than the signed roll of versions tells: it was not withdrawn so on the platform.',
  },
};

/** What is wrong with a region's roll, in a sentence. */
export function rollWords(regionCode: string, fault: RollFault): { readonly zh: string; readonly en: string } {
  const { zh, en } = ROLL_WORDS[fault.reason];
  if (!('version' in fault)) return { zh: `地区 ${regionCode} ${zh}`, en: `Region ${regionCode} ${en}` };
  const { scheme, version } = fault;
  return {
    zh: `地区 ${regionCode} 的 ${scheme} 规则集版本 ${version} ${zh}`,
    en: `${scheme} version ${version} of region ${regionCode} ${en}`,
  };
}

function rollRefused(regionCode: string, fault: RollFault): StateError {
  const { zh, en } = rollWords(regionCode, fault);
  return new StateError('RULESET_TAMPERED', {
    zh: `${zh} 该地区的规则集已拒绝使用，请立即联系运维，从备份恢复并核查（dip ruleset verify）。`,
    en: `${en} Rulesets of the region are refused; tell the operator at once (dip ruleset verify).`,
  });
}
