import { expect, it } from 'vitest';
import { tryingRange } from '../../../src/app/what-if/what-if-targets.js';

it.each([
  ['0.4', undefined, '1', { from: '0.200', to: '0.600', step: '0.001' }],
  ['0.02', undefined, '1', { from: '0.0100', to: '0.0300', step: '0.0001' }],
  ['90', undefined, '1000', { from: '45.0', to: '135.0', step: '0.1' }],
  ['2.5', '2', '3', { from: '2.00', to: '3.00', step: '0.01' }],
  ['1000000', undefined, undefined, { from: '500000', to: '1500000', step: '1' }],
  ['0', undefined, '1', { from: '0.00', to: '1.00', step: '0.01' }],
  ['-2', undefined, undefined, { from: '-3.00', to: '-1.00', step: '0.01' }],
])('%s between %s and %s is tried from half to one and a half of it, in steps of about a hundredth', (value, min, max, expected) => {
  expect(tryingRange(value, min, max)).toEqual(expected);
});
