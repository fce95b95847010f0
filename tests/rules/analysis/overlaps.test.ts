import { describe, expect, test } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { applyPatches } from '../../../src/app/drafts/kit/draft-patches.js';
import { baseResolver } from '../../../src/rules/extend/base-resolver.js';
import type { ResolveBase } from '../../../src/rules/extend/extend.js';
import { parseDocument } from '../../../src/rules/shape/parse.js';
import type { Finding } from '../../../src/rules/findings/finding.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { isObject } from '../../../src/rules/shape/shape-words.js';
import { tinyDocument, type Edit } from '../../support/tiny-city.js';

const judge = new Judge();

async function checked(text: string, resolve: ResolveBase = baseResolver(() => undefined)): Promise<readonly Finding[]> {
  const { findings } = await checkRuleset(text, resolve, judge);
  return findings.filter(({ severity, code }) => severity !== 'INFO' && !['EXAMPLE_MISSING', 'UNUSED_PARAMETER'].includes(code));
}

const codesOf = (findings: readonly Finding[]): readonly string[] => findings.map(({ code }) => code);

/** A decision with some keys written anew; the examples, which hold for the old ones, go. */
const withDecision =
  (id: string, keys: object): Edit =>
  (document) => ({
    ...document,
    examples: [],
    decisions: (document.decisions ?? []).map((one) => ('output' in one && one.id === id ? { ...one, ...keys } : one)),
  });

const rule = (name: string, value: string, ...conditions: readonly object[]): object => ({
  ...{ name, label: { zh: '试' }, basis: ['demo#3'] },
  conditions: { all: [{ fact: 'costRatio', operator: 'known', value: true }, ...conditions] },
  event: { type: 'deviation', params: { value } },
});
const ratio = (operator: string, value: unknown): object => ({ fact: 'costRatio', operator, value });
/** Other rules of the deviation; a parameter that nothing reads any more goes. */
const deviation =
  (...rules: readonly object[]): Edit =>
  ({ parameters: { deviationLow, ...parameters } = {}, ...document }) =>
    withDecision('deviation', { rules })({
      ...document,
      parameters:
        JSON.stringify(rules).includes('deviationLow') && deviationLow !== undefined ? { ...parameters, deviationLow } : parameters,
    });

/** What stands in the document once the mend of its only overlap was made, as a draft makes it. */
async function mended(edit: Edit): Promise<{ readonly overlap: Finding; readonly left: readonly Finding[] }> {
  const text = await tinyDocument(edit);
  const overlap = must(
    (await checked(text)).find(({ code }) => code === 'OVERLAP'),
    'overlap',
  );
  const document: unknown = JSON.parse(text);
  if (!isObject(document)) throw new Error('no document');
  return { overlap, left: await checked(JSON.stringify(applyPatches(document, must(overlap.mend, JSON.stringify(overlap))))) };
}

describe('what mends an overlap', () => {
  test('rules that meet at a threshold which both include: the later one leaves it out, and nothing is left', async () => {
    const { overlap, left } = await mended(
      deviation(
        rule('low', 'LOW', ratio('lessThanInclusive', '2')),
        rule('high', 'HIGH', ratio('greaterThanInclusive', { parameter: 'deviationHigh' })),
      ),
    );
    expect(overlap.mend).toEqual([
      { pointer: expect.stringMatching(/rules\/1\/conditions\/all\/1\/operator$/u) as unknown, value: 'greaterThan' },
    ]);
    expect(overlap.suggestion.zh).toContain('只在界值 costRatio = 2 处相接');
    expect(overlap.witness).toEqual({ costRatio: '2' });
    expect(codesOf(left).filter((code) => code === 'OVERLAP')).toEqual([]);
  });

  test('the same in a decision table: the cell is written anew, its other end as it was', async () => {
    const row = (name: string, cell: string, value: string): object => ({ name, label: { zh: '试' }, when: [cell], value });
    const table = {
      columns: [{ fact: 'costRatio', known: true }],
      basis: ['demo#3'],
      rows: [row('low', '(,deviationLow]', 'LOW'), row('high', '[0.5,deviationHigh]', 'HIGH')],
    };
    const { overlap, left } = await mended((document) => withDecision('deviation', { table, rules: undefined })(document));
    expect(overlap.mend).toEqual([
      { pointer: expect.stringMatching(/table\/rows\/1\/when\/0$/u) as unknown, value: '(0.5,deviationHigh]' },
    ]);
    expect(codesOf(left).filter((code) => code === 'OVERLAP')).toEqual([]);
  });

  test('a special case that stands first: the first rule that holds decides', async () => {
    const { overlap, left } = await mended(
      deviation(rule('special', 'HIGH', ratio('greaterThan', '3')), rule('general', 'LOW', ratio('greaterThan', '1'))),
    );
    expect(overlap.mend).toEqual([{ pointer: expect.stringMatching(/^\/decisions\/\d+\/hit$/u) as unknown, value: 'first' }]);
    expect(codesOf(left).filter((code) => ['OVERLAP', 'RULE_SHADOWED', 'RULE_UNREACHABLE'].includes(code))).toEqual([]);
  });

  test('nothing is offered where it is not clear: the general rule first, or rules that cross', async () => {
    const offered = async (edit: Edit): Promise<readonly unknown[]> =>
      (await checked(await tinyDocument(edit)))
        .filter(({ code }) => code === 'OVERLAP')
        .map(({ mend, suggestion }) => [mend, suggestion.zh]);
    const [reversed] = await offered(
      deviation(rule('general', 'LOW', ratio('greaterThan', '1')), rule('special', 'HIGH', ratio('greaterThan', '3'))),
    );
    expect(reversed).toEqual([undefined, expect.stringContaining('special 是 general 的特例：请把它排在前面') as unknown]);
    const [crossing] = await offered(
      deviation(rule('low', 'LOW', ratio('lessThan', '3')), rule('high', 'HIGH', ratio('greaterThan', '2'))),
    );
    expect(crossing).toEqual([undefined, '请使条件互斥，或改用 first 并确认先后。']);
  });
});

describe('one fault is said once', () => {
  test('what reads the outcome of overlapping rules is not called unreachable because of them', async () => {
    const nested = deviation(rule('general', 'LOW', ratio('greaterThan', '1')), rule('special', 'HIGH', ratio('greaterThan', '3')));
    expect(codesOf(await checked(await tinyDocument(nested)))).toEqual(['OVERLAP']);
  });

  test('what can’t hold either way is', async () => {
    const never = deviation(
      rule('general', 'LOW', ratio('greaterThan', '1')),
      rule('special', 'HIGH', ratio('greaterThan', '3')),
      rule('never', 'HIGH', ratio('greaterThan', '3'), ratio('lessThan', '2')),
    );
    expect(codesOf(await checked(await tinyDocument(never)))).toContain('RULE_UNREACHABLE');
    const unread = deviation(rule('general', 'NORMAL', ratio('greaterThan', '1')), rule('special', 'LOW', ratio('greaterThan', '3')));
    const found = await checked(await tinyDocument(unread));
    // HIGH is given by no rule at all.
    expect(found.map(({ code, message }) => `${code} ${message.en ?? ''}`)).toEqual([
      expect.stringMatching(/^OVERLAP/u),
      expect.stringMatching(/^RULE_UNREACHABLE .*points-high/u),
    ]);
  });
});

describe('where the rule to be changed is inherited, the mend overrides it by name', () => {
  const meeting = (low: unknown, high: unknown): Edit =>
    deviation(rule('under', 'LOW', ratio('lessThanInclusive', low)), rule('over', 'HIGH', ratio('greaterThanInclusive', high)));
  const under = rule('under', 'LOW', ratio('lessThanInclusive', '1'));

  test.each<[string, Edit, object]>([
    ['beside a rule of one’s own', meeting('0.9', '1'), { decisions: [{ id: 'deviation', rules: [under] }] }],
    [
      'of a decision that is inherited whole',
      meeting({ parameter: 'deviationLow' }, '1'),
      { parameters: { deviationLow: { value: '1', label: { zh: '界值' }, basis: ['demo#3'] } } },
    ],
  ])('%s', async (_what, edit, own) => {
    const base = must(parseDocument(await tinyDocument(edit)).document, 'base');
    const resolve = baseResolver((_region, version) => (version === base.version ? base : undefined));
    const found = resolve(base.region, base.version);
    if (found === undefined || 'cycle' in found) throw new Error('no base');
    const { region, scheme, pointUnit, sources } = base;
    const document = {
      ...{ region, scheme, pointUnit, sources, version: 'next', title: { zh: '下一版' }, effective: { from: '2030-01-01' } },
      ...{ extends: { region, version: base.version, effectiveHash: found.effectiveHash }, ...own },
    };
    const overlap = (await checked(JSON.stringify(document), resolve)).find(({ code }) => code === 'OVERLAP');
    expect(overlap?.mend).toEqual([{ pointer: '/decisions/deviation/rules/over/conditions/all/1/operator', value: 'greaterThan' }]);
    const inherited: unknown = JSON.parse(JSON.stringify(found.effective));
    if (!isObject(inherited)) throw new Error('no rules');
    const mended = applyPatches(document, must(overlap?.mend, 'mend'), inherited);
    const left = await checked(JSON.stringify(mended), resolve);
    expect(codesOf(left.filter(({ severity }) => severity === 'ERROR'))).toEqual([]);
  });
});
