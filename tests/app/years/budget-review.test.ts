import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { budgetReview } from '../../../src/app/years/budget-review.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { BUDGET, testPlatform, TinyCity } from '../../support/tiny-city.js';

describe('the yearly review of a budget (DU-1)', () => {
  let test: TestDatabase;
  let city: TinyCity;
  beforeAll(async () => {
    test = await openTestDatabase();
    city = await new TinyCity(testPlatform(test.store)).make();
  });
  afterAll(() => test.close());

  it('sets each line beside the actual that is stated for it; every revision has its reason; nothing is guessed', async () => {
    await city.write(({ fundYears }) =>
      fundYears.setBudget(city.key, { ...BUDGET, income: '5200000.00' }, { reason: '年中调整', source: '批复2' }),
    );
    await city.write(({ fundYears }) =>
      fundYears.setActuals(city.key, { adjustmentFundBalance: '30000.00', outOfRegion: '300000.00' }, { reason: '年终决算' }),
    );
    const run = await city.clear();
    const auditor = city.as('AUDITOR');
    const review = await budgetReview(auditor, city.key, [{ line: 'outOfRegionPlan', actual: 'outOfRegion' }]);
    expect(review).toMatchObject({ inForce: 2, runNo: run.runNo });
    const line = (name: string) => review.lines.find((one) => one.name === name);
    // 300,000 − 250,000 = 50,000; 50,000 ÷ 250,000 = 0.2
    expect(line('outOfRegionPlan')).toEqual({
      ...{ name: 'outOfRegionPlan', kind: 'ITEM', first: '250000.00', current: '250000.00', changedBy: [] },
      ...{ actualName: 'outOfRegion', actual: '300000.00', deviation: '50000.00', deviationRatio: '0.2000' },
    });
    expect(line('income')).toMatchObject({ first: '5000000.00', current: '5200000.00', changedBy: [2], actual: null, deviation: null });
    expect(review.lines.some(({ kind }) => kind === 'COMPOSED')).toBe(true);
    expect(review.revisions.map(({ revision, reason }) => [revision, reason])).toEqual([
      [1, '测试'],
      [2, '年中调整'],
    ]);
    await expect(budgetReview(auditor, city.key, [{ line: 'incom', actual: 'nothing' }])).rejects.toMatchObject({
      fields: [
        { path: ['pairs', '0', 'line'], code: 'UNKNOWN_NAME' },
        { path: ['pairs', '0', 'actual'], code: 'UNKNOWN_NAME' },
      ],
    });
    await expect(budgetReview(city.as('INSTITUTION', { institutionCode: 'H1' }), city.key, [])).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
