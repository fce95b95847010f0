import { holderOfChoice, HolderInput } from './holder-input.js';
import { personIdOf, PersonRef } from './person.js';
import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { RoleEnum } from './viewer.js';
import { createPerson, resetPassword, setPersonDisabled, type CreatedPerson } from '../../app/people/manage-people.js';
import type { PersonRecord } from '../../app/ports/ports-person.js';

const CreatePersonInput = builder.inputType('CreatePersonInput', {
  description: '新建人员的输入 input of createPerson',
  fields: (t) => ({
    holder: t.field({
      type: HolderInput,
      required: true,
      description: '持有人：同一个人的第二个登录名用已有持有人 holder: an existing one for a second name of the same person',
    }),
    login: t.string({ required: true, description: '登录名：2 到 64 个字母、数字或 . _ @ - name to sign in by' }),
    role: t.field({
      type: RoleEnum,
      required: true,
      description: '角色；DEMO、INTEGRATOR 不登录 role; DEMO and INTEGRATOR do not sign in',
    }),
    scopes: t.stringList({ description: '收窄的权限；不给为角色的全部权限 scopes that narrow the role; left out: all of them' }),
    regions: t.stringList({
      required: true,
      description: '统筹地区代码；* 仅用于平台管理员 region codes; * is for administrators of the platform',
    }),
    institutionCode: t.string({ description: '机构代码：INSTITUTION 必填 institution: required for INSTITUTION' }),
    isOfProvider: t.boolean({ description: '只由统一身份认证登录，没有口令 signs in by the identity provider only' }),
  }),
});

/** A person with the first password, as an answer of a mutation. */
function passwordPayload(name: string, description: string) {
  return builder.objectRef<CreatedPerson>(name).implement({
    description,
    fields: (t) => ({
      password: t.exposeString('password', {
        nullable: true,
        description:
          '首次口令，只在这里给出一次，登录后须即修改；空为由统一身份认证登录 first password, answered here once, to be changed at once; null: of the identity provider',
      }),
      person: t.prismaField({
        type: PersonRef,
        description: '人员 the person',
        resolve: (query, { person }, _args, { prisma }) => prisma.person.findUniqueOrThrow({ ...query, where: { id: person.id } }),
      }),
    }),
  });
}

const CreatePersonPayload = passwordPayload('CreatePersonPayload', '新建的人员及其首次口令 the new person and the first password');
const ResetPasswordPayload = passwordPayload('ResetPasswordPayload', '人员及其新的首次口令 the person and its new first password');

const SetPersonDisabledPayload = builder.objectRef<PersonRecord>('SetPersonDisabledPayload').implement({
  description: '修改后的人员 the person as it is now',
  fields: (t) => ({
    person: t.prismaField({
      type: PersonRef,
      description: '人员 the person',
      resolve: (query, { id }, _args, { prisma }) => prisma.person.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
});

const ResetPasswordInput = builder.inputType('ResetPasswordInput', {
  description: '重置口令的输入 input of resetPassword',
  fields: (t) => ({ id: t.globalID({ for: PersonRef, required: true, description: '人员的全局标识 global id of the person' }) }),
});

const SetPersonDisabledInput = builder.inputType('SetPersonDisabledInput', {
  description: '停用或启用人员的输入 input of setPersonDisabled',
  fields: (t) => ({
    id: t.globalID({ for: PersonRef, required: true, description: '人员的全局标识 global id of the person' }),
    isDisabled: t.boolean({ required: true, description: '停用为 true，启用为 false true disables, false enables' }),
  }),
});

builder.mutationFields((t) => ({
  createPerson: t.field({
    type: CreatePersonPayload,
    authScopes: { permission: 'person:manage' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '新建可登录控制台的人员；首次口令只给出一次 adds a person who may sign in; the first password is answered once',
    args: { input: t.arg({ type: CreatePersonInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { holder, login, role, regions, scopes, institutionCode, isOfProvider } }, context) =>
      runAsCommand(context, (caller) =>
        createPerson(context.platform, caller, {
          ...{ holder: holderOfChoice(holder), login, role, regions, scopes: scopes ?? [], isOfProvider: isOfProvider ?? false },
          ...(institutionCode ? { institutionCode } : {}),
        }),
      ),
  }),
  resetPassword: t.field({
    type: ResetPasswordPayload,
    authScopes: { permission: 'person:manage' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '重置口令并解锁；其会话全部结束 gives a new first password and unlocks; all sessions end',
    args: { input: t.arg({ type: ResetPasswordInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) =>
      runAsCommand(context, (caller) => resetPassword(context.platform, caller, personIdOf(input.id.id))),
  }),
  setPersonDisabled: t.field({
    type: SetPersonDisabledPayload,
    authScopes: { permission: 'person:manage' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '停用或启用人员；停用即结束其会话 disables or enables a person; disabling ends all sessions',
    args: { input: t.arg({ type: SetPersonDisabledInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { id, isDisabled } }, context) =>
      runAsCommand(context, (caller) => setPersonDisabled(context.platform, caller, personIdOf(id.id), isDisabled)),
  }),
}));
