import { driveNextRun } from './drive-run.js';
import { Bell } from '../kernel/bell.js';
import type { Platform } from '../kernel/platform.js';

/** How long a worker waits between looks at the queue when nobody wakes it: a run of a process that died is found so. */
const LOOK_MS = 5_000;

/** The process's own worker: drives queued runs one after the other, in between other requests. */
export class RunWorker {
  #stopped = false;
  readonly #bell = new Bell();
  #loop: Promise<void> | undefined;

  constructor(readonly name: string) {}

  /** Starts looking for runs. */
  start(platform: Platform): void {
    this.#loop = this.#run(platform);
  }

  /** Looks at once: a run was queued. */
  readonly wake = this.#bell.ring;

  /** Takes no further run, and gives the one under way back to the queue after the shard that is being scored: the next process goes on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#loop;
  }

  async #run(platform: Platform): Promise<void> {
    while (!this.#stopped) {
      this.#bell.still();
      try {
        if (await driveNextRun(platform, this.name, {}, () => this.#stopped)) continue;
      } catch (error) {
        platform.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'the run queue could not be read');
      }
      await this.#bell.wait(LOOK_MS);
    }
  }
}
