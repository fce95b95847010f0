import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Config } from './app/kernel/config.js';
import type { Log } from './app/kernel/platform.js';

/** What a thread opens the store with. */
type ThreadConfig = Pick<Config, 'dataDir' | 'signingKey' | 'trustedKeys' | 'logLevel' | 'scoringThreads'> & {
  readonly databaseUrl: string;
};

/** What a thread is told: runs have shards for it, or it is to end. */
export type ThreadOrder = 'CALL' | 'STOP';

const ENTRY = new URL('./scoring-thread.js', import.meta.url);

/**
 * 计分线程 threads that score shards beside the process's own worker, on PostgreSQL: each with its own store and its own rules, so that nothing
 * passes between them but the call, and a shard that a thread dies over is scored by another when its lease has run out. They begin with the first
 * run that is worth it, and stay.
 */
export class ScoringThreads {
  readonly #threads = new Map<number, Worker>();
  #isStopped = false;

  constructor(
    readonly config: ThreadConfig,
    readonly log: Log,
    readonly entry: URL | string = ENTRY,
  ) {}

  /** A run has shards for them. Threads that are not there, or have died, begin; none where the platform runs from its sources. */
  call(): void {
    if (this.#isStopped || !existsSync(this.entry)) return;
    for (let no = 1; no <= this.config.scoringThreads; no++) order(this.#threads.get(no) ?? this.#start(no), 'CALL');
  }

  /** Ends them, each after the shard that it scores. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const ended = [...this.#threads.values()].map((thread) => new Promise((resolve) => thread.once('exit', resolve)));
    for (const thread of this.#threads.values()) order(thread, 'STOP');
    await Promise.all(ended);
  }

  #start(no: number): Worker {
    const thread = new Worker(this.entry, { env: environmentOf(this.config), name: `scoring-${no}` });
    this.#threads.set(no, thread);
    thread.on('error', (error) => this.log.error({ thread: no, err: error }, 'a scoring thread failed'));
    thread.once('exit', () => this.#threads.delete(no));
    return thread;
  }
}

function order(thread: Worker, what: ThreadOrder): void {
  thread.postMessage(what);
}

/** A thread reads its configuration as a process does. */
function environmentOf({ databaseUrl, dataDir, signingKey, trustedKeys, logLevel }: ThreadConfig): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...{ DATABASE_URL: databaseUrl, DIP_DATA_DIR: dataDir, LOG_LEVEL: logLevel },
    ...(signingKey === undefined ? {} : { DIP_SIGNING_KEY: signingKey }),
    ...(trustedKeys === undefined ? {} : { DIP_TRUSTED_KEYS: trustedKeys }),
  };
}
