import { builder } from '../base/builder.js';
import { DuplicatePolicyEnum, ErrorPolicyEnum } from './import-policies.js';
import { FieldErrorRef } from '../base/error-types.js';
import { DatesReadRef, FileSeparatorEnum } from './import-reading.js';
import { importPaths } from '../files/import-view.js';
import { JobStatusEnum, PaymentSchemeEnum } from '../base/enums.js';
import { countOf, jobFilter, JobRef, registerJob } from '../jobs/job.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { joinKey, uuidKey } from '../base/node-key.js';
import type { WarningCount } from '../../app/cases/case-warnings.js';
import { settingsOf, type JudgedBy } from '../../app/case-files/import-settings.js';

const ImportWarningRef = builder.objectRef<WarningCount>('ImportWarning').implement({
  description:
    '警告：已接受、但请核对的病例（如目前不能计分，或日期由序号换算） a warning: accepted cases to look at (which can not be scored as things stand, or whose days stood as numbers)',
  fields: (t) => ({
    code: t.exposeString('code', { description: '警告代码 code' }),
    count: t.exposeInt('count', { description: '例数 how many cases' }),
    firstCaseNo: t.exposeString('firstCaseNo', { description: '第一例的病例号 the first of them' }),
    messages: t.field({
      type: LocalizedTextRef,
      description: '说明（以第一例为例） message, for the first of them',
      resolve: ({ messages }) => messages,
    }),
  }),
});

/** 所用规则集. */
const JudgedByRef = builder.objectRef<JudgedBy>('JudgedBy').implement({
  description: '所用规则集：核对病例的版本 a version that judged cases of a file',
  fields: (t) => ({
    version: t.exposeString('version', { description: '版本号 version' }),
    scheme: t.expose('scheme', { type: PaymentSchemeEnum, description: '支付方式 payment scheme' }),
  }),
});

/** 导入任务. */
export const ImportJobRef = builder.prismaNode('ImportJob', {
  id: { resolve: ({ regionCode, id }) => joinKey(regionCode, id) },
  findUnique: (id) => ({ regionCode_id: uuidKey(id) }),
  nullable: true,
  interfaces: [JobRef],
  authScopes: { permission: 'case:import' },
  description: '病例导入任务：读取数 = 接受数 + 拒绝数 an import of cases: read = accepted + rejected, always',
  fields: (t) => ({
    accepted: t.int({ description: '接受数（例） cases accepted', resolve: ({ accepted }) => countOf(accepted) }),
    rejected: t.int({ description: '拒绝数（例） cases rejected', resolve: ({ rejected }) => countOf(rejected) }),
    faulty: t.int({
      nullable: true,
      description:
        '本身有误的记录数；ABORT 时其余记录随之拒绝 records that are wrong themselves; under ABORT the others are rejected with them',
      resolve: (job) => settingsOf(job)?.found?.faulty ?? null,
    }),
    dryRun: t.exposeBoolean('dryRun', { description: '试导入，不保存 a dry run: nothing is stored' }),
    onDuplicate: t.field({
      type: DuplicatePolicyEnum,
      description: '重复的处理 what becomes of duplicates',
      resolve: ({ onDuplicate }) => onDuplicate,
    }),
    errorPolicy: t.field({
      type: ErrorPolicyEnum,
      nullable: true,
      description: '错误的处理（文件导入） what becomes of the rest when a record is wrong (imports of files)',
      resolve: (job) => settingsOf(job)?.errorPolicy ?? null,
    }),
    fileName: t.exposeString('fileName', { nullable: true, description: '文件名 file name' }),
    fileHash: t.exposeString('fileHash', { nullable: true, description: '文件哈希（SHA-256） hash of the file' }),
    totalCost: t.field({
      type: 'Decimal',
      nullable: true,
      description: '文件中费用合计（元） total cost that was found in the file, yuan',
      resolve: (job) => settingsOf(job)?.found?.totalCost ?? null,
    }),
    encoding: t.string({
      nullable: true,
      description: '文件按什么编码读取：utf-8、gb18030、utf-16le 或 utf-16be how the bytes of the file were read',
      resolve: (job) => settingsOf(job)?.found?.encoding ?? null,
    }),
    separator: t.field({
      type: FileSeparatorEnum,
      nullable: true,
      description: '分隔符：CSV 文件的格与格之间是什么；JSONL 为空 what stood between the cells of a CSV; null of JSON lines',
      resolve: (job) => settingsOf(job)?.found?.separator ?? null,
    }),
    dates: t.field({
      type: [DatesReadRef],
      description: '日期读取：CSV 文件中的日期按哪些写法读取，各多少格 how the days of a CSV were written, and how many cells in each way',
      resolve: (job) => [...(settingsOf(job)?.found?.dates ?? [])],
    }),
    warnings: t.field({ type: [ImportWarningRef], description: '警告 warnings', resolve: (job) => [...(settingsOf(job)?.warnings ?? [])] }),
    problems: t.field({
      type: [FieldErrorRef],
      description: '整个文件被拒绝的原因 why the file as a whole was refused',
      resolve: (job) => [...(settingsOf(job)?.failure ?? [])],
    }),
    failure: t.string({
      nullable: true,
      description: '失败原因 why it failed',
      resolve: (job, _args, { language }) => {
        const texts = (settingsOf(job)?.failure ?? []).map(({ messages }) =>
          language === 'en' ? (messages.en ?? messages.zh) : messages.zh,
        );
        return texts.length === 0 ? job.failure : texts.join(' ');
      },
    }),
    uploadPath: t.string({
      description: '上传文件的地址：PUT，text/csv 或 application/x-ndjson where to PUT the file: CSV or JSON lines',
      resolve: (job) => importPaths(job).upload,
    }),
    rejectsPath: t.string({
      description: '下载拒绝清单的地址：GET，?format=csv 或 jsonl where to GET the rejected records',
      resolve: (job) => importPaths(job).rejects,
    }),
  }),
});

builder.prismaObjectFields(ImportJobRef, (t) => ({
  scheme: t.field({
    type: PaymentSchemeEnum,
    nullable: true,
    description: '所要求的支付方式；空为先 DIP 后 DRG the scheme that was asked for; null: DIP before DRG',
    resolve: (job) => settingsOf(job)?.scheme ?? null,
  }),
  judgedBy: t.field({
    type: [JudgedByRef],
    description: '核对文件中病例的规则集版本及其支付方式 the versions that judged the cases of the file, with their scheme',
    resolve: (job) => [...(settingsOf(job)?.rulesets ?? [])],
  }),
}));

builder.queryField('importJobs', (t) =>
  t.prismaConnection(
    {
      type: ImportJobRef,
      cursor: 'regionCode_id',
      authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'case:import', regionCode } }),
      description: '病例导入任务，新的在前 imports of cases, newest first',
      args: {
        regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
        status: t.arg({ type: [JobStatusEnum], description: '只取这些状态 only these statuses' }),
      },
      totalCount: (_root, args, { prisma }) => prisma.importJob.count({ where: jobFilter(args) }),
      resolve: (query, _root, args, { prisma }) => prisma.importJob.findMany({ ...query, where: jobFilter(args), orderBy: { id: 'desc' } }),
    },
    { name: 'ImportJobConnection', description: '导入任务列表 a page of imports' },
    { name: 'ImportJobEdge', description: '列表中的一条 an entry' },
  ),
);

registerJob('ImportJob', {
  scope: 'case:import',
  read: ({ prisma }, key) => prisma.importJob.findUnique({ where: { regionCode_id: key } }),
});
