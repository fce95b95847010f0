import { expect, it } from 'vitest';
import { isScored, OutcomeIndex, outcomeKey } from '../../../../src/app/clearing/blocks/outcome-index.js';

const seen = (version: number, situations: readonly number[]) => ({
  ...{ key: outcomeKey(version, situations), outputs: {}, situation: {}, witnessCaseNo: 'C1' },
});

it('finds an outcome by its situations, also among those of many cases, and by its version', () => {
  const index = new OutcomeIndex();
  const first = index.add(0, [1, 2, 3], seen(0, [1, 2, 3]));
  const later = index.add(1, [1, 2, 3], seen(1, [1, 2, 3]));
  expect(index.find(0, [1, 2, 3])).toBe(first);
  expect(index.find(0, Int32Array.of(9, 9, 1, 2, 3, 9), 2, 3)).toBe(first);
  expect(index.find(1, [1, 2, 3])).toBe(later);
  expect(index.find(2, [1, 2, 3])).toBeUndefined();
  expect(index.find(0, [1, 2, 4])).toBeUndefined();
  expect(first.mark).not.toBe(later.mark);
});

it('tells many outcomes apart, whatever hash they share', () => {
  const index = new OutcomeIndex();
  const all = Array.from({ length: 5_000 }, (_, n) => [n % 37, -1, Math.floor(n / 37)]);
  const added = all.map((situations) => index.add(0, situations, seen(0, situations)));
  all.forEach((situations, n) => expect(index.find(0, situations)).toBe(added[n]));
  expect(new Set(added.map(({ mark }) => mark)).size).toBe(all.length);
});

it('keeps one outcome for each reason why cases are not scored, and none of them counts as judged', () => {
  const index = new OutcomeIndex();
  const one = index.problem('NO_INSTITUTION_PROFILE', 'C1');
  expect(index.problem('NO_INSTITUTION_PROFILE', 'C2')).toBe(one);
  expect(index.problem('NO_RULESET_IN_FORCE', 'C2')).not.toBe(one);
  expect(one.seen.witnessCaseNo).toBe('C1');
  expect([one, index.add(0, [], seen(0, []))].map(isScored)).toEqual([false, true]);
});
