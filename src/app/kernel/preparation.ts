/** What a first start does, in its order. */
export const PREPARATION_STEPS = ['RULESETS', 'INSTITUTIONS', 'CASES', 'CATALOGUE', 'YEAR', 'CLEARING'] as const;
/** One of PREPARATION_STEPS. */
export type PreparationStep = (typeof PREPARATION_STEPS)[number];

/** How far a first start is: in its step, so many of a total. */
export interface PreparationState {
  readonly step: PreparationStep;
  readonly done: number;
  readonly total: number;
}

/** 准备 the first start of the embedded default as this process knows it: whoever signs in meanwhile is told what is still being made. */
export class Preparation {
  #state: PreparationState | null = null;

  /** Null: nothing is being prepared. */
  get state(): PreparationState | null {
    return this.#state;
  }

  /** Says how far it is. */
  reach(step: PreparationStep, done: number, total: number): void {
    this.#state = { step, done, total };
  }

  /** Everything is there, or nothing more is made. */
  end(): void {
    this.#state = null;
  }
}
