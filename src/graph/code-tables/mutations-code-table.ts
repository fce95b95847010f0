import { CodeKindEnum, CodeTableRef } from './code-table.js';
import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { CodeSystemEnum } from '../base/enums.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { sentBase64, sentBytes } from '../kit/sent-file.js';
import { invalidField } from '../../app/base/errors.js';
import type { CodeRowProblem } from '../../app/code-tables/code-row-problems.js';
import { importCodeTable, type ImportedCodeTable } from '../../app/code-tables/import-code-table.js';

const CODES_FILE = { zh: '编码表', en: 'table', command: 'dip codes import' } as const;

const ImportCodeTableInput = builder.inputType('ImportCodeTableInput', {
  description: '导入编码表的输入 input of importCodeTable',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    kind: t.field({ type: CodeKindEnum, required: true, description: '种类 kind' }),
    codeSystem: t.field({ type: CodeSystemEnum, required: true, description: '编码版本 edition' }),
    version: t.string({ required: true, description: '版本，如“医保版 2.0” version' }),
    validFrom: t.field({ type: 'Date', required: true, description: '启用日 first day' }),
    validTo: t.field({ type: 'Date', description: '停用日 last day' }),
    title: t.string({ description: '名称；不给则由种类和版本得出 title' }),
    sources: t.stringList({ description: '出处 where it was published' }),
    documentText: t.string({
      description:
        '编码表文本（CSV，或每行“编码 名称”，至多 1.5 MiB）；与 workbookBase64 二选一 text: CSV, or a code and its name a line; at most 1.5 MiB; this or a workbook',
    }),
    workbookBase64: t.string({
      description: '工作簿（.xlsx，Base64，至多 1.5 MiB）：同样的列 a workbook with the same columns, in Base64',
    }),
    dryRun: t.boolean({ description: '只检查，不保存，默认否 check only, nothing is stored; false by default' }),
  }),
});

const CodeRowProblemRef = builder.objectRef<CodeRowProblem>('CodeRowProblem').implement({
  description: '编码表文件中的一处问题 something that is wrong with a file of codes',
  fields: (t) => ({
    line: t.exposeInt('line', { description: '行号，从 1 起 line, from 1' }),
    code: t.exposeString('code', { description: '问题代码 code of the problem' }),
    message: t.field({ type: LocalizedTextRef, description: '说明 what is wrong', resolve: ({ message }) => message }),
  }),
});

const ImportCodeTablePayload = builder.objectRef<ImportedCodeTable>('ImportCodeTablePayload').implement({
  description: '导入结果：整个导入，或什么也不导入 what became of the file: it is imported whole or not at all',
  fields: (t) => ({
    codeTable: t.field({
      type: CodeTableRef,
      nullable: true,
      description: '已保存的编码表；只检查或有问题时为空 the table; null when only checked, or when anything is wrong',
      resolve: ({ table }) => table,
    }),
    rowCount: t.exposeInt('rowCount', { description: '读到的编码数 codes that were read' }),
    contentHash: t.string({
      nullable: true,
      description: '内容哈希；有问题时为空 hash of its content',
      resolve: ({ contentHash }) => contentHash,
    }),
    problemCount: t.exposeInt('problemCount', { description: '问题总数 problems in all' }),
    problems: t.field({
      type: [CodeRowProblemRef],
      description: '问题（前 1,000 处） the first 1,000 problems',
      resolve: ({ problems }) => [...problems],
    }),
  }),
});

type SentCodes = Pick<typeof ImportCodeTableInput.$inferInput, 'documentText' | 'workbookBase64'>;

function fileOf({ documentText, workbookBase64 }: SentCodes): Uint8Array {
  if (typeof documentText === 'string' && !workbookBase64)
    return sentBytes(new TextEncoder().encode(documentText), { ...CODES_FILE, field: 'documentText' });
  if (typeof documentText !== 'string' && workbookBase64) return sentBase64(workbookBase64, { ...CODES_FILE, field: 'workbookBase64' });
  throw invalidField(['documentText'], 'ONE_OF', {
    zh: '请给出 documentText 或 workbookBase64 之一，且只给一个。',
    en: 'State either documentText or workbookBase64.',
  });
}

builder.mutationField('importCodeTable', (t) =>
  t.field({
    type: ImportCodeTablePayload,
    authScopes: { permission: 'catalogue:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '导入编码表；整个导入，或什么也不导入；同样内容再导入得同一编码表 imports a code table, whole or not at all; the same content again is the same table',
    args: { input: t.arg({ type: ImportCodeTableInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { documentText, workbookBase64, dryRun, validTo, title, sources, ...named } }, context) =>
      runAsCommand(context, (caller) =>
        importCodeTable(context.platform, caller, {
          ...named,
          file: fileOf({ documentText, workbookBase64 }),
          mode: dryRun === true ? 'CHECK' : 'STORE',
          ...(validTo ? { validTo } : {}),
          ...(title ? { title: { zh: title } } : {}),
          ...(sources ? { sources } : {}),
        }),
      ),
  }),
);
