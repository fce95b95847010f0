import { parentPort, threadId } from 'node:worker_threads';
import { helpRunningClearings } from './app/clearing/help-clearings.js';
import { Bell } from './app/kernel/bell.js';
import { readConfig } from './app/kernel/config.js';
import { createLogger, createPlatform } from './compose.js';
import { must } from './engine/kit/assert.js';
import type { ThreadOrder } from './scoring-threads.js';
import { openSigningKeys } from './store/directory/signing-keys.js';
import { openStore } from './store/open-store.js';

/** 计分线程 one of `ScoringThreads`: scores shards of runs that others drive whenever it is called, until it is told to stop. */
async function scoreWhenCalled(): Promise<void> {
  const bell = new Bell();
  let isStopping = false;
  const port = must(parentPort, 'the thread that started this one').on('message', (order: ThreadOrder) => {
    isStopping ||= order === 'STOP';
    bell.ring();
  });
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel);
  const worker = `thread-${process.pid}-${threadId}`;
  const opened = await openStore({ databaseUrl: must(config.databaseUrl, 'PostgreSQL') }, () => openSigningKeys(config));
  try {
    const platform = createPlatform(opened.store, log, opened.signing, () => undefined);
    const failed = (error: unknown): void => log.warn({ worker, err: error }, 'a run could not be helped');
    while (!isStopping) {
      bell.still();
      const shards = await helpRunningClearings(platform, { worker, isStopping: () => isStopping, failed });
      if (shards === 0) await bell.wait();
    }
  } finally {
    await opened.close();
    port.close();
  }
}

await scoreWhenCalled();
