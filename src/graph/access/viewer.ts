import { describedValues } from '../base/enums.js';
import { ActorRef } from '../base/actor.js';
import { builder } from '../base/builder.js';
import { actorOf } from '../base/callers.js';
import { PERMISSIONS, ROLES, type Actor, type Role } from '../../app/ports/kit/permissions.js';

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  CLERK: '经办 drafts, checks, simulates; keeps catalogues and institutions',
  APPROVER: '审批 approves and publishes',
  FINANCE: '财务 budgets, runs, payments',
  INSTITUTION: '医疗机构 own cases and statement',
  INTEGRATOR: '对接系统 scores and imports',
  AUDITOR: '审计 reads everything, writes nothing',
  ADMIN: '管理员 keys and regions',
  DEMO: '演示（仅演示地区） sandbox regions only',
};

/** 角色. */
export const RoleEnum = builder.enumType('Role', {
  description: '角色 role of a key',
  values: describedValues(ROLES, ROLE_WORDS),
});

/** 当前使用者. */
const ViewerRef = builder.objectRef<Actor>('Viewer').implement({
  description: '当前使用者：密钥及其权限 who is asking: the key and what it may do',
  fields: (t) => ({
    actor: t.field({ type: ActorRef, description: '持有人 holder', resolve: ({ holderId, name, kind }) => ({ id: holderId, name, kind }) }),
    role: t.field({ type: RoleEnum, description: '角色 role', resolve: ({ role }) => role }),
    permissions: t.stringList({
      description: '权限 scopes, in a fixed order',
      resolve: ({ permissions }) => PERMISSIONS.filter((permission) => permissions.has(permission)),
    }),
    regions: t.stringList({
      nullable: true,
      description: '可用的统筹地区；空为全部（演示密钥：全部演示地区） regions of the key; null: all (of a demo key: all sandboxes)',
      resolve: ({ regions }) => (regions === 'ALL' ? null : [...regions]),
    }),
    institutionCode: t.exposeString('institutionCode', {
      nullable: true,
      description: '机构代码（机构密钥） institution, of an institution’s key',
    }),
    sandboxOnly: t.exposeBoolean('sandboxOnly', { description: '仅限演示地区 sandbox regions only' }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerRef,
    authScopes: { authenticated: true },
    description: '当前使用者 who is asking',
    resolve: (_root, _args, context) => actorOf(context),
  }),
);
