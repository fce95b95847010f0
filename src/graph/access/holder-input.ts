import { builder } from '../base/builder.js';
import { ActorKindEnum } from '../base/enums.js';
import type { Grant } from '../../app/access/grant.js';

const NewHolderInput = builder.inputType('NewHolderInput', {
  description: '新的持有人 a new holder',
  fields: (t) => ({
    name: t.string({ required: true, description: '姓名或系统名 name of the person or system' }),
    kind: t.field({
      type: ActorKindEnum,
      required: true,
      description: '种类：人为 USER，对接系统为 API_KEY kind: USER is a person, API_KEY a system',
    }),
  }),
});

/** 持有人 of a key or a person. */
export const HolderInput = builder.inputType('KeyHolderInput', {
  isOneOf: true,
  description:
    '密钥的持有人：已有的，或新的；四眼原则比较持有人，不比较密钥 the holder: one that exists, or a new one; four-eyes rules compare holders',
  fields: (t) => ({
    id: t.id({ description: '已有持有人的标识 id of a holder that exists' }),
    new: t.field({ type: NewHolderInput, description: '新的持有人 a new holder' }),
  }),
});

interface HolderChoice {
  readonly id?: string | number | null | undefined;
  readonly new?: { readonly name: string; readonly kind: 'USER' | 'API_KEY' | 'SYSTEM' } | null | undefined;
}

/** The holder that is chosen: GraphQL sees to it that exactly one is given. */
export function holderOfChoice({ id, new: made }: HolderChoice): Grant['holder'] {
  return made === null || made === undefined ? { id: String(id) } : made;
}
