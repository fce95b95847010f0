import type { DeclarationEvent, DeclarationState, StatedFigures } from '../../ports/clearing/ports-period.js';

/** 申报 the declaration of an institution's period as it stands. */
export interface Declaration {
  readonly institutionCode: string;
  readonly state: DeclarationState;
  readonly figures: StatedFigures;
  /** Holders who declared and reviewed it since it was last declared. */
  readonly holders: ReadonlySet<string>;
  /** Everything that happened to it, in order. */
  readonly events: readonly DeclarationEvent[];
}

/** Declarations of one period by institution, from what happened to them. */
export function declarationsOf(events: readonly DeclarationEvent[]): ReadonlyMap<string, Declaration> {
  const declared = new Map<string, Declaration>();
  for (const event of events) {
    const { institutionCode, state, createdById } = event;
    const before = declared.get(institutionCode);
    const figures = event.figures ?? before?.figures;
    if (figures === undefined) continue; // a review of what was never declared: none is recorded
    const holders = state === 'DECLARED' ? [createdById] : [...(before?.holders ?? []), createdById];
    declared.set(institutionCode, {
      ...{ institutionCode, state, figures },
      holders: new Set(holders),
      events: [...(before?.events ?? []), event],
    });
  }
  return declared;
}

/** Whether a declaration in a state, or none, may take the next step. */
export function mayBecome(state: DeclarationState | undefined, next: DeclarationState): boolean {
  switch (next) {
    case 'DECLARED':
      return state === undefined || state === 'RETURNED';
    case 'FIRST_REVIEWED':
      return state === 'DECLARED';
    case 'SECOND_REVIEWED':
      return state === 'FIRST_REVIEWED';
    case 'RETURNED':
      return state !== undefined && state !== 'RETURNED';
  }
}
