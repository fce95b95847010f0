import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from './endpoint.js';

const CASE = {
  ...{ caseNo: 'NEAR-1', institutionCode: 'H1', insurance: 'EMPLOYEE', admissionDate: '2024-05-01', dischargeDate: '2024-05-09' },
  ...{ ageYears: 72, sex: 'FEMALE', principalDiagnosis: 'i63.900', otherDiagnoses: [], totalCost: '25000.00', fundPaid: '17500.00' },
};

describe('codes and searches as people type them', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  it('a case whose code stands nowhere is scored with a warning that names the near one (R1)', async () => {
    const { data } = await endpoint.ask<{ scoreCase: { warnings: readonly { message: string }[] } }>(
      `query Q($input: CaseInput!) { scoreCase(regionCode: "990300", input: $input) { __typename ... on CaseScore { warnings { path code message } } } }`,
      { variables: { input: CASE } },
    );
    expect(data?.scoreCase.warnings).toMatchObject([{ path: ['principalDiagnosis'], code: 'NEAR_CODE' }]);
    expect(data?.scoreCase.warnings[0]?.message).toContain('“I63.900”');
  });

  it('and a settlement list with it goes back to its hospital (R1, B4)', async () => {
    const input = { regionCode: '990300', cases: [CASE], dryRun: true, idempotencyKey: 'near-code-1' };
    const { data } = await endpoint.ask<{ importCases: unknown }>(
      `mutation M($input: ImportCasesInput!) { importCases(input: $input) { __typename ... on ImportCasesPayload { results { accepted problems { code } } } ... on Error { message } } }`,
      { key: 'INTEGRATOR', variables: { input } },
    );
    expect(data?.importCases).toMatchObject({ results: [{ accepted: false, problems: [{ code: 'QUALITY_RETURNED' }] }] });
  });

  it.each(['%', '_', '\\'])('a search for %s finds what has it, not everything (B17)', async (search) => {
    const { data } = await endpoint.ask<{ region: { institutions: { totalCount: number } } }>(
      `query Q($search: String) { region(code: "990300") { institutions(first: 1, search: $search) { totalCount } } }`,
      { variables: { search } },
    );
    expect(data?.region.institutions.totalCount).toBe(0);
  });
});
