import { describe, expect, it } from 'vitest';
import { areAtOdds, mergedEntry } from '../../../../src/app/drafts/kit/merged-rows.js';

type Values = Readonly<Record<string, string>>;
const rowsOf = (values: Values) => Object.entries(values).map(([key, value]) => ({ key: [key], value }));
const table = (values: Values, more: object = {}): object => ({
  ...{ kind: 'map', key: ['institutionLevel'], label: { zh: '系数' }, basis: ['demo#1'], ...more },
  rows: rowsOf(values),
});
const BEFORE = { 一级: '0.8', 二级: '0.9', 三级: '1.1' };
const before = table(BEFORE);

describe('tables and decisions are merged row by row', () => {
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
    expect(mergedEntry({ before, yours, theirs })).toEqual({ merged });
    expect(areAtOdds({ before, after: yours }, { before, after: theirs })).toBe(false);
  });

  it.each<[string, Values, Values, Values]>([
    ['one row to two values', { ...BEFORE, 一级: '0.7', 二级: '0.95' }, { ...BEFORE, 一级: '0.75', 三级: '1.2' }, { 一级: '0.75' }],
    ['one row changed here and taken out there', { ...BEFORE, 一级: '0.7', 二级: '0.95' }, { 二级: '0.9', 三级: '1.2' }, {}],
  ])('%s: that row is as each side has it, the rest as it was merged', (_what, mine, other, theirRow) => {
    const [yours, theirs] = [table(mine), table(other)];
    const found = mergedEntry({ before, yours, theirs });
    const rest = { 二级: '0.95', 三级: '1.2' };
    const sorted = (values: Values): unknown => expect.objectContaining({ rows: expect.arrayContaining(rowsOf(values)) as unknown });
    expect(found).toEqual({
      before: sorted({ 一级: '0.8', ...rest }),
      yours: sorted({ 一级: '0.7', ...rest }),
      theirs: table({ ...theirRow, ...rest }),
    });
    expect(areAtOdds({ before, after: yours }, { before, after: theirs })).toBe(true);
  });

  it('codes and code maps, too', () => {
    const codes = (...list: string[]) => ({ kind: 'codes', codes: list, basis: ['demo#1'] });
    expect(mergedEntry({ before: codes('A', 'B'), yours: codes('A', 'B', 'C'), theirs: codes('B') })).toEqual({ merged: codes('B', 'C') });
    const map = (values: Values) => ({ kind: 'codeMap', rows: Object.entries(values).map(([from, to]) => ({ from, to })), basis: [] });
    expect(mergedEntry({ before: map({ A: 'X' }), yours: map({ A: 'Y' }), theirs: map({ A: 'X', B: 'Z' }) })).toEqual({
      merged: map({ A: 'Y', B: 'Z' }),
    });
  });

  it('bands by their bounds, where one side at most moved one', () => {
    const bands = (values: Values, last: string, more: object = {}) => ({
      ...{ kind: 'bands', mode: 'MARGINAL', includes: 'UPPER', basis: ['demo#1'], ...more },
      rows: [...Object.entries(values).map(([upTo, value]) => ({ upTo, value })), { value: last }],
    });
    const [was, mine] = [bands({ '0.10': '0.7', '0.20': '0.5' }, '0'), bands({ '0.10': '0.8', '0.15': '0.6', '0.20': '0.5' }, '0')];
    const theirs = bands({ '0.10': '0.7', '0.20': '0.5' }, '0.1');
    const sides = { before: was, yours: mine, theirs };
    expect(mergedEntry(sides)).toEqual({ merged: bands({ '0.10': '0.8', '0.15': '0.6', '0.20': '0.5' }, '0.1') });
    expect(mergedEntry({ ...sides, yours: theirs, theirs: mine })).toEqual({
      merged: bands({ '0.10': '0.8', '0.15': '0.6', '0.20': '0.5' }, '0.1'),
    });
    expect(areAtOdds({ before: was, after: mine }, { before: was, after: theirs })).toBe(false);
    const moved = bands({ '0.12': '0.7', '0.20': '0.5' }, '0');
    expect(mergedEntry({ before: was, yours: mine, theirs: moved })).toBeUndefined();
    expect(areAtOdds({ before: was, after: mine }, { before: was, after: moved })).toBe(true);
    const [two, three] = [bands({ '0.10': '0.2', '0.20': '0.5' }, '0'), bands({ '0.10': '0.3', '0.20': '0.5' }, '0.1')];
    expect(mergedEntry({ before: was, yours: two, theirs: three })).toEqual({
      before: bands({ '0.10': '0.7', '0.20': '0.5' }, '0.1'),
      yours: bands({ '0.10': '0.2', '0.20': '0.5' }, '0.1'),
      theirs: three,
    });
  });

  describe('decisions by their rules', () => {
    const rule = (name: string, value: string) => ({ name, conditions: { all: [] }, event: { type: 'x', params: { value } } });
    const decision = (rules: Values, more: object = {}) => ({
      ...{ id: 'x', scope: 'case', hit: 'first', ...more },
      rules: Object.entries(rules).map(([name, value]) => rule(name, value)),
    });
    const was = decision({ a: '1', b: '2', c: '3' });

    it('where other rules were changed, added or taken out by one side', () => {
      const [yours, theirs] = [
        decision({ a: '1', new: '9', b: '2', c: '4' }),
        decision({ a: '0', b: '2', c: '3' }, { label: { zh: '名' } }),
      ];
      const merged = decision({ a: '0', new: '9', b: '2', c: '4' }, { label: { zh: '名' } });
      expect(mergedEntry({ before: was, yours, theirs })).toEqual({ merged });
      expect(mergedEntry({ before: was, yours: theirs, theirs: yours })).toEqual({ merged });
      expect(areAtOdds({ before: was, after: yours }, { before: was, after: theirs })).toBe(false);
    });

    it('whole, where the first rule decides and both added one, or one moved one', () => {
      const [yours, theirs] = [decision({ a: '1', b: '2', mine: '9', c: '3' }), decision({ a: '1', theirs: '8', b: '2', c: '3' })];
      expect(mergedEntry({ before: was, yours, theirs })).toBeUndefined();
      expect(areAtOdds({ before: was, after: yours }, { before: was, after: theirs })).toBe(true);
      const moved = decision({ b: '2', a: '1', c: '3' });
      expect(mergedEntry({ before: was, yours: moved, theirs: decision({ a: '7', b: '2', c: '3' }) })).toBeUndefined();
      const unique = (rules: Values) => decision(rules, { hit: 'unique' });
      expect(
        mergedEntry({ before: unique({ a: '1' }), yours: unique({ a: '1', mine: '9' }), theirs: unique({ a: '1', theirs: '8' }) }),
      ).toEqual({ merged: unique({ a: '1', mine: '9', theirs: '8' }) });
    });

    it('that override rules of a base: each states its own, and nothing of the base is taken out', () => {
      const override = (rules: Values) => ({ id: 'x', rules: Object.entries(rules).map(([name, value]) => rule(name, value)) });
      const sides = { before: undefined, inherited: was, yours: override({ c: '5' }), theirs: override({ a: '0' }) };
      expect(mergedEntry(sides)).toEqual({ merged: override({ c: '5', a: '0' }) });
      const edit = (after: object) => ({ before: undefined, inherited: was, after });
      expect(areAtOdds(edit(sides.yours), edit(sides.theirs))).toBe(false);
      expect(areAtOdds(edit(override({ a: '5' })), edit(sides.theirs))).toBe(true);
      expect(mergedEntry({ ...sides, yours: override({ mine: '5' }), theirs: override({ theirs: '0' }) })).toBeUndefined();
    });

    it('rows of decision tables and indicators of scorecards', () => {
      const table = (rows: Values, columns = ['ageYears']) => ({
        ...{ id: 'x', hit: 'unique' },
        table: { columns, basis: ['demo#1'], rows: Object.entries(rows).map(([name, value]) => ({ name, when: ['-'], value })) },
      });
      expect(
        mergedEntry({ before: table({ a: '1', b: '2' }), yours: table({ a: '3', b: '2' }), theirs: table({ a: '1', b: '4' }) }),
      ).toEqual({
        merged: table({ a: '3', b: '4' }),
      });
      expect(
        mergedEntry({ before: table({ a: '1' }), yours: table({ a: '3' }, ['lengthOfStay']), theirs: table({ a: '2' }) }),
      ).toBeUndefined();
      const card = (points: Values) => ({
        ...{ id: 'x', scope: 'institutionYear' },
        scorecard: { indicators: Object.entries(points).map(([id, value]) => ({ id, points: value })) },
      });
      expect(mergedEntry({ before: card({ a: '1', b: '2' }), yours: card({ a: '3', b: '2' }), theirs: card({ a: '1', b: '4' }) })).toEqual({
        merged: card({ a: '3', b: '4' }),
      });
    });
  });

  it('what has no rows of their own keys is one entry', () => {
    expect(mergedEntry({ before: undefined, yours: before, theirs: table({}) })).toBeUndefined();
    expect(mergedEntry({ before, yours: table(BEFORE, { key: ['insurance'] }), theirs: table({}) })).toBeUndefined();
    expect(mergedEntry({ before, yours: { value: '1' }, theirs: table({}) })).toBeUndefined();
    expect(areAtOdds({ before: { value: '1' }, after: { value: '2' } }, { before: { value: '1' }, after: { value: '3' } })).toBe(true);
  });
});
