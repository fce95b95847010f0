import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { topLevelError } from '../base/bad-input.js';
import { keyHash } from '../../app/access/key-ring.js';
import type { Actor } from '../../app/ports/kit/permissions.js';

/** Tells who is behind a key that came from an address; `undefined`: nobody. */
export type Authenticate = (key: string, address?: string) => Promise<Actor | undefined>;

/** How many keys that do not work one address may try in how many seconds. */
export interface AttemptRate {
  readonly attempts: number;
  readonly seconds: number;
}

/** Enough for typing errors, and for a client that goes on with a key that has just expired. */
export const ATTEMPT_RATE: AttemptRate = { attempts: 30, seconds: 60 };

const MOST_KNOWN = 10_000;

function tooMany({ attempts, seconds }: AttemptRate, msBeforeNext: number): Error {
  const wait = Math.max(1, Math.ceil(msBeforeNext / 1_000));
  const messages = {
    zh: `该地址在 ${seconds} 秒内试了 ${attempts} 次以上无效的密钥，请在 ${wait} 秒后以有效的密钥重试。`,
    en: `This address has tried more than ${attempts} keys that do not work in ${seconds} s. Try again in ${wait} s, with one that does.`,
  };
  return topLevelError('LIMIT_EXCEEDED', messages, { http: { status: 429, headers: { 'retry-after': String(wait) } } });
}

/**
 * Limits attempts with wrong keys by address, before anything is looked up. Keys that have worked here stay unhurt: behind a proxy everybody
 * has one address, and a stranger must not lock out the others. Throws LIMIT_EXCEEDED.
 */
export function limitWrongKeys(authenticate: Authenticate, rate: AttemptRate = ATTEMPT_RATE): Authenticate {
  const limiter = new RateLimiterMemory({ points: rate.attempts, duration: rate.seconds });
  const known = new Map<string, boolean>();
  return async (key, address = '') => {
    const hash = keyHash(key);
    const tried = known.get(hash) === true ? null : await limiter.get(address);
    if (tried !== null && tried.consumedPoints >= rate.attempts) throw tooMany(rate, tried.msBeforeNext);
    const actor = await authenticate(key);
    if (actor !== undefined) {
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(hash, true);
      return actor;
    }
    if (known.has(hash)) known.set(hash, false);
    await limiter.consume(address).catch((refusal: unknown) => {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
    });
    return undefined;
  };
}
