import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { CatalogueRef, catalogueRow } from './catalogue.js';
import { GroupChangeRef } from './catalogue-changes.js';
import { CatalogueJobRef } from './catalogue-job.js';
import { SCHEME_CHOICE } from '../base/enums.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { sentTable } from '../kit/sent-file.js';
import { startCatalogueJob } from '../../app/catalogues/catalogue-job.js';
import { catalogueColumnLabel } from '../../app/catalogues/catalogue-csv-columns.js';
import type { CatalogueProblem } from '../../app/catalogues/catalogue-csv-problems.js';
import { invalidField } from '../../app/base/errors.js';
import { importCatalogue, type ImportedCatalogue } from '../../app/catalogues/import-catalogue.js';
import { brokenText, soundText } from '../../engine/kit/text.js';
import type { CatalogueJobRecord } from '../../app/ports/ports-catalogue.js';

/** Larger catalogues are imported from a file by `dip catalogue import`. */
const CATALOGUE_FILE = { zh: '目录库文本', en: 'catalogue', command: 'dip catalogue import' } as const;

const BuildCatalogueInput = builder.inputType('BuildCatalogueInput', {
  description: '目录库测算的输入 input of buildCatalogue',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    version: t.string({ required: true, description: '新目录库的版本号 version of the new catalogue' }),
    effectiveFrom: t.field({ type: 'Date', required: true, description: '生效日期 first day in force' }),
    scheme: t.field(SCHEME_CHOICE),
    note: t.string({ description: '说明 note' }),
    lastYear: t.int({ description: '历史的最后一个年度，默认生效年度的前一年 last year of the history; by default the year before' }),
    methodText: t.string({
      required: true,
      description: '测算方法文本（JSON，数写成文本） text of the method, JSON with decimals as strings',
    }),
    compareWith: t.string({
      description:
        '与本地区的这个目录库逐行比较（版本号）；同编码的病种沿用其名称 version of a catalogue of the region that the result is compared with, row by row; groups of its codes keep their names',
    }),
    dryRun: t.boolean({ description: '试测算：只给出结果和差异，不保存，默认否 a trial: nothing is stored; false by default' }),
    inputHash: t.string({
      description:
        '看过的试测算的输入哈希；此后历史病例、方法或规则变了就不保存 hash of the inputs of a trial that was looked at: nothing is stored where they have changed since',
    }),
    idempotencyKey: t.string({ required: true, description: '幂等键：同键同输入得同一任务 same key and same input, same job' }),
  }),
});

const BuildCataloguePayload = builder.objectRef<CatalogueJobRecord>('BuildCataloguePayload').implement({
  description: '已开始的目录库测算 the job that was started',
  fields: (t) => ({
    catalogueJob: t.prismaField({
      type: CatalogueJobRef,
      description: '测算任务 the job',
      resolve: (query, { regionCode, id }, _args, { prisma }) =>
        prisma.catalogueJob.findUniqueOrThrow({ ...query, where: { regionCode_id: { regionCode, id } } }),
    }),
  }),
});

const ImportCatalogueInput = builder.inputType('ImportCatalogueInput', {
  description: '导入目录库的输入 input of importCatalogue',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    version: t.string({ required: true, description: '版本号 version' }),
    effectiveFrom: t.field({ type: 'Date', required: true, description: '生效日期 first day in force' }),
    scheme: t.field(SCHEME_CHOICE),
    note: t.string({ description: '说明 note' }),
    priced: t.boolean({
      description:
        '病种是否有分值，默认有；否则文件不得写分值，目录库不会生效 whether the groups have points, true by default; without, the file must state none and the catalogue is never in force',
    }),
    documentText: t.string({
      description:
        '目录库文本（CSV，至多 1.5 MiB）；与 workbookBase64 二选一 text of the catalogue, CSV, at most 1.5 MiB; this or a workbook',
    }),
    workbookBase64: t.string({
      description:
        '工作簿（.xlsx，Base64，至多 1.5 MiB）：同样的列，或国家病种库 a workbook with the same columns, or the national DIP library, in Base64',
    }),
    compareWith: t.string({
      description: '与本地区的这个目录库逐行比较（版本号） version of a catalogue of the region that the file is compared with, row by row',
    }),
    dryRun: t.boolean({ description: '只检查，不保存，默认否 check only, nothing is stored; false by default' }),
  }),
});

const CatalogueProblemRef = builder.objectRef<CatalogueProblem>('CatalogueProblem').implement({
  description: '目录库文件中的一处问题 something that is wrong with the file',
  fields: (t) => ({
    line: t.exposeInt('line', {
      description: '行号，从 1 起（含表头）；0 为整个文件 line, from 1, the header included; 0 is the whole file',
    }),
    column: t.exposeString('column', { description: '列名 column' }),
    heading: t.string({
      description: '列的中文表头 heading of the column, in Chinese',
      resolve: ({ column }) => catalogueColumnLabel(column),
    }),
    code: t.exposeString('code', { description: '问题代码 code of the problem' }),
    message: t.field({ type: LocalizedTextRef, description: '说明 what is wrong', resolve: ({ message }) => message }),
  }),
});

const CatalogueWarningCount = builder.objectRef<ImportedCatalogue['file']['warningCounts'][number]>('CatalogueWarningCount').implement({
  description: '一种警告有多少处 how many warnings of a code there are',
  fields: (t) => ({
    code: t.exposeString('code', { description: '警告代码 code of the warning' }),
    count: t.exposeInt('count', { description: '处数 how many' }),
  }),
});

const ImportCataloguePayload = builder.objectRef<ImportedCatalogue>('ImportCataloguePayload').implement({
  description: '导入结果：整个导入，或一行也不导入 what became of the file: it is imported whole or not at all',
  fields: (t) => ({
    catalogue: t.field({
      type: CatalogueRef,
      nullable: true,
      description: '已保存的目录库；只检查或有问题时为空 the catalogue; null when only checked, or when anything is wrong',
      resolve: ({ catalogue }) => (catalogue === null ? null : catalogueRow(catalogue)),
    }),
    read: t.int({ description: '读到的行数 rows read', resolve: ({ file }) => file.rows }),
    accepted: t.int({ description: '无误的行数 rows without problems', resolve: ({ file }) => file.groups.length }),
    problemCount: t.int({ description: '问题总数 problems in all', resolve: ({ file }) => file.problemCount }),
    problems: t.field({
      type: [CatalogueProblemRef],
      description: '问题（前 1,000 处） the first 1,000 problems',
      resolve: ({ file }) => [...file.problems],
    }),
    differences: t.field({
      type: [GroupChangeRef],
      nullable: true,
      description:
        '与 compareWith 的目录库逐行的差异，按病种编码；没有指定或文件有问题时为空 rows that are not the same in the catalogue of compareWith, by code; null where none was named or anything is wrong',
      resolve: ({ file, differences }) => differences?.map((one) => ({ ...one, line: file.lines.get(one.code) ?? null })) ?? null,
    }),
    warnings: t.field({
      type: [CatalogueProblemRef],
      description:
        '警告（每种代码前 1,000 处）：没有病例能入的病种行、不可能出现的编码、缺权重的病组等，不妨碍导入 warnings, the first 1,000 of each code: rows that no case reaches, codes that no case has, groups without weight; they do not keep the catalogue out',
      resolve: ({ file }) => [...file.warnings],
    }),
    warningCounts: t.field({
      type: [CatalogueWarningCount],
      description: '警告总数，按代码 warnings in all, by code',
      resolve: ({ file }) => [...file.warningCounts],
    }),
  }),
});

/** Reads the text of a method as JSON. Throws VALIDATION_FAILED. */
export function methodOf(text: string): unknown {
  try {
    const method: unknown = JSON.parse(text, (key, value: unknown) => {
      if (brokenText(key) ?? (typeof value === 'string' ? brokenText(value) : undefined)) throw new SyntaxError('NUL or lone surrogate');
      return value;
    });
    return method;
  } catch (error) {
    const detail = error instanceof Error ? soundText(error.message) : '';
    throw invalidField(['methodText'], 'NOT_JSON', { zh: `测算方法不是 JSON：${detail}`, en: `The method is not JSON: ${detail}` });
  }
}

interface TargetInput {
  readonly regionCode: string;
  readonly version: string;
  readonly effectiveFrom: string;
  readonly scheme?: 'DIP' | 'DRG' | null | undefined;
  readonly note?: string | null | undefined;
}

function targetOf({ regionCode, version, effectiveFrom, scheme, note }: TargetInput) {
  return { regionCode, version, effectiveFrom, ...(scheme ? { scheme } : {}), ...(note ? { note } : {}) };
}

builder.mutationFields((t) => ({
  buildCatalogue: t.field({
    type: BuildCataloguePayload,
    authScopes: { permission: 'catalogue:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '从历史病例测算目录库：一个任务 builds a catalogue from history, as a job',
    args: { input: t.arg({ type: BuildCatalogueInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) =>
      runAsCommand(context, async (caller) => {
        const { lastYear, compareWith, inputHash, dryRun, idempotencyKey, methodText } = input;
        const start = {
          ...targetOf(input),
          ...(lastYear ? { lastYear } : {}),
          ...(compareWith ? { compareWith } : {}),
          ...(inputHash ? { expected: inputHash } : {}),
          ...(dryRun === true ? { mode: 'TRY' as const } : {}),
          method: methodOf(methodText),
          idempotencyKey,
        };
        return (await startCatalogueJob(context.platform, caller, start)).job;
      }),
  }),
  importCatalogue: t.field({
    type: ImportCataloguePayload,
    authScopes: { permission: 'catalogue:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '导入目录库（CSV 或工作簿），逐行报告；整个导入，或一行也不导入 imports a catalogue, whole or not at all, with a row-by-row report',
    args: { input: t.arg({ type: ImportCatalogueInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) =>
      runAsCommand(context, (caller) => {
        const mode = input.dryRun === true ? ('CHECK' as const) : ('STORE' as const);
        return importCatalogue(context.platform, caller, {
          ...targetOf(input),
          file: sentTable(input, CATALOGUE_FILE),
          mode,
          priced: input.priced ?? true,
          ...(input.compareWith ? { compareWith: input.compareWith } : {}),
        });
      }),
  }),
}));
