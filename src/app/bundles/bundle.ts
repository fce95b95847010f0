import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { StateError, ValidationError } from '../base/errors.js';
import type { RulesetSignature } from '../ports/ports-ruleset.js';
import type { Signature, SigningKeys } from '../ports/ports-signing.js';
import type { SignedVersion } from '../caches/ruleset-signatures.js';
import { canonicalJson, jsonHash } from '../../rules/document/hash.js';
import { parseText } from '../../rules/shape/parse.js';

/** Largest bundle, in bytes: a ruleset with its bases and a catalogue of the largest city is a fifth of it. */
export const LARGEST_BUNDLE = 32 * 1024 * 1024;
/** Most bases of a version: there are three levels of policy, and a few to spare. */
const MOST_BASES = 8;

const HASH = z.string().regex(/^[0-9a-f]{64}$/);
const DAY = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const SIGNATURE = z.strictObject({ keyId: z.string().regex(/^[0-9a-f]{16}$/), signature: z.string().max(200) });
const VERSION = z.strictObject({
  region: z.string().regex(/^\d{6}$/),
  regionName: z.string().min(1).max(200),
  scheme: z.enum(['DIP', 'DRG']),
  version: z.string().min(1).max(100),
  contentHash: HASH,
  effectiveHash: HASH,
  effectiveFrom: DAY,
  effectiveTo: DAY.nullable(),
  documentText: z.string(),
  effectiveText: z.string(),
  signatures: z.array(SIGNATURE).max(16),
});
const CATALOGUE = z.strictObject({
  version: z.string().max(100),
  effectiveFrom: DAY,
  priced: z.boolean(),
  contentHash: HASH,
  csv: z.string(),
});
const BUNDLE = z.strictObject({
  format: z.literal('dip-ruleset-bundle-1'),
  ruleset: VERSION,
  bases: z.array(VERSION).max(MOST_BASES),
  catalogue: CATALOGUE.nullable(),
  keys: z.array(z.strictObject({ keyId: z.string(), publicKey: z.string().max(1_000) })).max(64),
  seal: SIGNATURE,
});

/** A published version as it travels: its texts, what is signed of it, and the signatures. No names of people; the region's own, for a base whose region is not registered. */
export type BundledVersion = z.infer<typeof VERSION>;
/** 病种目录库 a catalogue as it travels: CSV, and the hash of its groups. */
export type BundledCatalogue = z.infer<typeof CATALOGUE>;
/**
 * 规则包 a ruleset with what it rests on, from one city to another: one file of canonical JSON (RFC 8785), so that the same content has the same bytes. Bases
 * stand root first; the catalogue is as `dip catalogue import` reads it; keys are the public keys of the signatures, for whoever decides to trust them.
 * The seal signs all of it.
 */
export type RulesetBundle = z.infer<typeof BUNDLE>;

/** Closes a bundle: its text, sealed with the installation's key. */
export function sealBundle(content: Omit<RulesetBundle, 'seal'>, keys: SigningKeys): string {
  return `${canonicalJson({ ...content, seal: keys.sign(sealedText(content)) })}\n`;
}

/** The text that a bundle's seal is of. */
export function sealedText(content: Omit<RulesetBundle, 'seal'>): string {
  return canonicalJson({ kind: 'ruleset-bundle', sha256: jsonHash(content) });
}

/** The two bytes that a file compressed by gzip begins with; a bundle's text begins with `{`. */
const GZIP = [0x1f, 0x8b];

/**
 * 规则包的原文 the bytes of a bundle as it was exported, whether they are sent plain or as gzip: a request has room for few bytes. Unpacking ends at
 * what a bundle may have at most. Throws LIMIT_EXCEEDED, VALIDATION_FAILED (BAD_BUNDLE).
 */
export function plainBundle(bytes: Uint8Array): Uint8Array {
  if (!GZIP.every((byte, index) => bytes[index] === byte)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_BUNDLE });
  } catch (error) {
    throw isTooLong(error) ? tooLarge() : noBundle('');
  }
}

function isTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

/** Reads the bytes of a bundle's text. Throws LIMIT_EXCEEDED, VALIDATION_FAILED. */
export function parseBundle(bytes: Uint8Array): RulesetBundle {
  if (bytes.byteLength > LARGEST_BUNDLE) throw tooLarge();
  const text = Buffer.from(bytes).toString('utf8');
  const { value } = parseText(bytes, { bytes: LARGEST_BUNDLE, values: 2_000, keys: 20, numbers: { keys: new Set(), digits: 0 } });
  const read = BUNDLE.safeParse(value);
  if (!read.success) throw noBundle(read.error.issues[0]?.path.join('/') ?? '');
  if (`${canonicalJson(read.data)}\n` !== text) throw noBundle('');
  return read.data;
}

/** A bundled version as signatures know it. */
export function signedOf({ region, regionName: _, ...version }: BundledVersion): SignedVersion {
  return { ...version, regionCode: region, id: version.effectiveHash };
}

/** Its signatures as they are stored beside one. */
export function signaturesOf(version: BundledVersion): readonly RulesetSignature[] {
  const { region: regionCode, effectiveHash: rulesetId } = version;
  return version.signatures.map((one: Signature) => ({ ...one, regionCode, rulesetId, signedByName: '', signedAt: new Date(0) }));
}

function tooLarge(): StateError {
  const most = LARGEST_BUNDLE / 1024 / 1024;
  return new StateError('LIMIT_EXCEEDED', {
    zh: `规则包（压缩的，解压之后）超过 ${most} MiB，未读取。`,
    en: `The bundle has more than ${most} MiB (unpacked, where it is compressed); it was not read.`,
  });
}

function noBundle(place: string): ValidationError {
  const [zh, en] = place === '' ? ['', ''] : [`（${place}）`, ` (${place})`];
  return new ValidationError([
    {
      path: ['bundle'],
      code: 'BAD_BUNDLE',
      messages: {
        zh: `文件不是完整的规则包${zh}，或导出后被改动过。请让对方用 dip bundle export 重新导出。`,
        en: `The file is no whole bundle${en}, or was changed after it was exported. Have it exported again (dip bundle export).`,
      },
    },
  ]);
}
