import type { Plan } from './plan.js';
import type { Scope } from './scopes.js';

/** An output that the mechanism asks a ruleset for (ARCHITECTURE 3, "Contract outputs"). */
export interface ContractOutput {
  readonly scope: Scope;
  readonly id: string;
}

interface Asked {
  readonly scope: Scope;
  /** Who can't do without it; null: without it a feature is off, and nothing is said. */
  readonly by: 'SCORING' | 'CLEARING' | null;
}

/** Every output that the mechanism knows by name: where it belongs, and who asks for it. What each must look like is for the checks of rules. */
export const CONTRACT_OUTPUTS = {
  inclusion: { scope: 'case', by: 'SCORING' },
  costRatio: { scope: 'case', by: 'SCORING' },
  deviation: { scope: 'case', by: 'SCORING' },
  auxiliaryFactor: { scope: 'case', by: 'SCORING' },
  institutionCoefficient: { scope: 'case', by: 'SCORING' },
  points: { scope: 'case', by: 'SCORING' },
  specialCaseReasons: { scope: 'case', by: 'SCORING' },
  flags: { scope: 'case', by: 'SCORING' },
  dipBudget: { scope: 'fundYear', by: 'CLEARING' },
  riskReserve: { scope: 'fundYear', by: 'CLEARING' },
  budgetPointValue: { scope: 'fundYear', by: null },
  budgetBalanced: { scope: 'fundYear', by: null },
  preSettlement: { scope: 'institutionMonth', by: null },
  depositWithheld: { scope: 'institutionMonth', by: null },
  quarterSettlement: { scope: 'institutionQuarter', by: null },
  paymentRatio: { scope: 'institutionTotal', by: 'CLEARING' },
  settlementWeight: { scope: 'institutionTotal', by: 'CLEARING' },
  fund: { scope: 'fundYearEnd', by: 'CLEARING' },
  settlementPointValue: { scope: 'fundYearEnd', by: 'CLEARING' },
  entitlement: { scope: 'institutionYear', by: 'CLEARING' },
  payable: { scope: 'institutionYear', by: 'CLEARING' },
} as const satisfies Readonly<Record<string, Asked>>;
/** The name of one of them. */
export type ContractOutputName = keyof typeof CONTRACT_OUTPUTS;

const askedBy = (who: 'SCORING' | 'CLEARING'): readonly ContractOutput[] =>
  Object.entries(CONTRACT_OUTPUTS).flatMap(([id, { scope, by }]) => (by === who ? [{ scope, id }] : []));

/** Scoring a case needs these. */
export const SCORING_OUTPUTS = askedBy('SCORING');

/** Clearing a year needs these beside what scoring needs. */
export const CLEARING_OUTPUTS = askedBy('CLEARING');

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
