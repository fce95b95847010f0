import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { must } from '../../engine/kit/assert.js';
import { EffectiveDocumentSchema, type EffectiveDocument, type RulesetDocument, type SourceDocument } from './document.js';

/** Canonical JSON (RFC 8785): keys sorted, no white space, one spelling of every text and number. */
export function canonicalJson(value: unknown): string {
  return must(canonicalize(value), 'canonical JSON');
}

/** SHA-256 of the canonical JSON, in lower-case hexadecimal: key order and white space never change it. */
export function jsonHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');
}

/** Hash of a document as its city wrote it, `extends`, notes and examples included: what was loaded. */
export function contentHash(document: RulesetDocument): string {
  return jsonHash(document);
}

/**
 * Hash of a merged document: what approvals, runs and scores bind, and what `extends` states of its base.
 * Inside: everything that was merged, head, notes and the document's own examples. Outside: `extends` itself, which the merged document
 * does not have (what it brought is inside, entry by entry), base examples, how the document was written (`after`, removals) and what
 * articles say (record 0021: text to read beside rules): two documents that merge to the same rules have one effective hash.
 */
export function effectiveHash(effective: EffectiveDocument): string {
  return jsonHash({ ...effective, sources: Object.fromEntries(Object.entries(effective.sources).map(withoutArticles)) });
}

/**
 * Whether a stored text is, byte for byte, the canonical JSON of a merged document of that effective hash. What its articles say is not
 * covered (record 0021).
 */
export function isEffectiveText(text: string, hash: string): boolean {
  if (createHash('sha256').update(text, 'utf8').digest('hex') === hash) return true;
  const document = parsedEffective(text);
  return document !== undefined && canonicalJson(document) === text && effectiveHash(document) === hash;
}

function parsedEffective(text: string): EffectiveDocument | undefined {
  try {
    return EffectiveDocumentSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // no JSON at all
  }
}

function withoutArticles([name, { articles: _, ...source }]: [string, SourceDocument]): [string, SourceDocument] {
  return [name, source];
}
