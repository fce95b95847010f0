import { describe, expect, it } from 'vitest';
import type { PublishedFigure } from '../../../src/app/publications/bundle.js';
import type { PublishedBefore } from '../../../src/app/publications/published-before.js';
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
type Place = Pick<IndicatorCell, 'kind' | 'code' | 'institutions'>;

/** A year: which cases a hospital has in a month, and in which group of a kind it is by the end of a period. */
interface World {
  readonly cases: (month: number, hospital: number) => bigint;
  readonly groupOf: (kind: 'CLASS' | 'LEVEL', hospital: number, lastMonth: number) => number;
}
const GROUPS = { CLASS: 4, LEVEL: 3 } as const;

/** Cases of a hospital in a month: of most of them some dozens, of the last six one to nine; always the same. */
const STEADY: World = {
  cases: (m, h) => {
    const drawn = (m * 7919 + h * 104729 + m * h * 31) % 97;
    return BigInt(h < 8 ? 20 + (drawn % 40) : 1 + (drawn % 9));
  },
  groupOf: (kind, h) => h % GROUPS[kind],
};
/** Hospitals move to other classes and levels within the year, and small ones have no cases in some months. */
const MOVING: World = {
  cases: (m, h) => (h >= 8 && (m + h) % 3 === 0 ? 0n : STEADY.cases(m, h)),
  groupOf: (kind, h, last) => (h + (h % 3 === 0 && last > 1 + h ? 1 : 0) + (h % 5 === 0 && last > 8 ? 2 : 0)) % GROUPS[kind],
};

const monthsOf = (period: string): readonly string[] => PARTS[period]?.flatMap(monthsOf) ?? [period];

/** A year whose periods are published one by one, each beside those before it. */
class PublishedYear {
  readonly #places = new Map<string, readonly IndicatorCell[]>();
  readonly #out = new Map<string, readonly IndicatorCell[]>();

  constructor(readonly world: World) {
    const earlier: PublishedBefore[] = [];
    const group = { id: 'cases', indicators: ['cases'], cells: ['cases'] };
    for (const period of ORDER) {
      const cells = this.#placesIn(period);
      const report = { period: { key: period, yearMonths: MONTHS }, cells } as unknown as IndicatorReport;
      const left = leftOut({ report, group, min: 5n, countIn: (cell) => this.count(period, cell), earlier });
      const out = cells.filter((place) => isLeftOut(left, place));
      this.#places.set(period, cells);
      this.#out.set(period, out);
      const figure = (place: IndicatorCell): PublishedFigure =>
        out.includes(place)
          ? { indicator: 'cases', value: null, reason: 'SUPPRESSED' }
          : { indicator: 'cases', value: String(this.count(period, place)), reason: null };
      earlier.push({ period, cells: cells.map((place) => ({ ...place, name: place.code, figures: [figure(place)] })) });
    }
  }

  count(period: string, { institutions }: Place): bigint {
    const of = (code: string, month: string): bigint => this.world.cases(Number(month), HOSPITALS.indexOf(code));
    return institutions.reduce((all, code) => monthsOf(period).reduce((sum, month) => sum + of(code, month), all), 0n);
  }

  places(period: string): readonly IndicatorCell[] {
    return must(this.#places.get(period), period);
  }

  out(period: string): readonly IndicatorCell[] {
    return must(this.#out.get(period), period);
  }

  /** Cells that are left out, and yet can be worked back from all that was published, with what adds up to what. */
  givenAway(): readonly string[] {
    const numbers = new Map(
      ORDER.flatMap((period) => this.places(period).map((place) => nameOf(period, place))).map((name, i) => [name, i]),
    );
    const numberOf = (period: string, place: Place): number => numbers.get(nameOf(period, place)) ?? -1;
    const sums: TableSum[] = ORDER.flatMap((period) => {
      const places = this.places(period);
      const of = (kind: Place['kind']): readonly Place[] => places.filter((place) => place.kind === kind);
      return places.flatMap((place) => {
        const members = of('INSTITUTION').filter(({ code }) => place.kind !== 'INSTITUTION' && place.institutions.includes(code));
        const tables = [members, ...(place.kind === 'REGION' ? [of('CLASS'), of('LEVEL')] : [])].filter((one) => one.length > 0);
        const total = numberOf(period, place);
        const parts = place.kind === 'INSTITUTION' ? PARTS[period]?.map((part) => numberOf(part, place)) : undefined;
        return [
          ...tables.map((one) => ({ total, parts: one.map((part) => numberOf(period, part)) })),
          ...(parts === undefined ? [] : [{ total, parts: parts.filter((part) => part >= 0) }]), // who is in no table has no cases
        ];
      });
    });
    const unknown = new Set(ORDER.flatMap((period) => this.out(period).map((place) => numberOf(period, place))));
    const names = [...numbers.keys()];
    return workedBack(sums, unknown).map((number) => must(names[number], 'cell'));
  }

  #placesIn(period: string): readonly IndicatorCell[] {
    const last = Number(must(monthsOf(period).at(-1), 'month'));
    const codes = HOSPITALS.filter((code) => this.count(period, { kind: 'INSTITUTION', code, institutions: [code] }) > 0n);
    const by = (kind: 'CLASS' | 'LEVEL'): readonly Place[] =>
      Array.from({ length: GROUPS[kind] }, (_, group) => ({
        ...{ kind, code: String(group) },
        institutions: codes.filter((code) => this.world.groupOf(kind, HOSPITALS.indexOf(code), last) === group),
      })).filter(({ institutions }) => institutions.length > 0);
    const single = codes.map((code): Place => ({ kind: 'INSTITUTION', code, institutions: [code] }));
    const all: readonly Place[] = [{ kind: 'REGION', code: '990300', institutions: codes }, ...by('CLASS'), ...by('LEVEL'), ...single];
    return all.map((place) => ({ ...place, figures: [] }));
  }
}

const nameOf = (period: string, { kind, code }: Place): string => `${period} ${kind} ${code}`;

describe.each([
  { title: 'institutions stay what they are', world: STEADY, most: 12 },
  { title: 'institutions change class and level, and have cases in some months only', world: MOVING, most: 16 },
])('a year of publications, month by month: $title (N25-39b)', ({ world, most }) => {
  const year = new PublishedYear(world);

  it('leaves out little of each period, and the region never', () => {
    for (const period of ORDER) {
      expect(year.out(period).filter(({ kind }) => kind === 'REGION')).toEqual([]);
      expect(year.out(period).length, period).toBeLessThanOrEqual(most);
    }
    expect(ORDER.filter((period) => year.out(period).length > 0).length).toBeGreaterThan(12); // there are small ones all the year
  });

  it('leaves out every small cell, and whoever reads all of it can work none back', () => {
    expect(year.givenAway()).toEqual([]);
    for (const period of ORDER)
      for (const place of year.places(period)) if (year.count(period, place) < 5n) expect(year.out(period)).toContain(place);
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
