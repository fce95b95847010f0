import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../src/app/ports/clearing/ports-run.js';
import type { InpatientCase } from '../../../../src/engine/plan/inpatient-case.js';
import { openTestDatabase, type TestDatabase } from '../../../support/database.js';
import { testPlatform, tinyCase, tinyCities, upTo, yuan, type Edit, type TinyCity } from '../../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

const yuanOutput = { type: 'decimal', unit: 'yuan', round: { scale: 2, mode: 'HALF_UP' } } as const;
const monthly = { of: 'case', where: { inclusion: 'INCLUDED' }, per: 'institutionMonth' } as const;
type Decision = NonNullable<Parameters<Edit>[0]['decisions']>[number];

/** Pre-settlement by a month's decision, added up over the year (ZB-15). */
const withMonth =
  (decision: Partial<Decision>): Edit =>
  (document) => ({
    ...document,
    aggregates: [
      ...(document.aggregates ?? []),
      { id: 'monthFund', ...monthly, sum: 'fundPaid', label: { zh: '当月记账' } },
      { id: 'monthCases', ...monthly, count: true, label: { zh: '当月例数' } },
      { id: 'yearAdvance', of: 'institutionMonth', sum: 'advanced', per: 'institutionYear', label: { zh: '全年预结算' } },
    ],
    decisions: [
      ...(document.decisions ?? []),
      {
        id: 'advanced',
        scope: 'institutionMonth',
        label: { zh: '当月预结算' },
        output: yuanOutput,
        basis: ['demo#7'],
        ...decision,
      },
      {
        id: 'advancedInYear',
        scope: 'institutionYear',
        label: { zh: '全年预结算' },
        output: yuanOutput,
        formula: 'yearAdvance',
        basis: ['demo#7'],
      },
    ],
  });
const SHARE = withMonth({ formula: 'income * 0.001 * (monthFund / monthFund.region)' });

const isInMay = ({ dischargeDate }: InpatientCase): boolean => dischargeDate.startsWith('2024-05');
const CASES = upTo(80).map((i) => tinyCase(i));
const WITHOUT_MAY = CASES.filter((inpatientCase) => !isInMay(inpatientCase));
const inMay = (caseNo: number, stated: Partial<InpatientCase>): InpatientCase =>
  tinyCase(caseNo, { admissionDate: '2024-05-02', dischargeDate: '2024-05-09', settlementDate: '2024-05-10', caseFlags: [], ...stated });

async function cleared(edit: Edit, cases: readonly InpatientCase[]): Promise<{ readonly city: TinyCity; readonly run: RunRecord }> {
  const city = nextCity();
  await city.makeRegion();
  const { groupingHash } = await city.load(edit);
  await city.putCatalogue(groupingHash);
  await city.putYear();
  await city.putCases(cases);
  return { city, run: await city.clear() };
}

/** What was advanced in the year, of all institutions, in fen. */
async function advanced({ city, run }: Awaited<ReturnType<typeof cleared>>): Promise<bigint> {
  expect([run.status, run.failure]).toEqual(['SUCCEEDED', null]);
  const values = await city.read(({ runResults }) => runResults.scopeValues(city.regionCode, run.runNo, 'institutionYear'));
  return values.reduce((sum, { values: own }) => sum + BigInt(String(own['advancedInYear']).replace('.', '')), 0n);
}

describe('a month of which every sum is zero in the region (ZB-15)', () => {
  const perMonth = 500_000n; // income × 0.001, in fen

  it('shares out a month by what the region recorded in it', async () => {
    const got = await advanced(await cleared(SHARE, CASES));
    expect(got >= 12n * perMonth - 12n && got <= 12n * perMonth + 12n).toBe(true); // three shares a month, each rounded
  });

  it('without cases that count, settles nothing in that month: a declared zero', async () => {
    const bedDays = upTo(3).map((i) => inMay(900 + i, { caseFlags: ['BED_DAY'], institutionCode: `H${i + 1}` }));
    const without = await advanced(await cleared(SHARE, WITHOUT_MAY));
    expect(await advanced(await cleared(SHARE, [...WITHOUT_MAY, ...bedDays]))).toBe(without);
    expect(without < 12n * perMonth - 12n).toBe(true);
  });

  it('with cases, but nothing recorded, fails the run by name, month and reason', async () => {
    const unpaid = upTo(3).map((i) => inMay(900 + i, { fundPaid: yuan(0), institutionCode: `H${i + 1}` }));
    const { run } = await cleared(SHARE, [...WITHOUT_MAY, ...unpaid]);
    expect(run).toMatchObject({ status: 'FAILED', failure: { code: 'EVALUATION_FAILED' } });
    expect(run.failure?.zh).toContain('“当月预结算”（institutionMonth，H1 05');
    expect(run.failure?.zh).toContain('除数为零');
    expect(run.failure?.en).toContain('Division by zero');
  });
});
