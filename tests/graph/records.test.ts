import { getNamedType, isInputObjectType, type GraphQLInputType } from 'graphql';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from './city.js';
import { openEndpoint, testActor, type TestEndpoint } from './endpoint.js';
import { readCatalogueCsv } from '../../src/app/catalogues/catalogue-csv.js';
import { KeyRing } from '../../src/app/access/key-ring.js';
import { ROLES, type Role } from '../../src/app/ports/kit/permissions.js';
import { must } from '../../src/engine/kit/assert.js';
import { fileRoutes } from '../../src/graph/files/file-routes.js';
import { globalId } from '../../src/graph/base/node-key.js';
import { schema } from '../../src/graph/schema.js';

let endpoint: TestEndpoint;
let next = 0;
const key = (): string => `k-${(next += 1)}`;
const ERRORS = '... on Error { code message } ... on ValidationError { fields { path code message } }';

/** Sends a mutation and gives its member of the result union. */
async function mutate<T = Record<string, unknown>>(name: string, input: Record<string, unknown>, payload: string, by = 'DEMO'): Promise<T> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Payload { ${payload} } ${ERRORS} ... on ForbiddenError { requiredScope } } }`;
  const { data, errors } = await endpoint.ask<Record<string, T>>(query, { variables: { input }, key: by });
  expect(errors).toEqual([]);
  return data?.[name] as T;
}

const caseInput = (caseNo: string, changes: Record<string, unknown> = {}) => ({
  caseNo,
  institutionCode: 'H1',
  insurance: 'RESIDENT',
  admissionDate: '2024-05-01',
  dischargeDate: '2024-05-09',
  ageYears: 60,
  principalDiagnosis: 'I63.900',
  totalCost: '9000.00',
  costs: [{ category: 'DRUG', amount: '100.00' }],
  ...changes,
});
const YEAR = { regionCode: REGION, year: 2024, insurance: 'RESIDENT' };

beforeAll(async () => {
  endpoint = await openEndpoint();
  endpoint.keys.set('ROOT', testActor({ role: 'ADMIN' }));
});
afterAll(() => endpoint.close());

function fieldsOfInput(type: GraphQLInputType): object {
  const named = getNamedType(type);
  return isInputObjectType(named) ? named.getFields() : {};
}

describe('mutations on records', () => {
  it('importCases answers row by row, and what it stored can be read and scored', async () => {
    const cases = [
      caseInput('R-1'),
      caseInput('R-1'),
      caseInput('R-3', { institutionCode: 'H404' }),
      caseInput('R-4', { admissionDate: '2024-05-10' }),
    ];
    const payload =
      'read accepted rejected dryRun importJob { status done accepted rejected onDuplicate rejectsPath } results { index caseNo accepted problems { path code message } warnings { code } }';
    const input = { regionCode: REGION, cases, errorPolicy: 'SKIP', idempotencyKey: key() };
    const answer = await mutate('importCases', input, payload);
    expect(answer).toMatchObject({
      read: 4,
      accepted: 1,
      rejected: 3,
      dryRun: false,
      importJob: { status: 'SUCCEEDED', done: 4, accepted: 1, rejected: 3, onDuplicate: 'REJECT' },
    });
    expect(answer.results).toMatchObject([
      { index: 0, caseNo: 'R-1', accepted: true, problems: [] },
      { problems: [{ path: ['caseNo'], code: 'DUPLICATE_IN_BATCH' }] },
      { problems: [{ path: ['institutionCode'], code: 'UNKNOWN_INSTITUTION' }] },
      { problems: [{ path: ['dischargeDate'], code: 'DATES_OUT_OF_ORDER' }] },
    ]);
    expect(await mutate('importCases', input, payload)).toEqual(answer);
    const { data } = await endpoint.ask(
      `{ inpatientCase(regionCode: "${REGION}", caseNo: "R-1") { revision totalCost score { ... on CaseScore { group { code } } } } }`,
    );
    expect(data).toMatchObject({ inpatientCase: { revision: 1, totalCost: '9000.00', score: { group: { code: 'I63.9_CONSERVATIVE' } } } });
  });

  it('importCases aborts by default, and a dry run keeps nothing', async () => {
    const cases = [caseInput('AB-1'), caseInput('AB-2', { institutionCode: 'H404' })];
    const payload = 'read accepted rejected importJob { id } results { accepted problems { code } }';
    for (const dryRun of [false, true]) {
      const answer = await mutate('importCases', { regionCode: REGION, cases, dryRun, idempotencyKey: key() }, payload);
      expect(answer).toMatchObject({
        read: 2,
        accepted: 0,
        rejected: 2,
        importJob: null,
        results: [{ problems: [{ code: 'BATCH_ABORTED' }] }, {}],
      });
    }
    const { data } = await endpoint.ask(`{ inpatientCase(regionCode: "${REGION}", caseNo: "AB-1") { revision } }`);
    expect(data).toEqual({ inpatientCase: null });
  });

  it('answers a value that no scalar takes as that item’s problem, naming its field, and stores nothing (I5)', async () => {
    for (const wrong of [{ totalCost: '1,234.50' }, { totalCost: 12.5 }, { dischargeDate: '2025-02-29' }, { totalCost: '1e9' }]) {
      const input = { regionCode: REGION, cases: [caseInput('SC-1', wrong)], idempotencyKey: key() };
      const answer = await mutate('importCases', input, 'accepted rejected results { index problems { path } }');
      const [field] = Object.keys(wrong);
      expect(answer).toMatchObject({ accepted: 0, rejected: 1, results: [{ index: 0, problems: [{ path: [field] }] }] });
    }
    const { data } = await endpoint.ask(`{ inpatientCase(regionCode: "${REGION}", caseNo: "SC-1") { revision } }`);
    expect(data).toEqual({ inpatientCase: null });
  });

  it("tells two hospitals' cases of one number apart: by institution, by id, and when it is not said which (R4)", async () => {
    const cases = ['H1', 'H2'].map((institutionCode) => caseInput('TWIN-1', { institutionCode }));
    const input = { regionCode: REGION, cases, idempotencyKey: key() };
    expect(await mutate('importCases', input, 'accepted')).toMatchObject({ accepted: 2 });
    const asked = (more: string): Promise<{ data?: unknown; errors: readonly { message: string }[] }> =>
      endpoint.ask(`{ inpatientCase(regionCode: "${REGION}", caseNo: "TWIN-1"${more}) { id institution { code } } }`);
    const { errors } = await asked('');
    expect(errors[0]?.message).toContain('请写明 institutionCode');
    for (const code of ['H1', 'H2']) {
      const { data } = await asked(`, institutionCode: "${code}"`);
      const { inpatientCase } = data as { inpatientCase: { id: string; institution: { code: string } } };
      expect(inpatientCase.institution.code).toBe(code);
      const node = await endpoint.ask(`{ node(id: "${inpatientCase.id}") { ... on InpatientCase { caseNo institution { code } } } }`);
      expect(node.data).toEqual({ node: { caseNo: 'TWIN-1', institution: { code } } });
    }
    expect(
      await mutate('voidCases', { regionCode: REGION, caseNos: ['TWIN-1'], reason: '重复', idempotencyKey: key() }, 'voided'),
    ).toMatchObject({
      fields: [{ code: 'CASE_AMBIGUOUS' }],
    });
  });

  it('voidCases voids all or none', async () => {
    const input = { regionCode: REGION, caseNos: ['R-1'], reason: '重复', idempotencyKey: key() };
    expect(await mutate('voidCases', input, 'voided')).toMatchObject({ voided: 1 });
    const refused = await mutate('voidCases', { ...input, caseNos: ['R-1', 'R-404'], idempotencyKey: key() }, 'voided');
    expect(refused).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION_FAILED',
      fields: [
        { path: ['caseNos', '0'], code: 'CASE_ALREADY_VOID' },
        { path: ['caseNos', '1'], code: 'CASE_NOT_FOUND' },
      ],
    });
  });

  it('reverseLists cancels a list by its red one, and the case says so (issue 10 item 0)', async () => {
    const reversal = { institutionCode: 'H1', caseNo: 'RV-1', reversalNo: 'F-2', reversedOn: '2024-05-06', totalCost: '-1.00' };
    const input = { regionCode: REGION, reversals: [reversal], reason: '退费', idempotencyKey: key() };
    expect(await mutate('reverseLists', input, 'reversed')).toMatchObject({ fields: [{ code: 'CASE_NOT_FOUND' }] });
    const stay = { stayNo: 'S-2', stayPart: 2, stayFinal: true };
    const cases = [caseInput('RV-1', stay)];
    await mutate('importCases', { regionCode: REGION, cases, idempotencyKey: key() }, 'accepted');
    const again = { ...input, reversals: [{ ...reversal, totalCost: '-9000.00' }], idempotencyKey: key() };
    expect(await mutate('reverseLists', again, 'reversed')).toMatchObject({ reversed: 1 });
    const { data } = await endpoint.ask(
      `{ inpatientCase(regionCode: "${REGION}", caseNo: "RV-1") { revision voided stayNo stayPart stayFinal attributes { name } reversal { number reversedOn } } }`,
    );
    const told = { revision: 2, voided: true, ...stay, attributes: [], reversal: { number: 'F-2', reversedOn: '2024-05-06' } };
    expect(data).toEqual({ inpatientCase: told });
  });

  it('importInstitutions and updateInstitution keep dated profiles', async () => {
    const row = {
      code: 'N1',
      name: '新院',
      effectiveFrom: '2024-01-01',
      level: '2',
      attributes: [{ name: 'institutionClass', value: 'SECONDARY_OTHER' }],
    };
    const input = { regionCode: REGION, institutions: [row], idempotencyKey: key() };
    expect(await mutate('importInstitutions', input, 'read added renamed profiles figures dryRun warnings { code }')).toMatchObject({
      read: 1,
      added: 1,
      profiles: 1,
      warnings: [],
    });
    const change = { regionCode: REGION, code: 'N1', effectiveFrom: '2025-01-01', level: '3', idempotencyKey: key() };
    const updated = await mutate(
      'updateInstitution',
      change,
      'changes { profiles } institution { code before: level(on: "2024-12-31") after: level(on: "2025-01-01") class(on: "2025-01-01") }',
    );
    expect(updated).toMatchObject({ changes: { profiles: 1 }, institution: { before: '2', after: '3', class: 'SECONDARY_OTHER' } });
    const wrong = { ...input, institutions: [{ ...row, level: '9' }], idempotencyKey: key() };
    expect(await mutate('importInstitutions', wrong, 'read')).toMatchObject({
      __typename: 'ValidationError',
      fields: [{ path: ['institutions', '0', 'level'] }],
    });
  });

  it('setBudget, setBudgetActuals, recordAdjustment, recordPayment and setAssessment keep the books of a year', async () => {
    const empty = await mutate<{ fields: { path: string[] }[] }>(
      'setBudget',
      { ...YEAR, items: [], reason: '预算', idempotencyKey: key() },
      'budget { revision }',
    );
    const items = empty.fields.map(({ path }) => ({ name: path[1], value: path[1] === 'income' ? '500000000.00' : '0' }));
    const budget = await mutate(
      'setBudget',
      { ...YEAR, items, reason: '预算', idempotencyKey: key() },
      'budget { revision year insurance reason items { name value } }',
    );
    expect(budget).toMatchObject({ budget: { revision: 1, year: 2024, insurance: 'RESIDENT', reason: '预算' } });
    const ends = await mutate<{ fields: { path: string[] }[] }>(
      'setBudgetActuals',
      { ...YEAR, items: [], reason: '决算', idempotencyKey: key() },
      'actuals { revision }',
    );
    const actuals = ends.fields.map(({ path }) => ({ name: path[1], value: '1.00' }));
    expect(
      await mutate('setBudgetActuals', { ...YEAR, items: actuals, reason: '决算', idempotencyKey: key() }, 'actuals { revision }'),
    ).toMatchObject({ actuals: { revision: 1 } });
    const adjustment = { ...YEAR, institutionCode: 'H1', name: 'deduction', amount: '35000.50', reason: '审核', idempotencyKey: key() };
    const first = await mutate<{ adjustment: { id: string } }>(
      'recordAdjustment',
      adjustment,
      'adjustment { id amount institution { name } reverses }',
    );
    expect(first).toMatchObject({ adjustment: { amount: '35000.50', institution: { name: '第一人民医院' }, reverses: null } });
    const back = { ...adjustment, amount: '-35000.50', reverses: first.adjustment.id, idempotencyKey: key() };
    expect(await mutate('recordAdjustment', back, 'adjustment { amount reverses }')).toMatchObject({
      adjustment: { amount: '-35000.50', reverses: first.adjustment.id },
    });
    expect(await mutate('recordAdjustment', { ...back, idempotencyKey: key() }, 'adjustment { id }')).toMatchObject({
      __typename: 'ConflictError',
    });
    const payment = {
      ...YEAR,
      institutionCode: 'H2',
      month: 5,
      amount: '27736497.50',
      paidOn: '2024-06-20',
      reason: '预拨',
      idempotencyKey: key(),
    };
    expect(await mutate('recordPayment', payment, 'payment { amount month paidOn institution { code } }')).toMatchObject({
      payment: { amount: '27736497.50', month: 5, paidOn: '2024-06-20' },
    });
    const warnings = 'warnings { code message { zh en } paid held excess lines { name label { zh } amount } }';
    expect(await mutate('recordPayment', payment, warnings)).toEqual({ __typename: 'RecordPaymentPayload', warnings: [] });
    const more = { ...payment, amount: '600000000.00', idempotencyKey: key() };
    const told = { code: 'PAID_ABOVE_FUND', paid: '627736497.50', held: '500000000.00', excess: '127736497.50' };
    const { warnings: said } = await mutate<{ warnings: { lines: object[] }[] }>('recordPayment', more, warnings);
    expect(said).toMatchObject([told]);
    expect(said[0]?.lines[0]).toMatchObject({ name: 'dipBudget', amount: '450000000.00' });
    const year = await endpoint.ask<Record<string, unknown>>(
      `{ fundYear(regionCode: "${REGION}", year: 2024, insurance: RESIDENT) { paymentWarnings { code excess } } }`,
    );
    expect(year.data?.fundYear).toEqual({ paymentWarnings: [{ code: told.code, excess: told.excess }] });
    const assessments = [{ institutionCode: 'H1', name: 'assessmentScore', value: '90' }];
    expect(
      await mutate(
        'setAssessment',
        { ...YEAR, assessments, reason: '考核', idempotencyKey: key() },
        'assessments { name value institution { code } }',
      ),
    ).toMatchObject({
      assessments: [{ name: 'assessmentScore', value: '90', institution: { code: 'H1' } }],
    });
  });

  it('importYearRecords records a file or tells every bad row, and asks for the permission of its kind', async () => {
    const file = { ...YEAR, kind: 'PAYMENT', reason: '预拨', idempotencyKey: key() };
    const report = 'read stored recorded amount problemCount problems { line column code message { zh en } }';
    const good = { ...file, documentText: '机构编码,金额,拨付日期\nH1,12.50,2024-06-20\n' };
    expect(await mutate('importYearRecords', good, report)).toMatchObject({
      read: 1,
      stored: true,
      recorded: 1,
      amount: '12.50',
      problems: [],
    });
    const bad = { ...file, idempotencyKey: key(), documentText: '机构编码,金额,拨付日期\nH9,12.50,2024-06-20\n' };
    expect(await mutate('importYearRecords', bad, report)).toMatchObject({
      ...{ stored: false, amount: null, problemCount: 1 },
      problems: [{ line: 2, column: 'institutionCode', code: 'UNKNOWN_INSTITUTION' }],
    });
    const refused = await mutate<{ requiredScope: string }>('importYearRecords', good, 'read', 'CLERK');
    expect(refused.requiredScope).toBe('payment:write');
  });

  it('refuses a reused idempotency key as a conflict, in the language asked for', async () => {
    const idempotencyKey = key();
    const input = { ...YEAR, institutionCode: 'H1', amount: '1', paidOn: '2024-06-20', reason: 'x', idempotencyKey };
    await mutate('recordPayment', input, 'payment { id }');
    const { data } = await endpoint.ask(
      'mutation ($input: RecordPaymentInput!) { recordPayment(input: $input) { ... on ConflictError { code message messages { zh en } } } }',
      {
        variables: { input: { ...input, amount: '2' } },
        headers: { 'accept-language': 'en', 'x-dip-client': 'test' },
      },
    );
    expect(data).toMatchObject({
      recordPayment: { code: 'IDEMPOTENCY_KEY_REUSED', message: expect.stringContaining('idempotency key') as string },
    });
  });

  const INPUTS: Readonly<Record<string, readonly [Record<string, unknown>, string, readonly Role[]]>> = {
    importCases: [{ regionCode: REGION, cases: [], idempotencyKey: 'x' }, 'case:import', ['FINANCE', 'INTEGRATOR', 'DEMO']],
    startCaseImport: [{ regionCode: REGION, idempotencyKey: '' }, 'case:import', ['FINANCE', 'INTEGRATOR', 'DEMO']],
    voidCases: [{ regionCode: REGION, caseNos: [], reason: 'x', idempotencyKey: 'x' }, 'case:import', ['FINANCE', 'INTEGRATOR', 'DEMO']],
    reverseLists: [
      { regionCode: REGION, reversals: [], reason: 'x', idempotencyKey: 'x' },
      'case:import',
      ['FINANCE', 'INTEGRATOR', 'DEMO'],
    ],
    importInstitutions: [{ regionCode: REGION, institutions: [], idempotencyKey: 'x' }, 'institution:write', ['CLERK', 'DEMO']],
    updateInstitution: [
      { regionCode: REGION, code: 'H404', effectiveFrom: '2024-01-01', idempotencyKey: 'x' },
      'institution:write',
      ['CLERK', 'DEMO'],
    ],
    decideBudget: [
      { ...YEAR, revision: 1, approve: true, reason: '', idempotencyKey: 'x' },
      'budget:approve',
      ['APPROVER', 'FINANCE', 'DEMO'],
    ],
    setBudget: [{ ...YEAR, items: [], reason: '', idempotencyKey: 'x' }, 'budget:write', ['FINANCE', 'DEMO']],
    setBudgetActuals: [{ ...YEAR, items: [], reason: '', idempotencyKey: 'x' }, 'budget:write', ['FINANCE', 'DEMO']],
    recordAdjustment: [
      { ...YEAR, institutionCode: 'H404', name: 'x', amount: '0', reason: '', idempotencyKey: 'x' },
      'payment:write',
      ['FINANCE', 'DEMO'],
    ],
    recordPayment: [
      { ...YEAR, institutionCode: 'H404', amount: '0', paidOn: '2024-01-01', reason: '', idempotencyKey: 'x' },
      'payment:write',
      ['FINANCE', 'DEMO'],
    ],
    setAssessment: [{ ...YEAR, assessments: [], reason: '', idempotencyKey: 'x' }, 'payment:write', ['FINANCE', 'DEMO']],
    createApiKey: [{ holder: { new: { name: '', kind: 'USER' } }, role: 'CLERK', regions: [] }, 'key:manage', ['ADMIN']],
    createPerson: [{ holder: { new: { name: '', kind: 'USER' } }, login: '', role: 'CLERK', regions: [] }, 'person:manage', ['ADMIN']],
    resetPassword: [{ id: globalId('Person', '00000000-0000-7000-8000-000000000000') }, 'person:manage', ['ADMIN']],
    setPersonDisabled: [{ id: globalId('Person', '00000000-0000-7000-8000-000000000000'), isDisabled: true }, 'person:manage', ['ADMIN']],
    revokeApiKey: [{ id: globalId('ApiKey', '00000000-0000-7000-8000-000000000000') }, 'key:manage', ['ADMIN']],
    saveRegion: [{ code: 'x', name: '' }, 'region:manage', ['ADMIN']],
  };
  it.each(Object.entries(INPUTS))('%s asks for its scope of every role', async (name, [input, scope, allowed]) => {
    for (const role of ROLES) {
      const answer = await mutate<{ __typename: string; requiredScope?: string }>(name, input, '__typename', role);
      const expected = allowed.includes(role) ? [role, false, undefined] : [role, true, scope];
      expect([role, answer.__typename === 'ForbiddenError', answer.requiredScope]).toEqual(expected);
    }
  });

  it('one rule for the reason of every mutation that asks for one: 1 to 500 characters', async () => {
    const ids = { id: globalId('ClearingRun', `${REGION}/00000000-0000-7000-8000-000000000000`), standsOutHash: 'x' };
    const january = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE', period: '01', idempotencyKey: 'x' };
    const joint = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE', idempotencyKey: 'x' };
    const inputs: Readonly<Record<string, Record<string, unknown>>> = {
      ...Object.fromEntries(Object.entries(INPUTS).map(([name, [input]]) => [name, input])),
      ...{ confirmClearingRun: ids, voidCases: { regionCode: REGION, caseNos: ['x'], idempotencyKey: 'x' } },
      declarePeriod: { ...january, declarations: [{ institutionCode: 'H1', cases: 1, fundAmount: '1.00' }] },
      publishClearingRun: { id: ids.id, idempotencyKey: 'x' },
      answerObjection: { regionCode: REGION, objectionId: 'x', outcome: 'REJECTED', answer: 'x', idempotencyKey: 'x' },
      confirmStatements: { id: ids.id, institutionCodes: ['H1'], source: 'x', idempotencyKey: 'x' },
      recordJointPayment: { ...joint, payeeKind: 'CONSORTIUM', payeeCode: 'NONE', amount: '1.00', paidOn: '2024-01-01' },
      reverseJointPayment: { ...joint, jointId: 'x', paidOn: '2024-01-01' },
      confirmJointReceipt: { ...joint, jointId: 'x', amount: '1.00', receivedOn: '2024-01-01', source: 'x' },
      reverseLists: {
        regionCode: REGION,
        idempotencyKey: 'x',
        reversals: [{ institutionCode: 'H1', caseNo: 'x', reversalNo: 'y', reversedOn: '2024-05-06', totalCost: '-1.00' }],
      },
      confirmReceipts: {
        regionCode: REGION,
        year: 2024,
        insurance: 'EMPLOYEE',
        idempotencyKey: 'x',
        source: 'x',
        receipts: [{ paymentId: 'x', amount: '1.00', receivedOn: '2024-01-01' }],
      },
      ...draftInputs(),
      publishFigures: january,
      reviewDeclarations: { ...january, institutionCodes: ['H1'], review: 'RETURNED' },
    };
    const asking = Object.values(schema.getMutationType()?.getFields() ?? {})
      .filter(({ args }) => args.some(({ type }) => 'reason' in fieldsOfInput(type)))
      .map(({ name }) => name)
      // The first tells of the reason at each row (tests/app/year-files), the second may be saved without one.
      .filter((name) => name !== 'importYearRecords' && name !== 'saveDraft');
    expect(asking).toHaveLength(29);
    for (const name of asking) {
      for (const [reason, code] of [
        [' ', 'REQUIRED'],
        ['字'.repeat(501), 'TOO_LONG'],
        ['字'.repeat(500), undefined],
      ] as const) {
        const key = name === 'setPublishingRule' ? 'ROOT' : 'DEMO'; // an administrator sets it
        const answer = await mutate<{ fields?: { path: string[]; code: string }[] }>(name, { ...inputs[name], reason }, '__typename', key);
        expect([name, answer.fields?.find(({ path }) => path.join('.') === 'reason')?.code]).toEqual([name, code]);
      }
    }
  });
});

/** What is done to drafts, without the reason. */
function draftInputs(): Readonly<Record<string, Record<string, unknown>>> {
  const draft = { regionCode: REGION, draftId: 'x', contentHash: 'x', idempotencyKey: 'x' };
  return {
    ...{ abandonDraft: draft, recallDraft: draft, unscheduleDraft: draft, publishDraft: draft, submitDraft: draft },
    ...{ decideDraft: { ...draft, approve: true }, scheduleDraft: { ...draft, publishOn: '2099-01-01' } },
    importDraftWorkbook: {
      ...{ regionCode: REGION, draftId: 'x', fileName: 'a.csv', documentText: 'x', differenceHash: 'x', idempotencyKey: 'x' },
    },
    withdrawRuleset: { regionCode: REGION, version: 'x', idempotencyKey: 'x' },
    setPublishingRule: { regionCode: REGION, approvals: 1, roles: ['APPROVER'], missedDay: 'STAY_APPROVED', idempotencyKey: 'x' },
  };
}

describe('keys and regions', () => {
  it('a key is created once, lists without its text, authenticates, and stops when revoked', async () => {
    const ring = new KeyRing(endpoint.city.store, Date.now);
    const made = await mutate<{ key: string; apiKey: { id: string } }>(
      'createApiKey',
      { holder: { new: { name: '李会计', kind: 'USER' } }, role: 'FINANCE', regions: [REGION], expiresAt: '2099-01-01T00:00:00+08:00' },
      'key apiKey { id prefix role scopes regions holder { name kind } expiresAt revokedAt }',
      'ROOT',
    );
    expect(made).toMatchObject({
      apiKey: {
        role: 'FINANCE',
        regions: [REGION],
        holder: { name: '李会计', kind: 'USER' },
        expiresAt: '2098-12-31T16:00:00.000Z',
        revokedAt: null,
      },
    });
    expect(await ring.authenticate(made.key)).toMatchObject({ role: 'FINANCE' });
    const { data } = await endpoint.ask<{ apiKeys: { totalCount: number } }>(
      '{ apiKeys(first: 100) { totalCount edges { node { id prefix } } } }',
      { key: 'ROOT' },
    );
    expect(data?.apiKeys.totalCount).toBeGreaterThan(0);
    expect(JSON.stringify(data)).not.toContain(made.key);
    expect(JSON.stringify(data)).toContain(made.apiKey.id);
    expect(await mutate('revokeApiKey', { id: made.apiKey.id }, 'apiKey { revokedAt }', 'ROOT')).toMatchObject({
      apiKey: { revokedAt: expect.any(String) as string },
    });
    expect(await ring.authenticate(made.key)).toBeUndefined();
  });

  it('shows keys to nobody but administrators', async () => {
    for (const role of ROLES.filter((name) => name !== 'ADMIN')) {
      const { data, errors } = await endpoint.ask('{ apiKeys { totalCount } }', { key: role });
      expect([role, data ?? null, errors[0]?.extensions?.code]).toEqual([role, null, 'FORBIDDEN']);
    }
  });

  it('a region is added, and its audit log is whole', async () => {
    const saved = await mutate(
      'saveRegion',
      { code: '990777', name: '新沙盒', parentCode: REGION },
      'region { code name sandbox parent { code } }',
      'ROOT',
    );
    expect(saved).toMatchObject({ region: { code: '990777', name: '新沙盒', sandbox: true, parent: { code: REGION } } });
    const { data } = await endpoint.ask(
      `{ a: auditVerification(regionCode: "${REGION}") { intact firstBroken total } b: auditLog(regionCode: "990777", first: 1) { edges { node { action } } } }`,
      { key: 'ROOT' },
    );
    expect(data).toMatchObject({ a: { intact: true, firstBroken: null }, b: { edges: [{ node: { action: 'region:save' } }] } });
  });
});

describe('files of a cleared year', () => {
  let server: Server;
  let origin = '';
  let run = '';
  let catalogue = '';

  beforeAll(async () => {
    const { exports, imports } = fileRoutes(endpoint.platform, (name) => Promise.resolve(endpoint.keys.get(name)));
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      void (request.method === 'PUT' ? imports : exports)(request, response, url);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { data } = await endpoint.ask<{ clearingRuns: { edges: { node: { id: string; catalogue: { id: string } } }[] } }>(
      `{ clearingRuns(regionCode: "${REGION}", first: 1) { edges { node { id catalogue { id } } } } }`,
    );
    run = data?.clearingRuns.edges[0]?.node.id ?? '';
    catalogue = data?.clearingRuns.edges[0]?.node.catalogue.id ?? '';
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const get = (id: string, query = '', by = 'DEMO') =>
    fetch(`${origin}/exports/${encodeURIComponent(id)}${query}`, { headers: { authorization: `Bearer ${by}` } });
  const lines = async (id: string, query: string, by?: string): Promise<Record<string, string>[]> => {
    const response = await get(id, `${query}&format=jsonl`, by);
    expect(response.status).toBe(200);
    return (await response.text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, string>);
  };

  it('hands out scores, statements and exceptions, and they agree with the run', async () => {
    const scores = await lines(run, '?what=scores');
    expect(scores).toHaveLength(15);
    expect(scores.find(({ caseNo }) => caseNo === 'G001')).toMatchObject({
      institutionCode: 'H2',
      groupCode: 'K80.1_51.2300',
      inclusion: 'INCLUDED',
    });
    const statements = await lines(run, '?what=statements');
    const { data } = await endpoint.ask<{
      clearingRun: { statements: { edges: { node: { payable: string; institution: { code: string } } }[] } };
    }>(`{ clearingRun(id: "${run}") { statements(first: 10) { edges { node { payable institution { code } } } } } }`);
    expect(statements.map(({ institutionCode, payable, note }) => [institutionCode, payable, note])).toEqual(
      data?.clearingRun.statements.edges.map(({ node }) => [node.institution.code, node.payable, '演示']),
    );
    expect(await lines(run, '?what=exceptions')).toEqual([]);
    const csv = await (await get(run)).text();
    expect(csv.split('\n')[0]).toContain('institutionCode,institutionName,cases,points,payable,note');
  });

  it('gives every figure of a score and a statement in the same words at both doors (I1, R9)', async () => {
    const columns = [
      'caseNo',
      'inclusion',
      'deviation',
      'costRatio',
      'institutionCoefficient',
      'auxiliaryFactor',
      'points',
      'payment',
    ] as const;
    const scores = await lines(run, '?what=scores');
    const runNo = 1;
    for (const score of scores) {
      const { data } = await endpoint.ask<{ inpatientCase: { scores: { edges: { node: Record<string, unknown> }[] } } }>(
        `{ inpatientCase(regionCode: "${REGION}", caseNo: "${score.caseNo ?? ''}") { scores(first: 5) { edges { node { runNo group { code } ${columns.join(' ')} } } } } }`,
      );
      const node = must(data?.inpatientCase.scores.edges.find((edge) => edge.node.runNo === runNo)?.node, 'score of the run');
      const { group } = node as { group: { code: string } | null };
      expect(columns.map((column) => node[column])).toEqual(columns.map((column) => score[column]));
      expect(group?.code ?? null).toBe(score.groupCode);
      expect(score.points).toMatch(/^\d+\.\d{4}$/);
      expect(score.payment).toMatch(/^\d+\.\d{2}$/);
    }
    const statements = await lines(run, '?what=statements');
    const { data } = await endpoint.ask<{
      clearingRun: { totalPoints: string; statements: { edges: { node: { points: string; cases: number } }[] } };
    }>(`{ clearingRun(id: "${run}") { totalPoints statements(first: 10) { edges { node { points cases } } } } }`);
    expect(statements.map(({ points, cases }) => [points, cases])).toEqual(
      data?.clearingRun.statements.edges.map(({ node }) => [node.points, node.cases]),
    );
    expect(data?.clearingRun.totalPoints).toMatch(/^\d+\.\d{4}$/);
  });

  it('shows an institution its own lines only, and an approver no cases', async () => {
    expect(new Set((await lines(run, '?what=scores', 'INSTITUTION')).map(({ institutionCode }) => institutionCode))).toEqual(
      new Set(['H1']),
    );
    expect((await lines(run, '?what=statements', 'INSTITUTION')).map(({ institutionCode }) => institutionCode)).toEqual(['H1']);
    expect((await get(run, '?what=scores', 'APPROVER')).status).toBe(403);
    expect((await get(run, '?what=statements', 'APPROVER')).status).toBe(200);
    expect((await get(run, '?what=everything')).status).toBe(400);
    expect((await get(globalId('ClearingRun', `${REGION}/00000000-0000-7000-8000-000000000000`))).status).toBe(404);
  });

  it('hands out a catalogue that can be imported again as it is', async () => {
    const file = await readCatalogueCsv(Buffer.from(await (await get(catalogue)).arrayBuffer()));
    expect([file.problemCount, file.groups.length]).toEqual([0, 4]);
    expect(await lines(catalogue, '?x=1')).toHaveLength(4);
  });

  it('takes a file that startCaseImport waits for, and its job is polled as a node', async () => {
    const started = await mutate<{ importJob: { id: string; uploadPath: string } }>(
      'startCaseImport',
      { regionCode: REGION, errorPolicy: 'SKIP', fileName: 'a.csv', expectedRows: 2, expectedTotalCost: '3.00', idempotencyKey: key() },
      'importJob { id uploadPath status phase errorPolicy fileName }',
    );
    expect(started).toMatchObject({ importJob: { status: 'QUEUED', phase: 'WAITING_FOR_FILE', errorPolicy: 'SKIP', fileName: 'a.csv' } });
    const header = 'caseNo,institutionCode,insurance,admissionDate,dischargeDate,principalDiagnosis,totalCost\n';
    const rows = ['1.00', '2.00'].map((cost, row) => `FILE-${row},H${row * 9 + 1},EMPLOYEE,2020-05-01,2020-05-02,I63.900,${cost}\n`);
    const response = await fetch(origin + started.importJob.uploadPath, {
      method: 'PUT',
      body: header + rows.join(''),
      headers: { authorization: 'Bearer DEMO', 'content-type': 'text/csv' },
    });
    expect(response.status).toBe(200);
    const { data } = await endpoint.ask(
      `{ node(id: "${started.importJob.id}") { ... on ImportJob { status done accepted rejected faulty totalCost problems { code } warnings { code count firstCaseNo messages { zh } } failure } } }`,
    );
    expect(data).toMatchObject({
      node: {
        status: 'SUCCEEDED',
        done: 2,
        accepted: 1,
        rejected: 1,
        faulty: 1,
        totalCost: '3.00',
        failure: null,
        problems: [],
        warnings: [{ code: 'NO_RULESET_IN_FORCE', count: 1, firstCaseNo: 'FILE-0' }, { code: 'NO_INSTITUTION_PROFILE' }],
      },
    });
  });
});
