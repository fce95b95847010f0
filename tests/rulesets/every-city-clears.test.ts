import { describe, expect, test } from 'vitest';
import type { AggregateRows } from '../../src/engine/aggregates.js';
import { clearFundYear } from '../../src/engine/clearing.js';
import type { AggregatePlan, Plan, Scope, Slot, Value } from '../../src/engine/plan.js';
import { decimal, printFen, whole } from '../../src/engine/quantity.js';
import type { CompiledRuleset } from '../../src/rules/compiled-ruleset.js';
import { checked, FILES } from './ruleset-library.js';

const INSTITUTIONS = ['H01', 'H02', 'H03'] as const;

/** Facts that a default of 1 would make senseless. */
const STATED: Readonly<Record<string, Value>> = {
  ...{ year: whole(2024), insurance: 'EMPLOYEE', assessmentScore: decimal('92.5'), prepaid: decimal('250000000.00') },
  ...{ income: decimal('2000000000.00'), inpatientPlan: decimal('1000000000.00'), byGroupPlan: decimal('1000000000.00') },
  ...{ historicalCost: decimal('1000000000.00'), historicalPoints: decimal('100000000'), adjustmentFundBalance: decimal('20000000.00') },
  deduction: decimal('1234567.89'),
};

/** A value of a fact's type: small numbers, the first of a list. */
function anyValue(slot: Slot): Value {
  const stated = STATED[slot.name];
  if (stated !== undefined) return stated;
  switch (slot.type) {
    case 'decimal':
    case 'integer':
      return whole(1);
    case 'boolean':
      return true;
    case 'enum':
      return slot.values?.[0] ?? '';
    case 'code':
    case 'date':
      return '';
    case 'codes':
    case 'set':
      return [];
  }
}

const factsOf = (plan: Plan, scope: Scope): ReadonlyMap<string, Value> =>
  new Map(plan.slots[scope].filter(({ source }) => source === 'fact').map((slot) => [slot.name, anyValue(slot)]));

/** What an institution's year adds up to: H02 has no overrun, H03 no cases at all. */
function sumOf({ sum, unit }: AggregatePlan, institution: number): string {
  if (institution === 2) return '0';
  if (sum === undefined) return '1000';
  if (sum.name === 'totalCost') return institution === 0 ? '800000000.00' : '300000000.00';
  return unit === 'yuan' ? (institution === 0 ? '560000000.00' : '100000000.00') : '40000000.1234';
}

function rowsOf(plan: Plan): AggregateRows {
  const handed = plan.aggregates.filter(({ of }) => of === 'case' || of === 'institutionMonth');
  return new Map(
    handed.map((aggregate) => [
      aggregate.id,
      // Carve-outs are small.
      INSTITUTIONS.map((institutionCode, i) => ({
        institutionCode,
        value: decimal(aggregate.id.startsWith('byItem') ? '1000.00' : sumOf(aggregate, i)),
      })),
    ]),
  );
}

function clear({ program, plan, tables }: CompiledRuleset): ReturnType<typeof clearFundYear> {
  const inputs = {
    fundYear: factsOf(plan, 'fundYear'),
    fundYearEnd: factsOf(plan, 'fundYearEnd'),
    institutions: INSTITUTIONS.map((code) => ({ code, facts: factsOf(plan, 'institution'), yearFacts: factsOf(plan, 'institutionYear') })),
    rows: rowsOf(plan),
  };
  return clearFundYear(program, inputs, tables.verdict);
}

describe('every ruleset that ships clears a year to the fen', () => {
  test.each(FILES.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const { ruleset } = await checked(one);
    const result = ruleset && clear(ruleset);
    expect(result?.kind === 'failed' ? result.failures : result?.kind).toBe('cleared');
    if (result?.kind !== 'cleared') return;
    expect(printFen(result.imbalanceFen)).toBe('0.00');
    expect(result.institutions.map(({ code }) => code)).toEqual(INSTITUTIONS);
    const shared = result.institutions.reduce((total, { entitlementFen }) => total + entitlementFen, 0n);
    expect(shared <= result.fundFen).toBe(true);
  });
});
