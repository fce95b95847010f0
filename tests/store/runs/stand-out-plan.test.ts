import type { QueryResultRow } from 'pg';
import { expect, it } from 'vitest';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { Session } from '../../../src/store/database/session.js';
import { standOuts } from '../../../src/store/runs/stand-out-store.js';
import { openTestDatabase, TEST_ENGINES } from '../../support/database.js';

const RANGE = { fromSeq: 1n, toSeq: 20_000n };
const SELECTION = { regionCode: '990300', throughImportSeq: 1n, from: '2024-01-01', to: '2024-12-31', periodBy: 'DISCHARGE' } as const;

it.each(TEST_ENGINES)('never compares each case with each score, whatever the statistics say (B10), on %s', async (engine) => {
  const test = await openTestDatabase(engine);
  const client = await test.database.pool.connect();
  const plans: string[] = [];
  /** Asks how a query would be carried out before it is: the tables are empty, as a run that has just been scored looks to the planner. */
  class Planned extends Session {
    override async rows<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
      if (sql.includes('JOIN')) plans.push(JSON.stringify(await super.rows(`EXPLAIN ${sql}`, values)));
      return await super.rows<Row>(sql, values);
    }
  }
  try {
    await client.query('BEGIN');
    const session = new Planned(PLATFORM_ACCESS, test.database.prisma, client);
    const found = await standOuts(session).costsAbove(1, SELECTION, ['H1'], { range: RANGE, above: '100', first: 10 });
    expect(found).toEqual({ count: 0n, first: [] });
    expect(plans).toHaveLength(1);
    expect(plans[0]).not.toContain('Nested Loop');
  } finally {
    await client.query('ROLLBACK');
    client.release();
    await test.close();
  }
});
