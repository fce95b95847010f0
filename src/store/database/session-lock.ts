import type { Pace } from '../../app/ports/ports.js';

/** After so many prompt owners in a row a bulk one has its turn, if one waits. */
const PROMPT_IN_A_ROW = 8;

interface Waiting {
  readonly owner: object;
  readonly enter: () => void;
}

/**
 * Mutual exclusion for the single session of the embedded database. First come, first served, but for bulk work: it lets others pass, so that
 * a question need not wait for everything that a run has queued. An owner may take it again.
 */
export class SessionLock {
  #owner: object | null = null;
  readonly #waiting: Readonly<Record<Pace, Waiting[]>> = { PROMPT: [], BULK: [] };
  #promptInARow = 0;

  /** Waits until the session is the owner's. */
  async acquire(owner: object, pace: Pace = 'PROMPT'): Promise<void> {
    if (this.#owner === owner) return;
    if (this.#owner === null) {
      this.#owner = owner;
      return;
    }
    await new Promise<void>((enter) => this.#waiting[pace].push({ owner, enter }));
  }

  /** Gives the session to whose turn it is; does nothing for others than the owner, who merely stop waiting. */
  release(owner: object): void {
    if (this.#owner !== owner) {
      for (const queue of Object.values(this.#waiting)) {
        const index = queue.findIndex((entry) => entry.owner === owner);
        if (index >= 0) queue.splice(index, 1);
      }
      return;
    }
    const next = this.#next();
    this.#owner = next?.owner ?? null;
    next?.enter();
  }

  #next(): Waiting | undefined {
    const { PROMPT, BULK } = this.#waiting;
    const prompt = this.#promptInARow < PROMPT_IN_A_ROW || BULK.length === 0 ? PROMPT.shift() : undefined;
    this.#promptInARow = prompt === undefined ? 0 : this.#promptInARow + 1;
    return prompt ?? BULK.shift();
  }
}
