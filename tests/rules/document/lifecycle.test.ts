import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DRAFT_EVENTS,
  DRAFT_STATES,
  standingOf,
  stateAfter,
  TRANSITIONS,
  type DraftEventKind,
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

  it('refuses events that can’t have happened: a gap, a wrong order, none that saves', () => {
    expect(() => standingOf(events('SAVED', 'PUBLISHED'))).toThrow('PUBLISHED');
    expect(() => standingOf(events('SAVED', 'SUBMITTED', 'APPROVED').toSpliced(1, 1))).toThrow();
    expect(() => standingOf([])).toThrow();
  });

  it('leads nowhere from its ends', () => {
    for (const end of ['PUBLISHED', 'ABANDONED'] as const) {
      expect(DRAFT_EVENTS.every((kind) => TRANSITIONS[kind][end] === undefined)).toBe(true);
    }
  });
});
