import { describe, expect, test } from 'vitest';
import type { AggregateDocument, EffectiveDocument, ParameterDocument } from '../../../src/rules/document/document.js';
import { entryText } from '../../../src/rules/explain/entry-text.js';
import { decisionOf, goodCity, planOf, seen, compiled } from '../good-city.js';

type Quantile = NonNullable<AggregateDocument['quantile']>;
const basis = ['demo#1'];
const QUANTILE: Quantile = { of: 'settlementWeight', at: 'trim', between: 'LINEAR', basis };

interface Change {
  readonly aggregate?: Partial<AggregateDocument>;
  readonly quantile?: Partial<Quantile>;
  readonly parameter?: Partial<ParameterDocument>;
}

/** The demonstration city with a quantile of what its institutions weigh. */
const city = ({ aggregate = {}, quantile = {}, parameter = {} }: Change = {}): EffectiveDocument =>
  goodCity((document) => {
    document.parameters['trim'] = { value: '0.025', max: '1', label: { zh: '分位' }, basis, ...parameter };
    document.aggregates.push({
      ...{ id: 'lowWeight', of: 'institutionTotal', per: 'institutionTotal', label: { zh: '下端分位' } },
      ...{ quantile: { ...QUANTILE, ...quantile }, ...aggregate },
    });
  });
const AT = `/aggregates/${goodCity().aggregates.length}`;

describe('a quantile of a ruleset (N26-6)', () => {
  test('is compiled, by its names; it may be missing where a sum is 0', () => {
    const plan = planOf(city());
    const found = plan.aggregates.find(({ id }) => id === 'lowWeight');
    expect(found).toMatchObject({ sum: { name: 'settlementWeight' }, quantile: { between: 'LINEAR', basis }, unit: 'point' });
    expect(plan.slots.institutionTotal[found?.slot ?? -1]?.optional).toBe(true);
  });

  test.each<[string, Change, string[]]>([
    ['of cases', { aggregate: { of: 'case' }, quantile: { of: 'points' } }, [`QUANTILE_TYPE ${AT}/of`]],
    [
      'of months',
      { aggregate: { of: 'institutionMonth', per: 'institutionYear' }, quantile: { of: 'depositOfMonth' } },
      [`UNKNOWN_NAME ${AT}/quantile/of`, `QUANTILE_TYPE ${AT}/of`],
    ],
    ['to an earlier scope', { aggregate: { per: 'institution' } }, [`AGGREGATE_SCOPE ${AT}/per`]],
    ['beside a sum', { aggregate: { sum: 'settlementWeight' } }, [`AGGREGATE_FORM ${AT}`]],
    ['of nothing known', { quantile: { of: 'nothing' } }, [`UNKNOWN_NAME ${AT}/quantile/of`]],
    ['at nothing known', { quantile: { at: 'trimm' } }, [`UNKNOWN_NAME ${AT}/quantile/at`]],
    ['at no parameter', { quantile: { at: 'cmi' } }, [`QUANTILE_TYPE ${AT}/quantile/at`]],
    ['at a share of unlimited size', { parameter: { max: undefined } }, [`QUANTILE_TYPE ${AT}/quantile/at`]],
    ['at a share that may be above 1', { parameter: { max: '1.01' } }, [`QUANTILE_TYPE ${AT}/quantile/at`]],
    ['at a share that may be below 0', { parameter: { min: '-0.01' } }, [`QUANTILE_TYPE ${AT}/quantile/at`]],
    ['at money', { parameter: { unit: 'yuan' } }, [`QUANTILE_TYPE ${AT}/quantile/at`]],
    ['at a switch', { parameter: { value: true, max: undefined } }, [`QUANTILE_TYPE ${AT}/quantile/at`]],
    ['without a source', { quantile: { basis: ['nowhere#1'] } }, [`UNKNOWN_SOURCE ${AT}/quantile/basis/0`]],
  ])('%s is refused', (_, change, findings) => {
    expect(seen(city(change)).filter((one) => !one.startsWith('UNUSED_PARAMETER'))).toEqual(findings);
  });

  test('of an exact output is refused, as its sum is', () => {
    const document = city({ quantile: { of: 'paymentRatio' } });
    decisionOf(document, 'paymentRatio').output = { type: 'decimal', unit: '1', exact: true };
    expect(seen(document)).toContain(`AGGREGATE_EXACT ${AT}/quantile/of`);
  });

  test('a value outside its bounds is refused where it stands', () => {
    expect(seen(city({ parameter: { value: '1.5' } })).join()).toMatch(/\/parameters\/trim/);
  });

  test('is refused in both languages, with what to do', () => {
    const { findings } = compiled(city({ parameter: { max: '2' } }));
    const found = findings.find(({ code }) => code === 'QUANTILE_TYPE');
    expect([found?.message.zh, found?.message.en]).toEqual([
      '汇总 “lowWeight” 的分位数不成立：trim 的取值范围须声明在 0 至 1 之内（max 不大于 1）。',
      'The quantile of aggregate “lowWeight” does not hold: trim must be bounded within 0 and 1 (state a max of at most 1).',
    ]);
    expect(found?.suggestion?.zh).toContain('min、max 在 0 至 1 之内');
  });

  test('a decision that stands before what the quantile is taken of cannot read it', () => {
    const document = city();
    decisionOf(document, 'settlementWeight').formula = 'lowWeight.region';
    expect(seen(document).join()).toContain('NAME_NOT_READABLE');
  });

  test('is told with its share and what it takes between two values', () => {
    expect(entryText(city(), 'AGGREGATE', 'lowWeight').join()).toMatch(
      /^分位数：各机构的.*由小到大，位于分位 ×（个数 − 1），落在两个数之间时按比例取其间$/,
    );
  });
});
