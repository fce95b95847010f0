import { builder } from '../base/builder.js';
import { InsuranceSchemeEnum, JobStatusEnum } from '../base/enums.js';
import { joinKey, uuidKey, uuidOf } from '../base/node-key.js';
import { jobFilter, JobRef, registerJob } from '../jobs/job.js';
import { CandidateRef, type CandidateView } from './what-if-candidate.js';
import { WhatIfSideRef } from './what-if-figures.js';
import { MOST_CANDIDATES } from '../../app/what-if/open/what-if-request.js';
import { reportOfWhatIf } from '../../app/what-if/stored-what-if-parse.js';

/** 模拟测算. */
export const WhatIfRef = builder.prismaNode('WhatIf', {
  id: { resolve: ({ regionCode, id }) => joinKey(regionCode, id) },
  findUnique: (id) => ({ regionCode_id: uuidKey(id) }),
  nullable: true,
  interfaces: [JobRef],
  authScopes: { permission: 'budget:read' },
  description:
    '实施前模拟：一个基金年度按现行规则与按候选方案各算一遍，只在内存中，不写任何清算 a what-if: a fund year worked out as it is in force and under candidates, in memory; nothing of a run is written',
  fields: (t) => ({
    year: t.exposeInt('year', { description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, description: '险种 insurance scheme', resolve: ({ insurance }) => insurance }),
    request: t.field({ type: 'JSON', description: '所问 what was asked', resolve: ({ request }) => request }),
    startedBy: t.exposeString('createdByName', { description: '发起人 who started it' }),
    baseline: t.field({
      type: WhatIfSideRef,
      nullable: true,
      description: '现行一方；尚无结果则为空 the year as it is in force; null until there is a result',
      resolve: (row) => reportOfWhatIf(row)?.baseline ?? null,
    }),
    candidates: t.field({
      type: [CandidateRef],
      complexity: ({ name }) => ({ field: 1, multiplier: name ? 1 : MOST_CANDIDATES }),
      description: '各候选方案；尚无结果则没有 candidates; none until there is a result',
      args: { name: t.arg.string({ description: '只取这个名称的 only the one of this name' }) },
      resolve: ({ regionCode, id, report: stored }, { name }): CandidateView[] => {
        const report = reportOfWhatIf({ report: stored });
        if (report === null) return [];
        const { baseline, candidates } = report;
        return candidates
          .map((one, index) => ({ regionCode, id, index, report: one, baseline }))
          .filter((one) => !name || one.report.name === name);
      },
    }),
    resultHash: t.exposeString('resultHash', { nullable: true, description: '结果哈希（SHA-256） hash of the result' }),
  }),
});

/** The what-ifs that are asked for. */
function whatIfFilter({ ids, ...asked }: Parameters<typeof jobFilter>[0] & { readonly ids?: readonly string[] | null | undefined }) {
  return { ...jobFilter(asked), ...(ids ? { id: { in: ids.map((id) => uuidOf('WhatIf', id)) } } : {}) };
}

builder.queryFields((t) => ({
  whatIf: t.prismaField({
    type: WhatIfRef,
    nullable: true,
    authScopes: { permission: 'budget:read' },
    description: '按标识取模拟测算 a what-if by its id',
    args: { id: t.arg.globalID({ required: true, for: WhatIfRef, description: '全局标识 global id' }) },
    resolve: (query, _root, { id }, { prisma }) => prisma.whatIf.findUnique({ ...query, where: { regionCode_id: uuidKey(id.id) } }),
  }),
  whatIfs: t.prismaConnection(
    {
      type: WhatIfRef,
      cursor: 'regionCode_id',
      authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'budget:read', regionCode } }),
      description: '模拟测算，新的在前 what-ifs, newest first',
      args: {
        regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
        status: t.arg({ type: [JobStatusEnum], description: '只取这些状态 only these statuses' }),
        ids: t.arg.idList({ description: '只取这些：id 或标识 only these: by id, or uuid' }),
      },
      totalCount: (_root, args, { prisma }) => prisma.whatIf.count({ where: whatIfFilter(args) }),
      resolve: (query, _root, args, { prisma }) => prisma.whatIf.findMany({ ...query, where: whatIfFilter(args), orderBy: { id: 'desc' } }),
    },
    { name: 'WhatIfConnection', description: '模拟测算列表 a page of what-ifs' },
    { name: 'WhatIfEdge', description: '列表中的一条 an entry' },
  ),
}));

registerJob('WhatIf', {
  scope: 'budget:read',
  read: ({ prisma }, key) => prisma.whatIf.findUnique({ where: { regionCode_id: key } }),
});
