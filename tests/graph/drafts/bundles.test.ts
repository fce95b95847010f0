import { createHash, createPublicKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealBundle, type RulesetBundle } from '../../../src/app/bundles/bundle.js';
import { RegionCache } from '../../../src/app/caches/region-cache.js';
import { RulesetLibrary } from '../../../src/app/caches/ruleset-library.js';
import { must } from '../../../src/engine/kit/assert.js';
import { fileRoutes } from '../../../src/graph/files/file-routes.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { signingKeysOf } from '../../../src/store/directory/signing-keys.js';
import { openTestDatabase } from '../../support/database.js';
import { seededKey, TEST_KEYS } from '../../support/signing.js';
import { REGION } from '../city.js';
import { endpointOver, openEndpoint, platformOver, testActor, type TestEndpoint } from '../endpoint.js';

/** The receiver: another platform, with another key, where nothing is but what the test puts there. */
const THERE = '990301';
const OTHER = signingKeysOf(seededKey(7));
let sender: TestEndpoint;
let receiver: TestEndpoint;
let server: Server;
let origin: string;
/** As it left by HTTP. */
let file: Buffer;
beforeAll(async () => {
  sender = await openEndpoint();
  const database = await openTestDatabase();
  const own = platformOver(database.store);
  const regions = new RegionCache(database.store, Date.now, { caches: own.caches, signing: OTHER });
  const platform = { ...own, signing: OTHER, regions, rulesets: new RulesetLibrary(new Judge(), OTHER) };
  receiver = endpointOver(database, platform);
  receiver.keys.set('CLERK', testActor({ role: 'CLERK', regions: [THERE] }));
  receiver.keys.set('NATION', testActor({ role: 'APPROVER', regions: ['100000'] }));
  receiver.keys.set('STATE', testActor({ role: 'APPROVER', regions: ['100000', '370300', REGION] }));
  const { exports } = fileRoutes(sender.platform, (name) => Promise.resolve(sender.keys.get(name)));
  server = createServer((request, response) => void exports(request, response, new URL(request.url ?? '/', 'http://localhost')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await asked(receiver, 'mutation { saveRegion(input: { code: "990301", name: "乙市" }) { __typename } }', 'ADMIN');
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await sender.close();
  await receiver.close();
});

async function asked<T = Record<string, unknown>>(endpoint: TestEndpoint, query: string, key: string, input?: object): Promise<T> {
  const { data, errors } = await endpoint.ask<T>(query, { key, ...(input === undefined ? {} : { variables: { input } }) });
  expect(errors).toEqual([]);
  return must(data, 'data');
}

interface Answered {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly [more: string]: unknown;
}

/** A mutation of bundles at the receiver. */
async function act(name: string, key: string, input: object, selection: string): Promise<Answered> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Payload { ${selection} } ... on Error { code message } ... on ForbiddenError { requiredScope } } }`;
  return must((await asked<Record<string, Answered>>(receiver, query, key, input))[name], name);
}

const PREVIEW =
  'bundleHash ruleset { regionCode version effectiveFrom } keys { keyId trust } bases { regionCode version state } comparedWith diff { textual { kind } } catalogue { version state groupCount added removed changed documentText }';
const base64 = (of: string | Uint8Array): string => Buffer.from(of).toString('base64');
const look = (of: string | Uint8Array, acceptKeys: readonly string[] = [TEST_KEYS.keyId], key = 'CLERK'): Promise<Answered> =>
  act('previewRulesetBundle', key, { regionCode: THERE, bundleBase64: base64(of), acceptKeys }, PREVIEW);

async function fetched(query = '', key = 'CLERK'): Promise<Response> {
  const { region } = await asked<{ region: { rulesetVersions: { edges: { node: { version: string; bundlePath: string } }[] } } }>(
    sender,
    `{ region(code: "${REGION}") { rulesetVersions { edges { node { version bundlePath } } } } }`,
    'CLERK',
  );
  const node = must(region.rulesetVersions.edges.find((edge) => edge.node.version === '2025.1')?.node, 'version');
  return await fetch(`${origin}${node.bundlePath}${query}`, { headers: { authorization: `Bearer ${key}` } });
}

describe('bundles by HTTP and GraphQL (规则包, N25-33)', () => {
  it('leaves by GET /exports, with the catalogue that the version uses, another one, or none; nobody else gets it', async () => {
    const response = await fetched();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="bundle-990300-[0-9a-f-]{36}\.json"$/);
    file = Buffer.from(await response.arrayBuffer());
    const bundle = JSON.parse(file.toString('utf8')) as RulesetBundle;
    expect(bundle.bases.map(({ region, version }) => `${region} ${version}`)).toEqual([
      '100000 2021.1',
      '370300 2021.1',
      `${REGION} 2021.1`,
    ]);
    const used = must(bundle.catalogue, 'catalogue');
    expect(used.csv).toContain('I63.9_CONSERVATIVE');
    expect(Buffer.from(await (await fetched(`?catalogue=${used.version}`)).arrayBuffer())).toEqual(file);
    expect(((await (await fetched('?catalogue=')).json()) as RulesetBundle).catalogue).toBeNull();
    expect((await fetched('?catalogue=none')).status).toBe(404);
    sender.keys.set('ELSEWHERE', testActor({ role: 'CLERK', regions: [THERE] }));
    sender.keys.set('NARROW', testActor({ role: 'CLERK', scopes: ['ruleset:read'] }));
    expect((await fetched('', 'ELSEWHERE')).status).toBe(403);
    expect((await fetched('', 'NARROW')).status).toBe(403);
    expect((await fetched('?catalogue=', 'NARROW')).status).toBe(200);
  });

  it('shows what it would bring, and stores nothing; keys are accepted by name', async () => {
    expect(await look(file, [])).toMatchObject({ code: 'RULESET_TAMPERED' });
    const preview = await look(file);
    expect(preview, JSON.stringify(preview)).toMatchObject({
      bundleHash: createHash('sha256').update(file).digest('hex'),
      ruleset: { regionCode: REGION, version: '2025.1' },
      keys: [{ keyId: TEST_KEYS.keyId, trust: 'ACCEPTED' }],
      bases: [
        { regionCode: '100000', version: '2021.1', state: 'TO_LOAD' },
        { regionCode: '370300', version: '2021.1', state: 'TO_LOAD' },
        { regionCode: REGION, version: '2021.1', state: 'TO_LOAD' },
      ],
      comparedWith: null,
      diff: null,
      catalogue: { state: 'ABSENT', groupCount: 4, removed: [], changed: [] },
    });
    expect(await asked(receiver, `{ rulesetDrafts(regionCode: "${THERE}") { draftId } }`, 'CLERK')).toEqual({ rulesetDrafts: [] });
  });

  const bundle = (): RulesetBundle => JSON.parse(file.toString('utf8')) as RulesetBundle;
  /** Changed, and sealed anew by the sender. */
  const sealed = (change: (content: Omit<RulesetBundle, 'seal'>) => Omit<RulesetBundle, 'seal'>, keys = TEST_KEYS): string => {
    const { seal: _, ...content } = bundle();
    return sealBundle(change(content), keys);
  };
  const ruleset = (change: Partial<RulesetBundle['ruleset']>): string =>
    sealed((content) => ({ ...content, ruleset: { ...content.ruleset, ...change } }));

  it.each<readonly [string, () => string | Uint8Array, string]>([
    ['a flipped byte', () => file.toString('utf8').replace('"2025-01-01"', '"2025-01-02"'), 'RULESET_TAMPERED'],
    ['half of it', () => file.subarray(0, file.length / 2), 'VALIDATION_FAILED'],
    ['a stripped signature', () => ruleset({ signatures: [] }), 'RULESET_TAMPERED'],
    ['a swapped region', () => ruleset({ region: THERE }), 'RULESET_TAMPERED'],
    [
      'a base with a stripped signature',
      () => sealed((own) => ({ ...own, bases: own.bases.map((one) => ({ ...one, signatures: [] })) })),
      'RULESET_TAMPERED',
    ],
    [
      'another catalogue under its hash',
      () =>
        sealed((own) => ({ ...own, catalogue: own.catalogue && { ...own.catalogue, csv: own.catalogue.csv.replace('980.5', '990.5') } })),
      'RULESET_TAMPERED',
    ],
    ['a seal by an unknown key', () => sealed((own) => own, signingKeysOf(seededKey(9))), 'RULESET_TAMPERED'],
    [
      'a seal by an unknown key that brings the public key of another',
      () => {
        const [keyId, pem] = [signingKeysOf(seededKey(9)).keyId, createPublicKey(seededKey(8)).export({ type: 'spki', format: 'pem' })];
        return sealed((own) => ({ ...own, keys: [...own.keys, { keyId, publicKey: pem.toString() }] }), signingKeysOf(seededKey(9)));
      },
      'RULESET_TAMPERED',
    ],
  ])('%s: refused', async (_, make, code) => {
    const keys = [TEST_KEYS.keyId, signingKeysOf(seededKey(9)).keyId];
    expect(await look(make(), keys)).toMatchObject({ code });
  });

  it('more than a request may send is refused, and the command for it is named', async () => {
    const query = `mutation { previewRulesetBundle(input: { regionCode: "${THERE}", bundleBase64: "${base64(new Uint8Array(1_536 * 1024 + 1))}" }) { __typename } }`;
    const { status, errors } = await receiver.ask(query, { key: 'CLERK' });
    expect([status, errors[0]?.extensions?.['code']]).toEqual([413, 'REQUEST_ENTITY_TOO_LARGE']);
    expect(errors[0]?.message).toContain('dip bundle import');
  });

  it('bases that are not here are loaded by whoever may publish there; then the clerk has a draft, which checks', async () => {
    const sent = { bundleBase64: base64(file), acceptKeys: [TEST_KEYS.keyId] };
    const { bundleHash } = await look(file);
    const wanted = { ...sent, regionCode: THERE, bundleHash, name: '参照甲市', idempotencyKey: 'bundle-1' };
    const bases = (key: string, more: object = {}): Promise<Answered> =>
      act('loadBundleBases', key, { ...sent, bundleHash, ...more }, 'bases { regionCode version state }');
    const draftOf = (more: object = {}, key = 'CLERK'): Promise<Answered> =>
      act('importRulesetBundle', key, { ...wanted, ...more }, 'draft { draftId state base bundle { bundleHash regionCode version } }');

    expect(await draftOf()).toMatchObject({ code: 'FORBIDDEN', requiredScope: 'ruleset:publish' });
    expect(await bases('CLERK')).toMatchObject({ code: 'FORBIDDEN' });
    expect(await bases('STATE')).toMatchObject({ code: 'FORBIDDEN', requiredScope: 'region:manage' });
    for (const [code, name] of [
      ['100000', '全国'],
      ['370300', '淄博市'],
      [REGION, '甲市'],
    ] as const)
      await asked(receiver, `mutation { saveRegion(input: { code: "${code}", name: "${name}" }) { __typename } }`, 'ADMIN');
    expect(await bases('NATION')).toMatchObject({ code: 'FORBIDDEN' }); // not of the second base's region: nothing is loaded
    expect(await bases('STATE', { bundleHash: '0'.repeat(64) })).toMatchObject({ code: 'CONFLICT' });
    const before = await look(file);
    expect(before['bases']).toMatchObject([{ state: 'TO_LOAD' }, { state: 'TO_LOAD' }, { state: 'TO_LOAD' }]);
    const known = {
      bases: [
        { regionCode: '100000', version: '2021.1', state: 'KNOWN' },
        { regionCode: '370300', version: '2021.1', state: 'KNOWN' },
        { regionCode: REGION, state: 'KNOWN' },
      ],
    };
    expect(await bases('STATE')).toMatchObject(known);
    expect(await bases('STATE')).toMatchObject(known); // again is nothing new

    expect(await draftOf({ bundleHash: '0'.repeat(64) })).toMatchObject({ code: 'CONFLICT' });
    expect(await draftOf({ name: ' ' })).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await draftOf({ regionCode: REGION })).toMatchObject({ code: 'FORBIDDEN' });
    const made = await draftOf();
    expect(made, JSON.stringify(made)).toMatchObject({
      draft: { state: 'DRAFT', base: null, bundle: { bundleHash, regionCode: REGION, version: '2025.1' } },
    });
    expect(await draftOf()).toEqual(made);
    expect(await draftOf({ idempotencyKey: 'bundle-2' })).toMatchObject({ code: 'CONFLICT' });
    const { draftId } = made['draft'] as { readonly draftId: string };
    const { rulesetDraft } = await asked<{ rulesetDraft: { check: { report: { findings: { code: string; severity: string }[] } } } }>(
      receiver,
      `{ rulesetDraft(regionCode: "${THERE}", draftId: "${draftId}") { check { report { findings { code severity } } } } }`,
      'CLERK',
    );
    expect(rulesetDraft.check.report.findings.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
  });

  it('the catalogue is taken over once its rules are in force: only where it is absent, refused where one of its name differs', async () => {
    const { bundleHash } = await look(file);
    const take = (key = 'CLERK', regionCode = THERE): Promise<Answered> =>
      act(
        'importBundleCatalogue',
        key,
        { regionCode, bundleBase64: base64(file), acceptKeys: [TEST_KEYS.keyId], bundleHash },
        'catalogue { id version effectiveFrom contentHash groupCount }',
      );
    expect(await take()).toMatchObject({ code: 'NO_RULESET_IN_FORCE' });
    expect(await take('CLERK', REGION)).toMatchObject({ code: 'FORBIDDEN' });
    const { catalogue } = bundle();
    const from = must(catalogue, 'catalogue').effectiveFrom;
    const document = JSON.parse(bundle().ruleset.documentText) as Record<string, unknown>;
    const text = JSON.stringify({ ...document, region: THERE, effective: { from }, examples: [] });
    receiver.keys.set('PUBLISHER', testActor({ role: 'APPROVER', regions: [THERE] }));
    const load = 'mutation ($input: LoadRulesetInput!) { loadRuleset(input: $input) { __typename ... on Error { message } } }';
    expect(await asked(receiver, load, 'PUBLISHER', { documentText: text })).toEqual({ loadRuleset: { __typename: 'LoadRulesetPayload' } });

    const taken = await take();
    expect(taken, JSON.stringify(taken)).toMatchObject({
      catalogue: { version: catalogue?.version, contentHash: catalogue?.contentHash, groupCount: 4 },
    });
    expect(await take()).toEqual(taken);
    expect((await look(file))['catalogue']).toMatchObject({ state: 'KNOWN', added: [], removed: [], changed: [] });
  });

  it('a catalogue of the same name that differs is neither taken nor overwritten', async () => {
    // The sender's own region has the same version name; another content there.
    const { bundleHash: _, ...rest } = await look(file);
    const catalogue = rest['catalogue'] as { readonly documentText: string; readonly version: string };
    const there = '990302';
    await asked(receiver, `mutation { saveRegion(input: { code: "${there}", name: "丙市" }) { __typename } }`, 'ADMIN');
    receiver.keys.set('CLERK2', testActor({ role: 'CLERK', regions: [there] }));
    receiver.keys.set('PUBLISHER2', testActor({ role: 'APPROVER', regions: [there] }));
    const from = must(bundle().catalogue, 'catalogue').effectiveFrom;
    const document = JSON.parse(bundle().ruleset.documentText) as Record<string, unknown>;
    const text = JSON.stringify({ ...document, region: there, effective: { from }, examples: [] });
    await asked(receiver, 'mutation ($input: LoadRulesetInput!) { loadRuleset(input: $input) { __typename } }', 'PUBLISHER2', {
      documentText: text,
    });
    const imported = await asked<{ importCatalogue: { catalogue: { contentHash: string } } }>(
      receiver,
      'mutation ($input: ImportCatalogueInput!) { importCatalogue(input: $input) { ... on ImportCataloguePayload { catalogue { contentHash } } } }',
      'CLERK2',
      {
        regionCode: there,
        version: catalogue.version,
        effectiveFrom: from,
        documentText: catalogue.documentText.replace('980.5', '990.5'),
      },
    );
    const own = imported.importCatalogue.catalogue.contentHash;
    const sent = { regionCode: there, bundleBase64: base64(file), acceptKeys: [TEST_KEYS.keyId] };
    const preview = await act('previewRulesetBundle', 'CLERK2', sent, PREVIEW);
    expect(preview['catalogue']).toMatchObject({ state: 'DIFFERENT', changed: ['I63.9_CONSERVATIVE'] });
    const refused = await act('importBundleCatalogue', 'CLERK2', { ...sent, bundleHash: preview['bundleHash'] }, 'catalogue { version }');
    expect(refused).toMatchObject({ code: 'CONFLICT' });
    const { region } = await asked<{ region: { catalogues: { edges: { node: { contentHash: string } }[] } } }>(
      receiver,
      `{ region(code: "${there}") { catalogues { edges { node { contentHash } } } } }`,
      'CLERK2',
    );
    expect(region.catalogues.edges.map(({ node }) => node.contentHash)).toEqual([own]);
  });
});
