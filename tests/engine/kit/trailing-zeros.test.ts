import { expect, it } from 'vitest';
import { withoutTrailingZeros } from '../../../src/engine/kit/trailing-zeros.js';

it.each([
  ['1.50000000', '1.5'],
  ['2.00', '2'],
  ['-0.10', '-0.1'],
  ['0.00', '0'],
  ['1.05', '1.05'],
  ['100', '100'],
  ['0', '0'],
])('prints %s as %s', (text, expected) => {
  expect(withoutTrailingZeros(text)).toBe(expected);
});
