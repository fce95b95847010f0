import type { QueryResultRow } from 'pg';
import { expect, it } from 'vitest';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { Session } from '../../../src/store/database/session.js';
import { caseLists } from '../../../src/store/scores/case-lists.js';
import { openTestDatabase, TEST_ENGINES } from '../../support/database.js';

it.each(TEST_ENGINES)('cases by the beginning of their number are found in an index, in order, on %s', async (engine) => {
  const test = await openTestDatabase(engine);
  const client = await test.database.pool.connect();
  const plans: string[] = [];
  class Planned extends Session {
    override async rows<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
      plans.push(JSON.stringify(await super.rows(`EXPLAIN ${sql}`, values)));
      return await super.rows<Row>(sql, values);
    }
  }
  try {
    await client.query('BEGIN');
    // The table is empty: a scan would be the cheapest.
    await client.query('SET LOCAL enable_seqscan = off');
    await client.query('SET LOCAL enable_bitmapscan = off');
    await client.query('SET LOCAL enable_sort = off');
    const session = new Planned(PLATFORM_ACCESS, test.database.prisma, client);
    const page = { sort: 'CASE_NO', descending: false, limit: 7, begin: 'FIRST' } as const;
    expect(await caseLists(session).cases('990300', { caseNoFrom: 'F2022' }, page)).toEqual([]);
    expect(plans).toHaveLength(1);
    expect(plans[0]).toContain('inpatient_case_number_order');
    expect(plans[0]).toMatch(/Index Cond: [^"]*case_no\)?(?:::text)? >= 'F2022'/);
    expect(plans[0]).not.toContain('Sort Key');
  } finally {
    await client.query('ROLLBACK');
    client.release();
    await test.close();
  }
});
