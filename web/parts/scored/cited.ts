import type { scoredZh } from '../../texts/zh/scored.ts';

/** An article of a document. */
export interface CitedArticle {
  readonly title: string;
  readonly article: string | null;
}

/** A document with its article, as one line: 《…》第30条. */
export function citedText({ title, article }: CitedArticle, t: typeof scoredZh): string {
  return article === null ? t.document(title) : t.cited(title, article);
}
