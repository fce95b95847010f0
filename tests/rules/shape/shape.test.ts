import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../../src/rules/document/document-pieces.js';
import type { Finding } from '../../../src/rules/findings/finding.js';
import { shapeDocument } from '../../../src/rules/shape/shape.js';
import { formula, HEAD, parameter, rule, tier, type Written } from '../written-documents.js';

const findings = (written: Written): readonly Finding[] => shapeDocument({ ...HEAD, ...written }).findings;
const codes = (written: Written): string[] => findings(written).map((one) => `${one.code} ${one.pointer}`);
const conditions = (written: unknown): string[] =>
  codes({ decisions: [tier('d', [rule('r', 'd', 'HIGH', { conditions: written })])] }).map((one) =>
    one.replace('/decisions/0/rules/0/conditions', ''),
  );
const leaf = { fact: 'lengthOfStay', operator: 'greaterThan', value: '2' };
const repeat = <T>(count: number, one: T): T[] => Array<T>(count).fill(one);

describe('text where something else is wanted', () => {
  test('is told once, by its type; a name for people is told how it is written (A6)', () => {
    const rows = [{ key: 'SPECIALISED,EMPLOYEE', value: '1' }];
    const table = { kind: 'bands', key: ['insurance'], mode: 'WHOLE', includes: 'UPPER', rows, basis: ['demo#1'] };
    expect(codes({ tables: { rates: table } })).toEqual(['WRONG_TYPE /tables/rates/rows/0/key']);
    const advice = (written: Written) => findings(written).map(({ pointer, suggestion }) => `${pointer} ${suggestion.zh}`);
    const told = '写成 { "zh": "中文", "en": "英文" }，英文可以不写。';
    expect(advice({ parameters: { rate: parameter('1', { label: '比例' }) } })).toEqual([`/parameters/rate/label ${told}`]);
    const sources = { demo: { title: '演示', kind: 'OFFICIAL', articles: { 一: '条文' } } };
    expect(advice({ sources })).toEqual([`/sources/demo/articles/一 ${told}`]);
  });
});

describe('conditions that json-rules-engine would take without a word', () => {
  test.each<[string, unknown, string[]]>([
    ['any: [] is true', { any: [] }, ['CONDITION_EMPTY /any']],
    ['all beside any is ignored', { any: [leaf], all: [leaf] }, ['CONDITION_AMBIGUOUS ']],
    ['deep inside as well', { all: [{ not: { any: [leaf], all: [] } }] }, ['CONDITION_AMBIGUOUS /all/0/not']],
    ['an unknown operator', { all: [{ ...leaf, operator: 'startsWith' }] }, ['OPERATOR_UNKNOWN /all/0/operator']],
    ['a decorated operator', { all: [{ ...leaf, operator: 'not:equal' }] }, ['OPERATOR_UNKNOWN /all/0/operator']],
    ['path', { all: [{ ...leaf, path: '$.x' }] }, ['CONDITION_KEY /all/0/path']],
    [
      'path beside another mistake',
      { all: [{ ...leaf, path: '$.x', operator: '=' }] },
      ['OPERATOR_UNKNOWN /all/0/operator', 'CONDITION_KEY /all/0/path'],
    ],
    [
      'params and priority',
      { all: [{ ...leaf, params: {}, priority: '1' }] },
      ['CONDITION_KEY /all/0/params', 'CONDITION_KEY /all/0/priority'],
    ],
    ['a shared condition', { all: [{ condition: 'x' }] }, ['CONDITION_FORM /all/0']],
    ['a comparison without value', { all: [{ fact: 'x', operator: 'equal' }] }, ['KEY_MISSING /all/0']],
    ['a comparison with two facts', { all: [{ ...leaf, value: { fact: 'x' } }] }, ['OPERAND_FORM /all/0/value']],
    ['a list of numbers', { all: [{ ...leaf, operator: 'in', value: [1] }] }, ['WRONG_TYPE /all/0/value/0']],
    ['an empty list', { all: [{ ...leaf, operator: 'in', value: [] }] }, ['LIST_LENGTH /all/0/value']],
    ['a table without a name', { all: [{ ...leaf, value: { table: 'a b' } }] }, ['TEXT_FORMAT /all/0/value/table']],
    ['a comparison at the top', leaf, ['CONDITION_TOP ']],
    ['nothing', {}, ['CONDITION_FORM ']],
    ['text', 'true', ['CONDITION_FORM ']],
  ])('%s', (_, written, expected) => {
    expect(conditions(written)).toEqual(expected);
  });

  test('conditions nested in all three ways pass', () => {
    expect(
      conditions({ all: [{ any: [leaf, { not: { all: [leaf] } }] }, { ...leaf, value: { table: 't', key: ['insurance'] } }] }),
    ).toEqual([]);
  });
});

describe('too much of anything is refused by a limit', () => {
  test('100,000 conditions', () => {
    expect(conditions({ all: repeat(100_000, leaf) })).toEqual(['CONDITION_COUNT ', 'CONDITION_COUNT /decisions']);
  });

  test('500 nodes in a rule pass, 501 do not', () => {
    expect(conditions({ all: repeat(LIMITS.conditionsOfRule - 1, leaf) })).toEqual([]);
    expect(conditions({ all: repeat(LIMITS.conditionsOfRule, leaf) })).toEqual(['CONDITION_COUNT ']);
  });

  test('lists that are too long are refused by their length, without a word on each entry', () => {
    expect(codes({ decisions: repeat(LIMITS.decisions + 1, {}) })).toEqual(['LIST_LENGTH /decisions']);
    expect(codes({ examples: repeat(LIMITS.examples + 1, {}) })).toEqual(['LIST_LENGTH /examples']);
    expect(codes({ decisions: [tier('d', repeat(LIMITS.rules + 1, {}))] })).toEqual(['LIST_LENGTH /decisions/0/rules']);
    const rows = repeat(LIMITS.rows + 1, {});
    expect(codes({ tables: { t: { kind: 'map', key: ['insurance'], rows, basis: ['demo#1'] } } })).toEqual(['LIST_LENGTH /tables/t/rows']);
    const institutions = repeat(LIMITS.institutions + 1, {});
    expect(codes({ examples: [{ id: 'e', scope: 'case', given: { institutions }, expect: {} }] })).toEqual([
      'LIST_LENGTH /examples/0/given/institutions',
    ]);
  });

  test('20,000 bad rows are reported as 200 and a rest', () => {
    const rows = repeat(LIMITS.rows, { a: '' });
    const found = findings({ tables: { t: { kind: 'map', key: ['insurance'], rows, basis: ['demo#1'] } } });
    expect(found).toHaveLength(201);
    expect(found.at(-1)?.code).toBe('FINDINGS_LEFT_OUT');
    expect(found[0]).toMatchObject({ code: 'KEY_MISSING', pointer: '/tables/t/rows/0' });
  });
});

test('everything that one entry lacks is told', () => {
  expect(findings({ parameters: { rate: {} } }).map((one) => one.message.en)).toEqual([
    '“value” is missing.',
    '“label” is missing.',
    '“rate” has no basis.',
  ]);
});

describe('a long list is checked to its end, though in pieces', () => {
  const bad = { key: ['A'], value: '1,234.5' };
  const mapTable = (rows: readonly unknown[]): Written => ({ tables: { t: { kind: 'map', key: ['insurance'], rows, basis: ['demo#1'] } } });

  test('the last of many', () => {
    expect(codes(mapTable([...repeat(3_000, { key: ['A'], value: '1' }), bad]))).toEqual(['DECIMAL_TEXT /tables/t/rows/3000/value']);
    expect(codes({ tables: { t: { kind: 'codes', codes: [...repeat(3_000, 'C50*'), ''], basis: ['demo#1'] } } })).toEqual([
      'TEXT_LENGTH /tables/t/codes/3000',
    ]);
    const rules = [...repeat(300, rule('r', 'd', 'HIGH')), rule('r', 'd', 'HIGH', { priority: '1' })];
    expect(codes({ decisions: [tier('d', rules)] })).toEqual(['UNKNOWN_KEY /decisions/0/rules/300/priority']);
    const given = { institutions: [...repeat(300, { code: 'H' }), { code: 'H', prepaid: {} }] };
    expect(codes({ examples: [{ id: 'e', scope: 'case', given, expect: {} }] })).toEqual([
      'STATED_FORM /examples/0/given/institutions/300/prepaid',
    ]);
  });

  test('wherever one mistake is put, it and nothing else is found', () => {
    const places = fc.constantFrom<[(at: number) => Written, (at: number) => string]>(
      [
        (at) => mapTable(Array.from({ length: 9 }, (_, index) => (index === at ? bad : { key: ['A'], value: '1' }))),
        (at) => `DECIMAL_TEXT /tables/t/rows/${at}/value`,
      ],
      [
        (at) => ({ decisions: Array.from({ length: 9 }, (_, index) => formula(`d${index}`, index === at ? '' : '1')) }),
        (at) => `TEXT_LENGTH /decisions/${at}/formula`,
      ],
      [
        (at) => ({
          parameters: Object.fromEntries(
            Array.from({ length: 9 }, (_, index) => [`p${index}`, parameter('1', index === at ? { min: '-0' } : {})]),
          ),
        }),
        (at) => `DECIMAL_TEXT /parameters/p${at}/min`,
      ],
      [
        (at) => ({
          aggregates: Array.from({ length: 9 }, (_, index) => ({
            id: `a${index}`,
            of: 'case',
            per: index === at ? 'city' : 'institutionTotal',
            label: { zh: 'a' },
          })),
        }),
        (at) => `VALUE_NOT_ALLOWED /aggregates/${at}/per`,
      ],
    );
    fc.assert(
      fc.property(places, fc.nat(8), ([written, expected], at) => {
        expect(codes(written(at))).toEqual([expected(at)]);
      }),
    );
  });
});
