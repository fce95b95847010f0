import { builder } from '../base/builder.js';
import { callerOf, runAsCommand } from '../base/callers.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { InsuranceSchemeEnum } from '../base/enums.js';
import { globalId, joinKey } from '../base/node-key.js';
import { YEAR_ARGS } from '../periods/period-declarations.js';
import { publicationsOfYear } from '../../app/publications/publications.js';
import { publish, type Published } from '../../app/publications/publish.js';
import type { PublicationSummary } from '../../app/ports/clearing/ports-publication.js';

const PublicationRef = builder.objectRef<PublicationSummary>('Publication').implement({
  description: '公布：一个期间对外公布的数据，只增不改 what a region published of a period; never changes',
  fields: (t) => ({
    exportId: t.id({
      description:
        '下载用的标识：GET /exports/{exportId}，不写 what 为 .xlsx，what=bundle 为全文，what=cells、fund、execution、progress 为 CSV id for GET /exports',
      resolve: ({ regionCode, id }) => globalId('Publication', joinKey(regionCode, id)),
    }),
    number: t.exposeInt('number', { description: '本年度公布序号 number in the fund year, from 1' }),
    period: t.exposeString('period', { description: '期间：01 到 12、Q1 到 Q4、H1、H2、YEAR period' }),
    runNos: t.intList({ description: '取自哪些清算 runs that its figures come from', resolve: ({ runNos }) => [...runNos] }),
    contentHash: t.exposeString('contentHash', { description: '内容的 SHA-256 hash of what was published' }),
    reason: t.exposeString('reason', { description: '说明 reason' }),
    createdBy: t.exposeString('createdByName', { description: '公布人 who published it' }),
    createdAt: t.field({ type: 'DateTime', description: '公布时间 when', resolve: ({ createdAt }) => createdAt }),
  }),
});

builder.queryField('publications', (t) =>
  t.field({
    type: [PublicationRef],
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'region:read', regionCode } }),
    complexity: { field: 10, multiplier: 30 },
    description:
      '一个基金年度的公布，新的在前；本地区的密钥都可查看 what was published of a fund year, newest first; for every key of the region',
    args: {
      regionCode: t.arg.string(YEAR_ARGS.regionCode),
      year: t.arg.int(YEAR_ARGS.year),
      insurance: t.arg(YEAR_ARGS.insurance),
    },
    resolve: async (_root, key, context) => [...(await publicationsOfYear(callerOf(context), key))],
  }),
);

const PublishInput = builder.inputType('PublishFiguresInput', {
  description: '公布的输入 input of publishFigures',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    year: t.int({ required: true, description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
    period: t.string({ required: true, description: '期间：01 到 12、Q1 到 Q4、H1、H2、YEAR period' }),
    reason: t.string({ required: true, description: '说明，1 到 500 个字符 reason, 1 to 500 characters' }),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
    dryRun: t.boolean({ description: '只看将公布什么，不公布，默认否 a dry run: nothing is published; false by default' }),
  }),
});

const PublishPayload = builder.objectRef<Published>('PublishFiguresPayload').implement({
  description: '公布的结果 what was published',
  fields: (t) => ({
    publication: t.field({
      type: PublicationRef,
      nullable: true,
      description:
        '公布；只看不公布的为空。内容与上次相同的即上次的公布 the publication; null of a dry run; the same content again is the one that stands',
      resolve: ({ publication }) => publication,
    }),
    bundle: t.field({ type: 'JSON', description: '公布的全部内容 everything that is published', resolve: ({ bundle }) => bundle }),
    contentHash: t.exposeString('contentHash', { description: '内容的 SHA-256 hash of it' }),
  }),
});

builder.mutationField('publishFigures', (t) =>
  t.field({
    type: PublishPayload,
    authScopes: { permission: 'run:confirm' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '公布一个期间的数据：指标、基金收支、预算执行、结算进度，隐去小数；须有已确认的结算 publishes a period: indicators, the fund, the budget’s use, progress; small cells left out; asks for a confirmed run',
    args: { input: t.arg({ type: PublishInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { dryRun, ...input } }, context) =>
      runAsCommand(context, (caller) => publish(context.platform, caller, { ...input, dryRun: dryRun ?? false })),
  }),
);
