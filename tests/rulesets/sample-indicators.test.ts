import { afterAll, beforeAll, expect, it } from 'vitest';
import { importCatalogue } from '../../src/app/catalogues/import-catalogue.js';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { must } from '../../src/engine/kit/assert.js';
import { REGION } from '../graph/city.js';
import { openEndpoint, platformOver, testActor, type TestEndpoint } from '../graph/endpoint.js';

const YEAR = { regionCode: REGION, year: 2025, insurance: 'EMPLOYEE' } as const;
const CATALOGUE = [
  'code,name,kind,points,药品分值,耗材分值,meanCost.ALL,diagnoses',
  'I63.9_CONSERVATIVE,脑梗死:保守治疗,CORE,1000,0.8,2.5,9800.00,I63.9',
  'J18.9_CONSERVATIVE,肺炎:保守治疗,CORE,420,1.2,,4200.00,J18.9',
].join('\n');

let endpoint: TestEndpoint;
let sent = 0;
beforeAll(async () => {
  endpoint = await openEndpoint();
  for (const role of ['FINANCE', 'CLERK'] as const) endpoint.keys.set(role, testActor({ role }));
  const platform = platformOver(endpoint.city.store);
  const version = { regionCode: REGION, version: '2025.1', effectiveFrom: '2025-01-01', mode: 'STORE' } as const;
  const { file } = await importCatalogue(platform, platformCaller(platform), { ...version, file: Buffer.from(CATALOGUE) });
  expect(file.problemCount).toBe(0);
});
afterAll(() => endpoint.close());

async function mutate(name: string, input: object, key = 'FINANCE'): Promise<void> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const { data, errors } = await endpoint.ask<Record<string, { __typename: string }>>(
    `mutation M($input: ${type}Input!) { ${name}(input: $input) { __typename ... on Error { code message } ... on ValidationError { fields { path code message } } } }`,
    { key, variables: { input: { ...input, idempotencyKey: `indicators ${(sent += 1)}` } } },
  );
  expect(errors, name).toEqual([]);
  expect(data?.[name], JSON.stringify(data)).toMatchObject({ __typename: `${type}Payload` });
}

const H1 = { institutionCode: 'H1', fundPaid: '5000.00', totalCost: '8000.00' };
const CASES: readonly Readonly<Record<string, unknown>>[] = [
  ...[H1, H1, H1],
  { ...H1, fundPaid: '20000.00', totalCost: '30000.00', attributes: [{ name: 'specialSettlement', value: 'BY_ITEM' }] },
  { ...H1, fundPaid: '1000.00', caseFlags: ['BED_DAY'] },
  { ...H1, fundPaid: '7777.00', insuredRegionCode: '370300' },
  ...[{ ...H1, institutionCode: 'H2' }, { ...H1, institutionCode: 'H2' }],
  { ...H1, institutionCode: 'H3', fundPaid: '1800.00', totalCost: '2500.00', principalDiagnosis: 'J18.900' },
].map((one, i) => ({
  ...{ caseNo: `I${i}`, insurance: 'EMPLOYEE', admissionDate: '2025-01-02', dischargeDate: '2025-01-08', ageYears: 50 },
  ...{ principalDiagnosis: 'I63.900', insuredRegionCode: REGION, ...one },
}));

async function report(): Promise<(id: string, code?: string) => Record<string, unknown>> {
  const { data, errors } = await endpoint.ask<{
    indicatorReport: { indicators: { id: string }[]; cells: { edges: { node: { kind: string; code: string; figures: Record<string, unknown>[] } }[] } };
  }>(
    `{ indicatorReport(regionCode: "${REGION}", year: 2025, insurance: EMPLOYEE, period: "01") {
         indicators { id } cells(first: 50) { edges { node { kind code figures { numerator denominator value reason } } } } } }`,
    { key: 'FINANCE' },
  );
  expect(errors).toEqual([]);
  const { indicators, cells } = must(data, 'report').indicatorReport;
  return (id, code = REGION) => {
    const cell = must(
      cells.edges.find(({ node }) => node.code === code),
      code,
    );
    return must(cell.node.figures[indicators.findIndex((one) => one.id === id)], id);
  };
}

it('the sample city says points per bed, drug and consumable points, coverage of money and cases, and counts special cases paid by item (N26-5, YY-1, N25-24)', async () => {
  await mutate('importCases', { regionCode: REGION, cases: CASES });
  const beds = (code: string, institutionClass: string, value: string): Promise<void> =>
    mutate(
      'updateInstitution',
      {
        ...{ regionCode: REGION, code, effectiveFrom: '2025-01-01' },
        attributes: [
          { name: 'institutionClass', value: institutionClass },
          { name: 'beds', value },
        ],
      },
      'CLERK',
    );
  await beds('H1', 'TERTIARY_A_GENERAL', '200');
  await beds('H2', 'SECONDARY_A_GENERAL', '100');
  const { data } = await endpoint.ask<{ setBudget: { fields: readonly { path: readonly string[] }[] } }>(
    `mutation ($input: SetBudgetInput!) { setBudget(input: $input) { ... on ValidationError { fields { path } } } }`,
    { key: 'FINANCE', variables: { input: { ...YEAR, items: [], reason: '预算', idempotencyKey: 'ask' } } },
  );
  const names = must(data, 'items').setBudget.fields.map(({ path }) => must(path[1], 'name'));
  const items = names.map((name) => ({ name, value: name === 'income' ? '2000000.00' : '0' }));
  await mutate('setBudget', { ...YEAR, items, reason: '年初预算' });
  const settle = async (): Promise<void> => {
    await mutate('startClearingRun', { ...YEAR, period: '01' });
    await driveNextRun(platformOver(endpoint.city.store), 'test');
  };
  await settle();
  const first = await report();
  // By item and by bed-day are of the fund and not of DIP; a patient of another region is of neither.
  expect(first('coverageOfCases')).toMatchObject({ numerator: '6.00000000', denominator: '8.00000000', value: '0.7500' });
  expect(first('coverageOfFund')).toMatchObject({ numerator: '26800.00000000', denominator: '47800.00000000', value: '0.5607' });
  expect([first('specialApplied24').value, first('specialApproved24').value, first('specialFund').value]).toEqual(['1', '1', '20000.00']);
  expect(first('drugPointsMean')).toMatchObject({ numerator: '5.20000000', denominator: '6.00000000', value: '0.8667' });
  // The group of H3's case has no consumable points: it counts in neither sum.
  expect(first('consumablePointsMean')).toMatchObject({ numerator: '12.50000000', denominator: '5.00000000', value: '2.5000' });
  expect(first('consumablePointsMean', 'H3')).toMatchObject({ value: null, reason: 'ZERO_DENOMINATOR' });
  const hundredths = (text: unknown): bigint => BigInt(Math.round(Number(text) * 10_000));
  expect(hundredths(first('pointsPerBed', 'H1').numerator)).toBeGreaterThan(0n);
  expect(first('pointsPerBed', 'H1').value).toBe((Number(first('pointsPerBed', 'H1').numerator) / 200).toFixed(2));
  expect(first('pointsPerBed', 'H3')).toMatchObject({ value: null, reason: 'NOT_STATED' });
  expect(first('pointsPerBed')).toMatchObject({ value: null, reason: 'NOT_STATED' }); // not the points of three by the beds of two
  await beds('H3', 'TOWNSHIP_A', '20');
  await settle();
  const second = await report();
  expect(second('pointsPerBed')).toMatchObject({ denominator: '320.00000000', reason: null });
  const parts = ['H1', 'H2', 'H3'].map((code) => hundredths(second('pointsPerBed', code).numerator));
  expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(hundredths(second('pointsPerBed').numerator));
}, 120_000);
