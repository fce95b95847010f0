import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openConsole, seriousFindings, type OpenConsole, type Visit } from '../support/console.js';

/** Pictures of what was tried, for people to look at. */
const PICTURES = path.join(tmpdir(), 'dip-console');
const FRESH = 'Noodles-and-tea-8';

describe('signing in, in a browser', () => {
  let opened: OpenConsole;
  let visitor: Visit;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
  });
  afterAll(() => opened.close());
  afterEach(() => visitor.page.context().close());

  const start = async (where = '/'): Promise<Page> => {
    visitor = await opened.visit();
    await visitor.page.goto(`${opened.url}${where}`);
    return visitor.page;
  };
  /** Nothing went wrong but the refusals that were meant: browsers write each answer of 401 or 429 to their console. */
  const untroubled = async (): Promise<void> => {
    expect(visitor.faults.filter((fault) => !/status of (?:401|422|429)/.test(fault))).toEqual([]);
    expect(await seriousFindings(visitor.page)).toEqual([]);
  };
  const picture = (name: string) => visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  const signIn = async (page: Page, login: string, password: string): Promise<void> => {
    await page.getByLabel('登录名', { exact: true }).fill(login);
    await page.getByLabel('口令', { exact: true }).fill(password);
    await page.getByRole('button', { name: '登录', exact: true }).click();
  };
  const atRulesets = (page: Page) => page.getByRole('heading', { name: '规则集与版本时间线' }).waitFor();
  const atHome = (page: Page) => page.getByRole('heading', { name: '工作台' }).waitFor();

  it('is one click for a demonstration person, who is somebody else after the next', async () => {
    const page = await start('/990300/rulesets');
    await page.getByRole('button', { name: '演示经办员' }).waitFor();
    await picture('sign-in-demo');
    await untroubled();
    await page.getByRole('button', { name: '演示经办员' }).click();
    await atRulesets(page);
    expect(await page.locator('.who-calls').textContent()).toContain('演示经办员经办');
    expect(await page.getByRole('button', { name: '修改口令' }).count()).toBe(0);
    await page.reload();
    await atRulesets(page);
    await page.getByRole('button', { name: '退出' }).click();
    await page.getByRole('button', { name: '演示审批员' }).click();
    await page.locator('.who-calls').filter({ hasText: '演示审批员审批' }).waitFor();
    expect(await page.getByText('演示经办员').count()).toBe(0);
    await untroubled();
  });

  it('keeps nothing that a script could read', async () => {
    const page = await start();
    await page.getByRole('button', { name: '演示审计员' }).click();
    await atHome(page);
    const seen = await page.evaluate(() => [document.cookie, JSON.stringify(sessionStorage), JSON.stringify(localStorage)].join(' '));
    expect(seen).not.toContain('dip_session');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: 'dip_session', httpOnly: true, sameSite: 'Lax' });
  });

  it('asks for a new password first, refuses a poor one, and then lets in', async () => {
    const password = await opened.addPerson('wang.shiyong', 'CLERK');
    const page = await start();
    await signIn(page, 'wang.shiyong', 'not the password');
    await page.getByRole('alert').filter({ hasText: '登录名或口令不对' }).waitFor();
    await signIn(page, 'Wang.Shiyong', password);
    await page.getByRole('heading', { name: '首次登录，请先修改口令' }).waitFor();
    const change = async (fresh: string, again: string): Promise<void> => {
      await page.getByLabel('原口令').fill(password);
      await page.getByLabel('新口令', { exact: true }).fill(fresh);
      await page.getByLabel('再输一次新口令').fill(again);
      await page.getByRole('button', { name: '修改口令' }).click();
    };
    await change(FRESH, 'another one');
    await page.getByText('两次输入的新口令不同').waitFor();
    await change('1234567890', '1234567890');
    await page.getByRole('alert').filter({ hasText: '口令太容易猜到' }).waitFor();
    await picture('first-password');
    await untroubled();
    await change(FRESH, FRESH);
    await atHome(page);
    expect(await page.locator('.who-calls').textContent()).toContain('王试用经办');
    await page.getByRole('button', { name: '退出' }).click();
    await signIn(page, 'wang.shiyong', FRESH);
    await atHome(page);
    await untroubled();
  });

  it('asks again above the page where a session ends, which stays as it was', async () => {
    const page = await start('/990300/rulesets');
    await page.getByRole('button', { name: '演示经办员' }).click();
    await atRulesets(page);
    await page.getByLabel('按此日生效的规则查看').fill('2025-06-');
    await page.evaluate(() => fetch('/session', { method: 'DELETE', headers: { 'x-dip-client': 'console' } }).then(() => undefined));
    await page.getByLabel('按此日生效的规则查看').fill('2025-06-30');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: '登录已失效，请重新登录' });
    await dialog.waitFor();
    await picture('session-ended');
    expect(page.url()).toContain('on=2025-06-30');
    await dialog.getByRole('button', { name: '演示经办员' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('row').filter({ hasText: '当日生效' }).first().waitFor();
    expect(page.url()).toContain('on=2025-06-30');
    await untroubled();
  });

  it('says that the identity provider did not let in, and speaks English', async () => {
    const page = await start('/sign-in?refused=provider');
    await page.getByRole('alert').filter({ hasText: '统一身份认证没有完成' }).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('alert').filter({ hasText: 'The identity provider did not let you in' }).waitFor();
    await picture('sign-in-english');
    await untroubled();
    await page.getByRole('button', { name: 'Auditor' }).click();
    await page.getByRole('heading', { name: 'Workbench' }).waitFor();
    expect(page.url()).toBe(`${opened.url}/990300`);
  });
});
