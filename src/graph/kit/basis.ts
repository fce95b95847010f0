import { builder } from '../base/builder.js';
import type { GraphContext } from '../base/context.js';
import { SourceKindEnum } from '../base/enums.js';
import type { RegionKey } from '../base/loaders.js';
import { withArticle, type CitedBasis } from '../../rules/document/basis.js';
import type { ArticleDocument } from '../../rules/document/document.js';
import { LocalizedTextRef } from '../base/localized-text.js';

const ArticleTextRef = builder.objectRef<ArticleDocument>('ArticleText').implement({
  description: '条文：规则集所写的条款内容 what an article says, as the ruleset has it',
  fields: (t) => ({
    text: t.field({
      type: LocalizedTextRef,
      description: '内容：原文，或概括 the text, or a summary of it',
      resolve: ({ zh, en }) => (en === undefined ? { zh } : { zh, en }),
    }),
    isSummary: t.boolean({
      description: '是否为规则集自己的概括，而非原文 whether it is a summary in the ruleset’s own words, not the text itself',
      resolve: ({ summary }) => summary === true,
    }),
  }),
});

/** A basis; one that a run stored without its article names the run, by whose ruleset the article is read when it is asked for. */
export interface BasisView extends CitedBasis {
  /** The region and the number of the run. */
  readonly run?: RegionKey;
}

async function articleOf({ run, ...basis }: BasisView, { loaders }: GraphContext): Promise<ArticleDocument | null> {
  if (run === undefined) return basis.text ?? null;
  const id = (await loaders.yearRulesets.load(run))?.rulesetId;
  const sources = id === undefined ? undefined : await loaders.sources.load({ regionCode: run.regionCode, id });
  return sources === undefined ? null : (withArticle(sources, basis).text ?? null);
}

/** 依据: the document and article on which something rests. */
export const BasisRef = builder.objectRef<BasisView>('Basis').implement({
  description: '依据：文件与条款 the document and article on which something rests',
  fields: (t) => ({
    source: t.exposeString('source', { description: '来源在规则集中的名称 name of the source in the ruleset' }),
    title: t.exposeString('title', { description: '文件标题 title of the document' }),
    article: t.exposeString('article', { nullable: true, description: '条款 article' }),
    articleText: t.field({
      type: ArticleTextRef,
      nullable: true,
      description: '条文；规则集没有写时为空 what the article says; null where the ruleset does not say',
      resolve: (basis, _args, context) => articleOf(basis, context),
    }),
    kind: t.field({ type: SourceKindEnum, description: '依据种类 kind of source', resolve: ({ kind }) => kind }),
  }),
});

/** Few articles stand behind one thing. */
export const BASES_COST = { field: 1, multiplier: 2 } as const;
