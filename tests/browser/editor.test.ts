import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edited } from '../support/edited-workbook.js';
import { openConsole, expectUntroubled, PASSWORD, statedNumber, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');
const REGION = '990300';
const NAME = '调整界值和系数';
/** How long something may take that is on its way. */
const SOON = { timeout: 15_000 };

interface Draft {
  readonly draftId: string;
  readonly revision: number;
  readonly state: string;
  readonly contentHash: string;
  readonly documentText: string;
}

interface Ruleset {
  readonly version: string;
  readonly effective: { readonly from: string };
  readonly parameters: Readonly<Record<string, { readonly value: string }>>;
  readonly decisions?: readonly unknown[];
  readonly tables: Readonly<Record<string, { readonly rows: readonly { readonly key: readonly string[]; readonly value: string }[] }>>;
}

describe('规则编辑器 in a browser', () => {
  let opened: OpenConsole;
  let visitor: Visit;
  let draftId: string;
  let keys = 0;

  async function stored(): Promise<Draft & { readonly rules: Ruleset }> {
    const query = `query ($id: String!) { rulesetDraft(regionCode: "${REGION}", draftId: $id) { draftId revision state contentHash documentText } }`;
    const { rulesetDraft } = await opened.ask<{ rulesetDraft: Draft }>(query, { id: draftId });
    return { ...rulesetDraft, rules: JSON.parse(rulesetDraft.documentText) as Ruleset };
  }

  /** Somebody else saves an edit of the draft. */
  async function saveElsewhere(pointer: string, text: string): Promise<void> {
    const { revision } = await stored();
    const input = { regionCode: REGION, draftId, baseRevision: revision, patches: [{ pointer, text }], idempotencyKey: `e${++keys}` };
    const { saveDraft } = await opened.ask<{ saveDraft: { __typename: string } }>(
      'mutation ($input: SaveDraftInput!) { saveDraft(input: $input) { __typename } }',
      { input },
    );
    expect(saveDraft.__typename).toBe('SaveDraftPayload');
  }

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    visitor = await opened.visit();
  });
  afterAll(() => opened.close());

  const picture = async (name: string): Promise<void> => {
    await visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });
  };
  const untroubled = (): Promise<void> => expectUntroubled(visitor);
  const section = async (title: string): Promise<Locator> => {
    await visitor.page.getByRole('navigation', { name: '各节' }).getByRole('button', { name: title, exact: true }).click();
    return visitor.page.getByRole('region', { name: title, exact: true });
  };
  const cell = (label: string): Locator => visitor.page.getByLabel(label, { exact: true });
  const saved = async (): Promise<void> => {
    await visitor.page.getByText(/^已保存/).waitFor();
    await visitor.page.getByText('正在保存…').waitFor({ state: 'detached' });
  };
  const type = async (label: string, text: string): Promise<void> => {
    await cell(label).fill(text);
    await cell(label).press('Enter');
  };

  it('begins a draft from the version in force, with its own number and first day', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/${REGION}/drafts`);
    await page.getByLabel('密钥', { exact: true }).fill(opened.key);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '起草新版本' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('草案名称').fill(NAME);
    // Proposed: the first of next month, and a number of that year that no version has.
    const firstDay = await form.getByLabel('生效起（第一天）').inputValue();
    expect(firstDay).toMatch(/-01$/);
    expect(firstDay > new Date().toISOString().slice(0, 10)).toBe(true);
    expect(await form.getByLabel('新版本号').inputValue()).toMatch(new RegExp(`^${firstDay.slice(0, 4)}\\.\\d+$`));
    await form.getByLabel('新版本号').fill('2036.1');
    await form.getByLabel('生效起（第一天）').fill('2036-01-01');
    // What holds on that day groups by another method than the city's catalogue: begun from the version before.
    await form.getByLabel('所据版本').click();
    await page.locator('.ant-select-item-option').filter({ hasText: '2025.1' }).click();
    await picture('editor-begin');
    await untroubled();
    await form.getByRole('button', { name: '起草新版本' }).click();
    await page.getByRole('heading', { name: NAME }).waitFor();
    draftId = page.url().split('/').at(-1) ?? '';
    const { rules, revision } = await stored();
    expect([rules.version, rules.effective.from, revision]).toEqual(['2036.1', '2036-01-01', 2]);
    expect(await page.getByText(/起由已发布的 .* 接替/).count()).toBe(0);
    await untroubled();
  });

  it('saves a cell when it is left, and none that is no number', async () => {
    await section('参数');
    await type('费用极低界值 值', '0.35');
    await saved();
    expect((await stored()).rules.parameters['deviationLow']?.value).toBe('0.35');
    await type('费用极低界值 值', '三成');
    await visitor.page.getByText('请写数，如 0.35（不写 % 和千位逗号）').waitFor();
    // While something on the page is not saved the header says what, and nothing is handed in.
    const { page } = visitor;
    const state = page.locator('.save-state');
    const handIn = page.getByRole('button', { name: '交审', exact: true });
    expect(await state.textContent()).toBe('有 1 处未保存：费用极低界值 值');
    expect(await handIn.isDisabled()).toBe(true);
    await page.getByText('先改好或放弃没有保存的修改，才能交审。').waitFor();
    await page.getByText('可以交审').waitFor({ state: 'detached' });
    await picture('editor-parameters');
    await untroubled();
    // It is there again after other sections and pages, and the browser asks before it is left.
    await page.getByRole('link', { name: '全部草案' }).click();
    await page.getByRole('heading', { name: '规则编辑器' }).waitFor();
    expect(await page.evaluate(() => dispatchEvent(new Event('beforeunload', { cancelable: true })))).toBe(false);
    await page.getByRole('link', { name: NAME }).click();
    await state.getByRole('button', { name: '费用极低界值 值' }).click();
    expect(await cell('费用极低界值 值').evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await cell('费用极低界值 值').inputValue()).toBe('三成');
    await page.getByText('请写数，如 0.35（不写 % 和千位逗号）').waitFor();
    await cell('费用极低界值 值').press('Escape');
    await page.getByText('先改好或放弃没有保存的修改，才能交审。').waitFor({ state: 'detached' });
    expect(await state.textContent()).not.toContain('未保存');
    expect(await cell('费用极低界值 值').inputValue()).toBe('0.35');
    expect((await stored()).rules.parameters['deviationLow']?.value).toBe('0.35');
  });

  it('shows bases and examples in words, in both languages; what they stand for is edited', async () => {
    const { page } = visitor;
    await section('参数');
    const basis = cell('费用极低界值 依据');
    const raw = (await basis.getAttribute('title')) ?? '';
    expect(raw).toMatch(/^\w+#/);
    expect(await basis.inputValue()).toMatch(/[\u4e00-\u9fff]/);
    expect(await basis.inputValue()).not.toContain('#');
    await basis.focus();
    expect(await basis.inputValue()).toBe(raw);
    await basis.blur();
    expect(await basis.inputValue()).not.toContain('#');
    const table = await section('基本系数表');
    expect(await table.locator('.note').first().textContent()).toMatch(/^依据：[^#]+$/);
    const examples = await section('算例');
    const names = await examples.locator('tbody tr td:nth-child(3)').allTextContents();
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !/[\u4e00-\u9fff]/.test(name))).toEqual([]);
    const points = examples.getByLabel(/ 应得 病例分值 值$/).first();
    expect(await points.inputValue()).toMatch(/^[\d.]+ 分$/);
    await points.focus();
    expect(await points.inputValue()).toMatch(/^[\d.]+$/);
    await points.blur();
    await picture('editor-examples');
    await untroubled();
    await page.getByRole('button', { name: 'English' }).click();
    for (const title of ['Version and days', 'Parameters', 'Conditions and formulas: case'])
      await page.getByRole('button', { name: title, exact: true }).waitFor();
    await page.getByRole('region', { name: 'Examples' }).getByRole('columnheader', { name: 'Part' }).waitFor();
    await picture('editor-examples-en');
    await page.getByRole('button', { name: '中文' }).click();
    expect((await stored()).revision).toBe(3);
  });

  it('takes a block from a sheet as one edit, and takes it back', async () => {
    const { page } = visitor;
    const sheet = await section('基本系数表');
    const inputs = sheet.locator('input.cell');
    const before = [await inputs.nth(0).inputValue(), await inputs.nth(1).inputValue()];
    const { revision } = await stored();
    await inputs.nth(0).evaluate((element) => {
      const data = new DataTransfer();
      data.setData('text', '1.31\n1.32\n');
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.getByText(`已保存，第 ${revision + 1} 次修订`).waitFor();
    expect([await inputs.nth(0).inputValue(), await inputs.nth(1).inputValue()]).toEqual(['1.31', '1.32']);
    await picture('editor-table');
    await untroubled();
    await page.getByRole('button', { name: '撤销上一处' }).click();
    await page.getByText(`已保存，第 ${revision + 2} 次修订`).waitFor();
    await expect.poll(async () => [await inputs.nth(0).inputValue(), await inputs.nth(1).inputValue()], SOON).toEqual(before);
  });

  it('shows both sides where two change one cell, and keeps the one that is chosen', async () => {
    const { page } = visitor;
    await section('参数');
    const label = '费用极高界值 值';
    const shown = await cell(label).inputValue();
    await saveElsewhere('/parameters/deviationHigh/value', '2.4');
    expect(['2.4', '2.6']).not.toContain(shown);
    await type(label, '2.6');
    const contest = page.getByRole('alert').filter({ hasText: '别人刚改了同一处' });
    await contest.waitFor();
    const sides = (await contest.textContent()) ?? '';
    expect(sides).toContain('2.6');
    expect(sides).toContain('2.4');
    await picture('editor-conflict');
    await untroubled();
    await page.getByRole('button', { name: '用我的' }).click();
    await contest.waitFor({ state: 'detached' });
    await expect.poll(async () => (await stored()).rules.parameters['deviationHigh']?.value, SOON).toBe('2.6');
  });

  it('changes a condition and a formula where they are written, also after one that can’t be read', async () => {
    const { page } = visitor;
    await section('条件和公式：病例');
    await page.getByLabel('筛选条件和公式：病例').fill('极低');
    const operator = '费用偏差 费用极低（不含界值） 偏差门槛倍率 比较';
    await cell(operator).selectOption('不大于');
    const rule = async (): Promise<string> => JSON.stringify((await stored()).rules.decisions);
    await expect
      .poll(rule, SOON)
      .toContain('{"fact":"thresholdRatio","operator":"lessThanInclusive","value":{"parameter":"deviationLow"}}');
    await cell(operator).selectOption('小于');
    await expect.poll(rule, SOON).not.toContain('lessThanInclusive');
    const formula = '偏差校准系数 极低病例按倍率折算 则为 值或公式';
    await type(formula, 'costRatio *');
    await page
      .getByRole('complementary', { name: '校验' })
      .getByText(/处错误/)
      .waitFor();
    await picture('editor-formula');
    await untroubled();
    await type(formula, 'costRatio');
    await expect.poll(rule, SOON).toContain('"formula":"costRatio"}');
  });

  it('offers names of a formula by code, Chinese and pinyin initials, and tells its unit and what is wrong while it is typed', async () => {
    const { page } = visitor;
    const formula = cell('偏差校准系数 极低病例按倍率折算 则为 值或公式');
    const told = page.getByRole('status').filter({ hasText: /单位|不认识|没有写完/ });
    const offered = page.getByRole('listbox', { name: '此处可写的名称' });
    await saved();
    await formula.focus();
    await told.getByText('费用倍率 · 单位相符：无单位').waitFor();
    await formula.fill('');
    await formula.pressSequentially('fybl');
    await offered.getByRole('option').first().waitFor();
    expect(await offered.getByRole('option', { selected: true }).textContent()).toContain('费用倍率');
    expect(await formula.getAttribute('aria-activedescendant')).toBe(
      await offered.getByRole('option', { selected: true }).getAttribute('id'),
    );
    await picture('editor-completion');
    await untroubled();
    await formula.press('Enter');
    expect(await formula.inputValue()).toBe('costRatio');
    await told.getByText('费用倍率 · 单位相符：无单位').waitFor();
    await formula.pressSequentially(' * 总费');
    await offered.getByRole('option', { name: /医疗总费用/ }).waitFor();
    await formula.press('Enter');
    expect(await formula.inputValue()).toBe('costRatio * 医疗总费用');
    await told.getByText(/的单位.*yuan|单位.*yuan/).waitFor();
    await picture('editor-unit');
    await formula.fill('costRatio * nobody');
    expect(await told.locator('mark').textContent()).toBe('nobody');
    await formula.fill('costRatio * de');
    await offered.getByRole('option').first().waitFor();
    await formula.press('ArrowDown');
    expect(await offered.getByRole('option').nth(1).getAttribute('aria-selected')).toBe('true');
    await formula.press('Escape');
    await offered.waitFor({ state: 'detached' });
    await formula.press('Escape');
    expect(await formula.inputValue()).toBe('costRatio');
    expect(JSON.stringify((await stored()).rules.decisions)).toContain('"formula":"costRatio"}');
    await untroubled();
  });

  it('pins a stored case: its numbers stand beside conditions and formulas, anew after every saved edit', async () => {
    const { page } = visitor;
    const { inpatientCases } = await opened.ask<{
      inpatientCases: { edges: readonly { node: { caseNo: string; institution: { code: string } } }[] };
    }>(`{ inpatientCases(regionCode: "${REGION}", first: 1) { edges { node { caseNo institution { code } } } } }`);
    const [first] = inpatientCases.edges;
    const [caseNo, institution] = [first?.node.caseNo ?? '', first?.node.institution.code ?? ''];
    type Step = { readonly decision: string; readonly substituted: string | null; readonly rule: string | null };
    const steps = async (): Promise<readonly Step[]> => {
      const { inpatientCase } = await opened.ask<{ inpatientCase: { score: { trace: readonly Step[] } } }>(
        `query ($caseNo: String!, $of: String!, $draft: String!) { inpatientCase(regionCode: "${REGION}", caseNo: $caseNo, institutionCode: $of) {
          score(using: { draftId: $draft }) { ... on CaseScore { trace { decision substituted rule } } } } }`,
        { caseNo, of: institution, draft: draftId },
      );
      return inpatientCase.score.trace;
    };
    await section('条件和公式：病例');
    await page.getByLabel('固定一例').fill(`${institution}/${caseNo}`);
    await page.keyboard.press('Enter');
    await page.getByText(`病例 ${caseNo}`).waitFor();
    expect(page.url()).toContain(`case=${caseNo}`);
    await page.getByLabel('筛选条件和公式：病例').fill('费用倍率');
    await page.getByRole('columnheader', { name: '此例' }).waitFor();
    const numbers = (await steps()).find(({ decision }) => decision === 'costRatio')?.substituted ?? '';
    expect(numbers).toMatch(/\d/);
    const shown = (decision: string) => page.getByRole('row').filter({ hasText: decision }).locator('.pinned-cell');
    expect((await shown('费用倍率').allTextContents()).join('\n')).toContain(numbers);
    await page.getByLabel('筛选条件和公式：病例').fill('偏差');
    const held = await shown('费用偏差').allTextContents();
    expect(held.some((text) => text.startsWith('成立'))).toBe(true);
    expect(held.some((text) => text.startsWith('不成立'))).toBe(true);
    await picture('editor-pinned');
    await untroubled();
    await saveElsewhere('/parameters/deviationLow/value', '0.36');
    await page.reload();
    await page.getByText('0.36').first().waitFor();
    expect((await shown('费用偏差').allTextContents()).join('\n')).toContain('0.36');
    await saveElsewhere('/parameters/deviationLow/value', '0.35');
    await page.getByRole('button', { name: '取消固定' }).click();
    await page.getByRole('columnheader', { name: '此例' }).waitFor({ state: 'detached' });
    await page.getByLabel('固定一例').fill('没有这一例');
    await page.keyboard.press('Enter');
    await page.getByText('没有病例 没有这一例').waitFor();
    await untroubled();
    await page.getByRole('button', { name: '取消固定' }).click();
  });

  it('pins an example of the draft: what it comes to stands beside conditions and formulas', async () => {
    const { page } = visitor;
    interface Traced {
      readonly rulesetDraft: { readonly example: { readonly trace: readonly { readonly decision: string; readonly output: string }[] } };
    }
    const { rulesetDraft } = await opened.ask<{ rulesetDraft: { examples: readonly { id: string }[] } }>(
      `{ rulesetDraft(regionCode: "${REGION}", draftId: "${draftId}") { examples { id } } }`,
    );
    const id = rulesetDraft.examples.map((one) => one.id).find((one) => one === 'low') ?? '';
    const traced = await opened.ask<Traced>(
      `query ($id: String!) { rulesetDraft(regionCode: "${REGION}", draftId: "${draftId}") { example(id: $id) { ... on DraftExample { trace { decision output } } } } }`,
      { id },
    );
    const outputs = traced.rulesetDraft.example.trace.map(({ output }) => output);
    expect(outputs.length).toBeGreaterThan(0);
    await section('条件和公式：病例');
    await page.getByLabel('或固定一个算例').selectOption(id);
    await page.getByRole('columnheader', { name: '此例' }).waitFor();
    expect(new URL(page.url()).searchParams.get('example')).toBe(id);
    const shown = (await page.locator('.pinned-cell').allTextContents()).join('\n').replaceAll(',', '');
    expect(outputs.some((output) => shown.includes(output))).toBe(true);
    await picture('editor-pinned-example');
    await untroubled();
    await page.getByRole('button', { name: '取消固定' }).click();
    await page.getByRole('columnheader', { name: '此例' }).waitFor({ state: 'detached' });
  });

  it('finds what a change breaks, with a witness, and leads there', async () => {
    const { page } = visitor;
    await saveElsewhere('/decisions/deviation/rules/deviation-low/conditions/all/2/operator', 'greaterThan');
    await page.reload();
    const found = page.getByRole('complementary', { name: '校验' });
    await found.getByText(/处错误/).waitFor();
    const overlap = found.getByRole('listitem').filter({ hasText: 'OVERLAP' });
    await overlap.getByText('例证', { exact: true }).click();
    expect(await statedNumber(overlap, 'thresholdRatio')).toBeGreaterThan(2.6);
    await picture('editor-findings');
    await untroubled();
    await overlap.getByRole('button', { name: /会同时成立/ }).click();
    await page.getByRole('region', { name: '条件和公式：病例' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('费用偏差');
    await picture('editor-rules');
    await untroubled();
    await saveElsewhere('/decisions/deviation/rules/deviation-low/conditions/all/2/operator', 'lessThan');
  });

  it('takes a workbook back: row by row, merged with what another saved meanwhile, as one edit', async () => {
    const { page } = visitor;
    const query = `query ($id: String!) { rulesetDraft(regionCode: "${REGION}", draftId: $id) { workbookPath } }`;
    const { rulesetDraft } = await opened.ask<{ rulesetDraft: { workbookPath: string } }>(query, { id: draftId });
    const book = await fetch(`${opened.url}${rulesetDraft.workbookPath}`, { headers: { authorization: `Bearer ${opened.key}` } });
    const buffer = await edited(new Uint8Array(await book.arrayBuffer()), ({ 参数: rows = [] }) => {
      for (const row of rows) {
        if (row[0] === 'deviationLow') row[2] = 0.3;
        if (row[0] === 'deviationHigh') row[2] = 2.8;
      }
    });
    await saveElsewhere('/parameters/deviationHigh/value', '2.7');
    const { revision } = await stored();
    await page.getByRole('button', { name: '导入工作簿' }).click();
    const dialog = page.getByRole('dialog');
    const choose = (name: string, bytes: Uint8Array): Promise<void> =>
      dialog.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
    await choose('别的.xlsx', new TextEncoder().encode('no workbook'));
    await dialog.getByRole('alert').waitFor();
    await picture('editor-workbook-refused');
    await choose('草案.xlsx', buffer);
    await dialog.getByText('之后草案又改过').waitFor();
    expect(await dialog.locator('tbody tr[data-row-key]').allTextContents()).toEqual([
      expect.stringMatching(/^参数.*改了一格值2\.62\.8\+7\.69%$/),
      expect.stringMatching(/^参数.*改了一格值0\.350\.3−14\.29%$/),
    ]);
    await picture('editor-workbook');
    await untroubled();
    await dialog.getByLabel(/^用文件的 .*2\.8/).check();
    await dialog.getByRole('button', { name: '照所选合并，再看' }).click();
    await dialog.getByLabel('事由（必填，至多 500 字）').fill('按测算表调整');
    await picture('editor-workbook-merged');
    await dialog.getByRole('button', { name: '确认保存为一次修订' }).click();
    await dialog.waitFor({ state: 'detached' });
    const after = await stored();
    const { deviationLow, deviationHigh } = after.rules.parameters;
    expect([after.revision, deviationLow?.value, deviationHigh?.value]).toEqual([revision + 1, '0.3', '2.8']);
    await untroubled();
  });

  /** The text of the draft in the JSON view of a page. */
  const code = (page = visitor.page): Locator => page.getByRole('textbox', { name: 'JSON 全文' });
  /** Another text in its place, as somebody pastes it. */
  const typeAll = async (text: string, page = visitor.page): Promise<void> => {
    await code(page).focus();
    await page.keyboard.press('Control+a');
    await code(page).evaluate((element, pasted) => {
      const data = new DataTransfer();
      data.setData('text/plain', pasted);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  };
  const within = (old: string, name: string, value: string): string =>
    old.replace(new RegExp(`("${name}": \\{[^}]*"value": )"[^"]*"`), `$1"${value}"`);

  it('shows what the draft itself states as JSON, and saves it merged with what another saved meanwhile', async () => {
    const { page } = visitor;
    await section('JSON 全文');
    await code().waitFor();
    expect(new URL(page.url()).searchParams.get('section')).toBe('json');
    const before = await stored();
    expect(await code().locator('.cm-line').first().textContent()).toBe('{');
    expect(before.documentText).not.toContain('tieBreak');
    await picture('editor-json');
    await typeAll(within(before.documentText, 'deviationLow', '0.31'));
    await page.getByText('有没有保存的修改').waitFor();
    expect(await page.getByRole('button', { name: '交审', exact: true }).isDisabled()).toBe(true);
    await section('参数');
    await page.getByText('JSON 全文里有没有保存的修改。').waitFor();
    expect(await cell('费用极低界值 值').inputValue()).toBe(before.rules.parameters['deviationLow']?.value);
    await saveElsewhere('/parameters/deviationHigh/value', '2.75');
    await section('JSON 全文');
    await code().press('Control+s');
    await page.getByText(`已保存，第 ${before.revision + 2} 次修订`).waitFor();
    await page.getByText('与已保存的一致').waitFor();
    const after = await stored();
    expect([after.rules.parameters['deviationLow']?.value, after.rules.parameters['deviationHigh']?.value]).toEqual(['0.31', '2.75']);
    // What was merged stands in the text.
    await code().press('Control+f');
    await page.getByRole('textbox', { name: '查找', exact: true }).pressSequentially('"2.75');
    await page.keyboard.press('Enter');
    await code().locator('.cm-line').filter({ hasText: '"value": "2.75"' }).waitFor();
    await picture('editor-json-search');
    await untroubled();
    await page.keyboard.press('Escape');
  });

  it('names a mistake of the text by line and column, saves nothing of it, and takes it back', async () => {
    const { page } = visitor;
    await section('JSON 全文');
    await code().waitFor();
    const before = await stored();
    const broken = before.documentText.replace('"scheme": "DIP",', '"scheme": "DIP"，');
    const line = broken.slice(0, broken.indexOf('，')).split('\n').length;
    expect(line).toBeGreaterThan(1);
    await typeAll(broken);
    await page.getByRole('button', { name: '保存', exact: true }).click();
    const told = page.getByRole('alert').filter({ hasText: '没有保存。光标已在写错之处。' });
    await told.getByText(`第 ${line} 行第 18 列：此处是中文标点“，”，应为半角`).waitFor();
    expect(await code().locator('.cm-activeLine').textContent()).toContain('，');
    await picture('editor-json-fault');
    expect(visitor.faults).toEqual([]);
    await page.keyboard.press('Control+z');
    await page.getByText('与已保存的一致').waitFor();
    await told.waitFor({ state: 'detached' });
    expect((await stored()).revision).toBe(before.revision);
    // Tab indents; after Escape it leaves.
    await code().focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className ?? '')).toBe('');
    await page.getByText('与已保存的一致').waitFor();
  });

  it('shows both sides of what two changed in the text, and keeps the other’s changes elsewhere', async () => {
    const { page } = visitor;
    await section('JSON 全文');
    await code().waitFor();
    const { revision, documentText } = await stored();
    await typeAll(within(within(documentText, 'deviationLow', '0.32'), 'deviationHigh', '2.71'));
    await saveElsewhere('/parameters/deviationLow/value', '0.33');
    await saveElsewhere('/decisions/deviation/rules/deviation-low/conditions/all/2/operator', 'greaterThan');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    const contest = page.getByRole('alert').filter({ hasText: '别人刚改了同一处' });
    await contest.waitFor();
    const sides = (await contest.textContent()) ?? '';
    for (const figure of ['0.32', '0.33']) expect(sides).toContain(figure);
    expect((await stored()).revision).toBe(revision + 2);
    await picture('editor-json-conflict');
    expect(visitor.faults).toEqual([]);
    await page.getByRole('button', { name: '用我的' }).click();
    await page.getByText('与已保存的一致').waitFor();
    const after = await stored();
    const { deviationLow, deviationHigh } = after.rules.parameters;
    expect([after.revision, deviationLow?.value, deviationHigh?.value]).toEqual([revision + 3, '0.32', '2.71']);
    expect(JSON.stringify(after.rules.decisions)).toContain('"operator":"greaterThan","value":{"parameter":"deviationLow"}');
    expect(visitor.faults).toEqual([]);
  });

  it('marks what the check finds in the text, and leads to its line', async () => {
    const { page } = visitor;
    const overlap = page.getByRole('complementary', { name: '校验' }).getByRole('listitem').filter({ hasText: 'OVERLAP' });
    await overlap.getByRole('button', { name: /会同时成立/ }).click();
    await code().locator('.cm-lintRange-error').first().waitFor();
    expect(await code().locator('.cm-activeLine').first().textContent()).toMatch(/\S/);
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('json-code');
    await picture('editor-json-finding');
    expect(visitor.faults).toEqual([]);
    await saveElsewhere('/decisions/deviation/rules/deviation-low/conditions/all/2/operator', 'lessThan');
    await saveElsewhere('/parameters/deviationLow/value', '0.3');
    await saveElsewhere('/parameters/deviationHigh/value', '2.8');
    await page.reload();
    await code().waitFor();
  });

  it('loses nothing of the text when the session ends, and shows it to those who may only read', async () => {
    const clerk = await opened.person('quanwen', 'CLERK');
    const address = `${opened.url}/${REGION}/drafts/${draftId}?section=json`;
    await clerk.page.goto(address);
    await code(clerk.page).waitFor();
    const { documentText, revision } = await stored();
    await typeAll(within(documentText, 'deviationHigh', '2.9'), clerk.page);
    await clerk.page.evaluate(() => fetch('/session', { method: 'DELETE', headers: { 'x-dip-client': 'console' } }).then(() => undefined));
    await code(clerk.page).press('Control+s');
    const dialog = clerk.page.getByRole('dialog', { name: '登录已失效，请重新登录' });
    await dialog.getByLabel('登录名', { exact: true }).fill('quanwen');
    await dialog.getByLabel('口令', { exact: true }).fill(PASSWORD);
    await dialog.getByRole('button', { name: '登录', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(async () => (await stored()).rules.parameters['deviationHigh']?.value, SOON).toBe('2.9');
    await clerk.page.getByText('与已保存的一致').waitFor();
    expect((await stored()).revision).toBe(revision + 1);
    expect(clerk.faults.filter((fault) => !/status of 401/.test(fault))).toEqual([]);
    const reader = await opened.person('kanwen', 'AUDITOR');
    await reader.page.goto(address);
    await code(reader.page).waitFor();
    expect(await code(reader.page).getAttribute('aria-readonly')).toBe('true');
    await code(reader.page).focus();
    await reader.page.keyboard.insertText('不可改');
    expect(await code(reader.page).textContent()).not.toContain('不可改');
    expect(await reader.page.getByRole('button', { name: '保存', exact: true }).count()).toBe(0);
    await expectUntroubled(reader, 'MAIN');
    await saveElsewhere('/parameters/deviationHigh/value', '2.8');
  });

  it('is handed in with a simulation of exactly this text, and taken back', async () => {
    const { page } = visitor;
    await page.reload();
    await page.getByRole('button', { name: /^全部采用新结果（\d+ 个算例）$/ }).click();
    await page.getByText('只用于结果本来就该变的').waitFor();
    await picture('editor-new-results');
    await untroubled();
    await page.getByRole('button', { name: '已核对，采用' }).click();
    await page.getByText('可以交审').waitFor();
    await page.getByRole('button', { name: '交审', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('还没有。选年度').waitFor();
    expect(await dialog.getByRole('button', { name: '交审', exact: true }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: '以此文本模拟' }).click();
    await dialog.getByText(/2024 年职工医保：变动病例 \d+ 例/).waitFor();
    await picture('editor-submit');
    await untroubled();
    await dialog.getByLabel('理由', { exact: true }).fill('按会议纪要调整');
    await dialog.getByRole('button', { name: '交审', exact: true }).click();
    await page.getByText('审批中：这里只能看。').waitFor();
    expect((await stored()).state).toBe('IN_REVIEW');
    await page.getByRole('button', { name: '撤回，继续修改' }).click();
    await page.getByRole('dialog').getByLabel('为何撤回').fill('还要改一处');
    await page.getByRole('dialog').getByRole('button', { name: '撤回，继续修改' }).click();
    await page.getByText('审批中：这里只能看。').waitFor({ state: 'detached' });
    expect((await stored()).state).toBe('DRAFT');
    await untroubled();
  });

  it('says which published version follows a draft: to whoever writes it, and on its 变更单, printed, too', async () => {
    const begin = `mutation ($input: CreateDraftInput!) { createDraft(input: $input) { ... on CreateDraftPayload { draft { draftId } } } }`;
    const from = { regionCode: REGION, version: '2021.1' };
    const { createDraft } = await opened.ask<{ createDraft: { draft: { draftId: string } } }>(begin, {
      input: { regionCode: REGION, name: '只管一个月的调整', from, idempotencyKey: `e${++keys}` },
    });
    draftId = createDraft.draft.draftId;
    const patches = [
      { pointer: '/version', text: '2024.7' },
      { pointer: '/effective', json: '{ "from": "2024-12-01" }' },
    ];
    const input = { regionCode: REGION, draftId, baseRevision: 1, patches, idempotencyKey: `e${++keys}` };
    const save = `mutation ($input: SaveDraftInput!) { saveDraft(input: $input) { __typename ... on Error { message } ... on SaveDraftPayload { draft { followedBy { version effectiveFrom } } } } }`;
    const { saveDraft } = await opened.ask<{ saveDraft: unknown }>(save, { input });
    const followedBy = { version: '2025.1', effectiveFrom: '2025-01-01' };
    expect(saveDraft).toEqual({ __typename: 'SaveDraftPayload', draft: { followedBy } });
    const { page } = visitor;
    const told = page.getByText('2025-01-01 起由已发布的 2025.1 接替。那一版没有这里的修改，除非那里也改了');
    await page.goto(`${opened.url}/${REGION}/drafts/${draftId}`);
    await told.waitFor();
    await picture('editor-followed');
    await untroubled();
    await page.goto(`${opened.url}/${REGION}/changes/${draftId}`);
    await told.waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await told.isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await untroubled();
  });
});
