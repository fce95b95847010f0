import { describe, expect, it } from 'vitest';
import { costSlotName, fillCase, fillGroup, prepareCaseFiller } from '../../../src/engine/scoring/case-frame.js';
import { COST_CATEGORIES, type InpatientCase } from '../../../src/engine/plan/inpatient-case.js';
import type { Slot, Value } from '../../../src/engine/plan/plan.js';
import { prepare } from '../../../src/engine/decide/program.js';
import { decimal, whole } from '../../../src/engine/number/quantity.js';
import { printValue } from '../../../src/engine/plan/value-text.js';
import { costFactName, VOCABULARY } from '../../../src/rules/document/vocabulary.js';
import { diseaseGroup, PlanBuilder } from '../hand-made-plan.js';
import { inpatientCase } from '../sample-case.js';

const DECLARED: Record<string, Partial<Slot>> = {
  visits: { type: 'integer', optional: true },
  dose: { type: 'decimal', min: decimal('0'), max: decimal('10'), optional: true },
  transferred: { type: 'boolean' },
  tier: { type: 'enum', values: ['X', 'Y'] },
  admitted: { type: 'date' },
  wardCode: { type: 'code' },
};

/** A ruleset that asks for every case fact of the vocabulary and declares some of its own. */
function filled(inpatient: InpatientCase): { readonly values: Record<string, Value | undefined>; readonly problems: unknown } {
  const plan = new PlanBuilder();
  for (const [name, { scope, type, optional }] of Object.entries(VOCABULARY))
    if (scope === 'case') plan.slot('case', name, { type, optional });
  for (const [name, slot] of Object.entries(DECLARED)) plan.slot('case', name, slot);
  plan.slot('case', 'points', { source: 'output' });
  const program = prepare(plan.build());
  const { frame, problems } = fillCase(prepareCaseFiller(program), program, inpatient, { regionCode: '990300' });
  return { values: Object.fromEntries(program.scopes.case.slots.map(({ name }, i) => [name, frame[i]])), problems };
}

describe('the frame of a case', () => {
  it('holds every case fact of the vocabulary that does not wait for grouping', () => {
    const { values } = filled(inpatientCase({}));
    const unfilled = Object.entries(VOCABULARY).filter(
      ([name, { scope, afterGrouping }]) => scope === 'case' && afterGrouping !== true && values[name] === undefined,
    );
    expect(unfilled).toEqual([]);
    expect(values.points).toBeUndefined();
  });

  it('derives length of stay in days, the month of discharge and the cost by category', () => {
    const costs = new Map([['TCM_HERBAL', decimal('12.30')] as const]);
    const { values } = filled(inpatientCase({ admissionDate: '2024-02-28', dischargeDate: '2024-03-01', costs }));
    expect(printValue(values.lengthOfStay)).toBe('2');
    expect(values.dischargeMonth).toBe('03');
    expect(printValue(values.tcmHerbalCost)).toBe('12.30');
    expect(values.drugCost).toBeNull();
    expect(printValue(filled(inpatientCase({ admissionDate: '2024-03-01', dischargeDate: '2024-03-01' })).values.lengthOfStay)).toBe('0');
  });

  it('names the cost of a category as the vocabulary does', () => {
    expect(COST_CATEGORIES.map(costSlotName)).toEqual(COST_CATEGORIES.map(costFactName));
  });

  it('is out of region only where the region of insurance is known and is another one', () => {
    const out = (insuredRegionCode: string | null): unknown => filled(inpatientCase({ insuredRegionCode })).values.outOfRegion;
    expect([out(null), out('990300'), out('370100')]).toEqual([false, false, true]);
  });

  it('reads attributes by the type that the ruleset declares; unstated ones are missing, or nobody supplied them', () => {
    const attributes = new Map(Object.entries({ visits: '3', transferred: 'true', tier: 'X', admitted: '2024-02-29', wardCode: 'ICU-1' }));
    const { values, problems } = filled(inpatientCase({ attributes }));
    expect(problems).toEqual([]);
    expect(values).toMatchObject({ visits: whole(3), transferred: true, tier: 'X', admitted: '2024-02-29', wardCode: 'ICU-1', dose: null });
    expect(filled(inpatientCase({})).values.transferred).toBeUndefined();
  });

  it.each([
    ['visits', '3.5', 'WRONG_TYPE'],
    ['visits', '３', 'WRONG_TYPE'],
    ['dose', '1e3', 'WRONG_TYPE'],
    ['dose', '10.01', 'OUT_OF_DOMAIN'],
    ['dose', '-1', 'OUT_OF_DOMAIN'],
    ['transferred', 'yes', 'WRONG_TYPE'],
    ['tier', 'Z', 'VALUE_NOT_ALLOWED'],
    ['admitted', '2025-02-29', 'WRONG_TYPE'],
    ['wardCode', '', 'WRONG_TYPE'],
    ['unknown', '1', 'UNKNOWN_FACT'],
    ['totalCost', '1', 'UNKNOWN_FACT'],
  ])('refuses attribute %s = %s: %s', (fact, value, code) => {
    const { problems } = filled(inpatientCase({ attributes: new Map([[fact, value]]) }));
    expect(problems).toEqual([expect.objectContaining({ code, fact, value })]);
  });
});

describe('what grouping adds to a case', () => {
  const after = (group: Parameters<typeof fillGroup>[2]): unknown => {
    const plan = new PlanBuilder();
    for (const name of ['groupCode', 'groupKind', 'groupFlag', 'groupCaseCount']) plan.slot('case', name, { optional: true });
    const program = prepare(plan.build());
    const frame = program.scopes.case.slots.map(() => undefined);
    fillGroup(prepareCaseFiller(program), frame, group);
    return frame;
  };

  it('is code, kind, flags and case count of the group', () => {
    expect(after(diseaseGroup({ code: 'A09', kind: 'COMPOSITE', flags: ['TCM'], caseCount: 15 }))).toEqual([
      'A09',
      'COMPOSITE',
      ['TCM'],
      whole(15),
    ]);
  });

  it('is UNGROUPED without code, flags and count for a case that matches none', () => {
    expect(after(null)).toEqual([null, 'UNGROUPED', [], null]);
  });
});
