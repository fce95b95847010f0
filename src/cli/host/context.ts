import type { Emptiness, Host, OpenPlatform } from './host.js';
import { KeyRing } from '../../app/access/key-ring.js';
import type { Caller, Platform } from '../../app/kernel/platform.js';
import { callerAs } from '../../app/kernel/platform-actor.js';
import { Mistake } from '../terminal/mistake.js';
import type { Terminal } from '../terminal/terminal.js';

/** One run of `dip`. */
export interface Context {
  readonly terminal: Terminal;
  readonly host: Host;
  /** The key that the command acts with; absent: it acts as the platform. */
  readonly key?: string;
  /** 0, or 1 where the command did its work and the answer is bad (a ruleset with errors, rejected rows). */
  exitCode: number;
}

/** What every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
}

/** Does work on the open platform and closes it, however the work ends. */
export async function withSession<T>(
  { host, key }: Context,
  emptiness: Emptiness,
  work: (session: OpenPlatform) => Promise<T>,
): Promise<T> {
  const session = await host.open(emptiness);
  try {
    return await work(key === undefined ? session : { ...session, caller: await callerOfKey(session.platform, key) });
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

/** Whoever is behind a key, reading with its rights. Throws `Mistake` where there is nobody. */
async function callerOfKey(platform: Platform, key: string): Promise<Caller> {
  const actor = await new KeyRing(platform.store, Date.now).authenticate(key);
  if (actor !== undefined) return callerAs(actor, platform);
  throw new Mistake(
    'UNAUTHENTICATED',
    'DIP_KEY 里的密钥不存在、已过期或已吊销。请换用有效的密钥，或清除 DIP_KEY 以平台身份执行。',
    'The key in DIP_KEY is unknown, expired or revoked. State one that works, or unset DIP_KEY to act as the platform.',
  );
}
