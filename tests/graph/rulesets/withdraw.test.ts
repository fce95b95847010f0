import { afterAll, beforeAll, expect, it } from 'vitest';
import { REGION } from '../city.js';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';
import { loadRuleset } from '../../../src/app/rulesets/load-ruleset.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { must } from '../../../src/engine/kit/assert.js';

const DAY = '2036-07-01';
let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
  const caller = platformCaller(endpoint.platform);
  const now = must(await caller.read(({ rulesets }) => rulesets.findByVersion(REGION, '2025.1')), 'version');
  const text = JSON.stringify({ ...(JSON.parse(now.documentText) as object), version: '2036.1', effective: { from: DAY } });
  await loadRuleset(endpoint.platform, caller, text);
});
afterAll(() => endpoint.close());

interface Done {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly rulesetVersion?: unknown;
  readonly inForceInstead?: unknown;
}
let keys = 0;

async function withdraw(version: string, key = 'APPROVER', more: object = {}): Promise<Done> {
  const { data, errors } = await endpoint.ask<{ withdrawRuleset: Done }>(
    `mutation ($input: WithdrawRulesetInput!) { withdrawRuleset(input: $input) { __typename
      ... on WithdrawRulesetPayload { rulesetVersion { version status withdrawal { by { name } reason at } } inForceInstead { version } }
      ... on Error { code message } } }`,
    { key, variables: { input: { regionCode: REGION, version, reason: '推迟', idempotencyKey: `w${++keys}`, ...more } } },
  );
  expect(errors).toEqual([]);
  return must(data, 'data').withdrawRuleset;
}

it('a version that has not begun is withdrawn; every door says so, as it was known before and is now', async () => {
  const ask = async (knownAt: string) => {
    const { data, errors } = await endpoint.ask<{ region: { inForce: { version: string } | null; list: { edges: readonly { node: object }[] } } }>(
      `{ region(code: "${REGION}") { inForce: rulesetInForce(on: "${DAY}"${knownAt}) { version }
        list: rulesetVersions(status: [WITHDRAWN]) { edges { node { version status withdrawal { reason } } } } } }`,
      { key: 'INSTITUTION' },
    );
    expect(errors).toEqual([]);
    return [data?.region.inForce?.version, data?.region.list.edges.map(({ node }) => node)];
  };
  expect(await ask('')).toEqual(['2036.1', []]);
  expect(await withdraw('2036.1', 'CLERK')).toMatchObject({ __typename: 'ForbiddenError' });
  expect(await withdraw('2025.1')).toMatchObject({ __typename: 'ConflictError', message: expect.stringContaining('不能再撤回') as string });
  expect(await withdraw('2099.1')).toMatchObject({ __typename: 'NotFoundError' });
  expect(await withdraw('2036.1', 'APPROVER', { regionCode: '370300' })).toMatchObject({ __typename: 'ForbiddenError' });
  const before = new Date().toISOString();
  const done = await withdraw('2036.1');
  expect(done).toMatchObject({
    rulesetVersion: { version: '2036.1', status: 'WITHDRAWN', withdrawal: { reason: '推迟' } },
    inForceInstead: { version: '2027.1' },
  });
  const listed = [{ version: '2036.1', status: 'WITHDRAWN', withdrawal: { reason: '推迟' } }];
  expect(await ask('')).toEqual(['2027.1', listed]);
  expect(await ask(`, knownAt: "${before}"`)).toEqual(['2036.1', listed]);
  expect(await withdraw('2036.1')).toMatchObject({ __typename: 'ConflictError', message: expect.stringContaining('已由') as string });
});
