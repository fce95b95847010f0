import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importCases } from '../../src/app/cases/import-cases.js';
import { indicatorReport } from '../../src/app/indicators/indicator-report.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';

const REGION = '991468';
const key = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE' } as const;

/** Institution, day of discharge, days since the last stay (null: not stated), what the fund paid, region of insurance. */
const CASES = [
  ['H01', '2024-03-08', 10, '1000.00', REGION],
  ['H01', '2024-03-09', 30, '3000.00', REGION],
  ['H01', '2024-07-10', 31, '2000.00', REGION],
  ['H01', '2024-07-11', null, '2000.00', REGION],
  ['H02', '2024-03-12', null, '1000.00', REGION],
  ['H02', '2024-07-13', 0, '500.00', REGION],
  ['H02', '2024-07-14', 200, '500.00', REGION],
  ['H03', '2024-07-15', null, '1000.00', REGION],
  ['H03', '2024-07-16', 1, '9000.00', '370300'], // not paid by points: in neither sum
] as const;

describe('how soon the insured are back in hospital (N21-32b)', () => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await openTestDatabase()));
  afterAll(() => test.close());

  it('is the share of the cases that are paid by points, of a year and of a month, for the region and each institution', async () => {
    const platform = testPlatform(test.store);
    const caller = platformCaller(platform);
    await new ProductCity(platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
    const city = new ProductCity(platform, REGION, 2024);
    const plan = await city.load(fileOf(REGION, '2024.1').text);
    await city.institutions(plan);
    await city.catalogue(plan);
    const rows = CASES.map(([institutionCode, dischargeDate, daysSinceLastStay, fundPaid, insuredRegionCode], n) => ({
      ...{ caseNo: `R-${n}`, institutionCode, insurance: 'EMPLOYEE', insuredRegionCode, sex: 'FEMALE', dischargeWay: '1', ageYears: 50 },
      ...{ admissionDate: '2024-03-01', dischargeDate, principalDiagnosis: 'I63.900', totalCost: '10000.00', fundPaid },
      ...(daysSinceLastStay === null ? {} : { daysSinceLastStay }),
    }));
    const asked = { regionCode: REGION, rows, onDuplicate: 'REJECT', errorPolicy: 'ABORT', dryRun: false, idempotencyKey: 'cases' } as const;
    expect((await importCases(platform, caller, asked)).rejected).toBe(0);
    await city.records(plan);
    const { run } = await city.clear(plan);
    expect(run.status).toBe('SUCCEEDED');
    const shares = async (period: string): Promise<readonly unknown[]> => {
      const { cells } = await indicatorReport(platform, caller, {
        ...{ ...key, period, indicators: ['readmissionShare', 'readmissionFundShare'] },
      });
      return cells
        .filter(({ kind }) => kind === 'REGION' || kind === 'INSTITUTION')
        .map(({ code, figures }) => [code, ...figures.map(({ value }) => value)]);
    };
    // H01 2 of 4 and 4,000.00 of 8,000.00; H02 1 of 3 and 500.00 of 2,000.00; the region 3 of 8 and 4,500.00 of 11,000.00.
    expect(await shares('YEAR')).toEqual([
      [REGION, '0.3750', '0.4091'],
      ['H01', '0.5000', '0.5000'],
      ['H02', '0.3333', '0.2500'],
      ['H03', '0.0000', '0.0000'],
    ]);
    expect(await shares('03')).toEqual([
      [REGION, '0.6667', '0.8000'], // 2 of 3, 4,000.00 of 5,000.00
      ['H01', '1.0000', '1.0000'],
      ['H02', '0.0000', '0.0000'],
    ]);
  }, 120_000);
});
