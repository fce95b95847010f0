import type { CaseFlag, InsuranceScheme, Sex } from '../../../engine/plan/inpatient-case.js';
import type { CostPosition } from './case-money.js';
import type { SampleInstitution } from './institutions.js';
import type { SampleCombination } from './sample-data.js';

/** What is known of a case while it is made; attributes that rulesets declare are derived from it. */
export interface CaseDraft {
  readonly year: number;
  readonly institution: SampleInstitution;
  readonly combination: SampleCombination;
  readonly insurance: InsuranceScheme;
  readonly ageYears: number;
  readonly sex: Sex;
  readonly died: boolean;
  readonly lengthOfStay: number;
  readonly position: CostPosition;
  readonly totalFen: number;
  readonly caseFlags: readonly CaseFlag[];
}
