import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMULA_DEPTH_MAX, FORMULA_LENGTH_MAX, parseFormula, printFormula, type Ast } from '../../../src/rules/names/formula-parse.js';

const name = (text: string): Ast => ({ kind: 'name', name: text });
const number = (text: string): Ast => ({ kind: 'number', text });

describe('formulas parse to trees', () => {
  test.each<[string, Ast]>([
    ['a', name('a')],
    ['cmi.peer', name('cmi.peer')],
    ['0.05', number('0.05')],
    [
      '1 + 2 * 3',
      { kind: 'binary', op: '+', left: number('1'), right: { kind: 'binary', op: '*', left: number('2'), right: number('3') } },
    ],
    ['a - b - c', { kind: 'binary', op: '-', left: { kind: 'binary', op: '-', left: name('a'), right: name('b') }, right: name('c') }],
    ['a / (b / c)', { kind: 'binary', op: '/', left: name('a'), right: { kind: 'binary', op: '/', left: name('b'), right: name('c') } }],
    ['-a * b', { kind: 'binary', op: '*', left: { kind: 'negate', operand: name('a') }, right: name('b') }],
    ["lookup(t, 'A', x)", { kind: 'call', fn: 'lookup', args: [name('t'), { kind: 'text', value: 'A' }, name('x')] }],
    ['费用倍率 * 2', { kind: 'binary', op: '*', left: name('费用倍率'), right: number('2') }],
    ['年龄（岁）', name('年龄（岁）')],
  ])('%s', (text, ast) => {
    expect(parseFormula(text)).toEqual({ ast });
  });
});

describe('what is no formula is refused, with place and reason', () => {
  test.each([
    ['', 'UNFINISHED', 0],
    ['a +', 'UNFINISHED', 3],
    ['f(a', 'UNFINISHED', 3],
    ['a b', 'ORDER', 2],
    ['a,', 'ORDER', 1],
    ['(a, b)', 'ORDER', 2],
    ['f(a,)', 'ORDER', 4],
    ['f(a b)', 'ORDER', 4],
    ['f()', 'ORDER', 2],
    ['a)', 'ORDER', 1],
    ['+a', 'ORDER', 0],
    ["'a' 'b'", 'ORDER', 4],
    ['a; b', 'CHARACTER', 1],
    ['a > b', 'CHARACTER', 2],
    ['a == b', 'CHARACTER', 2],
    ['a = b', 'CHARACTER', 2],
    ['a ? b : c', 'CHARACTER', 2],
    ['[a]', 'CHARACTER', 0],
    ['a[0]', 'CHARACTER', 1],
    ['{}', 'CHARACTER', 0],
    ['`a`', 'CHARACTER', 0],
    ['"a"', 'CHARACTER', 0],
    ["'a\\'b'", 'CHARACTER', 0],
    ['a.b.c', 'CHARACTER', 3],
    ['a ** b', 'ORDER', 3],
    ['a % b', 'CHARACTER', 2],
    ['!a', 'CHARACTER', 0],
    ['.5', 'CHARACTER', 0],
    ['１２', 'CHARACTER', 0],
    ['a − b', 'CHARACTER', 2],
    ['a ＋ b', 'CHARACTER', 2],
    ['1e9', 'NUMBER', 0],
    ['0x1f', 'NUMBER', 0],
    ['1.', 'NUMBER', 0],
    ['01', 'NUMBER', 0],
    ['1_000', 'NUMBER', 0],
    ['1e999999999', 'NUMBER', 0],
    ['this', 'STRUCTURE', 0],
    ['true', 'STRUCTURE', 0],
    ['null', 'STRUCTURE', 0],
    ['a.b(c)', 'STRUCTURE', 0],
    ['f(a)(b)', 'ORDER', 4],
  ])('%j is %s at %i', (text, reason, at) => {
    expect(parseFormula(text).fault).toMatchObject({ reason, at });
  });

  test('a formula one character too long, or one level too deep, is refused before anything recurses', () => {
    const longest = `${'a+'.repeat(FORMULA_LENGTH_MAX / 2 - 1)}aa`;
    expect(parseFormula(longest).fault).toBeUndefined();
    expect(parseFormula(`${longest}a`).fault?.reason).toBe('LENGTH');
    const nested = (depth: number): string => `${'('.repeat(depth)}a${')'.repeat(depth)}`;
    expect(parseFormula(nested(FORMULA_DEPTH_MAX)).fault).toBeUndefined();
    expect(parseFormula(nested(FORMULA_DEPTH_MAX + 1)).fault?.reason).toBe('DEPTH');
    expect(parseFormula(`${'-'.repeat(FORMULA_DEPTH_MAX + 1)}a`).fault?.reason).toBe('DEPTH');
    expect(parseFormula(`${'abs('.repeat(FORMULA_DEPTH_MAX + 1)}a${')'.repeat(FORMULA_DEPTH_MAX + 1)}`).fault?.reason).toBe('DEPTH');
  });

  test('nothing of a name reaches an object: __proto__ and constructor are only names', () => {
    expect(parseFormula('__proto__ + constructor').ast).toEqual({
      kind: 'binary',
      op: '+',
      left: name('__proto__'),
      right: name('constructor'),
    });
  });
});

const arbitraryAst: fc.Arbitrary<Ast> = fc.letrec<{ ast: Ast }>((tie) => ({
  ast: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true, maxDepth: 8 },
    fc.constantFrom('points', 'costRatio', 'cmi.peer', 'caseFlag.TCM', '费用倍率', '年龄（岁）', 'HALF_UP').map(name),
    fc.constantFrom('0', '1', '0.05', '123456789012345.12345678').map(number),
    fc.constantFrom('A', '甲类', '', 'I21.0+x').map((value): Ast => ({ kind: 'text', value })),
    tie('ast').map((operand): Ast => ({ kind: 'negate', operand })),
    fc
      .tuple(fc.constantFrom('+', '-', '*', '/'), tie('ast'), tie('ast'))
      .map(([op, left, right]): Ast => ({ kind: 'binary', op, left, right })),
    fc
      .tuple(fc.constantFrom('min', 'lookup', '取小'), fc.array(tie('ast'), { minLength: 1, maxLength: 4 }))
      .map(([fn, args]): Ast => ({ kind: 'call', fn, args })),
  ),
})).ast;

describe('printing', () => {
  test('a printed tree parses back to the same tree', () => {
    fc.assert(
      fc.property(arbitraryAst, (ast) => {
        const text = printFormula(ast);
        fc.pre(text.length <= FORMULA_LENGTH_MAX);
        expect(parseFormula(text)).toEqual({ ast });
      }),
      { numRuns: 2_000 },
    );
  });

  test('any text is either parsed or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1.+-*/(),\' 费"[]{}?:=\\`'), maxLength: 40 }), (text) => {
        const { ast, fault } = parseFormula(text);
        expect(ast === undefined).toBe(fault !== undefined);
        if (ast !== undefined) expect(parseFormula(printFormula(ast))).toEqual({ ast });
      }),
      { numRuns: 5_000 },
    );
  });
});
