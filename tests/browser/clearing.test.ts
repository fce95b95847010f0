import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printDecimalText } from '../../web/parts/decimal-text.js';
import { openConsole, expectUntroubled, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');

interface Known {
  readonly runNo: number;
  readonly pointValueFraction: string;
  readonly payable: string;
  readonly imbalance: string;
  readonly statements: {
    readonly edges: readonly {
      readonly node: { readonly institution: { readonly code: string; readonly name: string }; readonly payable: string };
    }[];
  };
}

describe('年度清算 in a browser', () => {
  let opened: OpenConsole;
  let visitor: Visit;
  let known: Known;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    visitor = await opened.visit();
    const { clearingRuns } = await opened.ask<{ clearingRuns: { edges: { node: Known }[] } }>(
      `{ clearingRuns(regionCode: "990300", first: 1) { edges { node { runNo pointValueFraction payable imbalance
        statements(first: 100) { edges { node { institution { code name } payable } } } } } } }`,
    );
    const [first] = clearingRuns.edges;
    if (first === undefined) throw new Error('the city of the tests has no run');
    known = first.node;
  });
  afterAll(() => opened.close());

  const picture = async (name: string): Promise<void> => {
    await visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  };
  const untroubled = (): Promise<void> => expectUntroubled(visitor);

  it('lists the runs with what they gave', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/990300/clearing`);
    await page.getByLabel('密钥', { exact: true }).fill(opened.key);
    await page.keyboard.press('Enter');
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: `第 ${known.runNo} 次清算` }) });
    await row.waitFor();
    expect(known.imbalance).toBe('0.00');
    expect(await row.textContent()).toContain(printDecimalText(known.payable));
    await picture('clearing-runs');
    await untroubled();
  });

  it('leads from the run to a hospital’s amount, to a case, to its formula and article: three clicks', async () => {
    const { page } = visitor;
    await page.getByRole('link', { name: `第 ${known.runNo} 次清算` }).click();
    await page.getByText(known.pointValueFraction).waitFor();
    await page.getByRole('heading', { name: '存疑事项' }).waitFor();
    const [{ node: own }] = known.statements.edges as [Known['statements']['edges'][number]];
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: own.institution.code, exact: true }) });
    expect(await row.textContent()).toContain(printDecimalText(own.payable));
    await picture('clearing-run');
    await untroubled();

    await row.getByRole('link', { name: own.institution.name }).click();
    await page.getByRole('heading', { name: `${own.institution.name} 结算单` }).waitFor();
    const lines = page.getByRole('region', { name: `${own.institution.name}结算单` }).locator('tbody tr[data-row-key]');
    expect(await lines.last().textContent()).toContain(printDecimalText(own.payable));
    // Rules by their names, not by their ids.
    expect((await lines.allTextContents()).join(' ')).not.toContain('deduct-from-payable');
    await page.getByRole('list', { name: '各行的由来' }).getByRole('listitem').first().waitFor();
    const aCase = page.getByRole('region', { name: '本机构的病例' }).locator('tbody a').first();
    await aCase.waitFor();
    await picture('clearing-statement');
    await untroubled();

    const caseNo = (await aCase.textContent()) ?? '';
    await aCase.click();
    await page.getByRole('heading', { name: `病例 ${caseNo}` }).waitFor();
    const steps = page.getByRole('list', { name: '计分过程' });
    await steps.waitFor();
    const said = (await steps.textContent()) ?? '';
    for (const word of ['公式', '代入', '依据', '《']) expect(said).toContain(word);
    expect(page.url()).toBe(`${opened.url}/990300/clearing/${known.runNo}/${own.institution.code}/${encodeURIComponent(caseNo)}`);
    await picture('clearing-case');
    await untroubled();
    await page.goBack();
  });

  it('exports the lines exactly, and prints the statement without what is not of it', async () => {
    const { page } = visitor;
    const table = page.getByRole('region', { name: /结算单$/ });
    const rows = await table.locator('tbody tr[data-row-key]').count();
    await table.getByRole('button', { name: '导出' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV（.csv）' }).click()]);
    const csv = (await readFile(await download.path())).toString();
    expect(csv).toContain(known.statements.edges[0]?.node.payable);
    expect(csv.split('\r\n').length).toBeGreaterThan(rows);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('heading', { name: '本机构的病例' }).isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: '打印结算单' }).isVisible()).toBe(false);
    expect(await page.getByText('医疗机构（盖章）').isVisible()).toBe(true);
    await picture('clearing-print');
    await page.emulateMedia({ media: null });
    await untroubled();
  });

  it.each([
    ['/990300/clearing/999999', '没有第 999999 次清算'],
    ['/990300/clearing/first', '没有第 first 次清算'],
    ['/990300/clearing/1/H404', '没有机构 H404 的结算单'],
    ['/990300/clearing/1/H404/S404', '没有病例 S404'],
  ])('says at %s that nothing is there', async (address, said) => {
    const { page } = visitor;
    await page.goto(`${opened.url}${address}`);
    await page.getByText(said).waitFor();
    await untroubled();
  });

  it('speaks English', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/990300/clearing/${known.runNo}`);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: `Run ${known.runNo}` }).waitFor();
    await page.getByText(known.pointValueFraction).waitFor();
    await picture('clearing-run-english');
    await untroubled();
  });
});
