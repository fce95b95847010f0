import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, testActor, type TestEndpoint } from '../endpoint.js';

const KEY = 'regionCode: "990300", year: 2025, insurance: EMPLOYEE';
const DECLARE = `mutation ($input: DeclarePeriodInput!) { declarePeriod(input: $input) {
  __typename ... on DeclarePeriodPayload { declarations { institutionCode state } } ... on ValidationError { fields { code } } } }`;
const REVIEW = `mutation ($input: ReviewDeclarationsInput!) { reviewDeclarations(input: $input) {
  __typename ... on ReviewDeclarationsPayload { declarations { state } } ... on ForbiddenError { code } ... on ConflictError { code } } }`;

describe('periods over GraphQL (N21-24, N26-3, N26-4)', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
    for (const role of ['FINANCE', 'APPROVER'] as const) endpoint.keys.set(role, { ...testActor({ role }), holderId: `holder-${role}` });
  });
  afterAll(() => endpoint.close());

  it('are declared by the institution, reviewed by the agency, and shown on the board', async () => {
    const asked = { regionCode: '990300', year: 2025, insurance: 'EMPLOYEE', period: '03', reason: '三月申报' };
    const declare = async (institutionCode: string, idempotencyKey: string) => {
      const declarations = [{ institutionCode, cases: 3, fundAmount: '300.00' }];
      const input = { ...asked, idempotencyKey, declarations };
      return (await endpoint.ask<{ declarePeriod: unknown }>(DECLARE, { key: 'INSTITUTION', variables: { input } })).data?.declarePeriod;
    };
    const review = async (to: string, key: 'INSTITUTION' | 'FINANCE' | 'APPROVER') => {
      const input = { ...asked, idempotencyKey: `${to} ${key}`, institutionCodes: ['H1'], review: to };
      return (await endpoint.ask<{ reviewDeclarations: unknown }>(REVIEW, { key, variables: { input } })).data?.reviewDeclarations;
    };
    expect(await declare('H2', 'other')).toMatchObject({ __typename: 'ValidationError', fields: [{ code: 'OTHER_INSTITUTION' }] });
    expect(await declare('H1', 'own')).toMatchObject({ declarations: [{ institutionCode: 'H1', state: 'DECLARED' }] });
    expect(await declare('H1', 'own')).toMatchObject({ declarations: [{ institutionCode: 'H1', state: 'DECLARED' }] });
    expect(await review('FIRST_REVIEWED', 'INSTITUTION')).toMatchObject({ __typename: 'ForbiddenError' });
    expect(await review('FIRST_REVIEWED', 'FINANCE')).toMatchObject({ declarations: [{ state: 'FIRST_REVIEWED' }] });
    expect(await review('SECOND_REVIEWED', 'APPROVER')).toMatchObject({ declarations: [{ state: 'SECOND_REVIEWED' }] });
    const { data, errors } = await endpoint.ask<{ settlementPeriods: readonly { key: string }[]; periodDeclarations: unknown }>(
      `{ settlementPeriods(${KEY}) { key kind from to declareBy payBy closeBy isCalendarStated state late deadlines { step dueOn metOn daysLate workingDaysLate } runNo institutions declared reviewed paid undeclared unreviewed unpaid
           payable paidAmount declarations { institution { code } state countedCases } }
         periodDeclarations(${KEY}, period: "03") { institution { code } state declaredCases countedCases caseDifference declaredFundAmount fundDifference payable paidAmount isPaid events { state cases reason createdBy } } }`,
      { key: 'INSTITUTION' },
    );
    expect(errors).toEqual([]);
    expect(data?.settlementPeriods.map(({ key }) => key)).toEqual([
      ...['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', 'Q1', 'Q2', 'Q3', 'Q4', 'YEAR'],
    ]);
    expect(data?.settlementPeriods[2]).toMatchObject({
      declareBy: '2025-04-10',
      state: 'DECLARING',
      declared: 1,
      reviewed: 1,
      undeclared: [],
      payable: null,
      paidAmount: '0.00',
      declarations: [{ institution: { code: 'H1' }, state: 'SECOND_REVIEWED', countedCases: 0 }],
      // It was declared today, long after its day: no longer open, and still to be seen (N26-4).
      deadlines: [
        {
          step: 'DECLARATION',
          dueOn: '2025-04-10',
          metOn: expect.stringMatching(/^20\d\d-/) as string,
          daysLate: expect.any(Number) as number,
        },
        { step: 'PAYMENT', metOn: null },
      ],
    });
    expect(data?.settlementPeriods[16]).toMatchObject({ kind: 'YEAR', closeBy: '2026-05-31', late: ['CLOSING'], isCalendarStated: true });
    expect(data?.periodDeclarations).toMatchObject([
      { institution: { code: 'H1' }, state: 'SECOND_REVIEWED', declaredCases: 3, declaredFundAmount: '300.00', isPaid: false },
    ]);
  });
});
