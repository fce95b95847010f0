import { basename } from 'node:path';
import type { Command } from 'commander';
import { conflictText, sayingConflicts } from './conflict-text.js';
import { idempotencyKeyOf, ofRegion, withDraft, type DraftOptions } from './draft-options.js';
import { printDraft } from './draft-text.js';
import { printJson, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { EXIT } from '../terminal/failures.js';
import { Mistake } from '../terminal/mistake.js';
import { table } from '../terminal/table.js';
import { readWhole, writeWhole } from '../terminal/terminal.js';
import { exportDraft } from '../../app/drafts/workbook/export-draft.js';
import { FILE_SIDES, importDraft, previewDraftImport, type DraftImport, type ImportDraft } from '../../app/drafts/workbook/import-draft.js';
import { shownPatch } from '../../app/drafts/patches-parse.js';
import type { RowChange } from '../../app/drafts/workbook/sheet-differences.js';

interface ExportOptions extends DraftOptions {
  readonly out: string;
  readonly sheet?: string;
}

interface ImportOptions extends DraftOptions {
  readonly merge?: boolean;
  readonly take: readonly string[];
  readonly confirm?: string;
  readonly save?: boolean;
  readonly reason?: string;
}

const SIDE_NAMES = { yours: '文件', theirs: '草案' } as const;
const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** `dip draft export|import`: a draft's tables as a workbook, and back. */
export function addDraftWorkbookCommands(draft: Command, context: Context): void {
  ofRegion(
    draft
      .command('export <draft>')
      .description('把参数、系数表、分档等导出为工作簿，改后可导入\nwrite its tables as a workbook to be edited'),
    'READS',
  )
    .requiredOption('--out <file>', '写到的文件（.xlsx；一张表为 .csv） the file')
    .option('--sheet <name>', '只导出这一张表，为 CSV（工作表名或 tables/表名） only this sheet, as CSV')
    .action((id: string, options: ExportOptions) => save(context, id, options));
  ofRegion(
    draft
      .command('import <draft> <file>')
      .description(
        '逐行列出工作簿（或 CSV）与草案的差异；--save 或 --confirm 才保存\nshow what a file changes; saved only with --save or --confirm',
      ),
    'CHANGES',
  )
    .option('--merge', '导出后草案又改过：逐条合并 merge with what was saved since it left')
    .option('--take <entry=side>', '双方都改了的一条取哪一方：FILE 或 DRAFT whose an entry is to be; repeatable', collect, [])
    .option('--confirm <hash>', '保存这个差异（哈希见预览） save exactly this difference')
    .option('--save', '保存 save')
    .option('--reason <text>', '说明，保存时必填 why')
    .action((id: string, file: string, options: ImportOptions) => load(context, { id, file }, options));
}

async function save(context: Context, id: string, options: ExportOptions): Promise<void> {
  const { out, sheet } = options;
  if (/\.csv$/i.test(out) && sheet === undefined) {
    throw new Mistake('USAGE', 'CSV 一次一张表：请用 --sheet 写明，如 --sheet 参数。', 'A CSV holds one sheet: name it with --sheet.');
  }
  await withDraft(context, options, id, async ({ caller }, { draft, standing }) => {
    const { content } = await exportDraft(caller, {
      regionCode: draft.regionCode,
      draftId: draft.id,
      ...(sheet === undefined ? {} : { sheet }),
    });
    await writeWhole(context.terminal, out, content);
    if (options.json === true)
      return await printJson(context, { draftId: draft.id, revision: standing.revision, bytes: content.byteLength });
    await context.terminal.out(`草案“${draft.name}”第 ${standing.revision} 次修订，已写入 ${out}。\n`);
  });
}

async function load(context: Context, { id, file }: { readonly id: string; readonly file: string }, options: ImportOptions): Promise<void> {
  const { merge = false, confirm, reason = '' } = options;
  const bytes = await readWhole(context.terminal, file);
  const take = options.take.map(takeOf);
  await withDraft(context, options, id, async (session, opened) => {
    const { draft } = opened;
    const input = {
      regionCode: draft.regionCode,
      draftId: draft.id,
      fileName: basename(file),
      bytes,
      merge: merge || take.length > 0,
      take,
    };
    if (confirm === undefined && options.save !== true)
      return await show(context, session, options, await previewDraftImport(session.platform, session.caller, input));
    const said = { ...input, reason, ...(confirm === undefined ? {} : { confirm }), idempotencyKey: idempotencyKeyOf(options) };
    const imported = await sayingConflicts(session, opened, SIDE_NAMES, () => importDraft(session.platform, session.caller, said));
    await printDraft(context, options, session.caller, imported);
  });
}

function takeOf(text: string): ImportDraft['take'][number] {
  const at = text.lastIndexOf('=');
  const side = FILE_SIDES.find((one) => one === text.slice(at + 1));
  if (side !== undefined && at > 0) return { entry: text.slice(0, at), side };
  throw new Mistake('USAGE', '--take 写作 条目=FILE 或 条目=DRAFT。', '--take is entry=FILE or entry=DRAFT.');
}

const CHANGES: Readonly<Record<RowChange, string>> = { ADDED: '新增', REMOVED: '删去', CHANGED: '修改', MOVED: '移动' };

async function show(context: Context, session: OpenPlatform, { json }: DraftOptions, found: DraftImport): Promise<void> {
  const { opened, file, revision, isStale, differences, patches, conflicts, differenceHash, ignored } = found;
  if (conflicts.length > 0) context.exitCode = EXIT.MISTAKE;
  if (json === true) {
    const { draft, standing } = opened;
    return await printJson(context, {
      ...{ draftId: draft.id, file, revision, currentRevision: standing.revision, isStale },
      ...{ differences, patches: patches.map(shownPatch), conflicts, differenceHash, ignored },
    });
  }
  const columns = ['工作表', '行', '变动', '名称', '列', '改前', '改后', '幅度'].map((title) => ({ title }));
  const rows = differences.map(({ sheet, row, change, name, column, before, after, percent }) => [
    ...[sheet, String(row), CHANGES[change], name, column ?? '', before ?? '', after ?? '', percent ?? ''],
  ]);
  const stale = await staleText(session, found);
  await context.terminal.out(
    [
      `文件与第 ${revision} 次修订相比：${differences.length === 0 ? '没有差异' : `${differences.length} 处差异`}。\n`,
      differences.length === 0 ? '' : table(columns, rows),
      ignored.length === 0 ? '' : `未读入（不是导出的列或工作表）：${ignored.join('、')}\n`,
      stale,
      differenceHash === null ? '' : `未保存。差异哈希 ${differenceHash}\n保存：dip draft import … --confirm 差异哈希 --reason 说明\n`,
    ].join(''),
  );
}

async function staleText(session: OpenPlatform, { isStale, opened, conflicts }: DraftImport): Promise<string> {
  if (!isStale) return '';
  const both =
    conflicts.length === 0
      ? ''
      : `双方都改了 ${conflicts.length} 条，用 --take 条目=FILE 或 条目=DRAFT 写明取哪一方：\n${await conflictText(session, opened, conflicts, SIDE_NAMES)}`;
  return `导出之后草案已是第 ${opened.standing.revision} 次修订：加 --merge 逐条合并。\n${both}`;
}
