import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from '../city.js';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';
import { must } from '../../../src/engine/kit/assert.js';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
});
afterAll(() => endpoint.close());

interface Used {
  readonly region: {
    readonly now: { readonly version: string; readonly uses: Uses } | null;
    readonly then: { readonly version: string } | null;
    readonly known: { readonly totalCount: number };
  };
}
interface Uses {
  readonly edges: readonly {
    readonly node: {
      readonly run: { readonly runNo: number };
      readonly cases: number | null;
      readonly caseList: { readonly edges: readonly { readonly node: { readonly caseNo: string } }[] };
    };
  }[];
}
const IN_FORCE = `{ region(code: "${REGION}") {
  now: rulesetInForce(on: "2025-06-30") { version }
  then: rulesetInForce(on: "2025-06-30", knownAt: "2020-01-01T00:00:00+08:00") { version }
  known: rulesetVersions(knownAt: "2020-01-01T00:00:00Z") { totalCount } } }`;
const USES = `{ region(code: "${REGION}") { now: rulesetInForce(on: "2024-06-30") { version
  uses { edges { node { run { runNo } cases caseList(first: 5) { edges { node { caseNo institutionCode } } } } } } } } }`;

describe('as of a day, as it was known at a moment', () => {
  it('answers for both times, under any key of the region', async () => {
    const { data, errors } = await endpoint.ask<Used>(IN_FORCE, { key: 'INSTITUTION' });
    expect(errors).toEqual([]);
    expect(data?.region).toEqual({ now: { version: '2025.1' }, then: null, known: { totalCount: 0 } });
  });

  it('no other version stands in for one whose days were moved in the database', async () => {
    const move = (from: string): Promise<unknown> =>
      endpoint.city.database.pool.query('UPDATE ruleset_version SET effective_from = $1 WHERE region_code = $2 AND version = $3', [
        from,
        REGION,
        '2025.1',
      ]);
    const asked = async (query: string): Promise<readonly unknown[]> =>
      ((await endpoint.ask(`{ region(code: "${REGION}") { ${query} } }`)).errors ?? []).map(({ extensions }) => extensions?.['code']);
    await move('2025-09-01');
    for (const query of [
      'rulesetInForce(on: "2025-06-30") { version }',
      'rulesetVersions { edges { node { version } } }',
      'ruleset(version: "2025.1") { version }',
    ])
      expect(await asked(query)).toEqual(['RULESET_TAMPERED']);
    await move('2025-01-01');
    expect(await asked('rulesetInForce(on: "2025-06-30") { version }')).toEqual([]);
  });

  it('says to the agency which runs used a version, and for which cases', async () => {
    const { data, errors } = await endpoint.ask<Used>(USES, { key: 'AUDITOR' });
    expect(errors).toEqual([]);
    const [use] = must(data?.region.now ?? undefined, 'version').uses.edges;
    expect(use?.node.run.runNo).toBeGreaterThan(0);
    expect(use?.node.cases).toBeGreaterThan(0);
    expect(use?.node.caseList.edges.length).toBe(Math.min(5, use?.node.cases ?? 0));
    const refused = await endpoint.ask<Used>(USES, { key: 'INSTITUTION' });
    expect(refused.errors?.map(({ extensions }) => extensions?.['code'])).toContain('FORBIDDEN');
  });

  it('scores by what was known then', async () => {
    const score = (using: string) =>
      endpoint.ask<{ scoreCase: { __typename: string; ruleset?: { version: string } } }>(
        `{ scoreCase(regionCode: "${REGION}", using: ${using}, input: {caseNo: "X", institutionCode: "H1", insurance: EMPLOYEE,
        admissionDate: "2025-06-01", dischargeDate: "2025-06-10", ageYears: 40, principalDiagnosis: "I63.900", totalCost: "25000.00"}) {
        __typename ... on Error { code } } }`,
      );
    expect((await score(`{ knownAt: "2020-01-01T00:00:00Z" }`)).data?.scoreCase).toMatchObject({ code: 'NO_RULESET_IN_FORCE' });
    expect((await score(`{ knownAt: "${new Date(Date.now() + 60_000).toISOString()}" }`)).data?.scoreCase).toMatchObject({
      __typename: 'CaseScore',
    });
  });
});
