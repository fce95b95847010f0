import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ACCESS, StoreConflict } from '../../src/app/ports/ports.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';

describe.each(TEST_ENGINES)('foreign keys on %s', (engine) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase(engine);
    await test.store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
      for (const code of ['990301', '990302']) await unit.regions.save({ code, name: code, parentCode: null, sandbox: true });
      await unit.institutions.save([{ regionCode: '990301', code: 'H1', name: '第一医院' }]);
    });
  });
  afterAll(() => test.close());

  it('begin with the region, but for those that lead to a region, a holder or a person', async () => {
    const { rows } = await test.database.pool.query<{ table: string; first: string; target: string }>(
      `SELECT c.conrelid::regclass::text AS table, c.confrelid::regclass::text AS target,
         (SELECT attname FROM pg_attribute WHERE attrelid = c.conrelid AND attnum = c.conkey[1]) AS first
       FROM pg_constraint c WHERE contype = 'f'`,
    );
    const others = rows.filter(({ first }) => first !== 'region_code').map(({ table, target }) => `${table} → ${target}`);
    expect(others.sort()).toEqual([
      'api_key → holder',
      'person → holder',
      'person_session → person',
      'region → region',
      'ruleset_version → ruleset_version',
    ]);
  });

  it('keep regions apart: the institution of one region is none of another', async () => {
    const profile = { institutionCode: 'H1', effectiveFrom: '2024-01-01', level: '3', attributes: {} };
    const add = (regionCode: string): Promise<void> =>
      test.store.transaction(PLATFORM_ACCESS, 'WRITE', (unit) => unit.institutions.addProfiles([{ regionCode, ...profile }]));
    await add('990301');
    const foreign = add('990302');
    await expect(foreign).rejects.toBeInstanceOf(StoreConflict);
    await expect(foreign).rejects.toMatchObject({ kind: 'REFERENCE' });
  });

  it('stand on no result table', async () => {
    const { rows } = await test.database.pool.query<{ table: string }>(
      "SELECT DISTINCT conrelid::regclass::text AS table FROM pg_constraint WHERE contype = 'f'",
    );
    const results = ['score_block', 'score_sum', 'score_mask', 'run_outcome', 'run_exception', 'run_scope_value', 'posting', 'run_shard'];
    expect(rows.map(({ table }) => table).filter((table) => results.includes(table))).toEqual([]);
  });
});
