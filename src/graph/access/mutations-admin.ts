import { ApiKeyRef, keyIdOf } from './api-key.js';
import { holderOfChoice, HolderInput } from './holder-input.js';
import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { RegionRef } from '../regions/region.js';
import { RoleEnum } from './viewer.js';
import { createApiKey, type CreatedApiKey } from '../../app/access/create-api-key.js';
import type { KeyRecord } from '../../app/ports/ports-key.js';
import type { RegionRecord } from '../../app/ports/ports-region.js';
import { saveRegion } from '../../app/regions/region-save.js';
import { revokeApiKey } from '../../app/access/revoke-api-key.js';

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: '建立密钥的输入 input of createApiKey',
  fields: (t) => ({
    holder: t.field({ type: HolderInput, required: true, description: '持有人 holder' }),
    role: t.field({ type: RoleEnum, required: true, description: '角色；DEMO 不能另建 role; DEMO can not be created' }),
    scopes: t.stringList({ description: '收窄的权限；不给为角色的全部权限 scopes that narrow the role; left out: all of them' }),
    regions: t.stringList({
      required: true,
      description: '统筹地区代码；* 仅用于平台管理员 region codes; * is for administrators of the platform',
    }),
    institutionCode: t.string({
      description: '机构代码：INSTITUTION 必填，INTEGRATOR 可填 institution: required for INSTITUTION, possible for INTEGRATOR',
    }),
    expiresAt: t.field({ type: 'DateTime', description: '失效时间；不给为长期 when it expires; left out: never' }),
  }),
});

const CreateApiKeyPayload = builder.objectRef<CreatedApiKey>('CreateApiKeyPayload').implement({
  description: '新密钥：密钥本身只在这里给出一次 the new key: its text is answered here, once',
  fields: (t) => ({
    key: t.exposeString('key', { description: '密钥，请立即保存；平台只存其哈希 the key: keep it now, the platform stores its hash only' }),
    apiKey: t.prismaField({
      type: ApiKeyRef,
      description: '密钥的记录 the record of the key',
      resolve: (query, { record }, _args, { prisma }) => prisma.apiKey.findUniqueOrThrow({ ...query, where: { id: record.id } }),
    }),
  }),
});

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: '撤销密钥的输入 input of revokeApiKey',
  fields: (t) => ({ id: t.globalID({ for: ApiKeyRef, required: true, description: '密钥的全局标识 global id of the key' }) }),
});

const RevokeApiKeyPayload = builder.objectRef<KeyRecord>('RevokeApiKeyPayload').implement({
  description: '已撤销的密钥；五秒内处处失效 the revoked key; it stops working everywhere within five seconds',
  fields: (t) => ({
    apiKey: t.prismaField({
      type: ApiKeyRef,
      description: '密钥的记录 the record of the key',
      resolve: (query, { id }, _args, { prisma }) => prisma.apiKey.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
});

const SaveRegionInput = builder.inputType('SaveRegionInput', {
  description: '新增或改名统筹地区的输入 input of saveRegion',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: '行政区划代码（6 位）；99 开头为演示地区 division code, 6 digits; 99xxxx are sandboxes',
    }),
    name: t.string({ required: true, description: '名称 name' }),
    parentCode: t.string({ description: '上级地区代码 code of the region above' }),
  }),
});

const SaveRegionPayload = builder.objectRef<RegionRecord>('SaveRegionPayload').implement({
  description: '已保存的统筹地区 the region as saved',
  fields: (t) => ({
    region: t.prismaField({
      type: RegionRef,
      description: '统筹地区 the region',
      resolve: (query, { code }, _args, { prisma }) => prisma.region.findUniqueOrThrow({ ...query, where: { code } }),
    }),
  }),
});

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreateApiKeyPayload,
    authScopes: { permission: 'key:manage' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '建立密钥；密钥本身只给出一次 creates an API key; its text is answered once',
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { holder, scopes, institutionCode, expiresAt, role, regions } }, context) =>
      runAsCommand(context, (caller) =>
        createApiKey(context.platform, caller, {
          holder: holderOfChoice(holder),
          role,
          regions,
          scopes: scopes ?? [],
          ...(institutionCode ? { institutionCode } : {}),
          ...(expiresAt ? { expiresAt } : {}),
        }),
      ),
  }),
  revokeApiKey: t.field({
    type: RevokeApiKeyPayload,
    authScopes: { permission: 'key:manage' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '撤销密钥 revokes an API key',
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => runAsCommand(context, (caller) => revokeApiKey(context.platform, caller, keyIdOf(input.id.id))),
  }),
  saveRegion: t.field({
    type: SaveRegionPayload,
    authScopes: { permission: 'region:manage' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '新增或改名统筹地区 adds or renames a region',
    args: { input: t.arg({ type: SaveRegionInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { parentCode, ...input } }, context) =>
      runAsCommand(context, (caller) => saveRegion(context.platform, caller, { ...input, ...(parentCode ? { parentCode } : {}) })),
  }),
}));
