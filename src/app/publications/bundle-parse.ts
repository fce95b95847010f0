import { createHash } from 'node:crypto';
import type { Bundle } from './bundle.js';
import { assert } from '../../engine/kit/assert.js';
import { canonicalJson } from '../../rules/document/hash.js';

/** Reads what was stored: our own text, whose hash the store keeps beside it. */
export function parseBundle(content: string): Bundle {
  return JSON.parse(content) as Bundle;
}

/** 公布的文本与哈希 a bundle as canonical JSON, and the SHA-256 of that text. */
export function bundleText(bundle: Bundle): { readonly content: string; readonly contentHash: string } {
  const content = canonicalJson(bundle);
  return { content, contentHash: hashOfText(content) };
}

/** What was published, read again: its hash must be what it was. */
export function readBundle({ content, contentHash }: { readonly content: string; readonly contentHash: string }): Bundle {
  assert(hashOfText(content) === contentHash, 'a publication is what was published');
  return parseBundle(content);
}

function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
