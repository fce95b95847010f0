import { requireMayDecide } from './decide-draft.js';
import { publishingRuleOf } from './publishing-rule.js';
import type { OpenDraft } from '../kit/open-draft.js';
import { UserError } from '../../base/errors.js';
import { requirePermission } from '../../kernel/command.js';
import type { Caller } from '../../kernel/platform.js';
import type { Permission } from '../../ports/kit/permissions.js';
import type { Label } from '../../../engine/plan/plan.js';
import { stateAfter, type DraftEventKind } from '../../../rules/document/lifecycle.js';

/** 可办的事 what people do to a draft once it is written. */
export const DRAFT_MOVES = ['APPROVE', 'RETURN', 'SCHEDULE', 'UNSCHEDULE', 'PUBLISH', 'RECALL', 'ABANDON'] as const;
/** One of DRAFT_MOVES. */
export type DraftMoveKind = (typeof DRAFT_MOVES)[number];

/** 可办的一件事 something that the state of a draft allows, and why this caller may not do it; no refusal: he may. */
export interface DraftMove {
  readonly kind: DraftMoveKind;
  readonly refusal?: Label;
}

const MOVES: Readonly<Record<DraftMoveKind, { readonly event: DraftEventKind; readonly permission: Permission }>> = {
  APPROVE: { event: 'AGREED', permission: 'ruleset:approve' },
  RETURN: { event: 'RETURNED', permission: 'ruleset:approve' },
  SCHEDULE: { event: 'SCHEDULED', permission: 'ruleset:publish' },
  UNSCHEDULE: { event: 'UNSCHEDULED', permission: 'ruleset:publish' },
  PUBLISH: { event: 'PUBLISHED', permission: 'ruleset:publish' },
  RECALL: { event: 'RECALLED', permission: 'ruleset:draft' },
  ABANDON: { event: 'ABANDONED', permission: 'ruleset:draft' },
};

/**
 * What the state of a draft allows, and whether this caller may: his permissions, four eyes, the roles of the region. What is looked at only when it
 * is done (warnings, a number that is taken by now) may still refuse it.
 */
export async function draftMoves({ actor, read }: Caller, opened: OpenDraft): Promise<readonly DraftMove[]> {
  const { regionCode } = opened.draft;
  const allowed = DRAFT_MOVES.filter((kind) => stateAfter(opened.standing.state, MOVES[kind].event) !== undefined);
  return await Promise.all(
    allowed.map(async (kind): Promise<DraftMove> => {
      try {
        requirePermission(actor, MOVES[kind].permission, regionCode);
        if (kind === 'APPROVE' || kind === 'RETURN') {
          const rule = await read((unit) => publishingRuleOf(unit, regionCode));
          requireMayDecide(actor, opened, rule, kind === 'APPROVE');
        }
        return { kind };
      } catch (error) {
        if (error instanceof UserError) return { kind, refusal: error.messages };
        throw error;
      }
    }),
  );
}
