/** 铃 wakes a loop that has nothing to do. A ring while it is at work is not lost: the next wait ends at once. */
export class Bell {
  #isRung = false;
  #endWait: () => void = () => undefined;

  /** Wakes whoever waits, now or next. */
  readonly ring = (): void => {
    this.#isRung = true;
    this.#endWait();
  };

  /** The loop begins to look for work: what was rung for until now it will see. */
  still(): void {
    this.#isRung = false;
  }

  /** Waits for a ring, unless there was one since `still`; at most so many milliseconds, where that is said. */
  async wait(mostMs?: number): Promise<void> {
    if (this.#isRung) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#endWait = resolve;
      if (mostMs !== undefined) timer = setTimeout(resolve, mostMs);
    });
    clearTimeout(timer);
  }
}
