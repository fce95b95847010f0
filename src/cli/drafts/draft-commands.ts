import type { Command } from 'commander';
import { addDraftCheckCommand } from './draft-check.js';
import { addDraftEditCommands } from './draft-edit.js';
import { ofRegion, withDraft, type DraftOptions } from './draft-options.js';
import { addDraftReviewCommands } from './draft-review.js';
import { addDraftWorkbookCommands } from './draft-workbook.js';
import { DRAFT_COLUMNS, draftRow, printDraft } from './draft-text.js';
import { printJson, withSession, type Context } from '../host/context.js';
import { Mistake } from '../terminal/mistake.js';
import { printRows, type ShownColumn } from '../print/printed-rows.js';
import { diffText, versionDiff } from '../rulesets/ruleset-diff-text.js';
import { compareDraft } from '../../app/drafts/review/compare-draft.js';
import { draftConflicts } from '../../app/drafts/draft-conflicts.js';
import { draftsOf, draftTextOf } from '../../app/drafts/drafts.js';
import { alikeDrafts, submittedHead } from '../../app/drafts/kit/alike-drafts.js';
import type { OpenDraft } from '../../app/drafts/kit/open-draft.js';

/** `dip draft`: rulesets under work, from the first edit to the publication. */
export function addDraftCommands(program: Command, context: Context): void {
  const draft = program
    .command('draft')
    .description(
      '规则草案：起草、修改、校验、比较、模拟、提交、审批、发布（DIP_KEY 写明以谁的密钥办）\ndrafts of rulesets, from the first edit to the publication; DIP_KEY says who acts',
    );
  ofRegion(draft.command('list').description('列出草案，新的在前\nlist drafts'), 'READS').action((options: DraftOptions) =>
    listDrafts(context, options),
  );
  ofRegion(draft.command('show <draft>').description('查看一份草案的状态和经过；latest 为最近一份\nshow a draft'), 'READS').action(
    (id: string, options: DraftOptions) =>
      withDraft(context, options, id, ({ caller }, opened) => printDraft(context, options, caller, opened)),
  );
  ofRegion(draft.command('text <draft>').description('打印草案的文本\nprint its text'), 'READS').action(
    (id: string, options: DraftOptions) =>
      withDraft(context, options, id, async ({ caller }, opened) => context.terminal.out((await draftTextOf(caller, opened)).text)),
  );
  addDraftEditCommands(draft, context);
  addDraftWorkbookCommands(draft, context);
  addDraftCheckCommand(draft, context);
  ofRegion(
    draft
      .command('diff <draft>')
      .description('与所替换的版本（生效日当天现行的）比较：文本和判定不同的情形\ncompare it with the version that it replaces')
      .option('--with-base', '与所据版本比较 compare it with the version that it was begun from'),
    'READS',
  ).action((id: string, options: DiffOptions) => diff(context, id, options));
  ofRegion(draft.command('conflicts <draft>').description('旁边的变动：另一草案、新发布的版本\nwhat moved beside it'), 'READS').action(
    (id: string, options: DraftOptions) => conflicts(context, id, options),
  );
  addDraftReviewCommands(draft, context);
}

async function listDrafts(context: Context, options: DraftOptions): Promise<void> {
  const drafts = await withSession(context, 'NEEDS_DATA', ({ caller }) => draftsOf(caller, options.region));
  const none = '还没有草案；用 dip draft create 起草。 There is no draft.';
  const rows = drafts.map((opened) => ({ ...draftRow(opened), alike: alikeText(opened, drafts) }));
  const columns = rows.some(({ alike }) => alike !== null) ? [...DRAFT_COLUMNS, ALIKE] : DRAFT_COLUMNS;
  await printRows(context, options, { key: 'drafts', columns, rows, none });
}

/** Said in the list of drafts only where it is so. */
const ALIKE: ShownColumn = { name: 'alike', title: '只能发布一份' };

/** The drafts that were handed in with the number or first day of one that was, too. */
function alikeText(opened: OpenDraft, drafts: readonly OpenDraft[]): string | null {
  const head = submittedHead(opened);
  const found = head === undefined ? [] : alikeDrafts(opened.draft.id, head, drafts);
  return found.length === 0 ? null : found.map(({ kind, other }) => `${CONFLICTS[kind] ?? ''}：${other.draft.name}`).join('；');
}

interface DiffOptions extends DraftOptions {
  readonly withBase?: boolean;
}

async function diff(context: Context, id: string, options: DiffOptions): Promise<void> {
  await withDraft(context, options, id, async ({ platform, caller }, opened) => {
    const compared = await compareDraft(platform, caller, opened, options.withBase === true ? 'BASE' : 'REPLACED');
    if (compared === undefined) {
      throw new Mistake(
        'UNAVAILABLE',
        '这份草案是从文本起草的，没有版本可比。',
        'The draft was begun from a text: there is no version to compare with.',
      );
    }
    const { before, after } = compared;
    const name = `${before.plan.region} ${before.plan.version}`;
    if (options.json === true) return await printJson(context, { comparedWith: name, ...versionDiff(before, after) });
    await context.terminal.out(`与${options.withBase === true ? '所据版本' : '所替换的版本'} ${name} 比较\n${diffText(before, after)}`);
  });
}

const CONFLICTS: Readonly<Record<string, string>> = {
  OTHER_DRAFT: '另一草案',
  BASE_MOVED: '新发布的版本',
  EXTENDS_MOVED: '所继承的有新版本',
  VERSION_TAKEN: '版本号已占用',
  FROM_TAKEN: '生效日已占用',
  SAME_VERSION: '另一草案版本号相同',
  SAME_FIRST_DAY: '另一草案生效日相同',
};

async function conflicts(context: Context, id: string, options: DraftOptions): Promise<void> {
  await withDraft(context, options, id, async ({ caller }, { draft }) => {
    const found = await draftConflicts(caller, draft.regionCode, draft.id);
    await printRows(context, options, {
      key: 'conflicts',
      columns: [
        { name: 'kind', title: '变动', text: (value) => CONFLICTS[String(value)] ?? '' },
        { name: 'name', title: '名称' },
        { name: 'other', title: '标识' },
        { name: 'entries', title: '所及条目' },
      ],
      rows: found.map(({ kind, name, other, entries }) => ({ kind, name, other, entries: entries.join(' ') })),
      none: '没有。 There is nothing.',
    });
  });
}
