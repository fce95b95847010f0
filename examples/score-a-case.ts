// DIP_KEY=dip_test_… npx tsx examples/score-a-case.ts
// Scores a case of the sample city on a running platform (`npm start` prints the DEMO key) and prints its trace.
import { explainCase } from './score-case.js';

const endpoint = { url: process.env.DIP_URL ?? 'http://127.0.0.1:4000/graphql', key: process.env.DIP_KEY ?? '' };
const lines = await explainCase(endpoint, '990300', {
  caseNo: 'DEMO-0001',
  institutionCode: process.env.DIP_INSTITUTION ?? 'H99030000001',
  insurance: 'EMPLOYEE',
  sex: 'FEMALE',
  ageYears: 47,
  admissionDate: '2025-03-03',
  dischargeDate: '2025-03-10',
  principalDiagnosis: 'K80.100',
  procedures: ['51.2300'],
  totalCost: '43210.50',
  fundPaid: '30000.00',
});
console.log(lines.join('\n'));
