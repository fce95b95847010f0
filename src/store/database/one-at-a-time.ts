import type pg from 'pg';

const QUEUED = new WeakSet<pg.PoolClient>();

/**
 * Lets the queries of a connection run one after the other. Fields of one GraphQL request share a transaction and read at the same time; `pg`
 * queues what it is given while it is busy, but is about to stop doing so. What brings a callback or is a stream of its own is left alone.
 */
export function oneAtATime(client: pg.PoolClient): void {
  if (QUEUED.has(client)) return;
  QUEUED.add(client);
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  let last: Promise<unknown> = Promise.resolve();
  const queued = (...args: unknown[]): unknown => {
    const [first] = args;
    const isOwnStream = typeof first === 'object' && first !== null && 'submit' in first;
    if (isOwnStream || typeof args.at(-1) === 'function') return query(...args);
    const result = last.then(() => query(...args));
    last = result.catch(() => undefined);
    return result;
  };
  client.query = queued as typeof client.query;
}
