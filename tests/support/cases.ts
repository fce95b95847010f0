import { decimal } from '../../src/engine/number/quantity.js';
import type { InpatientCase } from '../../src/engine/plan/inpatient-case.js';

/** A plain case of a test; state what matters. */
export function testCase(stated: Partial<InpatientCase> & { readonly caseNo: string }): InpatientCase {
  return {
    institutionCode: 'H1',
    insurance: 'EMPLOYEE',
    admissionDate: '2024-03-01',
    dischargeDate: '2024-03-09',
    settlementDate: '2024-03-10',
    insuredRegionCode: '990300',
    ageYears: 63,
    ageDays: null,
    sex: 'FEMALE',
    birthWeightGrams: null,
    admissionWeightGrams: null,
    ventilationHours: null,
    daysSinceLastStay: null,
    codeSystem: null,
    principalDiagnosis: 'I63.900',
    otherDiagnoses: ['I10.x00x002', 'E11.600x015+M14.2*'],
    procedures: ['88.4100x003'],
    assignedGroupCode: null,
    totalCost: decimal('12345.67'),
    costs: new Map([
      ['DRUG', decimal('3000.10')],
      ['OTHER', decimal('0.05')],
    ]),
    selfPaidOutside: decimal('100.00'),
    fundPaid: decimal('9000.00'),
    icuDays: decimal('1.5'),
    dischargeWay: '1',
    caseFlags: ['TCM'],
    attributes: new Map([['tcmRatio', '0.4']]),
    ...stated,
  };
}
