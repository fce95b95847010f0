import { driveNextRun } from './drive-run.js';
import type { Platform } from '../kernel/platform.js';

/** How long a worker waits between looks at the queue when nobody wakes it: a run of a process that died is found so. */
const LOOK_MS = 5_000;

/** The process's own worker: drives queued runs one after the other, in between other requests. */
export class RunWorker {
  #stopped = false;
  /** A run was queued since the queue was last looked at: a call while it is being read must not be lost. */
  #isWoken = false;
  #endPause: () => void = () => undefined;
  #loop: Promise<void> | undefined;

  constructor(readonly name: string) {}

  /** Starts looking for runs. */
  start(platform: Platform): void {
    this.#loop = this.#run(platform);
  }

  /** Looks at once: a run was queued. */
  readonly wake = (): void => {
    this.#isWoken = true;
    this.#endPause();
  };

  /** Takes no further run, and gives the one under way back to the queue after the shard that is being scored: the next process goes on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#loop;
  }

  async #run(platform: Platform): Promise<void> {
    while (!this.#stopped) {
      this.#isWoken = false;
      try {
        if (await driveNextRun(platform, this.name, {}, () => this.#stopped)) continue;
      } catch (error) {
        platform.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'the run queue could not be read');
      }
      await this.#pause();
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#isWoken ? 0 : LOOK_MS);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
