import type { Server } from 'node:http';
import path from 'node:path';
import type { Logger } from 'pino';
import { RunWorker } from './app/clearing/run-worker.js';
import { ConfigError, readConfig, type Config } from './app/config.js';
import { KeyRing } from './app/key-ring.js';
import type { Platform } from './app/platform.js';
import type { RunRecord } from './app/ports-run.js';
import { PLATFORM_ACCESS } from './app/ports.js';
import { endAbandonedJobs, watchForAbandonedJobs } from './app/end-abandoned-jobs.js';
import { firstStart } from './app/sample/first-start.js';
import { createCommandServer } from './cli/command-server.js';
import { createLogger, createPlatform } from './compose.js';
import { FIRST_QUERY } from './first-query.js';
import { fileRoutes } from './graph/file-routes.js';
import { graphiqlHandler } from './graph/graphiql-page.js';
import { createHttpServer } from './graph/http-server.js';
import { rateLimit, REQUEST_RATE } from './graph/rate-limit.js';
import { contextOfRequest } from './graph/request-context.js';
import { schema } from './graph/schema.js';
import { createEndpoint } from './graph/yoga.js';
import { packageRoot } from './package-root.js';
import { printSummary, printProgress } from './start-report.js';
import { DirectoryInUse } from './store/directory-lock.js';
import { openStore, type OpenStore, type StoreLocation } from './store/open-store.js';
import { openRequestSession } from './store/read-session.js';

/** A running server. */
export interface Serving {
  readonly url: string;
  readonly platform: Platform;
  readonly demoKey: string | undefined;
  /** Resolves when the first start (sample city) is done, at once where it was done before. */
  readonly seeded: Promise<void>;
  /** Drains: takes no new requests, finishes those under way, stops the worker, closes the store. */
  stop(): Promise<void>;
}

interface State {
  isSeeded: boolean;
  isStopping: boolean;
}

/** Starts the platform as the environment says. Throws `ConfigError`, `DirectoryInUse`, `StoreUnavailable`. */
export async function startServer(config: Config, log: Logger): Promise<Serving> {
  const location: StoreLocation =
    config.databaseUrl === undefined ? { dataDir: path.resolve(config.dataDir) } : { databaseUrl: config.databaseUrl };
  const opened = await openStore(location);
  const worker = new RunWorker(`server-${process.pid}`);
  const platform = createPlatform(opened.store, log, worker.wake);
  // Whoever holds an embedded directory is alone on it, and has started no job yet.
  await endAbandonedJobs(platform, opened.database.kind === 'EMBEDDED' ? 0 : undefined);
  const keys = new KeyRing(opened.store, Date.now);
  const madeAdmin = await keys.ensureAdmin(config.adminKey);
  if (madeAdmin !== undefined)
    process.stdout.write(`\n管理员密钥（只显示这一次，请妥善保存） administrator's key, shown once:\n  ${madeAdmin}\n`);
  const demoKey = opened.database.kind === 'EMBEDDED' ? keys.mintDemo() : undefined;
  const state: State = { isSeeded: opened.database.kind !== 'EMBEDDED', isStopping: false };
  const server = httpServer(platform, opened, keys, { demoKey, state, log });
  const url = await listen(server, config);
  opened.lock?.listenOnLock(createCommandServer({ platform, database: opened.database, location }));
  worker.start(platform);
  const stopWatching = watchForAbandonedJobs(platform);
  const seeded = state.isSeeded ? Promise.resolve() : seed(platform, state, url, demoKey);
  return { url, platform, demoKey, seeded, stop: () => (stopWatching(), stop(server, worker, opened, state)) };
}

interface HttpParts {
  readonly demoKey: string | undefined;
  readonly state: State;
  readonly log: Logger;
}

function httpServer(platform: Platform, { store }: OpenStore, keys: KeyRing, { demoKey, state, log }: HttpParts): Server {
  const authenticate = (key: string) => keys.authenticate(key);
  const admit = rateLimit(REQUEST_RATE);
  const endpoint = createEndpoint({
    schema,
    contextOf: async (request) => {
      await admit(request.headers.get('authorization'));
      return await contextOfRequest({ platform, authenticate, openSession: (access) => openRequestSession(store, access) }, request);
    },
    logError: (requestId, error) => log.error({ requestId, err: error }, 'a request failed'),
  });
  const { imports, exports } = fileRoutes(platform, authenticate);
  return createHttpServer({
    graphql: (request, response) => void endpoint(request, response),
    graphiql: graphiqlHandler({ query: FIRST_QUERY, demoKey }),
    imports,
    exports,
    isReady: async () => state.isSeeded && !state.isStopping && (await store.ready()),
    logError: (error) => log.error({ err: error }, 'a request failed'),
  });
}

async function listen(server: Server, { host, port }: Config): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}

async function seed(platform: Platform, state: State, url: string, demoKey: string | undefined): Promise<void> {
  const runs = await firstStart(platform, path.join(packageRoot(), 'rulesets'), (run) => finished(platform, run), printProgress);
  state.isSeeded = true;
  printSummary(runs, url, demoKey);
}

const POLL_MS = 100;

/** Waits until a run of the sample city has ended well. */
async function finished({ store }: Platform, { regionCode, runNo }: RunRecord): Promise<void> {
  for (;;) {
    const run = await store.transaction(PLATFORM_ACCESS, 'READ', ({ runs }) => runs.findByNo(regionCode, runNo));
    if (run?.status === 'SUCCEEDED') return;
    if (run === undefined || run.status === 'FAILED' || run.status === 'HALTED' || run.status === 'CANCELLED') {
      throw new Error(`the sample city could not be cleared: ${run?.failure?.zh ?? run?.status ?? 'no run'}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function stop(server: Server, worker: RunWorker, opened: OpenStore, state: State): Promise<void> {
  state.isStopping = true;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await closed;
  await worker.stop();
  await opened.close();
}

/** How long a drain may take before the process ends anyway: what a run has not committed is taken up again by the next process. */
const DRAIN_MS = 20_000;

/** Runs the platform until it is told to stop. A mistake of the operator is told in both languages, without a stack. */
export async function serve(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  try {
    const config = readConfig(environment);
    const log = createLogger(config.logLevel);
    const serving = await startServer(config, log);
    log.info({ url: serving.url }, 'listening');
    const drain = (signal: string): void => {
      log.info({ signal }, 'draining');
      setTimeout(() => process.exit(1), DRAIN_MS).unref();
      serving.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    };
    process.once('SIGTERM', drain);
    process.once('SIGINT', drain);
    await serving.seeded;
  } catch (error) {
    if (error instanceof ConfigError || error instanceof DirectoryInUse) process.stderr.write(`${error.message}\n`);
    else
      process.stderr.write(
        `启动失败 The platform could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
    process.exit(1);
  }
}
