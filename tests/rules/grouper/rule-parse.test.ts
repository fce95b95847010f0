import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUPER_PLACES, COMPARISONS, MEASURES, type GroupRule } from '../../../src/engine/grouper/group-rule.js';
import { parseRule } from '../../../src/rules/grouper/rule-parse.js';
import { printRule } from '../../../src/rules/grouper/rule-print.js';
import { ADRG_ROWS, DRG_ROWS, MDC_ROWS } from '../../support/grouping-3/drg-book.js';

const SET = fc.constantFrom('OP_ALL', 'DI1_RP1', 'MCC', 'INFARCT', 'OR_1', 'ANDROGEN');
const LEAF: fc.Arbitrary<GroupRule> = fc.oneof(
  fc.record({
    kind: fc.constant('codes' as const),
    places: fc.subarray([...GROUPER_PLACES], { minLength: 1 }),
    sets: fc.uniqueArray(SET, { minLength: 1, maxLength: 3 }),
    negated: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    measure: fc.constantFrom(...MEASURES),
    comparison: fc.constantFrom(...COMPARISONS),
    value: fc.nat(9_999),
  }),
  fc.record({
    kind: fc.constant('count' as const),
    set: SET,
    places: fc.subarray([...GROUPER_PLACES], { minLength: 1 }),
    comparison: fc.constantFrom(...COMPARISONS),
    value: fc.nat(9),
  }),
);
const RULE = fc.letrec<{ rule: GroupRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3 },
    LEAF,
    fc.record({ kind: fc.constantFrom('all' as const, 'any' as const), rules: fc.array(tie('rule'), { minLength: 2, maxLength: 4 }) }),
  ),
})).rule;

describe('the rule text of the official DRG book', () => {
  it('is read, printed and read again as the same rule', () => {
    for (const [code, , text] of [...MDC_ROWS, ...ADRG_ROWS, ...DRG_ROWS]) {
      const { rule, problem } = parseRule(text);
      expect([code, problem]).toEqual([code, undefined]);
      expect(parseRule(printRule(rule ?? { kind: 'always' })).rule).toEqual(rule);
    }
  });

  it('any rule that can be written is printed and read again', () => {
    fc.assert(
      fc.property(RULE, (rule) => {
        expect(parseRule(printRule(rule)).rule).toEqual(rule);
      }),
    );
  });

  it('and binds tighter than or, in any case of letters', () => {
    expect(printRule(parseRule('ZYZD in DI_A OR ZYSS in OP_B And NL>=70').rule ?? { kind: 'always' })).toBe(
      'ZYZD in DI_A or (ZYSS in OP_B and NL>=70)',
    );
  });

  it('reads what a workbook leaves in a cell', () => {
    expect(parseRule('（ZYSS in OP_A_x000D_\n and\u00a0QTZD in ｛MCC， CC｝ and NL≥70）').rule).toEqual(
      parseRule('(ZYSS in OP_A and QTZD in {MCC, CC} and NL>=70)').rule,
    );
  });

  it.each([
    ['ZYSS on OP_A', 5],
    ['ZYSS in OP_A andZYZD in DI_B', 16],
    ['(ZYSS in OP_A', 13],
    ['FOO > 3', 0],
    ['process.exit()', 0],
    ['ZYSS in {OP_A,}', 14],
  ])('refuses %s at character %i', (text, at) => {
    expect(parseRule(text).problem).toMatchObject({ reason: 'SYNTAX', at });
  });

  it('quotes what it can not read as it was written, not in large letters (B5)', () => {
    expect(parseRule('ZYSS in op_a And qTzd foo di_b').problem).toMatchObject({ at: 22, found: 'foo di_b' });
  });

  it('refuses brackets without end and text without end', () => {
    expect(parseRule('('.repeat(1_000)).problem?.reason).toBe('DEPTH');
    expect(parseRule('ZYSS in OP_A and '.repeat(1_000)).problem?.reason).toBe('LENGTH');
  });
});
