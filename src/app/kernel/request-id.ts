import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const current = new AsyncLocalStorage<string>();

/** Ids that callers may choose: they stand in logs and headers, so that nothing but letters, digits and `._-` gets there. */
const CHOSEN = /^[A-Za-z0-9._-]{1,128}$/;

/** The id of a request: the caller's own `X-Request-Id` where it is well-formed, else a new one. */
export function requestIdOf(stated: string | readonly string[] | null | undefined): string {
  return typeof stated === 'string' && CHOSEN.test(stated) ? stated : randomUUID();
}

/** Does work for a request: whatever is logged on the way, and whatever goes wrong, bears its id. */
export function withRequestId<T>(id: string, work: () => T): T {
  return current.run(id, work);
}

/** The id of the request that is being answered; `undefined` outside of one (workers, start-up, commands). */
export function currentRequestId(): string | undefined {
  return current.getStore();
}
