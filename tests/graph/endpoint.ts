import { nationalLimits } from '../../src/compose.js';
import { TEST_KEYS } from '../support/signing.js';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { makeCity, REGION } from './city.js';
import { permissionsOf, type Actor, type Permission, type Role } from '../../src/app/ports/kit/permissions.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import { Preparation } from '../../src/app/kernel/preparation.js';
import { Caches } from '../../src/app/caches/bounded-cache.js';
import { RegionCache } from '../../src/app/caches/region-cache.js';
import { RulesetLibrary } from '../../src/app/caches/ruleset-library.js';
import { contextOfRequest } from '../../src/graph/server/request-context.js';
import { schema } from '../../src/graph/schema.js';
import { createEndpoint } from '../../src/graph/server/yoga.js';
import { Judge } from '../../src/rules/judge/judge.js';
import { migrate } from '../../src/store/database/migrate.js';
import { openRequestSession } from '../../src/store/read-session.js';
import type { PlatformStore } from '../../src/store/store.js';
import { openPrepared, type TestDatabase } from '../support/database.js';
import type { ExecutionResult, GraphQLSchema } from 'graphql';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A platform over a store, without workers. */
export function platformOver(store: PlatformStore): Platform {
  const judge = new Judge();
  const caches = new Caches();
  const silent = (): void => undefined;
  return {
    store,
    judge,
    limits: nationalLimits(),
    rulesets: new RulesetLibrary(judge, TEST_KEYS),
    signing: TEST_KEYS,
    regions: new RegionCache(store, Date.now, { caches, signing: TEST_KEYS }),
    caches,
    log: { info: silent, warn: silent, error: silent },
    engineVersion: 'test',
    preparation: new Preparation(),
    wakeWorkers: silent,
    callHelpers: () => undefined,
  };
}

/** Everything that a city's snapshot depends on: code, migrations, rulesets and the city itself. */
async function sourcesDigest(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['src', 'rulesets', 'prisma', 'tests/graph', 'tests/support']) {
    const entries = await readdir(path.join(ROOT, folder), { withFileTypes: true, recursive: true });
    const files = entries.filter(
      (entry) => entry.isFile() && /\.(?:ts|mjs|json|sql|csv)$/.test(entry.name) && !entry.name.endsWith('.test.ts'),
    );
    const paths = files
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => !/src\/(?:generated|graph|cli)\//.test(file));
    for (const file of paths.sort()) hash.update(file).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** A database with the city of `city.ts`: made once for each state of the sources, then copied. */
async function openCity(): Promise<TestDatabase> {
  return openPrepared(`city-${await sourcesDigest()}`, async (database, store) => {
    await migrate(database.pool);
    await makeCity(platformOver(store));
  });
}

/** What a key of a test may do and where. */
export interface KeyOptions {
  readonly role: Role;
  readonly regions?: readonly string[] | 'ALL';
  readonly institutionCode?: string;
  readonly scopes?: readonly Permission[];
}

/** An actor of a test. */
export function testActor({ role, regions, institutionCode, scopes = [] }: KeyOptions): Actor {
  return {
    keyId: `key-${role}`,
    holderId: '00000000-0000-7000-8000-00000000abcd',
    name: `测试 ${role}`,
    kind: 'USER',
    role,
    permissions: permissionsOf(role, scopes),
    regions: regions ?? (role === 'ADMIN' || role === 'DEMO' ? 'ALL' : [REGION]),
    institutionCode: institutionCode ?? (role === 'INSTITUTION' ? 'H1' : null),
    sandboxOnly: role === 'DEMO',
  };
}

/** How a request of a test is sent. */
export interface Sent {
  readonly variables?: Readonly<Record<string, unknown>>;
  /** A key of `keys`; absent: DEMO; null: none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer as JSON, with the status. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly data: T | null | undefined;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Record<string, unknown>;
  }[];
  readonly extensions: Record<string, unknown> | undefined;
}

/** The endpoint over the city, driven through `yoga.fetch`, with keys by name. */
export interface TestEndpoint {
  readonly city: TestDatabase;
  readonly platform: Platform;
  /** Keys by name; the roles' names are there. Add others. */
  readonly keys: Map<string, Actor>;
  /** Errors that were masked. */
  readonly logged: { readonly requestId: string; readonly error: unknown }[];
  fetch(url: string, init?: RequestInit): Promise<Response>;
  post(body: unknown, sent?: Sent): Promise<Response>;
  ask<T = Record<string, unknown>>(query: string, sent?: Sent): Promise<Answer<T>>;
  close(): Promise<void>;
}

const ROLE_NAMES: readonly Role[] = ['CLERK', 'APPROVER', 'FINANCE', 'INSTITUTION', 'INTEGRATOR', 'AUDITOR', 'ADMIN', 'DEMO'];

/** Opens the endpoint over the city, or over another schema with the same context. */
export async function openEndpoint(served: GraphQLSchema = schema): Promise<TestEndpoint> {
  const city = await openCity();
  return endpointOver(city, platformOver(city.store), served);
}

/** The endpoint over any database. */
export function endpointOver(city: TestDatabase, platform: Platform, served: GraphQLSchema = schema): TestEndpoint {
  const keys = new Map(ROLE_NAMES.map((role) => [role as string, testActor({ role })]));
  const logged: { requestId: string; error: unknown }[] = [];
  const parts = {
    platform,
    authenticate: (key: string) => Promise.resolve(keys.get(key.replace(/^dip_test_/, ''))),
    openSession: (access: Parameters<typeof openRequestSession>[1]) => openRequestSession(city.store, access),
  };
  const yoga = createEndpoint({
    schema: served,
    contextOf: (request) => contextOfRequest(parts, request),
    logError: (requestId, error) => logged.push({ requestId, error }),
  });
  const fetch = async (url: string, init: RequestInit = {}): Promise<Response> => await yoga.fetch(url, init);
  const post = (body: unknown, { key = 'DEMO', headers = {} }: Sent = {}): Promise<Response> =>
    fetch('http://dip.test/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer dip_test_${key}` }), ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const ask = async <T>(query: string, sent: Sent = {}): Promise<Answer<T>> => {
    const response = await post({ query, variables: sent.variables ?? {} }, { headers: { 'x-dip-client': 'test' }, ...sent });
    const { data, errors = [], extensions } = (await response.json()) as ExecutionResult<T, Record<string, unknown>>;
    return { status: response.status, data, errors: errors as unknown as Answer['errors'], extensions };
  };
  return { city, platform, keys, logged, fetch, post, ask, close: () => city.close() };
}
