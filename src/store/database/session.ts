import type pg from 'pg';
import { copyIn } from '../copy/copy.js';
import type { Access } from '../../app/ports/ports.js';
import { assert } from '../../engine/kit/assert.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** The staging tables that a connection was seen to have: every question to the database waits for its turn in our own work too. */
const STAGES = new WeakMap<pg.PoolClient, Set<string>>();

/** One transaction: Prisma's client for ordinary work, the same connection for bulk work, and what caches are told after the commit. */
export class Session {
  /** Regions whose caches are dropped once this transaction has committed. */
  readonly announced = new Set<string>();
  /** Staging tables that this transaction has filled: they are empty again after it. */
  readonly #staged = new Set<string>();

  constructor(
    readonly access: Access,
    readonly tx: Prisma.TransactionClient,
    readonly client: pg.PoolClient,
  ) {}

  /** Runs SQL on the transaction's connection. Values come as `pg` reads them: cast numbers and dates to text in the SQL. */
  async rows<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return (await this.client.query<Row>(sql, [...values])).rows;
  }

  /** As `rows`, for SQL that gives exactly one. */
  async row<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row> {
    const [row, ...more] = await this.rows<Row>(sql, values);
    assert(row !== undefined && more.length === 0, 'the query must give one row');
    return row;
  }

  /** Runs SQL; returns how many rows it touched. */
  async run(sql: string, values: readonly unknown[] = []): Promise<number> {
    return (await this.client.query(sql, [...values])).rowCount ?? 0;
  }

  /**
   * Fills an empty staging table of the connection with COPY rows: a string is in COPY's text format, a buffer in its binary one. COPY into a
   * table under row-level security is refused; the INSERT … SELECT that follows passes the policies. The role owns nothing, so the
   * connection's own user makes the table.
   */
  async stage(table: string, columns: string, rows: string | Buffer): Promise<void> {
    if (this.#staged.has(table) || !(await this.#hasStage(table))) {
      await this.client.query(
        `SET LOCAL ROLE NONE;
         CREATE TEMPORARY TABLE IF NOT EXISTS ${table} (${columns}) ON COMMIT DELETE ROWS;
         TRUNCATE pg_temp.${table};
         GRANT SELECT, INSERT ON pg_temp.${table} TO dip_app;
         SET LOCAL ROLE dip_app`,
      );
    }
    this.#staged.add(table);
    const format = typeof rows === 'string' ? '' : ' (FORMAT binary)';
    await copyIn(this.client, `COPY pg_temp.${table} FROM STDIN${format}`, rows);
  }

  /** Whether the connection has the staging table from an earlier transaction. What was made in one that failed is gone with it. */
  async #hasStage(table: string): Promise<boolean> {
    const known = STAGES.get(this.client) ?? new Set();
    STAGES.set(this.client, known);
    if (known.has(table)) return true;
    const { present } = await this.row<{ present: boolean }>('SELECT to_regclass($1) IS NOT NULL AS present', [`pg_temp.${table}`]);
    if (present) known.add(table);
    return present;
  }

  /** The next value of a region's counter; others wait for it until this transaction ends, so that values are in commit order. */
  async next(regionCode: string, counter: 'IMPORT' | 'RUN' | 'AUDIT'): Promise<bigint> {
    const { value } = await this.row<{ value: string }>(
      `INSERT INTO counter (region_code, name, value) VALUES ($1, $2, 1)
       ON CONFLICT (region_code, name) DO UPDATE SET value = counter.value + 1 RETURNING value::text`,
      [regionCode, counter],
    );
    return BigInt(value);
  }
}
