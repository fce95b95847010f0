import { driveNextRun } from './drive-run.js';
import type { Platform } from '../platform.js';

/** How long a worker waits between looks at the queue when nobody wakes it: a run of a process that died is found so. */
const LOOK_MS = 5_000;

/** The process's own worker: drives queued runs one after the other, in between other requests. */
export class RunWorker {
  #stopped = false;
  #wake: () => void = () => undefined;
  #loop: Promise<void> | undefined;

  constructor(readonly name: string) {}

  /** Starts looking for runs. */
  start(platform: Platform): void {
    this.#loop = this.#run(platform);
  }

  /** Looks at once: a run was queued. */
  readonly wake = (): void => this.#wake();

  /** Takes no further run and waits for the one under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#loop;
  }

  async #run(platform: Platform): Promise<void> {
    while (!this.#stopped) {
      try {
        if (await driveNextRun(platform, this.name)) continue;
      } catch (error) {
        platform.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'the run queue could not be read');
      }
      await this.#pause();
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#stopped ? 0 : LOOK_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
