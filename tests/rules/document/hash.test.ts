import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalJson, contentHash, effectiveHash, isEffectiveText, jsonHash } from '../../../src/rules/document/hash.js';
import { parseDocument } from '../../../src/rules/shape/parse.js';
import { baseOf, extend, formula, parameter, read } from '../written-documents.js';

const TEXT = readFileSync(path.join(import.meta.dirname, '../fixtures/good/demonstration-city.json'), 'utf8');

/** The same JSON with every object's keys in another order. */
function shuffled(value: unknown, by: (keys: string[]) => string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => shuffled(one, by));
  if (typeof value !== 'object' || value === null) return value;
  const entries = new Map(Object.entries(value));
  return Object.fromEntries(by([...entries.keys()]).map((key) => [key, shuffled(entries.get(key), by)]));
}

describe('hashes', () => {
  test('key order and white space never change the hash of a document', () => {
    const hash = (text: string): string => {
      const { document } = parseDocument(text);
      return document === undefined ? 'refused' : contentHash(document);
    };
    const known = hash(TEXT);
    expect(known).toMatch(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(undefined, 1, 4, '\t'), (seed, space) => {
        const by = (keys: string[]): string[] =>
          fc.sample(fc.shuffledSubarray(keys, { minLength: keys.length }), { seed, numRuns: 1 })[0] ?? [];
        expect(hash(JSON.stringify(shuffled(JSON.parse(TEXT), by), null, space))).toBe(known);
      }),
      { numRuns: 25 },
    );
  });

  test('any JSON has one canonical text, whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(shuffled(value, (keys) => keys.reverse()))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('RFC 8785: sorted by UTF-16 units, no spaces, one spelling of numbers; SHA-256 of its UTF-8', () => {
    expect(canonicalJson({ '\u20ac': 1, a: [1e30, 2.0], '\ud83d\ude00': '\n' })).toBe('{"a":[1e+30,2],"€":1,"😀":"\\n"}');
    expect(jsonHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });

  test('one changed character is another hash', () => {
    const written = { parameters: { high: parameter('2') } };
    expect(contentHash(read(written))).not.toBe(contentHash(read({ parameters: { high: parameter('2.0') } })));
  });

  test('the effective hash is of what was merged: writing it in another way gives the same, other examples another', () => {
    const base = baseOf({ parameters: { high: parameter('2') }, decisions: [formula('a', 'high'), formula('b', 'a')] });
    const hash = (written: Parameters<typeof extend>[1]): string | undefined => {
      const { effective } = extend(base, written);
      return effective && effectiveHash(effective);
    };
    const behind = hash({ decisions: [formula('c', '1', { after: 'b' })] });
    expect(behind).toBe(hash({ decisions: [formula('c', '1')], parameters: { high: parameter('2') } }));
    expect(behind).not.toBe(hash({ decisions: [formula('c', '1', { after: 'a' })] }));
    const examples = [{ id: 'one', scope: 'case', given: {}, expect: { a: '2' } }];
    expect(behind).not.toBe(hash({ decisions: [formula('c', '1')], examples }));
  });

  test('what articles say changes what was loaded, not what runs bind', () => {
    const source = { title: '演示', kind: 'ASSUMPTION' };
    const said = { demo: { ...source, articles: { '1': { zh: '系数为二。', summary: true } } } };
    const silent = { sources: { demo: source }, parameters: { high: parameter('2') } };
    expect(effectiveHash(baseOf({ ...silent, sources: said }))).toBe(effectiveHash(baseOf(silent)));
    expect(contentHash(read({ ...silent, sources: said }))).not.toBe(contentHash(read(silent)));
    expect(effectiveHash(baseOf({ ...silent, sources: { demo: { ...source, note: '别的' } } }))).not.toBe(effectiveHash(baseOf(silent)));
  });

  test('a stored text with articles is known again by its hash, and any other change of it is noticed', () => {
    const source = { title: '演示', kind: 'ASSUMPTION', articles: { '1': { zh: '系数为二。' } } };
    const effective = baseOf({ sources: { demo: source }, parameters: { high: parameter('2') } });
    const text = canonicalJson(effective);
    expect(isEffectiveText(text, effectiveHash(effective))).toBe(true);
    for (const wrong of [text.replace('"value":"2"', '"value":"3"'), ` ${text}`, text.slice(1), text.replace('演示', '另一')]) {
      expect(isEffectiveText(wrong, effectiveHash(effective))).toBe(false);
    }
  });
});
