import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { oneAtATime } from './one-at-a-time.js';
import type { PgliteOptions, PgliteSession } from './pglite-session.js';
import { transactionPlace } from './transaction-place.js';
import { PrismaClient } from '../../generated/prisma/client.js';

/** An open database: PostgreSQL, or the embedded one behind the same driver. */
export interface Database {
  readonly kind: 'EMBEDDED' | 'POSTGRESQL';
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  /** The embedded database's session, for snapshots of its directory. */
  readonly session: PgliteSession | null;
  close(): Promise<void>;
}

/** A pool that tells a transaction which connection it got. */
class WatchedPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(
    callback: (error: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void,
  ): void;
  override connect(
    callback?: (error: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void,
  ): Promise<pg.PoolClient> | undefined {
    if (callback !== undefined) {
      super.connect(callback);
      return undefined;
    }
    const place = transactionPlace.getStore();
    return super.connect().then((client) => {
      oneAtATime(client);
      if (place !== undefined) place.client = client;
      return client;
    });
  }
}

/** Compiling queries costs more than it brings: bulk queries are many and short. */
const SETTINGS = '-c TimeZone=UTC -c jit=off';
/** Waiting for a connection is not a failure on the embedded database, whose one session is shared. */
const MAX_WAIT_MS = 30_000;
const EMBEDDED_CONNECTIONS = 8;
const POSTGRESQL_CONNECTIONS = 10;

function prismaOver(pool: pg.Pool): PrismaClient {
  const ignore = (): undefined => undefined; // a broken idle connection is replaced by the pool
  pool.on('error', ignore);
  return new PrismaClient({
    adapter: new PrismaPg(pool, { onPoolError: ignore, onConnectionError: ignore }),
    transactionOptions: { maxWait: MAX_WAIT_MS, timeout: 3_600_000 },
  });
}

/** Opens PostgreSQL. Always in UTC: the adapter drops the offsets of timestamps. */
export function openPostgresql(url: string): Database {
  const pool = new WatchedPool({
    connectionString: url,
    options: SETTINGS,
    max: POSTGRESQL_CONNECTIONS,
    connectionTimeoutMillis: MAX_WAIT_MS,
    application_name: 'dip',
  });
  const prisma = prismaOver(pool);
  const close = async (): Promise<void> => {
    await prisma.$disconnect();
    await pool.end();
  };
  return { kind: 'POSTGRESQL', pool, prisma, session: null, close };
}

/** Opens the embedded database, in a directory or in memory; loaded only when asked for. */
export async function openEmbedded(options: PgliteOptions): Promise<Database> {
  const { PgliteSession: Session } = await import('./pglite-session.js');
  const { PgliteStream } = await import('./pglite-stream.js');
  const session = new Session(options);
  await session.ready();
  const pool = new WatchedPool({
    user: 'postgres',
    database: 'postgres',
    host: 'embedded',
    ssl: false,
    options: SETTINGS,
    max: EMBEDDED_CONNECTIONS,
    idleTimeoutMillis: 0,
    stream: () => new PgliteStream(session),
  });
  await pool.query("SET TIME ZONE 'UTC'"); // one session serves every connection
  const prisma = prismaOver(pool);
  const close = async (): Promise<void> => {
    await prisma.$disconnect();
    await pool.end();
    await session.close();
  };
  return { kind: 'EMBEDDED', pool, prisma, session, close };
}
