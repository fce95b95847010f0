import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INPUT } from '../graph/scoring/input.js';
import { openConsole, seriousFindings, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');

describe('病例试算 in a browser', () => {
  let opened: OpenConsole;
  let visitor: Visit;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    visitor = await opened.visit();
  });
  afterAll(() => opened.close());

  const untroubled = async (name: string): Promise<void> => {
    await visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
    expect(visitor.faults).toEqual([]);
    expect(await seriousFindings(visitor.page)).toEqual([]);
  };
  const choose = async (label: string, option: string): Promise<void> => {
    const { page } = visitor;
    await page.getByLabel(label).click();
    await page.getByTitle(option, { exact: true }).click();
  };

  /** The case before the visitor becomes an example of a draft, without its number; the draft's check runs it. */
  const keepsAsExample = async (): Promise<void> => {
    const { page } = visitor;
    const from = { regionCode: '990300', version: '2021.1' };
    const { createDraft } = await opened.ask<{ createDraft: { draft: { draftId: string } } }>(
      'mutation ($input: CreateDraftInput!) { createDraft(input: $input) { ... on CreateDraftPayload { draft { draftId } } } }',
      { input: { regionCode: '990300', name: '收算例的草案', from, idempotencyKey: 'keep' } },
    );
    const { draftId } = createDraft.draft;
    const run = `{ rulesetDraft(regionCode: "990300", draftId: "${draftId}") { check { examples { examples { id label { zh } given passed held } } } } }`;
    interface Run {
      readonly rulesetDraft: {
        readonly check: {
          readonly examples: { readonly examples: readonly { label: { zh: string } | null; passed: boolean; held: readonly string[] }[] };
        };
      };
    }
    const result = page.getByRole('region', { name: '试算结果' });
    await result.getByRole('button', { name: '留作算例' }).click();
    const expected = result.getByRole('group', { name: '应得（按这份草案计分的结果）' });
    await expected.waitFor();
    const points = /：([\d.]+) 分$/.exec((await expected.getByTitle('points', { exact: true }).textContent()) ?? '')?.[1];
    expect(await expected.textContent()).not.toMatch(/[A-Z]{2}|points/);
    expect((await result.textContent())?.replaceAll(',', '')).toContain(`得 ${points}`);
    await page.getByLabel('算例名称').fill('入院即留的一例');
    await untroubled('scoring-keep');
    await result.getByRole('button', { name: '存入草案' }).click();
    await result.getByText('已存入草案').waitFor();
    const { examples } = (await opened.ask<Run>(run)).rulesetDraft.check.examples;
    const kept = examples.find(({ label }) => label?.zh === '入院即留的一例');
    expect(kept?.passed).toBe(true);
    expect(kept?.held.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toContain('S001');
    await result.getByRole('link', { name: '看校验与算例' }).waitFor();
  };

  it('says at the field what is missing', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/990300/scoring`);
    await page.getByLabel('密钥', { exact: true }).fill(opened.key);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '计分' }).click();
    await page.locator('#case-totalCost-problem').waitFor();
    expect(await page.locator('.field-problem').count()).toBe(6);
    await untroubled('scoring-missing');
  });

  it('scores a case that is filled in: the sentence, then formula, numbers, rule and article', async () => {
    const { page } = visitor;
    await choose('医疗机构代码', 'H1 第一人民医院');
    await choose('险种', '职工医保');
    await page.getByLabel('入院日期').fill(INPUT.admissionDate);
    await page.getByLabel('出院日期').fill(INPUT.dischargeDate);
    await page.getByLabel('主要诊断编码').fill(INPUT.principalDiagnosis);
    await page.getByLabel('医疗总费用').fill(INPUT.totalCost);
    await page.getByLabel('年龄（岁）').fill('72');
    await page.getByLabel('其他诊断编码').fill(INPUT.otherDiagnoses.join('；'));
    await page.getByRole('button', { name: '计分' }).click();
    const result = page.getByRole('region', { name: '试算结果' });
    // 980.5 × (2.5 − 2 + 1) × 1.05 × 1.2, as tests/graph/scoring works it out.
    await result.getByText('得 1,853.1450 分').waitFor();
    expect(await result.textContent()).toContain('I63.9_CONSERVATIVE');
    // What the rules divide, as the step states it.
    await result
      .getByText(/费用倍率 2\.50*（医疗总费用 \/ 病种\(均费, .+\)）/)
      .first()
      .waitFor();
    const steps = (await page.getByRole('list', { name: '计分过程' }).textContent()) ?? '';
    for (const word of ['公式', '代入', '依据', '《']) expect(steps).toContain(word);
    expect(await page.locator('.candidates').textContent()).toContain('选中');
    await untroubled('scoring-result');
  });

  it('tries other costs of the case', async () => {
    const { page } = visitor;
    const trial = page.getByRole('region', { name: '费用变动试算' }).first();
    await page.getByLabel('另一总费用（元）').fill('10000');
    await page.keyboard.press('Enter');
    const row = trial.locator('tbody tr[data-row-key]').filter({ hasText: '所试' });
    await row.waitFor();
    // At its mean cost a case has the points of its group: 980.5 × 1 × 1.05 × 1.2.
    expect(await row.textContent()).toContain('1,235.4300');
    expect(await trial.locator('tbody tr[data-row-key]').first().textContent()).toContain('1,853.1450');
    await untroubled('scoring-costs');
  });

  it('shows the same case by the rules of another day, and keeps that in the address', async () => {
    const { page } = visitor;
    await page.getByRole('radio', { name: '另一日生效的规则' }).click();
    await page.getByRole('textbox', { name: '另一日生效的规则' }).fill('2023-06-30');
    const figures = page.getByRole('region', { name: '结果对比' });
    await figures.locator('tbody tr[data-row-key="points"]').waitFor();
    expect(await figures.locator('tbody tr[data-row-key="points"]').textContent()).toContain('1,853.1450');
    expect(new URL(page.url()).searchParams.get('beside')).toBe('day:2023-06-30');
    await untroubled('scoring-beside');
    await page.getByRole('radio', { name: '不对比' }).click();
  });

  it('reads a stored case, and says where there is none', async () => {
    const { page } = visitor;
    await page.getByLabel('已存病例的病例号').fill('S001');
    await page.getByRole('button', { name: '取用' }).click();
    await page.getByRole('heading', { name: '试算病例 S001' }).waitFor();
    await page.getByRole('region', { name: '试算结果' }).waitFor();
    expect(await page.getByLabel('病例号 *').inputValue()).toBe('S001');
    await keepsAsExample();
    await page.goto(`${opened.url}/990300/scoring/-/S404`);
    await page.getByText('没有病例 S404').waitFor();
    await untroubled('scoring-none');
  });

  it('reads rows that were pasted: what is wrong with each, and the others’ points into a file', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/990300/scoring`);
    await page.getByRole('button', { name: '粘贴…' }).click();
    const line = (no: string, cost: string): string => `${no}\tH1\t职工\t2024-05-01\t2024-05-09\tI63.900\tI10.x00x002\t72\t${cost}`;
    const headings = '病例号\t机构编码\t险种\t入院日期\t出院日期\t主要诊断编码\t其他诊断编码\t年龄\t医疗总费用';
    await page.locator('.case-paste textarea').fill([headings, line('X1', '25000.00'), line('X2', '10000'), line('X3', 'abc')].join('\n'));
    await page.getByRole('button', { name: '读入', exact: true }).click();
    const table = page.getByRole('region', { name: '读到 3 例' }).first();
    await table.getByText('1,853.1450').waitFor();
    const rows = await table.locator('tbody tr[data-row-key]').allTextContents();
    expect(rows).toHaveLength(3);
    expect(rows[1]).toContain('1,235.4300');
    expect(rows[2]).toContain('totalCost');
    await table.getByRole('button', { name: '导出' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV（.csv）' }).click()]);
    expect((await readFile(await download.path())).toString()).toContain('1235.4300');
    await untroubled('scoring-many');
    await table.getByRole('button', { name: 'X2' }).click();
    await page.getByRole('region', { name: '试算结果' }).getByText('得 1,235.4300 分').waitFor();
  });

  it('speaks English', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Try a case' }).waitFor();
    await untroubled('scoring-english');
  });
});
