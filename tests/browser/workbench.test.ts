import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printDecimalText } from '../../web/parts/decimal-text.js';
import { openConsole, expectUntroubled, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');

interface Year {
  readonly runs: {
    readonly edges: readonly {
      readonly node: {
        readonly runNo: number;
        readonly year: number;
        readonly pointValue: string;
        readonly payable: string;
        readonly budget: string;
      };
    }[];
  };
}
interface Board {
  readonly periods: readonly { readonly late: readonly string[]; readonly state: string }[];
}

describe('工作台 in a browser', () => {
  let opened: OpenConsole;
  let visitor: Visit;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    visitor = await opened.visit();
  });
  afterAll(() => opened.close());

  const picture = (name: string) => visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  const untroubled = (): Promise<void> => expectUntroubled(visitor);
  const signInAs = async (name: string): Promise<Page> => {
    await visitor.page.context().close();
    visitor = await opened.visit();
    const { page } = visitor;
    await page.goto(`${opened.url}/`);
    await page.getByRole('button', { name, exact: true }).click();
    await page.getByRole('heading', { name: '工作台' }).waitFor();
    return page;
  };
  const lines = (page: Page) => page.getByRole('list', { name: '等您办理' }).getByRole('listitem');
  const badge = (page: Page) => page.locator('.work-badge');

  it('is where people land, and says where nothing waits', async () => {
    const page = await signInAs('演示审计员');
    await page.getByText('没有等您办理的事').waitFor();
    expect(page.url()).toBe(`${opened.url}/990300`);
    expect(await badge(page).textContent()).toContain('没有待办');
    const begin = page.getByRole('region', { name: '从这里开始' });
    expect(await begin.getByRole('link').allTextContents()).toEqual(['查日志、查依据', '试算一个病例']);
    await picture('workbench-empty');
    await untroubled();
    const goElsewhere = async (): Promise<string> => {
      await page.getByLabel('统筹地区', { exact: true }).click();
      const option = page.locator('.ant-select-dropdown:visible').getByTitle(/^全国/);
      await option.click({ timeout: 3_000 }).catch(() => undefined); // the list is drawn anew when the regions of others come
      return page.url();
    };
    await expect.poll(goElsewhere, { timeout: 60_000 }).toContain('/100000');
    await page.getByText('您的权限不在全国').waitFor();
    expect(await page.locator('.side-menu a').allTextContents()).toEqual(['规则集', '病种目录']);
    await untroubled();
    await page.getByRole('link', { name: /^回到/ }).click();
    await page.getByRole('heading', { name: '工作台' }).waitFor();
  });

  it('shows the year as it was cleared', async () => {
    const { page } = visitor;
    const { runs } = await opened.ask<Year>(
      '{ runs: clearingRuns(regionCode: "990300", first: 1) { edges { node { runNo year pointValue payable budget } } } }',
    );
    const [first] = runs.edges;
    if (first === undefined) throw new Error('the city of the tests has no run');
    const { year, pointValue, payable, budget, runNo } = first.node;
    const own = page.getByRole('region', { name: `${year} 年 职工医保` });
    await own.getByText(printDecimalText(payable)).first().waitFor();
    const said = (await own.textContent()) ?? '';
    for (const figure of [pointValue, payable, budget]) expect(said).toContain(printDecimalText(figure));
    expect(said).toContain('0 / 12 个月已确认关闭');
    await own.getByRole('link', { name: `第 ${runNo} 次清算` }).click();
    await page.getByRole('heading', { name: `第 ${runNo} 次清算` }).waitFor();
    expect(page.url()).toBe(`${opened.url}/990300/clearing/${runNo}`);
    await badge(page).click();
    await page.getByRole('heading', { name: '工作台' }).waitFor();
  });

  it('lists for finance what is late and what is to be done, each line once, as many as the header says', async () => {
    const page = await signInAs('演示财务');
    await lines(page).first().waitFor();
    const { periods } = await opened.ask<Board>(
      '{ periods: settlementPeriods(regionCode: "990300", year: 2024, insurance: EMPLOYEE) { late state } }',
    );
    expect([periods.flatMap(({ late }) => late), periods.at(-1)?.state]).toEqual([[], 'PUBLISHED']);
    const texts = await lines(page).allTextContents();
    expect(texts).toEqual(['待确认职工医保 全年：已公示，等您确认']);
    expect(await badge(page).textContent()).toContain(`${texts.length} 件待办`);
    await page.getByRole('heading', { name: `等您办理：${texts.length} 件` }).waitFor();
    await picture('workbench-finance');
    await untroubled();
    await lines(page)
      .getByRole('link', { name: /等您确认/ })
      .click();
    await page.getByRole('heading', { name: '第 1 次清算' }).waitFor();
  });

  it('says while the sample city is being made what is made and how far it is, until it is there', async () => {
    const { page } = visitor;
    opened.prepare({ step: 'CASES', done: 32_000, total: 80_000 });
    await page.goto(`${opened.url}/990300`);
    const told = page.getByRole('alert').filter({ hasText: '正在准备演示市的数据' });
    await told.getByText('病例 32000 / 80000').waitFor();
    // Not that it can't be forecast: it is not there yet.
    await page.getByText('演示市还在准备，病例和预算还不全').waitFor();
    expect(await page.getByText('暂不能预测').count()).toBe(0);
    await picture('workbench-preparing');
    await untroubled();
    opened.prepare({ step: 'CLEARING', done: 1, total: 2 });
    await told.getByText('年度清算（职工、居民） 1 / 2').waitFor();
    // Where the region itself is still missing.
    await page.goto(`${opened.url}/990399`);
    await page.getByText('第一次启动时生成演示市').waitFor();
    await untroubled();
    opened.prepare(null);
    await page.getByText('没有统筹地区 990399').waitFor();
  });

  it('shows a clerk the draft that he began, with what its check finds', async () => {
    const page = await signInAs('演示经办员');
    await page.getByText('没有等您办理的事').waitFor();
    const begun = await page.evaluate(async () => {
      const answer = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-dip-client': 'console' },
        body: JSON.stringify({
          query:
            'mutation { createDraft(input: { regionCode: "990300", name: "待办试验", from: { regionCode: "990300", version: "2025.1" }, idempotencyKey: "workbench" }) { ... on CreateDraftPayload { draft { draftId } } } }',
        }),
      });
      return await answer.text();
    });
    const [, draftId = ''] = /"draftId":"([^"]+)"/.exec(begun) ?? [];
    expect(draftId, begun).not.toBe('');
    await page.reload();
    const line = lines(page).filter({ hasText: '待办试验：还没有交审' });
    await line.getByText(/^\d+ 处错误$/).waitFor();
    expect(await lines(page).count()).toBe(1);
    expect(await badge(page).textContent()).toContain('1 件待办');
    await picture('workbench-clerk');
    await untroubled();
    await line.getByRole('link').click();
    await page.waitForURL(`${opened.url}/990300/drafts/${draftId}`);
  });

  it('speaks English, and tells a hospital only of itself', async () => {
    const page = await signInAs('演示医院');
    await page.getByRole('heading', { name: /^等您办理/ }).waitFor();
    expect(await page.getByText('家机构').count()).toBe(0);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Workbench' }).waitFor();
    await picture('workbench-english');
    await untroubled();
  });
});
