import { describe, expect, test } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import type { Value } from '../../../src/engine/plan/plan.js';
import { prepare } from '../../../src/engine/decide/program.js';
import { decimal, Fraction, printShort } from '../../../src/engine/number/quantity.js';
import { openYear, type OpenedYear } from '../../../src/engine/clearing/year.js';
import { traceScope } from '../../../src/engine/trace/trace.js';
import { Aliases } from '../../../src/rules/names/aliases.js';
import type { DecisionDocument, EffectiveDocument } from '../../../src/rules/document/document.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { outputText } from '../../../src/rules/analysis/rule-outcome-text.js';
import { buildTables } from '../../../src/rules/judge/tables.js';
import { baseOf, extend, formula } from '../written-documents.js';
import { decided, goodCity, planOf, seen } from '../good-city.js';

type Rank = NonNullable<DecisionDocument['rank']>;
const basis = ['demo#1'];
const RANK: Rank = { by: 'cmi', within: 'institutionClass', first: 'HIGHEST', ties: 'BEST_PLACE', as: 'PLACE', basis };
const PLACE: DecisionDocument['output'] = { type: 'decimal', unit: '1', round: { scale: 0, mode: 'HALF_UP' }, optional: true };

/** The demonstration city with a rank of last year's case-mix index, behind everything else of its scope. */
const city = (change: Partial<DecisionDocument> = {}, rank: Partial<Rank> = {}): EffectiveDocument =>
  goodCity((document) => {
    document.decisions.push({
      ...{ id: 'cmiRank', scope: 'institution', label: { zh: '名次' }, output: PLACE },
      rank: { ...RANK, ...rank },
      ...change,
    });
  });
const AT = '/decisions/25';

describe('a ranking of a ruleset', () => {
  test('is compiled, by its names', () => {
    const plan = planOf(city());
    expect(decided(plan, 'cmiRank')).toMatchObject({
      ...{ hit: 'formula', rules: [] },
      rank: {
        by: { name: 'cmi', scope: 'institution' },
        within: { name: 'institutionClass' },
        first: 'HIGHEST',
        ties: 'BEST_PLACE',
        as: 'PLACE',
      },
    });
    expect(decided(planOf(city({}, { within: undefined })), 'cmiRank').rank?.within).toBeUndefined();
    expect(outputText(decided(plan, 'cmiRank'))).toBe(
      'decimal 1, 0 places HALF_UP, optional; PLACE by cmi within institutionClass, HIGHEST first, ties BEST_PLACE',
    );
  });

  test.each<[string, EffectiveDocument, string[]]>([
    ['of cases', city({ scope: 'case' }), [`RANK_TYPE ${AT}/rank`]],
    ['of the fund year', city({ scope: 'fundYearEnd' }, { within: undefined }), [`RANK_TYPE ${AT}/rank`]],
    ['by a text', city({}, { by: 'institutionLevel' }), [`RANK_TYPE ${AT}/rank/by`]],
    ['by what all have alike', city({}, { by: 'dipBudget' }), [`RANK_TYPE ${AT}/rank/by`]],
    ['within a number', city({}, { within: 'cmi' }), [`RANK_TYPE ${AT}/rank/within`]],
    ['by nothing known', city({}, { by: 'cmj' }), [`UNKNOWN_NAME ${AT}/rank/by`]],
    ['by what comes later', city({}, { by: 'recordedFund' }), [`NAME_NOT_READABLE ${AT}/rank/by`]],
    ['that yields yuan', city({ output: { ...PLACE, unit: 'yuan' } }), [`RANK_TYPE ${AT}/rank`]],
    ['that yields a boolean', city({ output: { type: 'boolean' } }, { as: 'SHARE' }), [`RANK_TYPE ${AT}/rank`]],
    ['whose place has decimals', city({ output: { ...PLACE, round: { scale: 2, mode: 'HALF_UP' } } }), [`RANK_TYPE ${AT}/rank`]],
    ['beside a formula', city({ formula: 'cmi', basis }), [`DECISION_FORM ${AT}`]],
    ['beside rules', city({ rules: [] }), [`DECISION_FORM ${AT}/rules`]],
    ['without a source', city({}, { basis: ['nowhere#1'] }), [`UNKNOWN_SOURCE ${AT}/rank/basis/0`]],
  ])('%s is refused', (_, document, findings) => {
    expect(seen(document)).toEqual(findings);
  });

  test('replaces a formula that is inherited, and gives way to one', () => {
    const base = baseOf({ decisions: [formula('place', 'cmi', { scope: 'institution' })] });
    const ranked = extend(base, {
      decisions: [{ id: 'place', rank: { by: 'cmi', first: 'LOWEST', ties: 'WORST_PLACE', as: 'SHARE', basis } }],
    });
    const place = must(ranked.effective, 'effective').decisions.find(({ id }) => id === 'place');
    expect([place?.formula, place?.basis, place?.rank?.first]).toEqual([undefined, undefined, 'LOWEST']);
    const again = extend(must(ranked.effective, 'effective'), {
      region: '990902',
      decisions: [formula('place', 'cmi * 2', { scope: 'institution' })],
    });
    const back = must(again.effective, 'effective').decisions.find(({ id }) => id === 'place');
    expect([back?.formula, back?.rank]).toEqual(['cmi * 2', undefined]);
  });

  test('reads in Chinese as it does in English', () => {
    expect(Aliases.of(city()).toChinese('rank(cmi, institutionClass)')).toMatch(/^排名\(/);
  });
});

describe('a ranking in a year', () => {
  type Figures = Readonly<Record<string, readonly [institutionClass: string, cmi: string | null]>>;
  async function open(document: EffectiveDocument, figures: Figures): Promise<{ year: OpenedYear; ranks: unknown[]; traced: unknown }> {
    const { plan, verdicts } = await buildTables(planOf(document), new Judge());
    const program = prepare(plan);
    const institutions = Object.entries(figures).map(([code, [institutionClass, cmi]]) => ({
      code,
      facts: new Map<string, Value>([
        ['institutionClass', institutionClass],
        ['insurance', 'EMPLOYEE'],
        ['cmi', cmi === null ? null : decimal(cmi)],
      ]),
    }));
    const fundYear = new Map<string, Value>([
      ...(['income', 'outOfRegionPlan'] as const).map((name): [string, Value] => [name, decimal('1000.00')]),
      ['insurance', 'EMPLOYEE'],
    ]);
    const year = openYear(program, { fundYear, institutions }, verdicts.verdict);
    const slot = must(program.scopes.institution.slotByName.get('cmiRank'), 'slot');
    const ranks = [...year.institutions.values()].map(({ frame }) => {
      const value = frame[slot];
      return value instanceof Fraction ? printShort(value) : value;
    });
    const first = must([...year.institutions.values()][0], 'institution');
    const traced = traceScope(program, first, verdicts.verdict).find(({ decision }) => decision === 'cmiRank');
    return { year, ranks, traced };
  }
  const FIGURES: Figures = { H1: ['A', '1.30'], H2: ['B', '0.9'], H3: ['A', '1.30'], H4: ['A', null], H5: ['A', '1.20'] };

  test('compares institutions of one class; who has no figure is not ranked; the trace says by what', async () => {
    const { year, ranks, traced } = await open(city(), FIGURES);
    expect(year.failures).toEqual([]);
    expect(ranks).toEqual(['1', '1', '1', null, '3']);
    expect(traced).toMatchObject({
      ...{ output: '1', formula: 'rank(cmi, institutionClass)', substituted: 'rank(1.30, A)', basis: ['demo#1'] },
      inputs: [{ name: 'cmi' }, { name: 'institutionClass', value: 'A' }],
    });
  });

  test('without a class all are compared, and a share counts only who is ranked', async () => {
    const { ranks } = await open(
      city({ output: { type: 'decimal', unit: '1', exact: true, optional: true } }, { within: undefined, as: 'SHARE' }),
      FIGURES,
    );
    expect(ranks).toEqual(['0.25', '1', '0.25', null, '0.75']);
  });

  test('where the rank may not be missing, a missing figure fails the year and names the institution', async () => {
    const { year } = await open(city({ output: { ...PLACE, optional: false } }), FIGURES);
    expect(year.failures).toEqual([
      { code: 'MISSING_VALUE', scope: 'institution', key: { institutionCode: 'H4' }, decision: 'cmiRank', fact: 'cmi' },
    ]);
  });
});
