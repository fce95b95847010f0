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
    /^示例 “mine” 有 1 处不符（应为 → 实际）：费用偏差 费用极低 → 费用极高。 对照条文二选一：.*改这个示例：费用偏差改为 费用极高.*改规则或参数。$/,
  );
});

test('an example that differs in several ways is one finding that lists them (N1)', async () => {
  const said = await advised({ expect: { deviation: 'LOW' }, fired: ['deviation-low'] });
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/有 2 处不符（应为 → 实际）：费用偏差 费用极低 → 费用极高；成立的规则 费用偏差：\S+ → 费用偏差：\S+。/);
  expect(said[0]).toMatch(/费用偏差改为 费用极高；成立的规则改为 费用偏差：/);
  expect(said[0]).not.toMatch(/[A-Z]{3}|deviation/);
  const [found] = await failed({ expect: { deviation: 'LOW' }, fired: [] });
  expect(found?.message.en).toContain('low cost → high cost');
});

test('what mends an example is what comes out now, with what was expected; nothing where it is about something else', async () => {
  const SAID = { before: { zh: '费用极低', en: 'low cost' }, value: { zh: '费用极高', en: 'high cost' } };
  const FIRED = { pointer: '/examples/0/fired', value: ['deviation-high'], before: ['deviation-low'] };
  const mendOf = async (example: Partial<ExampleDocument>): Promise<unknown> => (await failed(example)).map(({ mend }) => mend);
  expect(await mendOf({ expect: { deviation: 'LOW' }, fired: ['deviation-low'] })).toEqual([
    [
      { pointer: '/examples/0/expect/deviation', value: 'HIGH', before: 'LOW', label: { zh: '费用偏差' }, said: SAID },
      { ...FIRED, said: expect.anything() as unknown },
    ],
  ]);
  expect(await mendOf({ fired: ['deviation-low'] })).toEqual([[{ ...FIRED, said: expect.anything() as unknown }]]);
  expect(await mendOf({ expect: { deviation: 'HIGH' }, fired: ['deviation-high'] })).toEqual([]);
});

test('an example whose rule did not fire names what the same decision answered by (N1)', async () => {
  const [said = ''] = await advised({ fired: ['deviation-low'] });
  expect(said).toMatch(/规则 “费用偏差：\S+” 没有成立，成立的是：费用偏差：\S+。 对照条文二选一：.*改规则的条件或参数。$/);
});
