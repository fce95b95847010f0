import { builder } from './builder.js';
import type { Label } from '../../engine/plan/plan.js';

/** 双语文本: Chinese first, English where there is one. */
export const LocalizedTextRef = builder.objectRef<Label>('LocalizedText').implement({
  description: '双语文本：中文在先 bilingual text, Chinese first',
  fields: (t) => ({
    zh: t.exposeString('zh', { description: '中文 Chinese' }),
    en: t.string({ nullable: true, description: '英文 English', resolve: (label) => label.en ?? null }),
  }),
});
