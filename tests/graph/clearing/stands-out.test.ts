import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from '../city.js';
import { openEndpoint, testActor, type TestEndpoint } from '../endpoint.js';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
});
afterAll(() => endpoint.close());

interface Run {
  readonly id: string;
  readonly stage: string;
  readonly confirmation: { readonly reason: string; readonly actor: { readonly name: string } } | null;
  readonly standsOut: {
    readonly totalCount: number;
    readonly hash: string;
    readonly checks: readonly {
      readonly kind: string;
      readonly parameter: string | null;
      readonly count: number;
      readonly offBecause: string | null;
    }[];
    readonly edges: readonly { readonly node: { readonly kind: string; readonly inpatientCase: { readonly caseNo: string } | null } }[];
  };
}
const QUERY = `query Runs($kinds: [StandOutKind!]) { clearingRuns(regionCode: "${REGION}", first: 1) { edges { node { id stage confirmation { reason actor { name } }
  standsOut(first: 100, kinds: $kinds) { totalCount hash checks { kind parameter threshold count listed offBecause }
    edges { node { kind message { zh } caseNo figure threshold parameter inpatientCase { caseNo totalCost } institution { name } group { name } subject } } } } } } }`;

const latest = async (key: string, variables = {}): Promise<Run | undefined> => {
  const { data } = await endpoint.ask<{ clearingRuns: { edges: { node: Run }[] } }>(QUERY, { key, variables });
  return data?.clearingRuns.edges[0]?.node;
};
const confirm = (key: string, input: Readonly<Record<string, unknown>>) =>
  endpoint.ask<{ confirmClearingRun: Record<string, unknown> }>(
    `mutation Confirm($input: ConfirmClearingRunInput!) { confirmClearingRun(input: $input) { __typename
      ... on ConfirmClearingRunPayload { clearingRun { stage confirmation { reason } } } ... on ConflictError { currentHash } ... on Error { code message } } }`,
    { key, variables: { input } },
  );

describe('what stands out in a run', () => {
  it('is read before anything is confirmed: every check with its parameter, each entry with its case', async () => {
    const run = await latest('AUDITOR');
    expect(run?.confirmation).toBeNull();
    expect(run?.standsOut.checks).toHaveLength(11);
    expect(run?.standsOut.checks.find(({ kind }) => kind === 'CASE_COST_RATIO')).toMatchObject({
      parameter: 'standOutCostRatioMax',
      threshold: '10',
      offBecause: null,
    });
    expect(run?.standsOut.hash).toMatch(/^[0-9a-f]{64}$/);
    const cases = await latest('AUDITOR', { kinds: ['CASE_POINTS_SHARE'] });
    expect(cases?.standsOut.edges.length).toBeGreaterThan(0);
    expect(cases?.standsOut.edges.every(({ node }) => node.kind === 'CASE_POINTS_SHARE' && node.inpatientCase !== null)).toBe(true);
    expect(cases?.standsOut.hash).toBe(run?.standsOut.hash); // of the whole list, whatever is filtered
  });

  it('calls institutions, parameters and bases by their names, not by what the list was hashed with', async () => {
    interface Said {
      readonly kind: string;
      readonly message: { readonly zh: string; readonly en: string };
      readonly institution: { readonly name: string; readonly code: string } | null;
      readonly parameter: string | null;
      readonly parameterSaid: { readonly zh: string } | null;
    }
    const { data, errors } = await endpoint.ask<{ clearingRuns: { edges: { node: { standsOut: { edges: { node: Said }[] } } }[] } }>(
      `{ clearingRuns(regionCode: "${REGION}", first: 1) { edges { node { standsOut(first: 100, kinds: [CASE_POINTS_SHARE, ASSUMED_FIGURE]) { edges { node {
        kind message { zh en } institution { name code } parameter parameterSaid { zh } } } } } } } }`,
      { key: 'AUDITOR' },
    );
    expect(errors).toEqual([]);
    const all = data?.clearingRuns.edges[0]?.node.standsOut.edges.map(({ node }) => node) ?? [];
    const share = all.find(({ kind }) => kind === 'CASE_POINTS_SHARE');
    expect(share?.parameter).toBe('standOutFundShareMax');
    expect(share?.message.zh).toContain(`（${share?.parameterSaid?.zh ?? ''}）`);
    expect(share?.message.zh.startsWith(`${share.institution?.name ?? ''} `)).toBe(true);
    const assumed = all.find(({ kind }) => kind === 'ASSUMED_FIGURE');
    expect(assumed?.message.zh).toMatch(/以假设为依据（演示/);
    for (const { message } of all) expect(`${message.zh} ${message.en}`).not.toMatch(/standOut|sandbox#|assumption#/);
  });

  it('is not for an institution’s key, nor for one without cases', async () => {
    for (const key of ['INSTITUTION', 'APPROVER']) {
      const { errors } = await endpoint.ask(QUERY, { key });
      expect(errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('says who started it, and who may be its second person: FINANCE, unless it is the starter', async () => {
    interface Told {
      readonly startedBy: { readonly id: string; readonly name: string };
      readonly mayConfirm: boolean;
    }
    const told = async (key: string): Promise<Told | undefined> => {
      const { data, errors } = await endpoint.ask<{ clearingRuns: { edges: { node: Told }[] } }>(
        `{ clearingRuns(regionCode: "${REGION}", first: 1) { edges { node { startedBy { id name } mayConfirm } } } }`,
        { key },
      );
      expect(errors).toEqual([]);
      return data?.clearingRuns.edges[0]?.node;
    };
    const seen = await told('FINANCE');
    expect(seen?.startedBy.name).not.toBe('');
    expect(seen?.mayConfirm).toBe(true);
    for (const key of ['AUDITOR', 'CLERK', 'INSTITUTION']) expect(await told(key)).toEqual({ ...seen, mayConfirm: false });
    endpoint.keys.set('STARTER', { ...testActor({ role: 'FINANCE' }), holderId: seen?.startedBy.id ?? '' });
    expect(await told('STARTER')).toEqual({ ...seen, mayConfirm: false });
    const run = await latest('FINANCE');
    const asked = { id: run?.id, standsOutHash: run?.standsOut.hash, reason: '已核实' };
    expect((await confirm('STARTER', asked)).data?.confirmClearingRun).toMatchObject({ __typename: 'ForbiddenError' });
    expect((await latest('FINANCE'))?.confirmation).toBeNull();
  });

  it('confirmClearingRun asks for the hash of the list; only FINANCE and DEMO may', async () => {
    const run = await latest('FINANCE');
    const asked = { id: run?.id, standsOutHash: run?.standsOut.hash, reason: '已核实' };
    expect((await confirm('AUDITOR', asked)).data?.confirmClearingRun).toMatchObject({ __typename: 'ForbiddenError' });
    expect((await confirm('FINANCE', { ...asked, standsOutHash: 'x' })).data?.confirmClearingRun).toMatchObject({
      __typename: 'ConflictError',
      currentHash: run?.standsOut.hash,
    });
    expect((await confirm('FINANCE', asked)).data?.confirmClearingRun).toMatchObject({
      clearingRun: { stage: 'CONFIRMED', confirmation: { reason: '已核实' } },
    });
    expect((await latest('CLERK'))?.confirmation).toMatchObject({ reason: '已核实', actor: { name: '测试 FINANCE' } });
  });
});
