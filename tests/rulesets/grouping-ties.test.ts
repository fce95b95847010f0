import { describe, expect, test } from 'vitest';
import { must } from '../../src/engine/kit/assert.js';
import type { DiseaseGroup, OperationClauses } from '../../src/engine/plan/catalogue.js';
import { chooseGroup, deniedFlags } from '../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../src/engine/grouping/grouping-index.js';
import type { GroupingFacts } from '../../src/engine/grouping/grouping-match.js';
import type { GroupingMethod } from '../../src/engine/plan/plan.js';
import type { GroupFlag, GroupKind } from '../../src/engine/plan/group-terms.js';
import { decimal } from '../../src/engine/number/quantity.js';
import { compiledOf } from './ruleset-library.js';

/** 手术、手术、治疗性操作、诊断性操作 by the national lists. */
const [SURGERY, OTHER_SURGERY, TREATMENT, DIAGNOSTIC] = ['51.2300', '54.5100', '96.0400', '88.7400'] as const;

interface Sketch {
  readonly operations?: OperationClauses;
  readonly points: string;
  readonly mean: string;
  readonly kind?: GroupKind;
  readonly flags?: readonly GroupFlag[];
}

function group(code: string, { operations = [], points, mean, kind = 'CORE', flags = [] }: Sketch): DiseaseGroup {
  return {
    ...{ code, name: code, kind, flags, points: decimal(points), meanCost: new Map([['ALL', decimal(mean)]]) },
    ...{ meanDays: null, variation: null, caseCount: null, auxiliary: new Map() },
    match: { diagnoses: ['K80.1'], otherDiagnoses: [], operations, relatedOperations: [] },
  };
}

const CASE: GroupingFacts = {
  principalDiagnosis: 'K80.100',
  otherDiagnoses: [],
  procedures: [SURGERY, OTHER_SURGERY, TREATMENT, DIAGNOSTIC],
  ...{ ageYears: null, sex: 'UNKNOWN', admissionWeightGrams: null, ventilationHours: null },
  ...{ ageDays: null, birthWeightGrams: null, assignedGroupCode: null, institutionLevel: null, deniedFlags: [] },
  totalCost: decimal('12000.00'),
};

const CANDIDATES = [
  group('highest-points', { operations: [[TREATMENT]], points: '2000', mean: '30000.00' }),
  group('kind-of-operation', { operations: [[SURGERY]], points: '1500', mean: '25000.00' }),
  group('nearest-mean', { operations: [[DIAGNOSTIC]], points: '700', mean: '12000.00' }),
  group('most-clauses', { operations: [[OTHER_SURGERY], [DIAGNOSTIC]], points: '1000', mean: '18000.00' }),
  group('most-operations', { operations: [[SURGERY, OTHER_SURGERY, TREATMENT]], points: '1200', mean: '16000.00' }),
];

async function methodOf(region: string, version = '2024.1'): Promise<GroupingMethod> {
  return must((await compiledOf(region, version)).plan.grouping, 'grouping');
}

describe('one case, one catalogue, five orders of ties (RULESET-LANGUAGE 6.4)', () => {
  test.each([
    ['990500', 'highest-points'],
    ['990510', 'kind-of-operation'],
    ['990520', 'nearest-mean'],
    ['990530', 'most-clauses'],
    ['990540', 'most-operations'],
  ])('%s chooses the group of %s', async (region, wanted) => {
    const method = await methodOf(region);
    expect(chooseGroup(buildGroupIndex(CANDIDATES, method), CASE)?.code).toBe(wanted);
    expect(chooseGroup(buildGroupIndex([...CANDIDATES].reverse(), method), CASE)?.code).toBe(wanted);
  });
});

describe('only what a ruleset states decides between candidates (O4)', () => {
  const fewer = group('fewer-related', { operations: [[SURGERY]], points: '2000', mean: '30000.00' });
  const plain = group('more-related', { operations: [[SURGERY]], points: '900', mean: '12000.00' });
  const more: DiseaseGroup = { ...plain, match: { ...plain.match, relatedOperations: [[DIAGNOSTIC]] } };
  const chosen = async (region: string, version?: string): Promise<string | undefined> =>
    chooseGroup(buildGroupIndex([fewer, more], await methodOf(region, version)), CASE)?.code;

  test('990500 states HIGHEST_POINTS alone: related operations do not go before it', async () => {
    expect(await chosen('990500')).toBe('fewer-related');
  });

  test.each([
    ['100000', '2021.1'],
    ['100000', '2025.1'],
    ['990300', '2021.1'],
  ])('%s %s states MOST_RELATED_OPERATIONS and keeps comparing them', async (region, version) => {
    expect(await chosen(region, version)).toBe('more-related');
  });
});

describe('core, primary care, composite; or the kind of operation before them (RULESET-LANGUAGE 6.4)', () => {
  const flagged = (code: string, flags: readonly GroupFlag[], more: Partial<Sketch> = {}): DiseaseGroup =>
    group(code, { operations: [[TREATMENT]], points: '800', mean: '9000.00', flags, ...more });
  const surgical = group('composite-surgery', { points: '900', mean: '9000.00', kind: 'COMPOSITE' });
  const composite: DiseaseGroup = { ...surgical, match: { ...surgical.match, diagnoses: ['K80*'], operationKind: 'SURGERY' } };
  const chosen = async (region: string, groups: readonly DiseaseGroup[], procedures: readonly string[]): Promise<string | undefined> =>
    chooseGroup(buildGroupIndex(groups, await methodOf(region)), { ...CASE, procedures })?.code;

  test('990510: a core group goes before a primary-care one with more points, and both before a composite one', async () => {
    const primary = flagged('a-primary-care', ['PRIMARY_CARE'], { points: '5000' });
    const core = flagged('b-core', []);
    expect(await chosen('990510', [primary, core, composite], [TREATMENT, SURGERY])).toBe('b-core');
    expect(await chosen('990510', [primary, composite], [TREATMENT, SURGERY])).toBe('a-primary-care');
  });

  test('990550: where the case has surgery besides the treatment of the core group, the composite surgery goes first', async () => {
    const treated = flagged('treated', []);
    expect(await chosen('990550', [treated, composite], [TREATMENT, SURGERY])).toBe('composite-surgery');
    expect(await chosen('990550', [treated, composite], [TREATMENT])).toBe('treated');
    expect(await chosen('990550', [flagged('operated', [], { operations: [[SURGERY]] }), composite], [SURGERY, OTHER_SURGERY])).toBe('operated');
  });
});

describe('layers and admission', () => {
  test('WE-25: a case that misses the TCM rate falls back to another group', async () => {
    const method = await methodOf('991000');
    const index = buildGroupIndex(
      [
        group('tcm', { operations: [[TREATMENT]], points: '2000', mean: '12000.00', flags: ['TCM'] }),
        group('other', { operations: [[TREATMENT]], points: '900', mean: '9000.00' }),
      ],
      method,
    );
    const chosen = (qualified: boolean): string | undefined =>
      chooseGroup(index, { ...CASE, deniedFlags: deniedFlags(method, () => qualified) })?.code;
    expect([chosen(true), chosen(false)]).toEqual(['tcm', 'other']);
  });

  test('a blank group takes what no other layer takes, where the city has that layer (空白病组)', async () => {
    const blank: DiseaseGroup = { ...group('blank', { points: '500', mean: '8000.00', kind: 'UNGROUPED' }) };
    const anything = { ...blank, match: { ...blank.match, diagnoses: [] } };
    const stranger = { ...CASE, principalDiagnosis: 'Z99.900' };
    const codeIn = async (region: string, version: string): Promise<string | undefined> =>
      chooseGroup(buildGroupIndex([...CANDIDATES, anything], await methodOf(region, version)), stranger)?.code;
    expect(await codeIn('990100', '2024.1')).toBe('blank');
    expect(await codeIn('100000', '2021.1')).toBeUndefined();
  });
});

describe('the national lists of operations (WE-03)', () => {
  const composite = (code: string, operationKind: 'SURGERY' | 'TREATMENT' | 'DIAGNOSTIC' | 'CONSERVATIVE'): DiseaseGroup => {
    const made = group(code, { points: '100', mean: '1000.00', kind: 'COMPOSITE' });
    return { ...made, match: { ...made.match, diagnoses: ['A09*'], operationKind } };
  };
  const KINDS = [
    composite('A09-1', 'CONSERVATIVE'),
    composite('A09-2', 'DIAGNOSTIC'),
    composite('A09-3', 'TREATMENT'),
    composite('A09-4', 'SURGERY'),
  ];

  test.each([
    [[], 'A09-1'],
    [['00.0100'], 'A09-1'],
    [[DIAGNOSTIC], 'A09-2'],
    [[DIAGNOSTIC, TREATMENT], 'A09-3'],
    [[SURGERY, TREATMENT], 'A09-4'],
    [['36.0600'], 'A09-4'],
  ])('A09.900 with %j goes to %s', async (procedures, wanted) => {
    const index = buildGroupIndex(KINDS, await methodOf('100000', '2021.1'));
    expect(chooseGroup(index, { ...CASE, principalDiagnosis: 'A09.900', procedures })?.code).toBe(wanted);
  });
});
