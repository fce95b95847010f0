/** 草案状态 where a draft stands. */
export const DRAFT_STATES = ['DRAFT', 'IN_REVIEW', 'APPROVED', 'SCHEDULED', 'PUBLISHED', 'ABANDONED'] as const;
/** One of DRAFT_STATES. */
export type DraftState = (typeof DRAFT_STATES)[number];

/** 草案经过的种类 what may happen to a draft. */
export const DRAFT_EVENTS = [
  'SAVED',
  'SUBMITTED',
  'AGREED',
  'APPROVED',
  'RETURNED',
  'RECALLED',
  'SCHEDULED',
  'UNSCHEDULED',
  'MISSED',
  'PUBLISHED',
  'ABANDONED',
] as const;
/** One of DRAFT_EVENTS. */
export type DraftEventKind = (typeof DRAFT_EVENTS)[number];

const BACK = { IN_REVIEW: 'DRAFT', APPROVED: 'DRAFT', SCHEDULED: 'DRAFT' } as const;

/**
 * 草案的状态与转换 the whole lifecycle: what may happen in which state, and to which state it leads. What is not here may not happen. AGREED is one
 * of several approvals, APPROVED the last that is needed; saving takes every approval back.
 */
export const TRANSITIONS: Readonly<Record<DraftEventKind, Readonly<Partial<Record<DraftState, DraftState>>>>> = {
  SAVED: { DRAFT: 'DRAFT', ...BACK },
  SUBMITTED: { DRAFT: 'IN_REVIEW' },
  AGREED: { IN_REVIEW: 'IN_REVIEW' },
  APPROVED: { IN_REVIEW: 'APPROVED' },
  RETURNED: BACK,
  RECALLED: BACK,
  SCHEDULED: { APPROVED: 'SCHEDULED' },
  UNSCHEDULED: { SCHEDULED: 'APPROVED' },
  MISSED: { SCHEDULED: 'APPROVED' },
  PUBLISHED: { APPROVED: 'PUBLISHED', SCHEDULED: 'PUBLISHED' },
  ABANDONED: { DRAFT: 'ABANDONED', IN_REVIEW: 'ABANDONED', APPROVED: 'ABANDONED', SCHEDULED: 'ABANDONED' },
};

/** The state after an event; `undefined`: it may not happen in this one. */
export function stateAfter(state: DraftState, event: DraftEventKind): DraftState | undefined {
  return TRANSITIONS[event][state];
}

/** What is asked of an event to know where a draft stands. */
export interface LifecycleEvent {
  readonly seq: number;
  readonly kind: DraftEventKind;
  readonly revision: number;
  readonly contentHash: string;
  readonly createdById: string;
}

/** Where a draft stands, out of its events. */
export interface DraftStanding<E extends LifecycleEvent = LifecycleEvent> {
  readonly state: DraftState;
  /** The last revision of its text, and its hash. */
  readonly revision: number;
  readonly contentHash: string;
  readonly lastSeq: number;
  /** Holders who saved a revision: none of them may agree to it. */
  readonly editors: ReadonlySet<string>;
  /** The submission that stands; absent in DRAFT. */
  readonly submission?: E;
  /** Approvals of it. */
  readonly approvals: readonly E[];
  /** The day that is set, in SCHEDULED. */
  readonly schedule?: E;
}

/** Adds up what happened to a draft, from its first event on. Throws an Error where the events could not have happened: the store was changed. */
export function standingOf<E extends LifecycleEvent>(events: readonly E[]): DraftStanding<E> {
  let state: DraftState = 'DRAFT';
  let [submission, schedule]: (E | undefined)[] = [];
  let approvals: readonly E[] = [];
  for (const [index, event] of events.entries()) {
    const next = stateAfter(state, event.kind);
    if (next === undefined || event.seq !== index + 1) throw new Error(`event ${event.seq} ${event.kind} can't follow ${state}`);
    state = next;
    if (state === 'DRAFT') [submission, schedule, approvals] = [undefined, undefined, []];
    if (event.kind === 'SUBMITTED') submission = event;
    if (event.kind === 'AGREED' || event.kind === 'APPROVED') approvals = [...approvals, event];
    schedule = state === 'SCHEDULED' ? (event.kind === 'SCHEDULED' ? event : schedule) : undefined;
  }
  const saved = events.filter(({ kind }) => kind === 'SAVED');
  const last = saved.at(-1);
  if (last === undefined) throw new Error('a draft begins with a text');
  return {
    ...{ state, revision: last.revision, contentHash: last.contentHash, lastSeq: events.length },
    editors: new Set(saved.map(({ createdById }) => createdById)),
    ...(submission === undefined ? {} : { submission }),
    approvals,
    ...(schedule === undefined ? {} : { schedule }),
  };
}
