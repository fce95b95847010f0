import { invalidField } from '../base/errors.js';
import type { AuditHead, AuditPlace } from '../ports/ports-audit.js';
import { isObject } from '../../rules/shape/shape-words.js';

/** A head as it is written down outside the database: one line of JSON, as `dip audit head` prints it and the server logs it. */
export interface KeptHead {
  readonly kind: 'audit-head';
  readonly regionCode: string;
  readonly seq: string;
  readonly hash: string;
  readonly keyId: string;
  readonly signature: string;
  readonly signedAt: string;
  /** How many events of rules its signature counts; null: none were counted. */
  readonly ruleEvents: string | null;
}

/** A head to be kept outside the database. */
export function keptHead({ regionCode, seq, hash, keyId, signature, signedAt, ruleEvents }: AuditHead): KeptHead {
  const [at, rules] = [signedAt.toISOString(), ruleEvents?.toString() ?? null];
  return { kind: 'audit-head', regionCode, seq: seq.toString(), hash, keyId, signature, signedAt: at, ruleEvents: rules };
}

/**
 * The heads of a region in a text: lines of `dip audit head`, or of a server's log among which they are. Others are left aside, but not one that says it
 * is a head and can't be read. Throws VALIDATION_FAILED (none of the region).
 */
export function readKeptHeads(text: string, regionCode: string): readonly AuditPlace[] {
  const heads = text
    .split('\n')
    .map(placeOf)
    .filter((head) => head !== undefined)
    .filter((head) => head.regionCode === regionCode);
  if (heads.length > 0) return heads;
  throw invalidField(['since'], 'NO_HEAD', {
    zh: `文件里没有 ${regionCode} 的审计链头。请用 dip audit head 的输出，或服务日志中带 "kind":"audit-head" 的行。`,
    en: `There is no head of the audit log of ${regionCode} in the file. Give what dip audit head printed, or lines of the server's log with "kind":"audit-head".`,
  });
}

function placeOf(line: string): (AuditPlace & { readonly regionCode: string }) | undefined {
  if (!line.includes('audit-head')) return undefined;
  const value = parsed(line);
  if (!isObject(value) || value['kind'] !== 'audit-head') return undefined;
  const { regionCode, seq, hash } = value;
  if (typeof regionCode === 'string' && typeof seq === 'string' && /^[1-9]\d{0,17}$/.test(seq) && typeof hash === 'string')
    return { regionCode, seq: BigInt(seq), hash };
  throw invalidField(['since'], 'BAD_HEAD', {
    zh: `这一行不是完整的审计链头：${line.slice(0, 120)}`,
    en: `This line is no whole head of an audit log: ${line.slice(0, 120)}`,
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
