import { DraftRef } from './draft.js';
import { builder } from '../base/builder.js';
import type { OpenDraft } from '../../app/drafts/kit/open-draft.js';

/** 草案操作的结果 what a mutation of a draft answers. */
export function draftPayload(name: string) {
  return builder.objectRef<OpenDraft>(name).implement({
    description: '操作之后的草案 the draft as it is now',
    fields: (t) => ({ draft: t.field({ type: DraftRef, description: '草案 the draft', resolve: (opened) => opened }) }),
  });
}
