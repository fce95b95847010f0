import type { EffectiveDocument, RulesetDocument } from '../document/document.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';

/**
 * Warns of articles that the document states and that nothing cites, removals included (UNUSED_ARTICLE): most are misspelt, and nobody
 * would ever read them. Inherited ones may idle.
 */
export function unusedArticles(document: Pick<RulesetDocument, 'sources'>, effective: EffectiveDocument): readonly Finding[] {
  const stated = Object.entries(document.sources ?? {}).flatMap(([source, entry]) =>
    'remove' in entry ? [] : Object.keys(entry.articles ?? {}).map((article) => ({ source, article })),
  );
  if (stated.length === 0) return [];
  const cited = new Set([...citedBases(document), ...citedBases(effective)]);
  return stated
    .filter(({ source, article }) => !cited.has(`${source}#${article}`))
    .map((one) => finding('UNUSED_ARTICLE', pointerTo('/sources', one.source, 'articles', one.article), one));
}

/** Every basis in a part of a document, wherever it stands. */
function citedBases(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(citedBases);
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, inner]: [string, unknown]) =>
    key === 'basis' && Array.isArray(inner) ? inner.filter((one) => typeof one === 'string') : citedBases(inner),
  );
}
