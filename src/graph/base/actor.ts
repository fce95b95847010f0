import { builder } from './builder.js';
import { ActorKindEnum } from './enums.js';
import { PLATFORM_ACTOR } from '../../app/kernel/platform-actor.js';
import { PLATFORM_ACCESS } from '../../app/ports/ports.js';

/** 使用者: the holder behind a key, as recorded then. `kind` absent: it is looked up. */
export interface ActorView {
  readonly id: string;
  readonly name: string;
  readonly kind?: 'USER' | 'API_KEY' | 'SYSTEM';
}

/** What the platform itself signs with. */
const PLATFORM_IDS: ReadonlySet<string> = new Set([PLATFORM_ACTOR.holderId, PLATFORM_ACCESS.holderId]);

/** 使用者: whoever acted. */
export const ActorRef = builder.objectRef<ActorView>('Actor').implement({
  description: '使用者：密钥的持有人，或平台自身 whoever acts: the holder of a key, or the platform itself',
  fields: (t) => ({
    id: t.exposeID('id', { description: '持有人标识 id of the holder' }),
    name: t.exposeString('name', { description: '持有人名称 name of the holder' }),
    kind: t.field({
      type: ActorKindEnum,
      description: '种类 kind',
      resolve: async ({ id, kind }, _args, { loaders }) => {
        if (kind !== undefined) return kind;
        return PLATFORM_IDS.has(id) ? 'SYSTEM' : ((await loaders.holderKinds.load(id)) ?? 'USER');
      },
    }),
  }),
});
