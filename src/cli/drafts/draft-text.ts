import { printJson, type Context } from '../host/context.js';
import type { DraftOptions } from './draft-options.js';
import type { ShownColumn, ShownValue } from '../print/printed-rows.js';
import { list, table } from '../terminal/table.js';
import { chinaTime } from '../../app/base/china-day.js';
import { followingVersion, type FollowingVersion } from '../../app/drafts/following-version.js';
import { damageWords } from '../../app/drafts/kit/damaged-draft.js';
import { STATE_WORDS, type OpenDraft } from '../../app/drafts/kit/open-draft.js';
import { baseOfDraft, bundleOfDraft, publishOn, submissionOf } from '../../app/drafts/kit/stored-draft-parse.js';
import type { Caller } from '../../app/kernel/platform.js';
import type { DraftEventKind } from '../../rules/document/lifecycle.js';

const EVENTS: Readonly<Record<DraftEventKind, string>> = {
  SAVED: '保存',
  SUBMITTED: '提交',
  AGREED: '批准（尚须他人）',
  APPROVED: '批准',
  RETURNED: '退回',
  RECALLED: '撤回',
  SCHEDULED: '定时发布',
  UNSCHEDULED: '取消定时',
  MISSED: '到日未能发布',
  PUBLISHED: '发布',
  ABANDONED: '放弃',
  UNKNOWN: '不认识的经过',
};

/** Columns of `dip draft list`. */
export const DRAFT_COLUMNS: readonly ShownColumn[] = [
  { name: 'draftId', title: '草案' },
  { name: 'name', title: '名称' },
  { name: 'state', title: '状态', text: (value) => stateText(value) },
  { name: 'revision', title: '修订', align: 'right' },
  { name: 'base', title: '所据版本' },
  { name: 'createdBy', title: '起草人' },
];

function stateText(value: ShownValue): string {
  return Object.entries(STATE_WORDS).find(([state]) => state === value)?.[1].zh ?? String(value);
}

/** A draft as a row. */
export function draftRow(opened: OpenDraft): Readonly<Record<string, ShownValue>> {
  const { draft, standing } = opened;
  const based = baseOfDraft(opened);
  return {
    ...{ draftId: draft.id, name: draft.name, scheme: draft.scheme, state: standing.state, revision: standing.revision },
    ...{ contentHash: standing.contentHash, base: based === null ? null : `${based.base.regionCode} ${based.base.version}` },
    damage: standing.damage === undefined ? null : standing.damage.reason,
    ...{ approvals: standing.approvals.length, publishOn: publishOn(opened), createdBy: draft.createdByName },
  };
}

/** Prints a draft after something was done to it: where it stands, and what happened. */
export async function printDraft(context: Context, { json }: DraftOptions, caller: Caller, opened: OpenDraft): Promise<void> {
  const { draft, events, standing } = opened;
  const happened = events.map(({ seq, kind, revision, reason, createdByName, createdAt, detail }) => ({
    ...{ seq, kind, revision, reason, by: createdByName, at: createdAt.toISOString(), detail },
  }));
  const submission = standing.submission === undefined ? null : submissionOf(opened);
  const followedBy = (await followingVersion(caller, opened)) ?? null;
  if (json === true) return await printJson(context, { draft: { ...draftRow(opened), submission, followedBy, events: happened } });
  const day = publishOn(opened);
  const bundle = bundleOfDraft(opened);
  const rows: Entry[] = [
    ['草案', `${draft.name}（${draft.id}）`],
    ['状态', STATE_WORDS[standing.state].zh],
    ...entry('损坏', standing.damage === undefined ? null : damageWords(draft.name, standing.damage).zh),
    ['最新修订', `第 ${standing.revision} 次，哈希 ${standing.contentHash}`],
    ...entry('来源', bundle === undefined ? null : `规则包：${bundle.from.region} ${bundle.from.version}，哈希 ${bundle.bundle}`),
    ...entry('提交', submission && `${submission.version}，${submission.effectiveFrom} 起`),
    ...entry('定时发布', day),
    ...entry('后一版', followedBy && followedText(followedBy)),
  ];
  const lines = events.map(({ seq, kind, revision, reason, createdByName, createdAt }) => [
    ...[String(seq), EVENTS[kind], String(revision), createdByName, chinaTime(createdAt), reason],
  ]);
  const columns = ['序号', '经过', '修订', '何人', '何时', '理由'].map((title) => ({ title }));
  await context.terminal.out(`${list(rows)}\n${table(columns, lines)}`);
}

/** Said so that nobody takes for lasting what ends with the next version. */
function followedText({ version, effectiveFrom }: FollowingVersion): string {
  return `${effectiveFrom} 起由已发布的 ${version} 接替；这里的修改那一版没有，除非那里也改了`;
}

type Entry = readonly [name: string, value: string];

function entry(name: string, value: string | null): readonly Entry[] {
  return value === null ? [] : [[name, value]];
}
