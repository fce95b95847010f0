import type { Command } from 'commander';
import { sayingConflicts } from './conflict-text.js';
import { idempotencyKeyOf, ofRegion, withDraft, type DraftOptions } from './draft-options.js';
import { printDraft } from './draft-text.js';
import { withSession, type Context } from '../host/context.js';
import { Mistake } from '../terminal/mistake.js';
import { readJsonFile, readWhole } from '../terminal/terminal.js';
import { commentDraft } from '../../app/drafts/comment-draft.js';
import { createDraft } from '../../app/drafts/create-draft.js';
import { draftOf } from '../../app/drafts/drafts.js';
import type { DraftPatch } from '../../app/drafts/kit/draft-patches.js';
import { readPatches } from '../../app/drafts/patches-parse.js';
import { MERGE_SIDES, mergeDraft } from '../../app/drafts/merge-draft.js';
import { saveDraft } from '../../app/drafts/save-draft.js';

interface CreateOptions extends DraftOptions {
  readonly name: string;
  readonly from?: string;
  readonly fromRegion?: string;
  readonly file?: string;
}

interface EditOptions extends DraftOptions {
  readonly set: readonly string[];
  readonly remove: readonly string[];
  readonly patches?: string;
  readonly file?: string;
  readonly revision?: string;
  readonly reason: string;
}

interface MergeOptions extends DraftOptions {
  readonly take: readonly string[];
}

interface CommentOptions extends DraftOptions {
  readonly at: string;
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** `dip draft create|edit|merge|comment`. */
export function addDraftEditCommands(draft: Command, context: Context): void {
  ofRegion(draft.command('create').description('起草：从已发布的版本或文件开始\nbegin a draft from a version or a file'), 'CHANGES')
    .requiredOption('--name <name>', '草案名称 name')
    .option('--from <version>', '所据的已发布版本 version that it is begun from')
    .option('--from-region <code>', '该版本的地区，默认本地区 its region')
    .option('--file <file>', '规则集文件（JSON） a file')
    .action((options: CreateOptions) => create(context, options));
  ofRegion(
    draft
      .command('edit <draft>')
      .description('修改并保存为下一次修订，如 --set /parameters/deviationLow/value=0.45\nsave edits as the next revision'),
    'CHANGES',
  )
    .option('--set <pointer=value>', '改一处；值为 JSON，不是 JSON 的按文本 one edit; repeatable', collect, [])
    .option('--remove <pointer>', '删去一处 take something out; repeatable', collect, [])
    .option('--patches <file>', '改动的文件：[{ "pointer": …, "value": … 或 "remove": true }] a file of edits')
    .option('--file <file>', '以此文件为全文 a whole text')
    .option('--revision <n>', '在第几次修订上改，默认最新 revision that was edited')
    .option('--reason <text>', '说明 why', '')
    .action((id: string, options: EditOptions) => edit(context, id, options));
  ofRegion(
    draft.command('merge <draft> <version>').description('把后来发布的版本合并进来\nmerge a version that was published since'),
    'CHANGES',
  )
    .option('--take <entry=side>', '双方都改了的一条取哪一方：DRAFT 或 VERSION whose an entry is to be; repeatable', collect, [])
    .action((id: string, version: string, options: MergeOptions) => merge(context, { id, version }, options));
  ofRegion(draft.command('comment <draft> <text>').description('批注一处\ncomment on a place'), 'CHANGES')
    .option('--at <pointer>', '位置，默认整份 place', '')
    .action((id: string, text: string, options: CommentOptions) => comment(context, { id, text }, options));
}

async function create(context: Context, options: CreateOptions): Promise<void> {
  const { region, name, from, fromRegion = region, file } = options;
  const text = file === undefined ? undefined : Buffer.from(await readWhole(context.terminal, file)).toString('utf8');
  await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => {
    const opened = await createDraft(platform, caller, {
      ...{ regionCode: region, name, idempotencyKey: idempotencyKeyOf(options) },
      ...(from === undefined ? {} : { from: { regionCode: fromRegion, version: from } }),
      ...(text === undefined ? {} : { documentText: text }),
    });
    await printDraft(context, options, caller, opened);
  });
}

async function edit(context: Context, id: string, options: EditOptions): Promise<void> {
  const { file, revision, reason, region } = options;
  const documentText = file === undefined ? undefined : Buffer.from(await readWhole(context.terminal, file)).toString('utf8');
  const patches = await patchesOf(context, options);
  await withDraft(context, options, id, async (session, before) => {
    const { draft, standing } = before;
    const edits = {
      ...{ regionCode: region, draftId: draft.id, baseRevision: revision === undefined ? standing.revision : Number(revision), reason },
      ...(patches.length === 0 ? {} : { patches }),
      ...(documentText === undefined ? {} : { documentText }),
      idempotencyKey: idempotencyKeyOf(options),
    };
    const opened = await sayingConflicts(session, before, { yours: '您的', theirs: '草案' }, () =>
      saveDraft(session.platform, session.caller, edits),
    );
    await printDraft(context, options, session.caller, opened);
  });
}

async function patchesOf({ terminal }: Context, { set, remove, patches }: EditOptions): Promise<readonly DraftPatch[]> {
  const read = patches === undefined ? [] : await readJsonFile(terminal, patches);
  return [
    ...readPatches(read),
    ...set.map((text) => {
      const [pointer, value] = split(text, '--set');
      return { pointer, value: valueOf(value) };
    }),
    ...remove.map((pointer) => ({ pointer })),
  ];
}

/** JSON where it is an object, a list, a text, true, false or null; else the text itself: numbers of rulesets are texts. */
function valueOf(text: string): unknown {
  const half = text.normalize('NFKC');
  if (/[０-９]/u.test(text) && /^[-+]?[\d.,]+%?$/u.test(half)) {
    throw new Mistake('USAGE', `--set 的值“${text}”里有全角数字，请用半角：${half}`, `“${text}” has full-width digits; write ${half}.`);
  }
  if (!/^(?:[[{"]|true$|false$|null$)/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new Mistake('JSON', `--set 的值不是合法的 JSON：${text}`, `The value of --set is not valid JSON: ${text}`);
  }
}

function split(text: string, option: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new Mistake('USAGE', `${option} 应为 名称=值，不是“${text}”。`, `${option} takes name=value, not “${text}”.`);
}

async function merge(
  context: Context,
  { id, version }: { readonly id: string; readonly version: string },
  options: MergeOptions,
): Promise<void> {
  const take = options.take.map((text) => {
    const [entry, stated] = split(text, '--take');
    const side = MERGE_SIDES.find((one) => one === stated);
    if (side === undefined) throw new Mistake('USAGE', '--take 的一方应为 DRAFT 或 VERSION。', 'A side is DRAFT or VERSION.');
    return { entry, side };
  });
  await withDraft(context, options, id, async ({ platform, caller }, { draft, standing }) => {
    const said = { regionCode: draft.regionCode, draftId: draft.id, contentHash: standing.contentHash, version, take };
    await printDraft(context, options, caller, await mergeDraft(platform, caller, { ...said, idempotencyKey: idempotencyKeyOf(options) }));
  });
}

async function comment(
  context: Context,
  { id, text }: { readonly id: string; readonly text: string },
  options: CommentOptions,
): Promise<void> {
  await withDraft(context, options, id, async ({ platform, caller }, { draft }) => {
    const said = { regionCode: draft.regionCode, draftId: draft.id, pointer: options.at, body: text };
    await commentDraft(platform, caller, { ...said, idempotencyKey: idempotencyKeyOf(options) });
    await printDraft(context, options, caller, await draftOf(caller, draft.regionCode, draft.id));
  });
}
