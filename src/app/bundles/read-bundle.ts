import { createHash } from 'node:crypto';
import { parseBundle, plainBundle, type BundledVersion, type RulesetBundle } from './bundle.js';
import { requireGenuine, type BundleKey } from './open-bundle.js';
import { ConflictError } from '../base/errors.js';
import type { Platform } from '../kernel/platform.js';
import type { Reader } from '../ports/ports.js';
import { requireWholeVersion } from '../rulesets/whole-version.js';

/** What is read of a bundle. */
export interface SentBundle {
  /** As exported, or compressed by gzip: its hash is that of the plain bytes. */
  readonly bytes: Uint8Array;
  /** Keys that the receiver does not trust and accepts for this bundle. */
  readonly acceptedKeys: readonly string[];
}

/** What is looked at, and for which region. */
export interface ReadBundle extends SentBundle {
  readonly regionCode: string;
}

/** A bundle that was looked at, and of which something is wanted. */
export interface ConfirmedBundle extends SentBundle {
  /** SHA-256 of the bundle that was looked at. */
  readonly confirm: string;
}

/** A base of a bundle: the receiver has it under the same hash, or it would be loaded. */
export interface BundleBase {
  readonly region: string;
  readonly version: string;
  readonly effectiveHash: string;
  readonly state: 'KNOWN' | 'TO_LOAD';
}

/** A bundle that is what its sender signed. */
export interface GenuineBundle {
  readonly sha256: string;
  readonly bundle: RulesetBundle;
  readonly keys: readonly BundleKey[];
  readonly bases: readonly BundleBase[];
}

/** Reads a bundle, and verifies everything that is in it, and the bases that are here. Throws LIMIT_EXCEEDED, VALIDATION_FAILED, RULESET_TAMPERED, CONFLICT. */
export async function openBundle(platform: Platform, read: Reader, { bytes, acceptedKeys }: SentBundle): Promise<GenuineBundle> {
  const text = plainBundle(bytes);
  const bundle = parseBundle(text);
  const keys = requireGenuine(bundle, platform.signing, acceptedKeys);
  const bases: BundleBase[] = [];
  for (const base of bundle.bases) bases.push(await baseState(platform, read, base));
  return { sha256: createHash('sha256').update(text).digest('hex'), bundle, keys, bases };
}

/** Refuses another bundle than the one that was looked at: CONFLICT. */
export function requireConfirmed(sha256: string, confirm: string): void {
  if (confirm === sha256) return;
  throw new ConflictError({
    zh: `规则包的哈希是 ${sha256}，不是所确认的 ${confirm}，未作任何更改。请先查看比较结果，再以看到的哈希确认。`,
    en: `The bundle's hash is ${sha256}, not ${confirm}, which was confirmed; nothing was changed. Look at the comparison, then confirm the hash that it shows.`,
  });
}

/** The base of a bundle is another text than the version of its name here. */
export function otherBase({ region, version }: Pick<BundledVersion, 'region' | 'version'>): ConflictError {
  return new ConflictError({
    zh: `规则包所扩展的 ${region} ${version} 与本平台的同名版本内容不同，未导入。请与对方核对用的是哪一版基础规则集。`,
    en: `The base ${region} ${version} of the bundle is another text than the version of that name here; nothing was imported. Ask the sender which base it is.`,
  });
}

function withdrawnHere({ region, version }: BundledVersion): ConflictError {
  return new ConflictError({
    zh: `规则包所扩展的 ${region} ${version} 在本平台已撤回，不能据以发布，未导入。请与对方商定改用哪一版基础规则集，由对方重新导出。`,
    en: `The base ${region} ${version} of the bundle was withdrawn here: nothing can be published upon it, and nothing was imported. Agree with the sender on another base, and have it exported anew.`,
  });
}

async function baseState({ signing }: Platform, read: Reader, base: BundledVersion): Promise<BundleBase> {
  const { region, version, effectiveHash } = base;
  const stored = await read(({ rulesets }) => rulesets.findByVersion(region, version));
  if (stored === undefined) return { region, version, effectiveHash, state: 'TO_LOAD' };
  if (stored.effectiveHash !== effectiveHash) throw otherBase(base);
  if (stored.status === 'WITHDRAWN') throw withdrawnHere(base);
  await requireWholeVersion(read, signing, stored);
  return { region, version, effectiveHash, state: 'KNOWN' };
}
