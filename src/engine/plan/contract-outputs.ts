import type { Plan, Scope } from './plan.js';

/** An output that the mechanism asks a ruleset for (ARCHITECTURE 3, "Contract outputs"). */
export interface ContractOutput {
  readonly scope: Scope;
  readonly id: string;
}

/** Scoring a case needs these. */
export const SCORING_OUTPUTS: readonly ContractOutput[] = [
  'inclusion',
  'costRatio',
  'deviation',
  'auxiliaryFactor',
  'institutionCoefficient',
  'points',
  'specialCaseReasons',
  'flags',
].map((id) => ({ scope: 'case', id }));

/** Clearing a year needs these beside what scoring needs. */
export const CLEARING_OUTPUTS: readonly ContractOutput[] = [
  { scope: 'fundYear', id: 'dipBudget' },
  { scope: 'fundYear', id: 'riskReserve' },
  { scope: 'institutionTotal', id: 'paymentRatio' },
  { scope: 'institutionTotal', id: 'settlementWeight' },
  { scope: 'fundYearEnd', id: 'fund' },
  { scope: 'fundYearEnd', id: 'settlementPointValue' },
  { scope: 'institutionYear', id: 'entitlement' },
  { scope: 'institutionYear', id: 'payable' },
];

/** Those of the outputs that a ruleset lacks. A city whose settlement weight is money has no point value. */
export function lackingOutputs(plan: Plan, wanted: readonly ContractOutput[]): readonly ContractOutput[] {
  return wanted.filter(({ scope, id }) => {
    if (id === 'settlementPointValue' && isWeightMoney(plan)) return false;
    return !plan.decisions[scope].some((decision) => decision.id === id);
  });
}

function isWeightMoney({ decisions, pointUnit }: Plan): boolean {
  const unit = decisions.institutionTotal.find(({ id }) => id === 'settlementWeight')?.output.unit;
  return unit === 'yuan' || (unit === 'point' && pointUnit === 'yuan');
}
