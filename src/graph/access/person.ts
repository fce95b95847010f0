import { ActorRef } from '../base/actor.js';
import { builder } from '../base/builder.js';
import { badGlobalId } from '../base/node-key.js';
import { RoleEnum } from './viewer.js';
import { isUuid } from '../../engine/kit/uuid.js';

/** The uuid inside the global id of a person. */
export function personIdOf(id: string): string {
  if (!isUuid(id)) throw badGlobalId(id);
  return id;
}

/** 人员: without the hash of the password, which nobody is shown. */
export const PersonRef = builder.prismaNode('Person', {
  id: { resolve: ({ id }) => id },
  findUnique: (id) => ({ id: personIdOf(id) }),
  nullable: true,
  authScopes: { permission: 'person:manage' },
  description: '可登录控制台的人员 a person who may sign in to the console',
  fields: (t) => ({
    login: t.exposeString('login', { description: '登录名 name to sign in by' }),
    holder: t.field({
      type: ActorRef,
      select: { holder: true },
      description: '持有人；四眼原则按持有人 holder: four-eyes rules go by it',
      resolve: ({ holder }) => holder,
    }),
    role: t.field({ type: RoleEnum, description: '角色 role', resolve: ({ role }) => role }),
    scopes: t.exposeStringList('scopes', { description: '收窄的权限；空为角色的全部权限 scopes that narrow the role; empty: all of them' }),
    regions: t.exposeStringList('regions', { description: '统筹地区；* 为全部 regions; * is all of them' }),
    institutionCode: t.exposeString('institutionCode', { nullable: true, description: '机构代码 institution' }),
    mustChange: t.exposeBoolean('mustChange', { description: '须先改口令 the password has to be changed first' }),
    isOfProvider: t.field({
      type: 'Boolean',
      select: { passwordHash: true },
      description: '只由统一身份认证登录 signs in by the identity provider only',
      resolve: ({ passwordHash }) => passwordHash === null,
    }),
    lockedUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: '因口令连续输错锁定至 locked until, after wrong passwords',
      resolve: ({ lockedUntil }) => lockedUntil,
    }),
    disabledAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: '停用时间；空为在用 when it was disabled; null: in use',
      resolve: ({ disabledAt }) => disabledAt,
    }),
    lastSignInAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: '最近登录时间 last sign-in',
      resolve: ({ lastSignInAt }) => lastSignInAt,
    }),
    createdAt: t.field({ type: 'DateTime', description: '建立时间 when it was created', resolve: ({ createdAt }) => createdAt }),
  }),
});

builder.queryField('persons', (t) =>
  t.prismaConnection(
    {
      type: PersonRef,
      cursor: 'id',
      authScopes: { permission: 'person:manage' },
      description:
        '可登录控制台的人员，按建立先后；只见本人地区的 people who may sign in, in order of creation; those of one’s own regions',
      totalCount: (_root, _args, { prisma }) => prisma.person.count(),
      resolve: (query, _root, _args, { prisma }) => prisma.person.findMany({ ...query, orderBy: { id: 'asc' } }),
    },
    { name: 'PersonConnection', description: '人员列表 a page of people' },
    { name: 'PersonEdge', description: '列表中的一条 an entry' },
  ),
);
