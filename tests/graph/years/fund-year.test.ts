import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capturedSql } from '../captured-sql.js';
import { REGION } from '../city.js';
import { openEndpoint, testActor, type TestEndpoint } from '../endpoint.js';
import { ROLES, type Role } from '../../../src/app/ports/kit/permissions.js';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { printFen } from '../../../src/engine/number/quantity.js';
import { globalId } from '../../../src/graph/base/node-key.js';

const KEY = { regionCode: REGION, year: 2024, insurance: 'RESIDENT' } as const;
let endpoint: TestEndpoint;

interface Edge {
  readonly cursor: string;
  readonly node: { readonly amount: string };
}
interface Listed {
  readonly totalCount: number;
  readonly edges: readonly Edge[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string | null };
}

/** Three adjustments, one of them taken back, and two payments of two institutions; two budgets; two marks of one institution. */
beforeAll(async () => {
  endpoint = await openEndpoint();
  endpoint.keys.set('ELSEWHERE', testActor({ role: 'FINANCE', regions: ['370300'] }));
  await endpoint.city.store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ fundYears }) => {
    await fundYears.setBudget(KEY, { income: '1.00' }, { reason: '初稿' });
    await fundYears.setBudget(KEY, { income: '2.00' }, { reason: '调整' });
    await fundYears.setActuals(KEY, { otherActual: '3.00' }, { reason: '决算' });
    const adjust = (institutionCode: string, amountFen: bigint, reversesId: string | null = null) =>
      fundYears.addAdjustment({ ...KEY, institutionCode, name: 'deduction', amountFen, reason: '审核', reversesId });
    const first = await adjust('H1', 100n);
    await adjust('H2', 200n);
    await adjust('H1', -100n, first.id);
    for (const [institutionCode, month] of [
      ['H1', 1],
      ['H2', 1],
    ] as const) {
      await fundYears.addPayment({
        ...KEY,
        institutionCode,
        period: '01',
        month,
        amountFen: 5_00n,
        paidOn: '2024-02-05',
        reason: '预拨',
        reversesId: null,
      });
    }
    await fundYears.setAssessments([
      { ...KEY, period: 'YEAR', institutionCode: 'H1', name: 'assessmentScore', value: '79', reason: '初评' },
    ]);
    await fundYears.setAssessments([
      { ...KEY, period: 'YEAR', institutionCode: 'H1', name: 'assessmentScore', value: '90', reason: '复评' },
      { ...KEY, period: 'YEAR', institutionCode: 'H2', name: 'assessmentScore', value: '85', reason: '初评' },
    ]);
  });
});
afterAll(() => endpoint.close());

const ask = (selection: string, key: string = 'FINANCE') =>
  endpoint.ask<{ fundYear: Record<string, never> }>(
    `{ fundYear(regionCode: "${REGION}", year: 2024, insurance: RESIDENT) { ${selection} } }`,
    { key },
  );
const RECORDS = `adjustments { totalCount edges { node { amount reason reverses institution { code } } } }
  payments { totalCount edges { node { amount month paidOn institution { code } } } } assessments { totalCount edges { node { value institution { code } } } }`;
const page = async (args: string): Promise<Listed> => {
  const { data, errors } = await ask(
    `adjustments${args} { totalCount edges { cursor node { amount } } pageInfo { hasNextPage hasPreviousPage endCursor } }`,
  );
  expect(errors).toEqual([]);
  return data?.fundYear.adjustments as unknown as Listed;
};
const amounts = ({ edges }: Listed): string[] => edges.map(({ node }) => node.amount);

describe('fundYears', () => {
  const known = async (key: string, regionCode = REGION) => {
    const { data, errors } = await endpoint.ask<{ fundYears: unknown }>(`{ fundYears(regionCode: "${regionCode}") { year insurance } }`, {
      key,
    });
    return errors[0]?.extensions?.['code'] ?? data?.fundYears;
  };

  it('lists the years with a budget or a run; other regions nothing', async () => {
    const both = ['EMPLOYEE', 'RESIDENT'].map((insurance) => ({ year: 2024, insurance }));
    expect(await known('FINANCE')).toEqual(both);
    expect(await known('INSTITUTION')).toEqual(both);
    expect(await known('ELSEWHERE')).toBe('FORBIDDEN');
  });

  it('says what may be recorded, in words, with the unit, as what', async () => {
    const { data, errors } = await ask('facts { kind of name label { zh } unit optional }');
    expect(errors).toEqual([]);
    const { facts } = data?.fundYear as unknown as { facts: readonly { kind: string; name: string }[] };
    const of = (kind: string) => facts.filter((fact) => fact.kind === kind);
    expect(of('BUDGET')).toContainEqual({
      kind: 'BUDGET',
      of: 'YEAR',
      name: 'income',
      label: { zh: '当年基金收入' },
      unit: 'yuan',
      optional: false,
    });
    expect(of('ADJUSTMENT').map(({ name }) => name)).toContain('deduction');
    expect(of('ADJUSTMENT').map(({ name }) => name)).not.toContain('prepaid');
    expect(of('ASSESSMENT').map(({ name }) => name)).toContain('assessmentScore');
    expect(of('PAYMENT')).toEqual([]);
  });

  it('works a budget out line by line: formula, numbers and article', async () => {
    const { data } = await endpoint.ask<{
      fundYear: { budgets: { edges: readonly { node: { trace: readonly { decision: string }[] } }[] } };
    }>(
      `{ fundYear(regionCode: "${REGION}", year: 2024, insurance: EMPLOYEE) { budgets(first: 1) { edges { node { trace {
         decision output unit formulaText { zh } substituted basis { article } } } } } } }`,
      { key: 'FINANCE' },
    );
    const steps = data?.fundYear.budgets.edges[0]?.node.trace ?? [];
    // WE-11: 10亿收入 − 1亿备用金 − 1.8亿 − 1.2亿 − 1.5亿 − 0.6亿
    expect(steps.find(({ decision }) => decision === 'outpatientBudget')).toMatchObject({
      output: '180000000.00',
      formulaText: { zh: '普通门诊统筹人均定额 * 普通门诊统筹签约人数' },
      substituted: '100.00 * 1800000',
      basis: [{ article: '二(一)1' }],
    });
    expect(steps.find(({ decision }) => decision === 'dipBudget')).toMatchObject({ output: '390000000.00', unit: 'yuan' });
  });
});

describe('fundYear', () => {
  it('lists every revision of budget and actuals, newest first', async () => {
    const { data, errors } = await ask(
      'budgets { totalCount edges { node { revision reason items { name value } } } } actuals { edges { node { revision } } }',
    );
    expect(errors).toEqual([]);
    expect(data?.fundYear).toEqual({
      budgets: {
        totalCount: 2,
        edges: [
          { node: { revision: 2, reason: '调整', items: [{ name: 'income', value: '2.00' }] } },
          { node: { revision: 1, reason: '初稿', items: [{ name: 'income', value: '1.00' }] } },
        ],
      },
      actuals: { edges: [{ node: { revision: 1 } }] },
    });
  });

  it('lists adjustments, payments and assessments with reversals, or one institution’s', async () => {
    const { data, errors } = await ask(RECORDS);
    expect(errors).toEqual([]);
    expect(data?.fundYear).toMatchObject({
      adjustments: {
        totalCount: 3,
        edges: [{ node: { amount: '-1.00', institution: { code: 'H1' } } }, { node: { amount: '2.00' } }, { node: { amount: '1.00' } }],
      },
      payments: { totalCount: 2, edges: [{ node: { amount: '5.00', month: 1, paidOn: '2024-02-05', institution: { code: 'H2' } } }, {}] },
      assessments: { totalCount: 3, edges: expect.arrayContaining([{ node: { value: '79', institution: { code: 'H1' } } }]) as unknown },
    });
    const second = await ask('payments(institutionCode: "H2") { totalCount edges { node { institution { code } } } }');
    expect(second.data?.fundYear).toEqual({ payments: { totalCount: 1, edges: [{ node: { institution: { code: 'H2' } } }] } });
    const other = await endpoint.ask(`{ fundYear(regionCode: "${REGION}", year: 2023, insurance: RESIDENT) { ${RECORDS} } }`, {
      key: 'FINANCE',
    });
    expect(other.data?.fundYear).toMatchObject({ adjustments: { totalCount: 0, edges: [] }, payments: { totalCount: 0 } });
  });

  it('pages forwards and backwards over the same rows', async () => {
    const first = await page('(first: 2)');
    expect([amounts(first), first.totalCount, first.pageInfo.hasNextPage, first.pageInfo.hasPreviousPage]).toEqual([
      ['-1.00', '2.00'],
      3,
      true,
      false,
    ]);
    const rest = await page(`(first: 2, after: "${first.pageInfo.endCursor ?? ''}")`);
    expect([amounts(rest), rest.pageInfo.hasNextPage, rest.pageInfo.hasPreviousPage]).toEqual([['1.00'], false, true]);
    const back = await page(`(last: 1, before: "${rest.edges[0]?.cursor ?? ''}")`);
    expect([amounts(back), back.pageInfo.hasNextPage, back.pageInfo.hasPreviousPage]).toEqual([['2.00'], true, true]);
    expect(amounts(await page('(last: 2)'))).toEqual(['2.00', '1.00']);
  });

  it('reads the institutions of all rows of a list at once', async () => {
    const sql = await capturedSql(endpoint, () => ask(RECORDS));
    const lists = sql.split('\n').filter((line) => /FROM "(?:adjustment|payment|assessment)" WHERE .* LIMIT/.test(line));
    const institutions = sql.split('\n').filter((line) => line.includes('FROM "institution"'));
    expect([lists.length, institutions.length]).toEqual([3, 1]);
  });

  it.each(['x', globalId('PAYMENT', '00000000-0000-7000-8000-000000000000'), globalId('ADJUSTMENT', '7')])(
    'answers the cursor %j gently',
    async (after) => {
      const { errors } = await ask(`adjustments(after: "${after}") { totalCount }`);
      expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
    },
  );

  it('an institution sees its own records only, and no budget', async () => {
    const { data, errors } = await ask(RECORDS, 'INSTITUTION');
    expect(errors).toEqual([]);
    expect(data?.fundYear).toMatchObject({ adjustments: { totalCount: 2 }, payments: { totalCount: 1 }, assessments: { totalCount: 2 } });
    expect([...JSON.stringify(data).matchAll(/"code":"(\w+)"/g)].map(([, code]) => code)).toEqual(['H1', 'H1', 'H1', 'H1', 'H1']);
    const named = await ask('payments(institutionCode: "H2") { totalCount edges { node { amount } } }', 'INSTITUTION');
    expect(named.data?.fundYear).toEqual({ payments: { totalCount: 0, edges: [] } });
  });

  it('budget and actuals ask for budget:read, the records for statement:read, of every role', async () => {
    const readers: readonly Role[] = ['CLERK', 'APPROVER', 'FINANCE', 'AUDITOR', 'DEMO'];
    const codes = async (selection: string, role: Role) => (await ask(selection, role)).errors.map(({ extensions }) => extensions?.code);
    for (const role of ROLES) {
      const refused = readers.includes(role) ? [] : ['FORBIDDEN'];
      expect(await codes('budgets { totalCount }', role), role).toEqual(refused);
      expect(await codes('actuals { totalCount }', role), role).toEqual(refused);
      expect(await codes('payments { totalCount }', role), role).toEqual(role === 'INSTITUTION' ? [] : refused);
    }
  });

  it('is closed to keys of another region', async () => {
    expect((await ask('payments { totalCount }', 'ELSEWHERE')).errors.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN']);
  });
});

describe('figures that are valid one by one (R16)', () => {
  const MOST = '999999999999999.99';
  let keys = 0;
  /** What is wrong with each field of a mutation’s input; nothing where it went through. */
  async function problems(name: string, input: Record<string, unknown>): Promise<readonly Problem[]> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const errors = '... on ValidationError { fields { path code message } }';
    const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ${errors} } }`;
    const whole = { regionCode: REGION, year: 2023, insurance: 'EMPLOYEE', reason: '试', idempotencyKey: `sum-${++keys}`, ...input };
    const { data, errors: failed } = await endpoint.ask<Record<string, { __typename: string; fields?: readonly Problem[] }>>(query, {
      variables: { input: whole },
      key: 'FINANCE',
    });
    expect(failed).toEqual([]);
    const answer = data?.[name];
    expect(answer?.__typename).toBe(answer?.fields === undefined ? `${type}Payload` : 'ValidationError');
    return answer?.fields ?? [];
  }
  interface Problem {
    readonly path: readonly string[];
    readonly code: string;
    readonly message: string;
  }
  const tooLarge = (sum: string) => [
    { code: 'SUM_TOO_LARGE', message: expect.stringContaining(`合计为 ${sum}，超过上限 ${MOST}`) as string },
  ];

  it.each(['setBudget', 'setBudgetActuals'])(
    'are refused by %s where they add up to more than a figure holds, with sum and limit',
    async (name) => {
      const wanted = (await problems(name, { items: [] })).map(({ path }) => path[1] ?? '');
      const items = wanted.map((item, at) => ({ name: item, value: at === 0 || name === 'setBudget' ? '1' : '0.01' }));
      const all = items.map((item) => (/Growth|Signed|Insured|Quota|Standard/.test(item.name) ? item : { ...item, value: MOST }));
      const found = await problems(name, { items: all });
      const amounts = BigInt(all.filter(({ value }) => value === MOST).length);
      expect(found).toMatchObject(tooLarge(printFen(amounts * (10n ** 17n - 1n) + (all[0]?.value === '0.01' ? 1n : 0n))));
    },
  );

  it('are refused where the payments or deductions of all institutions do, and a year that another day is paid for', async () => {
    const pay = (institutionCode: string, paidOn = '2023-05-01') =>
      problems('recordPayment', { institutionCode, amount: MOST, paidOn, month: 4 });
    const deduct = (institutionCode: string) => problems('recordAdjustment', { institutionCode, name: 'deduction', amount: MOST });
    for (const record of [pay, deduct]) {
      expect(await record('H1')).toEqual([]);
      expect(await record('H1')).toMatchObject(tooLarge('1999999999999999.98'));
      expect(await record('H2')).toMatchObject(tooLarge('1999999999999999.98'));
    }
    expect(await pay('H2', '2035-05-01')).toMatchObject([{ path: ['paidOn'], code: 'OTHER_YEAR' }]);
    expect(await problems('recordPayment', { institutionCode: 'H2', amount: '1.00', paidOn: '2023-05-01', month: 13 })).toMatchObject([
      { path: ['month'], code: 'OUT_OF_RANGE' },
    ]);
  });
});
