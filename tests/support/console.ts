import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect } from 'vitest';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { KeyRing } from '../../src/app/access/key-ring.js';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import type { PreparationState } from '../../src/app/kernel/preparation.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { endAbandonedImports } from '../../src/app/end-abandoned-jobs.js';
import { createLogger } from '../../src/compose.js';
import { platformServer } from '../../src/platform-server.js';
import { saveRegion } from '../../src/app/regions/region-save.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { loadRuleset } from '../../src/app/rulesets/load-ruleset.js';
import { createPerson } from '../../src/app/people/manage-people.js';
import type { Role } from '../../src/app/ports/kit/permissions.js';
import { must } from '../../src/engine/kit/assert.js';
import { REGION } from '../graph/city.js';
import { openEndpoint, testActor } from '../graph/endpoint.js';
import { findChromium } from './chromium.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A page of the console, and everything about it that must not happen. */
export interface Visit {
  readonly page: Page;
  /** Errors of the console and of scripts, violations of the policy, requests to elsewhere or that failed. */
  readonly faults: readonly string[];
}

/** The built console over a running server with the tests' city, and a browser before it. */
export interface OpenConsole {
  readonly url: string;
  /** The DEMO key of this start. */
  readonly key: string;
  /** Asks the API as the holder of that key: the data, without any error. */
  ask<T>(query: string, variables?: object): Promise<T>;
  /** Adds a person, and answers the first password. `sameAs`: a login name of somebody who is there already, of whom it is another one. */
  addPerson(login: string, role: Role, sameAs?: string): Promise<string>;
  /** A visitor who is signed in as a person of one's own, with a password that was changed. */
  person(login: string, role: Role, sameAs?: string): Promise<Visit>;
  /** A region of the sandbox with the rules of a file in force, and nothing else. */
  addRegion(code: string, ruleset: string): Promise<void>;
  /** The state of a first start, as a server that makes its sample city knows it; null: it has ended. */
  prepare(state: PreparationState | null): void;
  /** Works the next run that waits to its end: no worker runs beside the tests. */
  driveRun(): Promise<void>;
  /** Leaves an import as a process does that is killed: it runs, and nobody works on it. `endKilledImports` is what the server does of such later. */
  killImport(importId: string): Promise<void>;
  endKilledImports(): Promise<void>;
  /** A visitor of his own: nothing kept from others. */
  visit(): Promise<Visit>;
  close(): Promise<void>;
}

function watch(page: Page, url: string): readonly string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`) && !request.url().startsWith('blob:')) faults.push(`request to elsewhere: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`request failed: ${request.url()}`);
  });
  return faults;
}

/** The browser forgets what came after Chromium 91, as far as pages can ask for it: the console has to do without. */
function forgetNewer(): void {
  const without = (owner: object, names: readonly string[]): void => names.forEach((name) => Reflect.deleteProperty(owner, name));
  without(Array.prototype, ['at', 'findLast', 'findLastIndex', 'toReversed', 'toSorted', 'toSpliced', 'with']);
  without(Array, ['fromAsync']);
  without(String.prototype, ['at', 'isWellFormed', 'toWellFormed']);
  without(Object, ['groupBy', 'hasOwn']);
  without(Map, ['groupBy']);
  without(Promise, ['try', 'withResolvers']);
  without(Set.prototype, ['difference', 'intersection', 'isDisjointFrom', 'isSubsetOf', 'isSupersetOf', 'symmetricDifference', 'union']);
  without(URL, ['canParse', 'parse']);
  without(AbortSignal, ['any', 'timeout']);
  without(globalThis, ['Iterator', 'navigation', 'scheduler', 'structuredClone']);
  without(Crypto.prototype, ['randomUUID']);
}

async function visitWith(browser: Browser, url: string): Promise<Visit> {
  // Nothing moves: under load a browser hits what is still sliding beside where it is, and the click is lost.
  const still = { reducedMotion: 'reduce' } as const;
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...still,
  });
  await context.addInitScript(forgetNewer);
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return { page, faults: watch(page, url) };
}

/** A password that nobody has yet guessed. */
export const PASSWORD = '每月的账在十日之前申报';

/** Signs somebody in whose first password has to be changed, past the form. */
async function signInAfresh({ request }: Page, url: string, login: string, first: string): Promise<void> {
  const headers = { 'x-dip-client': 'test' };
  await request.post(`${url}/session`, { headers, data: { login, password: first } });
  const changed = await request.put(`${url}/session`, { headers, data: { old: first, new: PASSWORD } });
  expect(changed.ok()).toBe(true);
}

async function ask<T>({ url, key }: Pick<OpenConsole, 'url' | 'key'>, query: string, variables: object): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: readonly { message: string }[] };
  expect(errors ?? []).toEqual([]);
  return data;
}

/** Opens the console as `npm run build` left it. */
export async function openConsole(): Promise<OpenConsole> {
  const found = findChromium();
  if ('missing' in found) throw new Error(found.missing);
  if (!existsSync(path.join(ROOT, 'dist/web/index.html'))) throw new Error('the console is not built: npm run build');
  const endpoint = await openEndpoint();
  const keys = new KeyRing(endpoint.city.store, Date.now);
  const key = keys.mintDemo();
  const { server, settle } = platformServer(endpoint.platform, endpoint.city.store, keys, {
    demoKey: key,
    log: createLogger('silent'),
    isReady: () => Promise.resolve(true),
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const holders = new Map<string, string>();
  const addPerson: OpenConsole['addPerson'] = async (login, role, sameAs) => {
    const actor = testActor({ role: 'ADMIN', regions: 'ALL' });
    const known = sameAs === undefined ? undefined : must(holders.get(sameAs), sameAs);
    const holder = known === undefined ? { name: '王试用', kind: 'USER' as const } : { id: known };
    const own = { login, role, scopes: [], regions: [REGION], isOfProvider: false };
    const created = await createPerson(endpoint.platform, { actor }, { holder, ...own });
    holders.set(login, created.holder.id);
    return must(created.password ?? undefined, 'password');
  };
  const browser = await chromium.launch({ executablePath: found.program, args: ['--no-sandbox', '--disable-gpu'] });
  return {
    url,
    key,
    ask: (query, variables = {}) => ask({ url, key }, query, variables),
    addPerson,
    person: async (login, role, sameAs) => {
      const visit = await visitWith(browser, url);
      await signInAfresh(visit.page, url, login, await addPerson(login, role, sameAs));
      return visit;
    },
    addRegion: async (code, ruleset) => {
      const caller = platformCaller(endpoint.platform);
      await saveRegion(endpoint.platform, caller, { code, name: `沙盒地区 ${code}` });
      await loadRuleset(endpoint.platform, caller, await readFile(path.join(ROOT, 'rulesets', ruleset), 'utf8'));
    },
    prepare: (state) => {
      const { preparation } = endpoint.platform;
      if (state === null) preparation.end();
      else preparation.reach(state.step, state.done, state.total);
    },
    driveRun: async () => {
      await driveNextRun(endpoint.platform, 'test');
    },
    killImport: (importId) =>
      endpoint.platform.store.transaction(PLATFORM_ACCESS, 'WRITE', ({ imports }) =>
        imports.update(REGION, importId, { status: 'RUNNING', phase: 'IMPORTING', started: true }),
      ),
    endKilledImports: async () => {
      await endAbandonedImports(endpoint.platform, 0);
    },
    visit: () => visitWith(browser, url),
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await settle();
      await endpoint.close();
    },
  };
}

/** What a table copies as the operation that it was read by. */
export async function copiedFrom(table: Locator): Promise<string> {
  const page = table.page();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await table.getByRole('button', { name: '复制为 GraphQL' }).click();
  await page.getByText('已复制').waitFor();
  return await page.evaluate(() => navigator.clipboard.readText());
}

/** What axe-core looks at: all of a page, or its own part without the contrast of colours, where somebody else saw the same page judged. */
type Judged = 'ALL' | 'MAIN';
const AXE_RUNS: Readonly<Record<Judged, string>> = {
  ALL: "axe.run({ resultTypes: ['violations'] })",
  MAIN: "axe.run('main', { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false } } })",
};

/** Nothing happened that must not, and axe-core finds nothing of weight. */
export async function expectUntroubled({ page, faults }: Visit, judged: Judged = 'ALL'): Promise<void> {
  expect(faults).toEqual([]);
  expect(await seriousFindings(page, judged)).toEqual([]);
}

/** Waits until nothing fades or moves any more, as long as a person would: a colour half way is none that anybody reads. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const passing = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    const patience = new Promise((resolve) => setTimeout(resolve, 3_000));
    await Promise.race([Promise.allSettled(passing.map((one) => one.finished)), patience]);
  });
}

/** What axe-core finds on a page of serious or critical weight. The script is given to the page by the browser, past its policy. */
export async function seriousFindings(page: Page, judged: Judged = 'ALL'): Promise<readonly string[]> {
  const found = await judgedOnce(page, judged);
  return found.length === 0 ? found : await judgedOnce(page, judged); // what began to fade meanwhile is judged once it has
}

async function judgedOnce(page: Page, judged: Judged): Promise<readonly string[]> {
  await settled(page);
  const cdp = await page.context().newCDPSession(page);
  const known = await cdp.send('Runtime.evaluate', { expression: "typeof axe !== 'undefined'", returnByValue: true });
  if (known.result.value !== true) await cdp.send('Runtime.evaluate', { expression: await readFile(AXE, 'utf8') });
  const { result } = await cdp.send('Runtime.evaluate', {
    expression: `${AXE_RUNS[judged]}.then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' | ')))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await cdp.detach();
  return result.value as readonly string[];
}

/** The number that a list of what is stated of a case gives for a name of the rules. */
export async function statedNumber(list: Locator, name: string): Promise<number> {
  const text = (await list.locator(`li[title="${name}"]`).first().textContent()) ?? '';
  return Number.parseFloat(text.slice(text.indexOf('：') + 1));
}
