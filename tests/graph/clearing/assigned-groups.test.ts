import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { readStandsOut, standsOutText } from '../../../src/cli/print/stands-out.js';
import type { RunRecord } from '../../../src/app/ports/clearing/ports-run.js';
import { GROUPER_CITY, GROUPER_RULESET, projectFile } from '../../support/grouper-city.js';
import { ProductCity } from '../../support/product-city.js';

let endpoint: TestEndpoint;
let run: RunRecord;
beforeAll(async () => {
  endpoint = await openEndpoint();
  await new ProductCity(endpoint.platform, '991500', 2027).load(await projectFile('rulesets/991500-drg/2024.1.json'));
  const city = new ProductCity(endpoint.platform, GROUPER_CITY, 2027);
  const plan = await city.load(await projectFile(GROUPER_RULESET));
  await city.institutions(plan);
  await city.catalogue(plan);
  // Every case of the three hospitals is assigned to G1 elsewhere; the grouper finds G0, G1, G2 by diagnosis, one for each hospital.
  await city.cases(plan, 24, { assignedGroupCode: 'G1' });
  await city.records(plan);
  ({ run } = await city.clear(plan));
});
afterAll(() => endpoint.close());

const QUERY = `query ($kinds: [StandOutKind!]) { clearingRuns(regionCode: "${GROUPER_CITY}", first: 1) { edges { node {
  standsOut(first: 100, kinds: $kinds) { checks { kind count listed offBecause }
    edges { node { kind caseNo subject figure groupCode group { code } institution { code } inpatientCase { assignedGroupCode } message { zh en } } } } } } } }`;

interface Shown {
  readonly checks: readonly { readonly kind: string; readonly count: number }[];
  readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[];
}

it('names cases and institutions whose group assigned elsewhere is another than the run’s grouper finds, with count and share', async () => {
  expect(run.failure).toBeNull();
  const kinds = ['CASE_ASSIGNED_GROUP', 'INSTITUTION_ASSIGNED_GROUP'];
  const { data, errors } = await endpoint.ask<{ clearingRuns: { edges: { node: { standsOut: Shown } }[] } }>(QUERY, {
    variables: { kinds },
  });
  expect(errors).toEqual([]);
  const { checks = [], edges = [] } = data?.clearingRuns.edges[0]?.node.standsOut ?? {};
  expect(checks.filter(({ kind }) => kinds.includes(kind))).toEqual([
    { kind: 'CASE_ASSIGNED_GROUP', count: 16, listed: 16, offBecause: null },
    { kind: 'INSTITUTION_ASSIGNED_GROUP', count: 2, listed: 2, offBecause: null },
  ]);
  const nodes = edges.map(({ node }) => node);
  expect(nodes.length).toBe(18);
  expect(nodes[0]).toMatchObject({
    ...{ kind: 'CASE_ASSIGNED_GROUP', caseNo: 'C2027-0', subject: 'G1', groupCode: 'G0', group: { code: 'G0' } },
    ...{ institution: { code: 'H01' }, inpatientCase: { assignedGroupCode: 'G1' } },
    message: {
      zh: '医院 H01 C2027-0：外部分组为 G1，分组方案得 G0',
      en: '医院 H01 C2027-0: assigned to G1 elsewhere, the grouper finds G0',
    },
  });
  expect(nodes.slice(16)).toMatchObject([
    { kind: 'INSTITUTION_ASSIGNED_GROUP', institution: { code: 'H01' }, subject: '8/8', figure: '1.0000' },
    { kind: 'INSTITUTION_ASSIGNED_GROUP', institution: { code: 'H03' }, subject: '8/8', figure: '1.0000' },
  ]);
  const shown = await endpoint.platform.store.transaction(PLATFORM_ACCESS, 'READ', (unit) => readStandsOut(unit, run));
  expect(standsOutText(shown)).toContain('外部分组与分组方案不同 16，机构外部分组与分组方案不同的占比 2');
});
