import { builder } from '../base/builder.js';
import { CatalogueRef } from './catalogue.js';
import { JobStatusEnum } from '../base/enums.js';
import { jobFilter, JobRef, registerJob } from '../jobs/job.js';
import { joinKey, uuidKey } from '../base/node-key.js';
import { GroupChangeRef } from './catalogue-changes.js';
import { figuresOfJob, requestOfJob, type CatalogueFigures, type CatalogueJobRequest } from '../../app/catalogues/catalogue-job.js';

/** 测算请求. */
const CatalogueJobRequestRef = builder.objectRef<CatalogueJobRequest>('CatalogueJobRequest').implement({
  description: '测算请求：任务按什么测算 what a computation was asked',
  fields: (t) => ({
    version: t.exposeString('version', { description: '版本号 version of the new catalogue' }),
    effectiveFrom: t.expose('effectiveFrom', { type: 'Date', description: '生效日期 first day in force' }),
    note: t.string({ description: '说明 note', resolve: ({ note }) => note ?? '' }),
    lastYear: t.int({
      nullable: true,
      description: '历史的最后一个年度；空为生效年度的前一年 last year of the history; null: the year before',
      resolve: ({ lastYear }) => lastYear ?? null,
    }),
    methodText: t.string({
      description: '测算方法（JSON 文本） text of the method, JSON',
      resolve: ({ method }) => JSON.stringify(method),
    }),
    compareWith: t.string({
      nullable: true,
      description: '比较的目录库（版本号） version that it was compared with',
      resolve: ({ compareWith }) => compareWith ?? null,
    }),
    dryRun: t.boolean({ description: '试测算，不保存 a trial: nothing is stored', resolve: ({ mode }) => mode === 'TRY' }),
  }),
});

/** 测算年度. */
const HistoryYearRef = builder.objectRef<CatalogueFigures['years'][number]>('CatalogueHistoryYear').implement({
  description: '测算所用的一个年度 a year of the history',
  fields: (t) => ({
    from: t.expose('from', { type: 'Date', description: '首日 first day' }),
    to: t.expose('to', { type: 'Date', description: '末日 last day' }),
  }),
});

/** 测算结果. */
const CatalogueFiguresRef = builder.objectRef<CatalogueFigures>('CatalogueFigures').implement({
  description: '测算结果的合计 what came of a computation, in figures',
  fields: (t) => ({
    inputHash: t.exposeString('inputHash', { description: '输入哈希：同哈希，同目录库 hash of the inputs: same hash, same catalogue' }),
    years: t.field({ type: [HistoryYearRef], description: '所用年度 years of the history', resolve: ({ years }) => years }),
    cases: t.exposeString('cases', { description: '病例数 cases of the history' }),
    groupCount: t.exposeInt('groupCount', { description: '病种数 groups' }),
    coreGroupCount: t.exposeInt('coreGroupCount', { description: '核心病种数 core groups' }),
    regionMean: t.expose('regionMean', { type: 'Decimal', description: '全部病例的次均费用（元） mean cost of all cases, yuan' }),
    minimumCases: t.expose('minimumCases', { type: 'Decimal', description: '成组的例数 cases that a core group has at least' }),
    unstableCount: t.int({ description: '不稳定病种数 unstable groups', resolve: ({ unstableGroups }) => unstableGroups.length }),
    primaryCareCount: t.int({
      description: '基层病种候选数 candidates for primary care',
      resolve: ({ primaryCareCandidates }) => primaryCareCandidates.length,
    }),
    differences: t.field({
      type: [GroupChangeRef],
      nullable: true,
      description:
        '与所比目录库逐行的差异，按病种编码；没有比较则为空 rows that are not the same, by code; null where nothing was compared',
      resolve: ({ differences }) => differences?.map((one) => ({ ...one, line: null })) ?? null,
    }),
  }),
});

/** The report without its rows, which `figures` has. */
function withoutRows(report: unknown): unknown {
  if (typeof report !== 'object' || report === null) return report;
  return Object.fromEntries(Object.entries(report).filter(([key]) => key !== 'differences'));
}

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
    report: t.field({
      type: 'JSON',
      nullable: true,
      description: '测算报告 report of the computation',
      resolve: ({ report }) => withoutRows(report),
    }),
    asked: t.field({ type: CatalogueJobRequestRef, description: '测算请求 what was asked', resolve: (job) => requestOfJob(job) }),
    figures: t.field({
      type: CatalogueFiguresRef,
      nullable: true,
      description: '测算结果的合计和差异；未成功则为空 figures and differences; null until it succeeds',
      resolve: (job) => figuresOfJob(job) ?? null,
    }),
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
