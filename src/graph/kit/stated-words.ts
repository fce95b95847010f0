import { builder } from '../base/builder.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import type { RuleWords, StatedWords } from '../../rules/explain/stated-words.js';

/** 所写的一项. */
export const StatedWordsRef = builder.objectRef<StatedWords>('StatedWords').implement({
  description: '所写的一项，用文字：事实、参数或结果的名称和取值 a fact, parameter or result with its value, in words',
  fields: (t) => ({
    name: t.exposeString('name', { description: '文本中的名称 its name in the document' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 what it is called', resolve: ({ label }) => label }),
    value: t.field({ type: LocalizedTextRef, description: '取值，带单位 its value, with the unit', resolve: ({ value }) => value }),
  }),
});

/** 一条规则的名称. */
export const RuleWordsRef = builder.objectRef<RuleWords>('RuleWords').implement({
  description: '一条规则的名称：判定和规则 what a rule is called: its decision and itself',
  fields: (t) => ({
    name: t.exposeString('name', { description: '文本中的名称 its name in the document' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 what it is called', resolve: ({ label }) => label }),
  }),
});
