import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decimal } from 'decimal.js';
import { INPUT } from '../graph/scoring/input.js';
import { printDecimalText } from '../../web/parts/decimal-text.js';
import { openConsole, seriousFindings, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');

interface KnownRun {
  readonly runNo: number;
  readonly stage: string;
  readonly payable: string;
  readonly resultHash: string;
  readonly cases: number;
  readonly statements: {
    readonly edges: readonly {
      readonly node: {
        readonly payable: string;
        readonly consent: string;
        readonly institution: { readonly code: string; readonly name: string };
      };
    }[];
  };
}

interface Adjustment {
  readonly previousRunNo: number;
  readonly isBooked: boolean;
  readonly difference: string;
  readonly institutions: readonly {
    readonly difference: string;
    readonly before: string;
    readonly after: string;
    readonly institution: { readonly code: string };
  }[];
}

describe('a year is cleared in a browser by three people (N21-30, N25-27)', () => {
  let opened: OpenConsole;
  let finance: Visit;
  let hospital: Visit;
  let review: Visit;
  let first: KnownRun;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    first = await newest();
    [finance, hospital, review] = [await opened.visit(), await opened.visit(), await opened.visit()];
  }, 60_000);
  afterAll(() => opened.close());

  /** The newest run as the API tells it. */
  async function newest(): Promise<KnownRun> {
    const answer = await fetch(`${opened.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${opened.key}`, 'x-dip-client': 'test' },
      body: JSON.stringify({
        query: `{ clearingRuns(regionCode: "990300", first: 1) { edges { node { runNo stage payable resultHash cases
          statements(first: 100) { edges { node { payable consent institution { code name } } } } } } } }`,
      }),
    });
    const { data } = (await answer.json()) as { data: { clearingRuns: { edges: { node: KnownRun }[] } } };
    const [edge] = data.clearingRuns.edges;
    if (edge === undefined) throw new Error('no run');
    return edge.node;
  }
  /** Of what is done, with a little around it. */
  const picture = async (page: Page, name: string): Promise<void> => {
    await page.locator('.acts, [aria-label="发起清算"]').first().scrollIntoViewIfNeeded();
    await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  };
  const untroubled = async ({ page, faults }: Visit): Promise<void> => {
    expect(faults.filter((fault) => !/status of 401/.test(fault))).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
  };
  const enter = async ({ page }: Visit, who: string, address: string): Promise<void> => {
    await page.goto(`${opened.url}${address}`);
    await page.getByRole('button', { name: who, exact: true }).click();
    await page.locator('.who-calls').filter({ hasText: who }).waitFor();
  };
  const choose = async (page: Page, field: string, option: string): Promise<void> => {
    await page.getByRole('combobox', { name: field }).click();
    await page.locator('.ant-select-item-option').filter({ hasText: option }).click();
  };
  const acts = (page: Page) => page.getByRole('region', { name: '办理' });

  it('finance starts a run, sees how far it is, and it comes to what the run before came to', async () => {
    const { page } = finance;
    await enter(finance, '演示财务', '/990300/clearing');
    // A browser without the Internet holds itself to be offline: nothing of what follows may wait for it.
    await page.evaluate(() => dispatchEvent(new Event('offline')));
    await page.getByRole('button', { name: '发起清算' }).click();
    await choose(page, '年度', '2024 年');
    await picture(page, 'clearing-start');
    await page.getByRole('button', { name: '确定发起清算' }).click();
    await page.getByRole('heading', { name: `第 ${first.runNo + 1} 次清算` }).waitFor();
    await page.getByRole('progressbar', { name: '进度' }).waitFor();
    await acts(page).getByText('排队中').waitFor();
    await picture(page, 'clearing-going');
    await untroubled(finance);
    await opened.driveRun();
    await acts(page).getByText('已计算').waitFor();
    // Told to institutions first, and only then confirmed: that is what the page leads to.
    expect(await acts(page).getByRole('button', { name: '公示', exact: true }).getAttribute('class')).toContain('ant-btn-primary');
    const run = await newest();
    expect([run.runNo, run.stage, run.payable, run.cases]).toEqual([first.runNo + 1, 'CALCULATED', first.payable, first.cases]);
    await page.getByText(printDecimalText(run.payable)).first().waitFor();

    await choose(page, '选择前一次清算', `第 ${first.runNo} 次清算`);
    const compared = page.getByRole('region', { name: '与前次比较' });
    const hash = compared.getByRole('listitem').filter({ hasText: '结果哈希' });
    await hash.waitFor();
    expect(run.resultHash).toBe(first.resultHash);
    expect(await hash.textContent()).toContain('相同');
    await compared
      .getByRole('status')
      .filter({ hasText: `与第 ${first.runNo} 次清算逐项相同` })
      .waitFor();
    const own = run.statements.edges[0]?.node;
    const row = compared.getByRole('row').filter({ hasText: own?.institution.name ?? '' });
    expect((await row.textContent())?.split(printDecimalText(own?.payable ?? '')).length).toBe(3); // before and after
    await untroubled(finance);
  });

  it('finance publishes it; the hospital objects; finance answers; the hospital confirms', async () => {
    const run = await newest();
    const { page } = finance;
    await acts(page).getByRole('button', { name: '公示', exact: true }).click();
    await page.getByLabel('事由').fill('二〇二四年度预清算公示');
    await picture(page, 'clearing-publish');
    const lastDay = page.getByLabel(/^异议截止日/);
    expect(await lastDay.inputValue()).toBe('');
    await page.getByRole('button', { name: '确定公示' }).click();
    await page.getByText('规则集没有写公示后多少个工作日内可提异议，请填写异议截止日。').first().waitFor();
    await lastDay.fill('2025-01-02');
    await page.getByRole('button', { name: '确定公示' }).click();
    await page.getByText('异议截止日 2025-01-02 已经过去').first().waitFor();
    await lastDay.fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
    await page.getByRole('button', { name: '确定公示' }).click();
    await acts(page).getByRole('status').filter({ hasText: '已办理：公示' }).waitFor();
    await acts(page).getByText('没有异议').waitFor();

    const own = run.statements.edges.map(({ node }) => node).find(({ institution }) => institution.code === 'H1');
    if (own === undefined) throw new Error('no statement of H1');
    await enter(hospital, '演示医院', `/990300/clearing/${run.runNo}/H1`);
    const consent = hospital.page.getByRole('region', { name: '机构意见' });
    await consent.getByText('尚未确认').waitFor();
    expect(await hospital.page.getByRole('region', { name: `${own.institution.name}结算单` }).textContent()).toContain(
      printDecimalText(own.payable),
    );
    await consent.getByRole('button', { name: '提出异议' }).click();
    await hospital.page.getByLabel('异议内容').fill('病例 S001 应入另一病种');
    await hospital.page.getByRole('button', { name: '确定提出异议' }).click();
    await consent.getByText('有异议', { exact: true }).waitFor();
    await picture(hospital.page, 'clearing-objected');
    await untroubled(hospital);
    await hospital.page.goto(`${opened.url}/990300/clearing/${run.runNo}`);
    await acts(hospital.page).getByText('病例 S001 应入另一病种').waitFor();
    await acts(hospital.page)
      .getByRole('link', { name: `H1 ${own.institution.name}` })
      .waitFor();
    for (const name of ['公示', '确认清算', '答复异议', '确定答复异议', '重算并核对', '代机构登记确认'])
      expect(await hospital.page.getByRole('button', { name, exact: true }).count(), name).toBe(0);

    await page.reload();
    const objection = page.getByRole('list', { name: '异议与答复' }).getByRole('listitem').filter({ hasText: '病例 S001' });
    await objection.getByText('待答复').waitFor();
    await objection.getByLabel('给机构的答复').fill('主要诊断为脑梗死，入组无误');
    await objection.getByLabel('事由').fill('复核病案');
    await picture(page, 'clearing-answer');
    await objection.getByRole('button', { name: '确定答复异议' }).click();
    await objection.getByText('答复：主要诊断为脑梗死，入组无误').waitFor();
    await untroubled(finance);

    await hospital.page.goto(`${opened.url}/990300/clearing/${run.runNo}/H1`);
    await consent.getByText('答复：主要诊断为脑梗死，入组无误').waitFor();
    await consent.getByRole('button', { name: '确认结算单' }).click();
    await hospital.page.getByLabel('说明').fill('无异议');
    await hospital.page.getByRole('button', { name: '确定确认结算单' }).click();
    await consent.getByText('已确认', { exact: true }).waitFor();
    await picture(hospital.page, 'clearing-agreed');
    await untroubled(hospital);
  });

  it('finance records the others’ papers, is not offered to confirm what it started itself; the second person confirms and replays', async () => {
    const { page } = finance;
    await page.reload();
    await acts(page).getByRole('button', { name: '代机构登记确认' }).click();
    for (const code of ['H2', 'H3']) await choose(page, '各机构结算单', code);
    await page.keyboard.press('Escape');
    await acts(page).getByLabel('书面依据').fill('盖章确认单');
    await acts(page).getByLabel('事由').fill('书面确认');
    await picture(page, 'clearing-papers');
    await page.getByRole('button', { name: '确定代机构登记确认' }).click();
    await acts(page).getByRole('status').filter({ hasText: '已办理：代机构登记确认' }).waitFor();
    expect((await newest()).statements.edges.map(({ node }) => node.consent)).toEqual(['CONFIRMED', 'ON_BEHALF', 'ON_BEHALF']);

    const confirm = async (visit: Visit): Promise<void> => {
      await acts(visit.page).getByRole('button', { name: '确认清算', exact: true }).click();
      await acts(visit.page).getByRole('checkbox').check();
      await acts(visit.page).getByLabel('事由').fill('复核无误');
      await visit.page.getByRole('button', { name: '确定确认清算' }).click();
    };
    await acts(page).getByText('这次清算由您（演示财务）发起，须由另一位财务人员确认').waitFor();
    expect(await page.getByRole('button', { name: '确认清算', exact: true }).count()).toBe(0);
    await picture(page, 'clearing-four-eyes');

    const { runNo, cases } = await newest();
    await enter(review, '演示财务复核', `/990300/clearing/${runNo}`);
    await review.page.getByRole('rowheader', { name: '发起', exact: true }).waitFor();
    await review.page.getByRole('cell', { name: /^演示财务，/ }).waitFor();
    await confirm(review);
    await acts(review.page).getByText('已确认，本期已关闭').waitFor();
    expect((await newest()).stage).toBe('CONFIRMED');
    expect(await acts(review.page).getByRole('button').count()).toBe(0);

    await review.page.getByRole('button', { name: '重算并核对' }).click();
    await review.page.getByText(`重算 ${cases} 例，与所存结果逐项相同`).waitFor();
    await picture(review.page, 'clearing-replayed');
    await untroubled(review);
    await review.page.getByRole('button', { name: 'English' }).click();
    await review.page.getByRole('heading', { name: 'What to do' }).waitFor();
    await picture(review.page, 'clearing-acts-english');
    await untroubled(review);
  });

  it('a case that came late is corrected by a run of its own: the difference to the fen, confirmed by the second person', async () => {
    const before = await newest();
    const { importCases } = await opened.ask<{ importCases: { accepted: number } }>(
      'mutation ($input: ImportCasesInput!) { importCases(input: $input) { ... on ImportCasesPayload { accepted } } }',
      { input: { regionCode: '990300', cases: [{ ...INPUT, caseNo: 'LATE1' }], idempotencyKey: 'late' } },
    );
    expect(importCases.accepted).toBe(1);
    const { page } = finance;
    await page.goto(`${opened.url}/990300/clearing`);
    await page.getByRole('button', { name: '发起清算' }).click();
    await choose(page, '年度', '2024 年');
    await page.getByRole('button', { name: '确定发起清算' }).click();
    await page.getByRole('heading', { name: `第 ${before.runNo + 1} 次清算` }).waitFor();
    await opened.driveRun();
    await acts(page).getByText('已计算').waitFor();
    const run = await newest();
    expect([run.runNo, run.stage, run.cases]).toEqual([before.runNo + 1, 'CALCULATED', before.cases + 1]);
    const adjustment = async () =>
      (
        await opened.ask<{ clearingRuns: { edges: readonly { node: { adjustment: Adjustment } }[] } }>(
          `{ clearingRuns(regionCode: "990300", first: 1) { edges { node { adjustment { previousRunNo isBooked difference
             institutions { difference before after institution { code } } } } } } }`,
        )
      ).clearingRuns.edges[0]?.node.adjustment;
    const foreseen = await adjustment();
    expect([foreseen?.previousRunNo, foreseen?.isBooked]).toEqual([before.runNo, false]);
    const own = foreseen?.institutions.find(({ institution }) => institution.code === 'H1');
    expect(own?.difference).not.toBe('0.00');
    const parts = foreseen?.institutions.map(({ difference }) => difference) ?? [];
    expect(parts.reduce((sum, one) => sum.plus(one), new Decimal(0)).toFixed(2)).toBe(foreseen?.difference);

    await choose(page, '选择前一次清算', `第 ${before.runNo} 次清算`);
    const compared = page.getByRole('region', { name: '与前次比较' });
    const payableOf = ({ statements }: KnownRun): string =>
      statements.edges.find(({ node }) => node.institution.code === 'H1')?.node.payable ?? '';
    const row = compared.getByRole('row').filter({ hasText: '第一人民医院' });
    await row.waitFor();
    for (const one of [before, run]) expect(await row.textContent()).toContain(printDecimalText(payableOf(one)));
    const change = new Decimal(payableOf(run)).minus(payableOf(before)).toFixed(2);
    expect(await row.textContent()).toContain(printDecimalText(change));
    expect(change).toBe(own?.difference);
    await compared.getByRole('status').filter({ hasText: '3 家机构的病例、分值或应拨有变动' }).waitFor();
    expect(await compared.getByRole('listitem').filter({ hasText: '点值' }).textContent()).toMatch(/不同.*前次 .*，本次 .*，差 −/);
    // From who is paid most less to who is paid most more.
    expect(await compared.getByRole('row').last().textContent()).toContain('第一人民医院');
    await compared.scrollIntoViewIfNeeded();
    await picture(page, 'clearing-compared');
    await untroubled(finance);

    await review.page.getByRole('button', { name: '中文' }).click();
    await review.page.goto(`${opened.url}/990300/clearing/${run.runNo}`);
    await acts(review.page).getByRole('button', { name: '确认清算', exact: true }).click();
    await acts(review.page).getByRole('checkbox').check();
    await acts(review.page).getByLabel('事由').fill('迟报病例已核');
    await review.page.getByRole('button', { name: '确定确认清算' }).click();
    await acts(review.page).getByText('已确认，本期已关闭').waitFor();
    expect(await adjustment()).toEqual({ ...foreseen, isBooked: true });
    await untroubled(review);
  });
});
