import { describe, expect, test } from 'vitest';
import { baseResolver } from '../../../src/rules/extend/base-resolver.js';
import { EffectiveDocumentSchema } from '../../../src/rules/document/document.js';
import { extendDocument } from '../../../src/rules/extend/extend.js';
import { finding } from '../../../src/rules/findings/finding-codes.js';
import { effectiveHash } from '../../../src/rules/document/hash.js';
import { baseOf, extend, formula, parameter, read, rule, tier, type Written } from '../written-documents.js';

const source = { title: '演示', kind: 'ASSUMPTION' };
const base = baseOf({
  sources: { demo: source },
  facts: { grade: { scope: 'institution', type: 'enum', values: ['A', 'B'], label: { zh: '类别' } } },
  parameters: { low: parameter('0.5', { min: '0.1' }), high: parameter('2') },
  tables: {
    coefficients: {
      kind: 'map',
      key: ['grade'],
      rows: [
        { key: ['A'], value: '1.2' },
        { key: ['B'], value: '0.9' },
      ],
      basis: ['demo#1'],
    },
  },
  aggregates: [{ id: 'stays', of: 'case', count: true, per: 'institutionTotal', label: { zh: '例数' } }],
  decisions: [
    formula('ratio', 'lengthOfStay / high'),
    tier('deviation', [rule('deviation-low', 'deviation', 'LOW'), rule('deviation-high', 'deviation', 'HIGH')]),
    formula('last', 'ratio'),
  ],
  methods: { periodBy: { value: 'DISCHARGE', basis: ['demo#1'] } },
  examples: [{ id: 'base-example', scope: 'case', given: {}, expect: { deviation: 'NORMAL' } }],
});
const merged = (written: Written) => {
  const { effective, findings } = extend(base, written);
  expect(findings).toEqual([]);
  if (effective === undefined) throw new Error('not merged');
  return effective;
};
const decision = (written: Written, id: string) => merged(written).decisions.find((one) => one.id === id);
const codes = (written: Written): string[] => extend(base, written).findings.map((one) => `${one.code} ${one.pointer}`);

describe('what a city states replaces what it inherits (N21-03)', () => {
  test('a document that states nothing inherits all but examples', () => {
    const effective = merged({});
    expect(effective).toEqual({ ...base, region: '990901', examples: [] });
    expect(EffectiveDocumentSchema.safeParse(effective).success).toBe(true);
  });

  test('a parameter whole: the inherited min is gone, basis included', () => {
    expect(merged({ parameters: { low: parameter('0.4', { basis: ['own#2'] }) } }).parameters['low']).toEqual(
      parameter('0.4', { basis: ['own#2'] }),
    );
  });

  describe('articles', () => {
    const said = (zh: string) => ({ zh, summary: true as const });
    const stated = { demo: { ...source, articles: { '1': said('一'), '2': said('二') } } };
    const national = baseOf({ sources: stated, parameters: { low: parameter('0.5', { basis: ['demo#1', 'demo#2'] }) } });
    const articles = (demo: Written) => extend(national, { sources: { demo } }).effective?.sources['demo']?.articles;

    test('a source stated again under its title keeps the articles that it does not state', () => {
      expect(articles({ ...source, articles: { '2': { zh: '原文二' } } })).toEqual({ '1': said('一'), '2': { zh: '原文二' } });
      expect(articles(source)).toEqual({ '1': said('一'), '2': said('二') });
    });

    test('under another title it is another text, with articles of its own', () => {
      expect(articles({ ...source, title: '别的文件' })).toBeUndefined();
    });

    test('an own article that nothing cites is a warning; one that only a removal cites, and an inherited one, are none', () => {
      const written = { sources: { demo: { ...source, articles: { '1': said('一'), 删: said('删'), '3': said('三') } } } };
      const { findings } = extend(base, { ...written, parameters: { low: { remove: true, basis: ['demo#删'] } } });
      expect(findings.map(({ code, pointer, severity }) => `${severity} ${code} ${pointer}`)).toEqual([
        'WARNING UNUSED_ARTICLE /sources/demo/articles/3',
      ]);
      expect(extend(national, {}).findings).toEqual([]);
    });
  });

  test('a table whole, never by row', () => {
    const own = { kind: 'map', key: ['grade'], rows: [{ key: ['A'], value: '1.3' }], basis: ['own#1'] };
    expect(merged({ tables: { coefficients: own } }).tables['coefficients']).toEqual(own);
  });

  test('facts, aggregates, sources and methods whole by id', () => {
    const own = {
      facts: { grade: { scope: 'institution', type: 'boolean', label: { zh: '类别' } } },
      aggregates: [{ id: 'stays', of: 'case', sum: 'totalCost', per: 'institutionTotal', label: { zh: '费用' } }],
      sources: { demo: { title: '本地文件', kind: 'OFFICIAL' } },
      methods: { periodBy: { value: 'SETTLEMENT', basis: ['own#1'] } },
    };
    expect(merged(own)).toMatchObject(own);
    expect(merged({ methods: { calendar: { yearStart: '01-01', basis: ['own#1'] } } }).methods).toEqual({
      periodBy: { value: 'DISCHARGE', basis: ['demo#1'] },
      calendar: { yearStart: '01-01', basis: ['own#1'] },
    });
  });
});

describe('decisions merge by rule name and by key', () => {
  test('one rule replaces its namesake whole, in its place; the rest is inherited', () => {
    const own = rule('deviation-low', 'deviation', 'NORMAL', { label: { zh: '改' } });
    const change = decision({ decisions: [{ id: 'deviation', rules: [own] }] }, 'deviation');
    expect(change?.rules?.map((one) => [one.name, one.label.zh])).toEqual([
      ['deviation-low', '改'],
      ['deviation-high', 'deviation-high'],
    ]);
    expect(change?.otherwise).toEqual({ value: 'NORMAL', basis: ['demo#1'] });
  });

  test('a new rule stands behind its `after`, else last; a removal removes', () => {
    const rules = [
      rule('new-b', 'deviation', 'LOW', { after: 'deviation-low' }),
      rule('new-c', 'deviation', 'LOW', { after: 'deviation-low' }),
      rule('new-last', 'deviation', 'LOW'),
      { name: 'deviation-high', remove: true, basis: ['own#1'] },
    ];
    const change = decision({ decisions: [{ id: 'deviation', rules }] }, 'deviation');
    expect(change?.rules?.map((one) => one.name)).toEqual(['deviation-low', 'new-b', 'new-c', 'new-last']);
    expect(change?.rules?.some((one) => 'after' in one)).toBe(false);
  });

  test('other keys replace, one by one', () => {
    const change = decision({ decisions: [{ id: 'deviation', hit: 'first', label: { zh: '偏差' } }] }, 'deviation');
    expect(change).toMatchObject({ hit: 'first', label: { zh: '偏差' }, scope: 'case', otherwise: { value: 'NORMAL' } });
    expect(change?.rules).toHaveLength(2);
  });

  test('a formula in place of rules drops hit, rules and otherwise; rules in place of a formula drop it and its basis', () => {
    const short = decision({ decisions: [{ id: 'deviation', value: 'NORMAL', basis: ['own#1'] }] }, 'deviation');
    expect(Object.keys(short ?? {}).sort()).toEqual(['basis', 'id', 'label', 'output', 'scope', 'value']);
    const otherwise = { value: '0', basis: ['own#1'] };
    const long = decision({ decisions: [{ id: 'ratio', hit: 'unique', rules: [], otherwise }] }, 'ratio');
    expect(Object.keys(long ?? {}).sort()).toEqual(['hit', 'id', 'label', 'otherwise', 'output', 'rules', 'scope']);
  });

  test('another formula does not keep the basis of the inherited one', () => {
    expect(decision({ decisions: [{ id: 'ratio', formula: 'lengthOfStay' }] }, 'ratio')).not.toHaveProperty('basis');
  });

  test('new decisions stand behind their `after`, in document order, or last; removal removes', () => {
    const decisions = [
      formula('firstNew', '1', { after: 'ratio' }),
      formula('secondNew', '1', { after: 'ratio' }),
      formula('thirdNew', '1', { after: 'firstNew' }),
      formula('end', '1'),
      { id: 'last', remove: true, basis: ['own#1'] },
    ];
    expect(merged({ decisions }).decisions.map((one) => one.id)).toEqual([
      'ratio',
      'firstNew',
      'thirdNew',
      'secondNew',
      'deviation',
      'end',
    ]);
  });
});

describe('what cannot be merged', () => {
  test('removing what is not there, standing behind what is not there, moving what is inherited', () => {
    expect(
      codes({
        parameters: { none: { remove: true, basis: ['own#1'] } },
        tables: { coefficients: { kind: 'codes', codes: ['C50*'], basis: ['own#1'], after: 'x' } },
        decisions: [
          { id: 'gone', remove: true, basis: ['own#1'] },
          formula('new', '1', { after: 'gone' }),
          { id: 'deviation', rules: [{ name: 'no-rule', remove: true, basis: ['own#1'] }] },
        ],
      }),
    ).toEqual([
      'EXTENDS_REMOVE_UNKNOWN /parameters/none',
      'AFTER_INHERITED /tables/coefficients/after',
      'EXTENDS_REMOVE_UNKNOWN /decisions/0',
      'AFTER_UNKNOWN /decisions/1/after',
      'EXTENDS_REMOVE_UNKNOWN /decisions/2/rules/0',
    ]);
  });

  test('two examples of one id', () => {
    const example = { id: 'same', scope: 'case', given: {}, expect: {} };
    expect(codes({ examples: [example, { ...example, id: 'other' }, example] })).toEqual(['EXAMPLE_DUPLICATE /examples/2/id']);
  });

  test('a change of a decision that the base does not have', () => {
    expect(codes({ decisions: [{ id: 'unheard', hit: 'first' }] })).toEqual(Array(3).fill('KEY_MISSING /decisions/0'));
  });

  test('a base that is not published, or that is another than the document knows', () => {
    const unknown = read({ extends: { region: '990900', version: '2', effectiveHash: '0'.repeat(64) } });
    expect(extendDocument(unknown, () => undefined)).toMatchObject({ findings: [{ code: 'EXTENDS_NOT_FOUND', pointer: '/extends' }] });
    const stale = read({ extends: { region: '990900', version: '1', effectiveHash: '0'.repeat(64) } });
    const resolved = extendDocument(stale, () => ({ effective: base, effectiveHash: effectiveHash(base) }));
    expect(resolved).toMatchObject({ findings: [{ code: 'EXTENDS_HASH', pointer: '/extends/effectiveHash' }] });
    expect(resolved.effective).toBeUndefined();
  });

  test('cycles of one, two and three documents', () => {
    const file = (region: string, of: string) => read({ region, extends: { region: of, version: '1', effectiveHash: '0'.repeat(64) } });
    const files = [file('990911', '990912'), file('990912', '990913'), file('990913', '990911'), file('990914', '990914')];
    const resolve = baseResolver((region) => files.find((one) => one.region === region));
    const path = (document: (typeof files)[number]) =>
      extendDocument(document, resolve).findings.map((one) => `${one.code} ${one.message.en ?? ''}`);
    expect(files.map(path)).toEqual([
      ['EXTENDS_CYCLE Rulesets extend each other in a circle: 990912 1 → 990913 1 → 990911 1 → 990912 1.'],
      ['EXTENDS_CYCLE Rulesets extend each other in a circle: 990912 1 → 990913 1 → 990911 1 → 990912 1.'],
      ['EXTENDS_CYCLE Rulesets extend each other in a circle: 990912 1 → 990913 1 → 990911 1 → 990912 1.'],
      ['EXTENDS_CYCLE Rulesets extend each other in a circle: 990914 1 → 990914 1.'],
    ]);
  });

  test('a city may extend a city: the grandparent is merged first', () => {
    const middle = extend(base, { region: '990902', parameters: { low: parameter('0.3') } }).effective;
    if (middle === undefined) throw new Error('not merged');
    expect(extend(middle, { region: '990903' }).effective?.parameters).toMatchObject({ low: { value: '0.3' }, high: { value: '2' } });
  });
});

describe('origins point findings about the merged document into the written one', () => {
  const { effective, origins } = extend(base, {
    parameters: { high: parameter('3') },
    decisions: [
      formula('new', '1', { after: 'ratio' }),
      { id: 'deviation', hit: 'first', rules: [rule('extra', 'deviation', 'LOW', { after: 'deviation-low' })] },
    ],
  });

  test.each([
    ['/decisions/1/formula', '/decisions/0/formula', false],
    ['/decisions/2/hit', '/decisions/1/hit', false],
    ['/decisions/2/rules/1/event', '/decisions/1/rules/0/event', false],
    ['/decisions/2/rules/0', '/extends', true],
    ['/decisions/2/otherwise/value', '/extends', true],
    ['/decisions/0/formula', '/extends', true],
    ['/parameters/high/value', '/parameters/high/value', false],
    ['/parameters/low', '/extends', true],
    ['/methods/periodBy', '/extends', true],
    ['/title', '/title', false],
    ['', '', false],
  ])('%s', (pointer, expected, inherited) => {
    expect(effective?.decisions.map((one) => one.id)).toEqual(['ratio', 'new', 'deviation', 'last']);
    expect(origins.locate(pointer)).toEqual({ pointer: expected, inherited });
  });

  test('an inherited parameter that nothing uses is a warning, the city’s own an error', () => {
    const unused = ['/parameters/low', '/parameters/high'].map((pointer) => finding('UNUSED_PARAMETER', pointer, { name: pointer }));
    expect(origins.relocate(unused).map((one) => [one.severity, one.pointer])).toEqual([
      ['WARNING', '/extends'],
      ['ERROR', '/parameters/high'],
    ]);
  });
});
