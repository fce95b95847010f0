import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { expectUntroubled, openConsole, PASSWORD, type OpenConsole, type Visit } from '../support/console.js';

const REGION = '990300';
const NAME = '次月起下调三级医院系数';
/** How long something may take that is on its way. */
const SOON = { timeout: 60_000 };
const SHEET = '基本系数表';
const OPERATOR = '费用偏差 费用极低（不含界值） 偏差门槛倍率 比较';

/** What a case is scored by, here. */
const FIELDS = 'caseNo insurance admissionDate dischargeDate principalDiagnosis otherDiagnoses totalCost ageYears';

const dayOf = (year: number, month: number, day: number): string => new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
const [YEAR, MONTH] = [new Date().getUTCFullYear(), new Date().getUTCMonth()];
/** The first of next month, or of the one after where a version begins on it. */
const FIRST_DAY = MONTH === 11 ? dayOf(YEAR, MONTH + 2, 1) : dayOf(YEAR, MONTH + 1, 1);
/** What the draft begins from: the last rules whose grouping the city's catalogue was made by. */
const BASE = '2025.1';
const LAST_OF_BASE = '2026-12-31';
const NEXT_VERSION = '2027.1';
const BEFORE = new Date(Date.parse(FIRST_DAY) - 86_400_000).toISOString().slice(0, 10);
/** A day on which the case still goes by what the draft began from. */
const DAY_BEFORE = BEFORE < LAST_OF_BASE ? BEFORE : LAST_OF_BASE;
const VERSION = `${FIRST_DAY.slice(0, 4)}.9`;

interface Stored {
  readonly revision: number;
  readonly state: string;
  readonly documentText: string;
  readonly contentHash: string;
}
interface Rules {
  readonly parameters: Readonly<Record<string, { readonly value: string }>>;
}

describe('a rule from its draft to the day on which it holds, by the people who do it', () => {
  let opened: OpenConsole;
  let clerk: Visit;
  let second: Visit;
  let self: Visit;
  let approver: Visit;
  let draftId = '';

  beforeAll(async () => {
    opened = await openConsole();
    clerk = await opened.person('jingban1', 'CLERK');
    second = await opened.person('jingban2', 'CLERK');
    self = await opened.person('shenpi1', 'APPROVER', 'jingban1');
    approver = await opened.person('shenpi2', 'APPROVER');
  });
  afterAll(() => opened.close());

  const stored = async (): Promise<Stored & { readonly rules: Rules }> => {
    const query = `query ($id: String!) { rulesetDraft(regionCode: "${REGION}", draftId: $id) { revision state documentText contentHash } }`;
    const { rulesetDraft } = await opened.ask<{ rulesetDraft: Stored }>(query, { id: draftId });
    return { ...rulesetDraft, rules: JSON.parse(rulesetDraft.documentText) as Rules };
  };
  const value = async (name: string): Promise<string | undefined> => (await stored()).rules.parameters[name]?.value;
  const section = async ({ page }: Visit, title: string): Promise<Locator> => {
    await page.getByRole('navigation', { name: '各节' }).getByRole('button', { name: title, exact: true }).click();
    return page.getByRole('region', { name: title, exact: true });
  };
  const cell = ({ page }: Visit, label: string): Locator => page.getByLabel(label, { exact: true });
  const openDraft = async ({ page }: Visit, title: string): Promise<void> => {
    await page.goto(`${opened.url}/${REGION}/drafts/${draftId}`);
    await section({ page, faults: [] }, title);
  };
  const change = async (visit: Visit): Promise<Page> => {
    await visit.page.goto(`${opened.url}/${REGION}/changes/${draftId}`);
    await visit.page.getByRole('heading', { name: `变更单：${NAME}` }).waitFor();
    return visit.page;
  };
  /** Begins a move, gives the reason, accepts what has to be accepted, confirms. */
  const decide = async (page: Page, move: string, reason: string): Promise<void> => {
    await page.getByRole('button', { name: move, exact: true }).click();
    await page.getByLabel('意见或理由（必填，至多 500 字）').fill(reason);
    const accept = page.getByRole('checkbox', { name: /接受以上/ });
    if ((await accept.count()) > 0) await accept.check();
    await page.getByRole('button', { name: `确认${move}` }).click();
    await page.getByText(`已办：${move}`).waitFor();
  };

  it('a clerk drafts what is to hold from next month, and pastes the coefficients from Excel', async () => {
    const { page } = clerk;
    await page.goto(`${opened.url}/${REGION}/drafts`);
    await page.getByRole('button', { name: '起草新版本' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('草案名称').fill(NAME);
    const base = form.locator('.ant-form-item').filter({ hasText: '所据版本' }).locator('.ant-select');
    for (const [day, version] of [
      ['2027-03-01', NEXT_VERSION],
      [LAST_OF_BASE, BASE],
      ['2028-03-01', NEXT_VERSION],
    ] as const) {
      await form.getByLabel('生效起（第一天）').fill(day);
      await base.filter({ hasText: version }).waitFor();
      expect(await form.getByLabel('新版本号').inputValue()).toContain(day.slice(0, 4));
    }
    await form.getByLabel('所据版本').click();
    await page.locator('.ant-select-item-option').filter({ hasText: BASE }).click();
    await form.getByLabel('新版本号').fill(VERSION);
    await form.getByLabel('生效起（第一天）').fill(FIRST_DAY);
    await base.filter({ hasText: BASE }).waitFor();
    await form.getByRole('button', { name: '起草新版本' }).click();
    await page.getByRole('heading', { name: NAME }).waitFor();
    draftId = new URL(page.url()).pathname.split('/').at(-1) ?? '';

    const inputs = (await section(clerk, SHEET)).locator('input.cell');
    const { revision } = await stored();
    await inputs.nth(0).evaluate((element) => {
      const data = new DataTransfer();
      data.setData('text', '1.11\r\n1.12\r\n');
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.getByText(`已保存，第 ${revision + 1} 次修订`).waitFor();
    expect([await inputs.nth(0).inputValue(), await inputs.nth(1).inputValue()]).toEqual(['1.11', '1.12']);
    expect(await page.getByRole('button', { name: '批准', exact: true }).count()).toBe(0);
    await expectUntroubled(clerk);
  });

  it('makes two rules overlap, is shown a case for which both hold, and mends it', async () => {
    const { page } = clerk;
    await section(clerk, '条件和公式：病例');
    await page.getByLabel('筛选条件和公式：病例').fill('极低');
    await cell(clerk, OPERATOR).selectOption('大于');
    const found = page.getByRole('complementary', { name: '校验' });
    const overlap = found.getByRole('listitem').filter({ hasText: 'OVERLAP' }).first();
    await overlap.getByText('例证', { exact: true }).click();
    const ratio = await overlap.getByTitle('thresholdRatio').textContent();
    const high = Number(await value('deviationHigh'));
    expect(Number(/：([\d.]+)$/.exec(ratio ?? '')?.[1])).toBeGreaterThan(high);
    await cell(clerk, OPERATOR).selectOption('小于');
    await overlap.waitFor({ state: 'detached' });
    expect((await stored()).documentText).not.toMatch(
      /"fact":\s*"thresholdRatio",\s*"operator":\s*"greaterThan",\s*"value":\s*\{\s*"parameter":\s*"deviationLow"/,
    );
    await expectUntroubled(clerk);
  });

  it('two clerks edit one cell at once: the later one sees both, and chooses', async () => {
    const label = '费用极高界值 值';
    await section(clerk, '参数');
    await openDraft(second, '参数');
    const before = (await stored()).revision;
    await cell(clerk, label).fill('2.4');
    await cell(clerk, label).press('Enter');
    await clerk.page.getByText(`已保存，第 ${before + 1} 次修订`).waitFor();
    await cell(second, label).fill('2.6');
    await cell(second, label).press('Enter');
    const contest = second.page.getByRole('alert').filter({ hasText: '别人刚改了同一处' });
    await contest.waitFor();
    const sides = (await contest.textContent()) ?? '';
    for (const figure of ['2.4', '2.6']) expect(sides).toContain(figure);
    expect(await value('deviationHigh')).toBe('2.4');
    await expectUntroubled(second);
    await second.page.getByRole('button', { name: '用对方的' }).click();
    await contest.waitFor({ state: 'detached' });
    await expect.poll(() => cell(second, label).inputValue(), SOON).toBe('2.4');
    expect(await value('deviationHigh')).toBe('2.4');
  });

  it('a session that ends in the middle of an edit loses nothing of it', async () => {
    const { page, faults } = clerk;
    const label = '费用极低界值 值';
    await cell(clerk, label).fill('0.');
    await page.evaluate(() => fetch('/session', { method: 'DELETE', headers: { 'x-dip-client': 'console' } }).then(() => undefined));
    await cell(clerk, label).fill('0.3');
    await cell(clerk, label).press('Enter');
    const dialog = page.getByRole('dialog', { name: '登录已失效，请重新登录' });
    await dialog.waitFor();
    expect(await value('deviationLow')).not.toBe('0.3');
    await dialog.getByLabel('登录名', { exact: true }).fill('jingban1');
    await dialog.getByLabel('口令', { exact: true }).fill(PASSWORD);
    await dialog.getByRole('button', { name: '登录', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => value('deviationLow'), SOON).toBe('0.3');
    expect(await cell(clerk, label).inputValue()).toBe('0.3');
    expect(new URL(page.url()).pathname).toBe(`/${REGION}/drafts/${draftId}`);
    expect(faults.filter((fault) => !/status of 401/.test(fault))).toEqual([]);
  });

  /** Hands the draft in: with a simulation of last year where none of this text is there. */
  async function handIn(reason: string): Promise<void> {
    const { page } = clerk;
    await openDraft(clerk, '参数');
    await page.getByText('可以交审').waitFor();
    await page.getByRole('button', { name: '交审', exact: true }).click();
    const dialog = page.getByRole('dialog');
    const worked = dialog.getByText(/2024 年职工医保：变动病例 \d+ 例/).first();
    await dialog.getByText('还没有。选年度').or(worked).first().waitFor();
    if ((await worked.count()) === 0) {
      await dialog.getByRole('button', { name: '以此文本模拟' }).click();
    }
    await worked.waitFor();
    const { whatIfs } = await opened.ask<{
      whatIfs: { edges: readonly { node: { candidates: readonly { result: { moved: number; winners: number; losers: number } }[] } }[] };
    }>(`{ whatIfs(regionCode: "${REGION}", first: 1) { edges { node { candidates { result { moved winners losers } } } } } }`);
    const result = whatIfs.edges[0]?.node.candidates[0]?.result;
    expect(result?.moved).toBeGreaterThan(0);
    const numbers = ((await worked.textContent()) ?? '').match(/\d+/g) ?? [];
    expect(numbers.slice(1).map(Number)).toEqual([result?.moved, result?.winners, result?.losers]);
    await dialog.getByLabel('理由', { exact: true }).fill(reason);
    await dialog.getByRole('button', { name: '交审', exact: true }).click();
    await page.getByText('审批中：这里只能看。').waitFor();
  }

  it('the clerk sees how many cases move and who gains, and hands it in', async () => {
    const { revision } = await stored();
    // What its examples show is not what this journey is about.
    const patches = [{ pointer: '/examples', json: '[]' }];
    const input = { regionCode: REGION, draftId, baseRevision: revision, patches, idempotencyKey: 'no-examples' };
    await opened.ask('mutation ($input: SaveDraftInput!) { saveDraft(input: $input) { __typename } }', { input });
    await handIn('按会议纪要调整');
    expect((await stored()).state).toBe('IN_REVIEW');
  });

  it('who drafted it may not approve it, by another login either, and is told why', async () => {
    const page = await change(self);
    const deciding = page.getByRole('region', { name: '办理' });
    await deciding.getByText(/^不能批准/).waitFor();
    expect(await page.getByRole('button', { name: '批准', exact: true }).count()).toBe(0);
    await expectUntroubled(self);
    const { contentHash } = await stored();
    const tried = await page.evaluate(
      async ({ draftId, contentHash, REGION }) => {
        const answer = await fetch('/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-dip-client': 'console' },
          body: JSON.stringify({
            query: 'mutation ($input: DecideDraftInput!) { decideDraft(input: $input) { __typename ... on Error { code message } } }',
            variables: { input: { regionCode: REGION, draftId, contentHash, approve: true, reason: '自己批', idempotencyKey: 'own' } },
          }),
        });
        return await answer.text();
      },
      { draftId, contentHash, REGION },
    );
    expect(tried).toContain('Error');
    expect((await stored()).state).toBe('IN_REVIEW');
  });

  it('the approver returns it once, with what is missing; the clerk mends it and hands it in again; it is approved and published', async () => {
    const page = await change(approver);
    const changed = page.getByRole('table', { name: '改了什么' }).getByRole('row').filter({ hasText: '费用极低界值' });
    await changed.waitFor();
    expect(await changed.locator('td').allTextContents()).toEqual(expect.arrayContaining(['0.4', '0.3', '−25.00%']));
    await decide(page, '退回', '极低界值请改为 0.36');
    expect((await stored()).state).toBe('DRAFT');

    await openDraft(clerk, '参数');
    await cell(clerk, '费用极低界值 值').fill('0.36');
    await cell(clerk, '费用极低界值 值').press('Enter');
    await expect.poll(() => value('deviationLow'), SOON).toBe('0.36');
    await handIn('已按意见修改');

    await change(approver);
    await changed.waitFor();
    expect(await changed.locator('td').allTextContents()).toEqual(expect.arrayContaining(['0.4', '0.36', '−10.00%']));
    await page.getByText('极低界值请改为 0.36').first().waitFor();
    await decide(page, '批准', '同意');
    await decide(page, '发布', '次月起执行');
    await expectUntroubled(approver);
    const { region } = await opened.ask<{ region: { ruleset: { effectiveFrom: string; contentHash: string } } }>(
      `{ region(code: "${REGION}") { ruleset(version: "${VERSION}") { effectiveFrom contentHash } } }`,
    );
    expect(region.ruleset.effectiveFrom).toBe(FIRST_DAY);
    expect(await page.locator('.change-hash .hash').first().textContent()).toBe((await stored()).contentHash);
  });

  it('the same case has other points from that day on', async () => {
    const { page } = clerk;
    const { inpatientCase } = await opened.ask<{ inpatientCase: { institution: { code: string } } }>(
      `{ inpatientCase(regionCode: "${REGION}", institutionCode: "H1", caseNo: "S001") { institution { code } ${FIELDS} } }`,
    );
    const { institution, ...fields } = inpatientCase;
    const points = async (on: string): Promise<string> => {
      const { scoreCase } = await opened.ask<{ scoreCase: { points: string } }>(
        `query ($input: CaseInput!) { scoreCase(regionCode: "${REGION}", input: $input, using: { on: "${on}" }) { ... on CaseScore { points } } }`,
        { input: { ...fields, institutionCode: institution.code } },
      );
      return scoreCase.points;
    };
    const [before, after] = [await points(DAY_BEFORE), await points(FIRST_DAY)];
    for (const figure of [before, after]) expect(Number(figure)).toBeGreaterThan(0);
    expect(after).not.toBe(before);
    await page.goto(`${opened.url}/${REGION}/scoring/H1/S001?on=${DAY_BEFORE}&beside=day:${FIRST_DAY}`);
    const row = page.getByRole('region', { name: '结果对比' }).locator('tbody tr[data-row-key="points"]');
    await row.waitFor();
    const said = ((await row.textContent()) ?? '').replaceAll(',', '');
    for (const figure of [before, after]) expect(said).toContain(figure);
  });
});
