import { builder } from '../base/builder.js';
import { GroupFlagEnum, GroupKindEnum, isGroupFlag } from '../base/enums.js';
import { joinKey, splitKey, uuidPart } from '../base/node-key.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { printShort, type Fraction } from '../../engine/number/quantity.js';
import { Prisma, type DiseaseGroup as DiseaseGroupRow } from '../../generated/prisma/client.js';

/** 病种: a group of a catalogue. */
export const DiseaseGroupRef = builder.prismaNode('DiseaseGroup', {
  id: { resolve: ({ regionCode, catalogueId, code }) => joinKey(regionCode, catalogueId, code) },
  findUnique: (id) => {
    const [regionCode, catalogueId, code] = splitKey(id, 3);
    return { regionCode_catalogueId_code: { regionCode, catalogueId: uuidPart(catalogueId), code } };
  },
  nullable: true,
  authScopes: { permission: 'catalogue:read' },
  description: '病种（DRG：病组） disease group of a catalogue',
  fields: (t) => ({
    code: t.exposeString('code', { description: '病种编码 group code' }),
    name: t.exposeString('name', { description: '病种名称 group name' }),
    kind: t.field({ type: GroupKindEnum, description: '分组层 grouping layer', resolve: ({ kind }) => kind }),
    flags: t.field({ type: [GroupFlagEnum], description: '病种标志 flags', resolve: ({ flags }) => flags.filter(isGroupFlag) }),
    points: t.field({
      type: 'Decimal',
      description: '病种分值（DRG：权重），单位分；目录库未定分值时为 0 points (DRG: the weight); 0 in a catalogue without points',
      resolve: ({ points }) => points.toFixed(),
    }),
    meanCost: t.field({
      type: 'Decimal',
      nullable: true,
      description: '次均费用（元，2 位小数）；不给级别则为全地区 mean cost in yuan, 2 places; of the whole region where no level is given',
      args: { level: t.arg.string({ description: '医疗机构级别 institution level: 1, 2, 3' }) },
      resolve: ({ meanCost }, { level }) => costOf(meanCost, level ?? 'ALL'),
    }),
    meanDays: t.field({
      type: 'Decimal',
      nullable: true,
      description: '平均住院日（天） mean length of stay in days',
      resolve: ({ meanDays }) => meanDays?.toFixed() ?? null,
    }),
    variation: t.field({
      type: 'Decimal',
      nullable: true,
      description: '变异系数（无单位） coefficient of variation, a ratio',
      resolve: ({ variation }) => variation?.toFixed() ?? null,
    }),
    drugPoints: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        '药品分值（无单位）：病种例均药品费 ÷ 全部病例的例均药品费 drug points, a ratio: mean drug cost of the group ÷ that of all cases',
      resolve: ({ drugPoints }) => drugPoints?.toFixed() ?? null,
    }),
    consumablePoints: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        '耗材分值（无单位）：病种例均卫生材料费 ÷ 全部病例的例均卫生材料费 consumable points, a ratio: mean consumable cost of the group ÷ that of all cases',
      resolve: ({ consumablePoints }) => consumablePoints?.toFixed() ?? null,
    }),
    caseCount: t.exposeInt('caseCount', { nullable: true, description: '测算所用例数 cases that it was computed from' }),
  }),
});

function costOf(meanCost: unknown, level: string): string | null {
  const costs = new Map<string, unknown>(Object.entries(typeof meanCost === 'object' && meanCost !== null ? meanCost : {}));
  const cost = costs.get(level);
  return typeof cost === 'string' ? cost : null;
}

/** A group of a catalogue in memory, as the row that it came from. */
export function groupRow(group: DiseaseGroup, { regionCode, id }: { readonly regionCode: string; readonly id: string }): DiseaseGroupRow {
  const { code, name, kind, flags, points, meanCost, meanDays, variation, caseCount, drugPoints, consumablePoints, auxiliary } = group;
  const optional = (value: Fraction | null | undefined): Prisma.Decimal | null =>
    value === null || value === undefined ? null : new Prisma.Decimal(printShort(value));
  const texts = (values: DiseaseGroup['meanCost']): Record<string, string> =>
    Object.fromEntries([...values].map(([key, value]) => [key, printShort(value)]));
  return {
    regionCode,
    catalogueId: id,
    code,
    name,
    kind,
    flags: [...flags],
    points: new Prisma.Decimal(printShort(points)),
    meanCost: texts(meanCost),
    meanDays: optional(meanDays),
    variation: optional(variation),
    caseCount,
    drugPoints: optional(drugPoints),
    consumablePoints: optional(consumablePoints),
    auxiliary: texts(auxiliary),
    match: {},
  };
}

builder.queryField('diseaseGroup', (t) =>
  t.prismaField({
    type: DiseaseGroupRef,
    nullable: true,
    authScopes: { permission: 'catalogue:read' },
    description: '按自然键取病种 a disease group by its natural key',
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
      catalogueVersion: t.arg.string({ required: true, description: '目录库版本号 version of the catalogue' }),
      code: t.arg.string({ required: true, description: '病种编码 group code' }),
    },
    resolve: (query, _root, { regionCode, catalogueVersion, code }, { prisma }) =>
      prisma.diseaseGroup.findFirst({ ...query, where: { regionCode, code, catalogue: { version: catalogueVersion } } }),
  }),
);
