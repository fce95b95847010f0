import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capturedSql } from './captured-sql.js';
import { openEndpoint, type TestEndpoint } from './endpoint.js';
import { expectGolden } from './golden.js';

const CASE = `{caseNo: "X", institutionCode: "H1", insurance: EMPLOYEE, admissionDate: "2024-05-01", dischargeDate: "2024-05-09", principalDiagnosis: "I63.900", totalCost: "9000.00"}`;

/**
 * Queries with lists in lists: the number of statements must not grow with the number of rows. The exceptions are the paged lists inside a
 * list (a run's statements, a catalogue's groups, a region's institutions): one bounded query each, because the database can't page in a batch.
 */
const QUERIES: Readonly<Record<string, string>> = {
  'nothing-is-read': '{ viewer { actor { id kind } role permissions } }',
  region: '{ region(code: "990300") { name sandbox parent { name parent { code } } } }',
  'regions-with-rulesets': `{ regions { totalCount edges { node { code name parent { name } rulesetVersions { totalCount edges { node {
    version status effectiveFrom effectiveTo title { zh } region { name } basedOn { version region { code } } createdBy { name kind } } } } } } } }`,
  'catalogues-in-force': '{ regions { edges { node { code catalogue { version region { name } } } } } }',
  'rulesets-in-force':
    '{ regions { edges { node { code rulesetInForce(on: "2024-06-01") { version } ruleset(version: "2021.1") { effectiveHash } } } } }',
  institutions:
    '{ region(code: "990300") { institutions { totalCount edges { cursor node { code name class level attributes region { name } } } pageInfo { hasNextPage endCursor } } } }',
  catalogue:
    '{ region(code: "990300") { catalogue { version region { name } groups(kind: [CORE]) { totalCount edges { node { code points meanCost(level: "3") } } } } } }',
  'disease-group': '{ diseaseGroup(regionCode: "990300", catalogueVersion: "2024.1", code: "I63_DIAGNOSTIC") { name kind } }',
  'runs-with-statements': `{ clearingRuns(regionCode: "990300", first: 5) { totalCount edges { node { runNo budget region { name } rulesets { version } catalogue { version } waterfall { key amount }
    statements { totalCount edges { node { payable institution { name class region { code } } steps { key amount } } } } } } } }`,
  'statements-with-traces': `{ clearingRuns(regionCode: "990300", first: 1) { edges { node { statements(first: 10) { edges { node { institution { name } trace { decision label { zh } output basis { title } } } } } } } } }`,
  'case-with-scores':
    '{ inpatientCase(regionCode: "990300", caseNo: "S001") { caseNo institution { name region { name } } region { code } scores { edges { node { runNo points deviation } } } } }',
  'fund-year': `{ fundYear(regionCode: "990300", year: 2024, insurance: EMPLOYEE) { budgets { totalCount edges { node { revision items { name } } } } actuals { edges { node { revision } } }
    adjustments { totalCount edges { node { amount institution { name region { code } } } } } payments(institutionCode: "H1", first: 2) { edges { cursor node { amount paidOn institution { name } } } }
    assessments { edges { node { name value institution { name } } } } } }`,
  'audit-log': '{ auditLog(regionCode: "990300", first: 5) { totalCount edges { node { seq action actor { name kind } } } } }',
};

describe('the SQL that each query sends', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  it.each(Object.entries(QUERIES))('%s: golden file', async (name, query) => {
    await endpoint.ask(query); // compiled rulesets and region indexes are kept by the process
    const sql = await capturedSql(endpoint, async () => {
      const { errors } = await endpoint.ask(query);
      expect(errors).toEqual([]);
    });
    expectGolden(`sql/${name}.sql`, sql);
  });

  it('opens one read-only transaction a query, at the first read, and none where nothing is read', async () => {
    const count = (sql: string, verb: string) => sql.split('\n').filter((line) => line === verb).length;
    const idle = await capturedSql(endpoint, () => endpoint.ask('{ viewer { role } }'));
    expect(idle.trim()).toBe('');
    const busy = await capturedSql(endpoint, () =>
      endpoint.ask('{ a: region(code: "990300") { name } b: regions { totalCount } c: clearingRuns(regionCode: "990300") { totalCount } }'),
    );
    expect(count(busy, 'BEGIN')).toBe(1);
    expect(count(busy, 'COMMIT')).toBe(1);
  });

  it('opens none to score a case with warm caches', async () => {
    const query = `{ scoreCase(regionCode: "990300", input: ${CASE}) { ... on CaseScore { points group { code name points } ruleset { version } catalogue { version } trace { decision output conditions { text { zh } } } grouping { code } reproducibilityKey } } }`;
    expect((await endpoint.ask(query)).errors).toEqual([]);
    const sql = await capturedSql(endpoint, async () => {
      expect((await endpoint.ask(query)).errors).toEqual([]);
    });
    expect(sql.trim()).toBe('');
  });
});
