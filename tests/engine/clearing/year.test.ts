import { describe, expect, it } from 'vitest';
import type { AggregateRow } from '../../../src/engine/decide/aggregates.js';
import { sumRuns } from '../../../src/engine/decide/aggregates.js';
import { must } from '../../../src/engine/kit/assert.js';
import type { Value } from '../../../src/engine/plan/plan.js';
import { prepare, slotOf } from '../../../src/engine/decide/program.js';
import { decimal, printFixed } from '../../../src/engine/number/quantity.js';
import { openYear } from '../../../src/engine/clearing/year.js';
import { settlePeriod, type SettledPeriod } from '../../../src/engine/clearing/period.js';
import { CENTS, FOUR, minus, num, over, PlanBuilder, rounded, times } from '../hand-made-plan.js';

/** Pre-settlement: the month's budget by recorded share of the month (ZB-14, an assumption), less 5% of quality deposit (WE-23). */
function monthlyCity(): PlanBuilder {
  const plan = new PlanBuilder();
  const yuan = rounded('yuan', CENTS);
  plan.slot('fundYear', 'monthBudget', { unit: 'yuan' });
  plan.slot('institution', 'bedCount', { optional: true });
  plan.slot('institutionMonth', 'month', { type: 'enum' });
  const recorded = plan.aggregate({ id: 'monthFund', of: 'case', per: 'institutionMonth' }, ['institutionMonth']);
  plan.decide({ scope: 'institution', id: 'perBed', output: rounded('1', FOUR), formula: over(num('1'), plan.fact('bedCount')) });
  const share = over(plan.fact(recorded.name), plan.fact('monthFund.region'));
  plan.decide({ scope: 'institutionMonth', id: 'settled', output: yuan, formula: times(plan.fact('monthBudget'), share) });
  plan.decide({ scope: 'institutionMonth', id: 'depositWithheld', output: yuan, formula: times(plan.fact('settled'), num('0.05')) });
  plan.decide({
    scope: 'institutionMonth',
    id: 'preSettlement',
    output: yuan,
    formula: minus(plan.fact('settled'), plan.fact('depositWithheld')),
  });
  plan.aggregate({ id: 'yearDeposit', of: 'institutionMonth', per: 'institutionYear', sum: plan.ref('depositWithheld') });
  return plan;
}

const row = (institutionCode: string, month: string, value: string): AggregateRow => ({
  institutionCode,
  period: month,
  value: decimal(value),
});
const ROWS: readonly AggregateRow[] = [row('H01', '01', '1000.00'), row('H02', '01', '2000.00'), row('H01', '02', '5000.00')];

const PLAN = monthlyCity();
const PROGRAM = prepare(PLAN.build());

function settle(month: string, monthBudget?: string): SettledPeriod {
  const fundYear = new Map<string, Value>(monthBudget === undefined ? [] : [['monthBudget', decimal(monthBudget)]]);
  const institutions = ['H02', 'H01'].map((code) => ({ code, facts: new Map([['bedCount', decimal('100')]]) }));
  return settlePeriod(
    PROGRAM,
    { fundYear, institutions, kind: 'MONTH', key: month, facts: new Map(), rows: new Map([['monthFund', ROWS]]) },
    PLAN.verdicts,
  );
}

function column(settled: SettledPeriod, name: string): string[] {
  const slot = must(slotOf(PROGRAM, 'institutionMonth', name), name);
  return [...settled.institutions.values()].map(({ frame }) => printFixed(frame[slot] as Parameters<typeof printFixed>[0], 2));
}

describe('a month of pre-settlement', () => {
  it('shares the month by the region’s sum of that month, in the order of codes, less the deposit (N21-27, N21-28)', () => {
    const settled = settle('01', '1000000.10');
    expect(settled.failures).toEqual([]);
    expect(column(settled, 'settled')).toEqual(['333333.37', '666666.73']);
    expect(column(settled, 'depositWithheld')).toEqual(['16666.67', '33333.34']);
    expect(column(settled, 'preSettlement')).toEqual(['316666.70', '633333.39']);
    expect([...settled.institutions.keys()]).toEqual(['H01', 'H02']);
  });

  it('counts an institution without cases in the month as 0', () => {
    expect(column(settle('02', '100.00'), 'settled')).toEqual(['100.00', '0.00']);
  });

  it('names institution and month of what fails, and nothing that follows from it', () => {
    expect(settle('03', '100.00').failures).toEqual(
      ['H01', 'H02'].map((institutionCode) => ({
        code: 'DIVISION_BY_ZERO',
        scope: 'institutionMonth',
        key: { institutionCode, period: '03' },
        decision: 'settled',
        fact: '',
      })),
    );
  });

  it('adds months up for the year', () => {
    const runs = [...settle('01', '1000000.10').institutions.values(), ...settle('02', '100.00').institutions.values()];
    const plan = must(
      PROGRAM.plan.aggregates.find(({ id }) => id === 'yearDeposit'),
      'yearDeposit',
    );
    const rows = sumRuns(plan, runs).map(({ institutionCode, period, value }) => [institutionCode, period, printFixed(value, 2)]);
    expect(rows).toEqual([
      ['H01', '01', '16666.67'],
      ['H02', '01', '33333.34'],
      ['H01', '02', '5.00'],
      ['H02', '02', '0.00'],
    ]);
  });
});

describe('opening a year', () => {
  it('goes on where a decision fails, so that a case which does not read it can be scored', () => {
    const institutions = ['H01', 'H02'].map((code, i) => ({ code, facts: new Map([['bedCount', decimal(i === 0 ? '0' : '4')]]) }));
    const opened = openYear(PROGRAM, { fundYear: new Map(), institutions }, PLAN.verdicts);
    expect(opened.failures).toEqual([
      { code: 'DIVISION_BY_ZERO', scope: 'institution', key: { institutionCode: 'H01' }, decision: 'perBed', fact: '' },
    ]);
    const slot = must(slotOf(PROGRAM, 'institution', 'perBed'), 'perBed');
    expect([...opened.institutions.values()].map(({ frame }) => frame[slot])).toEqual([undefined, decimal('0.2500')]);
  });

  it('an institution that stands twice is a bug', () => {
    const twice = ['H01', 'H01'].map((code) => ({ code, facts: new Map() }));
    expect(() => openYear(PROGRAM, { fundYear: new Map(), institutions: twice }, PLAN.verdicts)).toThrow('stands twice');
  });
});
