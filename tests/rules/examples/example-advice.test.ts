import { expect, test } from 'vitest';
import type { ExampleDocument } from '../../../src/rules/document/document.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { goodCity } from '../good-city.js';

const judge = new Judge();

async function advised(example: Partial<ExampleDocument>): Promise<readonly string[]> {
  const document = goodCity(({ examples }) => {
    const [first] = examples;
    if (first !== undefined) examples.splice(0, examples.length, { ...first, ...example, id: 'mine' });
  });
  const { findings } = await checkRuleset(JSON.stringify(document), () => undefined, judge);
  return findings
    .filter(({ code }) => code === 'EXAMPLE_FAILED' || code === 'EXAMPLE_FIRED')
    .map(({ message, suggestion }) => `${message.zh} ${suggestion?.zh ?? ''}`);
}

test('an example that failed says which value was expected and which came out, and what to change (N1)', async () => {
  const [said = ''] = await advised({ expect: { deviation: 'LOW' }, fired: [] });
  expect(said).toMatch(
    /^示例 “mine”：费用偏差 deviation 应为 "LOW"，实际是 "HIGH"。 对照条文二选一：.*把这个示例 expect 中的 deviation 改为 "HIGH".*改规则或参数。$/,
  );
});

test('an example whose rule did not fire names what the same decision answered by (N1)', async () => {
  const [said = ''] = await advised({ fired: ['deviation-low'] });
  expect(said).toMatch(/规则 “deviation-low” 没有成立，成立的是：deviation-high。 对照条文二选一：.*改规则的条件或参数。$/);
});
