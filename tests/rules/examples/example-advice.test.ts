import { expect, test } from 'vitest';
import type { ExampleDocument } from '../../../src/rules/document/document.js';
import type { Finding } from '../../../src/rules/findings/finding.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { goodCity } from '../good-city.js';

const judge = new Judge();

async function failed(example: Partial<ExampleDocument>): Promise<readonly Finding[]> {
  const document = goodCity(({ examples }) => {
    const [first] = examples;
    if (first !== undefined) examples.splice(0, examples.length, { ...first, ...example, id: 'mine' });
  });
  const { findings } = await checkRuleset(JSON.stringify(document), () => undefined, judge);
  return findings.filter(({ code }) => code === 'EXAMPLE_FAILED' || code === 'EXAMPLE_FIRED');
}

const advised = async (example: Partial<ExampleDocument>): Promise<readonly string[]> =>
  (await failed(example)).map(({ message, suggestion }) => `${message.zh} ${suggestion.zh}`);

test('an example that failed says which value was expected and which came out, and what to change (N1)', async () => {
  const [said = ''] = await advised({ expect: { deviation: 'LOW' }, fired: [] });
  expect(said).toMatch(
    /^示例 “mine” 有 1 处不符（应为 → 实际）：费用偏差 deviation "LOW" → "HIGH"。 对照条文二选一：.*改这个示例：expect.deviation = "HIGH".*改规则或参数。$/,
  );
});

test('an example that differs in several ways is one finding that lists them (N1)', async () => {
  const said = await advised({ expect: { deviation: 'LOW' }, fired: ['deviation-low'] });
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/有 2 处不符（应为 → 实际）：费用偏差 deviation "LOW" → "HIGH"；fired deviation-low → deviation-high。/);
  expect(said[0]).toMatch(/expect\.deviation = "HIGH"；fired = deviation-high/);
});

test('what mends an example is what comes out now, with what was expected; nothing where it is about something else', async () => {
  const mendOf = async (example: Partial<ExampleDocument>): Promise<unknown> => (await failed(example)).map(({ mend }) => mend);
  expect(await mendOf({ expect: { deviation: 'LOW' }, fired: ['deviation-low'] })).toEqual([
    [
      { pointer: '/examples/0/expect/deviation', value: 'HIGH', before: 'LOW', label: { zh: '费用偏差' } },
      { pointer: '/examples/0/fired', value: ['deviation-high'], before: ['deviation-low'] },
    ],
  ]);
  expect(await mendOf({ fired: ['deviation-low'] })).toEqual([
    [{ pointer: '/examples/0/fired', value: ['deviation-high'], before: ['deviation-low'] }],
  ]);
  expect(await mendOf({ expect: { deviation: 'HIGH' }, fired: ['deviation-high'] })).toEqual([]);
});

test('an example whose rule did not fire names what the same decision answered by (N1)', async () => {
  const [said = ''] = await advised({ fired: ['deviation-low'] });
  expect(said).toMatch(/规则 “deviation-low” 没有成立，成立的是：deviation-high。 对照条文二选一：.*改规则的条件或参数。$/);
});
