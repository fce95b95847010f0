import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import type { TraceCondition, TraceRule } from '../../../src/engine/trace/trace.js';
import { explainTrace, type TracedStep } from '../../../src/rules/explain/explain.js';
import { printExplanation } from '../../../src/rules/explain/explain-text.js';
import { articleWord, shortNumbers, unitWord, valueWord } from '../../../src/rules/explain/explain-words.js';
import { readRuleset } from '../../../src/rules/extend/read-ruleset.js';

const NATIONAL = readFileSync(new URL('../../../rulesets/100000-national/2021.1.json', import.meta.url), 'utf8');
const DOCUMENT = must(readRuleset(NATIONAL, () => undefined).effective, 'the national ruleset');

const leaf = (changes: Partial<Extract<TraceCondition, { kind: 'leaf' }>>): TraceCondition => ({
  kind: 'leaf',
  fact: 'costRatio',
  label: { zh: '费用倍率', en: 'cost ratio' },
  unit: '1',
  operator: 'greaterThan',
  expected: '2',
  from: null,
  actual: '2.50000000',
  result: true,
  ...changes,
});

const rule = (condition: TraceCondition, changes: Partial<TraceRule> = {}): TraceRule => ({
  name: 'high',
  label: { zh: '费用极高' },
  basis: ['cn2021#21'],
  fired: true,
  counted: true,
  condition,
  ...changes,
});

const step = (changes: Partial<TracedStep>): TracedStep => ({
  seq: 1,
  scope: 'case',
  decision: 'deviation',
  label: { zh: '费用偏差', en: 'deviation' },
  hit: 'unique',
  unit: '',
  output: 'HIGH',
  formula: null,
  substituted: null,
  rule: 'high',
  basis: ['cn2021#21'],
  parts: [],
  inputs: [],
  rules: [],
  allocation: null,
  ...changes,
});

const explain = (changes: Partial<TracedStep>) => must(explainTrace([step(changes)], DOCUMENT)[0], 'step');
const wordsOf = (condition: TraceCondition) => must(explain({ rules: [rule(condition)] }).conditions[0], 'condition').text;

describe('what the values of enums are called', () => {
  it('is said as the ruleset calls them, on both sides of a comparison and of what came out', () => {
    const condition = leaf({
      fact: 'ratioBase',
      label: { zh: '费用倍率的分母' },
      operator: 'equal',
      expected: 'PAYMENT_STANDARD',
      actual: 'LEVEL_MEAN',
    });
    expect(wordsOf(condition)).toEqual({
      zh: '费用倍率的分母（同级别机构的次均费用）等于 病种支付标准',
      en: '费用倍率的分母 (mean cost of the level) equals payment standard of the group',
    });
    const several = explain({ decision: 'specialCaseReasons', output: 'COST_EXTREME STAY_LONG', rule: null });
    expect(printExplanation([several]).split('\n')[0]).toContain('费用特别高、住院时间特别长');
    expect(printExplanation([several], 'en').split('\n')[0]).toContain('extreme cost, very long stay');
  });

  it('is warned of where no value is called so; without words a ruleset keeps its hash', () => {
    const withWords = (words: unknown): ReturnType<typeof readRuleset> =>
      readRuleset(JSON.stringify({ ...(JSON.parse(NATIONAL) as object), words }), () => undefined);
    expect(withWords(undefined).effective).not.toHaveProperty('words');
    expect(withWords({}).effective).not.toHaveProperty('words');
  });
});

describe('on what a limit rests', () => {
  it('is said of the parameter that it was read from, beside the rule’s own basis', () => {
    const { conditions } = explain({ rules: [rule(leaf({ from: 'deviationHigh' })), rule(leaf({}))] });
    expect(conditions.map(({ from }) => from)).toEqual(['deviationHigh', null]);
    const [stated] = must(DOCUMENT.parameters['deviationHigh'], 'parameter').basis;
    expect(conditions.map(({ basis }) => basis.map(({ source, article }) => `${source}#${article ?? ''}`))).toEqual([[stated], []]);
  });

  it('is said of parameters among the values that a step read, and of nothing else', () => {
    const input = { label: null, value: '2', unit: '1', scope: null } as const;
    const { inputs } = explain({
      inputs: [
        { ...input, name: 'deviationHigh', source: 'parameter' },
        { ...input, name: 'totalCost', source: 'fact' },
      ],
    });
    expect(inputs.map(({ basis }) => basis.length)).toEqual([1, 0]);
  });
});

describe('conditions in words', () => {
  it.each([
    ['greaterThan', '费用倍率（2.5）大于 2', 'cost ratio (2.5) is greater than 2'],
    ['greaterThanInclusive', '费用倍率（2.5）不小于 2', 'cost ratio (2.5) is at least 2'],
    ['lessThan', '费用倍率（2.5）小于 2', 'cost ratio (2.5) is less than 2'],
    ['lessThanInclusive', '费用倍率（2.5）不大于 2', 'cost ratio (2.5) is at most 2'],
    ['equal', '费用倍率（2.5）等于 2', 'cost ratio (2.5) equals 2'],
    ['notEqual', '费用倍率（2.5）不等于 2', 'cost ratio (2.5) does not equal 2'],
    ['in', '费用倍率（2.5）属于 2', 'cost ratio (2.5) is one of 2'],
    ['notIn', '费用倍率（2.5）不属于 2', 'cost ratio (2.5) is none of 2'],
    ['inCodes', '费用倍率（2.5）属于编码表 2', 'cost ratio (2.5) is in the code list 2'],
    ['anyInCodes', '费用倍率（2.5）含有编码表中的编码 2', 'cost ratio (2.5) has a code of the list 2'],
  ] as const)('%s', (operator, zh, en) => {
    expect(wordsOf(leaf({ operator }))).toEqual({ zh, en });
  });

  it('names the parameter that a threshold comes from', () => {
    expect(wordsOf(leaf({ from: 'deviationHigh' })).zh).toBe('费用倍率（2.5）大于 费用极高界值（2）');
  });

  it('says that a value is there, is missing, or is yes or no', () => {
    expect(wordsOf(leaf({ operator: 'known', expected: 'true', actual: null, result: false })).zh).toBe('费用倍率（缺失）有值');
    expect(wordsOf(leaf({ operator: 'known', expected: 'false', actual: null })).zh).toBe('费用倍率（缺失）缺失');
    const flag = { fact: 'caseFlag.TCM', label: { zh: '病例标志', en: 'case flag' }, expected: 'true', actual: 'false' };
    expect(wordsOf(leaf({ ...flag, operator: 'equal' }))).toEqual({
      zh: '病例标志“中医优势病种”为“是”（实际：否）',
      en: 'case flag traditional Chinese medicine is "yes" (actual: no)',
    });
    expect(wordsOf(leaf({ ...flag, operator: 'notEqual' })).zh).toBe('病例标志“中医优势病种”为“否”（实际：否）');
  });

  it('keeps all, any and not, with brackets where they are needed', () => {
    const any: TraceCondition = { kind: 'any', of: [leaf({}), leaf({ operator: 'lessThan' })] };
    const whole: TraceCondition = {
      kind: 'all',
      of: [leaf({ operator: 'known', expected: 'true' }), any, { kind: 'not', of: [leaf({ operator: 'equal' })] }],
    };
    const [only] = explain({ rules: [rule(whole)] }).rules;
    expect(only?.condition.zh).toBe('费用倍率（2.5）有值 且 （费用倍率（2.5）大于 2 或 费用倍率（2.5）小于 2） 且 非费用倍率（2.5）等于 2');
    expect(only?.condition.en).toContain(' and (cost ratio (2.5) is greater than 2 or cost ratio (2.5) is less than 2) and not ');
  });

  it('lists the conditions of the rules that counted; of all where none held', () => {
    const rules = [rule(leaf({})), rule(leaf({ result: false }), { name: 'low', fired: false, counted: false })];
    expect(explain({ rules }).conditions.map((one) => one.rule)).toEqual(['high']);
    const none = rules.map((one) => ({ ...one, fired: false, counted: false }));
    expect(explain({ rules: none, rule: 'otherwise' }).conditions.map((one) => one.rule)).toEqual(['high', 'low']);
    expect(explain({ rules: none, rule: 'otherwise' }).ruleLabel).toEqual({ zh: '其他情形', en: 'otherwise' });
  });
});

describe('an explanation without a glossary (N5)', () => {
  it.each([
    ['1', '第一条'],
    ['10', '第十条'],
    ['20', '第二十条'],
    ['21', '第二十一条'],
    ['105', '第一百零五条'],
    ['110', '第一百一十条'],
    ['二(一)6', '二(一)6'],
    ['0', '0'],
  ])('article %s reads %s', (article, text) => expect(articleWord(article)).toBe(text));

  it('says what several rules ask once, and calls values by their Chinese names', () => {
    const rules = [
      rule(leaf({ operator: 'equal', expected: 'CORE', actual: 'UNGROUPED', result: false })),
      rule(leaf({ operator: 'equal', expected: 'CORE', actual: 'UNGROUPED', result: false })),
    ];
    const text = printExplanation(explainTrace([step({ rules })], DOCUMENT));
    expect(text.match(/费用倍率（未入组）等于 核心病种/g)).toHaveLength(1);
    expect(text).toContain('第二十一条');
  });
});

describe('steps in words', () => {
  it('resolves bases to titles and articles, whether they are names or were resolved before (N21-21)', () => {
    const [basis] = explain({}).basis;
    expect(basis).toMatchObject({ source: 'cn2021', article: '21', kind: 'OFFICIAL' });
    expect(explain({ basis: [must(basis, 'basis')] }).basis).toEqual([basis]);
  });

  it('gives formulas in Chinese, and numbers without the zeros of their columns', () => {
    const explained = explain({ formula: 'group(points) * costRatio', substituted: '980.50000000 * 2.5', unit: 'point' });
    expect(explained.formulaText).toEqual({ zh: '病种(分值) * 费用倍率', en: 'group(points) * costRatio' });
    expect(explained.substituted).toBe('980.5 * 2.5');
  });

  it('says how a pooled decision divided', () => {
    const pool = {
      name: 'fund',
      label: { zh: '可分配基金', en: 'fund' },
      value: '100.00',
      unit: 'yuan',
      source: 'output',
      scope: 'fundYearEnd',
    } as const;
    const part = { ...pool, name: 'settlementWeight', label: { zh: '结算权重', en: 'weight' }, value: '3' };
    const shared = explain({ allocation: { kind: 'total', pool, part } });
    expect(shared.allocation).toEqual({ zh: '按结算权重 3 分配 可分配基金 100.00', en: 'fund 100.00 is shared out by weight 3' });
    expect(shared.inputs.map(({ fact }) => fact)).toEqual(['fund', 'settlementWeight']);
    const told = { pool, part, sum: '7', share: '42.85714286' };
    expect(explain({ allocation: { ...told, kind: 'total' }, output: '42.86' }).allocation).toEqual({
      zh: '按结算权重 3 分配 可分配基金 100.00；各机构合计 7；100.00 × 3 ÷ 7 = 42.85714286，按最大余数法到分为 42.86',
      en: "fund 100.00 is shared out by weight 3; all institutions' come to 7; 100.00 × 3 ÷ 7 = 42.85714286, to the fen by largest remainders 42.86",
    });
    expect(explain({ allocation: { ...told, kind: 'claim', share: null } }).allocation?.zh).toBe(
      '在 可分配基金 100.00 以内满足 结算权重 3；各机构合计 7，未超过，全额满足',
    );
    expect(explain({ allocation: { kind: 'claim', pool, part } }).allocation?.zh).toBe('在 可分配基金 100.00 以内满足 结算权重 3');
  });

  it('prints as lines, in either language', () => {
    const steps = explainTrace(
      [
        step({ rules: [rule(leaf({ from: 'deviationHigh' }))] }),
        step({ seq: 2, output: null, unit: 'yuan', rule: null }),
        step({ seq: 3, output: '', rule: null }),
      ],
      DOCUMENT,
    );
    expect(printExplanation(steps).split('\n')).toEqual([
      '1. 费用偏差 = 费用极高',
      '   规则：费用极高',
      '     ✓ 费用倍率（2.5）大于 费用极高界值（2）',
      expect.stringMatching(/^ {3}依据：.+ 第二十一条 \[官方文件\]$/) as string,
      '2. 费用偏差 = — 元',
      expect.stringContaining('依据') as string,
      '3. 费用偏差 = （无）',
      expect.stringContaining('依据') as string,
    ]);
    expect(printExplanation(steps, 'en')).toContain('1. deviation = high cost\n   rule: 费用极高\n     ✓ cost ratio (2.5) is greater than');
  });
});

describe('values in words', () => {
  it('units', () => {
    expect(['yuan', 'point', 'yuan/point', 'day', 'case', 'person', '1', 'yuan/person'].map(unitWord)).toEqual([
      '元',
      '分',
      '元/分',
      '天',
      '例',
      '人',
      '',
      '元/人',
    ]);
  });
  it('numbers at 8 places lose their trailing zeros, others keep what they state', () => {
    expect(['2.50000000', '10000.00', '0.86956522', '-3.00000000', '1.123456780', '12345678'].map(shortNumbers)).toEqual([
      '2.5',
      '10000.00',
      '0.86956522',
      '-3',
      '1.123456780',
      '12345678',
    ]);
  });
  it('missing values, booleans and long lists', () => {
    expect(valueWord(null).zh).toBe('缺失');
    expect([valueWord('true').zh, valueWord('false').en]).toEqual(['是', 'no']);
    expect(valueWord('x'.repeat(200)).zh).toHaveLength(81);
  });
});
