import { driveNextRun } from '../../../src/app/clearing/drive-run.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadRuleset } from '../../../src/app/rulesets/load-ruleset.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { add, decimal, printShort, subtract } from '../../../src/engine/number/quantity.js';
import { REGION, YEAR } from '../city.js';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
});
afterAll(() => endpoint.close());

const START = `mutation Start($input: StartWhatIfInput!) { startWhatIf(input: $input) { __typename ... on StartWhatIfPayload { whatIf { id } } ... on Error { code message }
  ... on ValidationError { fields { path code message } } } }`;

interface Started {
  readonly startWhatIf: {
    readonly __typename: string;
    readonly whatIf?: { readonly id: string };
    readonly code?: string;
    readonly fields?: readonly { readonly path: readonly string[]; readonly code: string }[];
  };
}

const input = (idempotencyKey: string, candidates: readonly object[]) => ({
  input: { regionCode: REGION, year: YEAR, insurance: 'EMPLOYEE', idempotencyKey, candidates },
});

async function finished(idempotencyKey: string, candidates: readonly object[]): Promise<string> {
  const { data, errors } = await endpoint.ask<Started>(START, { key: 'CLERK', variables: input(idempotencyKey, candidates) });
  expect(errors).toEqual([]);
  const id = data?.startWhatIf.whatIf?.id;
  if (id === undefined) throw new Error(JSON.stringify(data));
  const state = async () =>
    (await endpoint.ask<{ whatIf: { status: string } }>(`{ whatIf(id: "${id}") { status } }`, { key: 'AUDITOR' })).data?.whatIf.status;
  while (['QUEUED', 'RUNNING'].includes((await state()) ?? '')) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await state()).toBe('SUCCEEDED');
  return id;
}

const COEFFICIENT = { target: 'baseCoefficients[TERTIARY_A_GENERAL,EMPLOYEE]', value: '1.3' };

interface Row {
  readonly code: string;
  readonly entitlement: { readonly before: string; readonly after: string; readonly difference: string };
}

interface Shown {
  readonly whatIf: {
    readonly baseline: { readonly fund: string; readonly inputHash: string };
    readonly candidates: readonly {
      readonly name: string;
      readonly changes: readonly object[];
      readonly result: { readonly entitlement: { readonly difference: string }; readonly moved: number };
      readonly institutions: { readonly edges: readonly { readonly node: Row }[]; readonly pageInfo: { readonly hasNextPage: boolean } };
      readonly cases: {
        readonly cases: readonly {
          readonly place: string;
          readonly caseNo: string;
          readonly changed: readonly string[];
          readonly before: { readonly points: string; readonly trace: readonly object[] };
          readonly after: { readonly points: string; readonly trace: readonly object[] };
        }[];
      };
    }[];
  };
}

it('N25-32 a clerk changes a coefficient and sees every hospital’s difference, sum 0.00, and cases with both traces', async () => {
  const id = await finished('coefficient', [{ name: '1.3', set: [COEFFICIENT] }]);
  const { data, errors } = await endpoint.ask<Shown>(
    `{ whatIf(id: "${id}") { baseline { fund inputHash rulesets { version effectiveHash } accounts { account opening closing } }
      candidates { name changes { target label before after labelSaid { zh en } beforeSaid { zh en } afterSaid { zh en } } sameCases failure { zh }
        result { side { pointValue } entitlement { difference } moved movedBy { output cases } ways { output from to cases } winners losers }
        institutions(first: 50) { edges { node { code entitlement { before after difference } rate byRule byPrice byRest byLater } } pageInfo { hasNextPage } }
        groups(first: 5) { edges { node { code points { before after } } } }
        cases(output: points, first: 1) { cases { place caseNo changed before { points trace { decision } } after { points trace { decision } } } next } } } }`,
    { key: 'CLERK' },
  );
  expect(errors).toEqual([]);
  const candidate = data?.whatIf.candidates[0];
  expect(candidate?.changes).toEqual([
    {
      ...{ target: COEFFICIENT.target, label: '基本系数表', before: '1.2', after: '1.3' },
      labelSaid: { zh: '基本系数表：三级综合甲等、职工医保', en: '基本系数表: tertiary A, general, employees' },
      ...{ beforeSaid: { zh: '1.2', en: '1.2' }, afterSaid: { zh: '1.3', en: '1.3' } },
    },
  ]);
  expect(candidate?.result.entitlement.difference).toBe('0.00');
  const rows = candidate?.institutions.edges.map(({ node }) => node) ?? [];
  expect(rows.map(({ code }) => code)).toEqual(['H1', 'H2', 'H3']);
  expect(printShort(rows.map(({ entitlement }) => decimal(entitlement.difference)).reduce(add))).toBe('0');
  expect(rows[0]?.entitlement.difference).not.toBe('0.00');
  const moved = candidate?.cases.cases[0];
  expect(moved?.changed).toContain('points');
  expect(moved?.before.points).not.toBe(moved?.after.points);
  expect(moved?.after.trace.length).toBeGreaterThan(0);
  const alone = await endpoint.ask<{ whatIf: { candidates: readonly { cases: { cases: readonly { caseNo: string }[] } }[] } }>(
    `{ whatIf(id: "${id}") { candidates { cases(after: "${moved?.place ?? ''}", first: 1) { cases { caseNo } } } } }`,
    { key: 'CLERK' },
  );
  expect(alone.data?.whatIf.candidates[0]?.cases.cases).toEqual([{ caseNo: moved?.caseNo }]);

  const listed = await endpoint.ask<{ whatIfs: { edges: readonly { node: { id: string } }[] } }>(
    `{ whatIfs(regionCode: "${REGION}", first: 1) { edges { node { id year insurance startedBy resultHash } } } }`,
    { key: 'APPROVER' },
  );
  expect(listed.data?.whatIfs.edges[0]?.node.id).toBe(id);
});

it('adds the differences up by level of institution, to the fen, and shows one candidate alone where it is asked for by name', async () => {
  const id = await finished('levels', [
    { name: '1.3', set: [COEFFICIENT] },
    { name: '1.1', set: [{ ...COEFFICIENT, value: '1.1' }] },
  ]);
  interface Levels {
    readonly whatIf: {
      readonly candidates: readonly {
        readonly name: string;
        readonly budget: Row['entitlement'];
        readonly accounts: readonly { readonly account: string; readonly closing: Row['entitlement'] }[];
        readonly levels: readonly { readonly level: string; readonly institutions: number; readonly entitlement: Row['entitlement'] }[];
        readonly institutions: { readonly edges: readonly { readonly node: Row }[] };
      }[];
    };
  }
  const { data, errors } = await endpoint.ask<Levels>(
    `{ whatIf(id: "${id}") { candidates(name: "1.1") { name budget { before after difference } accounts { account label { zh } opening { before after difference } closing { before after difference } } levels { level institutions winners losers cases entitlement { before after difference } payable { difference } }
      institutions(first: 50) { edges { node { code entitlement { before after difference } } } } } } }`,
    { key: 'AUDITOR' },
  );
  expect(errors).toEqual([]);
  expect(data?.whatIf.candidates.map(({ name }) => name)).toEqual(['1.1']);
  const [candidate] = data?.whatIf.candidates ?? [];
  const levels = candidate?.levels ?? [];
  expect(levels.map(({ level, institutions }) => [level, institutions])).toEqual([
    ['1', 1],
    ['2', 1],
    ['3', 1],
  ]);
  // H3, H2 and H1, one a level.
  expect(levels.map(({ entitlement }) => entitlement)).toEqual(candidate?.institutions.edges.map(({ node }) => node.entitlement).reverse());
  expect(candidate?.budget.difference).toBe('0.00');
  const fund = candidate?.accounts.find(({ account }) => account === 'FUND')?.closing;
  expect(fund?.before).toMatch(/^-?\d+\.\d\d$/);
  expect(printShort(subtract(decimal(fund?.after ?? ''), decimal(fund?.before ?? '')))).toBe(printShort(decimal(fund?.difference ?? '')));
  expect(levels.at(-1)?.entitlement.difference).toMatch(/^-/);
  expect(printShort(levels.map(({ entitlement }) => decimal(entitlement.difference)).reduce(add))).toBe('0');
});

it('lists what a what-if of a year can change, with values, limits, a range to try and bases', async () => {
  const ask = (key: string) =>
    endpoint.ask<{ whatIfTargets: readonly { readonly target: string; readonly basis: readonly { readonly title: string }[] }[] }>(
      `{ whatIfTargets(regionCode: "${REGION}", year: ${YEAR}) { target label { zh en } value valueSaid { zh en } unit unitSaid { zh en } choices choicesSaid { value label { zh en } } min max range { from to step } basis { title article } } }`,
      { key },
    );
  const { data, errors } = await ask('CLERK');
  expect(errors).toEqual([]);
  const byTarget = new Map(data?.whatIfTargets.map((one) => [one.target, one]));
  expect(byTarget.get('deviationHigh')).toMatchObject({ value: '2', min: '1', range: { from: '1.00', to: '3.00', step: '0.01' } });
  expect(byTarget.get(COEFFICIENT.target)).toMatchObject({ value: '1.2', choices: [], range: { from: '0.60', to: '1.80', step: '0.01' } });
  expect(byTarget.get(COEFFICIENT.target)?.basis.length).toBeGreaterThan(0);
  // Choices are picked by what they are called, and sent as the document has them.
  expect(byTarget.get('ratioBase')).toMatchObject({
    value: 'LEVEL_MEAN',
    valueSaid: { zh: '同级别机构的次均费用', en: 'mean cost of the level' },
    choicesSaid: [
      { value: 'LEVEL_MEAN', label: { zh: '同级别机构的次均费用' } },
      { value: 'PAYMENT_STANDARD', label: { zh: '病种支付标准' } },
      { value: 'STANDARD_WITH_COEFFICIENT' },
    ],
  });
  expect((await ask('AUDITOR')).errors.map(({ extensions }) => extensions?.['code'])).toEqual(['FORBIDDEN']);
});

it('refuses a candidate that does not compile with its findings, and roles that may not', async () => {
  const bad = await endpoint.ask<Started>(START, {
    key: 'CLERK',
    variables: input('bad', [{ name: 'bad', rulesetText: '{"region": "990300"}' }]),
  });
  expect(bad.data?.startWhatIf).toMatchObject({ __typename: 'ValidationError', code: 'RULESET_INVALID' });
  expect(bad.data?.startWhatIf.fields?.length).toBeGreaterThan(0);
  const unknown = await endpoint.ask<Started>(START, {
    key: 'FINANCE',
    variables: input('unknown', [{ name: 'x', set: [{ target: 'deviationHihg', value: '2' }] }]),
  });
  expect(unknown.data?.startWhatIf.fields?.map(({ path, code }) => [path.join('.'), code])).toEqual([
    ['candidates.0.set.0', 'UNKNOWN_TARGET'],
  ]);
  for (const key of ['AUDITOR', 'INSTITUTION'] as const) {
    const refused = await endpoint.ask<Started>(START, { key, variables: input('no', [{ name: 'x', set: [COEFFICIENT] }]) });
    expect(refused.data?.startWhatIf.__typename ?? 'refused').not.toBe('StartWhatIfPayload');
  }
});

/** A quota of special cases at the end of the year, as the national base has it: every case is taken for one, half of them are let be. */
const OF_CASES = {
  scope: 'fundYearEnd',
  output: { type: 'decimal', unit: 'case', round: { scale: 0, mode: 'DOWN' } },
  basis: ['sandbox#名额'],
};
const QUOTA = {
  parameters: { specialQuotaRate: { value: '0.5', max: '1', label: { zh: '特例单议数量上限' }, basis: ['sandbox#名额'] } },
  aggregates: [
    { id: 'discharges', of: 'case', count: true, where: { inclusion: 'INCLUDED' }, per: 'fundYearEnd', label: { zh: '出院病例' } },
  ],
  decisions: [
    { id: 'specialCases', label: { zh: '特例单议通过病例数' }, formula: 'discharges', ...OF_CASES },
    { id: 'specialQuota', label: { zh: '特例单议额度' }, formula: 'discharges * specialQuotaRate', ...OF_CASES },
    { id: 'specialQuotaLeft', label: { zh: '特例单议剩余额度' }, formula: 'specialQuota - specialCases', ...OF_CASES },
  ],
};

it('N25-32 forecasts a running year by the ruleset’s method; without one it says what to declare', async () => {
  const ask = (key: string) =>
    endpoint.ask<{
      fundYear: {
        forecast: {
          knownCases: number;
          cases: { expected: string };
          budgetUse: object | null;
          specialQuota: object | null;
          institutions: { code: string }[];
        };
      };
    }>(
      // What stands beside it reads in the request's own transaction, at once and once it is there: neither waits for the other.
      `{ region(code: "${REGION}") { name institutions { totalCount edges { node { region { name } } } } }
        fundYear(regionCode: "${REGION}", year: ${YEAR}, insurance: EMPLOYEE) { payments { totalCount edges { node { institution { name } } } } forecast(asOf: "${YEAR}-07-15") {
        throughMonth monthsKnown months completion yearsUsed knownCases cases { expected low high } pointValue { expected } budgetUse { budget paid paidShare } specialQuota { approved quota left }
        notices { code message { zh en } } institutions { code entitlement { expected low high } } } } }`,
      { key },
    );
  const none = await ask('FINANCE');
  expect(none.errors.map(({ extensions }) => extensions?.['code'])).toEqual(['UNAVAILABLE']);

  const base = await endpoint.platform.store.transaction(
    { holderId: 'test', holderName: 'test', regions: 'ALL', institutionCode: null },
    'READ',
    ({ rulesets }) => rulesets.findByVersion(REGION, '2021.1'),
  );
  const document = {
    ...{ region: REGION, version: `${YEAR}.7`, scheme: 'DIP', pointUnit: 'point', title: { zh: '预测' } },
    extends: { region: REGION, version: '2021.1', effectiveHash: base?.effectiveHash },
    effective: { from: `${YEAR}-01-01`, to: `${YEAR}-12-31` },
    methods: { forecast: { completion: 'DAYS', basis: ['sandbox#预测'] } },
    ...QUOTA,
  };
  await loadRuleset(endpoint.platform, platformCaller(endpoint.platform), JSON.stringify(document));
  const { data, errors } = await ask('FINANCE');
  expect(errors).toEqual([]);
  const forecast = data?.fundYear.forecast;
  expect(forecast).toMatchObject({ throughMonth: '06', monthsKnown: 6, months: 12, completion: 'DAYS', yearsUsed: [] });
  expect(Number(forecast?.cases.expected)).toBeGreaterThan(forecast?.knownCases ?? Infinity);
  expect(forecast?.budgetUse).not.toBeNull();
  const expected = BigInt(forecast?.cases.expected ?? '0');
  expect(expected).toBeGreaterThan(1n);
  expect(forecast?.specialQuota).toEqual({ approved: `${expected}`, quota: `${expected / 2n}`, left: `${expected / 2n - expected}` });
  const own = (await ask('INSTITUTION')).data?.fundYear.forecast;
  expect(own?.institutions.map(({ code }) => code)).toEqual(['H1']);
  expect([own?.budgetUse, own?.specialQuota]).toEqual([null, null]);

  // A year that was cleared says what it came to; not to an institution.
  const started = await endpoint.ask<{ startClearingRun: { clearingRun: { id: string } } }>(
    `mutation { startClearingRun(input: { regionCode: "${REGION}", year: ${YEAR}, insurance: EMPLOYEE, idempotencyKey: "quota" }) { ... on StartClearingRunPayload { clearingRun { id } } } }`,
    { key: 'FINANCE' },
  );
  await driveNextRun(endpoint.platform, 'test');
  const cleared = (key: string) =>
    endpoint.ask<{ clearingRun: { specialQuota: { approved: string; quota: string; left: string } } }>(
      `{ clearingRun(id: "${started.data?.startClearingRun.clearingRun.id ?? ''}") { specialQuota { approved quota left } } }`,
      { key },
    );
  const { approved = '0', quota, left } = (await cleared('FINANCE')).data?.clearingRun.specialQuota ?? {};
  expect(BigInt(approved)).toBeGreaterThan(1n);
  expect([quota, left]).toEqual([`${BigInt(approved) / 2n}`, `${BigInt(approved) / 2n - BigInt(approved)}`]);
  expect((await cleared('INSTITUTION')).errors.map(({ extensions }) => extensions?.['code'])).toEqual(['FORBIDDEN']);
});
