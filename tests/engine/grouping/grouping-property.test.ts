import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiseaseGroup } from '../../../src/engine/plan/catalogue.js';
import { chooseGroup, explainGrouping } from '../../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../../src/engine/grouping/grouping-index.js';
import type { GroupingFacts } from '../../../src/engine/grouping/grouping-match.js';
import type { GroupingMethod } from '../../../src/engine/plan/plan.js';
import { GROUP_KINDS, GROUPING_TIES, OPERATION_KINDS } from '../../../src/engine/plan/group-terms.js';
import { decimal } from '../../../src/engine/number/quantity.js';
import { codeList, diseaseGroup, groupingFacts, groupingMethod } from '../../support/disease-group.js';

const DIAGNOSES = ['I21.000', 'I21.000x003', 'I21.100', 'I22.000', 'M14.2*', 'E11.600x015+M14.2*'];
const PATTERNS = [...DIAGNOSES, 'I21.0', 'I21*', 'I2*', 'M14.2**', 'E11*'];
const OPERATIONS = ['36.0601', '36.0601x001', '37.2200', '88.5500', '00.2400'];
const OPERATION_PATTERNS = [...OPERATIONS, '36.06*', '88*'];

const some = (values: readonly string[], maxLength: number) => fc.uniqueArray(fc.constantFrom(...values), { maxLength });
const clause = fc.uniqueArray(fc.constantFrom(...OPERATION_PATTERNS), { minLength: 1, maxLength: 2 });
const chance = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });

const groupArbitrary = fc.record({
  kind: fc.constantFrom(...GROUP_KINDS),
  flags: some(['TCM', 'PRIMARY_CARE'], 1),
  points: fc.integer({ min: 1, max: 3 }),
  mean: fc.dictionary(fc.constantFrom('2', '3', 'ALL'), fc.integer({ min: 1, max: 4 }), { noNullPrototype: true }),
  diagnoses: some(PATTERNS, 2),
  otherDiagnoses: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: some(PATTERNS, 1) }),
  operations: fc.array(clause, { maxLength: 2 }),
  relatedOperations: fc.array(clause, { maxLength: 2 }),
  operationKind: chance(fc.constantFrom(...OPERATION_KINDS)),
  ageDaysMax: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constant(28) }),
  words: fc.record(
    {
      absentDiagnoses: some(PATTERNS, 1),
      principalInstead: some(PATTERNS, 1),
      otherDiagnosisPlace: fc.constant('ANY' as const),
      operationPlace: fc.constant('ANY' as const),
      sex: fc.constantFrom('MALE' as const, 'FEMALE' as const),
      ageYearsMin: fc.constantFrom(0, 70),
      ventilationHoursMin: fc.constant(96),
    },
    { requiredKeys: [] },
  ),
  hasWords: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const catalogueArbitrary = fc.array(groupArbitrary, { minLength: 1, maxLength: 12 }).map((sketches) =>
  sketches.map(({ kind, flags, points, mean, ageDaysMax, operationKind, words, hasWords, ...match }, i): DiseaseGroup => {
    const made = diseaseGroup({
      code: `g${i}`,
      kind,
      points: String(points),
      mean: Object.fromEntries(Object.entries(mean).map(([k, v]) => [k, String(v)])),
    });
    const range = ageDaysMax === undefined ? {} : { ageDaysMax };
    return {
      ...made,
      flags: flags.includes('TCM') ? ['TCM'] : [],
      match: { ...match, ...range, ...(operationKind ? { operationKind } : {}), ...(hasWords ? words : {}) },
    };
  }),
);

const methodArbitrary = fc
  .record({
    layers: fc.shuffledSubarray([...GROUP_KINDS], { minLength: 1 }),
    ties: fc.shuffledSubarray(GROUPING_TIES.filter((tie) => tie !== 'GROUP_CODE')),
    diagnosis: fc.constantFrom('EXACT' as const, 'SUBCATEGORY_4' as const, 'CATEGORY_3' as const, 'PREFIX' as const),
    partial: fc.boolean(),
    operations: fc.constantFrom(undefined, 'ANY' as const, 'MAIN_THEN_RELATED' as const),
    barred: fc.constantFrom(undefined, 'NEXT' as const, 'CONSERVATIVE' as const),
    lists: fc.boolean(),
    exclude: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  })
  .map(({ layers, ties, diagnosis, partial, operations, barred, lists, exclude }): GroupingMethod =>
    groupingMethod({
      layers,
      ties: [...ties, 'GROUP_CODE'],
      diagnosis,
      partial,
      admit: [{ groupFlag: 'TCM', when: { name: 'tcmQualified', scope: 'case', slot: 0 } }],
      operationKinds: lists
        ? { SURGERY: codeList('s', ['36*']), DIAGNOSTIC: codeList('d', ['88.5500', '37.2200']), CONSERVATIVE: codeList('c', ['37.2200']) }
        : {},
      ...(operations === undefined ? {} : { operations }),
      ...(barred === undefined ? {} : { mainOperations: [{ operations: codeList('b', ['88*', '36.0601']), otherwise: barred }] }),
      ...(exclude ? { exclude: codeList('x', ['I22*']) } : {}),
    }),
  );

const factsArbitrary = fc
  .record({
    diagnosis: fc.constantFrom(...DIAGNOSES),
    procedures: fc.array(fc.constantFrom(...OPERATIONS), { maxLength: 4 }),
    otherDiagnoses: some(DIAGNOSES, 2),
    ageDays: fc.constantFrom(null, 28, 29),
    ageYears: fc.constantFrom(null, 0, 70),
    sex: fc.constantFrom('MALE' as const, 'FEMALE' as const),
    ventilationHours: fc.constantFrom(null, 95, 96),
    assignedGroupCode: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom('g0', 'g3', 'none') }),
    cost: fc.integer({ min: 0, max: 5 }),
    institutionLevel: fc.constantFrom(null, '2', '3'),
    denied: fc.boolean(),
  })
  .map(({ diagnosis, procedures, cost, denied, ...rest }): GroupingFacts =>
    groupingFacts(diagnosis, procedures, { ...rest, totalCost: decimal(String(cost)), deniedFlags: denied ? ['TCM'] : [] }),
  );

const code = (group: DiseaseGroup | null): string | null => group?.code ?? null;

describe('grouping, for random catalogues, methods and cases', () => {
  it('the bulk path and the explained path choose the same group, remembering or not', () => {
    fc.assert(
      fc.property(
        catalogueArbitrary,
        methodArbitrary,
        fc.array(factsArbitrary, { minLength: 1, maxLength: 20 }),
        (groups, method, cases) => {
          const remembering = buildGroupIndex(groups, method);
          for (const facts of [...cases, ...cases]) {
            const explained = explainGrouping(buildGroupIndex(groups, method), facts);
            expect(code(chooseGroup(remembering, facts))).toBe(code(explained.chosen));
            expect(explained.candidates.filter(({ chosen }) => chosen).map(({ group }) => group.code)).toEqual(
              explained.chosen ? [explained.chosen.code] : [],
            );
            expect(new Set(explained.candidates.map(({ group }) => group.code)).size).toBe(explained.candidates.length);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('the answer does not depend on the order of the catalogue, nor on repeated operations', () => {
    fc.assert(
      fc.property(catalogueArbitrary, methodArbitrary, factsArbitrary, (groups, method, facts) => {
        const expected = code(chooseGroup(buildGroupIndex(groups, method), facts));
        expect(code(chooseGroup(buildGroupIndex([...groups].reverse(), method), facts))).toBe(expected);
        const doubled = { ...facts, procedures: [...facts.procedures, ...facts.procedures] };
        expect(code(chooseGroup(buildGroupIndex(groups, method), doubled))).toBe(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('neither an other diagnosis that nothing names nor letter case changes the group', () => {
    fc.assert(
      fc.property(catalogueArbitrary, methodArbitrary, factsArbitrary, (groups, method, facts) => {
        const index = buildGroupIndex(groups, method);
        const lower = (codes: readonly string[]): string[] => codes.map((one) => one.toLowerCase());
        const other: GroupingFacts = {
          ...facts,
          principalDiagnosis: facts.principalDiagnosis.toLowerCase(),
          otherDiagnoses: lower([...facts.otherDiagnoses, 'Q99.999']),
          procedures: lower(facts.procedures),
        };
        expect(code(chooseGroup(index, other))).toBe(code(chooseGroup(index, facts)));
      }),
      { numRuns: 200 },
    );
  });

  it('a chosen group is one whose stated conditions the case meets', () => {
    fc.assert(
      fc.property(catalogueArbitrary, methodArbitrary, factsArbitrary, (groups, method, facts) => {
        const chosen = chooseGroup(buildGroupIndex(groups, method), { ...facts, assignedGroupCode: null });
        if (chosen === null) return;
        const { match, flags, kind } = chosen;
        expect(method.layers).toContain(kind);
        expect(flags.includes('TCM') && facts.deniedFlags.includes('TCM')).toBe(false);
        expect(match.ageDaysMax === undefined || (facts.ageDays !== null && facts.ageDays <= match.ageDaysMax)).toBe(true);
        for (const alternatives of match.operations) {
          expect(facts.procedures.some((procedure) => alternatives.some((pattern) => plainlyMatches(pattern, procedure)))).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });
});

function plainlyMatches(pattern: string, operation: string): boolean {
  return pattern.endsWith('*') ? operation.startsWith(pattern.slice(0, -1)) : operation === pattern;
}
