import { isInterfaceType, isObjectType, type GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, testActor, type TestEndpoint } from '../endpoint.js';
import { sampleRequest } from '../sample-request.js';
import { ROLE_PERMISSIONS, ROLES, type Permission, type Role } from '../../../src/app/ports/kit/permissions.js';
import { schema } from '../../../src/graph/schema.js';
import { must } from '../../../src/engine/kit/assert.js';

/** What every root field asks of the caller; `authenticated`: any key. Following a job asks for what its kind does (jobs.test.ts). */
const ROOT_SCOPES: Readonly<Record<string, Permission | 'authenticated' | readonly Permission[]>> = {
  'Query.apiKeys': 'key:manage',
  'Query.auditLog': 'audit:read',
  'Query.auditVerification': 'audit:read',
  'Query.caseFields': 'case:score',
  'Query.catalogueJobs': 'catalogue:read',
  'Query.checkRuleset': 'ruleset:check',
  'Query.clearingRun': 'run:read',
  'Query.clearingRuns': 'run:read',
  'Query.code': 'catalogue:read',
  'Query.codeTables': 'catalogue:read',
  'Query.diseaseGroup': 'catalogue:read',
  'Query.fundYear': 'statement:read',
  'Query.fundYears': 'statement:read',
  'Query.grouper': 'catalogue:read',
  'Query.groupers': 'catalogue:read',
  'Query.indicatorComparison': 'statement:read',
  'Query.indicatorGroups': 'statement:read',
  'Query.indicatorReport': 'statement:read',
  'Query.importJobs': 'case:import',
  'Query.inpatientCase': 'case:read',
  'Query.inpatientCases': 'case:read',
  'Query.institution': 'institution:read',
  'Query.node': 'run:read', // what the type of the id asks, before anything is read: here a clearing run
  'Query.roles': 'authenticated',
  'Query.searchCodes': 'catalogue:read',
  'Query.persons': 'person:manage',
  'Query.readCases': 'case:score',
  'Query.provinceReport': 'budget:read',
  'Query.publications': 'region:read',
  'Query.qualityResults': 'case:read',
  'Query.qualitySummary': 'case:read',
  'Query.region': 'region:read',
  'Query.regions': 'region:read',
  'Query.rulesetVersion': 'ruleset:read',
  'Query.periodDeclarations': 'statement:read',
  'Query.preparation': 'authenticated',
  'Query.scoreCase': 'case:score',
  'Query.scoreCases': 'case:score',
  'Query.settlementPeriods': 'statement:read',
  'Query.switchStudies': 'budget:read',
  'Query.viewer': 'authenticated',
  'Query.whatIf': 'budget:read',
  'Query.whatIfs': 'budget:read',
  'Query.whatIfTargets': 'simulation:run',
  'Query.workingCalendar': 'region:read',
  'Query.publishingRule': ['draft:read', 'region:manage'], // whoever may set it may read it
  'Query.rulesetDraft': 'draft:read',
  'Query.rulesetDrafts': 'draft:read',
  'Mutation.abandonDraft': 'ruleset:draft',
  'Mutation.commentDraft': 'draft:read',
  'Mutation.createDraft': 'ruleset:draft',
  'Mutation.decideDraft': 'ruleset:approve',
  'Mutation.importBundleCatalogue': 'catalogue:write',
  'Mutation.importDraftWorkbook': 'ruleset:draft',
  'Mutation.importRulesetBundle': 'ruleset:draft',
  'Mutation.loadBundleBases': 'ruleset:publish',
  'Mutation.mergeDraft': 'ruleset:draft',
  'Mutation.previewDraftWorkbook': 'ruleset:draft',
  'Mutation.previewRulesetBundle': 'ruleset:draft',
  'Mutation.publishDraft': 'ruleset:publish',
  'Mutation.recallDraft': 'ruleset:draft',
  'Mutation.saveDraft': 'ruleset:draft',
  'Mutation.scheduleDraft': 'ruleset:publish',
  'Mutation.setPublishingRule': 'region:manage',
  'Mutation.submitDraft': 'ruleset:draft',
  'Mutation.unscheduleDraft': 'ruleset:publish',
  'Mutation.acceptSwitchPoints': 'catalogue:write',
  'Mutation.answerObjection': 'run:publish',
  'Mutation.buildCatalogue': 'catalogue:write',
  'Mutation.cancelJob': 'run:start',
  'Mutation.confirmClearingRun': 'run:confirm',
  'Mutation.confirmReceipts': 'statement:confirm',
  'Mutation.confirmStatements': 'statement:confirm',
  'Mutation.createApiKey': 'key:manage',
  'Mutation.createPerson': 'person:manage',
  'Mutation.resetPassword': 'person:manage',
  'Mutation.setPersonDisabled': 'person:manage',
  'Mutation.decideBudget': 'budget:approve',
  'Mutation.declarePeriod': 'period:declare',
  'Mutation.importCases': 'case:import',
  'Mutation.importCatalogue': 'catalogue:write',
  'Mutation.importCodeTable': 'catalogue:write',
  'Mutation.importGrouper': 'catalogue:write',
  'Mutation.importInstitutions': 'institution:write',
  // Of the kind that the sample request states, a budget; other kinds ask for payment:write.
  'Mutation.importYearRecords': 'budget:write',
  'Mutation.loadRuleset': 'ruleset:publish',
  'Mutation.withdrawRuleset': 'ruleset:publish',
  'Mutation.publishClearingRun': 'run:publish',
  'Mutation.raiseObjection': 'statement:confirm',
  'Mutation.publishFigures': 'run:confirm',
  'Mutation.recordAdjustment': 'payment:write',
  'Mutation.recordPayment': 'payment:write',
  'Mutation.replayClearingRun': 'budget:read',
  'Mutation.resumeJob': 'run:start',
  'Mutation.reviewDeclarations': 'period:review',
  'Mutation.revokeApiKey': 'key:manage',
  'Mutation.saveRegion': 'region:manage',
  'Mutation.setAssessment': 'payment:write',
  'Mutation.setBudget': 'budget:write',
  'Mutation.setBudgetActuals': 'budget:write',
  'Mutation.startCaseImport': 'case:import',
  'Mutation.startClearingRun': 'run:start',
  'Mutation.startSwitchStudy': 'catalogue:write',
  'Mutation.startWhatIf': 'simulation:run',
  'Mutation.recordInstitutionChanges': 'institution:write',
  'Mutation.recordJointPayment': 'payment:write',
  'Mutation.reverseJointPayment': 'payment:write',
  'Mutation.confirmJointReceipt': 'statement:confirm',
  'Mutation.stateConsortia': 'institution:write',
  'Query.consortia': 'institution:read',
  'Mutation.reverseLists': 'case:import',
  'Mutation.stateCalendar': 'calendar:write',
  'Mutation.updateInstitution': 'institution:write',
  'Mutation.voidCases': 'case:import',
  'Subscription.jobProgress': 'run:read',
};

/** What every type that can be reached by itself asks; parts of others are guarded by them. */
const TYPE_SCOPES: Readonly<Record<string, Permission>> = {
  ApiKey: 'key:manage',
  AuditEvent: 'audit:read',
  CaseScore: 'case:score',
  Catalogue: 'catalogue:read',
  CatalogueJob: 'catalogue:read',
  ClearingRun: 'run:read',
  DiseaseGroup: 'catalogue:read',
  Grouper: 'catalogue:read',
  ImportJob: 'case:import',
  InpatientCase: 'case:read',
  Institution: 'institution:read',
  Person: 'person:manage',
  Region: 'region:read',
  RulesetVersion: 'ruleset:read',
  Statement: 'statement:read',
  SwitchStudy: 'budget:read',
  WhatIf: 'budget:read',
};

/** Root fields whose id is not of a clearing run. */
const ID_TYPES: Readonly<Record<string, string>> = {
  'Query.rulesetVersion': 'RulesetVersion',
  'Query.whatIf': 'WhatIf',
  'Mutation.acceptSwitchPoints': 'SwitchStudy',
  'Mutation.revokeApiKey': 'ApiKey',
  'Mutation.resetPassword': 'Person',
  'Mutation.setPersonDisabled': 'Person',
};

const ROOTS = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].map((type) => must(type, 'root type'));

function scopesOf(extensions: unknown): unknown {
  const { pothosOptions } = extensions as { pothosOptions?: { authScopes?: unknown } };
  return pothosOptions?.authScopes;
}

/** One small request a root field. */
const REQUESTS: ReadonlyMap<string, string> = new Map(
  ROOTS.flatMap((type) =>
    Object.values(type.getFields()).map((field): [string, string] => {
      const name = `${type.name}.${field.name}`;
      const operation = type.name === 'Query' ? 'query' : type.name === 'Mutation' ? 'mutation' : 'subscription';
      return [name, sampleRequest(operation, field, ID_TYPES[name] ?? 'ClearingRun')];
    }),
  ),
);
const requestFor = (name: string): string => must(REQUESTS.get(name), name);

function may(role: Role, scope: Permission | 'authenticated' | readonly Permission[]): boolean {
  if (typeof scope !== 'string') return scope.some((one) => may(role, one));
  return scope === 'authenticated' || ROLE_PERMISSIONS[role].includes(scope);
}

describe('every root field and type', () => {
  const fields = ROOTS.flatMap((type) => Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })));

  it('root fields: each states its scope, and stands in the table of this test', () => {
    for (const { name, field } of fields) {
      expect(scopesOf(field.extensions), `${name} states no scope`).toBeDefined();
      expect(ROOT_SCOPES, `${name} is not in the table`).toHaveProperty([name]);
    }
    expect(Object.keys(ROOT_SCOPES).filter((name) => !fields.some((field) => field.name === name))).toEqual([]);
  });

  it('types with a global id, and whatever else is kept by itself: each states its scope', () => {
    const objects = Object.values(schema.getTypeMap()).filter((type): type is GraphQLObjectType => isObjectType(type));
    const node = schema.getType('Node');
    const nodes = objects.filter((type) => type.getInterfaces().some((one) => one === node)).map(({ name }) => name);
    expect(nodes.filter((name) => !(name in TYPE_SCOPES))).toEqual([]);
    for (const [name, scope] of Object.entries(TYPE_SCOPES)) {
      const type = must(schema.getType(name), name);
      expect(scopesOf(type.extensions), name).toEqual({ permission: scope });
    }
    expect(isInterfaceType(node)).toBe(true);
  });
});

describe('who may ask what', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  /** Whether an answer refuses for want of permission, as a member of the union or as a top-level error. */
  const isRefused = async (request: string, key: string | null): Promise<string | undefined> => {
    const { data, errors } = await endpoint.ask<Record<string, { __typename?: string } | null>>(request, { key });
    const code = errors[0]?.extensions?.code;
    if (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN') return code;
    return Object.values(data ?? {}).some((value) => value?.__typename === 'ForbiddenError') ? 'FORBIDDEN' : undefined;
  };

  it.each([...REQUESTS].filter(([name]) => !name.startsWith('Subscription.')))('%s × every role', async (name, request) => {
    const scope = must(ROOT_SCOPES[name], name);
    for (const role of ROLES) {
      expect(await isRefused(request, role), `${role} ${String(scope)}`).toBe(may(role, scope) ? undefined : 'FORBIDDEN');
    }
    expect(await isRefused(request, null), 'nobody').toBe('UNAUTHENTICATED');
  });

  it('a subscription is refused before it begins', async () => {
    const ask = async (key: string | null) =>
      await (
        await endpoint.post({ query: requestFor('Subscription.jobProgress') }, { key, headers: { accept: 'text/event-stream' } })
      ).text();
    expect(await ask('INTEGRATOR')).toContain('FORBIDDEN');
    expect(await ask(null)).toContain('UNAUTHENTICATED');
  });

  /** An object of each type, by node(id), and all of its plain fields. */
  const objects = async (): Promise<ReadonlyMap<string, string>> => {
    const { data } = await endpoint.ask<Record<string, never>>(`{
      region(code: "990300") { id institutions(first: 1) { edges { node { id } } } catalogue { id groups(first: 1) { edges { node { id } } } } ruleset(version: "2021.1") { id } }
      clearingRuns(regionCode: "990300", first: 9) { edges { node { id statements(first: 1) { edges { node { id } } } } } }
      inpatientCase(regionCode: "990300", caseNo: "S001") { id } }`);
    const ids = [...JSON.stringify(data).matchAll(/"id":"([^"]+)"/g)].map(([, id]) => must(id, 'id'));
    return new Map(ids.map((id) => [must(Buffer.from(id, 'base64').toString().split(':')[0], 'type'), id]));
  };

  it('every field of every type with an id × every role', async () => {
    const found = await objects();
    expect([...found.keys()].sort()).toEqual([
      'Catalogue',
      'ClearingRun',
      'DiseaseGroup',
      'InpatientCase',
      'Institution',
      'Region',
      'RulesetVersion',
      'Statement',
    ]);
    for (const [name, id] of found) {
      const type = schema.getType(name);
      if (!isObjectType(type)) throw new Error(name);
      const plain = Object.values(type.getFields()).filter(
        (field) =>
          /^(?:ID|String|Int|Boolean|Decimal|Date)!?$/.test(String(field.type)) &&
          field.args.length === 0 &&
          scopesOf(field.extensions) === undefined, // those are in nested-permissions.test.ts
      );
      const query = `{ node(id: "${id}") { ... on ${name} { ${plain.map((field) => field.name).join(' ')} } } }`;
      for (const role of ROLES) {
        const { data, errors } = await endpoint.ask<{ node: unknown }>(query, { key: role });
        const allowed = may(role, must(TYPE_SCOPES[name], name));
        expect(errors[0]?.extensions?.code, `${name} ${role}`).toBe(allowed ? undefined : 'FORBIDDEN');
        if (!allowed) expect(data?.node ?? null, `${name} ${role}`).toBeNull();
      }
    }
  });

  it('refuses a key that is unknown, whatever it asks', async () => {
    const answer = await endpoint.ask('{ __typename }', { key: 'NOBODY' });
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(answer.errors[0]?.message).toContain('密钥无效');
    const english = await endpoint.ask('{ __typename }', { key: 'NOBODY', headers: { 'accept-language': 'en' } });
    expect(english.errors[0]?.message).toContain('The key is not valid');
    const basic = await endpoint.post({ query: '{ __typename }' }, { key: null, headers: { authorization: 'Basic eDp5' } });
    expect(basic.status).toBe(401);
  });

  it('names the scope that is missing', async () => {
    const { data } = await endpoint.ask(
      `mutation { loadRuleset(input: {documentText: "{}"}) { ... on ForbiddenError { code requiredScope message } } }`,
      { key: 'FINANCE' },
    );
    expect(data?.loadRuleset).toMatchObject({ code: 'FORBIDDEN', requiredScope: 'ruleset:publish' });
  });

  it('a key narrowed by its scopes may do no more than they say', async () => {
    endpoint.keys.set('NARROW', testActor({ role: 'FINANCE', scopes: ['case:score'] }));
    expect(await isRefused(requestFor('Query.scoreCase'), 'NARROW')).toBeUndefined();
    expect(await isRefused(requestFor('Query.inpatientCase'), 'NARROW')).toBe('FORBIDDEN');
  });

  it('a key of another region sees published rulesets and catalogues of this one, and nothing else', async () => {
    endpoint.keys.set('ELSEWHERE', testActor({ role: 'AUDITOR', regions: ['370300'] }));
    const { data, errors } = await endpoint.ask(
      `{ region(code: "990300") { name ruleset(version: "2021.1") { version } catalogue { version } institutions { totalCount } }
         inpatientCase(regionCode: "990300", caseNo: "S001") { caseNo } }`,
      { key: 'ELSEWHERE' },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      region: {
        name: '演示市（合成数据）',
        ruleset: { version: '2021.1' },
        catalogue: { version: '2024.1' },
        institutions: { totalCount: 0 },
      },
      inpatientCase: null,
    });
    for (const name of ['Query.clearingRuns', 'Query.auditLog', 'Query.scoreCase'] as const) {
      expect(await isRefused(requestFor(name), 'ELSEWHERE'), name).toBe('FORBIDDEN');
    }
  });

  it('an institution’s key sees its own cases and its own statement only', async () => {
    const { data, errors } = await endpoint.ask<{
      clearingRuns: { edges: { node: { statements: { edges: { node: { institution: { code: string } } }[] } } }[] };
    }>(
      `{ own: inpatientCase(regionCode: "990300", caseNo: "S001") { caseNo } other: inpatientCase(regionCode: "990300", caseNo: "S002") { caseNo }
         clearingRuns(regionCode: "990300") { edges { node { payable statements { totalCount edges { node { institution { code } payable } } } } } } }`,
      { key: 'INSTITUTION' },
    );
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ own: { caseNo: 'S001' }, other: null });
    expect(data?.clearingRuns.edges.at(-1)?.node.statements).toMatchObject({
      totalCount: 1,
      edges: [{ node: { institution: { code: 'H1' } } }],
    });
  });

  it('a DEMO key works in sandbox regions only', async () => {
    expect(await isRefused('{ clearingRuns(regionCode: "370300") { totalCount } }', 'DEMO')).toBe('FORBIDDEN');
    expect(await isRefused('{ clearingRuns(regionCode: "990300") { totalCount } }', 'DEMO')).toBeUndefined();
  });

  it.each([
    '',
    'x',
    'Zm9v',
    Buffer.from('Nothing:1').toString('base64'),
    Buffer.from('Catalogue:990300/not-a-uuid').toString('base64'),
    Buffer.from('ClearingRun:990300').toString('base64'),
    Buffer.from('Statement:990300/x/H1').toString('base64'),
  ])('answers the id %j gently', async (id) => {
    const { data, errors } = await endpoint.ask(`query Q($id: ID!) { node(id: $id) { id } }`, { variables: { id } });
    expect(data?.node ?? null).toBeNull();
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
    expect(endpoint.logged).toEqual([]);
  });
});
