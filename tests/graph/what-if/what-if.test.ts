import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadRuleset } from '../../../src/app/rulesets/load-ruleset.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { add, decimal, printShort } from '../../../src/engine/number/quantity.js';
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
      candidates { name changes { target label before after } sameCases failure { zh }
        result { side { pointValue } entitlement { difference } moved movedBy { output cases } ways { output from to cases } winners losers }
        institutions(first: 50) { edges { node { code entitlement { before after difference } rate byRule byPrice byRest byLater } } pageInfo { hasNextPage } }
        groups(first: 5) { edges { node { code points { before after } } } }
        cases(output: points, first: 1) { cases { changed before { points trace { decision } } after { points trace { decision } } } next } } } }`,
    { key: 'CLERK' },
  );
  expect(errors).toEqual([]);
  const candidate = data?.whatIf.candidates[0];
  expect(candidate?.changes).toEqual([{ target: COEFFICIENT.target, label: '基本系数表', before: '1.2', after: '1.3' }]);
  expect(candidate?.result.entitlement.difference).toBe('0.00');
  const rows = candidate?.institutions.edges.map(({ node }) => node) ?? [];
  expect(rows.map(({ code }) => code)).toEqual(['H1', 'H2', 'H3']);
  expect(printShort(rows.map(({ entitlement }) => decimal(entitlement.difference)).reduce(add))).toBe('0');
  expect(rows[0]?.entitlement.difference).not.toBe('0.00');
  const moved = candidate?.cases.cases[0];
  expect(moved?.changed).toContain('points');
  expect(moved?.before.points).not.toBe(moved?.after.points);
  expect(moved?.after.trace.length).toBeGreaterThan(0);

  const listed = await endpoint.ask<{ whatIfs: { edges: readonly { node: { id: string } }[] } }>(
    `{ whatIfs(regionCode: "${REGION}", first: 1) { edges { node { id year insurance startedBy resultHash } } } }`,
    { key: 'APPROVER' },
  );
  expect(listed.data?.whatIfs.edges[0]?.node.id).toBe(id);
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

it('N25-32 forecasts a running year by the ruleset’s method; without one it says what to declare', async () => {
  const ask = (key: string) =>
    endpoint.ask<{
      fundYear: {
        forecast: { knownCases: number; cases: { expected: string }; budgetUse: object | null; institutions: { code: string }[] };
      };
    }>(
      `{ fundYear(regionCode: "${REGION}", year: ${YEAR}, insurance: EMPLOYEE) { forecast(asOf: "${YEAR}-07-15") {
        throughMonth monthsKnown months completion yearsUsed knownCases cases { expected low high } pointValue { expected } budgetUse { budget paid paidShare }
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
  };
  await loadRuleset(endpoint.platform, platformCaller(endpoint.platform), JSON.stringify(document));
  const { data, errors } = await ask('FINANCE');
  expect(errors).toEqual([]);
  const forecast = data?.fundYear.forecast;
  expect(forecast).toMatchObject({ throughMonth: '06', monthsKnown: 6, months: 12, completion: 'DAYS', yearsUsed: [] });
  expect(Number(forecast?.cases.expected)).toBeGreaterThan(forecast?.knownCases ?? Infinity);
  expect(forecast?.budgetUse).not.toBeNull();
  const own = (await ask('INSTITUTION')).data?.fundYear.forecast;
  expect(own?.institutions.map(({ code }) => code)).toEqual(['H1']);
  expect(own?.budgetUse).toBeNull();
});
