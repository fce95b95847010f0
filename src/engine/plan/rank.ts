import { byCode } from '../number/allocate.js';
import { groupBy } from '../kit/group-by.js';
import { must } from '../kit/assert.js';
import type { RankPlan } from './plan.js';
import { compare, Fraction, whole } from '../number/quantity.js';

/** One institution that is ranked. */
export interface Ranked {
  readonly code: string;
  readonly figure: Fraction;
  /** Only institutions of one group are compared. */
  readonly group: string;
}

/** The rank of each institution, in the order given: a place from 1, or a share above 0 and at most 1. */
export function rankAll(
  institutions: readonly Ranked[],
  { first, ties, as }: Pick<RankPlan, 'first' | 'ties' | 'as'>,
): readonly Fraction[] {
  const groups = groupBy(institutions, ({ group }) => group);
  const ranks = new Map<Ranked, Fraction>();
  for (const members of groups.values()) {
    const sorted = [...members].sort(
      (a, b) => (first === 'HIGHEST' ? compare(b.figure, a.figure) : compare(a.figure, b.figure)) || byCode(a.code, b.code),
    );
    placesOf(sorted, ties).forEach((place, i) => {
      ranks.set(must(sorted[i], 'ranked'), as === 'PLACE' ? whole(place) : new Fraction(place, sorted.length));
    });
  }
  return institutions.map((one) => must(ranks.get(one), 'rank'));
}

/** The places of institutions that stand in order. */
function placesOf(sorted: readonly Ranked[], ties: RankPlan['ties']): readonly number[] {
  const isEqual = (a: Ranked | undefined, b: Ranked | undefined): boolean =>
    a !== undefined && b !== undefined && compare(a.figure, b.figure) === 0;
  const places = sorted.map((_, i) => i + 1);
  if (ties === 'BEST_PLACE') {
    for (let i = 1; i < sorted.length; i++) if (isEqual(sorted[i], sorted[i - 1])) places[i] = must(places[i - 1], 'place');
  }
  if (ties === 'WORST_PLACE') {
    for (let i = sorted.length - 2; i >= 0; i--) if (isEqual(sorted[i], sorted[i + 1])) places[i] = must(places[i + 1], 'place');
  }
  return places;
}
