import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole, expectUntroubled, statedNumber, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');
const REGION = '990300';
/** How long something may take that is on its way. */
const SOON = { timeout: 15_000 };
const TITLE = '增减规则和条件';
const BASIS = 'cn2025#24';

/** A decision that is written as a table, as a city would: a factor by days of stay. */
const STAY_FACTOR = {
  ...{ id: 'stayFactor', scope: 'case', label: { zh: '住院天数系数' }, hit: 'unique' },
  output: { type: 'decimal', unit: '1', round: { scale: 2, mode: 'HALF_UP' } },
  table: {
    columns: ['lengthOfStay'],
    basis: [BASIS],
    rows: [{ name: 'stay-short', label: { zh: '三天以内' }, when: ['[0,3]'], value: '0.9' }],
  },
  otherwise: { value: '1', basis: [BASIS] },
};

interface Rule {
  readonly name: string;
  readonly [key: string]: unknown;
}
interface Decision {
  readonly id: string;
  readonly rules?: readonly Rule[];
  readonly table?: { readonly rows: readonly Rule[] };
}

describe('增减规则和条件 in a browser', () => {
  let opened: OpenConsole;
  let visitor: Visit;
  let draftId: string;

  /** What the draft itself states of a decision. */
  async function stated(id: string): Promise<Decision | undefined> {
    const query = `query ($id: String!) { rulesetDraft(regionCode: "${REGION}", draftId: $id) { documentText } }`;
    const { rulesetDraft } = await opened.ask<{ rulesetDraft: { documentText: string } }>(query, { id: draftId });
    const { decisions = [] } = JSON.parse(rulesetDraft.documentText) as { decisions?: readonly Decision[] };
    return decisions.find((one) => one.id === id);
  }

  /** What the check says of a decision, sentence by sentence. */
  async function sentences(id: string): Promise<readonly string[]> {
    const query = `query ($id: String!) { rulesetDraft(regionCode: "${REGION}", draftId: $id) { check { rules { pointer text } } } }`;
    interface Read {
      readonly rulesetDraft: {
        readonly check: { readonly rules: readonly { readonly pointer: string; readonly text: readonly string[] }[] };
      };
    }
    const { rulesetDraft } = await opened.ask<Read>(query, { id: draftId });
    return rulesetDraft.check.rules.find(({ pointer }) => pointer === `/decisions/${id}`)?.text ?? [];
  }

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    visitor = await opened.visit();
    const created = await opened.ask<{ createDraft: { draft: { draftId: string } } }>(
      'mutation ($input: CreateDraftInput!) { createDraft(input: $input) { ... on CreateDraftPayload { draft { draftId } } } }',
      { input: { regionCode: REGION, name: '增减规则', from: { regionCode: REGION, version: '2025.1' }, idempotencyKey: 'rules-begin' } },
    );
    draftId = created.createDraft.draft.draftId;
    const patches = [
      { pointer: '/version', text: '2036.1' },
      { pointer: '/effective', json: '{"from":"2036-01-01"}' },
      { pointer: '/decisions/stayFactor', json: JSON.stringify(STAY_FACTOR) },
    ];
    const saved = await opened.ask<{ saveDraft: { __typename: string } }>(
      'mutation ($input: SaveDraftInput!) { saveDraft(input: $input) { __typename } }',
      { input: { regionCode: REGION, draftId, baseRevision: 1, patches, idempotencyKey: 'rules-head' } },
    );
    expect(saved.saveDraft.__typename).toBe('SaveDraftPayload');
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
  const pick = async (where: Locator, option: string, typed?: string): Promise<void> => {
    await where.click();
    if (typed !== undefined) await where.fill(typed);
    await visitor.page.locator('.ant-select-dropdown:visible').getByTitle(option, { exact: true }).click();
  };
  const decision = async (name: string): Promise<void> => {
    await pick(visitor.page.getByRole('combobox', { name: '判定', exact: true }), name, name.split(' ')[0]);
    await visitor.page.getByRole('heading', { name: name.split(' ')[0] ?? name, exact: true }).waitFor();
  };
  const form = (): Locator => visitor.page.getByRole('dialog');
  const save = async (): Promise<void> => {
    await form().getByRole('button', { name: '保存这条规则' }).click();
    await form().waitFor({ state: 'detached' });
  };

  it('adds a condition to an inherited rule, and says it as a sentence before and after it is saved', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/${REGION}/drafts/${draftId}`);
    await page.getByLabel('密钥', { exact: true }).fill(opened.key);
    await page.keyboard.press('Enter');
    await section(TITLE);
    await decision('费用偏差 deviation');
    await picture('rules-list');
    await untroubled();
    await page.getByRole('button', { name: '修改：费用极低（不含界值）' }).click();
    await form().getByText('读作').waitFor();
    await form().getByRole('button', { name: '加一个条件' }).click();
    await pick(form().getByRole('combobox', { name: '问什么' }).last(), '年龄（岁） ageYears', '年龄');
    await form().getByText('这一项可能缺失').waitFor();
    await pick(form().getByRole('combobox', { name: '比较' }).last(), '不小于');
    await form().getByLabel('值', { exact: true }).last().fill('70岁');
    await form().getByText('请写数，如 70').waitFor();
    await form().getByLabel('值', { exact: true }).last().fill('70');
    await form().getByRole('button', { name: '加上“有值”' }).click();
    await form()
      .getByRole('status', { name: '读作' })
      .getByText('偏差门槛倍率小于 费用极低界值 且 年龄（岁）有值 且 年龄（岁）不小于 70，则 费用极低')
      .waitFor();
    await picture('rules-form');
    await untroubled();
    await save();
    await page.getByRole('listitem', { name: '费用极低（不含界值）' }).getByText('年龄（岁）不小于 70').waitFor();
    await expect.poll(async () => (await sentences('deviation')).join('\n'), SOON).toContain('年龄（岁）不小于 70，则 费用极低');
    const rule = (await stated('deviation'))?.rules?.[0];
    expect(rule?.name).toBe('deviation-low');
    expect(JSON.stringify(rule?.['conditions'])).toContain('{"fact":"ageYears","operator":"greaterThanInclusive","value":"70"}');
    await page.getByRole('button', { name: '恢复为继承的：费用极低（不含界值）' }).click();
    await expect.poll(async () => (await stated('deviation'))?.rules, SOON).toEqual([]);
  });

  it('adds a rule that overlaps another, shows the witness, and mends it', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: '加一条规则' }).click();
    await form().getByRole('button', { name: '保存这条规则' }).click();
    await form().getByText('请写名称').waitFor();
    await form().getByLabel('名称（中文）').fill('住院超过 60 天按极高');
    await form().getByLabel('标识').fill('deviation-long');
    await pick(form().getByRole('combobox', { name: '问什么' }), '住院天数 lengthOfStay', 'lengthOf');
    await pick(form().getByRole('combobox', { name: '比较' }), '大于');
    await form().getByLabel('值', { exact: true }).fill('60');
    await pick(form().getByRole('combobox', { name: '则为' }), '费用极高（HIGH）');
    await form().getByLabel('依据').fill(BASIS);
    const offered = page.locator('.ant-select-dropdown:visible').getByTitle(BASIS, { exact: true });
    const rest = (option: Locator): Promise<void> => option.hover({ timeout: 3_000 }).catch(() => undefined); // where the list is still open
    await rest(offered); // the article under a resting mouse is neither taken by Enter nor let go by Tab
    await form().getByLabel('依据').press('Enter');
    await rest(page.locator('.ant-select-dropdown:visible .ant-select-item-option').first());
    await form().getByLabel('依据').press('Tab');
    await save();
    const added = page.getByRole('listitem', { name: '住院超过 60 天按极高' });
    await added.getByText('若 住院天数大于 60，则 费用极高').waitFor();
    await expect
      .poll(async () => (await stated('deviation'))?.rules, SOON)
      .toEqual([
        {
          ...{ name: 'deviation-long', label: { zh: '住院超过 60 天按极高' }, basis: [BASIS] },
          conditions: { all: [{ fact: 'lengthOfStay', operator: 'greaterThan', value: '60' }] },
          event: { type: 'deviation', params: { value: 'HIGH' } },
        },
      ]);
    const found = page.getByRole('complementary', { name: '校验' });
    const overlap = found.getByRole('listitem').filter({ hasText: 'OVERLAP' }).first();
    await overlap.getByText('例证', { exact: true }).click();
    expect(await statedNumber(overlap, 'lengthOfStay')).toBeGreaterThan(60);
    expect(await statedNumber(overlap, 'thresholdRatio')).toBeLessThan(0.4);
    await picture('rules-overlap');
    await untroubled();
    await added.getByRole('button', { name: '删去：住院超过 60 天按极高' }).click();
    await added.waitFor({ state: 'detached' });
    await expect.poll(() => found.getByText('OVERLAP').count(), SOON).toBe(0);
    await page.getByRole('button', { name: '撤销上一处' }).click();
    await added.waitFor();
    await page.getByRole('button', { name: '删去：住院超过 60 天按极高' }).click();
    await added.waitFor({ state: 'detached' });
    expect((await stated('deviation'))?.rules).toEqual([]);
  });

  it('copies a rule behind the other, moves it where order counts, and switches an inherited one off and on', async () => {
    const { page } = visitor;
    await decision('纳入判定 inclusion');
    await page.getByRole('button', { name: '复制：精神病、安宁疗护按床日结算' }).click();
    await form().getByLabel('标识').fill('include-again');
    await save();
    const order = async (): Promise<readonly string[]> => {
      const query = `query ($id: String!) { rulesetDraft(regionCode: "${REGION}", draftId: $id) { rulebook { decisions { id rules { name standing } } } } }`;
      interface Read {
        readonly rulesetDraft: {
          readonly rulebook: { readonly decisions: readonly { readonly id: string; readonly rules: readonly Rule[] }[] };
        };
      }
      const { rulesetDraft } = await opened.ask<Read>(query, { id: draftId });
      return (
        rulesetDraft.rulebook.decisions
          .find(({ id }) => id === 'inclusion')
          ?.rules.map(({ name, standing }) => `${name} ${String(standing)}`) ?? []
      );
    };
    const [first, bedDay, byItem, ...others] = await order();
    expect([bedDay, byItem]).toEqual(['include-bed-day INHERITED', 'include-again OWN']);
    const label = '精神病、安宁疗护按床日结算（复制）';
    await page.getByRole('button', { name: `上移：${label}` }).click();
    await expect.poll(order, SOON).toEqual([first, 'include-again OWN', bedDay, ...others]);
    expect(await page.getByRole('button', { name: `上移：${label}` }).isDisabled()).toBe(true);
    const told = await sentences('inclusion');
    expect(told.findIndex((one) => one.startsWith(label))).toBe(
      told.findIndex((one) => one.startsWith('精神病、安宁疗护按床日结算：')) - 1,
    );
    await page.getByRole('button', { name: '停用：精神病、安宁疗护按床日结算', exact: true }).click();
    await picture('rules-stop');
    await untroubled();
    await form().getByRole('button', { name: '停用', exact: true }).click();
    await page.getByText('已停用（继承的）').waitFor();
    expect((await stated('inclusion'))?.rules?.find(({ name }) => name === 'include-bed-day')?.['remove']).toBe(true);
    await picture('rules-off');
    await untroubled();
    await page.getByRole('button', { name: '恢复：精神病、安宁疗护按床日结算' }).click();
    await expect.poll(order, SOON).toContain('include-bed-day INHERITED');
  });

  it('takes rows of a decision table from a sheet, changes a cell, and takes the rows back', async () => {
    const { page } = visitor;
    const sheet = await section('住院天数系数');
    await sheet.getByLabel('stay-short 中文名').evaluate((element) => {
      const data = new DataTransfer();
      data.setData('text', '三天以内\t[0,3]\t0.85\t\n四至三十天\t(3,30]\t1.05\t\n三十天以上\t(30,)\t1.2\t\n');
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    const rows = async (): Promise<readonly unknown[]> =>
      (await stated('stayFactor'))?.table?.rows.map(({ when, value }) => [when, value]) ?? [];
    const all = [
      [['[0,3]'], '0.85'],
      [['(3,30]'], '1.05'],
      [['(30,)'], '1.2'],
    ];
    await expect.poll(rows, SOON).toEqual(all);
    await sheet.getByLabel('row-2 中文名').waitFor();
    await picture('rules-table');
    await untroubled();
    await expect.poll(async () => (await sentences('stayFactor')).join('\n'), SOON).toContain('三十天以上：若 住院天数大于 30，则 1.2');
    await sheet.getByLabel('row-2 条件：住院天数').fill('[3,30]');
    await sheet.getByLabel('row-2 条件：住院天数').press('Enter');
    const found = page.getByRole('complementary', { name: '校验' });
    await found.getByText('OVERLAP').first().waitFor();
    await page.getByRole('button', { name: '撤销上一处' }).click();
    await expect.poll(rows, SOON).toEqual(all);
    // Rows that were taken out come back where they stood, step by step: by the key and by the button.
    const takeOut = async (row: number, left: number): Promise<void> => {
      await sheet.getByRole('button', { name: `删去第 ${row} 行` }).click();
      await expect.poll(async () => (await rows()).length, SOON).toBe(left);
      await sheet.getByRole('button', { name: `删去第 ${left + 1} 行` }).waitFor({ state: 'detached' });
    };
    await takeOut(1, 2);
    await takeOut(2, 1);
    expect(await rows()).toEqual([all[1]]);
    await page.keyboard.press('Control+z');
    await expect.poll(rows, SOON).toEqual(all.slice(1));
    await sheet.getByLabel('row-3 中文名').waitFor();
    await page.getByRole('button', { name: '撤销上一处' }).click();
    await expect.poll(rows, SOON).toEqual(all);
    await sheet.getByLabel('stay-short 中文名').waitFor();
    await takeOut(3, 2);
    expect(await rows()).toEqual(all.slice(0, 2));
    await picture('rules-table-two');
  });

  it('reads the same in English', async () => {
    const { page } = visitor;
    await section(TITLE);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Add and remove rules' }).waitFor();
    await picture('rules-en');
    await untroubled();
  });

  it('asks which rule of an earlier decision held, and completes and checks the formula of a rule', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: '中文' }).click();
    await section(TITLE);
    await decision('偏差校准系数 deviationFactor');
    await page.getByRole('button', { name: '加一条规则' }).click();
    await form().getByLabel('名称（中文）').fill('用了极低规则的按倍率');
    await form().getByLabel('标识').fill('factor-by-rule');
    await pick(form().getByRole('combobox', { name: '问什么' }), '费用偏差（所用规则） deviation.rule', 'deviation.rule');
    await pick(form().getByRole('combobox', { name: '比较' }), '等于');
    await pick(form().getByRole('combobox', { name: '值', exact: true }), '费用极低（不含界值）（deviation-low）');
    await pick(form().getByRole('combobox', { name: '值从哪里来' }), '写公式');
    const formula = form().getByRole('combobox', { name: '公式', exact: true });
    const offered = form().getByRole('listbox', { name: '此处可写的名称' });
    await formula.focus();
    await formula.pressSequentially('fybl');
    await offered.getByRole('option', { selected: true }).getByText('费用倍率').waitFor();
    await formula.press('Enter');
    expect(await formula.inputValue()).toBe('costRatio');
    await form().getByText('费用倍率 · 单位相符：无单位').waitFor();
    await formula.fill('costRatio * de');
    await offered.getByRole('option').first().waitFor();
    await picture('rules-formula');
    await untroubled();
    await formula.press('Escape');
    await offered.waitFor({ state: 'detached' });
    await formula.fill('costRatio * nobody');
    expect(await form().locator('.formula-told mark').textContent()).toBe('nobody');
    await formula.fill('costRatio');
    await form().getByLabel('依据').fill(BASIS);
    await form().getByLabel('依据').press('Enter');
    await form().getByLabel('依据').press('Tab');
    await form().getByRole('status', { name: '读作' }).getByText('若 费用偏差所用规则等于 费用极低（不含界值），则 费用倍率').waitFor();
    await save();
    await expect
      .poll(async () => (await stated('deviationFactor'))?.rules, SOON)
      .toEqual([
        {
          ...{ name: 'factor-by-rule', label: { zh: '用了极低规则的按倍率' }, basis: [BASIS] },
          conditions: { all: [{ fact: 'deviation.rule', operator: 'equal', value: 'deviation-low' }] },
          event: { type: 'deviationFactor', params: { formula: 'costRatio' } },
        },
      ]);
  });

  it('edits a scorecard: weights, bands pasted from a sheet, a band more and one less', async () => {
    const { page } = visitor;
    const indicator = (id: string, bands: readonly (readonly [string, string])[]) => ({
      ...{ id, label: { zh: id }, numerator: 'assessmentScore', direction: 'HIGHER', points: '20', missing: 'FULL', basis: [BASIS] },
      scoring: { bands: bands.map(([when, points]) => ({ when, points })) },
    });
    const card = {
      ...{ id: 'yearScore', scope: 'institutionYear', label: { zh: '年度考核评分' } },
      output: { type: 'decimal', unit: '1', round: { scale: 2, mode: 'HALF_UP' } },
      scorecard: {
        basis: [BASIS],
        indicators: [
          indicator('onTime', [
            ['[90,)', '20'],
            ['(,90)', '5'],
          ]),
          indicator('passed', [
            ['[80,)', '20'],
            ['(,80)', '0'],
          ]),
        ],
      },
    };
    const query = `query ($id: String!) { rulesetDraft(regionCode: "${REGION}", draftId: $id) { revision } }`;
    const { rulesetDraft } = await opened.ask<{ rulesetDraft: { revision: number } }>(query, { id: draftId });
    const patches = [{ pointer: '/decisions/yearScore', json: JSON.stringify(card) }];
    const input = { regionCode: REGION, draftId, baseRevision: rulesetDraft.revision, patches, idempotencyKey: 'rules-card' };
    await opened.ask('mutation ($input: SaveDraftInput!) { saveDraft(input: $input) { __typename } }', { input });
    await page.reload();
    type Card = { readonly scorecard: typeof card.scorecard };
    const indicators = async () => ((await stated('yearScore')) as unknown as Card).scorecard.indicators;
    const weights = async () => (await indicators()).map(({ id, points }) => `${id} ${points}`);
    const bandsOf = async (at: number) => (await indicators())[at]?.scoring.bands.map(({ when, points }) => `${when} ${points}`);
    const sheet = await section('年度考核评分指标');
    await sheet.getByLabel('onTime 满分').fill('30');
    await sheet.getByLabel('onTime 满分').press('Enter');
    await expect.poll(weights, SOON).toEqual(['onTime 30', 'passed 20']);
    await picture('rules-scorecard');
    const bands = await section('年度考核评分分档');
    await bands
      .getByLabel('onTime 区间')
      .first()
      .evaluate((element) => {
        const data = new DataTransfer();
        data.setData('text', '[95,)\t30\n(,95)\t10\n');
        element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      });
    await expect.poll(() => bandsOf(0), SOON).toEqual(['[95,) 30', '(,95) 10']);
    await expect.poll(() => bands.getByLabel('onTime 区间').nth(1).inputValue(), SOON).toBe('(,95)'); // what is added is as the last one shown
    await bands.getByRole('button', { name: '在“onTime”末尾加一档' }).last().click();
    await expect.poll(() => bandsOf(0), SOON).toEqual(['[95,) 30', '(,95) 10', '(,95) 10']);
    await bands.getByLabel('onTime 区间').nth(2).fill('(,60)');
    await bands.getByLabel('onTime 区间').nth(2).press('Enter');
    await bands.getByLabel('onTime 得分').nth(2).fill('0');
    await bands.getByLabel('onTime 得分').nth(2).press('Enter');
    await bands.getByLabel('onTime 区间').nth(1).fill('[60,95)');
    await bands.getByLabel('onTime 区间').nth(1).press('Enter');
    await expect.poll(() => bandsOf(0), SOON).toEqual(['[95,) 30', '[60,95) 10', '(,60) 0']);
    expect(await bandsOf(1)).toEqual(['[80,) 20', '(,80) 0']);
    await picture('rules-scorebands');
    await untroubled();
    await bands.getByRole('button', { name: '删去第 2 行' }).click();
    await expect.poll(() => bandsOf(0), SOON).toEqual(['[95,) 30', '(,60) 0']);
    await page.keyboard.press('Control+z');
    await expect.poll(() => bandsOf(0), SOON).toEqual(['[95,) 30', '[60,95) 10', '(,60) 0']);
    await untroubled();
  });
});
