import { existsSync } from 'node:fs';
import path from 'node:path';
import { Mistake } from '../terminal/mistake.js';
import { readConfig } from '../../app/kernel/config.js';
import { callerAs, PLATFORM_ACTOR } from '../../app/kernel/platform-actor.js';
import type { Caller, Platform } from '../../app/kernel/platform.js';
import { createLogger, createPlatform } from '../../compose.js';
import type { Database } from '../../store/database/database.js';
import { openSigningKeys } from '../../store/directory/signing-keys.js';
import { databaseDir, openStore, type StoreLocation } from '../../store/open-store.js';

/** An open platform. Whoever can open the data directory owns it, so commands act as the platform itself. */
export interface OpenPlatform {
  readonly platform: Platform;
  readonly caller: Caller;
  readonly database: Database;
  close(): Promise<void>;
}

/** Whether a command may begin on an empty data directory (then one is made), or needs what is in it. */
export type Emptiness = 'MAY_BE_EMPTY' | 'NEEDS_DATA';

/** Where a command finds the platform: in the data directory, on PostgreSQL, or in the server that runs it. */
export interface Host {
  /** SERVER: the command runs inside the process that holds the data directory. */
  readonly kind: 'LOCAL' | 'SERVER';
  readonly location: StoreLocation;
  /** Whether there is a database to look into. */
  readonly hasData: boolean;
  /** Throws `DirectoryInUse` where another process holds the directory, `Mistake` where there is nothing in it. */
  open(emptiness: Emptiness): Promise<OpenPlatform>;
}

/** The platform as the environment describes it, opened by this process. Throws `ConfigError`. */
export function localHost(environment: Readonly<Record<string, string | undefined>>, cwd: string): Host {
  const config = readConfig(environment);
  const { databaseUrl } = config;
  const dataDir = path.resolve(cwd, config.dataDir);
  const location = databaseUrl === undefined ? { dataDir } : { databaseUrl };
  return {
    kind: 'LOCAL',
    location,
    get hasData() {
      return hasData(location);
    },
    open: async (emptiness) => {
      if (emptiness === 'NEEDS_DATA' && !hasData(location)) throw noData(location);
      const opened = await openStore(location, () => openSigningKeys({ ...config, dataDir }));
      let platform: Platform;
      try {
        platform = createPlatform(opened.store, createLogger('silent'), opened.signing, () => undefined);
      } catch (error) {
        await opened.close(); // else the process would stay, and the directory with it
        throw error;
      }
      return { platform, caller: callerAs(PLATFORM_ACTOR, platform), database: opened.database, close: () => opened.close() };
    },
  };
}

/** The platform of the server that runs the command. */
export function serverHost(platform: Platform, database: Database, location: StoreLocation): Host {
  const session: OpenPlatform = { platform, caller: callerAs(PLATFORM_ACTOR, platform), database, close: () => Promise.resolve() };
  return { kind: 'SERVER', location, hasData: true, open: () => Promise.resolve(session) };
}

function hasData(location: StoreLocation): boolean {
  return 'databaseUrl' in location || existsSync(databaseDir(location.dataDir));
}

function noData(location: StoreLocation): Mistake {
  const where = 'dataDir' in location ? location.dataDir : location.databaseUrl;
  return new Mistake(
    'NO_DATA',
    `数据目录 ${where} 里还没有数据库。请先运行 npm start、dip sample 或 dip ruleset load，或用 DIP_DATA_DIR 指到已有的目录（每个窗口都要设）。`,
    `There is no database in ${where} yet. Run npm start, dip sample or dip ruleset load first, or point DIP_DATA_DIR to one (in every window).`,
  );
}
