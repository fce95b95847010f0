import { builder } from '../base/builder.js';
import { literalText } from '../kit/search-text.js';

/** 统筹地区: the unit that has a budget and rulesets of its own. */
export const RegionRef = builder.prismaNode('Region', {
  id: { resolve: ({ code }) => code },
  findUnique: (code) => ({ code }),
  nullable: true,
  authScopes: { permission: 'region:read' },
  description: '统筹地区：编制预算、适用规则集的单位 pooling region: has its own budget and rulesets',
  fields: (t) => ({
    code: t.exposeString('code', { description: '行政区划代码（GB/T 2260），99 开头为演示地区 division code; 99xxxx are sandboxes' }),
    name: t.exposeString('name', { description: '名称 name' }),
    sandbox: t.exposeBoolean('sandbox', {
      description: '演示地区：数据为合成，结算单注明演示 sandbox: synthetic data, statements say 演示',
    }),
    institutions: t.prismaConnection(
      {
        type: 'Institution',
        cursor: 'regionCode_code',
        authScopes: { permission: 'institution:read' },
        description: '定点医疗机构，按编码排序 designated institutions by code',
        args: { search: t.arg.string({ description: '按编码开头或名称查找 code beginning with, or name containing' }) },
        totalCount: ({ code }, { search }, { prisma }) =>
          prisma.institution.count({ where: { regionCode: code, ...institutionSearch(search) } }),
        resolve: (query, { code }, { search }, { prisma }) =>
          prisma.institution.findMany({ ...query, where: { regionCode: code, ...institutionSearch(search) }, orderBy: { code: 'asc' } }),
      },
      { name: 'InstitutionConnection', description: '医疗机构列表 a page of institutions' },
      { name: 'InstitutionEdge', description: '列表中的一条 an entry' },
    ),
  }),
});

function institutionSearch(search: string | null | undefined) {
  if (search === null || search === undefined || search === '') return {};
  return { OR: [{ code: { startsWith: literalText(search) } }, { name: { contains: literalText(search) } }] };
}

builder.prismaObjectFields(RegionRef, (t) => ({
  parent: t.field({
    type: RegionRef,
    nullable: true,
    description: '上级地区 the region above',
    resolve: async ({ parentCode }, _args, { loaders }) =>
      parentCode === null ? null : ((await loaders.regions.load(parentCode)) ?? null),
  }),
}));

builder.queryFields((t) => ({
  region: t.prismaField({
    type: RegionRef,
    nullable: true,
    authScopes: { permission: 'region:read' },
    description: '按代码取统筹地区 a pooling region by its code',
    args: { code: t.arg.string({ required: true, description: '行政区划代码 division code' }) },
    resolve: (query, _root, { code }, { prisma }) => prisma.region.findUnique({ ...query, where: { code } }),
  }),
  regions: t.prismaConnection(
    {
      type: RegionRef,
      cursor: 'code',
      authScopes: { permission: 'region:read' },
      description: '统筹地区，按代码排序 pooling regions by code',
      totalCount: (_root, _args, { prisma }) => prisma.region.count(),
      resolve: (query, _root, _args, { prisma }) => prisma.region.findMany({ ...query, orderBy: { code: 'asc' } }),
    },
    { name: 'RegionConnection', description: '统筹地区列表 a page of regions' },
    { name: 'RegionEdge', description: '列表中的一条 an entry' },
  ),
}));
