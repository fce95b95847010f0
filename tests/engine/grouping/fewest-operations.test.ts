import { describe, expect, it } from 'vitest';
import { fewestOperations } from '../../../src/engine/grouping/fewest-operations.js';

describe('how many operations a row asks for at least', () => {
  it.each([
    [0, []],
    [1, [['A', 'B']]],
    [2, [['A'], ['B']]],
    [
      1,
      [
        ['A', 'B'],
        ['a', 'C'],
      ],
    ],
    [2, [['A', 'B'], ['A', 'C'], ['D']]],
    [3, [['A'], ['B'], ['C', 'D']]],
    [11, Array.from({ length: 11 }, () => ['A'])],
  ])('%i of %j', (count, clauses) => {
    expect(fewestOperations(clauses)).toBe(count);
  });
});
