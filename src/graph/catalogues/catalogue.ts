import { builder } from '../base/builder.js';
import { GroupFlagEnum, GroupKindEnum, PaymentSchemeEnum } from '../base/enums.js';
import { joinKey, uuidKey } from '../base/node-key.js';
import { MAX_GROUPS_PAGE, pageSize } from '../base/page-size.js';
import { RegionRef } from '../regions/region.js';
import { literalText } from '../kit/search-text.js';
import type { CatalogueRecord } from '../../app/ports/ports-catalogue.js';
import type { PaymentScheme, RulesetSummary } from '../../app/ports/ports-ruleset.js';
import { must } from '../../engine/kit/assert.js';
import type { GroupFlag, GroupKind } from '../../engine/plan/group-terms.js';
import type { Catalogue } from '../../generated/prisma/client.js';

/** 病种目录库: versioned, hashed, put in force by itself. */
export const CatalogueRef = builder.prismaNode('Catalogue', {
  id: { resolve: ({ regionCode, id }) => joinKey(regionCode, id) },
  findUnique: (id) => ({ regionCode_id: uuidKey(id) }),
  nullable: true,
  authScopes: { permission: 'catalogue:read' },
  description: '病种目录库：自有版本、哈希和生效日期 catalogue of disease groups: versioned, hashed, put in force by itself',
  fields: (t) => ({
    region: t.field({
      type: RegionRef,
      description: '统筹地区 region',
      resolve: async ({ regionCode }, _args, { loaders }) => must(await loaders.regions.load(regionCode), 'region of a catalogue'),
    }),
    scheme: t.field({
      type: PaymentSchemeEnum,
      nullable: true,
      description:
        '支付方式：建立时的规则集按 DIP 还是 DRG；两者分组方法相同或规则集不可见时为空 scheme of the rulesets with its grouping method; null where both have it, or where they can’t be seen',
      resolve: async ({ regionCode, groupingHash }, _args, { loaders }) =>
        schemeOf(groupingHash, await loaders.rulesetsOfRegion.load(regionCode)),
    }),
    version: t.exposeString('version', { description: '版本号 version' }),
    contentHash: t.exposeString('contentHash', { description: '内容哈希（SHA-256） hash of its groups' }),
    groupingHash: t.exposeString('groupingHash', {
      description: '建立时的分组方法哈希 hash of the grouping method that it was built with',
    }),
    effectiveFrom: t.field({ type: 'Date', description: '生效日期 first day in force', resolve: ({ effectiveFrom }) => effectiveFrom }),
    groupCount: t.exposeInt('groupCount', { description: '病种数 number of groups' }),
    priced: t.exposeBoolean('priced', {
      description:
        '病种是否已有分值；没有分值的目录库不会生效，只供分组与测算 whether its groups have points; one without is never in force, it is there to group by and to be priced',
    }),
    note: t.exposeString('note', { description: '说明 note' }),
    groups: t.prismaConnection(
      {
        type: 'DiseaseGroup',
        cursor: 'regionCode_catalogueId_code',
        maxSize: MAX_GROUPS_PAGE,
        complexity: (args) => ({ field: 1, multiplier: pageSize(args, MAX_GROUPS_PAGE) }),
        description: `病种，按编码排序；一页至多 ${MAX_GROUPS_PAGE} 个 its groups by code; at most ${MAX_GROUPS_PAGE} a page`,
        args: {
          search: t.arg.string({ description: '按编码开头或名称查找 code beginning with, or name containing' }),
          kind: t.arg({ type: [GroupKindEnum], description: '只取这些分组层 only these layers' }),
          flag: t.arg({ type: [GroupFlagEnum], description: '只取有这些标志之一的 only those with one of these flags' }),
          code: t.arg.string({ description: '只取这一编码 only this code' }),
          diagnosis: t.arg.string({
            description: '入组条件点名这一诊断（或其前缀）的病种 those that name this diagnosis, or a prefix of it',
          }),
          operation: t.arg.string({
            description: '入组条件点名这一手术操作（或其前缀）的病种 those that name this operation, or a prefix of it',
          }),
        },
        totalCount: (catalogue, args, { prisma }) => prisma.diseaseGroup.count({ where: groupFilter(catalogue, args) }),
        resolve: (query, catalogue, args, { prisma }) =>
          prisma.diseaseGroup.findMany({ ...query, where: groupFilter(catalogue, args), orderBy: { code: 'asc' } }),
      },
      { name: 'DiseaseGroupConnection', description: '病种列表 a page of disease groups' },
      { name: 'DiseaseGroupEdge', description: '列表中的一条 an entry' },
    ),
  }),
});

/** A catalogue is made for the rulesets that have its grouping method. */
function schemeOf(groupingHash: string, rulesets: readonly RulesetSummary[]): PaymentScheme | null {
  const schemes = new Set(rulesets.filter((ruleset) => ruleset.groupingHash === groupingHash).map(({ scheme }) => scheme));
  return schemes.size === 1 ? ([...schemes][0] ?? null) : null;
}

interface GroupFilter {
  readonly search?: string | null | undefined;
  readonly kind?: readonly GroupKind[] | null | undefined;
  readonly flag?: readonly GroupFlag[] | null | undefined;
  readonly code?: string | null | undefined;
  readonly diagnosis?: string | null | undefined;
  readonly operation?: string | null | undefined;
}

const LONGEST_CODE = 30;

/** A code as groups may name it: whole, by a category that it belongs to (K80.1), or by a prefix with a trailing `*`. */
function waysToName(code: string): readonly string[] {
  const characters = [...code].slice(0, LONGEST_CODE);
  return characters.map((_, index) => characters.slice(0, index + 1).join('')).flatMap((prefix) => [prefix, `${prefix}*`]);
}

/** Groups whose conditions name the code: main and related operations are lists of clauses, each a list of codes. */
function namedBy({ diagnosis, operation }: GroupFilter) {
  const diagnoses = diagnosis ? waysToName(diagnosis) : undefined;
  const operations = operation ? waysToName(operation) : undefined;
  return [
    ...(diagnoses ? [{ OR: diagnoses.map((name) => ({ match: { path: ['diagnoses'], array_contains: [name] } })) }] : []),
    ...(operations
      ? [
          {
            OR: operations.flatMap((name) =>
              ['operations', 'relatedOperations'].map((list) => ({ match: { path: [list], array_contains: [[name]] } })),
            ),
          },
        ]
      : []),
  ];
}

function groupFilter({ regionCode, id }: Pick<Catalogue, 'regionCode' | 'id'>, filter: GroupFilter) {
  const { search, kind, flag, code } = filter;
  return {
    regionCode,
    catalogueId: id,
    AND: namedBy(filter),
    ...(kind ? { kind: { in: [...kind] } } : {}),
    ...(flag ? { flags: { hasSome: [...flag] } } : {}),
    ...(code ? { code } : {}),
    ...(search ? { OR: [{ code: { startsWith: literalText(search) } }, { name: { contains: literalText(search) } }] } : {}),
  };
}

/** A catalogue in memory, as the row that it came from: who made it is not shown. */
export function catalogueRow(catalogue: CatalogueRecord): Catalogue {
  return { ...catalogue, effectiveFrom: new Date(`${catalogue.effectiveFrom}T00:00:00Z`), createdById: '', createdByName: '' };
}
