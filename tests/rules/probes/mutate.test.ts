import { expect, test } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset, type CheckedRuleset } from '../../../src/rules/load.js';
import { boundaryExamples } from '../../../src/rules/probes/boundaries.js';
import type { MutationChange } from '../../../src/rules/probes/mutants.js';
import { changeWords } from '../../../src/rules/probes/mutant-words.js';
import { mutate, type MutationReport } from '../../../src/rules/probes/mutate.js';
import { compiledOf } from '../../rulesets/ruleset-library.js';

const LABEL = { zh: '试' };
const BASIS = ['a#1'];
const rule = (name: string, all: readonly unknown[], value: string) => ({
  ...{ name, label: LABEL, basis: BASIS, conditions: { all } },
  event: { type: 'tier', params: { value } },
});
const at = (fact: string, operator: string, value: unknown) => ({ fact, operator, value });

/** A ruleset of one decision: weak, for one example of it stands far from every threshold. */
function document(examples: readonly unknown[]): string {
  return JSON.stringify({
    ...{ region: '990001', version: '2025.1', scheme: 'DIP', pointUnit: 'point', title: LABEL },
    effective: { from: '2025-01-01' },
    sources: { a: { title: '试', kind: 'ASSUMPTION' } },
    facts: {},
    parameters: {},
    tables: {},
    aggregates: [],
    methods: {},
    decisions: [
      {
        ...{ id: 'tier', scope: 'case', label: LABEL, output: { type: 'enum', values: ['LOW', 'OLD', 'NORMAL'] }, hit: 'first' },
        rules: [
          rule('low', [at('totalCost', 'lessThan', '500'), at('outOfRegion', 'equal', false)], 'LOW'),
          // The second comparison says nothing new: whoever stayed 0 days or more stayed.
          rule(
            'old',
            [at('ageYears', 'known', true), at('ageYears', 'greaterThanInclusive', '65'), at('lengthOfStay', 'greaterThanInclusive', '0')],
            'OLD',
          ),
        ],
        otherwise: { value: 'NORMAL', basis: BASIS },
      },
    ],
    examples,
  });
}

const WEAK = [
  { id: 'low', scope: 'case', given: { totalCost: '100', outOfRegion: false, ageYears: '40', lengthOfStay: '3' }, expect: { tier: 'LOW' } },
];

async function check(examples: readonly unknown[]): Promise<CheckedRuleset> {
  const checked = await checkRuleset(document(examples), () => undefined, new Judge());
  expect(checked.findings.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
  return checked;
}
const report = async (examples: readonly unknown[]): Promise<MutationReport> =>
  mutate(must((await check(examples)).ruleset, 'ruleset'), new Judge());

test('a weak ruleset has survivors, each with the example that would notice it; with boundary examples adopted it has none', async () => {
  const weak = await report(WEAK);
  expect(weak.counts.SURVIVED).toBeGreaterThan(5);
  expect(weak.caught).toBe(weak.counts.SURVIVED);
  expect(weak.mutants.find(({ text }) => text === 'totalCost < 500 → ≤ 500')).toMatchObject({
    fate: 'SURVIVED',
    catcher: { given: { totalCost: '500' }, expect: { tier: 'NORMAL' } },
  });
  expect(weak.mutants.find(({ text }) => text === 'totalCost < 500 → ≥ 500')).toMatchObject({ fate: 'NOTICED', by: 'low' });
  const { ruleset, examples } = await check(WEAK);
  const made = await boundaryExamples(must(ruleset, 'ruleset'), examples);
  const strong = await report([...WEAK, ...made.examples.map(({ example }) => example)]);
  expect(strong.mutants.filter(({ fate }) => fate === 'SURVIVED').map(({ rule: name, text }) => `${name} ${text}`)).toEqual([]);
});

test('a mutant that decides every situation alike is equivalent: no example could notice it', async () => {
  const { mutants } = await report(WEAK);
  const same = mutants.filter(({ fate }) => fate === 'EQUIVALENT').map(({ text }) => text);
  // Nobody stays −1 days: from −1 on is from 0 on.
  expect(same).toContain('lengthOfStay ≥ 0 → ≥ -1');
  expect(same).not.toContain('lengthOfStay ≥ 0 → ≥ 1');
  expect(new Set(mutants.map(({ kind }) => kind))).toEqual(new Set(['OPERATOR', 'THRESHOLD', 'ALL_ANY']));
});

test('rules of a choice by a parameter are left alone, those beside it are not (N25-33)', async () => {
  const { mutants } = await mutate(await compiledOf('991150', '2024.1'), new Judge(), {
    isInherited: (pointer) => !pointer.startsWith('/decisions/'),
  });
  expect(mutants.map(({ decision }) => decision)).toContain('caseResult');
  expect(mutants.map(({ decision }) => decision)).not.toContain('caseStandard');
});

test('a change is said in words of the ruleset, in both languages', () => {
  const words = {
    labelOf: (name: string) => ({ zh: `“${name}”的名称`, en: `label of ${name}` }),
    valueOf: (value: string | null) => ({ zh: value === 'HIGH' ? '费用极高' : (value ?? ''), en: value ?? '' }),
  };
  const said = (change: MutationChange) => changeWords(change, words);
  expect(
    said({
      fact: 'costRatio',
      before: { operator: 'lessThan', expected: '0.5' },
      after: { operator: 'lessThanInclusive', expected: '0.5' },
    }),
  ).toEqual({
    zh: '“costRatio”的名称：“小于 0.5”改成“不大于 0.5”',
    en: 'label of costRatio: “is less than 0.5” becomes “is at most 0.5”',
  });
  expect(
    said({ fact: 'deviation', before: { operator: 'equal', expected: 'HIGH' }, after: { operator: 'notEqual', expected: 'HIGH' } }).zh,
  ).toBe('“deviation”的名称：“等于 费用极高”改成“不等于 费用极高”');
  expect(said({ fact: 'costRatio', before: { operator: 'known', expected: 'true' } })).toEqual({
    zh: '“costRatio”的名称：“有值”改成相反',
    en: 'label of costRatio: “is known” becomes its opposite',
  });
  expect(said({ facts: ['a', 'b', 'a'], before: 'all' }).zh).toBe('“a”的名称、“b”的名称：“须全部满足”改成“满足其一即可”');
  expect(said({ facts: ['a'], before: 'any' }).en).toBe('label of a: “any of them” becomes “all of them”');
});
