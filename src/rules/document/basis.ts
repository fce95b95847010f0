import { z } from 'zod';
import { EffectiveDocumentSchema, type ArticleDocument, type EffectiveDocument, type SourceDocument } from './document.js';

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

/** 依据 with what its article says, where the ruleset has it. */
export interface CitedBasis extends Basis {
  readonly text?: ArticleDocument;
}

/** A basis with what its article says. Results store bases without it: a text that is mended changes no result. */
export function withArticle({ sources }: Pick<EffectiveDocument, 'sources'>, basis: Basis): CitedBasis {
  const { source, article } = basis;
  const articles = Object.hasOwn(sources, source) ? sources[source]?.articles : undefined;
  if (article === null || articles === undefined || !Object.hasOwn(articles, article)) return basis;
  const text = articles[article];
  return text === undefined ? basis : { ...basis, text };
}

const Cited = z.object({ sources: EffectiveDocumentSchema.shape.sources });

/** The sources of a stored effective text, for `withArticle`; none where it was written in an earlier form of the language. */
export function sourcesOf(effectiveText: string): Pick<EffectiveDocument, 'sources'> {
  return Cited.safeParse(JSON.parse(effectiveText)).data ?? { sources: {} };
}
