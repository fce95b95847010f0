import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { topLevelError } from '../base/bad-input.js';
import { secretOf, type Credentials } from './request-context.js';
import { keyHash } from '../../app/access/key-ring.js';

/** How many requests one key may send in how many seconds. Bulk work goes through files and batches. */
export interface RequestRate {
  readonly requests: number;
  readonly seconds: number;
}

/** Generous for people and integrators, and far below what would starve everybody else. */
export const REQUEST_RATE: RequestRate = { requests: 5_000, seconds: 10 };

/** Admits a request by its key or session, or throws LIMIT_EXCEEDED with when to try again. Requests without a key share one allowance. */
export function rateLimit({ requests, seconds }: RequestRate): (credentials: Credentials) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: requests, duration: seconds });
  return async (credentials) => {
    try {
      await limiter.consume(keyHash(secretOf(credentials) ?? ''));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const wait = Math.ceil(refusal.msBeforeNext / 1_000);
      const messages = {
        zh: `请求过于频繁：每个密钥 ${seconds} 秒内最多 ${requests} 次。请在 ${wait} 秒后重试；大批量请用 scoreCases 或文件导入。`,
        en: `Too many requests: at most ${requests} in ${seconds} s for one key. Try again in ${wait} s; use scoreCases or file imports for bulk.`,
      };
      throw topLevelError('LIMIT_EXCEEDED', messages, { http: { status: 429, headers: { 'retry-after': String(wait) } } });
    }
  };
}
