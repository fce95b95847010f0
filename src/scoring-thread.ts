import { parentPort, threadId } from 'node:worker_threads';
import { helpRunningClearings } from './app/clearing/help-clearings.js';
import { readConfig } from './app/kernel/config.js';
import { createLogger, createPlatform } from './compose.js';
import { must } from './engine/kit/assert.js';
import type { ThreadOrder } from './scoring-threads.js';
import { openSigningKeys } from './store/directory/signing-keys.js';
import { openStore } from './store/open-store.js';

/** What the thread was told. */
class Orders {
  isStopping = false;
  /** It was called since it last began to look for runs: a call while it works must not be lost. */
  #isCalled = false;
  #wake = (): void => undefined;

  readonly take = (order: ThreadOrder): void => {
    if (order === 'STOP') this.isStopping = true;
    else this.#isCalled = true;
    this.#wake();
  };

  /** It begins to look for runs. */
  begin(): void {
    this.#isCalled = false;
  }

  /** Waits for the next order, unless there is one already. */
  async next(): Promise<void> {
    if (!this.#isCalled && !this.isStopping) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

/** 计分线程 one of `ScoringThreads`: scores shards of runs that others drive whenever it is called, until it is told to stop. */
async function scoreWhenCalled(): Promise<void> {
  const orders = new Orders();
  const port = must(parentPort, 'the thread that started this one').on('message', orders.take);
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel);
  const worker = `thread-${process.pid}-${threadId}`;
  const opened = await openStore({ databaseUrl: must(config.databaseUrl, 'PostgreSQL') }, () => openSigningKeys(config));
  try {
    const platform = createPlatform(opened.store, log, opened.signing, () => undefined);
    const failed = (error: unknown): void => log.warn({ worker, err: error }, 'a run could not be helped');
    while (!orders.isStopping) {
      orders.begin();
      const shards = await helpRunningClearings(platform, { worker, isStopping: () => orders.isStopping, failed });
      if (shards === 0) await orders.next();
    }
  } finally {
    await opened.close();
    port.close();
  }
}

await scoreWhenCalled();
