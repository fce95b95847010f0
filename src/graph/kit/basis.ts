import { builder } from '../base/builder.js';
import { SourceKindEnum } from '../base/enums.js';
import type { CitedBasis } from '../../rules/document/basis.js';
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

/** 依据: the document and article on which something rests. */
export const BasisRef = builder.objectRef<CitedBasis>('Basis').implement({
  description: '依据：文件与条款 the document and article on which something rests',
  fields: (t) => ({
    source: t.exposeString('source', { description: '来源在规则集中的名称 name of the source in the ruleset' }),
    title: t.exposeString('title', { description: '文件标题 title of the document' }),
    article: t.exposeString('article', { nullable: true, description: '条款 article' }),
    articleText: t.field({
      type: ArticleTextRef,
      nullable: true,
      description:
        '条文；规则集没有写，或此处只存依据的位置时为空 what the article says; null where the ruleset does not say, or only the place is stored',
      resolve: ({ text }) => text ?? null,
    }),
    kind: t.field({ type: SourceKindEnum, description: '依据种类 kind of source', resolve: ({ kind }) => kind }),
  }),
});

/** Few articles stand behind one thing. */
export const BASES_COST = { field: 1, multiplier: 2 } as const;
