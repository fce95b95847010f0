import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexGrouper } from '../../../src/engine/grouper/grouper-index.js';
import { chooseGroup, explainGrouping } from '../../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../../src/engine/grouping/grouping-index.js';
import type { GroupingMethod } from '../../../src/engine/plan/plan.js';
import { must } from '../../../src/engine/kit/assert.js';
import { openGrouper } from '../../../src/rules/grouper/open-grouper.js';
import { diseaseGroup, groupingFacts, groupingMethod } from '../../support/disease-group.js';
import { drgDocument } from '../../support/grouping-3/drg-document.js';

const document = drgDocument();
const grouper = indexGrouper(must(openGrouper(document).grouper, 'grouper'));
const method = (assigned: 'TAKEN' | 'COMPARED', layers: GroupingMethod['layers'] = ['DRG']): GroupingMethod =>
  groupingMethod({ layers, grouper: { code: 'CHS-DRG', version: '3.0', assigned } });
/** Every group but one has a weight. */
const UNWEIGHTED = 'HC45';
const GROUPS = document.drgs.filter(({ code }) => code !== UNWEIGHTED).map(({ code }) => diseaseGroup({ code, kind: 'DRG' }));
const compared = buildGroupIndex(GROUPS, method('COMPARED'), 1_000, grouper);
const taken = buildGroupIndex(GROUPS, method('TAKEN'), 1_000, grouper);
const NONE = diseaseGroup({ code: 'BLANK', kind: 'UNGROUPED' });
/** A row to which some cases are not admitted. */
const admitting = buildGroupIndex(
  GROUPS.map((group) => (group.code === 'HC43' ? { ...group, flags: ['TCM'] as const } : group)),
  { ...method('TAKEN'), admit: [{ groupFlag: 'TCM', when: { name: 'tcmQualified', scope: 'case', slot: 0 } }] },
  1_000,
  grouper,
);
const withBlank = buildGroupIndex([...GROUPS, NONE], method('COMPARED', ['DRG', 'UNGROUPED']), 1_000, grouper);

const diagnoses = [...new Set(Object.entries(document.sets).flatMap(([name, codes]) => (name.startsWith('D') ? codes : [])))];
const operations = [...new Set(Object.entries(document.sets).flatMap(([name, codes]) => (name.startsWith('O') ? codes : [])))];

describe('a case is grouped by the grouper that its ruleset names', () => {
  it('bulk path and explanation agree, with and without a group assigned elsewhere', () => {
    const facts = fc.record({
      principal: fc.constantFrom(...diagnoses, 'Z99.999'),
      others: fc.array(fc.constantFrom(...diagnoses, 'A19.000x012', 'B05.801'), { maxLength: 3 }),
      procedures: fc.array(fc.constantFrom(...operations, '99.9999'), { maxLength: 3 }),
      ageYears: fc.constantFrom(null, 0, 45, 70),
      assigned: fc.constantFrom(null, 'HC43', 'NOWHERE'),
      index: fc.constantFrom(compared, taken, withBlank, admitting),
      deniedFlags: fc.constantFrom([], ['TCM'] as const),
    });
    fc.assert(
      fc.property(facts, ({ principal, others, procedures, ageYears, assigned, index, deniedFlags }) => {
        const read = groupingFacts(principal, procedures, { otherDiagnoses: others, ageYears, assignedGroupCode: assigned, deniedFlags });
        const explained = explainGrouping(index, read);
        expect(explained.chosen?.code ?? null).toBe(chooseGroup(index, read)?.code ?? null);
        expect(explained.grouper?.assigned ?? null).toEqual(
          assigned === null
            ? null
            : { code: assigned, differs: assigned !== explained.grouper?.code, counts: index === taken || index === admitting },
        );
      }),
    );
  });

  it('takes the group assigned elsewhere where the method says so, and reports that it is another', () => {
    const facts = groupingFacts('K80.302', ['51.4100x001', '51.2300'], { ageYears: 45, assignedGroupCode: 'HC43' });
    expect([chooseGroup(taken, facts)?.code, explainGrouping(taken, facts).outcome]).toEqual(['HC43', 'ASSIGNED']);
    expect([chooseGroup(compared, facts)?.code, explainGrouping(compared, facts).outcome]).toEqual(['HC15', 'GROUPED']);
    expect(explainGrouping(taken, facts).grouper?.assigned).toEqual({ code: 'HC43', differs: true, counts: true });
    const unknown = groupingFacts('K80.302', [], { assignedGroupCode: 'NOWHERE' });
    expect([chooseGroup(taken, unknown), explainGrouping(taken, unknown).outcome]).toEqual([null, 'ASSIGNED_UNKNOWN']);
  });

  it('a group assigned elsewhere to which the case is not admitted gives way to the grouper’s, and is named', () => {
    const facts = groupingFacts('K80.302', ['51.4100x001'], { ageYears: 45, assignedGroupCode: 'HC43', deniedFlags: ['TCM'] });
    const { chosen, candidates, outcome } = explainGrouping(admitting, facts);
    expect([chosen?.code, chooseGroup(admitting, facts)?.code, outcome]).toEqual(['HC25', 'HC25', 'GROUPED']);
    expect(candidates.map(({ group, code }) => [group.code, code])).toEqual([
      ['HC25', 'BY_GROUPER'],
      ['HC43', 'NOT_ADMITTED'],
    ]);
  });

  it('a group without a row is NO_WEIGHT; a row for ungrouped cases takes what has none', () => {
    const facts = groupingFacts('K80.302', ['51.2300'], { ageYears: 70 });
    expect([chooseGroup(compared, facts), explainGrouping(compared, facts).outcome]).toEqual([null, 'NO_WEIGHT']);
    expect([chooseGroup(withBlank, facts)?.code, explainGrouping(withBlank, facts).outcome]).toEqual(['BLANK', 'NO_WEIGHT']);
  });

  it('finds the same group whatever else the catalogue rows say of diagnoses', () => {
    const stray = buildGroupIndex(
      [...GROUPS, diseaseGroup({ code: 'STRAY', kind: 'DRG', diagnoses: 'K80.302' })],
      method('COMPARED'),
      1_000,
      grouper,
    );
    const facts = groupingFacts('K80.302', ['51.2300'], { ageYears: 70 });
    expect(chooseGroup(stray, facts)).toBeNull();
  });
});
