import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';
import { GROUPER_CITY, importDemoGrouper, makeGrouperCity } from '../../support/grouper-city.js';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
  await makeGrouperCity(endpoint.platform);
  await importDemoGrouper(endpoint.platform);
});
afterAll(() => endpoint.close());

const QUERY = `query ($input: CaseInput!) { scoreCase(regionCode: "${GROUPER_CITY}", input: $input) { __typename ... on CaseScore {
  points group { code }
  grouper { outcome reason { zh en } code mdc { code } adrg { code } drg { code } assignedCode assignedDiffers assignedText { zh } missing { zh }
    complications { code level excludedBy text { zh } } tried { level code held rule conditions { text { zh en } held found { code sets } value } } }
  alternatives { kind code group { code } grouperCode points why { zh en } } } } }`;

it('a score tells how the case went through the grouper, and what other main codes would have led to', async () => {
  const input = {
    ...{ caseNo: 'C1', institutionCode: 'H1', insurance: 'EMPLOYEE', admissionDate: '2027-03-01', dischargeDate: '2027-03-09' },
    ...{ settlementDate: '2027-03-10', sex: 'FEMALE', ageYears: 45, principalDiagnosis: 'K80.302', otherDiagnoses: ['K65.000', 'E11.900'] },
    ...{ procedures: ['51.2300', '36.0600'], totalCost: '20000.00', fundPaid: '9000.00', assignedGroupCode: 'FM15' },
  };
  const { data, errors } = await endpoint.ask<{ scoreCase: Record<string, unknown> }>(QUERY, { variables: { input } });
  expect(errors).toEqual([]);
  expect(data?.scoreCase).toMatchObject({
    points: '1.4000',
    group: { code: 'HC13' },
    grouper: {
      ...{ outcome: 'GROUPED', code: 'HC13', mdc: { code: 'H' }, adrg: { code: 'HC1' }, drg: { code: 'HC13' } },
      ...{ assignedCode: 'FM15', assignedDiffers: true },
      assignedText: { zh: '外部分组 FM15 与分组方案（HC13）不一致，以分组方案为准' },
      complications: [
        { code: 'K65.000', level: 'MCC', excludedBy: 'EX_H' },
        { code: 'E11.900', level: 'CC', excludedBy: null },
      ],
    },
    alternatives: [
      { kind: 'RECORDED', code: 'K80.302', group: { code: 'HC13' } },
      { kind: 'PRINCIPAL_DIAGNOSIS', code: 'K65.000', group: null, grouperCode: '0000' },
      { kind: 'PRINCIPAL_DIAGNOSIS', code: 'E11.900', group: null },
      { kind: 'MAIN_OPERATION', code: '36.0600', group: null, grouperCode: 'HQY' },
    ],
  });
  const { tried } = (data?.scoreCase as { grouper: { tried: { code: string; held: boolean; conditions: { found: unknown[] }[] }[] } })
    .grouper;
  expect(tried.find(({ code }) => code === 'HC1')).toMatchObject({
    held: true,
    conditions: [{ text: { zh: '主要手术操作在 OP_HC 中' }, held: true, found: [{ code: '51.2300', sets: ['OP_HC'] }] }],
  });
  expect(tried.find(({ code }) => code === 'HC11')).toMatchObject({ held: false, conditions: [{ held: false, found: [] }] });
});
