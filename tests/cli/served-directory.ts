import { openSigningKeys } from '../../src/store/directory/signing-keys.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import { createCommandServer } from '../../src/cli/command-server.js';
import { createLogger, createPlatform } from '../../src/compose.js';
import { openStore } from '../../src/store/open-store.js';
import type { Database } from '../../src/store/database/database.js';
import type { PlatformStore } from '../../src/store/store.js';
import { fillDirectory } from '../support/snapshots.js';

/** A data directory that this process holds, and answers commands on. */
export interface ServedDirectory {
  readonly store: PlatformStore;
  readonly database: Database;
  readonly platform: Platform;
  readonly close: () => Promise<void>;
}

/** Opens a directory as a server does: commands beside it are answered by it, where each would take seconds to open the database. */
export async function serveDirectory(dataDir: string): Promise<ServedDirectory> {
  const opened = await openStore({ dataDir }, () => openSigningKeys({ dataDir }));
  const { store, database, lock } = opened;
  const platform = createPlatform(store, createLogger('silent'), opened.signing, () => undefined);
  lock?.listenOnLock(createCommandServer({ platform, database, location: { dataDir } }));
  return { store, database, platform, close: () => opened.close() };
}

/** Fills an empty data directory with an empty database, and serves it. */
export async function serveEmpty(dataDir: string): Promise<ServedDirectory> {
  await fillDirectory(dataDir);
  return await serveDirectory(dataDir);
}
