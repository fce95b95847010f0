import type { InpatientCase } from '../../src/engine/plan/inpatient-case.js';
import { decimal } from '../../src/engine/number/quantity.js';

/** A case like many, with what a test changes. */
export function inpatientCase(changes: Partial<InpatientCase>): InpatientCase {
  return {
    caseNo: 'T-0001',
    institutionCode: 'H01',
    insurance: 'EMPLOYEE',
    admissionDate: '2024-05-01',
    dischargeDate: '2024-05-09',
    settlementDate: '2024-05-10',
    insuredRegionCode: '990300',
    ageYears: 61,
    ageDays: null,
    sex: 'FEMALE',
    birthWeightGrams: null,
    admissionWeightGrams: null,
    ventilationHours: null,
    daysSinceLastStay: null,
    codeSystem: null,
    principalDiagnosis: 'J18.900',
    otherDiagnoses: [],
    procedures: [],
    assignedGroupCode: null,
    totalCost: decimal('10000.00'),
    costs: new Map(),
    selfPaidOutside: null,
    fundPaid: decimal('7000.00'),
    icuDays: null,
    dischargeWay: '1',
    caseFlags: [],
    attributes: new Map(),
    ...changes,
  };
}
