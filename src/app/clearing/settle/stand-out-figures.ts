import { ALL_POINTS } from '../run/aggregates.js';
import type { InstitutionFigures } from './stand-out-checks.js';
import type { ScoreSumRow } from '../../ports/clearing/ports-score.js';
import { add, divide, storedDecimal, whole, ZERO, type Fraction } from '../../../engine/number/quantity.js';

type Figures = ReadonlyMap<string, InstitutionFigures>;

/** 分值 each institution's points. */
export function pointsOf(figures: Figures): ReadonlyMap<string, Fraction> {
  return new Map([...figures].map(([code, { points }]) => [code, points]));
}

/** 次均费用 each institution's cost per case in yuan; one without cases has none. */
export function meanCosts(figures: Figures): ReadonlyMap<string, Fraction> {
  return quotients(
    figures,
    ({ cost }) => cost,
    ({ cases }) => whole(cases),
  );
}

/** 分值占比 each institution's share of all points. */
export function pointsShares(figures: Figures): ReadonlyMap<string, Fraction> {
  const all = [...figures.values()].reduce((sum, { points }) => add(sum, points), ZERO);
  return quotients(
    figures,
    ({ points }) => points,
    () => all,
  );
}

function quotients(
  figures: Figures,
  top: (of: InstitutionFigures) => Fraction,
  bottom: (of: InstitutionFigures) => Fraction,
): ReadonlyMap<string, Fraction> {
  const found = [...figures].flatMap(([code, own]): [string, Fraction][] => {
    const quotient = divide(top(own), bottom(own));
    return quotient === undefined ? [] : [[code, quotient]];
  });
  return new Map(found);
}

/** 月分值 each institution's points by month, and the months in which the region had cases. */
export function pointsByMonth(rows: readonly ScoreSumRow[]): {
  readonly points: ReadonlyMap<string, ReadonlyMap<number, Fraction>>;
  readonly months: ReadonlySet<number>;
} {
  const points = new Map<string, Map<number, Fraction>>();
  const months = new Set<number>();
  for (const { institutionCode, month, values } of rows) {
    if (month === null) continue;
    const own = points.get(institutionCode) ?? new Map<number, Fraction>();
    points.set(institutionCode, own.set(month, storedDecimal(values[ALL_POINTS] ?? '0')));
    months.add(month);
  }
  return { points, months };
}
