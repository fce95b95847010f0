import { DraftRef } from './draft.js';
import { draftPayload } from './draft-payload.js';
import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { describedValues } from '../base/enums.js';
import { COMMAND_ERRORS, ConflictSidesRef } from '../base/error-types.js';
import { globalId, joinKey } from '../base/node-key.js';
import { sentBytes, sentTable } from '../kit/sent-file.js';
import {
  FILE_SIDES,
  importDraft,
  previewDraftImport,
  type DraftImport,
  type FileSide,
  type ImportDraft,
} from '../../app/drafts/workbook/import-draft.js';
import { shownPatch } from '../../app/drafts/patches-parse.js';
import { ROW_CHANGES, type RowChange, type RowDifference } from '../../app/drafts/workbook/sheet-differences.js';

const CHANGES: Readonly<Record<RowChange, string>> = {
  ADDED: '新增一行 a row was added',
  REMOVED: '删去一行 a row was taken out',
  CHANGED: '改了一格 a cell was changed',
  MOVED: '移动一行 a row was moved',
};
const RowChangeEnum = builder.enumType('DraftRowChange', {
  description: '表格中一行的变动 what became of a row',
  values: describedValues(ROW_CHANGES, CHANGES),
});

const SIDES: Readonly<Record<FileSide, string>> = { FILE: '用文件的 as in the file', DRAFT: '用草案的 as in the draft' };
const FileSideEnum = builder.enumType('DraftFileSide', {
  description: '文件和草案都改了的条目取哪一方 whose an entry is that both changed',
  values: describedValues(FILE_SIDES, SIDES),
});

const RowDifferenceRef = builder.objectRef<RowDifference>('DraftRowDifference').implement({
  description: '表格与草案的一处差异 one difference between a file and its draft',
  fields: (t) => ({
    sheet: t.exposeString('sheet', { description: '工作表 sheet' }),
    change: t.field({ type: RowChangeEnum, description: '变动 what became of the row', resolve: ({ change }) => change }),
    row: t.exposeInt('row', { description: '行号，从 1 起；删去的是导出时的行号 row in the file; of one that is gone, as it left' }),
    name: t.exposeString('name', { description: '行的名称：参数名、系数的键 what the row is called' }),
    column: t.string({ nullable: true, description: '列；整行的变动为空 column; null: the row', resolve: ({ column }) => column }),
    before: t.string({ nullable: true, description: '改前 before', resolve: ({ before }) => before }),
    after: t.string({ nullable: true, description: '改后 after', resolve: ({ after }) => after }),
    percent: t.string({
      nullable: true,
      description: '数的变动幅度，如 −4.17% by how much a number changed',
      resolve: ({ percent }) => percent,
    }),
  }),
});

const DraftImportRef = builder.objectRef<DraftImport>('PreviewDraftWorkbookPayload').implement({
  description: '导入预览：逐行的差异，什么也没有保存 what a file would change; nothing was saved',
  fields: (t) => ({
    draft: t.field({ type: DraftRef, description: '草案 the draft as it is', resolve: ({ opened }) => opened }),
    fileHash: t.string({ description: '文件的 SHA-256 hash of the file', resolve: ({ file }) => file.sha256 }),
    revision: t.exposeInt('revision', { description: '文件从第几次修订导出 revision that the file left' }),
    isStale: t.boolean({
      description: '导出之后草案又改过：须以 merge 合并 whether the draft moved on since, so that it has to be merged',
      resolve: ({ isStale }) => isStale,
    }),
    differences: t.field({
      type: [RowDifferenceRef],
      complexity: { field: 1, multiplier: 20 },
      description: '逐行的差异：导出时与文件中 row by row, between what left and what came back',
      resolve: ({ differences }) => [...differences],
    }),
    patches: t.field({
      type: 'JSON',
      description: '将保存的改动 the edits that would be saved',
      resolve: ({ patches }) => patches.map(shownPatch),
    }),
    conflicts: t.field({
      type: [ConflictSidesRef],
      description: '文件和草案都改了而未写明取哪一方的条目 entries that both changed, and of which nothing is said',
      resolve: ({ conflicts }) => [...conflicts],
    }),
    differenceHash: t.string({
      nullable: true,
      description:
        '差异的哈希，保存时写明；没有可保存的为空 hash to be stated when it is saved; null: there is nothing to save, or it has to be merged',
      resolve: ({ differenceHash }) => differenceHash,
    }),
    ignored: t.stringList({
      description: '未读入的工作表和列 sheets and columns that were not read',
      resolve: ({ ignored }) => [...ignored],
    }),
  }),
});

const TakeFileInput = builder.inputType('DraftFileTakeInput', {
  description: '双方都改了的一条取哪一方 whose an entry is to be',
  fields: (t) => ({
    entry: t.string({ required: true, description: '条目，如 /parameters/deviationLow entry' }),
    side: t.field({ type: FileSideEnum, required: true, description: '取哪一方 side' }),
  }),
});

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

function fileFields(t: InputFields) {
  return {
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    draftId: t.string({ required: true, description: '草案标识 id of the draft' }),
    fileName: t.string({ required: true, description: '文件名，记入经过和审计 name of the file, kept with the edit' }),
    workbookBase64: t.string({ description: '工作簿（.xlsx，Base64，至多 1.5 MiB） the workbook' }),
    documentText: t.string({ description: '一张表的 CSV；与 workbookBase64 二选一 a sheet as CSV; this or a workbook' }),
    pastedExamples: t.string({
      description:
        '从表格粘贴的算例：首行为表头（列同工作簿的“算例”表，可只写几列），单元格之间为制表符；没有粘贴的算例不动；代替 documentText 或 workbookBase64 pasted rows of examples, the headings first, with tabs between cells; examples that were not pasted stay; in place of a file',
    }),
    merge: t.boolean({ defaultValue: false, description: '导出后草案又改过的，逐条合并 merged with what was saved since it left' }),
    take: t.field({ type: [TakeFileInput], defaultValue: [], description: '双方都改了的条目取哪一方 entries that both changed' }),
  };
}

const PreviewInput = builder.inputType('PreviewDraftWorkbookInput', {
  description: '导入预览的输入 input of previewDraftWorkbook',
  fields: fileFields,
});

const ImportInput = builder.inputType('ImportDraftWorkbookInput', {
  description: '导入的输入 input of importDraftWorkbook',
  fields: (t) => ({
    ...fileFields(t),
    differenceHash: t.string({ required: true, description: '看过的差异的哈希（预览给出） hash of the difference that was looked at' }),
    reason: t.string({ required: true, description: '说明，1 到 500 个字符 why' }),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});

interface SentDraftFile extends Pick<ImportDraft, 'regionCode' | 'draftId' | 'fileName'> {
  readonly workbookBase64?: string | null | undefined;
  readonly documentText?: string | null | undefined;
  readonly pastedExamples?: string | null | undefined;
  readonly merge?: boolean | null | undefined;
  readonly take?: ImportDraft['take'] | null | undefined;
}

function fileOf({ regionCode, draftId, fileName, merge, take, ...sent }: SentDraftFile): ImportDraft {
  const file = { zh: '草案的工作簿', en: 'workbook of a draft', command: 'dip draft import' };
  const { pastedExamples: pasted } = sent;
  if (typeof pasted === 'string' && !sent.workbookBase64 && !sent.documentText) {
    const text = sentBytes(Buffer.from(pasted), { ...file, field: 'pastedExamples' });
    return { regionCode, draftId, fileName, bytes: text, isPasted: true, merge: merge ?? false, take: take ?? [] };
  }
  const bytes = sentTable(sent, file);
  return { regionCode, draftId, fileName, bytes, merge: merge ?? false, take: take ?? [] };
}

const ImportDraftWorkbookPayload = draftPayload('ImportDraftWorkbookPayload');

builder.mutationFields((t) => ({
  previewDraftWorkbook: t.field({
    type: DraftImportRef,
    authScopes: { permission: 'ruleset:draft' },
    complexity: { field: 100, multiplier: 1 },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '预览导入：导出的工作簿改后与草案逐行比较，不保存 compares a workbook that came back with its draft, row by row; saves nothing',
    args: { input: t.arg({ type: PreviewInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => runAsCommand(context, (caller) => previewDraftImport(context.platform, caller, fileOf(input))),
  }),
  importDraftWorkbook: t.field({
    type: ImportDraftWorkbookPayload,
    authScopes: { permission: 'ruleset:draft' },
    complexity: { field: 100, multiplier: 1 },
    errors: { types: [...COMMAND_ERRORS] },
    description: '导入工作簿：所确认的差异成为草案的一次修改 saves the difference that was confirmed as one edit of the draft',
    args: { input: t.arg({ type: ImportInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => {
      const { differenceHash, reason, idempotencyKey } = input;
      return runAsCommand(context, (caller) =>
        importDraft(context.platform, caller, { ...fileOf(input), confirm: differenceHash, reason, idempotencyKey }),
      );
    },
  }),
}));

builder.objectFields(DraftRef, (t) => ({
  workbookPath: t.string({
    description: '草案工作簿的下载地址；加 ?sheet=表名 为一张表的 CSV where the workbook is fetched; with ?sheet= one sheet as CSV',
    resolve: ({ draft }) => `/exports/${encodeURIComponent(globalId('RulesetDraft', joinKey(draft.regionCode, draft.id)))}`,
  }),
}));
