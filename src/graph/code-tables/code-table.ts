import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { CodeSystemEnum, describedValues } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { arrayPage } from '../kit/array-page.js';
import { RegionRef } from '../regions/region.js';
import { listCodeTables, lookUpEdition, searchEdition, type CodeEntry } from '../../app/code-tables/stored-codes.js';
import { CODE_KINDS, type CodeKind, type CodeTableRecord } from '../../app/ports/ports-code-table.js';
import { must } from '../../engine/kit/assert.js';

const KIND_WORDS: Readonly<Record<CodeKind, string>> = { DIAGNOSIS: '诊断 diagnoses', OPERATION: '手术操作 operations' };
/** 编码表种类. */
export const CodeKindEnum = builder.enumType('CodeKind', {
  description: '编码表种类 what the codes of a table are of',
  values: describedValues(CODE_KINDS, KIND_WORDS),
});

/** 编码表. */
export const CodeTableRef = builder.objectRef<CodeTableRecord>('CodeTable').implement({
  authScopes: { permission: 'catalogue:read' },
  description: '编码表：诊断或手术操作编码的一个版本，入库后不变 code table: one version of an edition’s codes; never changes once stored',
  fields: (t) => ({
    region: t.field({
      type: RegionRef,
      description: '所属统筹地区（可为上级） region that it belongs to, which may stand above',
      resolve: async ({ regionCode }, _args, { loaders }) => must(await loaders.regions.load(regionCode), 'region of a code table'),
    }),
    kind: t.field({ type: CodeKindEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    codeSystem: t.field({ type: CodeSystemEnum, description: '编码版本 edition', resolve: ({ codeSystem }) => codeSystem }),
    version: t.exposeString('version', { description: '版本，如“医保版 2.0” version' }),
    title: t.field({ type: LocalizedTextRef, description: '名称 title', resolve: ({ title }) => title }),
    validFrom: t.field({ type: 'Date', description: '启用日 first day', resolve: ({ validFrom }) => validFrom }),
    validTo: t.field({ type: 'Date', nullable: true, description: '停用日；为空则至下一版本 last day', resolve: ({ validTo }) => validTo }),
    sources: t.stringList({ description: '出处 where it was published', resolve: ({ sources }) => [...sources] }),
    contentHash: t.exposeString('contentHash', { description: '内容哈希（SHA-256） hash of its content' }),
    rowCount: t.exposeInt('rowCount', { description: '编码数 number of codes' }),
    createdAt: t.field({ type: 'DateTime', description: '入库时间 when it was imported', resolve: ({ createdAt }) => createdAt }),
  }),
});

const CodeEntryRef = builder.objectRef<CodeEntry>('CodeEntry').implement({
  description: '编码表中的一个编码 a code in a table',
  fields: (t) => ({
    table: t.field({ type: CodeTableRef, description: '所在编码表 the table', resolve: ({ table }) => table }),
    code: t.string({ description: '编码 code', resolve: ({ row }) => row.code }),
    name: t.string({ description: '名称 name', resolve: ({ row }) => row.name }),
    isValid: t.boolean({ description: '编码表是否标为有效 whether the table says that it is in use', resolve: ({ row }) => row.isValid }),
    validFrom: t.field({
      type: 'Date',
      nullable: true,
      description: '编码启用日；编码表未写则为空 first day of the code, where the table states it',
      resolve: ({ row }) => row.validFrom,
    }),
    validTo: t.field({
      type: 'Date',
      nullable: true,
      description: '编码停用日；编码表未写则为空 last day of the code, where the table states it',
      resolve: ({ row }) => row.validTo,
    }),
    note: t.string({ description: '编码表的备注，如灰码 what the table says besides', resolve: ({ row }) => row.note }),
  }),
});

const REGION_ARG = { required: true, description: '统筹地区代码 region code' } as const;

builder.queryFields((t) => ({
  codeTables: t.connection(
    {
      type: CodeTableRef,
      extensions: { pagesItself: true },
      authScopes: { permission: 'catalogue:read' },
      description: '地区可用的编码表：本地区的在前，再是上级的；新的在前 code tables that a region may use: its own, then those from above',
      args: { regionCode: t.arg.string(REGION_ARG) },
      resolve: async (_root, { regionCode, ...args }, context) => arrayPage(await listCodeTables(callerOf(context), regionCode), args),
    },
    {
      name: 'CodeTableConnection',
      description: '编码表列表 a page of code tables',
      fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
    },
    { name: 'CodeTableEdge', description: '列表中的一条 an entry' },
  ),
  code: t.field({
    type: [CodeEntryRef],
    complexity: { field: 20, multiplier: 1 },
    authScopes: { permission: 'catalogue:read' },
    description: '一个编码在地区可用的各编码表中的名称和状态 what each table that a region may use says of a code',
    args: { regionCode: t.arg.string(REGION_ARG), code: t.arg.string({ required: true, description: '编码，不分大小写 code' }) },
    resolve: async (_root, { regionCode, code }, context) => [
      ...(await lookUpEdition(context.platform, callerOf(context), { regionCode, code })),
    ],
  }),
  searchCodes: t.connection(
    {
      type: CodeEntryRef,
      extensions: { pagesItself: true },
      authScopes: { permission: 'catalogue:read' },
      description: '按编码开头或名称中的文字查找编码 codes that begin with a text or whose name holds it',
      args: {
        regionCode: t.arg.string(REGION_ARG),
        text: t.arg.string({ required: true, description: '编码开头，或名称中的文字 beginning of a code, or part of a name' }),
        kind: t.arg({ type: CodeKindEnum, description: '只找一个种类 of one kind' }),
        codeSystem: t.arg({ type: CodeSystemEnum, description: '只找一个编码版本 of one edition' }),
        day: t.arg({
          type: 'Date',
          description: '在该日有效的编码表中找；不给则在最新的中找 in the tables of a day; the latest by default',
        }),
      },
      resolve: async (_root, { regionCode, text, kind, codeSystem, day, ...args }, context) => {
        const wanted = { regionCode, text, ...(kind ? { kind } : {}), ...(codeSystem ? { codeSystem } : {}), ...(day ? { day } : {}) };
        return arrayPage(await searchEdition(context.platform, callerOf(context), wanted), args);
      },
    },
    {
      name: 'CodeEntryConnection',
      description: '编码列表 a page of codes',
      fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
    },
    { name: 'CodeEntryEdge', description: '列表中的一条 an entry' },
  ),
}));
