import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { GrouperRef } from './grouper.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { sentBase64, sentBytes } from '../kit/sent-file.js';
import { CodeSystemEnum } from '../base/enums.js';
import type { ValidationError } from '../../app/base/errors.js';
import { invalidField } from '../../app/base/errors.js';
import type { GrouperFile } from '../../app/groupers/grouper-source.js';
import { importGrouper, type ImportedGrouper } from '../../app/groupers/import-grouper.js';
import type { GrouperProblem } from '../../rules/grouper/grouper-problems.js';

const GROUPER_FILE = { zh: '分组方案', en: 'grouper', command: 'dip grouper import' } as const;

const GrouperWorkbookInput = builder.inputType('GrouperWorkbookInput', {
  description: '官方 DRG 工作簿及其自身不写的内容 the official DRG workbook, and what it does not say of itself',
  fields: (t) => ({
    contentBase64: t.string({ required: true, description: '.xlsx 文件，Base64，至多 1.5 MiB the file in Base64, at most 1.5 MiB' }),
    code: t.string({ required: true, description: '方案编码，如 CHS-DRG code of the scheme' }),
    version: t.string({ required: true, description: '版本号，如 3.0 version' }),
    title: t.string({ description: '名称 title' }),
    codeSystem: t.field({ type: CodeSystemEnum, description: '编码版本，默认医保版 edition of its codes, INSURANCE by default' }),
    amendmentsText: t.string({ description: '勘误（JSON） amendments, JSON' }),
  }),
});

const ImportGrouperInput = builder.inputType('ImportGrouperInput', {
  description: '导入分组方案的输入 input of importGrouper',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    documentText: t.string({
      description: '分组方案文本（JSON，至多 1.5 MiB）；与 workbook 二选一 text of the grouper, JSON, at most 1.5 MiB; this or a workbook',
    }),
    workbook: t.field({
      type: GrouperWorkbookInput,
      description: '官方工作簿，代替 documentText the official workbook, in place of documentText',
    }),
    note: t.string({ description: '说明 note' }),
    dryRun: t.boolean({ description: '只检查，不保存，默认否 check only, nothing is stored; false by default' }),
  }),
});

const GrouperProblemRef = builder.objectRef<GrouperProblem>('GrouperProblem').implement({
  description: '分组方案中的一处问题 something that is wrong with a grouper',
  fields: (t) => ({
    where: t.exposeString('where', { description: '位置：如 ADRG BB1，或 JSON 指针；空为整个文件 where; empty: the whole file' }),
    code: t.exposeString('code', { description: '问题代码 code of the problem' }),
    message: t.field({ type: LocalizedTextRef, description: '说明 what is wrong', resolve: ({ message }) => message }),
  }),
});

const ImportGrouperPayload = builder.objectRef<ImportedGrouper>('ImportGrouperPayload').implement({
  description: '导入结果：整个导入，或什么也不导入 what became of the file: it is imported whole or not at all',
  fields: (t) => ({
    grouper: t.field({
      type: GrouperRef,
      nullable: true,
      description: '已保存的分组方案；只检查或有问题时为空 the grouper; null when only checked, or when anything is wrong',
      resolve: ({ grouper }) => grouper,
    }),
    contentHash: t.string({
      nullable: true,
      description: '内容哈希；读不出时为空 hash of its content; null where it can’t be read',
      resolve: ({ read }) => read?.contentHash ?? null,
    }),
    problemCount: t.exposeInt('problemCount', { description: '问题总数 problems in all' }),
    problems: t.field({
      type: [GrouperProblemRef],
      description: '问题（前 1,000 处） the first 1,000 problems',
      resolve: ({ problems }) => [...problems],
    }),
    warnings: t.field({
      type: [GrouperProblemRef],
      description: '警告，不妨碍导入 warnings, which do not keep it out',
      resolve: ({ warnings }) => [...warnings],
    }),
  }),
});

type ImportInput = typeof ImportGrouperInput.$inferInput;

function fileOf({ documentText, workbook }: ImportInput): GrouperFile {
  if (typeof documentText === 'string' && !workbook)
    return { file: sentBytes(new TextEncoder().encode(documentText), { ...GROUPER_FILE, field: 'documentText' }) };
  if (typeof documentText === 'string' || !workbook) throw oneOfBoth();
  const { contentBase64, code, version, title, codeSystem, amendmentsText } = workbook;
  return {
    file: sentBase64(contentBase64, { ...GROUPER_FILE, field: 'workbook' }),
    book: {
      ...{ code, version },
      ...(title ? { title } : {}),
      ...(codeSystem ? { codeSystem } : {}),
      ...(amendmentsText ? { amendments: new TextEncoder().encode(amendmentsText) } : {}),
    },
  };
}

function oneOfBoth(): ValidationError {
  return invalidField(['documentText'], 'ONE_OF', {
    zh: '请给出 documentText 或 workbook 之一，且只给一个。',
    en: 'State either documentText or workbook.',
  });
}

builder.mutationField('importGrouper', (t) =>
  t.field({
    type: ImportGrouperPayload,
    authScopes: { permission: 'catalogue:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '导入 DRG 分组方案（JSON 或官方工作簿）；整个导入，或什么也不导入；同样内容再导入得同一方案 imports a DRG grouper, whole or not at all; the same content again is the same grouper',
    args: { input: t.arg({ type: ImportGrouperInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => {
      const { regionCode, note, dryRun } = input;
      return runAsCommand(context, (caller) =>
        importGrouper(context.platform, caller, {
          regionCode,
          ...fileOf(input),
          mode: dryRun === true ? 'CHECK' : 'STORE',
          ...(note ? { note } : {}),
        }),
      );
    },
  }),
);
