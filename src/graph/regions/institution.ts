import { builder } from '../base/builder.js';
import type { GraphContext } from '../base/context.js';
import { joinKey, splitKey } from '../base/node-key.js';
import { RegionRef } from './region.js';
import { today } from '../kit/today.js';
import { must } from '../../engine/kit/assert.js';

/** The profile that holds on a day: the last that began on it or before; of one day the last recorded. */
function profileOn({ on }: { readonly on?: string | null | undefined }) {
  return {
    profiles: {
      where: { effectiveFrom: { lte: new Date(`${on ?? today()}T00:00:00Z`) } },
      orderBy: [{ effectiveFrom: 'desc' as const }, { seq: 'desc' as const }],
      take: 1,
    },
  };
}

/** The attribute under which rulesets know an institution's class. */
const CLASS_ATTRIBUTE = 'institutionClass';

function textAttribute(attributes: unknown, name: string): string | null {
  const value: unknown =
    typeof attributes === 'object' && attributes !== null ? Object.entries(attributes).find(([key]) => key === name)?.[1] : undefined;
  return typeof value === 'string' ? value : null;
}

/** 定点医疗机构: profiles (class, level, attributes) are dated. */
export const InstitutionRef = builder.prismaNode('Institution', {
  id: { resolve: ({ regionCode, code }) => joinKey(regionCode, code) },
  findUnique: (id) => {
    const [regionCode, code] = splitKey(id, 2);
    return { regionCode_code: { regionCode, code } };
  },
  nullable: true,
  authScopes: { permission: 'institution:read' },
  description: '定点医疗机构；档案（类别、级别、属性）按日期记载 designated medical institution; its profiles are dated',
  fields: (t) => ({
    code: t.exposeString('code', { description: '机构代码 institution code' }),
    name: t.exposeString('name', { description: '机构名称 name' }),
    region: t.field({
      type: RegionRef,
      description: '统筹地区 region',
      resolve: async ({ regionCode }, _args, { loaders }) => must(await loaders.regions.load(regionCode), 'region of an institution'),
    }),
    class: t.string({
      description:
        '类别（规则集声明的档次；没有则为级别；没有档案则为空文本），某日的档案，默认今天 class as rulesets declare it, else the level, on a day (default today)',
      args: { on: t.arg({ type: 'Date', description: '日期 day' }) },
      select: profileOn,
      resolve: ({ profiles: [profile] }) => textAttribute(profile?.attributes, CLASS_ATTRIBUTE) ?? profile?.level ?? '',
    }),
    level: t.string({
      nullable: true,
      description: '级别：1、2、3，某日的档案，默认今天 level 1, 2 or 3 on a day (default today)',
      args: { on: t.arg({ type: 'Date', description: '日期 day' }) },
      select: profileOn,
      resolve: ({ profiles }) => profiles[0]?.level ?? null,
    }),
    attributes: t.field({
      type: 'JSON',
      description:
        '属性：规则集声明的机构事实，名到文本；某日的档案，默认今天 facts that rulesets declare, name to text, on a day (default today)',
      args: { on: t.arg({ type: 'Date', description: '日期 day' }) },
      select: profileOn,
      resolve: ({ profiles }) => profiles[0]?.attributes ?? {},
    }),
  }),
});

interface ProfileView {
  readonly effectiveFrom: Date;
  readonly level: string;
  readonly attributes: unknown;
}

const ProfileRef = builder.objectRef<ProfileView>('InstitutionProfile').implement({
  description: '机构档案：自某日起的级别和属性 a profile: level and attributes from a day on',
  fields: (t) => ({
    effectiveFrom: t.field({
      type: 'Date',
      description: '生效日期 first day on which it holds',
      resolve: ({ effectiveFrom }) => effectiveFrom,
    }),
    level: t.exposeString('level', { description: '级别：1、2、3 level' }),
    attributes: t.field({ type: 'JSON', description: '属性，名到文本 attributes, name to text', resolve: ({ attributes }) => attributes }),
  }),
});

builder.prismaObjectField(InstitutionRef, 'profiles', (t) =>
  t.field({
    type: [ProfileRef],
    description: '历次档案，按生效日期；同一日以最后录入的为准 its profiles through time; of one day the last recorded',
    resolve: async ({ regionCode, code }, _args, { prisma }) =>
      await prisma.institutionProfile.findMany({
        where: { regionCode, institutionCode: code },
        orderBy: [{ effectiveFrom: 'asc' }, { seq: 'desc' }],
        distinct: ['effectiveFrom'],
        select: { effectiveFrom: true, level: true, attributes: true },
      }),
  }),
);

builder.queryField('institution', (t) =>
  t.prismaField({
    type: InstitutionRef,
    nullable: true,
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'institution:read', regionCode } }),
    description: '按自然键取医疗机构 an institution by its natural key',
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
      code: t.arg.string({ required: true, description: '机构代码 institution code' }),
    },
    resolve: (query, _root, { regionCode, code }, { prisma }) =>
      prisma.institution.findUnique({ ...query, where: { regionCode_code: { regionCode, code } } }),
  }),
);

interface OfInstitution {
  readonly regionCode: string;
  readonly institutionCode: string;
}

/** The institution of a row that is of one, as a resolver. */
export async function institutionOf({ regionCode, institutionCode }: OfInstitution, _args: object, { loaders }: GraphContext) {
  return must(await loaders.institutions.load({ regionCode, id: institutionCode }), 'institution of a row');
}
