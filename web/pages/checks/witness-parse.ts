import type { WitnessScoredQueryVariables } from '../../generated/checks/graphql.ts';

/** A case as scoreCase takes it. */
export type WitnessCase = WitnessScoredQueryVariables['case'];

/** A witness case: the API made it as the input of scoreCase, and checks it again when it comes back. */
export function caseOfWitness(witness: unknown): WitnessCase | undefined {
  return typeof witness === 'object' && witness !== null ? (witness as WitnessCase) : undefined;
}
