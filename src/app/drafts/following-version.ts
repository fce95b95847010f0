import { findText, type OpenDraft } from './kit/open-draft.js';
import { publishedAs } from './kit/stored-draft-parse.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller } from '../kernel/platform.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import { isObject } from '../../rules/shape/shape-words.js';

/** 后一版 a published version that takes over from a draft's. */
export interface FollowingVersion {
  readonly version: string;
  /** Its first day: from then on nothing of the draft counts that it does not state as well. */
  readonly effectiveFrom: string;
}

/**
 * 后一版 the first published version of the draft's scheme that begins after the draft's first day: it was written without the draft, so that what the
 * draft changes ends there unless it was made in it, too. `undefined`: none, or the draft is abandoned, damaged, states no first day, or a last one
 * before that. Throws FORBIDDEN.
 */
export async function followingVersion({ actor, read }: Caller, opened: OpenDraft): Promise<FollowingVersion | undefined> {
  const { draft, standing } = opened;
  requirePermission(actor, 'draft:read', draft.regionCode);
  if (standing.state === 'ABANDONED' || standing.damage !== undefined) return undefined;
  return await read(async (unit) => {
    const effective = (await findText(unit, opened, standing.revision))?.document['effective'];
    const { from, to } = isObject(effective) ? { from: effective['from'], to: effective['to'] } : {};
    if (typeof from !== 'string' || !isRealDate(from)) return undefined;
    const own = publishedAs(opened);
    const later = (await unit.rulesets.list(draft.regionCode)).filter(
      ({ id, scheme, status, effectiveFrom }) => scheme === draft.scheme && status === 'PUBLISHED' && id !== own && effectiveFrom > from,
    );
    const [next] = later.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
    // A last day of its own that is before: its end is no surprise.
    if (next === undefined || (typeof to === 'string' && to < next.effectiveFrom)) return undefined;
    return { version: next.version, effectiveFrom: next.effectiveFrom };
  });
}
