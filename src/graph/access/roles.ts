import { builder } from '../base/builder.js';
import { RoleEnum } from './viewer.js';
import { PERMISSION_TERMS, ROLE_PERMISSIONS, ROLES, type Permission, type Role } from '../../app/ports/kit/permissions.js';
import { LocalizedTextRef } from '../base/localized-text.js';

const PermissionRef = builder.objectRef<Permission>('PermissionInfo').implement({
  description: '权限 a scope, and what it lets do',
  fields: (t) => ({
    scope: t.string({ description: '权限名 name of the scope', resolve: (permission) => permission }),
    label: t.field({ type: LocalizedTextRef, description: '含义 what it lets do', resolve: (permission) => PERMISSION_TERMS[permission] }),
  }),
});

const RoleInfoRef = builder.objectRef<Role>('RoleInfo').implement({
  description: '角色及其权限 a role and what it may do',
  fields: (t) => ({
    role: t.field({ type: RoleEnum, description: '角色 role', resolve: (role) => role }),
    permissions: t.field({
      type: [PermissionRef],
      description: '权限；密钥可再收窄 its scopes; a key may have fewer',
      resolve: (role) => [...ROLE_PERMISSIONS[role]],
    }),
  }),
});

builder.queryField('roles', (t) =>
  t.field({
    type: [RoleInfoRef],
    authScopes: { authenticated: true },
    description: '谁可以做什么：各角色及其权限 who may do what, by role',
    resolve: () => [...ROLES],
  }),
);
