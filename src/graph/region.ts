import { builder } from './builder.js';
import { CatalogueRef } from './catalogue.js';
import { RulesetVersionRef } from './ruleset-version.js';
import { RulesetStatusEnum, PaymentSchemeEnum } from './enums.js';
import { DEFAULT_PAGE } from './page-size.js';
import { standing } from './ruleset-rows.js';
import { today } from './today.js';
import { literalText } from './search-text.js';
import { resolveArrayConnection } from '@pothos/plugin-relay';
import { inForceOn } from '../app/in-force.js';

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
  rulesetInForce: t.field({
    type: RulesetVersionRef,
    nullable: true,
    description: '某日生效的规则集版本；没有则为空 the version in force on a day; null when there is none',
    args: {
      on: t.arg({ type: 'Date', required: true, description: '日期 day' }),
      scheme: t.arg({ type: PaymentSchemeEnum, description: '支付方式；不给则先 DIP 后 DRG scheme; left out: DIP before DRG' }),
    },
    resolve: async ({ code }, { on, scheme }, { loaders }) => inForceOn(await loaders.rulesetsOfRegion.load(code), on, scheme) ?? null,
  }),
  ruleset: t.field({
    type: RulesetVersionRef,
    nullable: true,
    description: '按版本号取规则集 a ruleset by its version',
    args: { version: t.arg.string({ required: true, description: '版本号 version' }) },
    resolve: async ({ code }, { version }, { loaders }) =>
      (await loaders.rulesetsOfRegion.load(code)).find((ruleset) => ruleset.version === version) ?? null,
  }),
}));

builder.prismaObjectFields(RegionRef, (t) => ({
  rulesetVersions: t.connection(
    {
      type: RulesetVersionRef,
      description: '规则集版本，按支付方式、生效日期排序 its ruleset versions by scheme and first day in force',
      args: { status: t.arg({ type: [RulesetStatusEnum], description: '只取这些状态 only these statuses' }) },
      resolve: async ({ code }, args, { loaders }) => {
        const all = await loaders.rulesetsOfRegion.load(code);
        const wanted = all.filter((version) => args.status?.includes(standing(version, all, today()).status) ?? true);
        return {
          ...resolveArrayConnection({ args: { ...args, first: args.first ?? (args.last ? undefined : DEFAULT_PAGE) } }, wanted),
          totalCount: wanted.length,
        };
      },
    },
    {
      name: 'RulesetVersionConnection',
      description: '规则集版本列表 a page of ruleset versions',
      fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
    },
    { name: 'RulesetVersionEdge', description: '列表中的一条 an entry' },
  ),
  catalogue: t.field({
    type: CatalogueRef,
    nullable: true,
    description: '病种目录库：按版本号，或某日生效的（默认今天） a catalogue by version, or the one in force on a day (default today)',
    args: {
      version: t.arg.string({ description: '版本号 version' }),
      on: t.arg({ type: 'Date', description: '日期 day' }),
    },
    resolve: async ({ code }, { version, on }, { loaders }) => {
      const catalogues = await loaders.cataloguesOfRegion.load(code);
      if (version !== null && version !== undefined) return catalogues.find((catalogue) => catalogue.version === version) ?? null;
      const day = new Date(`${on ?? today()}T00:00:00Z`);
      return catalogues.findLast(({ effectiveFrom }) => effectiveFrom <= day) ?? null;
    },
  }),
}));

builder.prismaObjectField(RegionRef, 'catalogues', (t) =>
  t.connection(
    {
      type: CatalogueRef,
      extensions: { pagesItself: true },
      authScopes: { permission: 'catalogue:read' },
      description: '病种目录库，按生效日期 its catalogues by first day in force',
      resolve: async ({ code }, args, { loaders }) => {
        const all = [...(await loaders.cataloguesOfRegion.load(code))];
        const first = args.first ?? (args.last ? undefined : DEFAULT_PAGE);
        return { ...resolveArrayConnection({ args: { ...args, first } }, all), totalCount: all.length };
      },
    },
    {
      name: 'CatalogueConnection',
      description: '病种目录库列表 a page of catalogues',
      fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
    },
    { name: 'CatalogueEdge', description: '列表中的一条 an entry' },
  ),
);

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
