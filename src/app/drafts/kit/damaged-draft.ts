import { StateError } from '../../base/errors.js';
import type { Label } from '../../../engine/plan/plan.js';
import type { DraftDamage, DraftDamageReason } from '../../../rules/document/lifecycle.js';

/** 损坏原因的说法 words for damages. */
export const DAMAGE_WORDS: Readonly<Record<DraftDamageReason, { readonly zh: string; readonly en: string }>> = {
  EMPTY: { zh: '没有任何经过', en: 'nothing happened to it' },
  GAP: { zh: '序号不相接', en: 'its number does not follow' },
  KIND: { zh: '种类不认识', en: 'its kind is unknown' },
  ORDER: { zh: '在当时的状态下不可能发生', en: 'it could not happen in that state' },
  REVISION: { zh: '所及的修订或文本不是最新的', en: 'it is about another revision or text than the last' },
  DETAIL: { zh: '没有写明这类经过应写明的内容', en: 'it does not say what such an event binds' },
  TEXT: { zh: '所保存的文本不在，或不是当时保存的', en: 'the text that it saved is not there, or is not what was saved' },
};

/** What is wrong with a draft, in a sentence, and what can be done. */
export function damageWords(name: string, { seq, reason }: DraftDamage): { readonly zh: string; readonly en: string } {
  const { zh, en } = DAMAGE_WORDS[reason];
  return {
    zh: `草案“${name}”已损坏：第 ${seq} 条经过${zh}，不是在平台上办理的。除放弃外不能再办；请从备份核查（dip audit verify），需要的另行起草。`,
    en: `The draft "${name}" is damaged: of event ${seq}, ${en}; it was not done on the platform. It can only be abandoned; look into a backup (dip audit verify), and begin another draft.`,
  };
}

/** DRAFT_DAMAGED. */
export function draftDamaged(name: string, damage: DraftDamage): StateError {
  const words: Label = damageWords(name, damage);
  return new StateError('DRAFT_DAMAGED', words);
}
