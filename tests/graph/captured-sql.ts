import type pg from 'pg';
import type { TestEndpoint } from './endpoint.js';

/** What differs from run to run, or says nothing: ids, and PostgreSQL's quotes around plain names. */
function settled(sql: string): string {
  return sql.replace(/\s+/g, ' ').replaceAll('"public".', '').trim();
}

/** The statements that a piece of work sends to the database, in order, one a line. Repeated ones are counted: `3 × SELECT …`. */
export async function capturedSql(endpoint: TestEndpoint, work: () => Promise<unknown>): Promise<string> {
  const sent: string[] = [];
  const { pool } = endpoint.city.database;
  const restore: (() => void)[] = [];
  const watched = new WeakSet<pg.PoolClient>();
  const watch = (client: pg.PoolClient): void => {
    if (watched.has(client)) return;
    watched.add(client);
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const [first] = args;
      sent.push(settled(typeof first === 'string' ? first : (first as { text: string }).text));
      return query(...args);
    }) as typeof client.query;
    restore.push(() => (client.query = query as typeof client.query));
  };
  pool.on('acquire', watch);
  await work();
  pool.off('acquire', watch);
  restore.forEach((undo) => undo());
  return `${sent.join('\n')}\n`;
}
