import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctedCases, correctionsOf, type Corrections } from '../../../../src/app/clearing/evidence/corrections.js';
import type { RunRecord } from '../../../../src/app/ports/clearing/ports-run.js';
import { must } from '../../../../src/engine/kit/assert.js';
import { MONTH_KEYS } from '../../../../src/engine/plan/periods.js';
import { openTestDatabase, type TestDatabase } from '../../../support/database.js';
import { closePeriod, confirmRun, makeMonthlyCity, settlePeriod } from '../../../support/monthly-city.js';
import { testPlatform, tinyCase, tinyCities, upTo, yuan, type TinyCity } from '../../../support/tiny-city.js';

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
const january = CASES.filter(({ dischargeDate }) => dischargeDate.startsWith('2024-01'));
const late = tinyCase(901, {
  ...{ institutionCode: 'H3', admissionDate: '2024-01-20', dischargeDate: '2024-01-25', settlementDate: '2024-01-26' },
});

/** January is closed; then one case is voided, one reversed, one corrected in its amount, one moved to February, and one comes late. */
async function correctedCity() {
  const city = await makeMonthlyCity(nextCity(), CASES);
  await closePeriod(city, '01');
  const [voided, reversed, moved] = [must(january[0], 'case'), must(january[1], 'case'), must(january[2], 'case')];
  const revised = must(january.at(-1), 'case');
  const days = { admissionDate: '2024-02-01', dischargeDate: '2024-02-03', settlementDate: '2024-02-04' };
  await city.putCases([late]);
  await city.write(async ({ cases, reversals }) => {
    await cases.void(city.regionCode, [voided]);
    await reversals.reverse(city.regionCode, [{ ...reversed, reversalNo: 'F-1', reversedOn: '2024-02-05' }]);
    const rows = [
      { ...revised, fundPaid: yuan(123_400) },
      { ...moved, ...days },
    ];
    await cases.insert({ regionCode: city.regionCode, onDuplicate: 'REVISE', rows });
  });
  return { city, voided, reversed, moved, revised };
}

const of = (city: TinyCity, run: RunRecord, institutionCode: string): Promise<Corrections | undefined> =>
  correctionsOf(platform, city.read.bind(city), { ...run, institutionCode });
const fen = (text: string): bigint => BigInt(text.replace('.', ''));
const figure = (list: readonly { readonly name: string; readonly difference: string }[], name: string): string =>
  must(list.find((one) => one.name === name)?.difference, name);

describe('更正 what a statement says of months that were closed before (N21-28)', () => {
  it('each cause with its cases; the differences and the own month are what the run counted, to the fen', async () => {
    const { city, voided, reversed, moved, revised } = await correctedCity();
    const run = await settlePeriod(city, '02');
    const kinds = new Map<string, string>();
    for (const code of ['H1', 'H2', 'H3']) {
      const found = must(await of(city, run, code), 'corrections');
      expect(found.months.map(({ month, closedBy }) => [month, closedBy.period])).toEqual([['01', '01']]);
      const [first] = found.months;
      const money = must(
        first?.figures.find(({ name }) => name === 'monthFund'),
        'money',
      );
      expect(money.unit).toBe('yuan');
      const stated = (cases: typeof CASES): bigint =>
        cases
          .filter(({ institutionCode, caseFlags }) => institutionCode === code && caseFlags.length === 0)
          .reduce((sum, { fundPaid }) => sum + (must(fundPaid, 'fund').n * 100n) / must(fundPaid, 'fund').d, 0n);
      const nowKnown = [
        ...january.filter((one) => ![voided, reversed, moved, revised].includes(one)),
        { ...revised, fundPaid: yuan(123_400) },
        late,
      ];
      expect([fen(money.counted), fen(money.now)]).toEqual([stated(january), stated(nowKnown)]);
      expect(fen(money.difference)).toBe(fen(money.now) - fen(money.counted));
      const causes = must(first, 'month').causes;
      expect(causes.reduce((sum, { differences }) => sum + fen(figure(differences, 'monthFund')), 0n)).toBe(fen(money.difference));
      const cases = await correctedCases(platform, city.read.bind(city), { ...run, institutionCode: code }, { limit: 10 });
      for (const { caseNo, kind } of cases) kinds.set(caseNo, kind);
      expect(cases.length).toBe(Number(causes.reduce((sum, one) => sum + one.cases, 0n)));
    }
    const expected = [
      [late.caseNo, 'LATE'],
      [voided.caseNo, 'VOIDED'],
      [reversed.caseNo, 'REVERSED'],
      ...[moved, revised].map(({ caseNo }) => [caseNo, 'CORRECTED']),
    ];
    expect([...kinds].sort()).toEqual(expected.sort());
  });

  it('a page of cases goes on where the last ended; an institution sees its own only', async () => {
    const { city } = await correctedCity();
    const run = await settlePeriod(city, '02');
    const all: string[] = [];
    for (const institutionCode of ['H1', 'H2', 'H3']) {
      const read = city.as('INSTITUTION', { institutionCode }).read;
      for (const code of ['H1', 'H2', 'H3']) {
        const page = await correctedCases(platform, read, { ...run, institutionCode: code }, { limit: 10 });
        if (code !== institutionCode) expect(page).toEqual([]);
        else all.push(...page.map(({ caseNo }) => caseNo));
        for (const [index, { caseNo }] of page.entries()) {
          const [next] = await correctedCases(platform, read, { ...run, institutionCode: code }, { limit: 1, after: caseNo });
          expect(next?.caseNo).toBe(page[index + 1]?.caseNo);
        }
      }
      const own = must(await correctionsOf(platform, read, { ...run, institutionCode }), 'own');
      expect(own).toEqual(await of(city, run, institutionCode));
    }
    expect(all.length).toBe(5);
  });

  it('the first month has none; a month in which nothing changed says so; the year is compared with its last month, and again with itself', async () => {
    const city = await makeMonthlyCity(nextCity(), CASES);
    const first = await closePeriod(city, '01');
    expect(await of(city, first, 'H1')).toBeUndefined();
    for (const key of MONTH_KEYS.slice(1)) {
      const run = await closePeriod(city, key);
      const found = must(await of(city, run, 'H1'), key);
      expect(found.months.map(({ month }) => month)).toEqual(MONTH_KEYS.slice(0, MONTH_KEYS.indexOf(key)));
      for (const { figures, causes } of found.months) {
        expect(causes).toEqual([]);
        for (const { counted, now } of figures) expect(now).toBe(counted);
      }
    }
    await city.putCases([late]);
    const year = await confirmRun(city, await city.clear());
    const [month] = must(await of(city, year, 'H3'), 'year').months;
    expect(month).toMatchObject({ month: '01', closedBy: { period: '01' }, causes: [{ kind: 'LATE', cases: 1n }] });
    const other = tinyCase(902, { institutionCode: 'H3', dischargeDate: '2024-03-04', settlementDate: '2024-03-05' });
    await city.putCases([other]);
    const again = must(await of(city, await city.clear({ idempotencyKey: 'again' }), 'H3'), 'second clearing');
    expect(again.comparedWith).toBe(year.runNo);
    expect(again.months.filter(({ causes }) => causes.length > 0)).toMatchObject([
      { month: '03', closedBy: { period: 'YEAR', runNo: year.runNo }, causes: [{ kind: 'LATE', cases: 1n }] },
    ]);
  });
});
