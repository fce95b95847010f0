import { describe, expect, test } from 'vitest';
import { diffDocuments } from '../../../src/rules/analysis/diff-text.js';
import { canonicalJson } from '../../../src/rules/document/hash.js';
import { baseOf, formula, parameter, rule, tier, type Written } from '../written-documents.js';

const table = (rows: readonly (readonly [string, string])[], more: Written = {}): Written => ({
  kind: 'map',
  key: ['insurance'],
  rows: rows.map(([key, value]) => ({ key: [key], value })),
  label: { zh: '系数表' },
  basis: ['demo#2'],
  ...more,
});
const before = {
  parameters: { low: parameter('0.5'), high: parameter('2') },
  tables: {
    t: table([
      ['EMPLOYEE', '1.2'],
      ['RESIDENT', '1.1'],
    ]),
  },
  decisions: [formula('a', '1'), formula('b', '2'), formula('c', '3'), tier('d', [rule('r1', 'd', 'LOW'), rule('r2', 'd', 'HIGH')])],
};
const changes = (after: Written): unknown[] =>
  diffDocuments(baseOf(before), baseOf({ ...before, ...after })).map(({ kind, pointer, label, before: was, after: is, basis }) => [
    kind,
    pointer,
    label.zh,
    was,
    is,
    basis.join(),
  ]);

describe('the textual difference of two versions', () => {
  test('equal documents differ in nothing', () => {
    expect(changes({})).toEqual([]);
  });

  test('parameters: changed, added, removed, with label and basis', () => {
    const high = parameter('3', { label: { zh: '界值' }, basis: ['own#7'] });
    expect(changes({ parameters: { high, more: parameter('1') } })).toEqual([
      ['CHANGED', '/parameters/high', '界值', canonicalJson(parameter('2')), canonicalJson(high), 'own#7'],
      ['ADDED', '/parameters/more', '参数', undefined, canonicalJson(parameter('1')), 'demo#1'],
      ['REMOVED', '/parameters/low', '参数', canonicalJson(parameter('0.5')), undefined, 'demo#1'],
    ]);
  });

  test('map tables row by row, found by key; another key or unit: whole', () => {
    expect(
      changes({
        tables: {
          t: table([
            ['RESIDENT', '1.1'],
            ['EMPLOYEE', '1.3'],
          ]),
        },
      }),
    ).toEqual([
      [
        'CHANGED',
        '/tables/t/rows/1',
        '系数表 › 职工医保',
        '{"key":["EMPLOYEE"],"value":"1.2"}',
        '{"key":["EMPLOYEE"],"value":"1.3"}',
        'demo#2',
      ],
    ]);
    expect(changes({ tables: { t: table([['EMPLOYEE', '1.2']], { unit: '1' }) } })).toEqual([
      [
        'CHANGED',
        '/tables/t',
        '系数表',
        canonicalJson(before.tables.t),
        canonicalJson(table([['EMPLOYEE', '1.2']], { unit: '1' })),
        'demo#2',
      ],
    ]);
  });

  test('one decision moved is one move, whatever shifts around it', () => {
    const [a, b, c, d] = before.decisions;
    expect(changes({ decisions: [b, c, d, a] })).toEqual([['MOVED', '/decisions/3', 'a', '', 'd', 'demo#1']]);
    expect(changes({ decisions: [formula('new', '0'), a, b, c, d] })).toEqual([
      ['ADDED', '/decisions/0', 'new', undefined, canonicalJson(formula('new', '0')), 'demo#1'],
    ]);
  });

  test('decisions key by key, rules by name, with moves', () => {
    const d = tier('d', [rule('r2', 'd', 'HIGH'), rule('r1', 'd', 'NORMAL')], { hit: 'first' });
    expect(changes({ decisions: [...before.decisions.slice(0, 3), d] })).toEqual([
      ['CHANGED', '/decisions/3/hit', 'd › 命中方式', '"unique"', '"first"', ''],
      [
        'CHANGED',
        '/decisions/3/rules/1',
        'd › r1',
        canonicalJson(rule('r1', 'd', 'LOW')),
        canonicalJson(rule('r1', 'd', 'NORMAL')),
        'demo#1',
      ],
      ['MOVED', '/decisions/3/rules/1', 'd › r1', '', 'r2', 'demo#1'],
    ]);
  });

  test('head and methods', () => {
    const after = { title: { zh: '改名' }, methods: { periodBy: { value: 'DISCHARGE', basis: ['own#1'] } } };
    expect(changes(after)).toEqual([
      ['CHANGED', '/title', '标题', '{"zh":"虚构市"}', '{"zh":"改名"}', ''],
      ['ADDED', '/methods/periodBy', '归属日期', undefined, '{"basis":["own#1"],"value":"DISCHARGE"}', 'own#1'],
    ]);
  });
});
