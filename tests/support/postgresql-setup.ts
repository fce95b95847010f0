import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findPostgresqlPrograms } from './postgresql-programs.js';

const KEEPER = fileURLToPath(new URL('./private-postgresql.mjs', import.meta.url));

/**
 * Before the tests that run on PostgreSQL: names the server in `DIP_TEST_DATABASE_URL`, or starts a private one and names that. Returns what
 * removes it afterwards; a run that is killed takes it along, too.
 */
export default async function setUpPostgresql(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.DIP_TEST_DATABASE_URL !== undefined) return undefined;
  const programs = findPostgresqlPrograms();
  if ('missing' in programs) throw new Error(`PostgreSQL: ${programs.missing}`);
  const { url, stop } = await startPrivatePostgresql(programs.bin);
  process.env.DIP_TEST_DATABASE_URL = url;
  return async () => {
    delete process.env.DIP_TEST_DATABASE_URL;
    await stop();
  };
}

/** A PostgreSQL server of one's own, empty, on a free port of this machine. */
export interface PrivatePostgresql {
  readonly url: string;
  /** The process that keeps the server, and removes it when its input ends. */
  readonly keeper: number;
  readonly stop: () => Promise<void>;
}

/** Starts one with the programs of a folder. It goes with this process, however that ends. */
export async function startPrivatePostgresql(bin: string): Promise<PrivatePostgresql> {
  const keeper = spawn(process.execPath, [KEEPER, bin], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let errors = '';
  keeper.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<void>((resolve) => keeper.once('close', () => resolve()));
  const url = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: keeper.stdout }).once('line', resolve)),
    ended.then(() => undefined),
  ]);
  if (url === undefined) throw new Error(`a private PostgreSQL could not be started with ${bin}: ${errors}`);
  const stop = async (): Promise<void> => {
    keeper.stdin.end();
    await ended;
  };
  return { url, keeper: keeper.pid ?? 0, stop };
}
