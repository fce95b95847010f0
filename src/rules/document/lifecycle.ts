/** 草案状态 where a draft stands. */
export const DRAFT_STATES = ['DRAFT', 'IN_REVIEW', 'APPROVED', 'SCHEDULED', 'PUBLISHED', 'ABANDONED', 'DAMAGED'] as const;
/** One of DRAFT_STATES. */
export type DraftState = (typeof DRAFT_STATES)[number];

/** 草案经过的种类 what may happen to a draft. UNKNOWN: a stored word that is none of the others; nothing leads to it. */
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
  'UNKNOWN',
] as const;
/** One of DRAFT_EVENTS. */
export type DraftEventKind = (typeof DRAFT_EVENTS)[number];

const BACK = { IN_REVIEW: 'DRAFT', APPROVED: 'DRAFT', SCHEDULED: 'DRAFT' } as const;

/**
 * 草案的状态与转换 the whole lifecycle: what may happen in which state, and to which state it leads. What is not here may not happen. AGREED is one
 * of several approvals, APPROVED the last that is needed; saving takes every approval back. DAMAGED, of which the stored events can't have happened, is
 * where nothing but its end leads out.
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
  ABANDONED: { DRAFT: 'ABANDONED', IN_REVIEW: 'ABANDONED', APPROVED: 'ABANDONED', SCHEDULED: 'ABANDONED', DAMAGED: 'ABANDONED' },
  UNKNOWN: {},
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

/**
 * 损坏的原因 why stored events can't be what happened. EMPTY: there is none. GAP: a number is missing. KIND: an unknown word. ORDER: it may not happen in
 * that state. REVISION: it is about another revision or text than the last one. DETAIL: it doesn't say what such an event binds. TEXT: the text that it
 * saved is not there.
 */
export const DRAFT_DAMAGES = ['EMPTY', 'GAP', 'KIND', 'ORDER', 'REVISION', 'DETAIL', 'TEXT'] as const;
/** One of DRAFT_DAMAGES. */
export type DraftDamageReason = (typeof DRAFT_DAMAGES)[number];

/** 损坏 the first event that can't have happened: somebody changed the store. */
export interface DraftDamage {
  readonly seq: number;
  readonly reason: DraftDamageReason;
}

/** Where a draft stands, out of its events. */
export interface DraftStanding<E extends LifecycleEvent = LifecycleEvent> {
  readonly state: DraftState;
  /** The last revision of its text, and its hash; 0 and empty where nothing was saved, which is damage. */
  readonly revision: number;
  readonly contentHash: string;
  /** The number before that of the next event. */
  readonly lastSeq: number;
  /** Holders who saved a revision: none of them may agree to it. */
  readonly editors: ReadonlySet<string>;
  /** The submission that stands; absent in DRAFT. */
  readonly submission?: E;
  /** Approvals of it, the last of each person: as many as people agree. */
  readonly approvals: readonly E[];
  /** The day that is set, in SCHEDULED. */
  readonly schedule?: E;
  /** What can't have happened. Everything else is as it was before that. */
  readonly damage?: DraftDamage;
}

/**
 * Adds up what happened to a draft, from its first event on. From the first event that can't have happened on nothing is believed, but that the draft
 * was ended. `faultOf`: what is wrong with an event by itself.
 */
export function standingOf<E extends LifecycleEvent>(
  events: readonly E[],
  faultOf: (event: E) => DraftDamageReason | undefined = () => undefined,
): DraftStanding<E> {
  let standing: DraftStanding<E> = { state: 'DRAFT', revision: 0, contentHash: '', lastSeq: 0, editors: new Set(), approvals: [] };
  for (const [index, event] of events.entries()) {
    const reason = wrongWith(standing, event) ?? faultOf(event);
    if (reason !== undefined) return damaged(standing, events.slice(index), { seq: event.seq, reason });
    standing = after(standing, event);
  }
  return standing.revision === 0 ? damaged(standing, [], { seq: 1, reason: 'EMPTY' }) : standing;
}

function wrongWith({ state, lastSeq, revision, contentHash }: DraftStanding, event: LifecycleEvent): DraftDamageReason | undefined {
  const isSaved = event.kind === 'SAVED';
  if (event.kind === 'UNKNOWN') return 'KIND';
  if (event.seq !== lastSeq + 1) return 'GAP';
  if (stateAfter(state, event.kind) === undefined || (revision === 0 && !isSaved)) return 'ORDER';
  if (event.revision !== (isSaved ? revision + 1 : revision) || (!isSaved && event.contentHash !== contentHash)) return 'REVISION';
  return undefined;
}

function after<E extends LifecycleEvent>(standing: DraftStanding<E>, event: E): DraftStanding<E> {
  const state = stateAfter(standing.state, event.kind) ?? standing.state;
  const { kind, revision, contentHash, seq } = event;
  const isBack = state === 'DRAFT';
  const submission = isBack ? undefined : kind === 'SUBMITTED' ? event : standing.submission;
  const schedule = state !== 'SCHEDULED' ? undefined : kind === 'SCHEDULED' ? event : standing.schedule;
  const isApproval = kind === 'AGREED' || kind === 'APPROVED';
  return {
    ...{ state, revision, contentHash, lastSeq: seq },
    editors: kind === 'SAVED' ? new Set([...standing.editors, event.createdById]) : standing.editors,
    approvals: isBack
      ? []
      : isApproval
        ? [...standing.approvals.filter(({ createdById }) => createdById !== event.createdById), event]
        : standing.approvals,
    ...(submission === undefined ? {} : { submission }),
    ...(schedule === undefined ? {} : { schedule }),
  };
}

/** What was ended stays so; of what was under way nothing is left but to end it, which is numbered as the first that is free. */
function damaged<E extends LifecycleEvent>(
  { state, revision, contentHash, lastSeq, editors }: DraftStanding<E>,
  rest: readonly E[],
  damage: DraftDamage,
): DraftStanding<E> {
  const isEnded = state === 'PUBLISHED' || state === 'ABANDONED';
  const isAbandoned = rest.slice(1).some(({ kind }) => kind === 'ABANDONED');
  const taken = new Set(rest.map(({ seq }) => seq));
  let free = lastSeq + 1;
  while (taken.has(free)) free += 1;
  return {
    state: isEnded ? state : isAbandoned ? 'ABANDONED' : 'DAMAGED',
    ...{ revision, contentHash, lastSeq: free - 1, editors, approvals: [], damage },
  };
}
