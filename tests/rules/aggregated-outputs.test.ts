import { expect, test } from 'vitest';
import { aggregatedOutputFindings } from '../../src/rules/aggregated-outputs.js';
import { baseOf, formula, tier, type Written } from './written-documents.js';

const decimal = (scale: number, mode = 'HALF_UP', unit = 'point'): Written => ({
  output: { type: 'decimal', unit, round: { scale, mode } },
});
const version = (points: Written, values = ['INCLUDED', 'EXCLUDED']) =>
  baseOf({
    aggregates: [
      { id: 'yearPoints', of: 'case', sum: 'points', where: { inclusion: 'INCLUDED' }, per: 'institutionTotal', label: { zh: '分值' } },
      { id: 'cost', of: 'case', sum: 'totalCost', per: 'institutionTotal', label: { zh: '费用' } },
    ],
    decisions: [tier('inclusion', [], { output: { type: 'enum', values } }), formula('points', '1', points)],
  });
const found = (own: ReturnType<typeof version>, other: ReturnType<typeof version>): string[] =>
  aggregatedOutputFindings(own, [{ version: '2021.1', effective: other }]).map((one) => `${one.pointer} ${one.message.en ?? ''}`);

test('rounding mode and order of values may differ within a year', () => {
  expect(found(version(decimal(4)), version(decimal(4, 'DOWN'), ['EXCLUDED', 'INCLUDED']))).toEqual([]);
});

test('scale, unit and values of what is added up may not', () => {
  expect(found(version(decimal(2)), version(decimal(4)))).toEqual([
    '/decisions/1/output The aggregated output “points” differs from version 2021.1 of the same year: here decimal point scale 2, there decimal point scale 4.',
  ]);
  expect(found(version(decimal(4, 'HALF_UP', 'yuan')), version(decimal(4)))).toHaveLength(1);
  expect(found(version(decimal(4), ['INCLUDED']), version(decimal(4)))[0]).toMatch(/^\/decisions\/0\/output .*“inclusion”/);
});

test('an output that one version lacks', () => {
  const without = baseOf({});
  expect(found(without, version(decimal(4))).map((one) => one.split(' ')[0])).toEqual(['/aggregates', '/aggregates']);
});
