import { describe, expect, it } from 'vitest';
import { groupByGrouper, indexGrouper } from '../../../src/engine/grouper/grouper-index.js';
import type { Grouper } from '../../../src/engine/grouper/grouper.js';
import { checkGrouper, type GrouperSurroundings } from '../../../src/rules/grouper/check-grouper.js';
import { grouperFindingText } from '../../../src/rules/grouper/finding-messages.js';
import type { GrouperDocument } from '../../../src/rules/grouper/grouper-document.js';
import { openGrouper } from '../../../src/rules/grouper/open-grouper.js';
import { drgDocument } from '../../support/grouping-3/drg-document.js';

function opened(document: GrouperDocument): Grouper {
  const { grouper, faults } = openGrouper(document);
  if (!grouper) throw new Error(JSON.stringify(faults));
  return grouper;
}

function found(changes: Partial<GrouperDocument>, surroundings: GrouperSurroundings = {}): string[] {
  const { findings } = checkGrouper(opened(drgDocument(changes)), surroundings);
  return findings.map(({ code, place, shown }) => [code, place.code, ...shown].join(' '));
}

const base = drgDocument();
/** Residual groups that no case reaches because the excerpt's groups take every principal diagnosis of their MDC. */
const RESIDUAL = [
  'UNREACHABLE B000 BT3 BV1 BY1',
  'UNREACHABLE C000 CV1',
  'UNREACHABLE D000 DW1',
  'UNREACHABLE H000 HU1 HZ2 HT2 HT1 HS1 HS2 HS3 HR1 HZ1 HZ3',
];

describe('a grouper is checked whole', () => {
  it('finds a case for each group that can be reached, and says who hides the others', () => {
    const grouper = opened(base);
    const { findings, witnesses } = checkGrouper(grouper);
    expect(findings.map(({ code, place, shown }) => [code, place.code, ...shown].join(' '))).toEqual(RESIDUAL);
    expect(witnesses.length).toBe(base.drgs.length - RESIDUAL.length);
    const index = indexGrouper(grouper);
    for (const { drg, facts } of witnesses) expect(facts && groupByGrouper(index, facts).drg).toBe(drg);
  });

  it('names a group that another takes all cases from', () => {
    const rule = 'ZYSS in OP_HC4';
    const adrgs = [...base.adrgs, { code: 'HX9', name: '被遮住', mdc: 'MDCH', order: 7, rule, outcome: 'GROUPED' as const }];
    const drgs = [...base.drgs, { code: 'HX99', name: '被遮住', adrg: 'HX9', order: 1, rule: '' }];
    const hidden = found({ adrgs, drgs }).filter((line) => !RESIDUAL.includes(line));
    expect(hidden).toEqual(['UNREACHABLE HX99 HC4']);
  });

  it.each<[string, Partial<GrouperDocument>, string]>([
    ['a set that nothing uses', { sets: { ...base.sets, DI_SPARE: ['A00.000'] } }, 'UNUSED_SET DI_SPARE'],
    ['an empty set', { sets: { ...base.sets, OP_HK1: [] } }, 'EMPTY_SET OP_HK1'],
    [
      'a code twice, in whatever case of letters',
      { sets: { ...base.sets, OP_HK1: ['44.4300x002', '44.4300X002'] } },
      'CODE_TWICE OP_HK1 44.4300X002',
    ],
    ['an exclusion table that nothing uses', { exclusions: { ...base.exclusions, EX_99: ['A00.000'] } }, 'UNUSED_TABLE EX_99'],
    ['an ADRG without DRG', { drgs: base.drgs.filter(({ adrg }) => adrg !== 'HB1') }, 'NO_DRG HB1'],
    ['splits that leave a gap', { drgs: base.drgs.filter(({ code }) => code !== 'HB15') }, 'DRG_GAP HB1'],
    [
      'a diagnosis that its class lets no case in with',
      { sets: { ...base.sets, DI_HS2: ['K70.900', 'X00.000'] } },
      'OUTSIDE_MDC HS2 X00.000',
    ],
    [
      'conditions that contradict each other',
      { drgs: base.drgs.map((drg) => (drg.code === 'HS3H' ? { ...drg, rule: 'NL>=70 and NL<6' } : drg)) },
      'UNREACHABLE HS3H',
    ],
  ])('finds %s', (_, changes, finding) => {
    expect(found(changes).some((line) => line.startsWith(finding))).toBe(true);
  });

  it('finds codes that the edition does not know and weights that do not fit', () => {
    const all = new Set(base.drgs.map(({ code }) => code));
    const weighted = new Set([...all, 'ZZ99']);
    weighted.delete('HC45');
    const lines = found({}, { knowsCode: (code) => code !== '51.2300', weighted });
    expect(lines.filter((line) => !RESIDUAL.includes(line))).toEqual([
      'UNKNOWN_CODE OP2_HC1 51.2300',
      'UNKNOWN_CODE OP_HC4 51.2300',
      'UNKNOWN_CODE OP_ALL 51.2300',
      'WEIGHT_MISSING HC45',
      'WEIGHT_WITHOUT_DRG ZZ99',
    ]);
  });

  it('says in Chinese and English what it found', () => {
    const { findings } = checkGrouper(opened(base));
    expect(findings.map(grouperFindingText)[1]).toEqual({
      zh: '找不到能进入 C000 的病例，它们先进入：CV1',
      en: 'no case was found that reaches C000; those tried go to CV1',
    });
  });
});
