import { createHash } from 'node:crypto';
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
  readonly fund: string;
  readonly statements: {
    readonly edges: readonly {
      readonly node: { readonly institution: { readonly code: string; readonly name: string }; readonly payable: string };
    }[];
  };
}

const JANUARY = { regionCode: '990300', year: 2025, insurance: 'EMPLOYEE', period: '01' };

/** A mutation as the person who is signed in at a page. */
async function mutate<T>(url: string, { page }: Visit, name: string, input: object, fields: string): Promise<T> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const query = `mutation M($input: ${type}Input!) { done: ${name}(input: $input) { ... on ${type}Payload { ${fields} } ... on Error { message } } }`;
  const response = await page.request.post(`${url}/graphql`, {
    headers: { 'x-dip-client': 'test' },
    data: { query, variables: { input } },
  });
  const { data } = (await response.json()) as { data: { done: T } };
  expect(data.done, JSON.stringify(data.done)).not.toHaveProperty('message');
  return data.done;
}

/** The January of 2025, whose rules say what is published: six cases, declared, reviewed twice, settled by one and closed by another. */
async function closeJanuary(by: Record<'finance' | 'second' | 'approver', Visit>, opened: OpenConsole): Promise<void> {
  const { finance, second, approver } = by;
  const cases = ['H1', 'H2'].flatMap((institutionCode) =>
    [1, 2, 3].map((i) => ({
      ...{ caseNo: `J-${institutionCode}-${i}`, institutionCode, insurance: 'EMPLOYEE', ageYears: 50, principalDiagnosis: 'I63.900' },
      ...{ admissionDate: '2025-01-02', dischargeDate: '2025-01-12', settlementDate: '2025-01-13' },
      ...{ totalCost: '8000.00', fundPaid: '5000.00' },
    })),
  );
  await opened.ask(`mutation ($input: ImportCasesInput!) { importCases(input: $input) { __typename } }`, {
    input: { regionCode: '990300', cases, idempotencyKey: 'january' },
  });
  const { period: _, ...year } = JANUARY;
  const budget = { ...year, reason: '年初预算', source: '区医保〔2025〕1号' };
  const { setBudget } = await opened.ask<{ setBudget: { fields: readonly { path: readonly string[] }[] } }>(
    'mutation ($input: SetBudgetInput!) { setBudget(input: $input) { ... on ValidationError { fields { path } } } }',
    { input: { ...budget, items: [], idempotencyKey: 'j0' } },
  );
  const items = setBudget.fields.map(({ path: [, name = ''] }) => ({ name, value: name === 'income' ? '2000000.00' : '0' }));
  await mutate(opened.url, finance, 'setBudget', { ...budget, items, idempotencyKey: 'j00' }, 'budget { state }');
  const started = { ...JANUARY, idempotencyKey: 'j4' };
  const { clearingRun } = await mutate<{ clearingRun: { id: string } }>(
    opened.url,
    finance,
    'startClearingRun',
    started,
    'clearingRun { id }',
  );
  await opened.driveRun();
  const key = 'regionCode: "990300", year: 2025, insurance: EMPLOYEE, period: "01"';
  const { rows } = await opened.ask<{
    rows: readonly { institution: { code: string }; countedCases: number; countedFundAmount: string }[];
  }>(`{ rows: periodDeclarations(${key}) { institution { code } countedCases countedFundAmount } }`);
  const declarations = rows.map(({ institution: { code }, countedCases, countedFundAmount }) => ({
    ...{ institutionCode: code, cases: countedCases, fundAmount: countedFundAmount },
  }));
  await mutate(
    opened.url,
    second,
    'declarePeriod',
    { ...JANUARY, declarations, reason: '申报', idempotencyKey: 'j1' },
    'declarations { state }',
  );
  const reviewed = { ...JANUARY, institutionCodes: declarations.map(({ institutionCode }) => institutionCode), reason: '核对无误' };
  const review = 'reviewDeclarations';
  await mutate(opened.url, finance, review, { ...reviewed, review: 'FIRST_REVIEWED', idempotencyKey: 'j2' }, 'declarations { state }');
  await mutate(opened.url, approver, review, { ...reviewed, review: 'SECOND_REVIEWED', idempotencyKey: 'j3' }, 'declarations { state }');
  const { id } = clearingRun;
  const run = await opened.ask<{ clearingRun: { standsOut: { hash: string } } }>(`{ clearingRun(id: "${id}") { standsOut { hash } } }`);
  const confirmed = { id, standsOutHash: run.clearingRun.standsOut.hash, reason: '核对无误' };
  await mutate(opened.url, second, 'confirmClearingRun', confirmed, 'clearingRun { stage }');
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
      `{ clearingRuns(regionCode: "990300", first: 1) { edges { node { runNo pointValueFraction payable imbalance fund
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
  /** A drawn waterfall that says what its table says, up to what it comes to. */
  const expectWaterfall = async (of: string, comesTo: string): Promise<void> => {
    const drawn = visitor.page.getByRole('img', { name: `瀑布图，${of}：` });
    await drawn.locator('canvas').waitFor();
    expect((await drawn.getAttribute('aria-label'))?.endsWith(` ${comesTo}`)).toBe(true);
    const bars = (await drawn.getAttribute('aria-label'))?.split('，').length ?? 0;
    expect(bars).toBeGreaterThan(await visitor.page.getByRole('region', { name: of }).locator('tbody tr[data-row-key]').count());
  };

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
    // The region's waterfall as a picture, and as a table.
    await expectWaterfall('全地区：从收入到可分配基金', printDecimalText(known.fund));
    const [{ node: own }] = known.statements.edges as [Known['statements']['edges'][number]];
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: own.institution.code, exact: true }) });
    expect(await row.textContent()).toContain(printDecimalText(own.payable));
    await picture('clearing-run');
    await untroubled();

    await row.getByRole('link', { name: own.institution.name }).click();
    await page.getByRole('heading', { name: `${own.institution.name} 结算单` }).waitFor();
    const lines = page.getByRole('region', { name: `${own.institution.name}结算单` }).locator('tbody tr[data-row-key]');
    expect(await lines.last().textContent()).toContain(printDecimalText(own.payable));
    await expectWaterfall(`${own.institution.name}结算单`, printDecimalText(own.payable));
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

  it('figures of a closed month are published: what will be is looked at first, the package is the one that the API has', async () => {
    const [finance, second, approver] = [
      await opened.person('caiwu1', 'FINANCE'),
      await opened.person('caiwu2', 'FINANCE'),
      await opened.person('shenpi1', 'APPROVER'),
    ];
    const { page } = second;
    const look = async (address: string): Promise<void> => {
      await page.goto(`${opened.url}${address}`);
      await page.getByRole('button', { name: '公布数据' }).click();
      await page.getByRole('form', { name: '公布数据' }).getByRole('textbox').first().fill('数据工作组公布');
      await page.getByRole('button', { name: '查看将公布的内容' }).click();
    };
    await look('/990300/budget/2025/EMPLOYEE/periods/01');
    await page.getByText('1月还没有已确认的结算，不能公布').waitFor();
    expect(await page.getByRole('button', { name: /^确认公布/ }).count()).toBe(0);
    await closeJanuary({ finance, second, approver }, opened);
    await look('/990300/budget/2025/EMPLOYEE/periods/01');
    const asked = { ...JANUARY, reason: '看', idempotencyKey: 'look', dryRun: true };
    const { contentHash } = await mutate<{ contentHash: string }>(opened.url, second, 'publishFigures', asked, 'contentHash');
    await page.getByText(contentHash).waitFor();
    const settled = page.getByRole('region', { name: '指标', exact: true }).locator('.ant-table-row').filter({ hasText: '全区' });
    expect(await settled.filter({ hasText: '结算人次' }).textContent()).toContain('6');
    await page.getByRole('region', { name: '结算清算进度' }).getByRole('cell', { name: '已关闭，未付清' }).first().waitFor();
    await expectUntroubled(second);
    await page.getByRole('button', { name: '确认公布：1 月' }).click();
    await page.getByRole('status').filter({ hasText: '已公布，本年度第 1 次' }).waitFor();
    const row = page.getByRole('region', { name: '数据公布' }).getByRole('row').filter({ hasText: '数据工作组公布' });
    const [taken] = await Promise.all([page.waitForEvent('download'), row.getByRole('button', { name: '全文（JSON）' }).click()]);
    expect(taken.suggestedFilename()).toBe('2025 年1 月公布数据 第 1 次.json');
    expect(
      createHash('sha256')
        .update(await readFile(await taken.path()))
        .digest('hex'),
    ).toBe(contentHash);
    await look('/990300/budget/2025/EMPLOYEE/periods/01');
    await page.getByText('内容与第 1 次公布完全相同').waitFor();
    await page.screenshot({ path: path.join(PICTURES, 'figures-published.png') });
  });
});
