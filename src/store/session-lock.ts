/** Mutual exclusion, first come first served, for the single session of the embedded database. An owner may take it again. */
export class SessionLock {
  #owner: object | null = null;
  readonly #waiting: { readonly owner: object; readonly enter: () => void }[] = [];

  /** Waits until the session is the owner's. */
  async acquire(owner: object): Promise<void> {
    if (this.#owner === owner) return;
    if (this.#owner === null) {
      this.#owner = owner;
      return;
    }
    await new Promise<void>((enter) => this.#waiting.push({ owner, enter }));
  }

  /** Gives the session to whoever waits longest; does nothing for others than the owner, who merely stop waiting. */
  release(owner: object): void {
    if (this.#owner !== owner) {
      const index = this.#waiting.findIndex((entry) => entry.owner === owner);
      if (index >= 0) this.#waiting.splice(index, 1);
      return;
    }
    const next = this.#waiting.shift();
    this.#owner = next?.owner ?? null;
    next?.enter();
  }
}
