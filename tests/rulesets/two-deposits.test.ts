import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconciliation } from '../../src/app/accounting/reconciliation.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { runSampleYear } from '../../src/app/sample/run-sample-year.js';
import { setAssessment } from '../../src/app/years/set-assessment.js';
import { must } from '../../src/engine/kit/assert.js';
import { decimal, yuanToFen } from '../../src/engine/number/quantity.js';
import { YEAR_KEY } from '../../src/engine/plan/periods.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';

const REGION = '991455';
const key = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE' } as const;
/** What is given back of each deposit, in hundredths: by the score, and by the breaches. */
const INSTITUTIONS = [
  { code: 'H01', score: '90', breaches: '0', quality: 100n, performance: 100n },
  { code: 'H02', score: '89.99', breaches: '1', quality: 80n, performance: 75n },
  { code: 'H03', score: '69.99', breaches: '5', quality: 0n, performance: 0n },
] as const;
const CASES = 36;

/** Hundredths of fen, half a fen up. */
const share = (fen: bigint, hundredths: bigint): bigint => (2n * fen * hundredths + 100n) / 200n;

describe('quality and performance deposits are withheld monthly, each on its own account (N25-26, N21-27, ZB-16)', () => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await openTestDatabase()));
  afterAll(() => test.close());

  it('withheld = returned + forfeited for each of them, by the ledger of a whole year', async () => {
    const platform = testPlatform(test.store);
    const caller = platformCaller(platform);
    await new ProductCity(platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
    const city = new ProductCity(platform, REGION, 2024);
    const plan = await city.load(fileOf(REGION, '2024.1').text);
    await city.institutions(plan);
    await city.catalogue(plan);
    await city.cases(plan, CASES, { fundPaid: '1000.10' });
    await city.records(plan);
    const assessments = INSTITUTIONS.flatMap(({ code: institutionCode, score, breaches }) => [
      { institutionCode, name: 'assessmentScore', value: score },
      { institutionCode, name: 'breaches', value: breaches },
    ]);
    await setAssessment(platform, caller, { ...key, assessments, reason: '年度考核', idempotencyKey: 'scores' });
    const settled = await runSampleYear(platform, key);
    expect(settled.map(({ run }) => run.stage)).toEqual(settled.map(() => 'PAID'));

    const { runNo } = must(settled.at(-1), 'year').run;
    const months = await platform.store.transaction(PLATFORM_ACCESS, 'READ', async ({ runResults }) => {
      const found = [];
      for (const { run } of settled)
        if (run.period !== YEAR_KEY) found.push(...(await runResults.scopeValues(REGION, run.runNo, 'institutionMonth')));
      return found;
    });
    const entries = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ ledger }) => ledger.entries(key, { limit: 10_000 }));
    for (const { code, quality, performance } of INSTITUTIONS) {
      const own = entries.filter((entry) => entry.institutionCode === code && entry.cause === 'RUN');
      const sum = (isOne: (entry: (typeof own)[number]) => boolean): bigint =>
        own.reduce((all, entry) => (isOne(entry) ? all + entry.amountFen : all), 0n);
      const charged = months.flatMap(({ institutionCode, values }) =>
        institutionCode === code ? [yuanToFen(decimal(String(values['monthFund'])))] : [],
      );
      expect(charged.filter((fen) => fen > 0n).length).toBeGreaterThan(3);
      for (const [account, held, returned, rate, back] of [
        ['QUALITY_DEPOSIT', 'depositHeld', 'depositReturned', 3n, quality],
        ['PERFORMANCE_DEPOSIT', 'performanceDepositHeld', 'performanceDepositReturned', 2n, performance],
      ] as const) {
        const withheld = sum(({ period, to }) => period !== YEAR_KEY && to === account);
        const byHand = charged.reduce((all, fen) => all + share(fen, rate), 0n);
        const given = share(withheld, back);
        expect([code, account, withheld]).toEqual([code, account, byHand]);
        expect(sum(({ line, from }) => line === `takenBack.${account}` && from === account)).toBe(withheld);
        expect(sum(({ line, to }) => line === held && to === account)).toBe(withheld);
        expect(sum(({ line, from }) => line === returned && from === account)).toBe(given);
        const list = await reconciliation(caller, { ...key, institutionCode: code });
        const forfeited = account === 'QUALITY_DEPOSIT' ? list.depositFen : list.performanceDepositFen;
        expect([code, account, given + forfeited]).toEqual([code, account, withheld]);
      }
    }
    const accounts = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runResults }) => runResults.accounts(REGION, runNo));
    expect(accounts.map(({ account }) => account)).toEqual(expect.arrayContaining(['QUALITY_DEPOSIT', 'PERFORMANCE_DEPOSIT']));
  }, 180_000);
});
