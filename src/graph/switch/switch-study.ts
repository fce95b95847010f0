import { builder } from '../base/builder.js';
import { JobStatusEnum } from '../base/enums.js';
import { joinKey, uuidKey } from '../base/node-key.js';
import { jobFilter, JobRef, registerJob } from '../jobs/job.js';
import { SwitchCaseRef } from './switch-case.js';
import { SwitchCellRef, SwitchGroupRef, SwitchInstitutionRef } from './switch-rows.js';
import { callerOf } from '../base/callers.js';
import type { GraphContext } from '../base/context.js';
import type { PageArguments } from '../kit/keyset-page.js';
import { placedPage, type PlacedWanted } from '../kit/placed-rows.js';
import { cellOf, frozenOf, reportOfStudy, switchGroupOf, switchInstitutionOf } from '../../app/switch/stored-study-parse.js';
import { pageBegin } from '../../app/frozen/page-year.js';
import { MOST_SWITCHED_CASES, switchCases } from '../../app/switch/switch-cases.js';
import type { SwitchRowKind, SwitchRowRecord } from '../../app/ports/ports-switch.js';

interface StudyKey {
  readonly regionCode: string;
  readonly id: string;
}

/** A page of a table of a study. */
function page<T>(study: StudyKey, kind: SwitchRowKind, args: PageArguments, context: GraphContext, shown: (row: SwitchRowRecord) => T) {
  const read = (wanted: PlacedWanted) =>
    context.session.read(({ switchStudies }) => switchStudies.rows(study.regionCode, study.id, { kind, ...wanted }));
  return placedPage(args, `SWITCH${kind}`, read, shown);
}

/** Which cases are asked for. */
interface CasesAsked {
  readonly from: string;
  readonly to: string;
  readonly institutionCode?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

function casesOf({ regionCode, id }: StudyKey, { from, to, institutionCode, first, after }: CasesAsked, context: GraphContext) {
  return switchCases(context.platform, callerOf(context), {
    ...{ regionCode, id, from, to, first: first ?? FIRST_CASES },
    ...(institutionCode ? { institutionCode } : {}),
    begin: pageBegin(after),
  });
}

const FIRST_CASES = 5;

const readBy = { extensions: { pagesItself: true } };

/** 切换测算. */
export const SwitchStudyRef = builder.prismaNode('SwitchStudy', {
  id: { resolve: ({ regionCode, id }) => joinKey(regionCode, id) },
  findUnique: (id) => ({ regionCode_id: uuidKey(id) }),
  nullable: true,
  interfaces: [JobRef],
  authScopes: { permission: 'budget:read' },
  description: '切换测算：新旧分组方案在若干年历史上的比较 study of a switch between two groupings over years of history',
  fields: (t) => ({
    request: t.field({ type: 'JSON', description: '所问 what was asked', resolve: ({ request }) => request }),
    frozen: t.field({
      type: 'JSON',
      nullable: true,
      description: '冻结的输入：规则集、目录库、方法、阈值及其哈希 what both sides were frozen to, with hashes; null until it has begun',
      resolve: (study) => {
        const frozen = frozenOf(study);
        if (frozen === null) return null;
        const { inputs: _, ...stated } = frozen;
        return stated;
      },
    }),
    report: t.field({
      type: 'JSON',
      nullable: true,
      description: '总体结果：病例、基金、分值、归一系数、各类发现的组数、差额合计 totals; null until it has ended well',
      resolve: (study) => reportOfStudy(study),
    }),
    resultHash: t.exposeString('resultHash', { nullable: true, description: '结果哈希（SHA-256） hash of the result' }),
    matrix: t.connection(
      {
        type: SwitchCellRef,
        ...readBy,
        description: '病例去向：原组到新组，按编码 where cases went, cell by cell',
        resolve: (study, args, context) => page(study, 'CELL', args, context, cellOf),
      },
      { name: 'SwitchCellConnection', description: '去向列表 a page of cells' },
      { name: 'SwitchCellEdge', description: '列表中的一条 an entry' },
    ),
    groups: t.connection(
      {
        type: SwitchGroupRef,
        ...readBy,
        description: '两方的组及其发现 groups of both sides, with what is found of them',
        resolve: (study, args, context) => page(study, 'GROUP', args, context, switchGroupOf),
      },
      { name: 'SwitchGroupConnection', description: '组列表 a page of groups' },
      { name: 'SwitchGroupEdge', description: '列表中的一条 an entry' },
    ),
    institutions: t.connection(
      {
        type: SwitchInstitutionRef,
        ...readBy,
        description:
          '各机构：两方的分值、份额、金额，差额合计 0.00；未入组病例 institutions under both sides, and their cases without a group',
        resolve: (study, args, context) => page(study, 'INSTITUTION', args, context, switchInstitutionOf),
      },
      { name: 'SwitchInstitutionConnection', description: '机构列表 a page of institutions' },
      { name: 'SwitchInstitutionEdge', description: '列表中的一条 an entry' },
    ),
    cases: t.field({
      type: SwitchCaseRef,
      authScopes: { permission: 'case:read' },
      complexity: { field: 500, multiplier: 1 },
      description: '一个单元格的病例，连同两方的依据 the cases behind a cell, with both sides explained',
      args: {
        from: t.arg.string({ required: true, description: '原组编码，或 UNGROUPED、EXCLUDED、FAILED group before' }),
        to: t.arg.string({ required: true, description: '新组编码，或 UNGROUPED、EXCLUDED、FAILED group after' }),
        institutionCode: t.arg.string({ description: '只看一家机构 of one institution' }),
        first: t.arg.int({ description: `至多几例，1 到 ${MOST_SWITCHED_CASES}，默认 5 how many at most` }),
        after: t.arg.string({ description: '接上一页的 next the `next` of the page before' }),
      },
      resolve: casesOf,
    }),
  }),
});

builder.queryField('switchStudies', (t) =>
  t.prismaConnection(
    {
      type: SwitchStudyRef,
      cursor: 'regionCode_id',
      authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'budget:read', regionCode } }),
      description: '切换测算，新的在前 studies of switches, newest first',
      args: {
        regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
        status: t.arg({ type: [JobStatusEnum], description: '只取这些状态 only these statuses' }),
      },
      totalCount: (_root, args, { prisma }) => prisma.switchStudy.count({ where: jobFilter(args) }),
      resolve: (query, _root, args, { prisma }) =>
        prisma.switchStudy.findMany({ ...query, where: jobFilter(args), orderBy: { id: 'desc' } }),
    },
    { name: 'SwitchStudyConnection', description: '切换测算列表 a page of studies' },
    { name: 'SwitchStudyEdge', description: '列表中的一条 an entry' },
  ),
);

registerJob('SwitchStudy', {
  scope: 'budget:read',
  read: ({ prisma }, key) => prisma.switchStudy.findUnique({ where: { regionCode_id: key } }),
});
