import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayRun } from '../../../src/app/clearing/evidence/replay-run.js';
import { importYearRecords } from '../../../src/app/year-files/import-year-records.js';
import { setAssessment } from '../../../src/app/years/set-assessment.js';
import type { PostingRecord, StatementRecord } from '../../../src/app/ports/clearing/ports-run-results.js';
import type { RunRecord } from '../../../src/app/ports/clearing/ports-run.js';
import { must } from '../../../src/engine/kit/assert.js';
import { MONTH_KEYS } from '../../../src/engine/plan/periods.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import {
  closePeriod as close,
  confirmRun as confirm,
  makeMonthlyCity,
  settlePeriod as settle,
  statementsOf as statements,
} from '../../support/monthly-city.js';
import { testPlatform, tinyCase, tinyCities, upTo, yuan, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let platform: ReturnType<typeof testPlatform>;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  platform = testPlatform(test.store);
  nextCity = tinyCities(platform);
});
afterAll(() => test.close());

const CASES = upTo(60).map((i) => tinyCase(i));
const monthlyCity = (): Promise<TinyCity> => makeMonthlyCity(nextCity(), CASES);

const postings = (city: TinyCity, { runNo }: RunRecord): Promise<readonly PostingRecord[]> =>
  city.read(({ runResults }) => runResults.postings(city.regionCode, runNo));

/** Fen that an account pays (+) or receives (−) in a run. */
const moved = (rows: readonly PostingRecord[], account: string): bigint =>
  rows.reduce((sum, row) => (row.account === account ? sum + BigInt(row.sign) * row.amountFen : sum), 0n);

const chargedFen = (cases: typeof CASES, month: string, code: string): bigint =>
  cases
    .filter(
      ({ institutionCode, dischargeDate, caseFlags }) =>
        institutionCode === code && dischargeDate.slice(5, 7) === month && caseFlags.length === 0,
    )
    .reduce((sum, { fundPaid }) => sum + (must(fundPaid, 'fund').n * 100n) / must(fundPaid, 'fund').d, 0n);
/** HALF_UP of a share in hundredths. */
const share = (fen: bigint, percent: bigint): bigint => (fen * percent + 50n) / 100n;

describe('a month is settled by the ruleset (N21-26, N21-27, N21-28, WE-10)', () => {
  it('pays a share, withholds the deposit, takes off the month’s deduction; every fen has an account', async () => {
    const city = await monthlyCity();
    const facts = [{ institutionCode: 'H1', name: 'monthDeduction', value: '350.01' }];
    await setAssessment(platform, city.as('FINANCE'), {
      ...city.key,
      period: '01',
      assessments: facts,
      reason: '抽查',
      idempotencyKey: 'd1',
    });
    const run = await settle(city, '01');
    expect(run).toMatchObject({ period: '01', stage: 'CALCULATED', totals: { imbalanceFen: 0n } });
    expect(run.totals.fundFen).toBeUndefined();
    const expected = ['H1', 'H2', 'H3'].map((code) => {
      const charged = chargedFen(CASES, '01', code);
      return [code, share(charged, 90n) - share(charged, 5n) - (code === 'H1' ? 35_001n : 0n)];
    });
    const own = await statements(city, run);
    expect(own.map(({ institutionCode, payableFen }) => [institutionCode, payableFen])).toEqual(expected);
    const rows = await postings(city, run);
    const charged = ['H1', 'H2', 'H3'].map((code) => chargedFen(CASES, '01', code));
    expect(moved(rows, 'QUALITY_DEPOSIT')).toBe(-charged.reduce((sum, fen) => sum + share(fen, 5n), 0n));
    expect(moved(rows, 'RETAINED')).toBe(-35_001n);
    expect(moved(rows, 'PREPAID')).toBe(charged.reduce((sum, fen) => sum + share(fen, 90n), 0n));
    expect(run.totals.payableFen).toBe(own.reduce((sum, { payableFen }) => sum + payableFen, 0n));
    const replayed = await replayRun(platform, city.as('AUDITOR'), { regionCode: city.regionCode, runId: run.id });
    expect(replayed).toMatchObject({ isIdentical: true, differences: [] });
  });

  it('a closed month stays; a case that comes late, is corrected, voided or reversed counts by the difference in the next one (N21-28)', async () => {
    const city = await monthlyCity();
    const first = await close(city, '01');
    expect(first.stage).toBe('CONFIRMED');
    const january = CASES.filter(({ dischargeDate }) => dischargeDate.startsWith('2024-01'));
    const [voided, reversed, revised] = [must(january[0], 'case'), must(january[1], 'case'), must(january.at(-1), 'case')];
    const late = tinyCase(901, {
      institutionCode: 'H3',
      admissionDate: '2024-01-20',
      dischargeDate: '2024-01-25',
      settlementDate: '2024-01-26',
    });
    const now = { ...revised, fundPaid: yuan(123_400) };
    // A stay that is settled at the end of January and goes on: each part counts in its own month.
    const parts = [
      ['2024-01-31', '1', 'false'],
      ['2024-02-10', '2', 'true'],
    ].map(([day = '', stayPart = '', stayFinal = ''], n) =>
      tinyCase(902 + n, {
        ...{ institutionCode: 'H2', admissionDate: '2024-01-31', dischargeDate: day, settlementDate: day },
        attributes: new Map(Object.entries({ stayNo: 'S1', stayPart, stayFinal })),
      }),
    );
    await city.putCases([late, ...parts]);
    await city.write(async ({ cases, reversals }) => {
      await cases.void(city.regionCode, [voided]);
      await reversals.reverse(city.regionCode, [{ ...reversed, reversalNo: 'F-1', reversedOn: '2024-02-05' }]);
      await cases.insert({ regionCode: city.regionCode, onDuplicate: 'REVISE', rows: [now] });
    });
    const known = [...CASES.filter((one) => one !== voided && one !== reversed && one !== revised), late, now, ...parts];
    const second = await settle(city, '02');
    const paid = new Map((await statements(city, second)).map(({ institutionCode, payableFen }) => [institutionCode, payableFen]));
    for (const code of ['H1', 'H2', 'H3']) {
      const counted = chargedFen(known, '01', code) + chargedFen(known, '02', code) - chargedFen(CASES, '01', code);
      expect(paid.get(code)).toBe(share(counted, 90n) - share(counted, 5n));
    }
    expect(await statements(city, first)).toEqual(await statements(city, await city.run(first)));
  });

  it('a month out of turn, closed, or of a year without months is refused, saying which comes first', async () => {
    const city = await monthlyCity();
    await expect(city.start({ period: '03', idempotencyKey: '3' })).rejects.toThrow(/1月尚未关闭/);
    await expect(city.start({ period: '13', idempotencyKey: '13' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    const [one, other] = [await settle(city, '01'), await settle(city, '01')];
    await confirm(city, one);
    await expect(confirm(city, other)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(city.start({ period: '01', idempotencyKey: 'again' })).rejects.toThrow(/已由结算 \d+ 关闭/);
    const deduction = { period: '01', assessments: [{ institutionCode: 'H1', name: 'monthDeduction', value: '1.00' }] };
    await expect(
      setAssessment(platform, city.as('FINANCE'), { ...city.key, ...deduction, reason: '晚到', idempotencyKey: 'late' }),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const file = Buffer.from('机构编码,结算期,项目,数值\nH1,01,monthDeduction,1.00\nH1,02,monthDeduction,1.00\n');
    const late = { ...city.key, kind: 'ASSESSMENT', file, reason: '晚到', mode: 'STORE' } as const;
    expect((await importYearRecords(platform, city.as('FINANCE'), late)).problems).toMatchObject([
      { line: 2, column: 'period', code: 'PERIOD_CLOSED' },
    ]);
    await expect(city.start({ idempotencyKey: 'year' })).rejects.toThrow(/2月尚未关闭/);
  });
});

describe('a year of months and a quarter (N26-3)', () => {
  it('every month is closed, a quarter is cleared, and the year carries what they came to, to the fen', async () => {
    const city = await monthlyCity();
    const months: RunRecord[] = [];
    for (const key of MONTH_KEYS.slice(0, 3)) months.push(await close(city, key));
    const quarter = await close(city, 'Q1');
    const shares = await statements(city, quarter);
    const advanced = (await Promise.all(months.map((run) => statements(city, run)))).flat();
    const advancedFen = advanced.reduce((sum, { payableFen }) => sum + payableFen, 0n);
    expect(shares.reduce((sum, { payableFen }) => sum + payableFen, 0n)).toBe(10_000_000n - advancedFen); // 2 % of 5,000,000.00, divided to the fen
    for (const key of MONTH_KEYS.slice(3)) months.push(await close(city, key));
    const year = await city.clear();
    expect(year.failure).toBeNull();
    const values = await city.read(({ runResults }) => runResults.scopeValues(city.regionCode, year.runNo, 'institutionYear'));
    for (const { institutionCode, values: own } of values) {
      const of = (rows: readonly StatementRecord[]): bigint =>
        rows.reduce((sum, row) => (row.institutionCode === institutionCode ? sum + row.payableFen : sum), 0n);
      const all = (await Promise.all(months.map((run) => statements(city, run)))).flat();
      expect(own['advancedInYear']).toBe(text(of(all)));
      expect(own['quartersInYear']).toBe(text(of(shares)));
    }
    const cases = (await Promise.all(months.map((run) => statements(city, run)))).flat().reduce((sum, row) => sum + row.cases, 0);
    expect(cases).toBe(CASES.length);
    await confirm(city, year);
    await expect(city.start({ period: 'Q2', idempotencyKey: 'Q2' })).rejects.toThrow(/已由清算 \d+ 确认/);
    const replayed = await replayRun(platform, city.as('AUDITOR'), { regionCode: city.regionCode, runId: year.id });
    expect(replayed).toMatchObject({ isIdentical: true });
  });
});

function text(fen: bigint): string {
  const absolute = fen < 0n ? -fen : fen;
  return `${fen < 0n ? '-' : ''}${absolute / 100n}.${String(absolute % 100n).padStart(2, '0')}`;
}
