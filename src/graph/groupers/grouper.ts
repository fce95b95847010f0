import { builder } from '../base/builder.js';
import type { GraphContext } from '../base/context.js';
import { CodeSystemEnum } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { arrayPage } from '../kit/array-page.js';
import { RegionRef } from '../regions/region.js';
import { GrouperAdrgRef, GrouperCodeRef, GrouperMdcRef, GrouperSetRef } from './grouper-parts.js';
import { callerOf } from '../base/callers.js';
import { lookUpCode } from '../../app/groupers/grouper-look-up.js';
import { findGrouper, listGroupers } from '../../app/groupers/stored-grouper.js';
import { readyGrouper, type ReadyGrouper } from '../../app/caches/grouper-library.js';
import { NotFoundError } from '../../app/base/errors.js';
import type { GrouperRecord } from '../../app/ports/ports-grouper.js';
import { must } from '../../engine/kit/assert.js';

function ready({ platform, session }: GraphContext, record: GrouperRecord): Promise<ReadyGrouper> {
  return readyGrouper(platform, session.read, record);
}

/** DRG 分组方案. */
export const GrouperRef = builder.objectRef<GrouperRecord>('Grouper').implement({
  authScopes: { permission: 'catalogue:read' },
  description:
    'DRG 分组方案：先后有序的 MDC、ADRG、DRG 与编码集，入库后不变 DRG grouper: MDCs, ADRGs and DRGs in order over sets of codes; never changes once stored',
  fields: (t) => ({
    region: t.field({
      type: RegionRef,
      description: '所属统筹地区（可为上级） region that it belongs to, which may stand above',
      resolve: async ({ regionCode }, _args, { loaders }) => must(await loaders.regions.load(regionCode), 'region of a grouper'),
    }),
    code: t.exposeString('code', { description: '方案编码 code of the scheme' }),
    version: t.exposeString('version', { description: '版本号 version' }),
    title: t.field({ type: LocalizedTextRef, description: '名称 title', resolve: ({ title }) => title }),
    codeSystem: t.field({ type: CodeSystemEnum, description: '编码版本 edition of its codes', resolve: ({ codeSystem }) => codeSystem }),
    contentHash: t.exposeString('contentHash', { description: '内容哈希（SHA-256） hash of its content' }),
    mdcCount: t.exposeInt('mdcCount', { description: '主要诊断大类数 number of MDCs' }),
    adrgCount: t.exposeInt('adrgCount', { description: '核心疾病诊断相关组数 number of ADRGs' }),
    drgCount: t.exposeInt('drgCount', { description: '细分组数 number of DRGs' }),
    setCount: t.exposeInt('setCount', { description: '编码集数 number of sets of codes' }),
    note: t.exposeString('note', { description: '说明 note' }),
    createdAt: t.field({ type: 'DateTime', description: '入库时间 when it was imported', resolve: ({ createdAt }) => createdAt }),
    mdcs: t.connection(
      {
        type: GrouperMdcRef,
        extensions: { pagesItself: true },
        description: '主要诊断大类，按判定先后 its MDCs in the order in which they are tried',
        resolve: async (record, args, context) => {
          const grouper = await ready(context, record);
          const nodes = grouper.index.grouper.mdcs.map((node) => ({ grouper, node }));
          return arrayPage(nodes, args);
        },
      },
      {
        name: 'GrouperMdcConnection',
        description: '主要诊断大类列表 a page of MDCs',
        fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
      },
      { name: 'GrouperMdcEdge', description: '列表中的一条 an entry' },
    ),
    adrg: t.field({
      type: GrouperAdrgRef,
      nullable: true,
      description: '按编码取核心疾病诊断相关组 an ADRG by its code',
      args: { code: t.arg.string({ required: true, description: 'ADRG 编码 code of the ADRG' }) },
      resolve: async (record, { code }, context) => {
        const grouper = await ready(context, record);
        for (const mdc of grouper.index.grouper.mdcs) {
          const node = mdc.adrgs.find((adrg) => adrg.code === code);
          if (node !== undefined) return { grouper, mdc, node };
        }
        return null;
      },
    }),
    set: t.field({
      type: GrouperSetRef,
      nullable: true,
      description: '按名称取编码集 a set of codes by its name',
      args: { name: t.arg.string({ required: true, description: '编码集名称 name of the set' }) },
      resolve: async (record, { name }, context) => {
        const codes = (await ready(context, record)).index.grouper.sets.get(name);
        return codes === undefined ? null : { name, codes };
      },
    }),
    grouperCode: t.field({
      type: GrouperCodeRef,
      complexity: { field: 20, multiplier: 1 },
      description: '一个编码在方案中的全部含义：所在编码集、并发症、排除表 what the grouper says of one code',
      args: { code: t.arg.string({ required: true, description: '诊断或手术操作编码 code of a diagnosis or operation' }) },
      resolve: async (record, { code }, context) => lookUpCode(await ready(context, record), code),
    }),
  }),
});

builder.queryFields((t) => ({
  grouper: t.field({
    type: GrouperRef,
    nullable: true,
    authScopes: { permission: 'catalogue:read' },
    description:
      '按编码与版本取分组方案：先找本地区，再找上级 a grouper by code and version: the region’s own, else that of a region above it',
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
      code: t.arg.string({ required: true, description: '方案编码 code of the scheme' }),
      version: t.arg.string({ required: true, description: '版本号 version' }),
    },
    resolve: async (_root, { regionCode, code, version }, context) => {
      try {
        return await findGrouper(callerOf(context), regionCode, { code, version });
      } catch (error) {
        if (error instanceof NotFoundError) return null;
        throw error;
      }
    },
  }),
  groupers: t.connection(
    {
      type: GrouperRef,
      extensions: { pagesItself: true },
      authScopes: { permission: 'catalogue:read' },
      description: '地区可用的分组方案：本地区的在前，再是上级的 groupers that a region may use: its own, then those from above',
      args: { regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }) },
      resolve: async (_root, { regionCode, ...args }, context) => arrayPage(await listGroupers(callerOf(context), regionCode), args),
    },
    {
      name: 'GrouperConnection',
      description: '分组方案列表 a page of groupers',
      fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
    },
    { name: 'GrouperEdge', description: '列表中的一条 an entry' },
  ),
}));
