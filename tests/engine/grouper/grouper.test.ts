import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { explainGrouper } from '../../../src/engine/grouper/grouper-explain.js';
import { groupByGrouper, indexGrouper, type GrouperIndex } from '../../../src/engine/grouper/grouper-index.js';
import type { GrouperCase } from '../../../src/engine/grouper/group-rule.js';
import { GrouperJudge } from '../../../src/rules/grouper/grouper-judge.js';
import type { GrouperDocument } from '../../../src/rules/grouper/grouper-document.js';
import { DRG_CASES } from '../../support/grouping-3/drg-cases.js';
import { drgDocument } from '../../support/grouping-3/drg-document.js';
import { openedGrouper } from '../../support/grouping-3/opened-grouper.js';

function indexOf(document: GrouperDocument = drgDocument()): GrouperIndex {
  return indexGrouper(openedGrouper(document));
}

const index = indexOf();
const ADULT: GrouperCase = {
  principal: 'K80.302',
  others: [],
  operations: [],
  sex: 'FEMALE',
  ageYears: 45,
  ageDays: null,
  admissionWeight: null,
};
const codesOf = (facts: GrouperCase): string | undefined => groupByGrouper(index, facts).drg?.code;

/** Codes that the book names and some that it doesn't. */
const DIAGNOSES = [
  'K80.302',
  'K83.017',
  'K65.000',
  'K74.300',
  'K71.100x008',
  'A19.000x012',
  'B05.801',
  'A01.000x009',
  'P81.902',
  'P07.200',
  'G40.300x007',
  'O32.802',
  'M25.301',
  'S17.000x001',
  'S21.100x002',
  'I10.x00',
];
const OPERATIONS = [
  '51.2300',
  '51.4100x001',
  '96.7201',
  '39.9500x007',
  '17.4100',
  '81.5201',
  '81.5400x007',
  '43.3x00x003',
  '93.9000',
  '99.9999',
  '74.1x02',
];
const ANY_CASE: fc.Arbitrary<GrouperCase> = fc.record({
  principal: fc.constantFrom(...DIAGNOSES),
  others: fc.array(fc.constantFrom(...DIAGNOSES), { maxLength: 4 }),
  operations: fc.array(fc.constantFrom(...OPERATIONS), { maxLength: 4 }),
  sex: fc.constantFrom('MALE', 'FEMALE', 'UNKNOWN'),
  ageYears: fc.constantFrom(null, 0, 6, 7, 69, 70),
  ageDays: fc.constantFrom(null, 0, 28, 29, 365, 366),
  admissionWeight: fc.constantFrom(null, 999, 1000, 1499, 1500, 2499, 2500),
});

describe('a piece of the DRG 3.0 book', () => {
  it.each(DRG_CASES.map((one) => [one.no, one.group, one.facts] as const))(
    'case %s reaches %s by the index and by the explanation',
    (_, group, facts) => {
      expect(groupByGrouper(index, facts).drg?.code).toBe(group);
      expect(explainGrouper(index, facts).drg?.code).toBe(group);
    },
  );

  it.each(DRG_CASES.map((one) => [one.no, one.group, one.facts] as const))(
    'case %s reaches %s by json-rules-engine',
    async (_, group, facts) => {
      expect((await new GrouperJudge(index).group(facts)).drg?.code).toBe(group);
    },
  );

  it('bulk, explanation and json-rules-engine agree on any case', async () => {
    const judge = new GrouperJudge(index);
    await fc.assert(
      fc.asyncProperty(ANY_CASE, async (facts) => {
        const { status, mdc, adrg, drg } = groupByGrouper(index, facts);
        const bulk = [status, mdc?.code, adrg?.code, drg?.code];
        const explained = explainGrouper(index, facts);
        expect([explained.status, explained.mdc?.code, explained.adrg?.code, explained.drg?.code]).toEqual(bulk);
        const judged = await judge.group(facts);
        expect([judged.status, judged.mdc?.code, judged.adrg?.code, judged.drg?.code]).toEqual(bulk);
      }),
      { numRuns: 300 },
    );
  });

  it('never changes a group for a code that no set names, for letter case, or for the order of what has no order', () => {
    fc.assert(
      fc.property(ANY_CASE, fc.nat(), (facts, seed) => {
        const group = codesOf(facts);
        expect(codesOf({ ...facts, others: [...facts.others, 'Z99.999x999'] })).toBe(group);
        expect(
          codesOf({
            ...facts,
            principal: facts.principal.toLowerCase(),
            operations: facts.operations.map((code) => ` ${code.toUpperCase()} `),
          }),
        ).toBe(group);
        expect(codesOf({ ...facts, others: [...facts.others].reverse() })).toBe(group);
        const [main, ...rest] = facts.operations;
        const turned = rest.map((_, i) => rest[(i + seed) % rest.length] ?? '');
        if (main !== undefined) expect(codesOf({ ...facts, operations: [main, ...turned] })).toBe(group);
      }),
    );
  });

  it('does not depend on the order of rows, only on the printed sort', () => {
    const document = drgDocument();
    const turned = indexOf({
      ...document,
      adrgs: [...document.adrgs].reverse(),
      drgs: [...document.drgs].reverse(),
      mdcs: [...document.mdcs].reverse(),
    });
    for (const { facts, group } of DRG_CASES) expect(groupByGrouper(turned, facts).drg?.code).toBe(group);
  });
});

describe('what the answer says', () => {
  it('names what the exclusion took away', () => {
    const { complications } = explainGrouper(index, {
      ...ADULT,
      principal: 'K80.302',
      others: ['K83.017', 'K65.000'],
      operations: ['51.2300'],
    });
    expect(complications).toEqual([
      { code: 'K83.017', level: 'CC', excludedBy: 'EX_67' },
      { code: 'K65.000', level: 'CC', excludedBy: null },
    ]);
  });

  it('names each condition that failed and the code that met one', () => {
    const { tried } = explainGrouper(index, { ...ADULT, operations: ['51.2300', '51.4100x001'] });
    const reached = tried.find(({ node }) => node.code === 'HC1');
    expect(reached?.held).toBe(true);
    const seen = reached?.conditions.map(({ held, found }) => [held, ...found.map(({ code, sets }) => `${code}:${sets.join()}`)]);
    expect(seen).toEqual([[false], [true, '51.2300:OP2_HC1'], [true, '51.2300:OP2_HC1'], [true, '51.4100X001:OP1_HC1']]);
  });

  it('says what the case lacks where its group could depend on it', () => {
    const newborn: GrouperCase = { ...ADULT, principal: 'P07.200', ageYears: 0, ageDays: 10 };
    expect(explainGrouper(index, newborn)).toMatchObject({ status: 'RESIDUAL', missing: ['admissionWeight'] });
    expect(explainGrouper(index, { ...newborn, admissionWeight: 999 }).missing).toEqual([]);
    expect(explainGrouper(index, { ...ADULT, ageYears: null }).missing).toEqual(['ageYears', 'ageDays']);
    expect(explainGrouper(index, ADULT).missing).toEqual([]);
  });

  it.each([
    ['AMBIGUOUS', { ...ADULT, operations: ['43.3x00x003'] }],
    ['RESIDUAL', { ...ADULT, principal: 'M25.301' }],
    ['NOT_GROUPED', { ...ADULT, principal: 'I10.x00' }],
  ] as const)('tells %s apart', (status, facts) => {
    expect(groupByGrouper(index, facts).status).toBe(status);
  });

  it('takes a blocked main operation away, or lets the next move up, as the document says', () => {
    const facts = { ...ADULT, operations: ['17.4100', '51.2300'] };
    const with_ = (then: 'NONE' | 'NEXT'): GrouperIndex =>
      indexOf(drgDocument({ blockedOperations: { codes: ['17.4100'], then, basis: 'book' } }));
    expect(groupByGrouper(with_('NEXT'), facts).drg?.code).toBe('HC45');
    expect(groupByGrouper(with_('NONE'), facts).drg?.code).toBe('HU15');
    expect(explainGrouper(with_('NONE'), facts).blockedMain).toBe('17.4100');
  });

  it('does not group an invalid principal diagnosis', () => {
    expect(groupByGrouper(indexOf(drgDocument({ invalidPrincipals: ['K80.302'] })), ADULT)).toEqual({
      status: 'INVALID_PRINCIPAL',
      mdc: null,
      adrg: null,
      drg: null,
    });
  });
});
