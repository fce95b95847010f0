import { describe, expect, it } from 'vitest';
import { contentHash, effectiveHash } from '../../../src/rules/document/hash.js';
import { readRuleset } from '../../../src/rules/extend/read-ruleset.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { formula, HEAD, type Written } from '../written-documents.js';

const city = (examples: readonly Written[]): string =>
  JSON.stringify({
    ...{ ...HEAD, sources: { demo: { title: '演示', kind: 'ASSUMPTION' } } },
    decisions: [formula('perDay', 'totalCost / lengthOfStay', { output: { type: 'decimal', unit: 'yuan/day', exact: true } })],
    examples,
  });
const read = (examples: readonly Written[]) => readRuleset(city(examples), () => undefined);
const errors = async (examples: readonly Written[]) => {
  const { findings } = await checkRuleset(city(examples), () => undefined, new Judge());
  return findings.filter(({ severity }) => severity === 'ERROR');
};

const first = { id: 'first', scope: 'case', given: { totalCost: '100', lengthOfStay: '4' }, expect: { perDay: '25' } };

describe('an example that is like another', () => {
  const like = { id: 'longer', like: 'first', given: { lengthOfStay: '5' }, expect: { perDay: '20' } };
  const whole = { id: 'longer', scope: 'case', given: { totalCost: '100', lengthOfStay: '5' }, expect: { perDay: '20' } };

  it('is the same as the example written out: one effective hash, another text', async () => {
    const [short, long] = [read([first, like]), read([first, whole])];
    expect(short.findings).toEqual([]);
    expect(short.effective).toEqual(long.effective);
    expect(short.effective && effectiveHash(short.effective)).toBe(long.effective && effectiveHash(long.effective));
    expect(short.document && contentHash(short.document)).not.toBe(long.document && contentHash(long.document));
    expect(await errors([first, like])).toEqual([]);
  });

  it('may be like one that is like another, and stand before both', async () => {
    const cheaper = { id: 'cheaper', like: 'longer', given: { totalCost: '50' }, expect: { perDay: '10' } };
    expect(read([cheaper, like, first]).effective?.examples[0]?.given).toEqual({ totalCost: '50', lengthOfStay: '5' });
    expect(await errors([cheaper, like, first])).toEqual([]);
  });

  it('takes over neither what is expected nor what fired', () => {
    const other = { ...first, fired: ['some-rule'], expect: { perDay: '25' } };
    const own = { id: 'own', like: 'first', expect: {} };
    expect(read([other, own]).effective?.examples[1]).toEqual({ id: 'own', scope: 'case', given: first.given, expect: {} });
  });

  it('says in both languages what it has from the other one when it fails, and the other one does not', async () => {
    const [wrong, ...more] = await errors([first, { ...like, expect: { perDay: '25' } }]);
    expect(more).toEqual([]);
    expect(wrong).toMatchObject({ code: 'EXAMPLE_FAILED', pointer: '/examples/1' });
    expect(wrong?.message.zh).toContain('取自示例 “first” 的：totalCost）');
    expect(wrong?.message.en).toContain('taken from example “first”: totalCost)');
  });

  it('says so as well of a fact taken over that is gone from the ruleset', async () => {
    const gone = { ...first, given: { ...first.given, goneFact: '1' } };
    const [own, taken] = await errors([gone, like]);
    expect([own?.pointer, own?.message.zh]).toEqual(['/examples/0', expect.not.stringContaining('取自示例')]);
    expect([taken?.pointer, taken?.message.zh]).toEqual(['/examples/1', expect.stringContaining('goneFact）')]);
  });
});

it.each([
  ['one that is not there', [{ ...first, like: 'nobody' }], ['EXAMPLE_LIKE_UNKNOWN /examples/0/like']],
  ['itself', [{ ...first, like: 'first' }], ['EXAMPLE_LIKE_CYCLE /examples/0/like']],
  [
    'one that is like it',
    [
      { ...first, like: 'second' },
      { id: 'second', like: 'first', expect: {} },
    ],
    ['EXAMPLE_LIKE_CYCLE /examples/0/like', 'EXAMPLE_LIKE_CYCLE /examples/1/like'],
  ],
  ['none, but leaves out scope and given', [{ id: 'bare', expect: {} }], ['KEY_MISSING /examples/0', 'KEY_MISSING /examples/0']],
])('an example that is like %s is refused at its place', (_, examples, expected) => {
  const { effective, findings } = read(examples);
  expect(effective).toBeUndefined();
  expect(findings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual(expected);
});
