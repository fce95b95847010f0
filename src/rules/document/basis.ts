import type { EffectiveDocument, SourceDocument } from './document.js';

/** 依据 one basis: the source's name in the document, its title, the article, and how firm it is. */
export interface Basis {
  readonly source: string;
  readonly title: string;
  readonly article: string | null;
  readonly kind: SourceDocument['kind'];
}

/** Resolves basis texts (`zb#二(一)`) against a document's sources. A source that is not there was refused when the document was loaded. */
export function resolveBasis({ sources }: Pick<EffectiveDocument, 'sources'>, basis: readonly string[]): readonly Basis[] {
  return basis.flatMap((text) => {
    const hash = text.indexOf('#');
    const name = hash < 0 ? text : text.slice(0, hash);
    const source = sources[name];
    if (source === undefined) return [];
    return [{ source: name, title: source.title, article: hash < 0 ? null : text.slice(hash + 1), kind: source.kind }];
  });
}
