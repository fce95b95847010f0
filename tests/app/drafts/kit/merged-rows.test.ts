import { describe, expect, it } from 'vitest';
import { areAtOdds, mergedTable } from '../../../../src/app/drafts/kit/merged-rows.js';

type Values = Readonly<Record<string, string>>;
const rowsOf = (values: Values) => Object.entries(values).map(([key, value]) => ({ key: [key], value }));
const table = (values: Values, more: object = {}): object => ({
  ...{ kind: 'map', key: ['institutionLevel'], label: { zh: '系数' }, basis: ['demo#1'], ...more },
  rows: rowsOf(values),
});
const BEFORE = { 一级: '0.8', 二级: '0.9', 三级: '1.1' };
const before = table(BEFORE);

describe('tables are merged row by row', () => {
  it.each<[string, object, object, object]>([
    [
      'other rows changed',
      table({ ...BEFORE, 一级: '0.7' }),
      table({ ...BEFORE, 三级: '1.2' }),
      table({ 一级: '0.7', 二级: '0.9', 三级: '1.2' }),
    ],
    [
      'the same row changed to the same',
      table({ ...BEFORE, 一级: '0.7' }),
      table({ ...BEFORE, 一级: '0.7', 三级: '1' }),
      table({ ...BEFORE, 一级: '0.7', 三级: '1' }),
    ],
    [
      'a row added here, another taken out there',
      table({ 一级: '0.8', 社区: '0.6', 二级: '0.9', 三级: '1.1' }),
      table({ 一级: '0.8', 三级: '1.1' }),
      table({ 一级: '0.8', 社区: '0.6', 三级: '1.1' }),
    ],
    [
      'a row changed here, the basis there',
      table({ ...BEFORE, 一级: '0.7' }),
      table(BEFORE, { basis: ['demo#2'] }),
      table({ ...BEFORE, 一级: '0.7' }, { basis: ['demo#2'] }),
    ],
  ])('%s', (_what, yours, theirs, merged) => {
    expect(mergedTable({ before, yours, theirs })).toEqual({ merged });
    expect(areAtOdds({ before, yours }, { before, theirs })).toBe(false);
  });

  it.each<[string, Values, Values, Values]>([
    ['one row to two values', { ...BEFORE, 一级: '0.7', 二级: '0.95' }, { ...BEFORE, 一级: '0.75', 三级: '1.2' }, { 一级: '0.75' }],
    ['one row changed here and taken out there', { ...BEFORE, 一级: '0.7', 二级: '0.95' }, { 二级: '0.9', 三级: '1.2' }, {}],
  ])('%s: that row is as each side has it, the rest as it was merged', (_what, mine, other, theirRow) => {
    const [yours, theirs] = [table(mine), table(other)];
    const found = mergedTable({ before, yours, theirs });
    const rest = { 二级: '0.95', 三级: '1.2' };
    const sorted = (values: Values): unknown => expect.objectContaining({ rows: expect.arrayContaining(rowsOf(values)) as unknown });
    expect(found).toEqual({
      before: sorted({ 一级: '0.8', ...rest }),
      yours: sorted({ 一级: '0.7', ...rest }),
      theirs: table({ ...theirRow, ...rest }),
    });
    expect(areAtOdds({ before, yours }, { before, theirs })).toBe(true);
  });

  it('codes and code maps, too', () => {
    const codes = (...list: string[]) => ({ kind: 'codes', codes: list, basis: ['demo#1'] });
    expect(mergedTable({ before: codes('A', 'B'), yours: codes('A', 'B', 'C'), theirs: codes('B') })).toEqual({ merged: codes('B', 'C') });
    const map = (values: Values) => ({ kind: 'codeMap', rows: Object.entries(values).map(([from, to]) => ({ from, to })), basis: [] });
    expect(mergedTable({ before: map({ A: 'X' }), yours: map({ A: 'Y' }), theirs: map({ A: 'X', B: 'Z' }) })).toEqual({
      merged: map({ A: 'Y', B: 'Z' }),
    });
  });

  it('what is no table with rows of their own keys is one entry', () => {
    const bands = (value: string) => ({ kind: 'bands', mode: 'WHOLE', includes: 'UPPER', rows: [{ upTo: '1', value }], basis: [] });
    expect(mergedTable({ before: bands('1'), yours: bands('2'), theirs: bands('3') })).toBeUndefined();
    expect(mergedTable({ before: undefined, yours: before, theirs: table({}) })).toBeUndefined();
    expect(mergedTable({ before, yours: table(BEFORE, { key: ['insurance'] }), theirs: table({}) })).toBeUndefined();
    expect(mergedTable({ before, yours: { value: '1' }, theirs: table({}) })).toBeUndefined();
    expect(areAtOdds({ before: bands('1'), yours: bands('2') }, { before: bands('1'), theirs: bands('3') })).toBe(true);
  });
});
