import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { AttributeInput } from '../cases/case-input.js';
import { askedFor } from '../../app/caches/in-force.js';
import { InsuranceSchemeEnum, SCHEME_CHECKED } from '../base/enums.js';
import { COMMAND_ERRORS, FieldErrorRef } from '../base/error-types.js';
import { InstitutionRef } from './institution.js';
import { importInstitutions, MOST_INSTITUTIONS, type ImportedInstitutions } from '../../app/regions/import-institutions.js';
import { updateInstitution } from '../../app/regions/update-institution.js';

const FigureInput = builder.inputType('FigureInput', {
  description: '机构指标：规则集声明的某年度事实 a figure of an institution for a year, as rulesets declare it',
  fields: (t) => ({
    year: t.int({ required: true, description: '适用的结算年度 settlement year that it is for' }),
    insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
    name: t.string({ required: true, description: '事实名 name of the fact' }),
    value: t.string({ required: true, description: '取值，数也写成文本 value; numbers as strings' }),
  }),
});

const InstitutionInput = builder.inputType('InstitutionInput', {
  description: '一家机构及其自某日起的档案 an institution with its profile from a day on',
  fields: (t) => ({
    code: t.string({ required: true, description: '机构代码 institution code' }),
    name: t.string({ required: true, description: '机构名称 name' }),
    effectiveFrom: t.field({ type: 'Date', required: true, description: '档案生效日期 first day of the profile' }),
    level: t.string({ required: true, description: '级别：1、2、3 level' }),
    attributes: t.field({ type: [AttributeInput], description: '属性：规则集声明的机构事实 facts that rulesets declare' }),
    figures: t.field({ type: [FigureInput], description: '年度指标 figures by year' }),
  }),
});

const ImportInstitutionsInput = builder.inputType('ImportInstitutionsInput', {
  description: '导入机构的输入 input of importInstitutions',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    institutions: t.field({
      type: [InstitutionInput],
      required: true,
      description: `机构，至多 ${MOST_INSTITUTIONS} 家 institutions, at most ${MOST_INSTITUTIONS}`,
    }),
    dryRun: t.boolean({ description: '只检查，不保存，默认否 a dry run: nothing is stored; false by default' }),
    scheme: t.field(SCHEME_CHECKED),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});

const UpdateInstitutionInput = builder.inputType('UpdateInstitutionInput', {
  description: '变更机构的输入：不给的保持该日的原值 input of updateInstitution; what is left out stays as it is on that day',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    code: t.string({ required: true, description: '机构代码 institution code' }),
    effectiveFrom: t.field({ type: 'Date', required: true, description: '变更生效日期 first day of the changed profile' }),
    name: t.string({ description: '新名称 new name' }),
    level: t.string({ description: '新级别 new level' }),
    attributes: t.field({ type: [AttributeInput], description: '全部属性，代替原有的 all attributes, in place of the old ones' }),
    figures: t.field({ type: [FigureInput], description: '年度指标 figures by year' }),
    dryRun: t.boolean({ description: '只检查，不保存，默认否 a dry run: nothing is stored; false by default' }),
    scheme: t.field(SCHEME_CHECKED),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});

const ImportInstitutionsPayload = builder.objectRef<ImportedInstitutions>('ImportInstitutionsPayload').implement({
  description: '导入结果：全部导入，或一家也不导入 what became of the institutions: all or none',
  fields: (t) => ({
    read: t.exposeInt('read', { description: '读取数 rows read' }),
    added: t.exposeInt('added', { description: '新增机构数 institutions added' }),
    renamed: t.exposeInt('renamed', { description: '改名机构数 institutions renamed' }),
    profiles: t.exposeInt('profiles', { description: '新的档案数 new profiles' }),
    figures: t.exposeInt('figures', { description: '新的指标数 new figures' }),
    dryRun: t.exposeBoolean('dryRun', { description: '只检查，未保存 a dry run: nothing was stored' }),
    warnings: t.field({
      type: [FieldErrorRef],
      description: '警告：规则集需要而未提供的，及未能核对的 what rulesets need and nobody stated, and what could not be checked',
      resolve: ({ warnings }) => [...warnings],
    }),
  }),
});

interface Updated extends ImportedInstitutions {
  readonly key: { readonly regionCode: string; readonly code: string };
}

const UpdateInstitutionPayload = builder.objectRef<Updated>('UpdateInstitutionPayload').implement({
  description: '变更结果 what became of the institution',
  fields: (t) => ({
    institution: t.prismaField({
      type: InstitutionRef,
      description: '机构 the institution',
      resolve: (query, { key }, _args, { prisma }) => prisma.institution.findUniqueOrThrow({ ...query, where: { regionCode_code: key } }),
    }),
    changes: t.field({ type: ImportInstitutionsPayload, description: '改变了什么 what was changed', resolve: (updated) => updated }),
  }),
});

interface Figure {
  readonly year: number;
  readonly insurance: 'EMPLOYEE' | 'RESIDENT';
  readonly name: string;
  readonly value: string;
}

builder.mutationFields((t) => ({
  importInstitutions: t.field({
    type: ImportInstitutionsPayload,
    authScopes: { permission: 'institution:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '导入机构、按日期记载的档案和年度指标；全部导入，或一家也不导入 imports institutions with dated profiles and yearly figures, all or none',
    args: { input: t.arg({ type: ImportInstitutionsInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { scheme, ...input } }, context) =>
      runAsCommand(context, (caller) => {
        const institutions = input.institutions.map(({ attributes, figures, ...row }) => ({
          ...row,
          attributes: attributes ?? [],
          figures: figures ?? [],
        }));
        return importInstitutions(context.platform, caller, {
          ...{ ...input, institutions, dryRun: input.dryRun ?? false },
          ...askedFor(scheme),
        });
      }),
  }),
  updateInstitution: t.field({
    type: UpdateInstitutionPayload,
    authScopes: { permission: 'institution:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '变更一家机构：自某日起的新档案，原档案不变 changes an institution by a new profile from a day on; old ones stay',
    args: { input: t.arg({ type: UpdateInstitutionInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { name, level, attributes, figures, dryRun, scheme, ...input } }, context) =>
      runAsCommand(context, async (caller): Promise<Updated> => {
        const stated: { name?: string; level?: string; figures?: readonly Figure[] } = {
          ...(name ? { name } : {}),
          ...(level ? { level } : {}),
          ...(figures ? { figures } : {}),
        };
        const change = { ...input, ...stated, ...(attributes ? { attributes } : {}), dryRun: dryRun ?? false, ...askedFor(scheme) };
        const changed = await updateInstitution(context.platform, caller, change);
        return { ...changed, key: { regionCode: input.regionCode, code: input.code } };
      }),
  }),
}));
