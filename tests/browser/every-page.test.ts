import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PERSONS } from '../../src/app/people/demo-persons.js';
import { ROLE_PERMISSIONS, type Permission, type Role } from '../../src/app/ports/kit/permissions.js';
import { expectUntroubled, openConsole, type OpenConsole, type Visit } from '../support/console.js';

const FOLDER = path.resolve(import.meta.dirname, '../../web/pages');
const REGION = '990300';
/** Who walks: one demonstration person a role. */
const WALKERS: readonly Role[] = ['CLERK', 'APPROVER', 'FINANCE', 'INSTITUTION', 'AUDITOR', 'ADMIN'];

interface PageRoute {
  readonly menuPath: string;
  readonly permissions: readonly Permission[];
}

/** Addresses that no menu has, of each page somebody who may see it: of the parts of a page, and of one thing. */
const FURTHER: Readonly<Partial<Record<Role, readonly string[]>>> = {
  CLERK: ['/rulesets/2025.1', '/checks/version/2021.1', '/what-ifs/new', '/what-ifs/tune', '/scoring/-/S001', '/drafts/DRAFT'],
  APPROVER: ['/changes/DRAFT', '/checks/draft/DRAFT', '/catalogue/2024.1', '/catalogue/2024.1/I63.9_CONSERVATIVE'],
  FINANCE: [
    ...['lines', 'periods', 'periods/03', 'deadlines', 'ledger', 'records'].map((part) => `/budget/2024/EMPLOYEE/${part}`),
    ...['/imports/quality', '/clearing/1'],
  ],
  INSTITUTION: ['/clearing/1', '/clearing/1/H1', '/clearing/1/H1/S001', '/budget/2024/EMPLOYEE/periods/03'],
  AUDITOR: ['/integration/clearing-runs', '/clearing/1/H2'],
};

/** Tables with a part beyond their right edge that nothing tells of. */
function clippedTables(): readonly (string | null)[] {
  const clipped = [...document.querySelectorAll('main .data-table')].filter((table) => {
    const parts = [...table.querySelectorAll('.ant-table-content, .ant-table-tbody-virtual-holder')];
    return parts.some((part) => part.scrollWidth - part.clientWidth > 1) && table.querySelector('.table-scrolls') === null;
  });
  return clipped.map((table) => table.getAttribute('aria-label'));
}

describe('every page, as every role', () => {
  let opened: OpenConsole;
  let draftId = '';
  let pages: readonly PageRoute[] = [];
  /** Pages that were judged whole, as somebody saw them. */
  const judged = new Set<string>();

  beforeAll(async () => {
    opened = await openConsole();
    const begun = await opened.ask<{ createDraft: { draft: { draftId: string } } }>(
      `mutation { createDraft(input: { regionCode: "${REGION}", name: "走一遍", from: { regionCode: "${REGION}", version: "2025.1" }, idempotencyKey: "walk" }) { ... on CreateDraftPayload { draft { draftId } } } }`,
    );
    draftId = begun.createDraft.draft.draftId;
    const files = readdirSync(FOLDER).map((name) => pathToFileURL(path.join(FOLDER, name, 'route.ts')).href);
    pages = (await Promise.all(files.map((file) => import(file) as Promise<{ route: PageRoute }>))).map(({ route }) => route);
  });
  afterAll(() => opened.close());

  /** Somebody of a role, before the workbench. */
  async function enter(role: Role): Promise<Visit> {
    expect(Object.keys(DEMO_PERSONS)).toContain(role);
    const visit = await opened.visit();
    await visit.page.request.post(`${opened.url}/session`, { headers: { 'x-dip-client': 'test' }, data: { demo: role } });
    await visit.page.goto(`${opened.url}/${REGION}`);
    await visit.page.locator('.who-calls').waitFor();
    return visit;
  }

  /** Another address within the console, as a link of it leads there. */
  async function follow(page: Page, address: string): Promise<void> {
    await page.evaluate((to) => history.pushState(null, '', to), `/${REGION}${address === '/' ? '' : address}`);
  }

  /** The page has read what it shows, and none of it failed. */
  async function expectShown({ page }: Visit, address: string): Promise<void> {
    await page.locator('main h1').first().waitFor();
    await expect.poll(() => page.locator('main .ant-skeleton, main .ant-spin-spinning').count(), { timeout: 30_000 }).toBe(0);
    const broken = page.locator(
      'main .ant-alert-error, main .ant-result-error, main .ant-result-warning, main [role=alert].ant-alert-warning',
    );
    expect(await broken.allTextContents(), address).toEqual([]);
    expect(await page.title(), address).toContain((await page.locator('main h1').first().textContent()) ?? '?');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${address} is wider than the window`).toBe(0);
    expect(await page.evaluate(clippedTables), `${address}: a table is clipped, and does not say that it scrolls`).toEqual([]);
  }

  it.each(WALKERS)('%s sees what the role may see, without a fault, and is told in words of the rest', async (role) => {
    const visit = await enter(role);
    const { page } = visit;
    const may = ({ permissions }: PageRoute): boolean =>
      permissions.length === 0 || permissions.some((one) => ROLE_PERMISSIONS[role].includes(one));
    const menu = page.locator('.side-menu a');
    const addresses = await menu.evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
    const allowed = pages.filter(may).map(({ menuPath }) => `/${REGION}${menuPath === '/' ? '' : menuPath}`);
    expect([...addresses].sort()).toEqual([...allowed].sort());

    for (const { menuPath } of pages.filter(may)) {
      await menu.nth(addresses.indexOf(`/${REGION}${menuPath === '/' ? '' : menuPath}`)).click();
      await expectShown(visit, menuPath);
      await expectUntroubled(visit, judged.has(menuPath) ? 'MAIN' : 'ALL');
      judged.add(menuPath);
    }
    for (const address of FURTHER[role] ?? []) {
      await follow(page, address.replace('DRAFT', draftId));
      await expectShown(visit, address);
      await expectUntroubled(visit);
    }
    for (const refused of pages.filter((one) => !may(one))) {
      await follow(page, refused.menuPath);
      await page.getByText('您的权限不包括这一页').waitFor();
      expect(await page.locator('main h1').count(), refused.menuPath).toBe(0);
    }
    await expectUntroubled(visit);
    await page.context().close();
  });
});
