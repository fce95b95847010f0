import { expect, it } from 'vitest';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { goodCity } from '../good-city.js';

const basis = ['demo#1'];

/** Two rules that hold together for a short stay, the second perhaps only where a parameter says so. */
const city = (switched: boolean, given: Readonly<Record<string, unknown>>) =>
  goodCity((document) => {
    if (switched) document.parameters['both'] = { value: false, label: { zh: '两条都算' }, basis };
    const short = { fact: 'lengthOfStay', operator: 'lessThan' as const, value: '10' };
    const usual = { fact: 'lengthOfStay', operator: 'lessThan' as const, value: '30' };
    const on = switched ? [{ fact: 'both', operator: 'equal' as const, value: true }] : [];
    document.decisions.push({
      ...{ id: 'stayFactor', scope: 'case', label: { zh: '住院天数系数' }, hit: 'unique', otherwise: { value: '1', basis } },
      output: { type: 'decimal', unit: '1', exact: true },
      rules: [
        {
          name: 'stay-short',
          label: { zh: '十天内' },
          basis,
          conditions: { all: [short] },
          event: { type: 'stayFactor', params: { value: '2' } },
        },
        {
          name: 'stay-usual',
          label: { zh: '三十天内' },
          basis,
          conditions: { all: [usual, ...on] },
          event: { type: 'stayFactor', params: { value: '1.5' } },
        },
      ],
    });
    document.examples = [{ id: 'short', scope: 'case', given: { lengthOfStay: '5', ...given }, expect: { stayFactor: '2' } }];
  });

it('says that two rules of a unique decision hold in an example, under the own values and under tried ones, and is not stopped by it (A1)', async () => {
  const judge = new Judge();
  const found = async (document: ReturnType<typeof city>) => {
    const { findings } = await checkRuleset(JSON.stringify(document), () => undefined, judge);
    return findings.filter(({ code }) => code.endsWith('OVERLAP')).map(({ code, message }) => `${code} ${message.zh}`);
  };
  const met = 'EXAMPLE_OVERLAP 示例 “short”：判定 “stayFactor” 的规则 stay-short、stay-usual 同时成立，而 hit 为 unique。';
  expect(await found(city(false, {}))).toEqual([
    'OVERLAP 判定 “stayFactor” 的规则 stay-short、stay-usual 会同时成立，结果互相矛盾（2、1.5），而 hit 为 unique。',
    met,
  ]);
  expect(await found(city(true, { both: true }))).toEqual([met]);
  expect(await found(city(true, { both: false }))).toEqual([]);
});
