import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/app/publications/bundle.js';
import { isLeftOut, leftOut, maskGroups } from '../../../src/app/publications/left-out.js';
import type { IndicatorPlan } from '../../../src/engine/indicators/indicator.js';
import type { IndicatorCell, IndicatorReport } from '../../../src/app/indicators/indicator-report.js';
import { workedBack, type TableSum } from '../../../src/engine/indicators/small-cells.js';
import { must } from '../../../src/engine/kit/assert.js';

const MONTHS = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0'));
const QUARTERS = ['Q1', 'Q2', 'Q3', 'Q4'];
const PARTS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(QUARTERS.map((key, index) => [key, MONTHS.slice(3 * index, 3 * index + 3)])),
  ...{ H1: ['Q1', 'Q2'], H2: ['Q3', 'Q4'], YEAR: ['H1', 'H2'] },
};
/** As a working group publishes: each quarter after its months, each half after its quarters. */
const ORDER = ['01', '02', '03', 'Q1', '04', '05', '06', 'Q2', 'H1', '07', '08', '09', 'Q3', '10', '11', '12', 'Q4', 'H2', 'YEAR'];

const HOSPITALS = Array.from({ length: 14 }, (_, index) => `H${String(index + 1).padStart(2, '0')}`);
const by = (kind: 'CLASS' | 'LEVEL', groups: number): readonly Place[] =>
  Array.from({ length: groups }, (_, group) => ({
    kind,
    code: String(group),
    institutions: HOSPITALS.filter((__, i) => i % groups === group),
  }));
type Place = Pick<IndicatorCell, 'kind' | 'code' | 'institutions'>;
const PLACES: readonly Place[] = [
  { kind: 'REGION', code: '990300', institutions: HOSPITALS },
  ...by('CLASS', 4),
  ...by('LEVEL', 3),
  ...HOSPITALS.map((code): Place => ({ kind: 'INSTITUTION', code, institutions: [code] })),
];

/** Cases of a hospital in a month: of most of them some dozens, of the last six one to nine; always the same. */
const casesIn = (month: string, hospital: string): bigint => {
  const [m, h] = [Number(month), HOSPITALS.indexOf(hospital)];
  const drawn = (m * 7919 + h * 104729 + m * h * 31) % 97;
  return BigInt(h < 8 ? 20 + (drawn % 40) : 1 + (drawn % 9));
};
const monthsOf = (period: string): readonly string[] => PARTS[period]?.flatMap(monthsOf) ?? [period];
const countOf = (period: string, { institutions }: Place): bigint =>
  monthsOf(period).reduce((sum, month) => institutions.reduce((all, code) => all + casesIn(month, code), sum), 0n);

/** What is left out of every period of a year, each published beside those before it. */
function publishYear(): ReadonlyMap<string, ReadonlySet<string>> {
  const published = new Map<string, ReadonlySet<string>>();
  const earlier: Bundle[] = [];
  for (const key of ORDER) {
    const cells = PLACES.map((place): IndicatorCell => ({ ...place, figures: [] }));
    const report = { period: { key, yearMonths: MONTHS }, cells } as unknown as IndicatorReport;
    const group = { id: 'cases', indicators: ['cases'], cells: ['cases'] };
    const places = leftOut({ report, group, min: 5n, countIn: (cell) => countOf(key, cell), earlier });
    published.set(key, places);
    const figure = (place: Place) => ({
      indicator: 'cases',
      ...(isLeftOut(places, place) ? { value: null, reason: 'SUPPRESSED' } : { value: String(countOf(key, place)), reason: null }),
    });
    earlier.push({ period: { key }, cells: PLACES.map((place) => ({ ...place, figures: [figure(place)] })) } as unknown as Bundle);
  }
  return published;
}

describe('a year of publications, month by month (N25-39b)', () => {
  const published = publishYear();
  const out = (period: string): readonly Place[] => PLACES.filter((place) => isLeftOut(must(published.get(period), period), place));

  it('leaves out little of each period, and the region never', () => {
    for (const period of ORDER) {
      expect(out(period).filter(({ kind }) => kind === 'REGION')).toEqual([]);
      expect(out(period).length, period).toBeLessThanOrEqual(12);
    }
    expect(ORDER.filter((period) => out(period).length > 0).length).toBeGreaterThan(12); // there are small ones all the year
  });

  it('leaves out every small cell, and whoever reads all of it can work none back', () => {
    const numberOf = (period: string, place: Place): number => ORDER.indexOf(period) * PLACES.length + PLACES.indexOf(place);
    const within = (place: Place): readonly Place[] =>
      PLACES.filter(({ kind, code }) => kind === 'INSTITUTION' && place.kind !== 'INSTITUTION' && place.institutions.includes(code));
    const sums: TableSum[] = ORDER.flatMap((period) =>
      PLACES.flatMap((place) => {
        const total = numberOf(period, place);
        const parts = PARTS[period]?.map((part) => numberOf(part, place));
        const ofRegion =
          place.kind === 'REGION' ? (['CLASS', 'LEVEL'] as const).map((kind) => PLACES.filter((one) => one.kind === kind)) : [];
        const tables = [within(place), ...ofRegion].filter((one) => one.length > 0);
        return [
          ...(parts === undefined ? [] : [{ total, parts }]),
          ...tables.map((one) => ({ total, parts: one.map((part) => numberOf(period, part)) })),
        ];
      }),
    );
    const unknown = new Set(ORDER.flatMap((period) => out(period).map((place) => numberOf(period, place))));
    expect(workedBack(sums, unknown)).toEqual([]);
    for (const period of ORDER)
      for (const place of PLACES) if (countOf(period, place) < 5n) expect(unknown.has(numberOf(period, place))).toBe(true);
  });
});

it('a count that article 24 has published joins nobody: the fund of two special cases is left out, the region’s cases are not (N25-24)', () => {
  const one = (id: string, numerator: string, denominator?: string, cell?: string) =>
    ({
      ...{ id, numerator: [{ name: numerator, sign: 1 }] },
      ...(denominator === undefined ? {} : { denominator: [{ name: denominator, sign: 1 }] }),
      ...(cell === undefined ? {} : { cell: { name: cell, sign: 1 } }),
    }) as unknown as IndicatorPlan;
  const indicators = [
    one('settled', 'cases', undefined, 'cases'),
    one('meanCost', 'cost', 'cases', 'cases'),
    one('approved', 'specialCases'),
    one('specialShare', 'specialCases', 'cases', 'cases'),
    one('specialFund', 'specialFund', undefined, 'specialCases'),
  ];
  expect(maskGroups(indicators).map(({ indicators: ids, cells }) => [[...ids].sort(), cells])).toEqual([
    [['meanCost', 'settled', 'specialShare'], ['cases']],
    [['specialFund'], ['specialCases']],
  ]);
  // Where that count is not published, the fund's small cells are the others' too.
  expect(maskGroups(indicators.filter(({ id }) => id !== 'approved')).length).toBe(1);
});
