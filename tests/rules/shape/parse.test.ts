import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scanJson } from '../../../src/rules/text/json-scanner.js';
import { LARGEST_DOCUMENT, parseDocument, parseText, RULESET_TEXT } from '../../../src/rules/shape/parse.js';

const codes = (input: string | Uint8Array): string[] => parseText(input).findings.map((one) => one.code);
const first = (input: string): { code: string | undefined; pointer: string | undefined; zh: string | undefined } => {
  const [one] = parseText(input).findings;
  return { code: one?.code, pointer: one?.pointer, zh: one?.message.zh };
};

describe('text that is refused before JSON.parse', () => {
  test('nesting 5,000 deep, of lists, objects and both', () => {
    expect(codes('['.repeat(5_000))).toEqual(['NESTING_TOO_DEEP']);
    expect(codes('{"a":'.repeat(5_000))).toEqual(['NESTING_TOO_DEEP']);
    expect(codes('[{"a":'.repeat(5_000))).toEqual(['NESTING_TOO_DEEP']);
  });

  test('64 levels pass, 65 do not', () => {
    expect(codes('['.repeat(64) + ']'.repeat(64))).toEqual([]);
    expect(first('['.repeat(65) + ']'.repeat(65))).toMatchObject({ code: 'NESTING_TOO_DEEP', zh: '第 1 行第 65 列：嵌套超过 64 层。' });
  });

  test('more bytes than 1.5 MiB, counted as UTF-8', () => {
    expect(codes(`"${'字'.repeat(LARGEST_DOCUMENT / 3 + 1)}"`)).toEqual(['TEXT_TOO_LARGE']);
    expect(codes(`"${'a'.repeat(LARGEST_DOCUMENT - 2)}"`)).toEqual([]);
    expect(codes(new Uint8Array(LARGEST_DOCUMENT + 1))).toEqual(['TEXT_TOO_LARGE']);
  });

  test('a byte order mark, GBK, UTF-16, nothing at all', () => {
    expect(codes('\ufeff{}')).toEqual(['TEXT_BOM']);
    expect(codes(Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]))).toEqual(['TEXT_BOM']);
    expect(codes(Buffer.from([0x22, 0xd7, 0xcd, 0xb2, 0xa9, 0x22]))).toEqual(['TEXT_ENCODING']);
    expect(codes(Buffer.from('\ufeff{}', 'utf16le'))).toEqual(['TEXT_ENCODING']);
    expect(codes(' \n')).toEqual(['TEXT_EMPTY']);
  });

  test('too many values', () => {
    expect(codes(`[${'"",'.repeat(150_000)}""]`)).toEqual(['TOO_MANY_VALUES']);
  });

  test('an object of 1,001 keys', () => {
    const object = (count: number): string =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, ''])));
    expect(codes(object(1_000))).toEqual([]);
    expect(codes(object(1_001))).toEqual(['TOO_MANY_KEYS']);
  });

  test('a key of 201 characters', () => {
    expect(codes(JSON.stringify({ ['k'.repeat(200)]: '' }))).toEqual([]);
    expect(codes(JSON.stringify({ ['k'.repeat(201)]: '' }))).toEqual(['KEY_TOO_LONG']);
  });
});

describe('what JSON.parse would forget', () => {
  test('every duplicate key, however it is escaped, with its pointer', () => {
    const { findings } = parseText('{"a": {"b": "1", "\\u0062": "2"}, "c/d": "", "c\\/d": "", "a": ""}');
    expect(findings.map((one) => [one.code, one.pointer])).toEqual([
      ['DUPLICATE_KEY', '/a/b'],
      ['DUPLICATE_KEY', '/c~1d'],
      ['DUPLICATE_KEY', '/a'],
    ]);
  });

  test('the same key in two objects is no duplicate', () => {
    expect(codes('[{"a": ""}, {"a": {"a": ""}}]')).toEqual([]);
  });

  test('keys that every object already has', () => {
    expect(codes('{"__proto__": "", "\\u005f_proto__x": "", "constructor": "", "prototype": "", "toString": ""}')).toEqual(
      Array(4).fill('FORBIDDEN_KEY'),
    );
    expect(parseText('{"__proto__": {"a": "1"}}').value).toBeUndefined();
  });

  test('numbers, except small whole ones under scale and order', () => {
    expect(codes('{"scale": 0, "order": 999, "x": {"scale": 2}}')).toEqual([]);
    for (const number of ['1000', '-1', '1.0', '1e1', '-0']) expect(codes(`{"scale": ${number}}`)).toEqual(['NUMBER_LITERAL']);
    expect(first('{"scale": [2]}')).toMatchObject({ code: 'NUMBER_LITERAL', pointer: '/scale/0' });
    expect(first('{"a": [true, {"value": 1e999999999}]}')).toMatchObject({ code: 'NUMBER_LITERAL', pointer: '/a/1/value' });
    expect(codes('7')).toEqual(['NUMBER_LITERAL']);
  });

  test('half a Unicode character, raw or escaped, in a text or a key', () => {
    expect(codes('["\\ud83d", "\ud83d", "\\ude00\\ud83d", {"\\ud83d": ""}]')).toEqual(Array(4).fill('LONE_SURROGATE'));
    expect(codes('["\\ud83d\\ude00", "😀"]')).toEqual([]);
  });
});

describe('syntax errors have a line, a column and a pointer', () => {
  test.each([
    ['{"a": [\n  true,\n]}', '/a/1', '第 3 行第 1 列：JSON 语法错误，最后一项之后多了逗号。'],
    ['{"a": "x"\n "b": ""}', '/a', '第 2 行第 2 列：JSON 语法错误，此处应为逗号或 }。'],
    ['{"a" "x"}', '/a', '第 1 行第 6 列：JSON 语法错误，键之后应为冒号。'],
    ['{a: ""}', '', '第 1 行第 2 列：JSON 语法错误，此处应为加双引号的键。'],
    ['{"a": NaN}', '/a', '第 1 行第 7 列：JSON 语法错误，此处应为一个值（文本须加双引号）。'],
    ['{"a": １２}', '/a', '第 1 行第 7 列：JSON 语法错误，此处应为一个值（文本须加双引号）。'],
    ['["a\nb"]', '/0', '第 1 行第 4 列：JSON 语法错误，文本中有换行或其他控制字符。'],
    ['["\\x41"]', '/0', '第 1 行第 3 列：JSON 语法错误，反斜杠后的写法不对。'],
    ['["abc', '/0', '第 1 行第 2 列：JSON 语法错误，文本缺少结尾的双引号。'],
    ['{"a": {}', '/a', '第 1 行第 9 列：JSON 语法错误，文本提前结束。'],
    ['[01]', '/0', '第 1 行第 3 列：JSON 语法错误，数字的写法不对。'],
    ['{}\n{}', '', '第 2 行第 1 列：JSON 语法错误，文档结束之后还有内容。'],
  ])('%j', (text, pointer, zh) => {
    expect(first(text)).toEqual({ code: 'SYNTAX', pointer, zh });
  });

  test.each([
    ['{"a"：1}', '第 1 行第 5 列：JSON 语法错误，此处是全角字符 ：，应为半角 :。'],
    ['{\n  "a": "x"，\n  "b": "y"}', '第 2 行第 11 列：JSON 语法错误，此处是全角字符 ，，应为半角 ,。'],
    ['{“a": "x"}', '第 1 行第 2 列：JSON 语法错误，此处是全角字符 “，应为半角 "。'],
    ['{\n  "a": "x”,\n  "b": "y"}', '第 2 行第 10 列：JSON 语法错误，此处是全角字符 ”，应为半角 "。'],
    ['{"a”: "x"}', '第 1 行第 4 列：JSON 语法错误，此处是全角字符 ”，应为半角 "。'],
    ['{"a": "x”, "b": "y"}', '第 1 行第 9 列：JSON 语法错误，此处是全角字符 ”，应为半角 "。'],
    ['["x"】', '第 1 行第 5 列：JSON 语法错误，此处是全角字符 】，应为半角 ]。'],
    ['｛"a": "x"}', '第 1 行第 1 列：JSON 语法错误，此处是全角字符 ｛，应为半角 {。'],
    ['{"a": "见“甲”，“乙”" "b"}', '第 1 行第 18 列：JSON 语法错误，此处应为逗号或 }。'],
  ])('shows the full-width sign found and the one meant (N3): %j', (text, zh) => {
    expect(first(text)).toMatchObject({ code: 'SYNTAX', zh });
  });

  /** JSON that was damaged a little: most of it is refused, some of it is still JSON. */
  const damaged = fc
    .tuple(
      fc.json({ maxDepth: 4 }),
      fc.nat(200),
      fc.constantFrom('', ',', '"', '}', ']', '{', '[', ':', '\\', 'u00', '0', '.', ' ', 'true', '\n'),
    )
    .map(([text, at, piece]) => text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + (at % 2)));

  test('the scan calls complete exactly what JSON.parse reads', () => {
    const reads = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(damaged, (text) => {
        const scan = scanJson(text, RULESET_TEXT);
        const tooLong = scan.findings.some((one) => one.code === 'KEY_TOO_LONG');
        expect(scan.complete || tooLong).toBe(reads(text) || tooLong);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('text and shape are reported in one round', () => {
  test('a number literal is not reported again as a wrong type', () => {
    const { document, findings } = parseDocument('{"region": 370300, "version": "1"}');
    expect(document).toBeUndefined();
    expect(findings.filter((one) => one.pointer === '/region').map((one) => one.code)).toEqual(['NUMBER_LITERAL']);
    expect(findings.map((one) => one.code)).toContain('KEY_MISSING');
  });

  test('200,000 number literals give 200 findings and one that counts the rest', () => {
    const { findings } = parseText(`[${'1,'.repeat(99_000)}1]`);
    expect(findings).toHaveLength(201);
    expect(findings.at(-1)?.message.zh).toBe('另有 98801 条问题未列出。');
  });
});
