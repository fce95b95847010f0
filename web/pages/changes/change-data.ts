import type {
  ChangeCheckQuery,
  ChangeDiffQuery,
  ChangeShownQuery,
  ChangesOfRegionQuery,
  ImpactShownFragment,
} from '../../generated/changes/graphql.ts';

/** A draft of the list. */
export type ListedChange = ChangesOfRegionQuery['rulesetDrafts'][number];
/** A draft as its page shows it. */
export type ShownChange = ChangeShownQuery['rulesetDraft'];
/** 批注 a comment on a draft. */
export type ChangeComment = ShownChange['comments'][number];
/** What the check of a draft found. */
export type ChangeChecked = ChangeCheckQuery['rulesetDraft']['check'];
/** How a draft differs from the version that it replaces. */
export type ChangeDiffered = NonNullable<ChangeDiffQuery['rulesetDraft']['diff']>;
/** What a draft would do to a year, out of a what-if. */
export type ChangeResult = NonNullable<ImpactShownFragment['candidates'][number]['result']>;
/** Something that may be done to a draft. */
export type ChangeMove = ListedChange['moves'][number];
/** What may be done. */
export type ChangeMoveKind = ChangeMove['kind'];

/** What is to be done with a draft as the approver sees it: RETURNED is a draft that was returned and not submitted again. */
export type ChangeStanding = ListedChange['state'] | 'RETURNED';

/** Where a draft stands. */
export function standingOfChange({ state, events }: ListedChange): ChangeStanding {
  if (state !== 'DRAFT') return state;
  const last = events.filter(({ kind }) => kind === 'SUBMITTED' || kind === 'RETURNED' || kind === 'RECALLED').at(-1);
  return last?.kind === 'RETURNED' ? 'RETURNED' : state;
}

/** Whether a draft waits for this caller: to be approved, or to be published once it is. */
export function waitsForCaller({ state, moves }: ListedChange): boolean {
  const may = (kind: ChangeMoveKind): boolean => moves.some((move) => move.kind === kind && move.refusal === null);
  return (state === 'IN_REVIEW' && may('APPROVE')) || (state === 'APPROVED' && may('PUBLISH'));
}

/** Why a submission has no simulation; `undefined`: it has one. */
export function noSimulationReason(simulation: unknown): string | undefined {
  if (typeof simulation !== 'object' || simulation === null || !('none' in simulation)) return undefined;
  return typeof simulation.none === 'string' ? simulation.none : undefined;
}

/** The result of the candidate that was worked out with exactly these rules, and what that candidate is called. */
export function resultUnder({ candidates }: ImpactShownFragment, effectiveHash: string | null | undefined) {
  const found = candidates.find(({ result }) => result?.side.rulesets.some((one) => one.effectiveHash === effectiveHash) === true);
  return found?.result === undefined || found.result === null ? undefined : { name: found.name, result: found.result, balances: found };
}

/** A comment and what was answered to it, in order. */
export interface Thread {
  readonly first: ChangeComment;
  readonly answers: readonly ChangeComment[];
}

/** Comments with their answers. */
export function threadsOf(comments: readonly ChangeComment[]): readonly Thread[] {
  return comments
    .filter(({ answers }) => answers === null)
    .map((first) => ({ first, answers: comments.filter(({ answers }) => answers === first.commentId) }));
}

/** Whether a place is another one, or within it. */
const isWithin = (pointer: string, other: string): boolean => pointer === other || pointer.startsWith(`${other}/`);

/** The line of a comparison that a comment stands at: the one nearest to its place; `undefined`: it is of the whole, or of what is no different now. */
export function lineOf(pointer: string, lines: readonly string[]): string | undefined {
  const over = lines.filter((line) => line !== '' && isWithin(pointer, line));
  return over.sort((a, b) => b.length - a.length)[0];
}
