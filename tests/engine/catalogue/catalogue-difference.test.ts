import { expect, it } from 'vitest';
import { catalogueDifference } from '../../../src/engine/catalogue/catalogue-difference.js';
import { readGroup } from '../../../src/engine/catalogue/catalogue-row.js';
import type { DiseaseGroup } from '../../../src/engine/plan/catalogue.js';

function group(code: string, cells: Readonly<Record<string, string>> = {}): DiseaseGroup {
  const row = { code, name: `病种${code}`, kind: 'CORE', points: '100', diagnoses: 'I63.9', ...cells };
  const read = readGroup(new Map(Object.entries(row)));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.group;
}

it('finds no difference between a catalogue and itself, in any order', () => {
  const groups = [group('A'), group('B', { 'meanCost.3': '9800.00' }), group('C')];
  expect(catalogueDifference(groups, [...groups].reverse())).toEqual([]);
});

it('tells what is added, removed and changed, cell by cell, by code', () => {
  const before = [group('B', { points: '980.5', 'meanCost.3': '9800' }), group('A'), group('D')];
  const after = [group('C'), group('B', { points: '990', 'meanCost.2': '9000' }), group('D')];
  const told = catalogueDifference(before, after);
  expect(told.map(({ kind, code }) => [kind, code])).toEqual([
    ['REMOVED', 'A'],
    ['CHANGED', 'B'],
    ['ADDED', 'C'],
  ]);
  expect(told[1]?.cells).toEqual([
    { column: 'points', before: '980.5', after: '990' },
    { column: 'meanCost.3', before: '9800', after: '' },
    { column: 'meanCost.2', before: '', after: '9000' },
  ]);
  expect(told[2]?.cells).toContainEqual({ column: 'diagnoses', before: '', after: 'I63.9' });
  expect(told[0]?.cells.every(({ before: was, after: is }) => was !== '' && is === '')).toBe(true);
});
