import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { CaseInput } from './case-input.js';
import { SCHEME_CHOICE } from '../base/enums.js';
import { RulesetVersionRef } from '../rulesets/ruleset-version.js';
import { askedFor } from '../../app/caches/in-force.js';
import { must } from '../../engine/kit/assert.js';
import { COMMAND_ERRORS, FieldErrorRef } from '../base/error-types.js';
import { ImportJobRef } from './import-job.js';
import { batchItem } from '../gates/input-gate.js';
import { DuplicatePolicyEnum, ErrorPolicyEnum } from './import-policies.js';
import { importCases, MOST_BATCH_ROWS, type ImportCasesItem, type ImportedCases } from '../../app/cases/import-cases.js';
import type { ImportRecord } from '../../app/ports/cases/ports-import.js';
import { startCaseImport } from '../../app/case-files/start-case-import.js';
import { MOST_VOIDED, voidCases, type VoidedCases } from '../../app/cases/void-cases.js';

const ImportCasesInput = builder.inputType('ImportCasesInput', {
  description: '导入一批病例的输入 input of importCases',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    cases: t.field({
      type: [CaseInput],
      required: true,
      description: `病例，至多 ${MOST_BATCH_ROWS} 例 cases, at most ${MOST_BATCH_ROWS}`,
    }),
    onDuplicate: t.field({
      type: DuplicatePolicyEnum,
      description: '重复的处理，默认 REJECT what becomes of duplicates, REJECT by default',
    }),
    errorPolicy: t.field({ type: ErrorPolicyEnum, description: '错误的处理，默认 ABORT what becomes of the rest, ABORT by default' }),
    dryRun: t.boolean({ description: '试导入，不保存，默认否 a dry run: nothing is stored; false by default' }),
    scheme: t.field(SCHEME_CHOICE),
    idempotencyKey: t.string({ required: true, description: '幂等键：同键同输入得同一结果 same key and same input, same answer' }),
  }),
});

const ImportCasesItemRef = builder.objectRef<ImportCasesItem>('ImportCasesItem').implement({
  description: '一条记录的结果 what became of one record',
  fields: (t) => ({
    index: t.exposeInt('index', { description: '序号，从 0 起 position in the batch, from 0' }),
    caseNo: t.exposeString('caseNo', { nullable: true, description: '病例号；读不出则为空 case number, where it could be read' }),
    accepted: t.exposeBoolean('accepted', { description: '已接受（试导入：将被接受） accepted, or in a dry run: would be' }),
    problems: t.field({ type: [FieldErrorRef], description: '拒绝的原因 why it was rejected', resolve: ({ problems }) => [...problems] }),
    warnings: t.field({
      type: [FieldErrorRef],
      description:
        '警告：已接受，但目前不能计分，或有编码可能写错 accepted, but it can not be scored as things stand, or a code may be misspelt',
      resolve: ({ warnings }) => [...warnings],
    }),
  }),
});

const ImportCasesPayload = builder.objectRef<ImportedCases>('ImportCasesPayload').implement({
  description: '导入结果：读取数 = 接受数 + 拒绝数 what became of the batch: read = accepted + rejected, always',
  fields: (t) => ({
    read: t.exposeInt('read', { description: '读取数（例） cases read' }),
    accepted: t.exposeInt('accepted', { description: '接受数（例） cases accepted' }),
    rejected: t.exposeInt('rejected', { description: '拒绝数（例） cases rejected' }),
    dryRun: t.exposeBoolean('dryRun', { description: '试导入，未保存 a dry run: nothing was stored' }),
    importJob: t.prismaField({
      type: ImportJobRef,
      nullable: true,
      description: '导入记录；什么也没有改变时为空 the import as recorded; null when nothing was changed',
      resolve: (query, { job }, _args, { prisma }) =>
        job === null
          ? null
          : prisma.importJob.findUnique({ ...query, where: { regionCode_id: { regionCode: job.regionCode, id: job.id } } }),
    }),
    rulesets: t.field({
      type: [RulesetVersionRef],
      description: '所用规则集：核对这批病例的版本及其支付方式 the versions that judged the cases, with their scheme',
      resolve: ({ rulesets }, _args, { loaders }) =>
        Promise.all(rulesets.map(async (key) => must(await loaders.rulesets.load(key), 'ruleset'))),
    }),
    results: t.field({
      type: [ImportCasesItemRef],
      description: '逐条结果，与输入同序 one by one, in the order of the input',
      resolve: ({ results }) => [...results],
    }),
  }),
});

const StartCaseImportInput = builder.inputType('StartCaseImportInput', {
  description: '开始文件导入的输入 input of startCaseImport',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    onDuplicate: t.field({
      type: DuplicatePolicyEnum,
      description: '重复的处理，默认 REJECT what becomes of duplicates, REJECT by default',
    }),
    errorPolicy: t.field({ type: ErrorPolicyEnum, description: '错误的处理，默认 ABORT what becomes of the rest, ABORT by default' }),
    dryRun: t.boolean({ description: '试导入，不保存，默认否 a dry run: nothing is stored; false by default' }),
    scheme: t.field(SCHEME_CHOICE),
    fileName: t.string({ description: '文件名，仅供辨认 file name, to tell imports apart' }),
    expectedRows: t.int({ description: '控制总数：记录数，不含表头 control total: records, without the header' }),
    expectedTotalCost: t.field({ type: 'Decimal', description: '控制总数：总费用合计（元） control total: sum of total costs, yuan' }),
    idempotencyKey: t.string({ required: true, description: '幂等键：同键同输入得同一任务 same key and same input, same import' }),
  }),
});

const StartCaseImportPayload = builder.objectRef<ImportRecord>('StartCaseImportPayload').implement({
  description: '等待文件的导入任务 the import that waits for its file',
  fields: (t) => ({
    importJob: t.prismaField({
      type: ImportJobRef,
      description: '导入任务；把文件 PUT 到它的 uploadPath the import: PUT the file to its uploadPath',
      resolve: (query, { regionCode, id }, _args, { prisma }) =>
        prisma.importJob.findUniqueOrThrow({ ...query, where: { regionCode_id: { regionCode, id } } }),
    }),
  }),
});

const VoidCasesInput = builder.inputType('VoidCasesInput', {
  description: '作废病例的输入 input of voidCases',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    caseNos: t.stringList({ required: true, description: `病例号，至多 ${MOST_VOIDED} 个 case numbers, at most ${MOST_VOIDED}` }),
    institutionCode: t.string({
      description:
        '机构代码：病例号属于哪家机构；多家机构同号时必填 whose numbers these are; required where several institutions have one of them',
    }),
    reason: t.string({ required: true, description: '事由，1 到 500 个字符 reason, 1 to 500 characters' }),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});

const VoidCasesPayload = builder.objectRef<VoidedCases>('VoidCasesPayload').implement({
  description: '作废结果 what was voided',
  fields: (t) => ({ voided: t.exposeInt('voided', { description: '作废数（例） cases voided' }) }),
});

builder.mutationFields((t) => ({
  importCases: t.field({
    type: ImportCasesPayload,
    authScopes: { permission: 'case:import' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '导入一批病例，逐条报告 imports a batch of cases, with a result for each',
    args: { input: t.arg({ type: ImportCasesInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { cases, onDuplicate, errorPolicy, dryRun, scheme, ...input } }, context) =>
      runAsCommand(context, (caller) =>
        importCases(context.platform, caller, {
          ...input,
          rows: cases.map((item) => batchItem(context, item)),
          onDuplicate: onDuplicate ?? 'REJECT',
          errorPolicy: errorPolicy ?? 'ABORT',
          dryRun: dryRun ?? false,
          ...askedFor(scheme),
        }),
      ),
  }),
  startCaseImport: t.field({
    type: StartCaseImportPayload,
    authScopes: { permission: 'case:import' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '开始文件导入：随后把 CSV 或 JSONL 文件 PUT 到 uploadPath starts the import of a file, which is then PUT to uploadPath',
    args: { input: t.arg({ type: StartCaseImportInput, required: true, description: '输入 input' }) },
    resolve: (
      _root,
      { input: { onDuplicate, errorPolicy, dryRun, scheme, fileName, expectedRows, expectedTotalCost, ...input } },
      context,
    ) =>
      runAsCommand(context, (caller) =>
        startCaseImport(context.platform, caller, {
          ...input,
          onDuplicate: onDuplicate ?? 'REJECT',
          errorPolicy: errorPolicy ?? 'ABORT',
          dryRun: dryRun ?? false,
          ...askedFor(scheme),
          ...(fileName ? { fileName } : {}),
          ...(expectedRows === null || expectedRows === undefined ? {} : { expectedRows }),
          ...(expectedTotalCost ? { expectedTotalCost } : {}),
        }),
      ),
  }),
  voidCases: t.field({
    type: VoidCasesPayload,
    authScopes: { permission: 'case:import' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '作废病例：全部作废，或一例也不作废 voids cases, all or none',
    args: { input: t.arg({ type: VoidCasesInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { institutionCode, ...input } }, context) =>
      runAsCommand(context, (caller) => voidCases(context.platform, caller, { ...input, ...(institutionCode ? { institutionCode } : {}) })),
  }),
}));
