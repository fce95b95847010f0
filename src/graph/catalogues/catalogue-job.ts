import { builder } from '../base/builder.js';
import { CatalogueRef } from './catalogue.js';
import { JobStatusEnum } from '../base/enums.js';
import { jobFilter, JobRef, registerJob } from '../jobs/job.js';
import { joinKey, uuidKey } from '../base/node-key.js';

/** 目录库测算任务. */
export const CatalogueJobRef = builder.prismaNode('CatalogueJob', {
  id: { resolve: ({ regionCode, id }) => joinKey(regionCode, id) },
  findUnique: (id) => ({ regionCode_id: uuidKey(id) }),
  nullable: true,
  interfaces: [JobRef],
  authScopes: { permission: 'catalogue:read' },
  description: '目录库测算任务：从历史病例建立目录库 building of a catalogue from history',
  fields: (t) => ({
    catalogue: t.field({
      type: CatalogueRef,
      nullable: true,
      description: '建成的目录库；未成功则为空 the catalogue made; null until then',
      resolve: async ({ regionCode, catalogueId }, _args, { loaders }) =>
        catalogueId === null ? null : ((await loaders.catalogues.load({ regionCode, id: catalogueId })) ?? null),
    }),
    report: t.field({ type: 'JSON', nullable: true, description: '测算报告 report of the computation', resolve: ({ report }) => report }),
  }),
});

builder.queryField('catalogueJobs', (t) =>
  t.prismaConnection(
    {
      type: CatalogueJobRef,
      cursor: 'regionCode_id',
      authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'catalogue:read', regionCode } }),
      description: '目录库测算任务，新的在前 computations of catalogues, newest first',
      args: {
        regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
        status: t.arg({ type: [JobStatusEnum], description: '只取这些状态 only these statuses' }),
      },
      totalCount: (_root, args, { prisma }) => prisma.catalogueJob.count({ where: jobFilter(args) }),
      resolve: (query, _root, args, { prisma }) =>
        prisma.catalogueJob.findMany({ ...query, where: jobFilter(args), orderBy: { id: 'desc' } }),
    },
    { name: 'CatalogueJobConnection', description: '测算任务列表 a page of computations' },
    { name: 'CatalogueJobEdge', description: '列表中的一条 an entry' },
  ),
);

registerJob('CatalogueJob', {
  scope: 'catalogue:read',
  read: ({ prisma }, key) => prisma.catalogueJob.findUnique({ where: { regionCode_id: key } }),
});
