import type { SpecialQuota } from '../clearing/settle/special-quota.js';
import { byCode } from '../../engine/number/allocate.js';
import { compare, fenToYuan, printFixed, ZERO, type Fen, type Fraction } from '../../engine/number/quantity.js';

/** 估计 a figure as it is expected, and between what it lies if the year goes on as one of the earlier years did; null where there is no range. Decimal text. */
export interface Estimate {
  readonly expected: string;
  readonly low: string | null;
  readonly high: string | null;
}

/** An institution of a year that was completed. */
export interface ExpectedInstitution {
  readonly cases: Fraction;
  readonly points: Fraction;
  readonly entitlementFen: Fen;
  readonly payableFen: Fen;
}

/** A year that was completed in one way, and settled. */
export interface ExpectedYear {
  /** Cases that are known ÷ those of the whole year. */
  readonly known: Fraction;
  readonly cases: Fraction;
  readonly points: Fraction;
  readonly fundFen: Fen;
  readonly pointValue: Fraction | null;
  readonly entitlementFen: Fen;
  readonly payableFen: Fen;
  /** At the end of the year; null where its ruleset has no quota. */
  readonly specialQuota: SpecialQuota | null;
  readonly institutions: ReadonlyMap<string, ExpectedInstitution>;
}

/** 机构预测 an institution's expected year. Money in yuan. */
export interface ForecastInstitution {
  readonly code: string;
  readonly name: string;
  readonly knownCases: number;
  readonly cases: Estimate;
  readonly points: Estimate;
  readonly entitlement: Estimate;
  readonly payable: Estimate;
}

const COUNT_PLACES = 0;
const POINT_PLACES = 4;
const VALUE_PLACES = 8;
const MONEY_PLACES = 2;
const SHARE_PLACES = 6;

/** The year as expected, and as it would be by each of the earlier years: none or one of them gives no range. */
export interface ExpectedYears {
  readonly expected: ExpectedYear;
  readonly others: readonly ExpectedYear[];
}

function estimate({ expected, others }: ExpectedYears, of: (year: ExpectedYear) => Fraction, places: number): Estimate {
  const text = (value: Fraction): string => printFixed(value, places);
  const central = of(expected);
  if (others.length < 2) return { expected: text(central), low: null, high: null };
  const values = [central, ...others.map(of)].sort(compare);
  return { expected: text(central), low: text(values[0] ?? central), high: text(values.at(-1) ?? central) };
}

/** The region's figures. */
export function regionEstimates(years: ExpectedYears) {
  const money = (of: (year: ExpectedYear) => Fen): Estimate => estimate(years, (year) => fenToYuan(of(year)), MONEY_PLACES);
  const hasPointValue = [years.expected, ...years.others].every(({ pointValue }) => pointValue !== null);
  return {
    known: estimate(years, ({ known }) => known, SHARE_PLACES),
    cases: estimate(years, ({ cases }) => cases, COUNT_PLACES),
    points: estimate(years, ({ points }) => points, POINT_PLACES),
    pointValue: hasPointValue ? estimate(years, ({ pointValue }) => pointValue ?? ZERO, VALUE_PLACES) : null,
    fund: money(({ fundFen }) => fundFen),
    entitlement: money(({ entitlementFen }) => entitlementFen),
    payable: money(({ payableFen }) => payableFen),
  };
}

/** Institutions that have a statement, by code. */
export function institutionEstimates(
  years: ExpectedYears,
  names: ReadonlyMap<string, string>,
  knownCases: ReadonlyMap<string, number>,
): readonly ForecastInstitution[] {
  const none: ExpectedInstitution = { cases: ZERO, points: ZERO, entitlementFen: 0n, payableFen: 0n };
  return [...years.expected.institutions.keys()].sort(byCode).map((code) => {
    const of = (figure: (one: ExpectedInstitution) => Fraction, places: number): Estimate =>
      estimate(years, ({ institutions }) => figure(institutions.get(code) ?? none), places);
    return {
      ...{ code, name: names.get(code) ?? code, knownCases: knownCases.get(code) ?? 0 },
      cases: of(({ cases }) => cases, COUNT_PLACES),
      points: of(({ points }) => points, POINT_PLACES),
      entitlement: of(({ entitlementFen }) => fenToYuan(entitlementFen), MONEY_PLACES),
      payable: of(({ payableFen }) => fenToYuan(payableFen), MONEY_PLACES),
    };
  });
}
