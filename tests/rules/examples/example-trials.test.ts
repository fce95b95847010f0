import { describe, expect, test } from 'vitest';
import type { EffectiveDocument, ExampleDocument } from '../../../src/rules/document/document.js';
import type { ExampleOutcome } from '../../../src/rules/examples/examples.js';
import type { Finding } from '../../../src/rules/findings/finding.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { goodCity } from '../good-city.js';

const judge = new Judge();
const basis = ['demo#1'];

/** The demonstration city, where a boolean parameter decides whether bed-day cases are paid, and with the examples of a test. */
const city = (examples: readonly ExampleDocument[], change: (document: EffectiveDocument) => void = () => undefined): EffectiveDocument =>
  goodCity((document) => {
    document.parameters['bedDaysPaid'] = { value: false, label: { zh: '床日纳入' }, basis };
    const inclusion = document.decisions.find(({ id }) => id === 'inclusion');
    inclusion?.rules?.splice(0, 1, {
      ...{ name: 'exclude-bed-day', label: { zh: '床日不纳入' }, basis },
      conditions: {
        all: [
          { fact: 'caseFlag.BED_DAY', operator: 'equal', value: true },
          { fact: 'bedDaysPaid', operator: 'equal', value: false },
        ],
      },
      event: { type: 'inclusion', params: { value: 'EXCLUDED' } },
    });
    document.examples = [...examples];
    change(document);
  });

async function run(document: EffectiveDocument): Promise<{ findings: readonly Finding[]; examples: readonly ExampleOutcome[] }> {
  const { findings, examples } = await checkRuleset(JSON.stringify(document), () => undefined, judge);
  return { findings: findings.filter(({ code }) => code.startsWith('EXAMPLE') && code !== 'EXAMPLE_MISSING'), examples };
}
const said = async (document: EffectiveDocument): Promise<readonly string[]> =>
  (await run(document)).findings.map(({ code, pointer, message }) => `${code} ${pointer} ${message.en ?? ''}`);

/** CMI 1.37 against a mean of 1: 7.4 steps of 0.05. */
const addOn = (rounding: string | undefined, expected: string): ExampleDocument => ({
  id: `add-on-${rounding ?? 'own'}`.toLowerCase().replace('_', '-'),
  scope: 'institution',
  given: { ...(rounding === undefined ? {} : { addOnRounding: rounding }), cmi: '1.37', 'cmi.peer': '1' },
  expect: { addOnCoefficient: expected },
});
const bedDay = (paid: string | boolean, expected: string, fired: string): ExampleDocument => ({
  ...{
    id: `bed-day-${paid}`,
    scope: 'case',
    given: { bedDaysPaid: paid, 'caseFlag.BED_DAY': true },
    expect: { inclusion: expected },
    fired: [fired],
  },
});

describe('an example tries another value of a parameter', () => {
  test('of an enum that stands in a formula: both readings of WE-13 in one document', async () => {
    const examples = [addOn(undefined, '0.0700'), addOn('DOWN', '0.0700'), addOn('LINEAR', '0.0740')];
    expect(await said(city(examples))).toEqual([]);
    expect(await said(city([addOn('LINEAR', '0.0700')]))).toEqual([
      'EXAMPLE_FAILED /examples/0 Example “add-on-linear” differs in 1 place(s) (should be → is): 加成系数 0.0700 → 0.074.',
    ]);
  });

  test('of a boolean that stands in a condition', async () => {
    const examples = [bedDay(false, 'EXCLUDED', 'exclude-bed-day'), bedDay(true, 'INCLUDED', 'inclusion.otherwise')];
    expect(await said(city(examples))).toEqual([]);
  });

  test('what a trial meets says nothing about the rules of the document: it shows no rule firing', async () => {
    const own = await run(city([bedDay(false, 'EXCLUDED', 'exclude-bed-day')]));
    const tried = await run(city([bedDay(true, 'INCLUDED', 'inclusion.otherwise')]));
    expect([own.examples[0]?.met.length, tried.examples[0]?.met]).toEqual([1, []]);
  });

  test('never changes what the document is: its plan keeps its own values, its hash covers the example', async () => {
    const { ruleset } = await checkRuleset(JSON.stringify(city([addOn('LINEAR', '0.0740')])), () => undefined, judge);
    const without = await checkRuleset(JSON.stringify(city([])), () => undefined, judge);
    const formulaOf = (plan: typeof ruleset): unknown =>
      plan?.plan.decisions.institution.find(({ id }) => id === 'addOnCoefficient')?.otherwise;
    expect(formulaOf(ruleset)).toEqual(formulaOf(without.ruleset));
    expect(ruleset?.effectiveHash).not.toBe(without.ruleset?.effectiveHash);
  });
});

describe('averages of an example', () => {
  const of = (institutions: NonNullable<ExampleDocument['given']['institutions']>, A: string): ExampleDocument => ({
    ...{ id: 'averages', scope: 'institution', given: { institutions }, expect: { institutions: { A: { addOnCoefficient: A } } } },
  });
  const given = [
    { code: 'A', institutionClass: 'A', cmi: '1.2' },
    { code: 'B', institutionClass: 'A', cmi: '0.8' },
    { code: 'C', institutionClass: 'B', cmi: '7' },
  ];

  test('are those of the institutions given, of their class, where they are not stated', async () => {
    expect(await said(city([of(given, '0.0400')]))).toEqual([]);
  });

  test('stay as they are stated, and are missed by name where a figure or class is not stated', async () => {
    const stated = given.map((one) => ({ ...one, 'cmi.peer': '1.1' }));
    expect(await said(city([of(stated, '0.0100')]))).toEqual([]);
    const without = (name: string) => given.map((one) => Object.fromEntries(Object.entries(one).filter(([key]) => key !== name)));
    for (const name of ['institutionClass', 'cmi']) {
      const [first] = await said(
        city([
          of(
            without(name).map((one, i) => ({ ...one, code: 'ABC'.charAt(i) })),
            '0',
          ),
        ]),
      );
      expect(first).toMatch(/^EXAMPLE_FACT_MISSING \/examples\/0 /);
    }
  });

  test('of a fact that has none are told so, in both languages', async () => {
    const example: ExampleDocument = {
      ...{ id: 'x', scope: 'institution', given: { 'institutionLevel.peer': '1' }, expect: { addOnCoefficient: '0.0000' } },
    };
    expect(await said(city([example]))).toEqual([
      expect.stringMatching(/^EXAMPLE_INVALID .*“institutionLevel.peer”.*this fact has no average/),
    ]);
  });
});

describe('a trial is strict', () => {
  test.each<[string, Readonly<Record<string, string | boolean | null>>, string]>([
    [
      'a value that is none of the list',
      { addOnRounding: 'UP' },
      'for the parameter “addOnRounding” does not hold: it is one of DOWN, HALF_UP, LINEAR.',
    ],
    ['a text for a boolean', { bedDaysPaid: 'true' }, 'for the parameter “bedDaysPaid” does not hold: it is true or false.'],
    [
      'a boolean for an enum',
      { addOnRounding: true },
      'for the parameter “addOnRounding” does not hold: it is one of DOWN, HALF_UP, LINEAR.',
    ],
    ['null', { addOnRounding: null }, 'for the parameter “addOnRounding” does not hold: it is one of DOWN, HALF_UP, LINEAR.'],
    ['a number, also its own', { deviationHigh: '2' }, 'for the parameter “deviationHigh” does not hold: an example changes no number.'],
  ])('%s is refused', async (_, given, message) => {
    const example: ExampleDocument = {
      id: 'tried',
      scope: 'institution',
      given: { ...given, cmi: '1', 'cmi.peer': '1' },
      expect: { addOnCoefficient: '0' },
    };
    expect(await said(city([example]))).toEqual([`EXAMPLE_TRIAL /examples/0 The value that example “tried” tries ${message}`]);
  });

  test('a parameter that the document does not have is an unknown name', async () => {
    expect(await said(city([{ id: 'x', scope: 'case', given: { bedDayPaid: true }, expect: { inclusion: 'INCLUDED' } }]))).toEqual([
      expect.stringMatching(/^EXAMPLE_INVALID \/examples\/0 “bedDayPaid” of example “x”/),
    ]);
  });

  test.each<[string, Partial<ExampleDocument>, RegExp, string]>([
    ['a parameter to try', { given: { bedDayPaid: true } }, /^该层读不到这个名称。$/, '是否指 “bedDaysPaid”？'],
    ['a fact', { given: { totalCosts: '1' } }, /^该层读不到这个名称。$/, '是否指 “totalCost”？'],
    ['an output', { expect: { inclusions: 'INCLUDED' } }, /^该层没有这个输出。$/, '是否指 “inclusion”？'],
    [
      'a division by zero',
      { scope: 'institution', given: { cmi: '1', 'cmi.peer': '0' }, expect: { addOnCoefficient: '0' } },
      /^除数为零（DIVISION_BY_ZERO，“.*”）。$/,
      '请按说明改',
    ],
    ['a rule', { fired: ['exclude-bed-days'] }, /^没有这条规则。$/, '是否指 “exclude-bed-day”？'],
    [
      'a value of a list',
      { given: { insurance: 'EMPLOYE' } },
      /^值 "EMPLOYE" 不符，须为 EMPLOYEE、RESIDENT 之一。$/,
      '是否指 “EMPLOYEE”？',
    ],
    ['a number', { given: { totalCost: '1,000' } }, /^值 "1,000" 不符，须是取值范围内、写成文本的小数，如 "1.5"。$/, '请按说明改'],
  ])('%s: each language says what is wrong, and what may be meant', async (_, more, why, advice) => {
    const example: ExampleDocument = { ...{ id: 'x', scope: 'case', given: {}, expect: { inclusion: 'INCLUDED' } }, ...more };
    const found = (await run(city([example]))).findings.find(({ code }) => code === 'EXAMPLE_INVALID');
    const { zh, en = '' } = found?.message ?? { zh: '' };
    expect(zh.replace(/^.*不成立：/, '')).toMatch(why);
    expect(/\p{Script=Han}/u.test(en)).toBe(false);
    expect(found?.suggestion?.zh).toContain(advice);
  });

  test('one institution of several has no parameter of its own', async () => {
    const example: ExampleDocument = {
      ...{ id: 'x', scope: 'institution', expect: { institutions: { A: { addOnCoefficient: '0.0000' } } } },
      given: { institutions: [{ code: 'A', cmi: '1', 'cmi.peer': '1', addOnRounding: 'LINEAR' }] },
    };
    expect(await said(city([example]))).toEqual([expect.stringMatching(/^EXAMPLE_INVALID \/examples\/0 “addOnRounding”/)]);
  });

  test('a value under which the document does not compile says why', async () => {
    const example: ExampleDocument = {
      ...{ id: 'nobody', scope: 'institution', given: { tried: 'NOBODY', institutionClass: 'A' }, expect: { baseCoefficient: '1.2' } },
    };
    const document = city([example], (changed) => {
      changed.parameters['tried'] = { value: 'EMPLOYEE', enum: ['EMPLOYEE', 'NOBODY'], label: { zh: '险种' }, basis };
      const decision = changed.decisions.find(({ id }) => id === 'baseCoefficient');
      if (decision !== undefined) decision.formula = 'lookup(baseCoefficients, institutionClass, tried)';
    });
    expect(await said(document)).toEqual([expect.stringMatching(/^EXAMPLE_TRIAL .* “tried” does not hold: .*NOBODY.*EMPLOYEE, RESIDENT/)]);
  });

  test('so many combinations are tried and no more', async () => {
    const names = Array.from({ length: 21 }, (_, i) => `choice${i}`);
    const document = city(
      names.map((name): ExampleDocument => ({
        id: name.toLowerCase(),
        scope: 'case',
        given: { [name]: 'B', 'caseFlag.BED_DAY': false },
        expect: { inclusion: 'INCLUDED' },
      })),
      (changed) => {
        for (const name of names) changed.parameters[name] = { value: 'A', enum: ['A', 'B'], label: { zh: name }, basis };
        const inclusion = changed.decisions.find(({ id }) => id === 'inclusion');
        inclusion?.rules?.push({
          ...{ name: 'all-chosen', label: { zh: '全选' }, basis },
          conditions: { all: names.map((fact) => ({ fact, operator: 'equal' as const, value: 'B' })) },
          event: { type: 'inclusion', params: { value: 'EXCLUDED' } },
        });
      },
    );
    expect(await said(document)).toEqual([
      'EXAMPLE_TRIAL /examples/20 The value that example “choice20” tries for the parameter “choice20” does not hold: more than 20 combinations of values are tried.',
    ]);
  });
});
