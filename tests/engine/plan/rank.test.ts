import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, decimal, Fraction, printShort, whole } from '../../../src/engine/number/quantity.js';
import { rankAll, type Ranked } from '../../../src/engine/plan/rank.js';
import { RANK_FIRSTS, RANK_FORMS, RANK_TIES, type RankPlan } from '../../../src/engine/plan/plan.js';

type How = Pick<RankPlan, 'first' | 'ties' | 'as'>;
const PLACE: How = { first: 'HIGHEST', ties: 'BEST_PLACE', as: 'PLACE' };
const one = (code: string, figure: string, group = ''): Ranked => ({ code, figure: decimal(figure), group });
const ranks = (institutions: readonly Ranked[], how: Partial<How> = {}): string[] =>
  rankAll(institutions, { ...PLACE, ...how }).map((rank) => printShort(rank));

describe('rank', () => {
  const EQUAL = [one('D', '70'), one('C', '90'), one('B', '90'), one('A', '95')];

  test('place 1 is the highest, or the lowest, as stated', () => {
    const three = [one('A', '1.5'), one('B', '-2'), one('C', '0')];
    expect(ranks(three)).toEqual(['1', '3', '2']);
    expect(ranks(three, { first: 'LOWEST' })).toEqual(['3', '1', '2']);
  });

  test('equal figures share the best place, or the worst, or go by institution code', () => {
    expect(ranks(EQUAL, { ties: 'BEST_PLACE' })).toEqual(['4', '2', '2', '1']);
    expect(ranks(EQUAL, { ties: 'WORST_PLACE' })).toEqual(['4', '3', '3', '1']);
    expect(ranks(EQUAL, { ties: 'INSTITUTION_CODE' })).toEqual(['4', '3', '2', '1']);
    expect(ranks(EQUAL, { ties: 'INSTITUTION_CODE', first: 'LOWEST' })).toEqual(['1', '3', '2', '4']);
    expect(ranks([one('A', '1'), one('B', '1.0'), one('C', '1.00')], { ties: 'WORST_PLACE' })).toEqual(['3', '3', '3']);
  });

  test('a share is the place ÷ how many are ranked, exact', () => {
    const thirds = rankAll([one('A', '3'), one('B', '2'), one('C', '1')], { ...PLACE, as: 'SHARE' });
    expect(thirds.map((share) => compare(share, new Fraction(1n, 3n)))).toEqual([0, 1, 1]);
    expect(thirds.map((share, i) => compare(share, new Fraction(BigInt(i + 1), 3n)))).toEqual([0, 0, 0]);
    expect(ranks([one('A', '5')], { as: 'SHARE' })).toEqual(['1']);
  });

  test('only institutions of one group are compared', () => {
    const two = [one('A', '90', '3'), one('B', '80', '2'), one('C', '95', '3'), one('D', '99', '2')];
    expect(ranks(two)).toEqual(['2', '2', '1', '1']);
    expect(ranks(two, { as: 'SHARE' })).toEqual(['1', '1', '0.5', '0.5']);
    expect(ranks([])).toEqual([]);
  });

  test('does not depend on the order of the institutions; exactly those before it make a place', () => {
    const drawn = fc.uniqueArray(
      fc.record({
        code: fc.string({ minLength: 1, maxLength: 3 }),
        figure: fc.integer({ min: 0, max: 4 }),
        group: fc.constantFrom('2', '3'),
      }),
      { selector: ({ code }) => code, maxLength: 12 },
    );
    const how = fc.record({
      first: fc.constantFrom(...RANK_FIRSTS),
      ties: fc.constantFrom(...RANK_TIES),
      as: fc.constantFrom(...RANK_FORMS),
    });
    fc.assert(
      fc.property(drawn, how, (all, stated) => {
        const institutions = all.map(({ code, figure, group }): Ranked => ({ code, figure: whole(figure), group }));
        const found = new Map(rankAll(institutions, stated).map((rank, i) => [institutions[i]?.code, rank]));
        rankAll([...institutions].reverse(), stated).forEach((rank, i) => {
          expect(compare(rank, found.get(institutions.at(-1 - i)?.code) ?? whole(-1))).toBe(0);
        });
        for (const { code, figure, group } of all) {
          const peers = all.filter((peer) => peer.group === group);
          const better = peers.filter((peer) => (stated.first === 'HIGHEST' ? peer.figure > figure : peer.figure < figure)).length;
          const equal = peers.filter((peer) => peer.figure === figure);
          const among = { BEST_PLACE: 1, WORST_PLACE: equal.length, INSTITUTION_CODE: equal.filter((peer) => peer.code <= code).length };
          const place = BigInt(better + among[stated.ties]);
          const expected = stated.as === 'PLACE' ? whole(place) : new Fraction(place, BigInt(peers.length));
          expect(compare(found.get(code) ?? whole(-1), expected)).toBe(0);
        }
      }),
    );
  });
});
