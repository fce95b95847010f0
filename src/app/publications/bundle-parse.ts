import { createHash } from 'node:crypto';
import type { Bundle } from './bundle.js';
import { StateError } from '../base/errors.js';
import { canonicalJson } from '../../rules/document/hash.js';

/** 公布的文本与哈希 a bundle as canonical JSON, and the SHA-256 of that text. */
export function bundleText(bundle: Bundle): { readonly content: string; readonly contentHash: string } {
  const content = canonicalJson(bundle);
  return { content, contentHash: hashOfText(content) };
}

/** What was published, read again: its hash must be what it was. UNAVAILABLE for a text that was altered in the database. */
export function readBundle({ content, contentHash }: { readonly content: string; readonly contentHash: string }): Bundle {
  if (hashOfText(content) === contentHash) return JSON.parse(content) as Bundle;
  throw new StateError('UNAVAILABLE', {
    zh: `公布的内容与它的哈希 ${contentHash} 不符：公布之后在数据库中被改动过。请核查数据库，并从备份或已发出的文件恢复。`,
    en: `A publication is not what its hash ${contentHash} says: it was altered in the database since. Look into the database, and restore it from a backup or the file that was sent out.`,
  });
}

function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
