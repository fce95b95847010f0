import { readCaseCodes } from '../../engine/codes/code-map.js';
import { Environment, readRef } from '../../engine/formula/environment.js';
import { deniedFlags } from '../../engine/grouping/grouping.js';
import type { GroupingFacts } from '../../engine/grouping/grouping-match.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import type { Frame } from '../../engine/plan/plan.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** What grouping reads of a case whose before-grouping decisions are decided. */
export function groupingFacts(
  { plan, program }: CompiledRuleset,
  inpatientCase: InpatientCase,
  caseFrame: Frame,
  institution: Frame,
): GroupingFacts {
  const levelSlot = program.scopes.institution.slotByName.get('institutionLevel');
  const level = levelSlot === undefined ? null : institution[levelSlot];
  const environment = new Environment({ institution, case: caseFrame });
  const { principalDiagnosis, otherDiagnoses, procedures } = readCaseCodes(plan.codes, inpatientCase);
  return {
    principalDiagnosis,
    otherDiagnoses,
    procedures,
    ageYears: inpatientCase.ageYears,
    sex: inpatientCase.sex,
    admissionWeightGrams: inpatientCase.admissionWeightGrams,
    ventilationHours: inpatientCase.ventilationHours,
    ageDays: inpatientCase.ageDays,
    birthWeightGrams: inpatientCase.birthWeightGrams,
    assignedGroupCode: inpatientCase.assignedGroupCode,
    totalCost: inpatientCase.totalCost,
    institutionLevel: typeof level === 'string' ? level : null,
    deniedFlags: plan.grouping === undefined ? [] : deniedFlags(plan.grouping, (when) => readRef(environment, when) === true),
  };
}
