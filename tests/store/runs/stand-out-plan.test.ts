import type { QueryResultRow } from 'pg';
import { expect, it } from 'vitest';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { Session } from '../../../src/store/database/session.js';
import { standOuts } from '../../../src/store/runs/stand-out-store.js';
import { openTestDatabase, TEST_ENGINES } from '../../support/database.js';
import { testPlatform, TinyCity } from '../../support/tiny-city.js';

const PART = { fromShard: 0, toShard: 2 };
const SELECTION = { throughImportSeq: 1n, from: '2024-01-01', to: '2024-12-31', periodBy: 'DISCHARGE' } as const;

it.each(TEST_ENGINES)('finds the case of each score by its number, before there are statistics (B10), on %s', async (engine) => {
  const test = await openTestDatabase(engine);
  const city = await new TinyCity(testPlatform(test.store)).make({ cases: 3_000 });
  const client = await test.database.pool.connect();
  const plans: string[] = [];
  /** Asks how a query would be carried out before it is: nothing was analysed, as a run that has just been scored looks to the planner. */
  class Planned extends Session {
    override async rows<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
      if (sql.includes('JOIN')) plans.push(JSON.stringify(await super.rows(`EXPLAIN ${sql}`, values)));
      return await super.rows<Row>(sql, values);
    }
  }
  try {
    await client.query('BEGIN');
    const session = new Planned(PLATFORM_ACCESS, test.database.prisma, client);
    const found = await standOuts(session).costsAbove(1, { ...SELECTION, regionCode: city.regionCode }, ['H1'], {
      part: PART,
      above: '100',
      first: 10,
    });
    expect(found).toEqual({ count: 0n, first: [] });
    expect(plans).toHaveLength(1);
    for (const one of ['inpatient_case', 'case_supersession', 'score_block']) expect(plans[0]).toContain(`Index Scan using ${one}_pkey`);
    expect(plans[0]).not.toContain('Seq Scan');
  } finally {
    await client.query('ROLLBACK');
    client.release();
    await test.close();
  }
});
