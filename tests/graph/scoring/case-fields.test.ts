import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';
import { INPUT } from './input.js';

interface Field {
  readonly name: string;
  readonly label: { readonly zh: string };
  readonly need: string;
  readonly type: string;
  readonly unit: string;
  readonly values: readonly { readonly value: string; readonly label: { readonly zh: string } }[];
}
interface Read {
  readonly line: number;
  readonly cells: readonly { readonly name: string; readonly text: string }[];
  readonly problems: readonly { readonly path: readonly string[]; readonly code: string; readonly message: string }[];
}

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
});
afterAll(() => endpoint.close());

const FIELDS = `query ($region: String!, $on: Date!) { caseFields(regionCode: $region, on: $on) { name label { zh } need type unit values { value label { zh } } } }`;
const READ = `query ($text: String, $base64: String) { readCases(text: $text, base64: $base64) { line cells { name text } problems { path code message } } }`;

async function read(variables: Record<string, string>): Promise<readonly Read[]> {
  const { data, errors } = await endpoint.ask<{ readCases: readonly Read[] }>(READ, { variables });
  expect(errors).toEqual([]);
  return data?.readCases ?? [];
}
const cellsOf = ({ cells }: Pick<Read, 'cells'>): Record<string, string> => Object.fromEntries(cells.map(({ name, text }) => [name, text]));

describe('caseFields (病例字段)', () => {
  const ask = async (on: string, key?: string) =>
    await endpoint.ask<{ caseFields: readonly Field[] }>(FIELDS, {
      variables: { region: '990300', on },
      ...(key === undefined ? {} : { key }),
    });

  it('are what every case states, then what grouping and the rules read, and nothing else', async () => {
    const { data, errors } = await ask('2024-05-09');
    expect(errors).toEqual([]);
    const fields = data?.caseFields ?? [];
    const named = (name: string): Field | undefined => fields.find((field) => field.name === name);
    expect(fields.slice(0, 3).map(({ name, need }) => `${name} ${need}`)).toEqual([
      'caseNo REQUIRED',
      'institutionCode REQUIRED',
      'insurance REQUIRED',
    ]);
    expect(named('totalCost')).toMatchObject({ label: { zh: '医疗总费用' }, type: 'DECIMAL', unit: 'yuan' });
    expect(named('procedures')).toMatchObject({ need: 'GROUPING', type: 'CODES' });
    expect(named('sex')?.values).toContainEqual({ value: 'FEMALE', label: { zh: '女' } });
    const needs = fields.map(({ need }) => need);
    expect(needs).toEqual(
      [...needs].sort((a, b) => ['REQUIRED', 'GROUPING', 'RULES'].indexOf(a) - ['REQUIRED', 'GROUPING', 'RULES'].indexOf(b)),
    );
    // Nothing of the tests' city reads what a bed costs, and no row of its catalogue asks for hours of ventilation.
    expect(named('cost.BED')).toBeUndefined();
    expect(named('ventilationHours')).toBeUndefined();
  });

  it('a case with no more than them scores as one with everything', async () => {
    const names = new Set(((await ask(INPUT.dischargeDate)).data?.caseFields ?? []).map(({ name }) => name));
    const only = Object.fromEntries(Object.entries(INPUT).filter(([name]) => names.has(name)));
    const query =
      'query ($input: CaseInput!) { scoreCase(regionCode: "990300", input: $input) { ... on CaseScore { points } ... on Error { message } } }';
    const answer = async (input: object) => (await endpoint.ask(query, { variables: { input } })).data;
    expect(await answer(only)).toEqual({ scoreCase: { points: '1853.1450' } });
    expect(await answer(only)).toEqual(await answer(INPUT));
  });

  it('says where no ruleset is in force, and refuses other regions’ keys', async () => {
    const early = await ask('1999-01-01');
    expect(early.errors.map(({ extensions }) => extensions?.code)).toEqual(['NO_RULESET_IN_FORCE']);
    const elsewhere = await endpoint.ask(FIELDS, { variables: { region: '440100', on: '2024-05-09' } });
    expect(elsewhere.errors.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN']);
  });
});

describe('readCases (读取病例)', () => {
  it('reads a row that was copied from a sheet, by Chinese headings', async () => {
    const text =
      '病例号\t医疗机构编码\t险种\t入院日期\t出院日期\t主要诊断编码\t其他诊断编码\t医疗总费用\t药品费\nX1\tH1\t职工\t2024/5/1\t2024-05-09\tI63.900\tI10.x00x002; E11.900\t25000.00\t12.50\n';
    const [row] = await read({ text });
    expect(row?.problems).toEqual([]);
    expect(row === undefined ? {} : cellsOf(row)).toEqual({
      ...{ caseNo: 'X1', institutionCode: 'H1', insurance: 'EMPLOYEE', admissionDate: '2024-05-01', dischargeDate: '2024-05-09' },
      ...{ principalDiagnosis: 'I63.900', otherDiagnoses: 'I10.x00x002;E11.900', totalCost: '25000.00', 'cost.DRUG': '12.50' },
    });
  });

  it.each([
    ['a case', JSON.stringify(INPUT, null, 2)],
    ['a list of cases', JSON.stringify([INPUT])],
    ['a case a line', `${JSON.stringify(INPUT)}\n`],
  ])('reads %s in JSON', async (_name, text) => {
    const rows = await read({ text });
    expect(rows).toHaveLength(1);
    expect(rows[0]?.problems).toEqual([]);
    expect(rows[0] === undefined ? {} : cellsOf(rows[0])).toMatchObject({
      caseNo: 'X1',
      ageYears: '72',
      otherDiagnoses: 'I10.x00x002',
      totalCost: '25000.00',
    });
  });

  it('reads a file by its bytes, in whichever encoding', async () => {
    const gb = Buffer.from(
      'b2a1c0fdbac52cd2bdc1c6bbfab9b9b1e0c2eb2ccfd5d6d62cc8ebd4bac8d5c6da2cb3f6d4bac8d5c6da2cd6f7d2aad5efb6cfb1e0c2eb2cd2bdc1c6d7dcb7d1d3c30a58312c48312cd6b0b9a42c323032342d30352d30312c323032342d30352d30392c4936332e3930302c3235303030',
      'hex',
    );
    const [row] = await read({ base64: gb.toString('base64') });
    expect(row === undefined ? {} : cellsOf(row)).toMatchObject({ caseNo: 'X1', insurance: 'EMPLOYEE', totalCost: '25000' });
  });

  it('says what is wrong, row by row, and keeps identity numbers to itself', async () => {
    const cases = [{ ...INPUT, dischargeDate: '2024-04-01' }, { ...INPUT, caseNo: '11010519491231002X' }, 5];
    const [first, second, third] = await read({ text: JSON.stringify(cases) });
    expect(first?.problems.map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual(['dischargeDate DATES_OUT_OF_ORDER']);
    expect(second?.problems.map(({ code }) => code)).toEqual(['IDENTITY_NUMBER']);
    expect(JSON.stringify(second)).not.toContain('11010519491231002');
    expect(third?.problems.length).toBeGreaterThan(3);
  });

  it.each([
    [{ text: 'X1,H1,310\n' }, 'VALIDATION_FAILED'],
    [{ text: ' ' }, 'VALIDATION_FAILED'],
    [{}, 'VALIDATION_FAILED'],
    [{ text: JSON.stringify(Array.from({ length: 501 }, () => INPUT)) }, 'LIMIT_EXCEEDED'],
  ])('refuses what is no text of cases, with what to do', async (variables, code) => {
    const { errors } = await endpoint.ask(READ, { variables });
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual([code]);
  });
});
