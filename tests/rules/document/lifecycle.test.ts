import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import {
  DRAFT_EVENTS,
  DRAFT_STATES,
  standingOf,
  stateAfter,
  TRANSITIONS,
  type DraftEventKind,
  type DraftStanding,
  type DraftState,
  type LifecycleEvent,
} from '../../../src/rules/document/lifecycle.js';

const events = (...kinds: readonly DraftEventKind[]): LifecycleEvent[] => {
  let revision = 0;
  return kinds.map((kind, index) => {
    if (kind === 'SAVED') revision += 1;
    return { seq: index + 1, kind, revision, contentHash: `h${revision}`, createdById: `${kind}${index}` };
  });
};

/** Which events lead where, written without looking at the table: what the issue asks for. */
const ALLOWED: Readonly<Record<DraftState, readonly DraftEventKind[]>> = {
  DRAFT: ['SAVED', 'SUBMITTED', 'ABANDONED'],
  IN_REVIEW: ['SAVED', 'AGREED', 'APPROVED', 'RETURNED', 'RECALLED', 'ABANDONED'],
  APPROVED: ['SAVED', 'RETURNED', 'RECALLED', 'SCHEDULED', 'PUBLISHED', 'ABANDONED'],
  SCHEDULED: ['SAVED', 'RETURNED', 'RECALLED', 'UNSCHEDULED', 'MISSED', 'PUBLISHED', 'ABANDONED'],
  PUBLISHED: [],
  ABANDONED: [],
  DAMAGED: ['ABANDONED'],
};

describe('the lifecycle of a draft (N25-33)', () => {
  it.each(DRAFT_STATES)('allows in %s what it should, and nothing else', (state) => {
    expect(DRAFT_EVENTS.filter((kind) => stateAfter(state, kind) !== undefined).sort()).toEqual([...ALLOWED[state]].sort());
  });

  it('is published only from an approval that no edit followed', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...DRAFT_EVENTS), { maxLength: 40 }), (wanted) => {
        const happened: DraftEventKind[] = ['SAVED'];
        let state: DraftState = 'DRAFT';
        for (const kind of wanted) {
          const next = stateAfter(state, kind);
          if (next === undefined) continue;
          happened.push(kind);
          state = next;
        }
        const standing = standingOf(events(...happened));
        expect(standing.state).toBe(state);
        const since = happened.lastIndexOf('SUBMITTED');
        if (state === 'PUBLISHED') {
          const after = happened.slice(since);
          expect(after).toContain('APPROVED');
          expect(after).not.toContain('SAVED');
          expect(after).not.toContain('RETURNED');
        }
        if (state === 'DRAFT') expect(standing).toMatchObject({ approvals: [] });
        expect(standing.schedule === undefined).toBe(state !== 'SCHEDULED');
      }),
    );
  });

  it('takes every approval back when the text is saved', () => {
    const approved = standingOf(events('SAVED', 'SUBMITTED', 'AGREED', 'APPROVED'));
    expect(approved).toMatchObject({ state: 'APPROVED', revision: 1, lastSeq: 4 });
    expect(approved.approvals).toHaveLength(2);
    const edited = standingOf(events('SAVED', 'SUBMITTED', 'AGREED', 'APPROVED', 'SAVED'));
    expect(edited).toMatchObject({ state: 'DRAFT', revision: 2, contentHash: 'h2', approvals: [] });
    expect([...edited.editors]).toEqual(['SAVED0', 'SAVED4']);
  });

  const spoilt = (index: number, change: Partial<LifecycleEvent>, kinds: readonly DraftEventKind[] = ['SAVED', 'SUBMITTED', 'AGREED']) => {
    const made = events(...kinds);
    return made.with(index, { ...must(made[index], 'event'), ...change });
  };
  it.each<[string, readonly LifecycleEvent[], DraftStanding['damage'], number]>([
    ['nothing happened', [], { seq: 1, reason: 'EMPTY' }, 0],
    ['another order', events('SAVED', 'PUBLISHED'), { seq: 2, reason: 'ORDER' }, 2],
    ['no text at its beginning', spoilt(0, { kind: 'ABANDONED' }), { seq: 1, reason: 'ORDER' }, 3],
    ['a gap', events('SAVED', 'SUBMITTED', 'APPROVED').toSpliced(1, 1), { seq: 3, reason: 'GAP' }, 1],
    ['an unknown kind', spoilt(1, { kind: 'UNKNOWN' }), { seq: 2, reason: 'KIND' }, 3],
    ['a revision left out', spoilt(1, { kind: 'SAVED', revision: 3 }), { seq: 2, reason: 'REVISION' }, 3],
    ['of another text', spoilt(2, { contentHash: 'h0' }), { seq: 3, reason: 'REVISION' }, 3],
    ['a number far away', spoilt(2, { seq: 2 ** 31 - 1 }), { seq: 2 ** 31 - 1, reason: 'GAP' }, 2],
  ])('believes nothing from what can’t have happened on: %s', (_what, stored, damage, lastSeq) => {
    expect(standingOf(stored)).toMatchObject({ state: 'DAMAGED', damage, lastSeq, approvals: [] });
  });

  it('a fault of an event by itself is damage, too; what is damaged can be ended, and what was ended before stays so', () => {
    const happened = events('SAVED', 'SUBMITTED', 'AGREED');
    const fault = (event: LifecycleEvent) => (event.kind === 'SUBMITTED' ? 'DETAIL' : undefined);
    expect(standingOf(happened, fault)).toMatchObject({ state: 'DAMAGED', damage: { seq: 2, reason: 'DETAIL' }, revision: 1 });
    expect(standingOf([...happened, { ...must(events('ABANDONED')[0], 'event'), seq: 4 }], fault)).toMatchObject({ state: 'ABANDONED' });
    for (const end of ['PUBLISHED', 'ABANDONED'] as const) {
      const kinds = ['SAVED', 'SUBMITTED', 'APPROVED', end, 'SAVED'] as const;
      expect(standingOf(events(...kinds))).toMatchObject({ state: end, damage: { seq: 5, reason: 'ORDER' } });
    }
  });

  it('leads nowhere from its ends', () => {
    for (const end of ['PUBLISHED', 'ABANDONED'] as const) {
      expect(DRAFT_EVENTS.every((kind) => TRANSITIONS[kind][end] === undefined)).toBe(true);
    }
  });
});
