import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { INDICATORS, makeIndicatorCity } from './indicator-city.js';
import { provinceReport } from '../../../src/app/indicators/province-report.js';
import { yearComparison, type YearComparison } from '../../../src/app/indicators/year-comparison.js';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { must } from '../../../src/engine/kit/assert.js';
import { printFixed } from '../../../src/engine/number/quantity.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { BUDGET, edits, testPlatform, tinyCase, tinyCities, upTo, type Edit, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let city: TinyCity;
let other: TinyCity;
const PROVINCE = '999999';
const LAST = 40;
const NOW = 60;

/** The version of the year after: by its case mix it means points per case of the run, excluded ones too. */
const NEXT: Edit = (document) => ({
  ...document,
  version: '2025.1',
  effective: { from: '2025-01-01' },
  indicators: (document.indicators ?? []).map((one) => (one.id === 'caseMix' ? { ...one, denominator: 'counted.cases' } : one)),
});

/** The year after: cases of two of the hospitals, cleared by another version. */
async function clearNextYear(): Promise<void> {
  const { regionCode } = city;
  const key = { regionCode, year: 2025, insurance: 'EMPLOYEE' } as const;
  await city.load(edits(INDICATORS, NEXT));
  const moved = upTo(NOW).map((i) => {
    const { admissionDate, dischargeDate, caseNo } = tinyCase(i);
    const next = (day: string): string => day.replace('2024-02-29', '2024-02-28').replace('2024', '2025').replace('2023', '2024');
    return tinyCase(i, {
      ...{ caseNo: `N${caseNo}`, admissionDate: next(admissionDate), dischargeDate: next(dischargeDate), settlementDate: null },
      institutionCode: ['H1', 'H2'][i % 2] ?? 'H1',
    });
  });
  await city.putCases(moved);
  await city.write(async (unit) => {
    await unit.fundYears.setBudget(key, BUDGET, { reason: '次年' });
    await unit.fundYears.setActuals(key, { adjustmentFundBalance: '30000.00' }, { reason: '次年' });
    await unit.announce(regionCode);
  });
  const run = await city.clear({ year: 2025, idempotencyKey: randomUUID() });
  expect(run.failure).toBeNull();
}

beforeAll(async () => {
  test = await openTestDatabase();
  const nextCity = tinyCities(testPlatform(test.store));
  [city, other] = [nextCity(), nextCity()];
  for (const [one, count] of [
    [city, LAST],
    [other, 20],
  ] as const) {
    await makeIndicatorCity(one, upTo(count).map((i) => tinyCase(i))); // prettier-ignore
    expect((await one.clear({ idempotencyKey: 'year' })).failure).toBeNull();
  }
  await test.store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ regions }) => {
    await regions.save({ code: PROVINCE, name: '演示省', parentCode: null, sandbox: true });
    for (const { regionCode: code } of [city, other]) await regions.save({ code, name: `市${code}`, parentCode: PROVINCE, sandbox: true });
  });
});
afterAll(() => test.close());

const compare = (year: number, as = city.as('FINANCE')): Promise<YearComparison> =>
  yearComparison(city.platform, as, { ...city.key, year, period: 'YEAR' });
const figureOf = ({ cells }: YearComparison, id: string, kind = 'REGION', code?: string) => {
  const cell = must(
    cells.find((one) => one.kind === kind && (code === undefined || one.code === code)),
    'cell',
  );
  return must(
    cell.figures.find((one) => one.id === id),
    id,
  );
};

it('a year is compared with the one before, in total and by institution; what differs between them is said (N26-3)', async () => {
  const alone = await compare(2024);
  expect([alone.previous, alone.notes.map(({ code }) => code)]).toEqual([null, ['NO_PREVIOUS_YEAR']]);
  expect(figureOf(alone, 'all.cases')).toMatchObject({ previous: null, change: null, rate: null });

  await clearNextYear();
  const found = await compare(2025);
  const bedDays = (count: number): number => upTo(count).filter((i) => tinyCase(i).caseFlags.includes('BED_DAY')).length;
  const [now, last] = [NOW - bedDays(NOW), LAST - bedDays(LAST)];
  expect(figureOf(found, 'all.cases')).toMatchObject({ value: String(now), previous: String(last), change: String(now - last) });
  expect(figureOf(found, 'all.cases').rate).toBe(((now - last) / last).toFixed(4));
  const parts = found.cells
    .filter(({ kind }) => kind === 'INSTITUTION')
    .flatMap(({ figures }) => figures.filter(({ id }) => id === 'all.cases'));
  expect(parts.reduce((sum, { value }) => sum + Number(value ?? 0), 0)).toBe(now);
  expect(parts.reduce((sum, { previous }) => sum + Number(previous ?? 0), 0)).toBe(last);
  // H3 has no cases any more: it stays in the comparison.
  expect(Number(figureOf(found, 'all.cases', 'INSTITUTION', 'H3').previous)).toBeGreaterThan(0);
  expect(Number(figureOf(found, 'all.cases', 'INSTITUTION', 'H3').value ?? 0)).toBe(0);
  const pointValue = figureOf(found, 'all.pointValue');
  expect([pointValue.value === null, pointValue.previous === null, pointValue.change === null]).toEqual([false, false, false]);
  expect(found.cells.filter(({ kind }) => kind !== 'REGION').flatMap(({ figures }) => figures).some(({ id }) => id === 'all.pointValue')).toBe(false); // prettier-ignore
  // Both versions mean the same by a mean cost; by the case mix they don't: no change is made up.
  expect(figureOf(found, 'meanCost').change).not.toBeNull();
  const mix = figureOf(found, 'caseMix');
  expect([mix.value === null, mix.previous === null, mix.change, mix.rate]).toEqual([false, false, null, null]);
  expect(found.notes.map(({ code }) => code)).toEqual(expect.arrayContaining(['PROVISIONAL', 'RULESET_CHANGED', 'INDICATOR_CHANGED']));
  expect(found.notes.find(({ code }) => code === 'INDICATOR_CHANGED')?.message.zh).toContain('：caseMix。');
  expect(found.current.rulesetVersions).toEqual(['2025.1']);
  expect(found.current.catalogueVersion).toBe(found.previous?.catalogueVersion);

  // An institution sees itself alone.
  const own = await compare(2025, city.as('INSTITUTION', { institutionCode: 'H1' }));
  expect(own.cells.map(({ kind, code }) => `${kind} ${code}`)).toEqual(['INSTITUTION H1']);
});

it('the regions of a province are shown with their totals to a key for them; a region that the key is not for stays out of sight (N25-02b)', async () => {
  const regions = [city.regionCode, other.regionCode];
  const asked = { regionCode: PROVINCE, year: 2024, insurance: 'EMPLOYEE', period: 'YEAR' } as const;
  const found = await provinceReport(city.platform, city.as('AUDITOR', { regions }), asked);
  expect(found.regions.map(({ region, without }) => [region.code, without])).toEqual(regions.map((code) => [code, null]));
  for (const total of found.totals.filter(({ id }) => id === 'all.cases' || id === 'all.points' || id === 'all.entitlement')) {
    const own = found.regions.map(({ figures }) => Number(must(figures.find(({ id }) => id === total.id)?.value ?? undefined, 'value')));
    expect(Number(total.value), total.id).toBeCloseTo(
      own.reduce((sum, one) => sum + one, 0),
      6,
    );
    expect(total.of).toEqual(regions);
  }
  // A ratio is one of sums, no mean of the cities' ratios.
  const mean = must(found.totals.find(({ id }) => id === 'meanCost'), 'meanCost'); // prettier-ignore
  const [cost, cases] = [must(mean.numerator ?? undefined, 'cost'), must(mean.denominator ?? undefined, 'cases')];
  expect(mean.value).toBe((Number(printFixed(cost, 2)) / Number(printFixed(cases, 0))).toFixed(2));

  const one = await provinceReport(city.platform, city.as('AUDITOR'), asked);
  expect(one.regions.map(({ region }) => region.code)).toEqual([city.regionCode]);
  expect(JSON.stringify(one.totals.map(({ of }) => of))).not.toContain(other.regionCode);
  const unsettled = await provinceReport(city.platform, city.as('AUDITOR', { regions }), { ...asked, year: 2026 });
  expect(unsettled.regions.map(({ without }) => without)).toEqual(['NOT_SETTLED', 'NO_RULESET']);
  const refused = { code: 'FORBIDDEN' };
  await expect(provinceReport(city.platform, city.as('INSTITUTION', { institutionCode: 'H1' }), asked)).rejects.toMatchObject(refused);
  await expect(provinceReport(city.platform, city.as('AUDITOR', { regions: ['990700'] }), asked)).rejects.toMatchObject(refused);
});
