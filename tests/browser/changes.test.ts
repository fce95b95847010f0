import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole, expectUntroubled, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');
const REGION = '990300';
const NAME = '下调费用极低界值';

interface Draft {
  readonly draftId: string;
  readonly contentHash: string;
  readonly documentText: string;
}

describe('变更单 in a browser', () => {
  let opened: OpenConsole;
  let visitor: Visit;
  let draft: Draft;
  let keys = 0;

  async function act(name: string, input: object): Promise<Draft> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { ... on ${type}Payload { draft { draftId contentHash documentText } } ... on Error { message } } }`;
    const data = await opened.ask<Record<string, { draft?: Draft; message?: string }>>(query, {
      input: { regionCode: REGION, idempotencyKey: `b${++keys}`, ...input },
    });
    const done = data[name]?.draft;
    if (done === undefined) throw new Error(data[name]?.message ?? name);
    return done;
  }

  /** A draft that was handed in with a simulation of 2024. */
  async function handIn(): Promise<Draft> {
    const { draftId } = await act('createDraft', { name: NAME, from: { regionCode: REGION, version: '2021.1' } });
    const patches = [
      { pointer: '/version', text: '2024.9' },
      { pointer: '/effective', json: '{ "from": "2024-12-01", "to": "2024-12-31" }' },
      { pointer: '/examples', json: '[]' },
      { pointer: '/parameters/deviationLow/value', text: '0.35' },
    ];
    const saved = await act('saveDraft', { draftId, baseRevision: 1, patches, reason: '试下调' });
    const candidates = [{ name: NAME, rulesetText: saved.documentText }];
    const { startWhatIf } = await opened.ask<{ startWhatIf: { whatIf: { id: string } } }>(
      'mutation ($input: StartWhatIfInput!) { startWhatIf(input: $input) { ... on StartWhatIfPayload { whatIf { id } } } }',
      { input: { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE', candidates, idempotencyKey: `b${++keys}` } },
    );
    const { id } = startWhatIf.whatIf;
    for (let status = ''; status !== 'SUCCEEDED'; await new Promise((resolve) => setTimeout(resolve, 50)))
      status = (await opened.ask<{ whatIf: { status: string } }>('query ($id: ID!) { whatIf(id: $id) { status } }', { id })).whatIf.status;
    await act('submitDraft', {
      ...{ draftId, contentHash: saved.contentHash, whatIfId: id, reason: '按会议纪要下调' },
      retroactiveReason: '会议纪要写明的日子',
    });
    return saved;
  }

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    draft = await handIn();
    visitor = await opened.visit();
  });
  afterAll(() => opened.close());

  const picture = async (name: string): Promise<void> => {
    await visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });
  };
  const untroubled = (): Promise<void> => expectUntroubled(visitor);

  it('lists what was handed in, and says that it waits for the caller', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/${REGION}/changes`);
    await page.getByLabel('密钥', { exact: true }).fill(opened.key);
    await page.keyboard.press('Enter');
    await page.getByText('有 1 份变更单等您办理。').waitFor();
    const row = page.getByRole('row').filter({ hasText: NAME });
    expect(await row.textContent()).toContain('审批中');
    expect(await row.textContent()).toContain('2024.9');
    await picture('changes');
    await untroubled();
  });

  it('shows what changes in business words, what is decided otherwise, and the impact to the fen', async () => {
    const { page } = visitor;
    await page.getByRole('link', { name: NAME }).click();
    await page.getByRole('heading', { name: `变更单：${NAME}` }).waitFor();
    const changed = page.getByRole('table', { name: '改了什么' });
    const row = changed.getByRole('row').filter({ hasText: '费用极低界值' });
    await row.waitFor();
    expect(await row.locator('td').allTextContents()).toEqual(expect.arrayContaining(['0.5', '0.35', '−30.00%']));
    const decided = page.getByRole('table', { name: '哪些情形会判得不同' }).getByRole('row').filter({ hasText: '费用极低' }).first();
    expect(await decided.locator('td').allTextContents()).toEqual(expect.arrayContaining(['费用极低', '费用正常']));
    expect(await page.getByRole('table', { name: '哪些情形会判得不同' }).textContent()).not.toMatch(/NORMAL|deviation/);
    expect(await page.locator('.change-hash .hash').first().textContent()).toBe(draft.contentHash);
    const impact = page.getByRole('region', { name: '2024 年 职工医保' });
    await impact.getByText('提交时绑定的模拟').waitFor();
    await impact.getByRole('table', { name: '基金平衡：预算与各账户期末' }).getByRole('row').filter({ hasText: '年度预算' }).waitFor();
    expect(await page.getByRole('cell', { name: '演示用户' }).count()).toBeGreaterThan(0);
    await page.getByText(/共 \d+ 行/).waitFor();
    const { rulesetDraft } = await opened.ask<{
      rulesetDraft: {
        whatIf: {
          candidates: readonly {
            result: { entitlement: { difference: string } };
            institutions: { edges: readonly { node: { name: string; entitlement: { difference: string } } }[] };
          }[];
        };
      };
    }>(
      `query ($id: String!) { rulesetDraft(regionCode: "${REGION}", draftId: $id) { whatIf { candidates { result { entitlement { difference } } institutions(first: 100) { edges { node { name entitlement { difference } } } } } } } }`,
      { id: draft.draftId },
    );
    const [candidate] = rulesetDraft.whatIf.candidates;
    const nodes = candidate?.institutions.edges.map(({ node }) => node) ?? [];
    const sum = nodes.reduce((total, { entitlement }) => total.plus(entitlement.difference), new Decimal(0));
    expect(sum.toFixed(2)).toBe(candidate?.result.entitlement.difference);
    const shown = page.locator('.data-table tbody tr[data-row-key]');
    expect(await shown.count()).toBe(nodes.length);
    const inOrder = [...nodes].sort((a, b) => new Decimal(a.entitlement.difference).comparedTo(b.entitlement.difference));
    expect(await shown.first().textContent()).toContain(inOrder[0]?.name);
    await picture('change');
    await untroubled();
  });

  it('takes comments on the whole and on a line, which are answered there, and works out a year when it is asked to', async () => {
    const { page } = visitor;
    await page.getByLabel('写下批注（至多 500 字）').fill('请核对依据');
    await page.getByRole('button', { name: '添加批注' }).click();
    const whole = page.locator('.panel').filter({ has: page.getByRole('heading', { name: '批注', exact: true }) });
    await whole.getByRole('listitem').filter({ hasText: '请核对依据' }).waitFor();
    const changed = page.getByRole('table', { name: '改了什么' });
    await changed.getByRole('button', { name: '批注：费用极低界值' }).click();
    await page.getByLabel('对这一行写下批注（至多 500 字）').fill('为何是 0.35？');
    await changed.getByRole('button', { name: '添加批注' }).click();
    const line = changed.getByRole('listitem').filter({ hasText: '为何是 0.35？' });
    await line.getByRole('button', { name: /^答复/ }).click();
    await page.getByLabel('写下答复（至多 500 字）').fill('见会议纪要第 3 条');
    await line.getByRole('button', { name: '答复', exact: true }).click();
    await line.getByRole('listitem').filter({ hasText: '见会议纪要第 3 条' }).waitFor();
    await page.getByText('另有 1 条批注写在上面所说的那一行下。').waitFor();
    const activity = await page.getByRole('list', { name: '经过' }).getByRole('listitem').allTextContents();
    expect(activity.slice(-3).map((one) => one.slice(0, 2))).toEqual(['批注', '批注', '答复']);
    expect(activity.at(-1)).toContain('/parameters/deviationLow');
    await picture('change-comments');
    await page.getByRole('button', { name: '以这份草案模拟' }).click();
    await page.getByText('不是提交时绑定的模拟').waitFor();
    await page.getByRole('button', { name: '看提交时绑定的模拟' }).click();
    await page.getByText('· 提交时绑定的模拟').waitFor();
    await untroubled();
  });

  it('starts the impact by itself where a draft was handed in without one, once', async () => {
    const { page, faults } = await opened.visit();
    const count = async (): Promise<number> =>
      (
        await opened.ask<{ whatIfs: { edges: readonly unknown[] } }>(
          `{ whatIfs(regionCode: "${REGION}", first: 50) { edges { node { id } } } }`,
        )
      ).whatIfs.edges.length;
    // As the API answers where there were no cases when it was handed in, and nobody has asked since.
    await page.route('**/graphql', async (route) => {
      const asked = route.request().postData() ?? '';
      if (asked.includes('query BoundImpacts')) await route.fulfill({ json: { data: { rulesetDraft: { whatIfs: [] } } } });
      else if (asked.includes('query RecentImpacts')) await route.fulfill({ json: { data: { whatIfs: { edges: [] } } } });
      else await route.fallback();
    });
    const before = await count();
    const look = async (): Promise<void> => {
      await page.goto(`${opened.url}/${REGION}/changes/${draft.draftId}`);
      await page.getByText('不是提交时绑定的模拟').waitFor();
      await page.getByText(/共 \d+ 行/).waitFor();
    };
    await page.goto(`${opened.url}/${REGION}/changes`);
    await page.getByLabel('密钥', { exact: true }).fill(opened.key);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: NAME }).waitFor();
    await look();
    const figures = await page.locator('.data-table tbody tr[data-row-key]').allTextContents();
    expect(figures.length).toBeGreaterThan(0);
    expect(await count()).toBe(before + 1);
    await look();
    expect(await count()).toBe(before + 1);
    expect(faults).toEqual([]);
    await page.close();
    const shown = visitor.page.locator('.data-table tbody tr[data-row-key]');
    expect(await shown.allTextContents()).toEqual(figures);
  });

  it('refuses the text that has moved, and says what to do', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: '退回', exact: true }).click();
    await page.getByLabel('意见或理由（必填，至多 500 字）').fill('依据不足');
    await act('recallDraft', { draftId: draft.draftId, contentHash: draft.contentHash, reason: '先收回' });
    await page.getByRole('button', { name: '确认退回' }).click();
    await page.getByText('草案已有变动').waitFor();
    await picture('change-conflict');
    await untroubled();
    await page.getByRole('button', { name: '取消', exact: true }).click();
    await page.getByText('现在没有您可以办理的事').waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: '批准', exact: true }).count()).toBe(0);
  });

  it('is approved with its warnings and published, and prints with what was signed', async () => {
    const again = await handInAgain();
    const { page } = visitor;
    await page.goto(`${opened.url}/${REGION}/changes/${again}`);
    await page.getByRole('table', { name: '改了什么' }).getByText('见会议纪要第 3 条').waitFor();
    await page.getByRole('button', { name: '批准', exact: true }).click();
    await page.getByLabel('意见或理由（必填，至多 500 字）').fill('同意');
    const accept = page.getByRole('checkbox', { name: /接受以上/ });
    if ((await accept.count()) > 0) {
      expect(await page.getByRole('button', { name: '确认批准' }).isDisabled()).toBe(true);
      await accept.check();
    }
    await page.getByRole('button', { name: '确认批准' }).click();
    await page.getByText('已办：批准').waitFor();
    await page.getByRole('button', { name: '发布', exact: true }).click();
    await page.getByLabel('意见或理由（必填，至多 500 字）').fill('12 月起执行');
    await page.getByRole('button', { name: '确认发布' }).click();
    await page.getByText('已办：发布').waitFor();
    const signed = page.getByRole('table', { name: '签署' });
    expect(await signed.textContent()).toContain('同意');
    await untroubled();
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: '打印送审对照表' }).isVisible()).toBe(false);
    expect(await page.getByText(draft.contentHash).first().isVisible()).toBe(true);
    await picture('change-print');
    await page.emulateMedia({ media: 'screen' });
  });

  /** Hands the draft that was recalled in once more, with the simulation that it had. */
  async function handInAgain(): Promise<string> {
    const { whatIfs } = await opened.ask<{ whatIfs: { edges: readonly { node: { id: string } }[] } }>(
      `{ whatIfs(regionCode: "${REGION}", first: 1, status: [SUCCEEDED]) { edges { node { id } } } }`,
    );
    const { draftId, contentHash } = draft;
    const whatIfId = whatIfs.edges[0]?.node.id;
    await act('submitDraft', { draftId, contentHash, whatIfId, reason: '再提交', retroactiveReason: '会议纪要写明的日子' });
    return draftId;
  }
});
