import { describe, expect, test } from 'vitest';
import type { CodeMapTableDocument, EffectiveDocument } from '../../../src/rules/document/document.js';
import { diffDocuments } from '../../../src/rules/analysis/diff-text.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { rulesetJsonSchemaText } from '../../../scripts/ruleset-json-schema.js';
import { shapeDocument } from '../../../src/rules/shape/shape.js';
import { compiled, goodCity, planOf, seen } from '../good-city.js';

type Rows = CodeMapTableDocument['rows'];
const codeMap = (...pairs: readonly (readonly [string, string])[]): CodeMapTableDocument => ({
  kind: 'codeMap',
  rows: pairs.map(([from, to]): Rows[number] => ({ from, to })),
  basis: ['demo#1'],
});

/** The demonstration city with a map of diagnoses and, where it is given, one of operations. */
const city = (diagnoses: CodeMapTableDocument, operations?: CodeMapTableDocument): EffectiveDocument =>
  goodCity((document) => {
    document.tables['oldDiagnoses'] = diagnoses;
    if (operations !== undefined) document.tables['oldOperations'] = operations;
    document.methods.codes = { diagnoses: 'oldDiagnoses', ...(operations && { operations: 'oldOperations' }), basis: ['demo#1'] };
  });
const codes = (document: EffectiveDocument): readonly string[] => seen(document);

describe('a code map of a ruleset', () => {
  test('is compiled to rows that change something, each with its basis', () => {
    const plan = planOf(
      city(codeMap(['K80.101', 'K80.100'], ['K80.100', 'K80.100'], ['E11.6+M14.2*', 'E11.7'], ['M14.2**', 'M14.200']), codeMap(['A', 'B'])),
    );
    expect([...(plan.codes?.diagnoses?.rows ?? [])]).toEqual([
      ['K80.101', 'K80.100'],
      ['E11.6+M14.2*', 'E11.7'],
      ['M14.2*', 'M14.200'],
    ]);
    expect(plan.codes?.diagnoses?.basis).toEqual(['demo#1']);
    expect([...(plan.codes?.operations?.rows ?? [])]).toEqual([['A', 'B']]);
  });

  test('one code has one target, whether or not it is the same', () => {
    expect(codes(city(codeMap(['A', 'B'], ['C', 'D'], ['A', 'E'])))).toEqual(['TABLE_ROW_DUPLICATE /tables/oldDiagnoses/rows/2']);
    expect(codes(city(codeMap(['A', 'B'], ['A', 'B'])))).toEqual(['TABLE_ROW_DUPLICATE /tables/oldDiagnoses/rows/1']);
  });

  test('chains and circles are refused: a case is read once; a code that stays may be a target', () => {
    expect(codes(city(codeMap(['A', 'B'], ['B', 'C'])))).toEqual(['CODE_MAP_CHAIN /tables/oldDiagnoses/rows/0/to']);
    expect(codes(city(codeMap(['A', 'B'], ['B', 'A'])))).toEqual([
      'CODE_MAP_CHAIN /tables/oldDiagnoses/rows/0/to',
      'CODE_MAP_CHAIN /tables/oldDiagnoses/rows/1/to',
    ]);
    expect(codes(city(codeMap(['A', 'B'], ['B', 'B'], ['C', 'B'])))).toEqual([]);
  });

  test('one code may mean two things in two editions, where the ruleset says whose codes the map reads', () => {
    const swapped = city(codeMap(['A', 'B'], ['B', 'A']));
    swapped.methods.codes = { ...swapped.methods.codes, editions: { from: 'CLINICAL', unstated: 'INSURANCE' }, basis: ['demo#1'] };
    expect(codes(swapped)).toEqual([]);
    expect(planOf(swapped).codes?.editions).toEqual({ from: 'CLINICAL', unstated: 'INSURANCE' });
    expect(planOf(swapped).groupingHash).not.toBe(planOf(city(codeMap(['A', 'B']))).groupingHash);
  });

  test('one code in two cases is one code', () => {
    expect(codes(city(codeMap(['A1x', 'B'], ['a1X', 'C'])))).toEqual(['TABLE_ROW_DUPLICATE /tables/oldDiagnoses/rows/1']);
  });

  test('a prefix, or what no code has, is refused', () => {
    expect(codes(city(codeMap(['C50*', 'C50.900'], ['Ｋ80', 'K80'], ['A', 'B*'])))).toEqual([
      'CODE_PATTERN /tables/oldDiagnoses/rows/0/from',
      'CODE_PATTERN /tables/oldDiagnoses/rows/1/from',
      'CODE_PATTERN /tables/oldDiagnoses/rows/2/to',
    ]);
  });

  test('methods.codes names code maps, at least one; a map that nothing names is unused', () => {
    const named = (methods: EffectiveDocument['methods']['codes']): readonly string[] =>
      codes(
        goodCity((document) => {
          document.tables['old'] = codeMap(['A', 'B']);
          if (methods !== undefined) document.methods.codes = methods;
        }),
      );
    expect(named({ diagnoses: 'overrunBands', operations: 'old', basis: ['demo#1'] })).toEqual(['CODES_TABLE /methods/codes/diagnoses']);
    expect(named({ diagnoses: 'old', operations: 'nothing', basis: ['demo#1'] })).toEqual(['CODES_TABLE /methods/codes/operations']);
    expect(named({ basis: ['demo#1'] })).toEqual(['KEY_MISSING /methods/codes']);
    expect(named(undefined)).toEqual(['UNUSED_TABLE /tables/old']);
    expect(named({ diagnoses: 'old', operations: 'old', basis: ['demo#1'] })).toEqual([]);
  });

  test('formulas and conditions have no use for it', () => {
    const inFormula = city(codeMap(['A', 'B']));
    const first = inFormula.decisions.find(({ id }) => id === 'paymentRatio');
    if (first !== undefined) first.formula = 'lookup(oldDiagnoses, institutionClass)';
    expect(codes(inFormula)).toEqual(['TABLE_KIND_WRONG /decisions/14/formula']);
  });

  test('rows have exactly from and to; the published schema knows them', () => {
    const shaped = shapeDocument({
      ...{ region: '990901', version: '1', scheme: 'DIP', pointUnit: 'point', title: { zh: '市' }, effective: { from: '2024-01-01' } },
      tables: { old: { kind: 'codeMap', rows: [{ from: 'A', to: 'B', note: 'x' }, { from: 'A' }], basis: ['demo#1'] } },
    });
    expect(shaped.findings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'UNKNOWN_KEY /tables/old/rows/0/note',
      'KEY_MISSING /tables/old/rows/1',
    ]);
    expect(rulesetJsonSchemaText()).toContain('"codeMap"');
  });
});

describe('the grouping hash', () => {
  const hash = (document: EffectiveDocument): string => planOf(document).groupingHash;

  test('covers what codes are read as, and neither the order of rows, nor rows that change nothing, nor names and bases', () => {
    const one = hash(city(codeMap(['A', 'B'], ['C', 'D'])));
    expect(hash(city(codeMap(['C', 'D'], ['A', 'B'], ['B', 'B'])))).toBe(one);
    const renamed = city(codeMap(['A', 'B'], ['C', 'D']));
    renamed.tables['other'] = { ...codeMap(['A', 'B'], ['C', 'D']), label: { zh: '对照' }, basis: ['demo#2'] };
    delete renamed.tables['oldDiagnoses'];
    renamed.methods.codes = { diagnoses: 'other', basis: ['demo#3'] };
    expect(hash(renamed)).toBe(one);
    const others = [
      city(codeMap(['A', 'B'])),
      city(codeMap(['A', 'B'], ['C', 'E'])),
      city(codeMap(['X', 'Y']), codeMap(['A', 'B'], ['C', 'D'])),
    ];
    expect(new Set([one, ...others.map(hash), hash(goodCity())]).size).toBe(5);
  });

  test('of a ruleset without maps is what it was before there were maps', () => {
    expect(hash(goodCity())).toBe('5929f8df1557284e4096b43fa0fd9b268340ad693a1f01e2ed371356cdc1141b');
  });
});

describe('a large map', () => {
  const rows = Array.from({ length: 30_000 }, (_, i): readonly [string, string] => {
    const code = `${String.fromCharCode(65 + (i % 26))}${String(i).padStart(5, '0').replace(/^(..)/, '$1.')}`;
    return [`${code}x001`, code];
  });

  test('30,000 rows load as text, with examples that read by them', async () => {
    const document = city(codeMap(...rows));
    document.examples = [
      {
        id: 'read',
        scope: 'case',
        given: { principalDiagnosis: rows[29_999]?.[0] ?? '' },
        expect: { principalDiagnosis: rows[29_999]?.[1] ?? '' },
      },
    ];
    const { findings, ruleset } = await checkRuleset(JSON.stringify(document), () => undefined, new Judge());
    expect(findings.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
    expect(ruleset?.plan.codes?.diagnoses?.rows.size).toBe(30_000);
  });

  test('a change of one row is one change, by the code', () => {
    const before = city(codeMap(...rows));
    const after = city(codeMap(...rows.slice(1), ['Z99.9', 'Z99.900']));
    expect(diffDocuments(before, after).map(({ kind, pointer, label }) => [kind, pointer, label.zh])).toEqual([
      ['ADDED', '/tables/oldDiagnoses/rows/29999', 'oldDiagnoses › Z99.9'],
      ['REMOVED', '/tables/oldDiagnoses/rows/0', `oldDiagnoses › ${rows[0]?.[0] ?? ''}`],
    ]);
  });
});

test('what is said of a map that is wrong says what to do, in both languages', () => {
  const { findings } = compiled(city(codeMap(['A', 'B'], ['B', 'C'])));
  const chain = findings.find(({ code }) => code === 'CODE_MAP_CHAIN');
  expect(chain?.message.zh).toBe('编码映射 “oldDiagnoses” 把编码读作 “B”，而 “B” 又被映射为 “C”。');
  expect(chain?.suggestion?.en).toContain('map straight to the last code');
});
