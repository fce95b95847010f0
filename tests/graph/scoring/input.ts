/** A stroke of employee insurance at H1, as `scoreCase` takes it. */
export const INPUT = {
  caseNo: 'X1',
  institutionCode: 'H1',
  insurance: 'EMPLOYEE',
  admissionDate: '2024-05-01',
  dischargeDate: '2024-05-09',
  ageYears: 72,
  sex: 'FEMALE',
  principalDiagnosis: 'I63.900',
  otherDiagnoses: ['I10.x00x002'],
  totalCost: '25000.00',
  fundPaid: '17500.00',
};
