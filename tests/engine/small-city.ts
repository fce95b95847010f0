import type { AggregateRow } from '../../src/engine/decide/aggregates.js';
import type { ClearingInputs, ClearingInstitution } from '../../src/engine/clearing/clearing.js';
import type { Account } from '../../src/engine/plan/accounts.js';
import type { Expr, Value } from '../../src/engine/plan/plan.js';
import { decimal, type Fraction } from '../../src/engine/number/quantity.js';
import {
  bands,
  call,
  CENTS,
  decimalTest,
  exact,
  FOUR,
  formula,
  lookup,
  minus,
  num,
  numberOutcome,
  over,
  PlanBuilder,
  plus,
  rounded,
  step,
  tiered,
  times,
} from './hand-made-plan.js';

/** What a test changes of the small city. */
export interface CityChanges {
  /** 0.70 where stated; otherwise the region's recorded fund ÷ recorded cost. */
  readonly fixedRatio?: string;
  /** Replaces `payable`. */
  readonly payable?: (plan: PlanBuilder) => Expr;
  /** The account of the entitlement's line. */
  readonly entitlementAccount?: Account;
  /** Adds an assessment line: entitlement × (coefficient − 1), from this account. */
  readonly assessmentAccount?: Account;
  /** The settlement weight is the recorded fund, in yuan, and there is no point value. */
  readonly byRecord?: 'byRecord';
}

const yuan = rounded('yuan', CENTS);

/** The institution scope, the budget and the sums: a city of every scope, like the example ruleset of the documentation. */
function base(changes: CityChanges): PlanBuilder {
  const plan = new PlanBuilder();
  plan.slot('fundYear', 'income', { unit: 'yuan' });
  plan.slot('fundYear', 'insurance', { type: 'enum' });
  plan.slot('institution', 'institutionClass', { type: 'enum' });
  plan.slot('institution', 'cmi', { optional: true });
  plan.average('cmi');
  plan.slot('fundYearEnd', 'adjustmentFundBalance', { unit: 'yuan' });
  for (const name of ['deduction', 'prepaid']) plan.slot('institutionYear', name, { unit: 'yuan' });
  plan.slot('institutionYear', 'assessmentCoefficient', { optional: true });
  plan.decide({
    scope: 'fundYear',
    id: 'plannedIncome',
    output: yuan,
    formula: plan.fact('income'),
    line: { of: 'dipBudget', order: 1, sign: '+' },
  });
  plan.decide({
    scope: 'fundYear',
    id: 'riskReserve',
    output: yuan,
    formula: times(plan.fact('plannedIncome'), num('0.10')),
    line: { of: 'dipBudget', order: 2, sign: '-' },
  });
  plan.decide({ scope: 'fundYear', id: 'dipBudget', output: yuan, formula: minus(plan.fact('plannedIncome'), plan.fact('riskReserve')) });
  coefficients(plan);
  plan.aggregate({ id: 'yearPoints', of: 'case', per: 'institutionTotal' });
  plan.aggregate({ id: 'recordedCost', of: 'case', per: 'institutionTotal' }, ['institutionTotal']);
  plan.aggregate({ id: 'recordedFund', of: 'case', per: 'institutionTotal' }, ['institutionTotal']);
  const ratio =
    changes.fixedRatio === undefined ? over(plan.fact('recordedFund.region'), plan.fact('recordedCost.region')) : num(changes.fixedRatio);
  plan.decide({ scope: 'institutionTotal', id: 'paymentRatio', output: rounded('1', FOUR), formula: ratio });
  const points = rounded('point', { scale: 8, mode: 'HALF_UP' });
  const weight = times(plan.fact('yearPoints'), plan.fact('paymentRatio'));
  const settlementWeight = { scope: 'institutionTotal', id: 'settlementWeight' } as const;
  if (changes.byRecord === undefined) plan.decide({ ...settlementWeight, output: points, formula: weight });
  else plan.decide({ ...settlementWeight, output: yuan, formula: plan.fact('recordedFund') });
  plan.aggregate({ id: 'totalWeight', of: 'institutionTotal', per: 'fundYearEnd', sum: plan.ref('settlementWeight') });
  plan.decide({ scope: 'fundYearEnd', id: 'fund', output: yuan, formula: plan.fact('dipBudget') });
  if (changes.byRecord !== undefined) return plan;
  plan.decide({
    scope: 'fundYearEnd',
    id: 'settlementPointValue',
    output: exact('yuan/point'),
    formula: over(plan.fact('fund'), plan.fact('totalWeight')),
  });
  return plan;
}

function coefficients(plan: PlanBuilder): void {
  const table = lookup({ 'A,EMPLOYEE': '1.2', 'B,EMPLOYEE': '0.9' }, [plan.key('institutionClass'), plan.key('insurance')]);
  plan.decide({ scope: 'institution', id: 'baseCoefficient', output: rounded('1', FOUR), formula: table });
  const excess = minus(over(plan.fact('cmi'), plan.fact('cmi.peer')), num('1'));
  plan.decide({
    scope: 'institution',
    id: 'addOnCoefficient',
    output: rounded('1', FOUR),
    hit: 'unique',
    rules: [{ name: 'add-on-by-cmi', outcome: formula(call('min', step(excess, '0.05', '0.01', 'DOWN'), num('0.13'))) }],
    tables: [{ tests: [decimalTest(plan.ref('cmi'), [], 'optional')], verdict: (c) => (c === 0 ? [0] : []) }],
    otherwise: numberOutcome('0'),
  });
}

/** The city with entitlement, shared overruns, deductions and prepayments. */
export function smallCity(changes: CityChanges = {}): PlanBuilder {
  const plan = base(changes);
  const account = changes.entitlementAccount ?? 'FUND';
  plan.decide({
    scope: 'institutionYear',
    id: 'entitlement',
    output: yuan,
    allocate: { kind: 'total', total: plan.ref('fund'), weight: plan.ref('settlementWeight'), basis: ['demo#5'] },
    line: { of: 'payable', order: 1, sign: '+', account },
  });
  if (changes.assessmentAccount !== undefined) {
    const assessed = times(plan.fact('entitlement'), minus(plan.fact('assessmentCoefficient'), num('1')));
    plan.decide({
      scope: 'institutionYear',
      id: 'assessed',
      output: yuan,
      formula: assessed,
      line: { of: 'payable', order: 2, sign: '+', account: changes.assessmentAccount },
    });
  }
  overruns(plan);
  plan.decide({
    scope: 'institutionYear',
    id: 'deducted',
    output: yuan,
    formula: plan.fact('deduction'),
    line: { of: 'payable', order: 4, sign: '-', account: 'RETAINED' },
  });
  plan.decide({
    scope: 'institutionYear',
    id: 'alreadyPaid',
    output: yuan,
    formula: plan.fact('prepaid'),
    line: { of: 'payable', order: 5, sign: '-', account: 'PREPAID' },
  });
  const added = plus(plan.fact('entitlement'), plan.fact('overrunShared'));
  const assessed = changes.assessmentAccount === undefined ? added : plus(added, plan.fact('assessed'));
  const payable = changes.payable?.(plan) ?? minus(minus(assessed, plan.fact('deducted')), plan.fact('alreadyPaid'));
  plan.decide({ scope: 'institutionYear', id: 'payable', output: yuan, formula: payable });
  return plan;
}

function overruns(plan: PlanBuilder): void {
  const overrun = over(call('max', minus(plan.fact('recordedFund'), plan.fact('entitlement')), num('0')), plan.fact('entitlement'));
  plan.decide({
    scope: 'institutionYear',
    id: 'overrunRate',
    output: exact('1'),
    hit: 'unique',
    rules: [{ name: 'overrun-rate-known', outcome: formula(overrun) }],
    tables: [{ tests: [decimalTest(plan.ref('entitlement'), ['0'])], verdict: (c) => (c === 2 ? [0] : []) }],
    otherwise: numberOutcome('0'),
  });
  const table = bands('MARGINAL', 'UPPER', ['0.10', '0.70'], ['0.20', '0.50'], [undefined, '0']);
  plan.decide({
    scope: 'institutionYear',
    id: 'overrunClaim',
    output: yuan,
    formula: times(tiered(plan.fact('overrunRate'), table), plan.fact('entitlement')),
  });
  plan.decide({
    scope: 'institutionYear',
    id: 'overrunShared',
    output: yuan,
    allocate: {
      kind: 'claim',
      claim: plan.ref('overrunClaim'),
      limit: plan.ref('adjustmentFundBalance'),
      rule: 'PRO_RATA',
      basis: ['demo#6'],
    },
    line: { of: 'payable', order: 3, sign: '+', account: 'ADJUSTMENT_FUND' },
  });
}

/** One institution's year as text. */
export interface CityInstitution {
  readonly code: string;
  readonly points: string;
  readonly recordedCost?: string;
  readonly recordedFund?: string;
  readonly facts?: Readonly<Record<string, string>>;
  readonly cmi?: string;
  readonly class?: 'A' | 'B';
}

/** Three institutions of WE-08: 5200, 3000 and 1600 万 points; recorded as in the example ruleset. */
export const THREE: readonly CityInstitution[] = [
  { code: 'H01', points: '52000000', recordedFund: '390000000.00', facts: { deduction: '1234567.89', prepaid: '330000000.00' } },
  { code: 'H02', points: '30000000', recordedFund: '210000000.00', facts: { prepaid: '190000000.00' } },
  { code: 'H03', points: '16000000', recordedFund: '130000000.00', facts: { prepaid: '100000000.00' } },
];

/** Inputs of a year: an income that leaves the fund wanted after 10% of reserve. */
export function yearOf(
  institutions: readonly CityInstitution[],
  income = '777777777.78',
  adjustmentFundBalance = '20000000.00',
): ClearingInputs {
  const rows = (read: (institution: CityInstitution) => string): AggregateRow[] =>
    institutions.map((institution) => ({ institutionCode: institution.code, value: decimal(read(institution)) }));
  return {
    fundYear: new Map<string, Value>([
      ['income', decimal(income)],
      ['insurance', 'EMPLOYEE'],
      ['year', decimal('2024')],
    ]),
    fundYearEnd: new Map([['adjustmentFundBalance', decimal(adjustmentFundBalance)]]),
    institutions: institutions.map(clearingInstitution),
    rows: new Map([
      ['yearPoints', rows(({ points }) => points)],
      ['recordedCost', rows(({ recordedCost }) => recordedCost ?? '1000000000.00')],
      ['recordedFund', rows(({ recordedFund }) => recordedFund ?? '0.00')],
    ]),
  };
}

function clearingInstitution({ code, facts = {}, cmi, class: institutionClass = 'A' }: CityInstitution): ClearingInstitution {
  const own = new Map<string, Value>([['institutionClass', institutionClass]]);
  if (cmi !== undefined) own.set('cmi', decimal(cmi));
  return { code, facts: own, yearFacts: new Map(Object.entries(facts).map(([name, value]): [string, Fraction] => [name, decimal(value)])) };
}
