import { afterAll, beforeAll, expect, it } from 'vitest';
import { REGION } from '../city.js';
import { openEndpoint, platformOver, testActor, type TestEndpoint } from '../endpoint.js';
import { chinaDay } from '../../../src/app/base/china-day.js';
import { driveNextRun } from '../../../src/app/clearing/drive-run.js';
import { must } from '../../../src/engine/kit/assert.js';

const YEAR = { regionCode: REGION, year: 2025, insurance: 'EMPLOYEE' } as const;
const KEY = `regionCode: "${REGION}", year: 2025, insurance: EMPLOYEE`;
const ERRORS = '... on ValidationError { fields { path code } } ... on Error { code message }';
const HOSPITALS = ['H1', 'H2', 'H3'] as const;
const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
/** Months in order, each quarter after its last month, the year last. */
const PERIODS = [...MONTHS.flatMap((month) => (Number(month) % 3 === 0 ? [month, `Q${Number(month) / 3}`] : [month])), 'YEAR'];

let endpoint: TestEndpoint;
let sent = 0;
beforeAll(async () => {
  endpoint = await openEndpoint();
  for (const key of ['FINANCE', 'SECOND', 'APPROVER'] as const) {
    const role = key === 'SECOND' ? 'FINANCE' : key;
    endpoint.keys.set(key, { ...testActor({ role }), holderId: `holder-${key}`, keyId: `key-${key}` });
  }
});
afterAll(() => endpoint.close());

type Answer = Record<string, unknown> & { readonly __typename: string };
async function mutate(name: string, input: object, fields: string, key = 'FINANCE'): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const text = `mutation M($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Payload { ${fields} } ${ERRORS} } }`;
  const { data, errors } = await endpoint.ask<Record<string, Answer>>(text, { key, variables: { input } });
  expect(errors, name).toEqual([]);
  const answer = must(data?.[name], name);
  expect(answer.__typename, `${name} ${JSON.stringify(answer)}`).toBe(`${type}Payload`);
  return answer;
}
const once = (): { readonly idempotencyKey: string } => ({ idempotencyKey: `year ${(sent += 1)}` });

/** Three cases of every hospital and month. */
function cases(): readonly object[] {
  return MONTHS.flatMap((month) =>
    HOSPITALS.flatMap((institutionCode, n) =>
      [1, 2, 3].map((i) => ({
        ...{ caseNo: `Y-${month}-${institutionCode}-${i}`, institutionCode, insurance: 'EMPLOYEE', ageYears: 50 + i },
        ...{ admissionDate: `2025-${month}-0${i}`, dischargeDate: `2025-${month}-${10 + i + n}`, settlementDate: `2025-${month}-2${i}` },
        ...{
          principalDiagnosis: i === 3 ? 'J18.900' : 'I63.900',
          totalCost: `${7000 + 500 * i + 300 * n}.00`,
          fundPaid: `${5000 + 300 * i}.00`,
        },
      })),
    ),
  );
}

interface Owed {
  readonly account: string;
  readonly balance: string;
  readonly institution: { readonly code: string } | null;
}
async function balances(): Promise<readonly Owed[]> {
  const { data } = await endpoint.ask<{ fundYear: { ledgerBalances: readonly Owed[] } }>(
    `{ fundYear(${KEY}) { ledgerBalances { account balance institution { code } } } }`,
    { key: 'FINANCE' },
  );
  return must(data, 'balances').fundYear.ledgerBalances;
}

/** One period from its run to the receipts of what was paid for it. */
async function settle(period: string): Promise<void> {
  const started = await mutate('startClearingRun', { ...YEAR, period, ...once() }, 'clearingRun { id }');
  const { id } = started.clearingRun as { id: string };
  await driveNextRun(platformOver(endpoint.city.store), 'test');
  if (period !== 'YEAR') {
    const counted = await endpoint.ask<{
      periodDeclarations: readonly { institution: { code: string }; countedCases: number; countedFundAmount: string }[];
    }>(`{ periodDeclarations(${KEY}, period: "${period}") { institution { code } countedCases countedFundAmount } }`, { key: 'FINANCE' });
    const rows = must(counted.data, 'declarations').periodDeclarations;
    const declarations = rows.map(({ institution, countedCases, countedFundAmount }) => ({ institutionCode: institution.code, cases: countedCases, fundAmount: countedFundAmount })); // prettier-ignore
    await mutate('declarePeriod', { ...YEAR, period, declarations, reason: '申报', ...once() }, 'declarations { state }', 'SECOND');
    const institutionCodes = declarations.map(({ institutionCode }) => institutionCode);
    const reviewed = { ...YEAR, period, institutionCodes, reason: '核对无误' };
    await mutate('reviewDeclarations', { ...reviewed, review: 'FIRST_REVIEWED', ...once() }, 'declarations { state }');
    await mutate('reviewDeclarations', { ...reviewed, review: 'SECOND_REVIEWED', ...once() }, 'declarations { state }', 'APPROVER');
  }
  await mutate('publishClearingRun', { id, lastDay: chinaDay(new Date()), reason: '公示', ...once() }, 'publication { name }');
  await mutate('confirmStatements', { id, institutionCodes: ['H1'], reason: '无异议', ...once() }, 'statements { consent }', 'INSTITUTION');
  const others = { id, institutionCodes: ['H2', 'H3'], reason: '书面确认', source: '盖章确认单', ...once() };
  await mutate('confirmStatements', others, 'statements { consent }');
  const seen = await endpoint.ask<{ clearingRun: { standsOut: { hash: string } } }>(`{ clearingRun(id: "${id}") { standsOut { hash } } }`, { key: 'SECOND' }); // prettier-ignore
  const standsOutHash = must(seen.data, 'run').clearingRun.standsOut.hash;
  await mutate('confirmClearingRun', { id, standsOutHash, reason: '核对无误' }, 'clearingRun { stage }', 'SECOND');
  for (const { account, balance, institution } of await balances()) {
    if (account !== 'INSTITUTION' || balance.startsWith('-')) continue;
    const paid = {
      ...YEAR,
      institutionCode: must(institution, 'institution').code,
      period,
      amount: balance,
      paidOn: '2025-12-31',
      reason: '拨付',
    };
    const { payment } = await mutate('recordPayment', { ...paid, ...once() }, 'payment { id }');
    const receipts = [{ paymentId: (payment as { id: string }).id, amount: balance, receivedOn: '2026-01-05' }];
    await mutate('confirmReceipts', { ...YEAR, receipts, reason: '到账', source: '银行回单', ...once() }, 'receipts { amount }');
  }
  await mutate('publishFigures', { ...YEAR, period, reason: '数据工作组公布', ...once() }, 'contentHash publication { number }');
}

it('a year runs from its budget to the publication of its figures by GraphQL alone (N21-24, N21-28, N21-30d, N25-27, N25-27b, N25-38)', async () => {
  const asked = await endpoint.ask<{ setBudget: { fields: readonly { path: readonly string[] }[] } }>(
    `mutation ($input: SetBudgetInput!) { setBudget(input: $input) { ... on ValidationError { fields { path } } } }`,
    { key: 'FINANCE', variables: { input: { ...YEAR, items: [], reason: '预算', ...once() } } },
  );
  const items = must(asked.data, 'items').setBudget.fields.map(({ path }) => ({
    name: must(path[1], 'name'),
    value: path[1] === 'income' ? '2000000.00' : '0',
  }));
  await mutate('setBudget', { ...YEAR, items, reason: '年初预算', source: '区医保〔2025〕1号', ...once() }, 'budget { revision state }');
  await mutate('importCases', { regionCode: REGION, cases: cases(), ...once() }, 'accepted');
  const assessments = HOSPITALS.map((institutionCode) => ({ institutionCode, name: 'assessmentScore', value: '88' }));
  await mutate('setAssessment', { ...YEAR, assessments, reason: '年度考核', ...once() }, 'assessments { value }');
  const actuals = ['outpatientActual', 'chronicActual', 'outOfRegionActual', 'otherActual'].map((name) => ({ name, value: '0' }));
  await mutate('setBudgetActuals', { ...YEAR, items: actuals, reason: '决算', ...once() }, 'actuals { revision }');
  for (const period of PERIODS) await settle(period);

  const left = await balances();
  const fen = (text: string): bigint => BigInt(text.replace('.', ''));
  const of = (account: string): bigint =>
    left.filter((one) => one.account === account).reduce((sum, { balance }) => sum + fen(balance), 0n);
  expect(left.reduce((sum, { balance }) => sum + fen(balance), 0n)).toBe(0n);
  expect([of('FUND'), of('PREPAID')]).toEqual([0n, 0n]);
  const { data } = await endpoint.ask<{
    settlementPeriods: readonly { key: string; state: string; receipts: number; paid: number }[];
    publications: readonly { period: string }[];
  }>(`{ settlementPeriods(${KEY}) { key state } publications(${KEY}) { period } }`, { key: 'AUDITOR' });
  expect(new Set(data?.settlementPeriods.map(({ state }) => state))).toEqual(new Set(['PAID']));
  expect(data?.publications.map(({ period }) => period).sort()).toEqual([...PERIODS].sort());

  const cells = async (key: string) => {
    const answer = await endpoint.ask<{ indicatorReport: { isProvisional: boolean; cells: { edges: readonly { node: Cell }[] } } }>(
      `{ indicatorReport(${KEY}, period: "03", indicators: ["caseMixIndex"]) {
           isProvisional cells(first: 50) { edges { node { kind code figures { numerator denominator value reason } } } } } }`,
      { key },
    );
    expect(answer.errors).toEqual([]);
    const report = must(answer.data, 'report').indicatorReport;
    expect(report.isProvisional).toBe(false);
    return report.cells.edges.map(({ node }) => node);
  };
  const all = await cells('AUDITOR');
  const [region] = all.filter(({ kind }) => kind === 'REGION').map(({ figures }) => must(figures[0], 'figure'));
  const hospitals = all.filter(({ kind }) => kind === 'INSTITUTION').map(({ figures }) => must(figures[0], 'figure'));
  expect([region?.denominator, hospitals.map(({ denominator }) => denominator)]).toEqual([
    '9.00000000',
    ['3.00000000', '3.00000000', '3.00000000'],
  ]);
  const points = (text: string | null | undefined): bigint => BigInt(Number(must(text ?? undefined, 'points')) * 10_000);
  expect(hospitals.reduce((sum, { numerator }) => sum + points(numerator), 0n)).toBe(points(region?.numerator));
  const own = await cells('INSTITUTION');
  expect(own.filter(({ kind }) => kind === 'INSTITUTION').map(({ code }) => code)).toEqual(['H1']);
}, 300_000);

interface Cell {
  readonly kind: string;
  readonly code: string;
  readonly figures: readonly {
    readonly numerator: string | null;
    readonly denominator: string | null;
    readonly value: string | null;
    readonly reason: string | null;
  }[];
}
