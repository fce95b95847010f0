import { describe, expect, it } from 'vitest';
import { readChsDrgText } from '../../../../src/app/books/chs-drg/chs-drg-text.js';
import { groupByGrouper, indexGrouper } from '../../../../src/engine/grouper/grouper-index.js';
import type { GrouperCase } from '../../../../src/engine/grouper/group-rule.js';
import type { Grouper } from '../../../../src/engine/grouper/grouper.js';
import { grouperDocumentSchema, type GrouperDocument } from '../../../../src/rules/grouper/grouper-document.js';
import { hasPublicChsDrg, publicCases, readPublicChsDrg } from '../../../support/grouping-3/chs-drg-public.js';
import { SMALL } from '../../../support/grouping-3/chs-drg-small.js';
import { openedGrouper } from '../../../support/grouping-3/opened-grouper.js';

const ADULT: GrouperCase = {
  principal: 'I61.000',
  others: [],
  operations: [],
  sex: 'MALE',
  ageYears: 45,
  ageDays: null,
  admissionWeight: null,
};

function opened(document: GrouperDocument): Grouper {
  expect(grouperDocumentSchema.safeParse(document).error).toBeUndefined();
  return openedGrouper(document);
}

describe('CHS-DRG text', () => {
  const { document, unread } = readChsDrgText(SMALL);
  const index = indexGrouper(opened(document));
  const drg = (facts: Partial<GrouperCase>): string | undefined => groupByGrouper(index, { ...ADULT, ...facts }).drg?.code;

  it('reads every row, the broken and the run-together ones too', () => {
    expect(unread).toEqual([]);
    expect(document.adrgs.map(({ code, rule }) => [code, rule])).toEqual([
      ['AC1', '(ZYSS in OP1_AC1 and {ZYSS, QTSS} in OP2_AC1) or (ZYSS in OP2_AC1 and {ZYSS, QTSS} in OP1_AC1)'],
      ['BB1', 'ZYSS in OP_BB1'],
      ['BR1', 'ZYZD in DI_BR1'],
      ['NA1', '(ZYZD in DI_NA1 and {ZYSS, QTSS} in OP1_NA1) or (ZYZD in DI_NA1 and {ZYSS, QTSS} in OP2_NA1 and {ZYSS, QTSS} in OP3_NA1)'],
      ['PS2', '({ZYZD, QTZD} in DI_PS2) and (XSRTL<29) and (XSRTZ>=1500 and XSRTZ<=1999)'],
      ['PV1', '(ZYZD in DI_PV1) and (XSRTL>=29 and NL<1)'],
      ['ZB1', 'ZYSS in OP_ZB1'],
      ['ZZ1', 'ZYSS not in OP_ALL'],
    ]);
    expect(document.sets).toMatchObject({
      OP_BB1: ['01.2400', '01.2401', '01.2402'],
      DI_B00: ['G40.300x007', 'I61.000'],
      DI_Z02: ['S21.100x002'],
    });
    expect(document.complications).toEqual([
      { code: 'A19.000x012', level: 'MCC', exclusion: '7-2' },
      { code: 'Z99.400', level: 'MCC', exclusion: null },
      { code: 'B05.801', level: 'CC', exclusion: '7-2' },
    ]);
    expect(document.exclusions).toEqual({ '7-1': ['I61.000'], '7-2': ['G40.300x007', 'G41.000'] });
  });

  it.each([
    ['both operations, in either order', { operations: ['52.8000', '55.6100'] }, 'AC19'],
    ['both operations turned round', { operations: ['55.6100', '52.8000'] }, 'AC19'],
    ['one of them alone', { operations: ['52.8000'] }, 'BR15'],
    ['a severe complication', { operations: ['01.2400'], others: ['A19.000x012'] }, 'BB11'],
    ['a group that is not split by severity counts both', { others: ['A19.000x012'] }, 'BR13'],
    ['tables 2 and 3', { principal: 'C51.000', sex: 'FEMALE', operations: ['68.4900x006', '40.5900'] }, 'NA19'],
    ['a man in a class for women', { principal: 'C51.000', sex: 'MALE', operations: ['67.4x00x002'] }, undefined],
    ['a newborn by weight', { principal: 'P81.902', others: ['P07.300'], ageYears: 0, ageDays: 10, admissionWeight: 1500 }, 'PS29'],
    ['an infant from its 29th day', { principal: 'P81.902', ageYears: 0, ageDays: 29 }, 'PV19'],
    ['injuries of two sites', { principal: 'S17.000x001', others: ['S21.100x002'] }, 'ZZ19'],
    ['injuries of one site', { principal: 'S17.000x001', others: ['S17.000x001'] }, undefined],
  ] as const)('groups %s', (_, facts, group) => {
    expect(drg(facts)).toBe(group);
  });
});

/** Differences that docs/chs-drg-1.1.md explains by the text's own words, by the number of the case. */
const EXPLAINED: Readonly<Record<string, readonly number[]>> = {
  'an operating room operation': [587, 875, 1193, 1692, 2898, 3631, 3750, 4056, 4285, 4357],
  'P07 is not in the list of PV1': [1982, 2260],
  'not in the principal diagnoses of MDCD': [2686],
};

describe.skipIf(!hasPublicChsDrg)('CHS-DRG 1.1 as published (public data beside the checkout)', () => {
  it('is read whole: 26 MDCs, 376 ADRGs each with a condition, 628 DRGs', () => {
    const { document, unread } = readPublicChsDrg();
    expect([document.mdcs.length, document.adrgs.length, document.drgs.length, unread.length]).toEqual([26, 376, 628, 0]);
    expect(document.adrgs.filter(({ rule }) => rule === '')).toEqual([]);
    opened(document);
  });

  it('groups 2,588 cases as an independent grouper does, but for differences that are explained', () => {
    const index = indexGrouper(opened(readPublicChsDrg().document));
    const cases = publicCases();
    const differing = cases.flatMap(({ no, facts, mdc, drg }) => {
      const answer = groupByGrouper(index, facts);
      const group = answer.drg?.code ?? '0000';
      const sex = facts.sex === 'MALE' ? '1' : '2';
      return group === drg ? [] : [{ no, theirs: mdc, ours: answer.mdc?.code ?? '0000', sex }];
    });
    const bySex = differing.filter(({ theirs, ours }) => theirs === '0000' && (ours === 'MDCM' || ours === 'MDCN'));
    expect(bySex.every(({ ours, sex }) => (ours === 'MDCM' ? '1' : '2') === sex)).toBe(true);
    expect(bySex.length).toBe(70);
    const others = differing.filter((one) => !bySex.includes(one)).map(({ no }) => no);
    expect(others.sort((a, b) => a - b)).toEqual(
      Object.values(EXPLAINED)
        .flat()
        .sort((a, b) => a - b),
    );
    expect(cases.length).toBe(2_588);
  });
});
