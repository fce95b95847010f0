import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, testActor, type TestEndpoint } from './endpoint.js';
import { bearerKey, languageOf } from '../../src/graph/server/request-context.js';
import { limitWrongKeys } from '../../src/graph/server/wrong-keys.js';

describe('headers of callers (B1)', () => {
  it('the language is read in time that grows with the header, not faster', () => {
    const long = `zh${' '.repeat(15_500)}x`;
    const begun = performance.now();
    for (let i = 0; i < 1_000; i++) languageOf(long);
    expect(performance.now() - begun).toBeLessThan(4_000); // 421 s before
    expect([
      languageOf('en-GB, zh;q=0.5'),
      languageOf('zh;q=0.4,en;q=0.5'),
      languageOf('en;q=2'),
      languageOf('fr'),
      languageOf(null),
    ]).toEqual(['en', 'en', 'zh', 'zh', 'zh']);
  });

  it('a key is one word after Bearer', () => {
    expect([bearerKey(null), bearerKey(' '), bearerKey('bearer  abc '), bearerKey('Basic abc'), bearerKey('Bearer a b')]).toEqual([
      undefined,
      undefined,
      'abc',
      '',
      '',
    ]);
    expect(bearerKey(`Bearer ${'x'.repeat(10_000)}`)).toBe('');
  });
});

describe('keys that do not work (B14)', () => {
  it('are limited by address, without harm to keys that have worked', async () => {
    let asked = 0;
    const actor = testActor({ role: 'CLERK' });
    const limited = limitWrongKeys(
      (key) => {
        asked += 1;
        return Promise.resolve(key === 'good' ? actor : undefined);
      },
      { attempts: 3, seconds: 60 },
    );
    expect(await limited('good', '10.0.0.1')).toBe(actor);
    for (let i = 0; i < 3; i++) expect(await limited(`wrong-${i}`, '10.0.0.1')).toBeUndefined();
    await expect(limited('wrong-4', '10.0.0.1')).rejects.toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED', http: { status: 429 } } });
    expect(asked).toBe(4);
    expect(await limited('good', '10.0.0.1')).toBe(actor);
    expect(await limited('wrong-5', '10.0.0.2')).toBeUndefined();
  });
});

describe('the GraphQL endpoint', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  it('takes JSON only: a form of any page is refused with what to send instead (B14)', async () => {
    const query =
      'mutation { voidCases(input: {regionCode: "990300", caseNos: ["S001"], reason: "x", idempotencyKey: "f"}) { __typename } }';
    for (const [type, body] of [
      ['application/x-www-form-urlencoded', `query=${encodeURIComponent(query)}`],
      ['multipart/form-data; boundary=x', `--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n${query}\r\n--x--\r\n`],
      ['application/graphql', query],
      ['text/plain', JSON.stringify({ query })],
    ] as const) {
      const response = await endpoint.post(body, { headers: { 'content-type': type, 'x-dip-client': 'test' } });
      expect(response.status, type).toBe(415);
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE', messages: { en: expect.any(String) as string } } }],
      });
    }
    expect((await endpoint.ask('{ inpatientCase(regionCode: "990300", caseNo: "S001") { voided } }')).data).toEqual({
      inpatientCase: { voided: false },
    });
  });

  it('ends the subscription of a key that was revoked (B12)', async () => {
    const { data } = await endpoint.ask<{ startCaseImport: { importJob: { id: string } } }>(
      `mutation { startCaseImport(input: {regionCode: "990300", idempotencyKey: "sse"}) { ... on StartCaseImportPayload { importJob { id } } } }`,
    );
    const id = data?.startCaseImport.importJob.id;
    endpoint.keys.set('FOLLOWER', testActor({ role: 'DEMO' }));
    const query = 'subscription F($id: ID!) { jobProgress(id: $id) { status } }';
    const response = await endpoint.post(
      { query, variables: { id } },
      { key: 'FOLLOWER', headers: { accept: 'text/event-stream', 'x-dip-client': 'test' } },
    );
    setTimeout(() => endpoint.keys.delete('FOLLOWER'), 300);
    const events = await response.text(); // ends, though the import still waits for its file
    expect(events).toContain('QUEUED');
    expect(events).toContain('UNAUTHENTICATED');
  });
});
