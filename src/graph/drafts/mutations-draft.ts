import { draftPayload } from './draft-payload.js';
import { MergeSideEnum, SaveSideEnum } from './draft-words.js';
import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { commentDraft } from '../../app/drafts/comment-draft.js';
import { createDraft } from '../../app/drafts/create-draft.js';
import { mergeDraft } from '../../app/drafts/merge-draft.js';
import { statedPatches } from '../../app/drafts/patches-parse.js';
import { saveDraft } from '../../app/drafts/save-draft.js';
import { draftOf } from '../../app/drafts/drafts.js';

const REGION = '统筹地区代码 region code';
const DRAFT = '草案标识 id of the draft';
const KEY = '幂等键 idempotency key';
const HASH = '所看文本的哈希 hash of the text that was looked at';

const FromVersionInput = builder.inputType('DraftFromInput', {
  description: '起草所据的已发布版本 the published version that a draft is begun from',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '版本的地区，可为别的地区 its region, also another one' }),
    version: t.string({ required: true, description: '版本号 version' }),
  }),
});

const CreateDraftInput = builder.inputType('CreateDraftInput', {
  description: '起草的输入：from 与 documentText 只给一个 input of createDraft: one of from and documentText',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: REGION }),
    name: t.string({ required: true, description: '名称 name' }),
    from: t.field({ type: FromVersionInput, description: '所据版本 version' }),
    documentText: t.string({ description: '规则集文本（JSON） text of a ruleset' }),
    idempotencyKey: t.string({ required: true, description: KEY }),
  }),
});

const PatchInput = builder.inputType('DraftPatchInput', {
  description:
    '一处改动：位置，和新值（text 或 json）或删去（remove），恰好一项 an edit: a place, and exactly one of its new value (text or json) and remove',
  fields: (t) => ({
    pointer: t.string({
      required: true,
      description: '位置，如 /parameters/deviationLow/value、/decisions/points/rules/points-low place; members of lists by id or name',
    }),
    text: t.string({ description: '新值是文本：数也写成文本，如 0.35 a text; numbers are texts' }),
    json: t.string({ description: '新值是别的：JSON 文本，如 {"from": "2026-12-01"} any value, as JSON text' }),
    remove: t.boolean({ description: '删去：写 true，不给新值 true: what stands there is taken out' }),
  }),
});

const SaveTakeInput = builder.inputType('SaveTakeInput', {
  description: '双方都改了的一条取哪一方 whose an entry is to be',
  fields: (t) => ({
    entry: t.string({ required: true, description: '条目，如 CONFLICT 的 sides 所列 entry, as sides of CONFLICT name it' }),
    side: t.field({ type: SaveSideEnum, required: true, description: '取哪一方 side' }),
  }),
});

const SaveDecidedInput = builder.inputType('SaveDecidedInput', {
  description:
    '看过冲突的双方之后的取舍；草案又有新修订的不算，再退回 CONFLICT what was decided of a conflict; void once the draft has another revision',
  fields: (t) => ({
    revision: t.int({ required: true, description: '所看的修订（currentRevision） revision that was seen' }),
    take: t.field({ type: [SaveTakeInput], required: true, description: '双方都改了的条目 entries that both changed' }),
  }),
});

const SaveDraftInput = builder.inputType('SaveDraftInput', {
  description: '保存的输入：patches 与 documentText 只给一个 input of saveDraft: one of patches and documentText',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: REGION }),
    draftId: t.string({ required: true, description: DRAFT }),
    baseRevision: t.int({ required: true, description: '在第几次修订上改的 revision that was edited' }),
    patches: t.field({ type: [PatchInput], description: '改动 edits' }),
    documentText: t.string({ description: '全文（JSON） the whole text' }),
    decided: t.field({
      type: SaveDecidedInput,
      description: '取舍：退回 CONFLICT 之后，原样再存时写 what was decided after a CONFLICT of these edits',
    }),
    reason: t.string({ defaultValue: '', description: '说明 why' }),
    idempotencyKey: t.string({ required: true, description: KEY }),
  }),
});

const CommentDraftInput = builder.inputType('CommentDraftInput', {
  description: '批注的输入 input of commentDraft',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: REGION }),
    draftId: t.string({ required: true, description: DRAFT }),
    pointer: t.string({
      required: true,
      description: '位置；整份草案写空，答复也写空：与所答复的在同一处 place; empty: the whole, or where the answered comment stands',
    }),
    answers: t.string({ description: '所答复的批注的标识 id of the comment that it answers' }),
    body: t.string({ required: true, description: '内容，1 到 500 个字符 what it says' }),
    idempotencyKey: t.string({ required: true, description: KEY }),
  }),
});

const TakeInput = builder.inputType('MergeTakeInput', {
  description: '双方都改了的一条取哪一方 whose an entry is to be',
  fields: (t) => ({
    entry: t.string({ required: true, description: '条目，如 /parameters/deviationLow entry' }),
    side: t.field({ type: MergeSideEnum, required: true, description: '取哪一方 side' }),
  }),
});

const MergeDraftInput = builder.inputType('MergeDraftInput', {
  description: '合并新版本的输入 input of mergeDraft',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: REGION }),
    draftId: t.string({ required: true, description: DRAFT }),
    contentHash: t.string({ required: true, description: HASH }),
    version: t.string({ required: true, description: '后来发布的版本 version that was published since' }),
    take: t.field({ type: [TakeInput], defaultValue: [], description: '双方都改了的条目 entries that both changed' }),
    idempotencyKey: t.string({ required: true, description: KEY }),
  }),
});

const CreateDraftPayload = draftPayload('CreateDraftPayload');
const SaveDraftPayload = draftPayload('SaveDraftPayload');
const MergeDraftPayload = draftPayload('MergeDraftPayload');
const CommentDraftPayload = draftPayload('CommentDraftPayload');

builder.mutationFields((t) => ({
  createDraft: t.field({
    type: CreateDraftPayload,
    authScopes: { permission: 'ruleset:draft' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '起草：从已发布版本或文本开始；不影响生效的规则 begins a draft; nothing that is in force changes',
    args: { input: t.arg({ type: CreateDraftInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { from, documentText, ...input } }, context) =>
      runAsCommand(context, (caller) =>
        createDraft(context.platform, caller, { ...input, ...(from ? { from } : {}), ...(documentText ? { documentText } : {}) }),
      ),
  }),
  saveDraft: t.field({
    type: SaveDraftPayload,
    authScopes: { permission: 'ruleset:draft' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '保存草案：成为下一次修订，审批作废；别人已改了别处的逐条合并，改了同处的退回 CONFLICT 并给出双方 saves edits; merged entry by entry with what others saved, a conflict gives both sides',
    args: { input: t.arg({ type: SaveDraftInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { patches, documentText, decided, reason, ...input } }, context) =>
      runAsCommand(context, (caller) =>
        saveDraft(context.platform, caller, {
          ...{ ...input, reason: reason ?? '' },
          ...(patches ? { patches: statedPatches(patches) } : {}),
          ...(documentText ? { documentText } : {}),
          ...(decided ? { decided } : {}),
        }),
      ),
  }),
  mergeDraft: t.field({
    type: MergeDraftPayload,
    authScopes: { permission: 'ruleset:draft' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '把后来发布的版本合并进草案 merges a version that was published since into the draft',
    args: { input: t.arg({ type: MergeDraftInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { take, ...input } }, context) =>
      runAsCommand(context, (caller) => mergeDraft(context.platform, caller, { ...input, take: take ?? [] })),
  }),
  commentDraft: t.field({
    type: CommentDraftPayload,
    authScopes: { permission: 'draft:read' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '批注草案的一处 comments on a place of a draft',
    args: { input: t.arg({ type: CommentDraftInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { answers, ...input } }, context) =>
      runAsCommand(context, async (caller) => {
        await commentDraft(context.platform, caller, { ...input, ...(answers ? { answers } : {}) });
        return await draftOf(caller, input.regionCode, input.draftId);
      }),
  }),
}));
