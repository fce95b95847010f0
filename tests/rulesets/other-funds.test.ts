import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importCases } from '../../src/app/cases/import-cases.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { insuredRegions } from '../../src/app/clearing/evidence/insured-regions.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { runSampleYear } from '../../src/app/sample/run-sample-year.js';
import { publish } from '../../src/app/publications/publish.js';
import { recordPayment, type StatedPayment } from '../../src/app/years/record-payment.js';
import { setBudget } from '../../src/app/years/set-budget.js';
import { reconciliation } from '../../src/app/accounting/reconciliation.js';
import { vouchers } from '../../src/app/accounting/vouchers.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import type { RunRecord } from '../../src/app/ports/clearing/ports-run.js';
import type { StatementRecord } from '../../src/app/ports/clearing/ports-run-results.js';
import { must } from '../../src/engine/kit/assert.js';
import { addDays } from '../../src/engine/kit/calendar.js';
import { printFen } from '../../src/engine/number/quantity.js';
import { POOL_ACCOUNTS } from '../../src/engine/plan/accounts.js';
import { YEAR_KEY } from '../../src/engine/plan/periods.js';
import type { Plan } from '../../src/engine/plan/plan.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';

const REGION = '991470';
const key = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE' } as const;
const HOSPITALS = ['H01', 'H02', 'H03'] as const;
const ELSEWHERE = ['990300', '990310', '990310'] as const;

/** A case of a month; `more` is what other funds paid, and where the patient is insured. */
function row(n: number, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const dischargeDate = addDays('2024-01-10', (n * 29) % 350);
  const cost = 4000 + ((n * 7919) % 9000);
  return {
    ...{ caseNo: `N-${n}`, institutionCode: HOSPITALS[n % 3], insurance: 'EMPLOYEE', insuredRegionCode: REGION, ...{ sex: 'FEMALE' } },
    ...{ admissionDate: addDays(dischargeDate, -5), dischargeDate, ageYears: 40 + n, principalDiagnosis: ['I63.900', 'J18.900'][n % 2] },
    ...{ totalCost: `${cost}.37`, fundPaid: `${Math.floor(cost / 2)}.11`, dischargeWay: '1', ...more },
  };
}

/** What other funds paid of every second case: amounts that don't divide evenly. */
const shares = (n: number): Readonly<Record<string, string>> =>
  n % 2 === 0
    ? { catastrophicPaid: `${100 + 7 * n}.01`, assistancePaid: '20.03', ...(n % 4 === 0 ? { civilServantPaid: '9.99' } : {}) }
    : {};

describe("other funds' shares stand apart (N21-16, N25-03, N25-11)", () => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await openTestDatabase()));
  afterAll(() => test.close());

  async function cityOf(platform: Platform): Promise<{ readonly city: ProductCity; readonly plan: Plan }> {
    await new ProductCity(platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
    const city = new ProductCity(platform, REGION, 2024);
    const plan = await city.load(fileOf(REGION, '2024.1').text);
    await city.institutions(plan);
    await city.catalogue(plan);
    await city.records(plan);
    await budget(platform, '100000.00', '5000.00');
    return { city, plan };
  }

  let sent = 0;
  const once = (): { readonly idempotencyKey: string } => ({ idempotencyKey: `other ${(sent += 1)}` });
  const budget = (platform: Platform, catastrophicFund: string, assistanceFund: string) =>
    setBudget(platform, platformCaller(platform), {
      ...{ ...key, reason: '年初预算', ...once() },
      items: Object.entries({
        ...{ income: '2000000.00', byGroupPlan: '1000000.00', historicalCost: '1000000.00', historicalPoints: '100000' },
        ...{ catastrophicFund, assistanceFund },
      }).map(([name, value]) => ({ name, value })),
    });
  const send = async (platform: Platform, rows: readonly Record<string, unknown>[]): Promise<void> => {
    const asked = { regionCode: REGION, rows, onDuplicate: 'REVISE', errorPolicy: 'ABORT', dryRun: false, ...once() } as const;
    const { rejected, results } = await importCases(platform, platformCaller(platform), asked);
    expect([rejected, results.flatMap(({ problems }) => problems)]).toEqual([0, []]);
  };
  const lineOf = (statement: StatementRecord, line: string): string =>
    must((statement.steps as { key: string; amount: string }[]).find((step) => step.key === line), line).amount;
  const accountsOf = async (platform: Platform, { runNo }: RunRecord) =>
    new Map(
      (await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runResults }) => runResults.accounts(REGION, runNo))).map(
        ({ account, openingFen, closingFen }) => [account, [printFen(openingFen), printFen(closingFen)]],
      ),
    );

  it('add to statements and accounts, and change no point value and no line of the basic fund (N25-03, N25-11)', async () => {
    const platform = testPlatform(test.store);
    const { city, plan } = await cityOf(platform);
    const local = Array.from({ length: 24 }, (_, n) => row(n));
    await send(platform, local);
    const before = await city.clear(plan);

    await send(platform, [
      ...local.map((one, n) => ({ ...one, ...shares(n) })),
      ...ELSEWHERE.map((insuredRegionCode, n) => row(30 + n, { insuredRegionCode, catastrophicPaid: '1.00' })),
    ]);
    const after = await city.clear(plan);
    expect([after.run.status, after.run.totals.imbalanceFen]).toEqual(['SUCCEEDED', 0n]);
    expect(after.run.totals.fundFen).toBe(before.run.totals.fundFen);
    const basic = ['entitlement', 'overrunShared', 'surplusReturned', 'deducted', 'depositHeld', 'alreadyPaid'];
    for (const [i, statement] of after.statements.entries()) {
      const earlier = must(before.statements[i], 'statement');
      expect(basic.map((line) => lineOf(statement, line))).toEqual(basic.map((line) => lineOf(earlier, line)));
    }
    const shared = (line: string): bigint =>
      after.statements.reduce((sum, statement) => sum + BigInt(lineOf(statement, line).replace('.', '')), 0n);
    const stated = (name: string): bigint =>
      local.reduce((sum, _, n) => sum + BigInt((shares(n)[name] ?? '0.00').replace('.', '')), 0n);
    // Patients insured elsewhere are charged to their regions whole: their catastrophic share is not in the local pool.
    expect(shared('catastrophicShare')).toBe(stated('catastrophicPaid'));
    expect([shared('assistanceShare'), shared('civilServantShare')]).toEqual([stated('assistancePaid'), stated('civilServantPaid')]);
    const accounts = await accountsOf(platform, after.run);
    expect(accounts.get('CATASTROPHIC')).toEqual(['100000.00', printFen(10_000_000n - stated('catastrophicPaid'))]);
    expect(accounts.get('ASSISTANCE')).toEqual(['5000.00', printFen(500_000n - stated('assistancePaid'))]);
    expect(accounts.get('CIVIL_SERVANT')).toEqual(['0.00', printFen(-stated('civilServantPaid'))]);
    expect(accounts.get('OUT_OF_REGION')).toEqual(['0.00', printFen(-shared('elsewhereShare'))]);
    expect(shared('elsewhereShare')).toBeGreaterThan(0n);
    expect([...(await accountsOf(platform, before.run)).keys()].filter((one) => one === 'CIVIL_SERVANT' || one === 'OUT_OF_REGION')).toEqual([]);

    // What is charged to each region of insurance adds up to what the pool paid, to the fen.
    const report = must(await insuredRegions(platform, platformCaller(platform).read, after.run), 'report by region of insurance');
    expect(report.by.name).toBe('elsewherePoints');
    expect(report.regions.map(({ insuredRegionCode, cases }) => [insuredRegionCode, cases])).toEqual([['990300', 1n], ['990310', 2n]]); // prettier-ignore
    expect(report.regions.reduce((sum, { amountFen }) => sum + amountFen, 0n)).toBe(shared('elsewhereShare'));
    expect(report.regions.every(({ amountFen, institutions }) => institutions.reduce((sum, one) => sum + one.amountFen, 0n) === amountFen)).toBe(true); // prettier-ignore
    expect(await insuredRegions(platform, platformCaller(platform).read, { ...after.run, period: '01' })).toBeUndefined();

    // Shared pro rata to the fen where the catastrophic budget is too small; refused where assistance is overdrawn.
    await budget(platform, '1000.01', '5000.00');
    const limited = await city.clear(plan);
    expect(
      limited.statements.reduce((sum, statement) => sum + BigInt(lineOf(statement, 'catastrophicShare').replace('.', '')), 0n),
    ).toBe(100_001n);
    await budget(platform, '1000.01', printFen(stated('assistancePaid') - 1n));
    const { run: failed } = await city.clear(plan);
    expect([failed.status, failed.failure?.code]).toEqual(['FAILED', 'EVALUATION_FAILED']);
    expect(failed.failure?.en).toContain('ASSISTANCE) failed: An account is overdrawn.');
    await budget(platform, '1000.01', printFen(stated('assistancePaid')));
    expect((await city.clear(plan)).run.status).toBe('SUCCEEDED');
  }, 240_000);

  it('are paid month by month, each by its own fund, and the year is PAID when every fund has paid (N21-28, N25-27)', async () => {
    const platform = testPlatform(test.store);
    const caller = platformCaller(platform);
    const held = async (account: string, pool: string, institutionCode: string | null): Promise<string> => {
      const balances = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ ledger }) => ledger.balances(key));
      const own = balances.find((one) => one.account === account && one.pool === pool && one.institutionCode === institutionCode);
      return printFen(own?.balanceFen ?? 0n);
    };
    const pay = (amount: string, more: Partial<StatedPayment>) =>
      recordPayment(platform, caller, {
        ...{ ...key, institutionCode: 'H01', amount, paidOn: '2024-02-03', reason: '拨付', source: '回单', ...more, ...once() },
      });
    await budget(platform, '100000.00', '5000.00');
    // Before the month is settled it is an advance of that fund alone.
    const advance = await pay('10.00', { month: 1, purpose: 'CATASTROPHIC' });
    expect([await held('PREPAID', 'CATASTROPHIC', 'H01'), await held('PREPAID', 'BASIC', 'H01')]).toEqual(['-10.00', '0.00']);
    await expect(pay('-10.00', { month: 1, purpose: 'ASSISTANCE', reversesId: advance.id })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });

    const settled = await runSampleYear(platform, key);
    expect(settled.map(({ run }) => [run.period, run.stage])).toEqual(settled.map(({ run }) => [run.period, 'PAID']));
    const year = must(settled.at(-1), 'year').run;
    const balances = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ ledger }) => ledger.balances(key));
    const accounts = await accountsOf(platform, year);
    for (const pool of POOL_ACCOUNTS) {
      const own = balances.filter((one) => one.pool === pool);
      const sum = (account: string): bigint => own.reduce((all, one) => (one.account === account ? all + one.balanceFen : all), 0n);
      expect(own.reduce((all, { balanceFen }) => all + balanceFen, 0n)).toBe(0n);
      expect([sum('INSTITUTION'), sum('PREPAID'), sum('FUND')]).toEqual([0n, 0n, 0n]);
      const [opening = '', closing = ''] = must(accounts.get(pool), pool);
      expect([printFen(sum('BANK')), printFen(sum(pool))]).toEqual([printFen(BigInt(opening.replace('.', '')) - BigInt(closing.replace('.', ''))), closing]); // prettier-ignore
    }
    // What one fund takes back is owed again by this fund, whatever others paid too much: the year is not paid.
    const paid = await pay('30.00', { purpose: 'REGULAR' });
    const again = await pay('5.00', { purpose: 'CIVIL_SERVANT' });
    await pay('-5.00', { purpose: 'CIVIL_SERVANT', reversesId: again.id });
    const stage = async (): Promise<string> =>
      must(await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runs }) => runs.findByNo(REGION, year.runNo)), 'run').stage;
    expect(await stage()).toBe('PAID');
    await expect(pay('-5.00', { purpose: 'CIVIL_SERVANT' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    const last = must(
      (await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ fundYears }) => fundYears.payments(key))).findLast(
        ({ purpose, amountFen, institutionCode }) => purpose === 'CIVIL_SERVANT' && amountFen > 0n && institutionCode === 'H01' && amountFen !== 500n,
      ),
      'payment of the civil-servant subsidy',
    );
    await pay(printFen(-last.amountFen), { period: last.period, purpose: 'CIVIL_SERVANT', reversesId: last.id });
    expect([await held('INSTITUTION', 'BASIC', 'H01'), await held('INSTITUTION', 'CIVIL_SERVANT', 'H01')]).toEqual(['-30.00', printFen(last.amountFen)]);
    const stages = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runs }) => runs.closed(key));
    expect(stages.length).toBe(settled.length);
    expect((await reconciliation(caller, { ...key, institutionCode: 'H01' })).owedByPool.filter(({ owedFen }) => owedFen !== 0n)).toEqual([
      { pool: 'BASIC', owedFen: -3_000n },
      { pool: 'CIVIL_SERVANT', owedFen: last.amountFen },
    ]);
    // Four patients insured elsewhere: what their fund holds, owes and paid is not published; what pays for enough cases in every month is.
    const counted = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runSums }) => runSums.casesOfPools(REGION, [year.runNo]));
    const { execution } = (await publish(platform, caller, { ...key, period: YEAR_KEY, reason: '年度公布', dryRun: true, ...once() })).bundle;
    for (const pool of POOL_ACCOUNTS) {
      const own = counted.filter((one) => one.pool === pool);
      expect(own.length).toBeGreaterThan(0);
      const isFew = own.some(({ cases }) => cases < 5n);
      const shown = execution.accounts.filter(({ name }) => name.startsWith(pool));
      expect(shown.map(({ amount }) => amount === null)).toEqual([isFew, isFew, isFew]);
    }
    const lines = await vouchers(platform, caller, key);
    for (const pool of POOL_ACCOUNTS) {
      const own = lines.filter((one) => one.pool === pool);
      const sum = (side: 'debit' | 'credit'): bigint => own.reduce((all, one) => all + BigInt((one[side] ?? '0').replace('.', '')), 0n);
      expect(own.length).toBeGreaterThan(0);
      expect(sum('debit')).toBe(sum('credit'));
    }
    await pay('-30.00', { purpose: 'REGULAR', reversesId: paid.id });
  }, 300_000);
});
