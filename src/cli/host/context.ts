import type { Emptiness, Host, OpenPlatform } from './host.js';
import type { Terminal } from '../terminal/terminal.js';

/** One run of `dip`. */
export interface Context {
  readonly terminal: Terminal;
  readonly host: Host;
  /** 0, or 1 where the command did its work and the answer is bad (a ruleset with errors, rejected rows). */
  exitCode: number;
}

/** What every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
}

/** Does work on the open platform and closes it, however the work ends. */
export async function withSession<T>({ host }: Context, emptiness: Emptiness, work: (session: OpenPlatform) => Promise<T>): Promise<T> {
  const session = await host.open(emptiness);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** Prints one JSON document: decimals as strings, counts as numbers. */
export async function printJson({ terminal }: Context, value: unknown): Promise<void> {
  await terminal.out(`${JSON.stringify(value, jsonValue, 2)}\n`);
}

function jsonValue(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
