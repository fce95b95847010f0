import { DraftRef } from './draft.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { describedValues } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { joinKey, uuidKey } from '../base/node-key.js';
import { WhatIfRef } from '../what-if/what-if.js';
import type { OpenDraft } from '../../app/drafts/kit/open-draft.js';
import { submissionOf } from '../../app/drafts/kit/stored-draft-parse.js';
import { DRAFT_MOVES, draftMoves, type DraftMove, type DraftMoveKind } from '../../app/drafts/review/draft-moves.js';

const MOVES: Readonly<Record<DraftMoveKind, string>> = {
  APPROVE: '批准 approve it: decideDraft',
  RETURN: '退回 return it: decideDraft',
  SCHEDULE: '定时发布 set a day: scheduleDraft',
  UNSCHEDULE: '取消定时 take the day back: unscheduleDraft',
  PUBLISH: '发布 publish it: publishDraft',
  RECALL: '撤回 take the submission back: recallDraft',
  ABANDON: '放弃 end it: abandonDraft',
};
const DraftMoveEnum = builder.enumType('DraftMoveKind', {
  description: '对草案可办的事 what people do to a draft once it is written',
  values: describedValues(DRAFT_MOVES, MOVES),
});

const DraftMoveRef = builder.objectRef<DraftMove>('DraftMove').implement({
  description:
    '草案现在的状态下可办的一件事，及来访者能不能办 something that the state of a draft allows, and whether the caller may do it',
  fields: (t) => ({
    kind: t.field({ type: DraftMoveEnum, description: '哪一件事 which', resolve: ({ kind }) => kind }),
    refusal: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '来访者为何不能办；能办则为空 why the caller may not; null where he may',
      resolve: ({ refusal }) => refusal ?? null,
    }),
  }),
});

builder.objectFields(DraftRef, (t) => ({
  moves: t.field({
    type: [DraftMoveRef],
    complexity: { field: 5, multiplier: 7 },
    description:
      '现在的状态下可办的事，及来访者能不能办（权限、四眼、审批角色）；警告等办理时才核对的，仍可能不准 what its state allows, and whether the caller may: permissions, four eyes, roles; what is looked at when it is done may still refuse it',
    resolve: async (opened, _args, context) => [...(await draftMoves(callerOf(context), opened))],
  }),
  whatIf: t.prismaField({
    type: WhatIfRef,
    nullable: true,
    authScopes: { permission: 'budget:read' },
    description:
      '提交所绑定的（第一次）模拟测算，须有 budget:read；起草中或没有模拟则为空 the first what-if that the submission binds; asks for budget:read; null where there is none',
    resolve: (query, opened, _args, { prisma }) => {
      const [id] = boundWhatIfs(opened);
      if (id === undefined) return null;
      return prisma.whatIf.findUnique({ ...query, where: { regionCode_id: uuidKey(joinKey(opened.draft.regionCode, id)) } });
    },
  }),
  whatIfs: t.prismaField({
    type: [WhatIfRef],
    authScopes: { permission: 'budget:read' },
    complexity: { field: 5, multiplier: 4 },
    description:
      '提交所绑定的全部模拟测算，各险种一次，须有 budget:read every what-if that the submission binds, one an insurance; asks for budget:read',
    resolve: (query, opened, _args, { prisma }) =>
      prisma.whatIf.findMany({
        ...query,
        where: { regionCode: opened.draft.regionCode, id: { in: [...boundWhatIfs(opened)] } },
        orderBy: [{ year: 'desc' }, { insurance: 'asc' }, { id: 'asc' }],
      }),
  }),
}));

/** Ids of the what-ifs that a submission binds. */
function boundWhatIfs(opened: OpenDraft): readonly string[] {
  const simulation = opened.standing.submission === undefined ? undefined : submissionOf(opened).simulation;
  if (simulation === undefined || !('whatIfId' in simulation)) return [];
  return [simulation.whatIfId, ...(simulation.more ?? []).map(({ whatIfId }) => whatIfId)];
}
