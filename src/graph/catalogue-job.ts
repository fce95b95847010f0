import { builder } from './builder.js';
import { CatalogueRef } from './catalogue.js';
import { JobRef, registerJob } from './job.js';
import { joinKey, uuidKey } from './node-key.js';

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

registerJob('CatalogueJob', {
  scope: 'catalogue:read',
  read: ({ prisma }, key) => prisma.catalogueJob.findUnique({ where: { regionCode_id: key } }),
});
