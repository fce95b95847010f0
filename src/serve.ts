import type { Server } from 'node:http';
import path from 'node:path';
import type { Logger } from 'pino';
import { RunWorker } from './app/clearing/run-worker.js';
import { readConfig, type Config } from './app/kernel/config.js';
import { KeyRing } from './app/access/key-ring.js';
import type { Platform } from './app/kernel/platform.js';
import type { RunRecord } from './app/ports/clearing/ports-run.js';
import { PLATFORM_ACCESS } from './app/ports/ports.js';
import { watchAuditHeads } from './app/access/watch-heads.js';
import { watchScheduled } from './app/drafts/review/publish-scheduled.js';
import {
  endAbandonedImports,
  endAbandonedJobs,
  endAbandonedStudies,
  endAbandonedWhatIfs,
  watchForAbandonedJobs,
} from './app/end-abandoned-jobs.js';
import { regionsToSign } from './app/rulesets/sign-rulesets.js';
import { firstStart, platformCaller } from './app/sample/first-start.js';
import type { SampleProgress } from './app/sample/seed-city.js';
import { INSURANCE_SCHEMES } from './engine/plan/inpatient-case.js';
import { createCommandServer } from './cli/command-server.js';
import { createLogger, createPlatform } from './compose.js';
import { packageRoot } from './package-root.js';
import { platformServer } from './platform-server.js';
import { ScoringThreads } from './scoring-threads.js';
import { startFailure } from './start-failure.js';
import { printAdminKey, printToSign, printSummary, printProgress } from './start-report.js';
import { openSigningKeys } from './store/directory/signing-keys.js';
import { openStore, type OpenStore, type StoreLocation } from './store/open-store.js';

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

/** The process is to stop: the first start breaks off, and the next process takes it up where it stopped. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Starts the platform as the environment says. Throws what `startFailure` knows: then nothing is left open, and no key was made that nobody
 * has seen.
 */
export async function startServer(config: Config, log: Logger): Promise<Serving> {
  const location: StoreLocation =
    config.databaseUrl === undefined ? { dataDir: path.resolve(config.dataDir) } : { databaseUrl: config.databaseUrl };
  const opened = await openStore(location, () => openSigningKeys(config));
  try {
    return await serveFrom(opened, location, config, log);
  } catch (error) {
    await opened.close().catch(() => undefined); // what went wrong first is what is told
    throw error;
  }
}

async function serveFrom(opened: OpenStore, location: StoreLocation, config: Config, log: Logger): Promise<Serving> {
  const worker = new RunWorker(`server-${process.pid}`);
  const threads = 'databaseUrl' in location ? new ScoringThreads({ ...config, ...location }, log) : undefined;
  const callHelpers = (): void => threads?.call();
  const platform = createPlatform(opened.store, log, opened.signing, worker.wake, { ...config, callHelpers });
  opened.store.onStorageFull((error) => log.error({ err: error }, 'the disk under the database is full'));
  // Whoever holds an embedded directory is alone on it, and has started no job yet.
  await endAbandonedJobs(platform, opened.database.kind === 'EMBEDDED' ? 0 : undefined);
  await endAbandonedImports(platform, opened.database.kind === 'EMBEDDED' ? 0 : undefined);
  await endAbandonedStudies(platform, opened.database.kind === 'EMBEDDED' ? 0 : undefined);
  await endAbandonedWhatIfs(platform, opened.database.kind === 'EMBEDDED' ? 0 : undefined);
  const keys = new KeyRing(opened.store, Date.now);
  const demoKey = opened.database.kind === 'EMBEDDED' ? keys.mintDemo() : undefined;
  const state: State = { isSeeded: opened.database.kind !== 'EMBEDDED', isStopping: false };
  const { server, settle } = platformServer(platform, opened.store, keys, {
    demoKey,
    log,
    signIn: config,
    isReady: async () => state.isSeeded && !state.isStopping && (await opened.store.ready()),
  });
  const url = await listen(server, config);
  // Only now: a key that is shown once must not be lost because the port was taken.
  const madeAdmin = await keys.ensureAdmin(config.adminKey);
  if (madeAdmin !== undefined) printAdminKey(madeAdmin);
  opened.lock?.listenOnLock(createCommandServer({ platform, database: opened.database, location }));
  printToSign(await regionsToSign(platform, platformCaller(platform).read));
  worker.start(platform);
  const stopWatching = watchForAbandonedJobs(platform);
  const stopScheduled = watchScheduled(platform);
  const stopHeads = watchAuditHeads(platform);
  const seeded = state.isSeeded ? Promise.resolve() : seed(platform, state, url, demoKey);
  const stopAll = async (): Promise<void> => {
    state.isStopping = true;
    stopWatching();
    await stopScheduled();
    await Promise.all([stop(server, worker), threads?.stop()]);
    await seeded.catch(() => undefined); // it breaks off at its next step
    await settle();
    await stopHeads();
    await opened.close();
  };
  return { url, platform, demoKey, seeded: seeded.catch(unless(Stopped)), stop: stopAll };
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
  const goOn = (): void => {
    if (state.isStopping) throw new Stopped('the first start was broken off');
  };
  const { preparation } = platform;
  const progress: SampleProgress = (...step) => {
    goOn();
    preparation.reach(...step);
    printProgress(...step);
  };
  let cleared = 0;
  const waitFor = async (run: RunRecord): Promise<void> => {
    preparation.reach('CLEARING', cleared, INSURANCE_SCHEMES.length);
    await finished(platform, run, goOn);
    cleared += 1;
  };
  const runs = await firstStart(platform, path.join(packageRoot(), 'rulesets'), waitFor, progress);
  preparation.end();
  state.isSeeded = true;
  printSummary(runs, url, demoKey);
}

const POLL_MS = 100;

/** Waits until a run of the sample city has ended well. */
async function finished({ store }: Platform, { regionCode, runNo }: RunRecord, goOn: () => void): Promise<void> {
  for (;;) {
    goOn();
    const run = await store.transaction(PLATFORM_ACCESS, 'READ', ({ runs }) => runs.findByNo(regionCode, runNo));
    if (run?.status === 'SUCCEEDED') return;
    if (run === undefined || run.status === 'FAILED' || run.status === 'HALTED' || run.status === 'CANCELLED') {
      throw new Error(`the sample city could not be cleared: ${run?.failure?.zh ?? run?.status ?? 'no run'}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** A handler of a promise's failure that lets one kind pass and throws every other. */
function unless(expected: new (message: string) => Error): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof expected)) throw error;
  };
}

/** How long requests under way may take to end once the process is to stop; then whoever is still sending or waiting is cut off. */
const LAST_REQUESTS_MS = 5_000;

async function stop(server: Server, worker: RunWorker): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS);
  await closed;
  clearTimeout(cut);
  await worker.stop();
}

/** How long a drain may take before the process ends anyway: what a run has not committed is taken up again by the next process. */
const DRAIN_MS = 20_000;

/** Drains on the first SIGTERM or SIGINT, also while the platform is still starting. */
function drainOnSignal(starting: Promise<Serving>, log: Logger): void {
  const drain = (signal: string): void => {
    log.info({ signal }, 'draining');
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    starting
      .then((serving) => serving.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'the drain failed');
          process.exit(1);
        },
      );
  };
  process.once('SIGTERM', drain);
  process.once('SIGINT', drain);
}

/** Runs the platform until it is told to stop. A mistake of the operator is told in both languages, without a stack. */
export async function serve(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  try {
    const config = readConfig(environment);
    const log = createLogger(config.logLevel);
    const starting = startServer(config, log);
    drainOnSignal(starting, log);
    const serving = await starting;
    log.info({ url: serving.url }, 'listening');
    await serving.seeded;
  } catch (error) {
    const told = startFailure(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.stderr.write(`启动失败 The platform could not start:\n${told}\n`);
    process.exit(1);
  }
}
