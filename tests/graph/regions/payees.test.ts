import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from '../city.js';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';

const YEAR = `regionCode: "${REGION}", year: 2024, insurance: RESIDENT`;
const GROUNDS = 'reason: "组建", source: "批复〔2024〕1号"';
let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
});
afterAll(() => endpoint.close());

const ANSWERS = {
  stateConsortia: 'StateConsortiaPayload',
  recordInstitutionChanges: 'RecordInstitutionChangesPayload',
  recordJointPayment: 'RecordJointPaymentPayload',
} as const;

async function mutate(name: keyof typeof ANSWERS, input: string, selection: string, key: string): Promise<Record<string, unknown>> {
  const mutation = `mutation { result: ${name}(input: { ${input} }) { __typename
    ... on ValidationError { fields { path code } } ... on ${ANSWERS[name]} { ${selection} } } }`;
  const { data, errors } = await endpoint.ask<{ result: Record<string, unknown> }>(mutation, { key });
  if (data?.result === undefined) throw new Error(JSON.stringify(errors));
  return data.result;
}

const change = (institutionCode: string, more: string): string =>
  `regionCode: "${REGION}", changes: [{ institutionCode: "${institutionCode}", ${GROUNDS}, ${more} }]`;

describe('who is paid for an institution, through GraphQL (N25-01)', () => {
  it('a consortium is stated, joined and paid; the payment, its parts and the ledger name it', async () => {
    const stated = `regionCode: "${REGION}", consortia: [{ code: "MED", name: "东片医共体", leadCode: "H1", effectiveFrom: "2024-01-01", ${GROUNDS} }]`;
    expect(await mutate('stateConsortia', stated, 'read recorded', 'CLERK')).toMatchObject({ read: 1, recorded: 1 });
    const joined = (code: string) => change(code, 'kind: JOINED, effectiveFrom: "2024-01-01", otherCode: "MED"');
    expect(await mutate('recordInstitutionChanges', joined('H1'), 'recorded', 'CLERK')).toMatchObject({ recorded: 1 });
    expect(await mutate('recordInstitutionChanges', joined('H2'), 'recorded', 'CLERK')).toMatchObject({ recorded: 1 });
    const paid = `${YEAR}, payeeKind: CONSORTIUM, payeeCode: "MED", period: "03", amount: "300.01", paidOn: "2024-03-05", reason: "预拨",
      idempotencyKey: "joint", parts: [{ institutionCode: "H1", amount: "100.00" }, { institutionCode: "H2", amount: "200.01" }]`;
    const parts = [
      { amount: '100.00', institution: { code: 'H1' }, payee: { kind: 'CONSORTIUM', code: 'MED' } },
      { amount: '200.01', institution: { code: 'H2' }, payee: { kind: 'CONSORTIUM', code: 'MED' } },
    ];
    const selection = 'payment { id receivedByCode amount parts { amount institution { code } payee { kind code } } }';
    expect(await mutate('recordJointPayment', paid, selection, 'FINANCE')).toMatchObject({
      payment: { receivedByCode: 'H1', amount: '300.01', parts },
    });
    const { data: found } = await endpoint.ask(
      `{ consortia(regionCode: "${REGION}", on: "2024-06-01") { code name leadSees lead { code } memberCodes recordedBy }
         institution(regionCode: "${REGION}", code: "H2") { payee(on: "2024-06-01") { kind code } changes { revision kind effectiveFrom otherCode isCorrected reason source } }
         fundYear(${YEAR}) { jointPayments { amount payee { code } } ledger(institutionCode: "H2") { edges { node { payee { code } amount } } }
           reconciliation(institutionCode: "H2") { payee { code } entries { payee { code } } } } }`,
      { key: 'FINANCE' },
    );
    expect(found).toMatchObject({
      consortia: [{ code: 'MED', name: '东片医共体', leadSees: 'OWN', lead: { code: 'H1' }, memberCodes: ['H1', 'H2'] }],
      institution: {
        payee: { kind: 'CONSORTIUM', code: 'MED' },
        changes: [{ revision: 1, kind: 'JOINED', effectiveFrom: '2024-01-01', otherCode: 'MED', isCorrected: false, reason: '组建' }],
      },
      fundYear: {
        jointPayments: [{ amount: '300.01', payee: { code: 'MED' } }],
        ledger: { edges: [{ node: { payee: { code: 'MED' }, amount: '200.01' } }] },
        reconciliation: { payee: { code: 'MED' }, entries: [{ payee: { code: 'MED' } }] },
      },
    });
  });

  it('an institution that is closed says so; what can’t be is told by field, what was recorded otherwise as a conflict', async () => {
    const closed = change('H3', 'kind: CLOSED, effectiveFrom: "2024-09-01"');
    expect(await mutate('recordInstitutionChanges', closed, 'recorded', 'CLERK')).toMatchObject({ recorded: 1 });
    const wrong = change('H3', 'kind: MERGED, otherCode: "H9", effectiveFrom: "2024-10-01"');
    expect(await mutate('recordInstitutionChanges', wrong, 'recorded', 'CLERK')).toMatchObject({
      __typename: 'ValidationError',
      fields: [{ path: ['changes', '0', 'otherCode'], code: 'UNKNOWN_INSTITUTION' }],
    });
    const other = change('H3', 'kind: SUSPENDED, effectiveFrom: "2024-09-01"');
    expect(await mutate('recordInstitutionChanges', other, 'recorded', 'CLERK')).toMatchObject({ __typename: 'ConflictError' });
    const { data } = await endpoint.ask(
      `{ institution(regionCode: "${REGION}", code: "H3") { before: status(on: "2024-08-31") { status since } after: status(on: "2024-09-01") { status since successorCode } payee(on: "2024-12-31") { kind code } } }`,
      { key: 'AUDITOR' },
    );
    expect(data).toEqual({
      institution: {
        before: { status: 'ACTIVE', since: null },
        after: { status: 'CLOSED', since: '2024-09-01', successorCode: null },
        payee: { kind: 'INSTITUTION', code: 'H3' },
      },
    });
  });
});
