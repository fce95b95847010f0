import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printDecimalText } from '../../web/parts/decimal-text.js';
import { copiedFrom, openConsole, expectUntroubled, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');

interface Known {
  readonly auditVerification: { readonly total: number; readonly head: { readonly seq: number; readonly hash: string } };
  readonly clearingRuns: {
    readonly edges: readonly { readonly node: { readonly runNo: number; readonly payable: string; readonly resultHash: string } }[];
  };
}

describe('审计 in a browser', () => {
  let opened: OpenConsole;
  let visitor: Visit;
  const known = (): Promise<Known> =>
    opened.ask<Known>(`{ auditVerification(regionCode: "990300") { total head { seq hash } }
      clearingRuns(regionCode: "990300", first: 1) { edges { node { runNo payable resultHash } } } }`);
  const latestRun = async () => {
    const [first] = (await known()).clearingRuns.edges;
    if (first === undefined) throw new Error('the city of the tests has no run');
    return first.node;
  };
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    visitor = await opened.visit();
  });
  afterAll(() => opened.close());

  const picture = (name: string) => visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  const untroubled = (): Promise<void> => expectUntroubled(visitor);
  // Not by its name: antd may leave the sign of what is under way within it, which is named too, once an answer came at once.
  const verify = (page: Page) => page.locator('.chain-form button[type="submit"]');
  const check = async (page: Page, kept: string): Promise<string> => {
    await page.getByLabel('留存的链头（可不填）').fill(kept);
    const answered = page.waitForResponse(
      (response) => response.url().endsWith('/graphql') && (response.request().postData()?.includes('AuditCheck') ?? false),
    );
    await verify(page).click();
    await answered;
    await page.locator('.ant-btn-loading').waitFor({ state: 'detached' });
    await page.mouse.move(0, 0);
    await page.waitForTimeout(500); // the button takes its colours again
    return (await page.getByRole('status', { name: '核验结论' }).textContent()) ?? '';
  };

  it('an auditor checks the chain: whole, and signed', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/990300/audit`);
    await page.getByRole('button', { name: '演示审计员' }).click();
    await page.getByRole('heading', { name: '审计', exact: true }).waitFor();
    const verdict = await check(page, '');
    const { total, head } = (await known()).auditVerification;
    expect(verdict).toContain(`审计日志完整：${total} 条`);
    expect(verdict).toContain(`${head.seq} ${head.hash}`);
    expect(verdict).toContain('规则集版本、发布规则和草案与日志所载一致');
    await picture('audit-whole');
    await untroubled();
  });

  it('with a head that was kept: the same passes, another one names the first bad event', async () => {
    const { page } = visitor;
    const { head } = (await known()).auditVerification;
    expect(await check(page, `${head.seq} ${head.hash}`)).toContain('审计日志完整');
    const verdict = await check(page, `${head.seq} ${'0'.repeat(64)}`);
    expect(verdict).toContain(`审计日志从第 ${head.seq} 条起不是原样`);
    expect(verdict).toContain('与留存的链头不同');
    const bad = page.getByRole('region', { name: `第一条不是原样的事件：第 ${head.seq} 条` });
    await bad.getByText(head.hash).waitFor();
    await picture('audit-broken');
    await untroubled();
    await page.getByLabel('留存的链头（可不填）').fill('nonsense');
    await verify(page).click();
    await page.getByText('请写成“序号 哈希”').waitFor();
  });

  it('replays the run: the same to the last hash, and the log says that it was replayed', async () => {
    const { page } = visitor;
    const { runNo, resultHash } = await latestRun();
    await page.getByRole('button', { name: `重算核对第 ${runNo} 次清算` }).click();
    const verdict = page.getByRole('status', { name: `第 ${runNo} 次清算的重算结论` });
    await verdict.waitFor();
    const said = (await verdict.textContent()) ?? '';
    expect(said).toContain(`第 ${runNo} 次清算：重算与所存完全相同`);
    expect(said.split(resultHash)).toHaveLength(3);
    await verdict.scrollIntoViewIfNeeded();
    await picture('audit-replay');
    await page.getByRole('row').filter({ hasText: '重算核对' }).filter({ hasText: '演示审计员' }).waitFor();
    await untroubled();
  });

  it('filters the log by who, what and when, in the address', async () => {
    const { page } = visitor;
    const rows = page.getByRole('region', { name: '演示市（合成数据）的审计日志' }).locator('tbody tr[data-row-key]');
    await page.getByRole('form', { name: '筛选审计日志' }).getByLabel('操作者').fill('演示审计');
    await page.getByRole('button', { name: '筛选', exact: true }).click();
    await expect.poll(() => rows.count()).toBe(1);
    expect(await rows.first().textContent()).toContain('重算核对');
    expect(new URL(page.url()).searchParams.get('actor')).toBe('演示审计');
    // What is copied runs as it is pasted, filter and all.
    const copied = await copiedFrom(page.getByRole('region', { name: '演示市（合成数据）的审计日志' }));
    expect((await opened.ask<{ auditLog: { totalCount: number } }>(copied)).auditLog.totalCount).toBe(1);
    await rows
      .first()
      .getByRole('button', { name: /^查看第/ })
      .click();
    const event = page.getByRole('dialog');
    await event.getByText('前一条的哈希').waitFor();
    await picture('audit-event');
    await untroubled();
    await page.keyboard.press('Escape');
    await event.waitFor({ state: 'hidden' });
    await page.goto(`${opened.url}/990300/audit?action=run:finish`);
    await rows.filter({ hasText: '完成清算' }).first().waitFor();
    expect((await rows.allTextContents()).filter((text) => !text.includes('完成清算'))).toEqual([]);
    await page.goto(`${opened.url}/990300/audit?to=2000-01-01`);
    await page.getByText('没有符合条件的事件').waitFor();
    await picture('audit-nothing');
    await untroubled();
  });

  it('leads from an amount to a case’s formula and article in three clicks', async () => {
    const { page } = visitor;
    const { runNo, payable } = await latestRun();
    await page.goto(`${opened.url}/990300/audit`);
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: `第 ${runNo} 次`, exact: true }) });
    await row.getByRole('link', { name: printDecimalText(payable) }).click();
    await page
      .getByRole('region', { name: '各机构结算单' })
      .or(page.getByRole('heading', { name: '各机构' }))
      .first()
      .waitFor();
    await page.locator('tbody tr[data-row-key] a').first().click();
    const aCase = page.getByRole('region', { name: '本机构的病例' }).locator('tbody a').first();
    await aCase.waitFor();
    await aCase.click();
    const steps = page.getByRole('list', { name: '计分过程' });
    await steps.waitFor();
    for (const word of ['公式', '代入', '依据', '《']) expect(await steps.textContent()).toContain(word);
    await untroubled();
  });

  it('speaks English, and is for auditors only', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/990300/audit`);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Audit log', exact: true }).waitFor();
    await page.getByRole('row').filter({ hasText: 'Run replayed' }).first().waitFor();
    await picture('audit-english');
    await untroubled();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Clerk' }).click();
    await page.locator('.who-calls').filter({ hasText: 'Clerk' }).waitFor();
    await page.getByText('Your permissions do not include this page').waitFor();
    expect(await page.getByRole('link', { name: 'Audit', exact: true }).count()).toBe(0);
  });
});
