import { ActorRef } from '../base/actor.js';
import { builder } from '../base/builder.js';
import { badGlobalId } from '../base/node-key.js';
import { RoleEnum } from './viewer.js';
import { isUuid } from '../../engine/kit/uuid.js';

/** The uuid inside the global id of a key. */
export function keyIdOf(id: string): string {
  if (!isUuid(id)) throw badGlobalId(id);
  return id;
}

/** 接口密钥: without its text, which nobody keeps. */
export const ApiKeyRef = builder.prismaNode('ApiKey', {
  id: { resolve: ({ id }) => id },
  findUnique: (id) => ({ id: keyIdOf(id) }),
  nullable: true,
  authScopes: { permission: 'key:manage' },
  description: '接口密钥（不含密钥本身） an API key, without its text',
  fields: (t) => ({
    prefix: t.exposeString('prefix', { description: '密钥开头，供辨认 the beginning of the key, to tell keys apart' }),
    holder: t.field({ type: ActorRef, select: { holder: true }, description: '持有人 holder', resolve: ({ holder }) => holder }),
    role: t.field({ type: RoleEnum, description: '角色 role', resolve: ({ role }) => role }),
    scopes: t.exposeStringList('scopes', { description: '收窄的权限；空为角色的全部权限 scopes that narrow the role; empty: all of them' }),
    regions: t.exposeStringList('regions', { description: '统筹地区；* 为全部 regions; * is all of them' }),
    institutionCode: t.exposeString('institutionCode', { nullable: true, description: '机构代码 institution' }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: '失效时间；空为长期 when it expires; null: never',
      resolve: ({ expiresAt }) => expiresAt,
    }),
    revokedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: '撤销时间 when it was revoked',
      resolve: ({ revokedAt }) => revokedAt,
    }),
    lastUsedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: '最近使用时间，精确到分钟左右；空为未曾使用 when it was last used, to the minute or so; null: not yet',
      resolve: ({ lastUsedAt }) => lastUsedAt,
    }),
    createdAt: t.field({ type: 'DateTime', description: '建立时间 when it was created', resolve: ({ createdAt }) => createdAt }),
  }),
});

builder.queryField('apiKeys', (t) =>
  t.prismaConnection(
    {
      type: ApiKeyRef,
      cursor: 'id',
      authScopes: { permission: 'key:manage' },
      description: '接口密钥，按建立先后；只见本人地区的 API keys in order of creation; those of one’s own regions',
      totalCount: (_root, _args, { prisma }) => prisma.apiKey.count(),
      resolve: (query, _root, _args, { prisma }) => prisma.apiKey.findMany({ ...query, orderBy: { id: 'asc' } }),
    },
    { name: 'ApiKeyConnection', description: '接口密钥列表 a page of API keys' },
    { name: 'ApiKeyEdge', description: '列表中的一条 an entry' },
  ),
);
