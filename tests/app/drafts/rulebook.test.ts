import { describe, expect, it } from 'vitest';
import { applyPatches } from '../../../src/app/drafts/kit/draft-patches.js';
import type { DraftDocument } from '../../../src/app/drafts/kit/draft-document.js';
import { decisionPages } from '../../../src/app/drafts/page/page-sheets.js';
import { rulebookOfView } from '../../../src/app/drafts/page/rulebook.js';
import type { DecisionShown, Rulebook } from '../../../src/app/drafts/page/rulebook-model.js';
import { draftSheets } from '../../../src/app/drafts/workbook/draft-sheets.js';
import { draftView } from '../../../src/app/drafts/workbook/draft-view.js';
import { must } from '../../../src/engine/kit/assert.js';
import { entryText } from '../../../src/rules/explain/entry-text.js';
import { compiledOf, fileOf } from '../../rulesets/ruleset-library.js';

const SHIPPED = [
  ['100000', '2025.1'],
  ['370300', '2021.1'],
  ['990300', '2027.1'],
  ['991500', '2024.1'],
] as const;

const bookOf = (document: DraftDocument, inherited: DraftDocument = {}): Rulebook => rulebookOfView(draftView(document, inherited));
const decisionOf = (book: Rulebook, id: string): DecisionShown =>
  must(
    book.decisions.find((one) => one.id === id),
    id,
  );
const namesOf = (book: Rulebook, id: string): readonly string[] =>
  decisionOf(book, id).rules.map(({ name, standing }) => `${name} ${standing}`);

async function merged(region: string, version: string): Promise<DraftDocument> {
  return JSON.parse(JSON.stringify((await compiledOf(region, version)).effective)) as DraftDocument;
}

/** Every fact of a condition, with its operator. */
function asked(condition: unknown): readonly (readonly [string, string])[] {
  if (typeof condition !== 'object' || condition === null) return [];
  const { fact, operator } = condition as Record<string, unknown>;
  if (typeof fact === 'string') return [[fact, String(operator)]];
  return Object.values(condition).flatMap((inner) => (Array.isArray(inner) ? inner.flatMap(asked) : asked(inner)));
}

describe('the rules of a draft, and the words for conditions (增减规则和条件)', () => {
  it.each(SHIPPED)('of %s %s: a rule says what the check says of it', async (region, version) => {
    const { effective } = await compiledOf(region, version);
    const book = bookOf({}, await merged(region, version));
    const said = book.decisions.flatMap(({ id, rules }) => rules.map(({ label, sentence }) => [id, `${label}：${sentence ?? ''}`]));
    expect(said.length).toBeGreaterThan(10);
    for (const [id = '', sentence] of said) expect(entryText(effective, 'DECISION', id)).toContain(sentence);
  });

  it.each(SHIPPED)('of %s %s: whatever its conditions ask is offered, with the operator that they ask by', async (region, version) => {
    const book = bookOf({}, await merged(region, version));
    let count = 0;
    for (const { id, terms, rules } of book.decisions) {
      for (const [fact, operator] of rules.flatMap(({ json }) => asked((JSON.parse(json) as Record<string, unknown>)['conditions']))) {
        expect([id, terms]).toEqual([id, expect.arrayContaining([fact])]);
        const term = book.terms.find(({ name }) => name === fact);
        expect([fact, term?.operators.map((one) => one.operator)]).toEqual([fact, expect.arrayContaining([operator])]);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(10);
  });

  it('says where each rule comes from, in the order in which merging has it', async () => {
    const inherited = await merged('990300', '2025.1');
    const [, bedDay] = decisionOf(bookOf({}, inherited), 'inclusion').rules;
    const copy = { ...(JSON.parse(must(bedDay?.json, 'rule')) as object), name: 'again', after: 'exclude-out-of-region' };
    const own = { decisions: [{ id: 'inclusion', rules: [{ name: 'include-by-item', remove: true, basis: ['cn2025#23'] }, copy] }] };
    expect(namesOf(bookOf(own, inherited), 'inclusion')).toEqual([
      'exclude-out-of-region INHERITED',
      'again OWN',
      'include-bed-day INHERITED',
      'include-by-item REMOVED',
    ]);
    const changed = applyPatches({}, [{ pointer: '/decisions/inclusion/rules/include-bed-day/label/zh', value: '床日' }], inherited);
    expect(namesOf(bookOf(changed, inherited), 'inclusion')).toEqual([
      'exclude-out-of-region INHERITED',
      'include-bed-day OVERRIDDEN',
      'include-by-item INHERITED',
    ]);
  });

  it('offers decisions of lists what is known of lists, and nobody else what only those know', async () => {
    const book = bookOf({}, await merged('990300', '2025.1'));
    const [list, scored] = [decisionOf(book, 'qualitySubmission').terms, decisionOf(book, 'deviation').terms];
    expect(list).toContain('daysSinceDischarge');
    expect(list).not.toContain('groupKind');
    expect(scored).toContain('groupFlag.PRIMARY_CARE');
    expect(scored).toContain('thresholdRatio');
    expect(scored).not.toContain('daysSinceDischarge');
    expect(scored).not.toContain('deviation');
    expect(scored).not.toContain('points');
  });

  it('offers averages of institutions, sums of the region and which rule held, by their Chinese words', async () => {
    const facts = {
      institutionClass: { scope: 'institution', type: 'enum', values: ['A', 'B'], label: { zh: '类别' } },
      cmi: { scope: 'institution', type: 'decimal', unit: '1', average: 'MEAN', label: { zh: '病例组合指数' } },
      plain: { scope: 'institution', type: 'decimal', unit: '1', label: { zh: '没有均值的' } },
    };
    const conditions = {
      all: [
        { fact: 'cmi.peer', operator: 'lessThan', value: '1.2' },
        { not: { fact: 'deviation.rule', operator: 'in', value: ['deviation-low', 'otherwise'] } },
        { fact: 'monthFund.region', operator: 'greaterThan', value: '0' },
      ],
    };
    const rules = [{ name: 'own', label: { zh: '试' }, basis: ['x#1'], conditions, event: { type: 'isTried', params: { value: true } } }];
    const decisions = [{ id: 'isTried', scope: 'case', hit: 'unique', output: { type: 'boolean' }, label: { zh: '试' }, rules }];
    const aggregates = [{ id: 'monthFund', per: 'institution', of: 'case', sum: 'fundAmount', label: { zh: '基金支付' } }];
    const inherited = await merged('990300', '2025.1');
    const book = bookOf({ facts, decisions, aggregates }, inherited);
    const labelOf = (name: string): string | undefined => book.terms.find((one) => one.name === name)?.label;
    expect(['cmi.peer', 'cmi.region', 'plain.peer', 'monthFund.region', 'deviation.rule', 'flags.rule'].map(labelOf)).toEqual([
      '病例组合指数（同类均值）',
      '病例组合指数（全区均值）',
      undefined,
      '基金支付（全区）',
      '费用偏差（所用规则）',
      undefined,
    ]);
    const rule = book.terms.find(({ name }) => name === 'deviation.rule');
    expect(rule?.choices).toEqual([
      { text: '费用极低（不含界值）（deviation-low）', json: '"deviation-low"' },
      { text: '费用极高（不含界值）（deviation-high）', json: '"deviation-high"' },
      { text: '其他情形（otherwise）', json: '"otherwise"' },
    ]);
    expect(rule?.operators.map(({ operator, takesParameter }) => [operator, takesParameter])).toContainEqual(['equal', false]);
    const [own] = decisionOf(book, 'isTried').rules;
    expect(own?.sentence).toBe(
      '若 病例组合指数的同类均值小于 1.2 且 （非费用偏差所用规则属于 费用极低（不含界值）、其他情形） 且 基金支付的全区值大于 0，则 是',
    );
    // Known to decisions after it only; a sum of the region in its scope and later ones.
    const asks = (id: string, name: string): boolean => decisionOf(book, id).terms.includes(name);
    expect([asks('deviation', 'deviation.rule'), asks('deviationFactor', 'deviation.rule')]).toEqual([false, true]);
    expect([asks('reserveBase', 'monthFund.region'), asks('points', 'monthFund.region')]).toEqual([false, true]);
  });

  it('says no sentence of what is no rule', () => {
    const rules = [{ name: 'half', label: { zh: '一半' }, basis: ['x#1'], conditions: { all: [{ fact: 'ageYears' }] } }];
    const output = { type: 'boolean' };
    const [half] = decisionOf(bookOf({ decisions: [{ id: 'isOld', scope: 'case', output, rules }] }), 'isOld').rules;
    expect(half?.sentence).toBeNull();
  });
});

describe('decision tables and scorecards of a draft as sheets that are edited', () => {
  it.each([
    ['990700', '2024.1'],
    ['991450', '2024.1'],
  ])('of %s %s: every cell leads to what it shows', (region, version) => {
    const document = JSON.parse(fileOf(region, version).text) as DraftDocument;
    const view = draftView(document, {});
    const pages = draftSheets(view).flatMap((sheet) => decisionPages(view, sheet));
    let count = 0;
    for (const { rows } of pages) {
      for (const { pointer, text } of rows.flatMap(({ cells }) => cells)) {
        if (pointer === null || text === '') continue;
        const edited = applyPatches(document, [{ pointer, value: 'edited' }]);
        const after = draftView(edited, {});
        expect([pointer, JSON.stringify(edited).split('"edited"').length]).toEqual([pointer, 2]);
        expect(after.document).not.toEqual(document);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(20);
  });
});
