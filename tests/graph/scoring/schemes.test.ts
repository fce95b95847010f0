import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInputObjectType, isObjectType, type GraphQLArgument, type GraphQLInputField } from 'graphql';
import { REGION } from '../city.js';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';
import { INPUT } from './input.js';
import { loadRuleset } from '../../../src/app/rulesets/load-ruleset.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { must } from '../../../src/engine/kit/assert.js';
import { schema } from '../../../src/graph/schema.js';

const DRG_VERSION = '2024.drg';
const SCORED = `... on CaseScore { deviation ruleset { id version scheme } } ... on Error { code message } ... on ValidationError { fields { path code message } }`;

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
  await publishDrg();
});
afterAll(() => endpoint.close());

/** A DRG version for days that the city's DIP version has too: it differs in one threshold and asks for one item more. */
async function publishDrg(): Promise<void> {
  const caller = platformCaller(endpoint.platform);
  const base = must(
    (await caller.read(({ rulesets }) => rulesets.list(REGION))).find(({ version }) => version === '2021.1'),
    'base',
  );
  const document = {
    region: REGION,
    version: DRG_VERSION,
    scheme: 'DRG',
    pointUnit: 'point',
    title: { zh: '演示市 DRG 规则' },
    extends: { region: REGION, version: base.version, effectiveHash: base.effectiveHash },
    effective: { from: '2024-01-01' },
    parameters: {
      deviationHigh: { value: '3', min: '1', max: '100', label: { zh: '费用极高界值' }, basis: ['sandbox#DRG'] },
    },
    facts: { ventilated: { scope: 'case', type: 'boolean', label: { zh: '用呼吸机' }, optional: true } },
    decisions: [
      {
        ...{ id: 'ventilation', scope: 'case', label: { zh: '呼吸机' }, hit: 'unique' },
        output: { type: 'boolean' },
        rules: [
          {
            ...{ name: 'ventilated', label: { zh: '用呼吸机' }, basis: ['sandbox#DRG'] },
            conditions: {
              all: [
                { fact: 'ventilated', operator: 'known', value: true },
                { fact: 'ventilated', operator: 'equal', value: true },
              ],
            },
            event: { type: 'ventilation', params: { value: true } },
          },
        ],
        otherwise: { value: false, basis: ['sandbox#DRG'] },
      },
    ],
  };
  await loadRuleset(endpoint.platform, caller, JSON.stringify(document));
}

const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<Record<string, unknown>> => {
  const { data, errors } = await endpoint.ask<Record<string, unknown>>(query, { variables });
  expect(errors).toEqual([]);
  return must(data, 'data');
};

describe('a region with a DIP and a DRG ruleset for the same day (N25-01)', () => {
  const SCORE = `query ($input: CaseInput!, $scheme: PaymentScheme, $using: RulesetSelector) {
    scoreCase(regionCode: "${REGION}", input: $input, scheme: $scheme, using: $using) { ${SCORED} }
    scoreCases(regionCode: "${REGION}", inputs: [$input], scheme: $scheme, using: $using) { results { result { ${SCORED} } } }
  }`;
  const score = async (more: Record<string, unknown>) => {
    const { scoreCase, scoreCases } = await ask(SCORE, { input: INPUT, ...more });
    expect(scoreCases).toEqual({ results: [{ result: scoreCase }] });
    return scoreCase;
  };
  const DIP = { deviation: 'HIGH', ruleset: { version: '2021.1', scheme: 'DIP' } };
  const DRG = { deviation: 'NORMAL', ruleset: { version: DRG_VERSION, scheme: 'DRG' } };

  it('scores by each as it is asked, and by DIP where nothing is asked', async () => {
    expect(await score({})).toMatchObject(DIP);
    expect(await score({ scheme: 'DIP' })).toMatchObject(DIP);
    expect(await score({ scheme: 'DRG' })).toMatchObject(DRG);
    expect(await score({ using: { on: '2024-06-01' } })).toMatchObject(DIP);
    expect(await score({ using: { on: '2024-06-01' }, scheme: 'DRG' })).toMatchObject(DRG);
  });

  it('says that there is none of the scheme, and refuses a version of another', async () => {
    const none = await score({ using: { on: '2023-06-01' }, scheme: 'DRG' });
    expect(none).toMatchObject({ code: 'NO_RULESET_IN_FORCE', message: expect.stringContaining('没有生效的 DRG 规则集') as string });
    const { ruleset } = (await score({})) as { readonly ruleset: { readonly id: string } };
    const other = await score({ using: { versionId: ruleset.id }, scheme: 'DRG' });
    expect(other).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: ['scheme'], code: 'OTHER_SCHEME' }] });
    expect(await score({ using: { versionId: ruleset.id }, scheme: 'DIP' })).toMatchObject(DIP);
  });

  it('scores a stored case by each', async () => {
    const query = `query ($scheme: PaymentScheme) { inpatientCases(regionCode: "${REGION}", first: 1) { edges { node { score(scheme: $scheme) { ${SCORED} } } } } }`;
    expect(JSON.stringify(await ask(query))).toContain('"scheme":"DIP"');
    expect(JSON.stringify(await ask(query, { scheme: 'DRG' }))).toContain('"scheme":"DRG"');
  });

  it('judges arriving cases by each: a fact that only one declares', async () => {
    const query = `mutation ($input: ImportCasesInput!) { importCases(input: $input) {
      ... on ImportCasesPayload { accepted rulesets { version scheme } results { problems { code } } } ... on Error { message } } }`;
    const cases = [{ ...INPUT, attributes: [{ name: 'ventilated', value: 'true' }] }];
    const input = { regionCode: REGION, cases, dryRun: true, idempotencyKey: 'try' };
    const { importCases: dip } = await ask(query, { input });
    expect(dip).toMatchObject({ accepted: 0, rulesets: [{ version: '2021.1', scheme: 'DIP' }] });
    const { importCases: drg } = await ask(query, { input: { ...input, scheme: 'DRG' } });
    expect(drg).toMatchObject({ accepted: 1, rulesets: [{ version: DRG_VERSION, scheme: 'DRG' }] });
  });

  it('lists the versions of each', async () => {
    const query = `query ($scheme: PaymentScheme) { region(code: "${REGION}") {
      rulesetVersions(scheme: $scheme) { edges { node { version } } } rulesetInForce(on: "2024-06-01", scheme: $scheme) { version } } }`;
    expect(await ask(query, { scheme: 'DRG' })).toEqual({
      region: { rulesetVersions: { edges: [{ node: { version: DRG_VERSION } }] }, rulesetInForce: { version: DRG_VERSION } },
    });
    expect(JSON.stringify(await ask(query))).toContain('"rulesetInForce":{"version":"2021.1"}');
  });
});

/** Each place of the API where a scheme may be asked for. Whoever adds a door that chooses a ruleset adds it here. */
const DOORS = [
  ...['Query.scoreCase', 'Query.scoreCases', 'InpatientCase.score', 'Region.rulesetInForce', 'Region.rulesetVersions'],
  ...['ImportCasesInput', 'StartCaseImportInput', 'ImportInstitutionsInput', 'UpdateInstitutionInput'],
  ...['SetBudgetInput', 'SetBudgetActualsInput', 'SetAssessmentInput', 'RecordAdjustmentInput'],
  ...['FundYear.forecast', 'StartWhatIfInput', 'Query.whatIfTargets', 'Query.caseFields'],
  ...['StartClearingRunInput', 'ImportCatalogueInput', 'BuildCatalogueInput', 'ImportYearRecordsInput'],
];

it('lets every door of the API that chooses a ruleset take the scheme, optionally, and says what happens without', () => {
  const found: string[] = [];
  const look = (where: string, takes: readonly (GraphQLArgument | GraphQLInputField)[]): void => {
    const scheme = takes.find(({ type }) => String(type).startsWith('PaymentScheme'));
    if (scheme === undefined) return;
    expect(String(scheme.type), where).toBe('PaymentScheme');
    found.push(where);
  };
  for (const [name, type] of Object.entries(schema.getTypeMap())) {
    if (isInputObjectType(type)) look(name, Object.values(type.getFields()));
    if (isObjectType(type)) for (const field of Object.values(type.getFields())) look(`${name}.${field.name}`, field.args);
  }
  expect(found.sort()).toEqual([...DOORS].sort());
});
