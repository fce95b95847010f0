import { getNamedType, isEnumType, isNonNullType, isObjectType, isScalarType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';
import { must } from '../../../src/engine/kit/assert.js';
import { ROLE_PERMISSIONS, ROLES, type Permission } from '../../../src/app/ports/kit/permissions.js';
import { schema } from '../../../src/graph/schema.js';

/** Every field inside a type that asks for more than its type does. A new one is added here, and to `docs` where it is described. */
const FIELD_SCOPES: Readonly<Record<string, Permission>> = {
  'Budget.trace': 'budget:read',
  'Budget.warnings': 'budget:read',
  'CaseScore.example': 'draft:read',
  'CaseScore.inpatientCase': 'case:read',
  'ClearingRun.accounts': 'budget:read',
  'ClearingRun.adjustment': 'statement:read',
  'ClearingRun.budget': 'budget:read',
  'ClearingRun.comparedWith': 'statement:read',
  'ClearingRun.consolidatedStatement': 'statement:read',
  'ClearingRun.costDistribution': 'case:read',
  'ClearingRun.fund': 'budget:read',
  'ClearingRun.fundTrace': 'budget:read',
  'ClearingRun.inputs': 'budget:read',
  'ClearingRun.insuredRegions': 'statement:read',
  'ClearingRun.objections': 'statement:read',
  'ClearingRun.scores': 'case:read',
  'ClearingRun.situations': 'case:read',
  'ClearingRun.specialQuota': 'run:read',
  'ClearingRun.standsOut': 'case:read',
  'ClearingRun.statements': 'statement:read',
  'ClearingRun.transfers': 'budget:read',
  'ClearingRun.waterfall': 'budget:read',
  'FundYear.actuals': 'budget:read',
  'FundYear.budgetReview': 'budget:read',
  'FundYear.budgets': 'budget:read',
  'FundYear.jointPayments': 'statement:read',
  'FundYear.ledgerVerification': 'audit:read',
  'FundYear.paymentWarnings': 'budget:read',
  'ImportJob.rejects': 'case:read',
  'Institution.statements': 'statement:read',
  'Region.catalogues': 'catalogue:read',
  'Region.institutions': 'institution:read',
  'RunComparison.budget': 'budget:read',
  'RunComparison.fund': 'budget:read',
  'RulesetDraft.whatIf': 'budget:read',
  'RulesetDraft.whatIfs': 'budget:read',
  'RulesetVersion.uses': 'case:read',
  'Statement.corrections': 'statement:read',
  'Statement.groups': 'statement:read',
  'Statement.months': 'statement:read',
  'StatementCorrections.cases': 'case:read',
  'SwitchStudy.cases': 'case:read',
  'WhatIfCandidate.cases': 'case:read',
};

const ROOTS = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].map((type) => type?.name));
const TYPES = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__') && !ROOTS.has(type.name),
);

function scopesOf(extensions: unknown): unknown {
  const { pothosOptions } = extensions as { pothosOptions?: { authScopes?: unknown } };
  return pothosOptions?.authScopes;
}

/** The permission that a field states for itself; those that depend on the region are asked with one. */
function scopeOf({ extensions }: GraphQLField<unknown, unknown>): unknown {
  const stated = scopesOf(extensions);
  const scopes: unknown = typeof stated === 'function' ? (stated as (parent: object) => unknown)({ regionCode: '990300' }) : stated;
  if (typeof scopes !== 'object' || scopes === null) return undefined;
  const { permission, inRegion, agency } = scopes as { permission?: unknown; inRegion?: { permission: unknown }; agency?: unknown };
  return permission ?? inRegion?.permission ?? agency;
}

function isPlain(field: GraphQLField<unknown, unknown>): boolean {
  const type = getNamedType(field.type);
  return field.args.length === 0 && (isScalarType(type) || isEnumType(type));
}

/** A field with what of it can be asked for without arguments, down to something plain; `undefined`: it needs arguments. */
function selected(field: GraphQLField<unknown, unknown>, depth = 0): string | undefined {
  if (field.args.some(({ type }) => isNonNullType(type))) return undefined;
  const type = getNamedType(field.type);
  if (isScalarType(type) || isEnumType(type)) return field.name;
  if (!isObjectType(type) || depth > 3) return `${field.name} { __typename }`;
  const fields = Object.values(type.getFields());
  const edges =
    type.name.endsWith('Connection') || type.name.endsWith('Edge') ? (type.getFields().edges ?? type.getFields().node) : undefined;
  const inner = edges === undefined ? fields.find(isPlain)?.name : selected(edges, depth + 1);
  return `${field.name} { __typename ${inner ?? ''} }`;
}

describe('fields inside types (I6)', () => {
  it('those that ask for a scope of their own are the ones of this table, each with its scope', () => {
    const found = TYPES.flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => {
        const scope = scopeOf(field);
        return scope === undefined ? [] : [[`${type.name}.${field.name}`, scope] as const];
      }),
    );
    expect(Object.fromEntries(found)).toEqual(FIELD_SCOPES);
  });

  describe('× every role', () => {
    let endpoint: TestEndpoint;
    beforeAll(async () => {
      endpoint = await openEndpoint();
    });
    afterAll(() => endpoint.close());

    const idsByType = async (): Promise<ReadonlyMap<string, string>> => {
      const { data } = await endpoint.ask(`{
        region(code: "990300") { id institutions(first: 1) { edges { node { id } } } catalogue { id groups(first: 1) { edges { node { id } } } } ruleset(version: "2021.1") { id } }
        clearingRuns(regionCode: "990300", first: 1) { edges { node { id statements(first: 1) { edges { node { id } } } } } }
        inpatientCase(regionCode: "990300", caseNo: "S001") { id } }`);
      const ids = [...JSON.stringify(data).matchAll(/"id":"([^"]+)"/g)].map(([, id]) => must(id, 'id'));
      return new Map(ids.map((id) => [must(Buffer.from(id, 'base64').toString().split(':')[0], 'type'), id]));
    };

    it('a role gets what its scopes say and is refused the rest, field by field', async () => {
      for (const [name, id] of await idsByType()) {
        const type = schema.getType(name);
        const own = isObjectType(type) ? (scopesOf(type.extensions) as { readonly permission: Permission }).permission : undefined;
        const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
        for (const role of ROLES.filter((one) => own !== undefined && ROLE_PERMISSIONS[one].includes(own))) {
          const ask = async (text: string) => await endpoint.ask(`{ node(id: "${id}") { ... on ${name} { ${text} } } }`, { key: role });
          const isFree = (field: GraphQLField<unknown, unknown>): boolean => {
            const scope = FIELD_SCOPES[`${name}.${field.name}`];
            return scope === undefined || ROLE_PERMISSIONS[role].includes(scope);
          };
          for (const field of fields.filter((one) => !isFree(one))) {
            const text = selected(field);
            if (text === undefined) continue; // it needs arguments: its own test asks for it
            const { data, errors } = await ask(text);
            expect(errors[0]?.extensions?.code, `${role} ${name}.${field.name}`).toBe('FORBIDDEN');
            expect(JSON.stringify(data ?? null)).not.toMatch(/\d/);
          }
          const plain = fields.filter((field) => isFree(field) && isPlain(field)).map(({ name: field }) => field);
          const { errors } = await ask(plain.join(' '));
          expect(
            errors.filter(({ extensions }) => extensions?.code === 'FORBIDDEN'),
            `${role} ${name}`,
          ).toEqual([]);
        }
      }
    }, 60_000);

    it('an institution’s key does not read the region’s budget by any way (I6)', async () => {
      const { errors, data } = await endpoint.ask(
        '{ clearingRuns(regionCode: "990300") { edges { node { runNo pointValue waterfall { key amount } } } } }',
        { key: 'INSTITUTION' },
      );
      expect(errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
      expect(JSON.stringify(data ?? null)).not.toContain('amount');
    });

    it('node(id) answers alike for what is there and what is not, where the role may not see it (B15)', async () => {
      for (const [name, id] of await idsByType()) {
        const raw = Buffer.from(id, 'base64').toString();
        const missing = Buffer.from(raw.replace(/[0-9a-zA-Z]$/, (last) => (last === '7' ? '8' : '7'))).toString('base64');
        const type = schema.getType(name);
        const own = isObjectType(type) ? (scopesOf(type.extensions) as { readonly permission: Permission }).permission : undefined;
        for (const role of ROLES.filter((one) => own !== undefined && !ROLE_PERMISSIONS[one].includes(own))) {
          const ask = (given: string) =>
            endpoint.ask('query N($id: ID!) { node(id: $id) { __typename id } }', { variables: { id: given }, key: role });
          const [there, notThere] = [await ask(id), await ask(missing)];
          expect(there.errors[0]?.extensions?.code, `${role} ${name}`).toBe('FORBIDDEN');
          expect(notThere, `${role} ${name}`).toEqual(there);
        }
      }
    }, 60_000);
  });
});
