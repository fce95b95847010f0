import { builder } from '../base/builder.js';
import { describedValues } from '../base/enums.js';
import { DAMAGE_WORDS } from '../../app/drafts/kit/damaged-draft.js';
import { STATE_WORDS } from '../../app/drafts/kit/open-draft.js';
import type { DraftConflict } from '../../app/drafts/draft-conflicts.js';
import { COMPARED_WITH, type ComparedWith } from '../../app/drafts/review/compare-draft.js';
import { MERGE_SIDES, type MergeSide } from '../../app/drafts/merge-draft.js';
import { SAVE_SIDES, type SaveSide } from '../../app/drafts/save-draft.js';
import { MISSED_DAYS, type MissedDay } from '../../app/ports/ports-draft.js';
import {
  DRAFT_DAMAGES,
  DRAFT_EVENTS,
  DRAFT_STATES,
  type DraftDamageReason,
  type DraftEventKind,
  type DraftState,
} from '../../rules/document/lifecycle.js';

const called = ({ zh, en }: { readonly zh: string; readonly en: string }): string => `${zh} ${en}`;
const STATES: Readonly<Record<DraftState, string>> = {
  DRAFT: called(STATE_WORDS.DRAFT),
  IN_REVIEW: called(STATE_WORDS.IN_REVIEW),
  APPROVED: called(STATE_WORDS.APPROVED),
  SCHEDULED: called(STATE_WORDS.SCHEDULED),
  PUBLISHED: called(STATE_WORDS.PUBLISHED),
  ABANDONED: called(STATE_WORDS.ABANDONED),
  DAMAGED: called(STATE_WORDS.DAMAGED),
};
/** 草案状态. */
export const DraftStateEnum = builder.enumType('DraftState', {
  description: '规则草案的状态 where a draft stands',
  values: describedValues(DRAFT_STATES, STATES),
});

const EVENTS: Readonly<Record<DraftEventKind, string>> = {
  SAVED: '保存修订，审批作废 a revision was saved; approvals are void',
  SUBMITTED: '提交审批 it was submitted',
  AGREED: '批准，尚须他人 approved, and others have to',
  APPROVED: '批准，已够人数 approved by as many as are needed',
  RETURNED: '退回 returned',
  RECALLED: '撤回提交 the submission was taken back',
  SCHEDULED: '定时发布 a day of publication was set',
  UNSCHEDULED: '取消定时 the day was taken back',
  MISSED: '到日未能发布 it could not be published on its day',
  PUBLISHED: '发布 published',
  ABANDONED: '放弃 abandoned',
  UNKNOWN: '不认识的经过：库中的记录被改动 none of the others: the stored record was changed',
};
/** 草案经过的种类. */
export const DraftEventEnum = builder.enumType('DraftEventKind', {
  description: '规则草案经过的种类 what happened to a draft',
  values: describedValues(DRAFT_EVENTS, EVENTS),
});

const DAMAGES: Readonly<Record<DraftDamageReason, string>> = {
  EMPTY: called(DAMAGE_WORDS.EMPTY),
  GAP: called(DAMAGE_WORDS.GAP),
  KIND: called(DAMAGE_WORDS.KIND),
  ORDER: called(DAMAGE_WORDS.ORDER),
  REVISION: called(DAMAGE_WORDS.REVISION),
  DETAIL: called(DAMAGE_WORDS.DETAIL),
  TEXT: called(DAMAGE_WORDS.TEXT),
};
/** 草案损坏的原因. */
export const DraftDamageEnum = builder.enumType('DraftDamageReason', {
  description: '草案损坏的原因 why stored events of a draft can’t be what happened',
  values: describedValues(DRAFT_DAMAGES, DAMAGES),
});

const CONFLICT_KINDS = [
  'OTHER_DRAFT',
  'BASE_MOVED',
  'EXTENDS_MOVED',
  'VERSION_TAKEN',
  'FROM_TAKEN',
  'SAME_VERSION',
  'SAME_FIRST_DAY',
] as const satisfies readonly DraftConflict['kind'][];
const CONFLICTS: Readonly<Record<DraftConflict['kind'], string>> = {
  OTHER_DRAFT: '另一份草案也改了同一条 another open draft changes the same entries',
  BASE_MOVED: '所据版本之后又有发布 a version was published since it was begun',
  EXTENDS_MOVED: '所继承的规则集有新版本 what it extends has a later version',
  VERSION_TAKEN: '版本号已由发布的版本占用 a published version has its number',
  FROM_TAKEN: '生效日已由发布的版本占用 a published version begins on its first day',
  SAME_VERSION: '另一份已提交的草案版本号相同 another draft that was handed in has its number',
  SAME_FIRST_DAY: '另一份已提交的草案生效日相同 another draft that was handed in has its first day',
};
/** 冲突种类. */
export const DraftConflictEnum = builder.enumType('DraftConflictKind', {
  description: '草案旁边有变动的种类 what moved beside a draft',
  values: describedValues(CONFLICT_KINDS, CONFLICTS),
});

const COMPARED: Readonly<Record<ComparedWith, string>> = {
  REPLACED:
    '所替换的：生效日当天现行的；没有的，时间上前一版，再没有则所据版本 the version in force on its first day; else the one before it in time, else its base',
  BASE: '所据版本：起草自或最后合并的 the version that it was begun from, or merged with last',
};
/** 草案与哪一版比较. */
export const ComparedWithEnum = builder.enumType('DraftComparedWith', {
  description: '草案与哪一版比较 what a draft is compared with',
  values: describedValues(COMPARED_WITH, COMPARED),
});

const SIDES: Readonly<Record<MergeSide, string>> = { DRAFT: '用草案的 as in the draft', VERSION: '用新版本的 as in the version' };
/** 合并时取哪一方. */
export const MergeSideEnum = builder.enumType('MergeSide', {
  description: '双方都改了的条目取哪一方 whose an entry is that both changed',
  values: describedValues(MERGE_SIDES, SIDES),
});

const MISSED: Readonly<Record<MissedDay, string>> = {
  STAY_APPROVED: '保持已批准 it stays approved',
  BACK_TO_DRAFT: '退回起草 it is a draft again',
};
/** 定时发布未成时. */
export const MissedDayEnum = builder.enumType('MissedDay', {
  description: '定时发布未成时怎么办 what becomes of a scheduled draft that could not be published',
  values: describedValues(MISSED_DAYS, MISSED),
});

const SAVE_SIDE_WORDS: Readonly<Record<SaveSide, string>> = {
  YOURS: '用我的 as in these edits',
  THEIRS: '用对方的 as somebody else saved it',
};
/** 保存时取哪一方. */
export const SaveSideEnum = builder.enumType('SaveSide', {
  description: '别人也改了的条目取哪一方 whose an entry is that somebody else changed as well',
  values: describedValues(SAVE_SIDES, SAVE_SIDE_WORDS),
});
