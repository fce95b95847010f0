import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiseaseGroup } from '../../../src/engine/plan/catalogue.js';
import { unreachableGroups } from '../../../src/engine/catalogue/catalogue-reach.js';
import { chooseGroup } from '../../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../../src/engine/grouping/grouping-index.js';
import type { GroupingFacts } from '../../../src/engine/grouping/grouping-match.js';
import type { GroupingMethod } from '../../../src/engine/plan/plan.js';
import { GROUPING_TIES, OPERATION_KINDS } from '../../../src/engine/plan/group-terms.js';
import { decimal } from '../../../src/engine/number/quantity.js';
import { codeList, diseaseGroup, groupingFacts, groupingMethod } from '../../support/disease-group.js';

/** A world of few codes: every case that could tell two rows apart is in it. */
const DIAGNOSES = ['K80.100', 'K80.100x001', 'K80.200', 'K81.000', 'I10.x00'];
const PATTERNS = [...DIAGNOSES, 'K80.1', 'K80.2', 'K80*', 'K8*', 'K80', 'k80.1', 'I10.x'];
const NAMED = ['51.2300', '51.2200', '88.7400', '96.0400'];
/** One operation of each kind that no row names. */
const STRANGERS = ['54.5100', '96.0500', '88.7600', '99.9900'];
const LEVELS = [null, '3', 'none'];
const KINDS = {
  SURGERY: codeList('s', ['51*', '54*']),
  TREATMENT: codeList('t', ['96*']),
  DIAGNOSTIC: codeList('d', ['88*']),
};

const some = (values: readonly string[], maxLength: number, minLength = 0) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength, maxLength });
const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });
const clause = some([...NAMED, '0.66'], 2, 1);

const rowArbitrary = fc.record({
  kind: fc.constantFrom('PRE' as const, 'MERGED' as const, 'CORE' as const, 'CORE' as const, 'COMPOSITE' as const, 'UNGROUPED' as const),
  isPrimaryCare: fc.boolean(),
  points: fc.integer({ min: 1, max: 2 }),
  mean: fc.dictionary(fc.constantFrom('3', 'ALL'), fc.integer({ min: 1, max: 3 }), { noNullPrototype: true }),
  diagnoses: some(PATTERNS, 2),
  otherDiagnoses: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: some(['I10.x00', 'K80*'], 1) }),
  operations: fc.array(clause, { maxLength: 2 }),
  relatedOperations: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(clause, { maxLength: 2 }) }),
  operationKind: rarely(fc.constantFrom(...OPERATION_KINDS)),
  ageDaysMax: rarely(fc.constantFrom(28, 60)),
});

const catalogueArbitrary = fc.array(rowArbitrary, { minLength: 1, maxLength: 5 }).map((rows) =>
  rows.map(({ kind, isPrimaryCare, points, mean, ageDaysMax, operationKind, ...match }, place): DiseaseGroup => {
    const means = Object.fromEntries(Object.entries(mean).map(([level, value]) => [level, String(value)]));
    const range = ageDaysMax === undefined ? {} : { ageDaysMax };
    return {
      ...diseaseGroup({ code: `g${place}`, kind, points: String(points), mean: means }),
      flags: isPrimaryCare ? ['PRIMARY_CARE'] : [],
      match: { ...match, ...range, ...(operationKind === undefined ? {} : { operationKind }) },
    };
  }),
);

const methodArbitrary = fc
  .record({
    layers: fc.shuffledSubarray(['PRE' as const, 'MERGED' as const, 'CORE' as const, 'COMPOSITE' as const, 'UNGROUPED' as const], {
      minLength: 1,
    }),
    ties: fc.shuffledSubarray(GROUPING_TIES.filter((tie) => tie !== 'GROUP_CODE')),
    diagnosis: fc.constantFrom('EXACT' as const, 'SUBCATEGORY_4' as const, 'CATEGORY_3' as const),
    partial: fc.boolean(),
    exclude: fc.boolean(),
  })
  .map(({ ties, exclude, ...rest }): GroupingMethod =>
    groupingMethod({
      ...rest,
      ties: [...ties, 'GROUP_CODE'],
      operationKinds: KINDS,
      ...(exclude ? { exclude: codeList('x', ['K80.2*']) } : {}),
    }),
  );

/** Codes outside of every pattern, so that a row that asks for no diagnosis, or a composite one of the category, has somewhere to win. */
const ELSEWHERE = ['K80.1', 'K80.2', 'I10.x', 'Z99.000', 'K80.900', 'K81.900', 'K82.000', 'I10.x01', 'K80.101', 'K80.100x002', 'K80.201'];

function* subsets(codes: readonly string[]): Generator<readonly string[]> {
  for (let chosen = 0; chosen < 2 ** codes.length; chosen++) yield codes.filter((_, place) => (chosen & (1 << place)) !== 0);
}

function* allCases(): Generator<GroupingFacts> {
  const operations = [...subsets(NAMED)].flatMap((named) => [named, ...STRANGERS.map((stranger) => [...named, stranger])]);
  for (const diagnosis of [...DIAGNOSES, ...ELSEWHERE])
    for (const procedures of operations)
      for (const otherDiagnoses of [[], ['I10.x00'], ['K80.900'], ['I10.x09']])
        for (const ageDays of [null, 20, 50])
          for (const institutionLevel of LEVELS)
            for (const cost of ['1', '2', '3'])
              yield groupingFacts(diagnosis, procedures, { otherDiagnoses, ageDays, institutionLevel, totalCost: decimal(cost) });
}
const WORLD = [...allCases()];

describe('rows of a catalogue that no case reaches, for random small catalogues (R6)', () => {
  it('every row reported is never won, every other row is won by some case', () => {
    fc.assert(
      fc.property(catalogueArbitrary, methodArbitrary, (groups, method) => {
        const index = buildGroupIndex(groups, method);
        const reported = new Set(unreachableGroups(index).flatMap(({ unreachable, group }) => (unreachable ? [group.code] : [])));
        const won = new Set<string>();
        for (const facts of WORLD) {
          const chosen = chooseGroup(index, facts);
          if (chosen !== null) won.add(chosen.code);
        }
        const byAssignment = groups
          .filter(({ kind, match }) => !method.layers.includes(kind) && asksNothing(match))
          .map(({ code }) => code);
        const never = groups.map(({ code }) => code).filter((code) => !won.has(code) && !byAssignment.includes(code));
        expect([...reported].sort()).toEqual(never.sort());
      }),
      { numRuns: Number(process.env['REACH_RUNS'] ?? 60) },
    );
  });
});

function asksNothing({
  diagnoses,
  otherDiagnoses,
  operations,
  relatedOperations,
  operationKind,
  ageDaysMax,
}: DiseaseGroup['match']): boolean {
  const lists = [...diagnoses, ...otherDiagnoses, ...operations, ...relatedOperations];
  return lists.length === 0 && operationKind === undefined && ageDaysMax === undefined;
}
