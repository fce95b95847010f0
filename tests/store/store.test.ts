import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';

describe.each(TEST_ENGINES)('store on %s', (engine) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase(engine);
  });
  afterAll(() => test.close());

  it('keeps what a transaction committed and nothing of one that threw', async () => {
    await test.store.transaction(PLATFORM_ACCESS, 'WRITE', (unit) =>
      unit.regions.save({ code: '990300', name: '演示市', parentCode: null, sandbox: true }),
    );
    await expect(
      test.store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
        await unit.regions.save({ code: '990400', name: '另一市', parentCode: null, sandbox: true });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    const regions = await test.store.transaction(PLATFORM_ACCESS, 'READ', (unit) => unit.regions.list());
    expect(regions.map((region) => region.code)).toEqual(['990300']);
  });
});
