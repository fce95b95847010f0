import { builder } from '../base/builder.js';
import { SourceKindEnum } from '../base/enums.js';
import type { Basis } from '../../rules/document/basis.js';

/** 依据: the document and article on which something rests. */
export const BasisRef = builder.objectRef<Basis>('Basis').implement({
  description: '依据：文件与条款 the document and article on which something rests',
  fields: (t) => ({
    source: t.exposeString('source', { description: '来源在规则集中的名称 name of the source in the ruleset' }),
    title: t.exposeString('title', { description: '文件标题 title of the document' }),
    article: t.exposeString('article', { nullable: true, description: '条款 article' }),
    kind: t.field({ type: SourceKindEnum, description: '依据种类 kind of source', resolve: ({ kind }) => kind }),
  }),
});

/** Few articles stand behind one thing. */
export const BASES_COST = { field: 1, multiplier: 2 } as const;
