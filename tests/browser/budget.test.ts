import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { printDecimalText } from '../../web/parts/decimal-text.js';
import { openConsole, seriousFindings, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');
/** For objections: the ruleset of the sample states no days. */
const LAST_DAY = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const YEAR = '/990300/budget/2024/EMPLOYEE';

interface Standing {
  readonly institution: { readonly code: string; readonly name: string };
  readonly payable: string;
  readonly countedCases: number;
  readonly consent: string | null;
}

describe('预算与月结 in a browser: a month is closed by two persons', () => {
  let opened: OpenConsole;
  let finance: Visit;
  let second: Visit;
  let approver: Visit;

  /** Months are closed in their order: those before the one that is tried here. */
  async function close(period: string): Promise<void> {
    const key = `regionCode: "990300", year: 2024, insurance: EMPLOYEE, period: "${period}"`;
    const started = await opened.ask<{ startClearingRun: { clearingRun: { id: string } } }>(
      `mutation { startClearingRun(input: { ${key}, idempotencyKey: "before-${period}" }) { ... on StartClearingRunPayload { clearingRun { id } } } }`,
    );
    const { id } = started.startClearingRun.clearingRun;
    await opened.driveRun();
    const seen = await opened.ask<{ clearingRun: { standsOut: { hash: string } } }>(`{ clearingRun(id: "${id}") { standsOut { hash } } }`);
    await opened.ask(
      `mutation { confirmClearingRun(input: { id: "${id}", standsOutHash: "${seen.clearingRun.standsOut.hash}", reason: "没有病例" }) { __typename } }`,
    );
  }
  const standings = async (): Promise<readonly Standing[]> =>
    (
      await opened.ask<{ periodDeclarations: readonly Standing[] }>(
        '{ periodDeclarations(regionCode: "990300", year: 2024, insurance: EMPLOYEE, period: "03") { institution { code name } payable countedCases consent } }',
      )
    ).periodDeclarations;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    for (const period of ['01', '02']) await close(period);
    finance = await opened.person('caiwu1', 'FINANCE');
    second = await opened.person('caiwu2', 'FINANCE');
    approver = await opened.person('shenpi1', 'APPROVER');
  });
  afterAll(() => opened.close());

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await Promise.all([finance, second, approver].map((v, i) => picture(v, `fail-${task.name.slice(0, 8)}-${i}`)));
  });
  const picture = async ({ page }: Visit, name: string): Promise<void> => {
    await page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });
  };
  const untroubled = async (visit: Visit): Promise<void> => {
    // A button that turns its wheel is faint for a moment.
    await expect.poll(() => visit.page.locator('.ant-btn-loading').count()).toBe(0);
    await visit.page.waitForTimeout(500);
    expect(visit.faults).toEqual([]);
    expect(await seriousFindings(visit.page)).toEqual([]);
  };
  const month = async ({ page }: Visit, period = '03'): Promise<void> => {
    // What comes later, above the table, moves it away from under a click.
    await page.goto(`${opened.url}${YEAR}/periods/${period}`, { waitUntil: 'networkidle' });
    await page.getByRole('heading', { name: /2024 年职工医保/ }).waitFor();
  };
  /** Opens what a button offers, gives the reason, confirms. */
  const act = async ({ page }: Visit, button: RegExp, title: string): Promise<void> => {
    await page.getByRole('button', { name: button }).first().click();
    const form = page.getByRole('form', { name: title });
    await form.getByRole('textbox', { name: '事由' }).fill('核对无误');
    await form.getByRole('button', { name: `确认${title}` }).click();
  };
  const stateOf = async ({ page }: Visit, state: string): Promise<void> => {
    await page.getByRole('region', { name: '各机构的申报、审核与应拨' }).getByRole('cell', { name: state, exact: true }).first().waitFor();
  };

  it('shows the budget as lines with formula, numbers and article (WE-11)', async () => {
    const { page } = finance;
    await page.goto(`${opened.url}/990300/budget`);
    const lines = page.getByRole('region', { name: '2024 年职工医保预算科目，第 1 次修订' });
    await lines.waitFor();
    expect(page.url()).toBe(`${opened.url}${YEAR}/lines`);
    const rows = lines.locator('tbody tr[data-row-key]');
    expect(await rows.first().locator('td').allTextContents()).toEqual(
      expect.arrayContaining(['年度DIP医保基金支出', '390,000,000.00', '元']),
    );
    const outpatient = lines.locator('tr[data-row-key="dipBudget outpatientBudget"]');
    const said = (await outpatient.locator('td').allTextContents()).join('|');
    expect(said).toContain('180,000,000.00');
    expect(said).toContain('普通门诊统筹人均定额 * 普通门诊统筹签约人数');
    expect(said).toContain('100.00 * 1,800,000');
    expect(said).toContain('二(一)1');
    expect(await lines.locator('tr[data-row-key="dipBudget outpatientBudget outpatientSigned"]').textContent()).toContain('1,800,000');
    await picture(finance, 'budget-lines');
    await untroubled(finance);
  });

  it('declares what institutions report, and has it reviewed by two others', async () => {
    await month(finance);
    const { page } = finance;
    await page.getByRole('button', { name: /^申报（\d 家）$/ }).click();
    const lines = page.getByRole('textbox', { name: '申报的内容' });
    const begun = await lines.inputValue();
    const counted = (await standings()).map(({ institution: { code }, countedCases }) => `${code}\t${countedCases}\t`);
    counted.forEach((line) => expect(begun).toContain(line));
    await lines.fill(`${begun}\nH1 很多`);
    await page.getByText('这一行读不懂：“H1 很多”').waitFor();
    await lines.fill(begun);
    const form = page.getByRole('form', { name: '申报' });
    await form.getByRole('textbox', { name: '事由' }).fill('三月申报');
    await form.getByRole('button', { name: '确认申报' }).click();
    await stateOf(finance, '已申报');
    // Whoever declared reviews nothing.
    await act(finance, /^初审通过/, '初审通过');
    await page.getByRole('alert').filter({ hasText: '申报' }).waitFor();
    await picture(finance, 'budget-refused');
    await untroubled(finance);

    await month(second);
    await act(second, /^初审通过/, '初审通过');
    await stateOf(second, '已初审');
    await month(approver);
    await act(approver, /^复审通过/, '复审通过');
    await stateOf(approver, '已复审');
    await untroubled(approver);
  });

  it('is settled by one person and closed by another; the ledger agrees with the statements to the fen', async () => {
    await month(finance);
    const { page } = finance;
    await page.getByRole('button', { name: '发起结算' }).click();
    await page.getByText('排队中').waitFor();
    await opened.driveRun();
    const runs = page.getByRole('region', { name: '本期的结算' });
    await runs.getByRole('cell', { name: '已计算' }).waitFor();
    // Whoever started it is told before, and is offered no confirmation; but may publish it.
    await page.getByText('这次清算由您（王试用）发起，须由另一位财务人员确认，所以这里没有“关闭本期（第 ').waitFor();
    expect(await page.getByRole('button', { name: /^关闭本期/ }).count()).toBe(0);
    await page.getByRole('button', { name: '公示', exact: true }).click();
    const publishing = page.getByRole('form', { name: '公示' });
    await publishing.getByLabel('事由').fill('三月预结算公示');
    await publishing.getByLabel(/^异议截止日/).fill(LAST_DAY);
    await publishing.getByRole('button', { name: '确定公示' }).click();
    await page.getByRole('status').filter({ hasText: '已办理：公示' }).waitFor();
    await page.getByText('没有异议').waitFor();
    const declared = page.getByRole('region', { name: '各机构的申报、审核与应拨' });
    await declared.getByRole('link', { name: '尚未确认' }).first().waitFor();
    expect(await declared.getByRole('link', { name: '尚未确认' }).count()).toBe((await standings()).length);
    await page.getByRole('button', { name: '代机构登记确认' }).click();
    const papers = page.getByRole('form', { name: '代机构登记确认' });
    await papers.getByRole('combobox', { name: '各机构结算单' }).click();
    for (const { institution } of await standings())
      await page.locator('.ant-select-item-option').filter({ hasText: institution.name }).click();
    await page.keyboard.press('Escape');
    await papers.getByLabel('书面依据').fill('盖章确认单');
    await papers.getByLabel('事由').fill('书面确认');
    await papers.getByRole('button', { name: '确定代机构登记确认' }).click();
    await page.getByRole('status').filter({ hasText: '已办理：代机构登记确认' }).waitFor();
    await declared.getByRole('link', { name: '代为登记' }).first().waitFor();
    expect((await standings()).map(({ consent }) => consent)).toEqual((await standings()).map(() => 'ON_BEHALF'));
    await picture(finance, 'budget-published');
    await untroubled(finance);

    await month(second);
    await second.page.getByRole('button', { name: /^关闭本期/ }).click();
    const others = second.page.getByRole('form', { name: /^关闭本期/ });
    await others.getByRole('region', { name: '存疑事项' }).waitFor();
    await others.getByRole('checkbox').check();
    await others.getByRole('textbox', { name: '事由' }).fill('核对无误');
    await others.getByRole('button', { name: /^确定关闭本期/ }).click();
    await second.page.getByText('已关闭，未付清').waitFor();
    await picture(second, 'budget-month-closed');

    const paid = await standings();
    const { fundYear } = await opened.ask<{ fundYear: { ledgerAccounts: readonly { account: string; balance: string }[] } }>(
      '{ fundYear(regionCode: "990300", year: 2024, insurance: EMPLOYEE) { ledgerAccounts(period: "03") { account balance } } }',
    );
    const fen = (yuan: string): bigint => BigInt(yuan.replace('.', ''));
    const owed = fundYear.ledgerAccounts.find(({ account }) => account === 'INSTITUTION');
    expect(fen(owed?.balance ?? '')).toBe(paid.reduce((sum, { payable }) => sum + fen(payable), 0n));
    expect(fundYear.ledgerAccounts.reduce((sum, { balance }) => sum + fen(balance), 0n)).toBe(0n);

    await second.page.getByRole('link', { name: '3 月的账' }).click();
    const accounts = second.page.getByRole('region', { name: '各账户余额' });
    const row = accounts.getByRole('row').filter({ hasText: '应付医疗机构' });
    await row.waitFor();
    expect(await row.textContent()).toContain(printDecimalText(owed?.balance ?? ''));
    for (const { institution, payable } of paid) {
      const balance = second.page
        .getByRole('region', { name: '各机构余额' })
        .getByRole('row')
        .filter({ hasText: '应付医疗机构' })
        .filter({ hasText: institution.name });
      expect(await balance.textContent()).toContain(printDecimalText(payable));
    }
    await second.page
      .getByRole('region', { name: '逐笔明细', exact: true })
      .getByRole('link', { name: /^第 \d+ 次$/ })
      .first()
      .waitFor();
    await picture(second, 'budget-ledger');
    await untroubled(second);
  });

  it('is paid, and stands so in the grid', async () => {
    await month(finance);
    const { page } = finance;
    const [first] = await standings();
    await page
      .getByRole('row')
      .filter({ hasText: first?.institution.name ?? '' })
      .getByRole('checkbox')
      .check();
    await page.getByRole('button', { name: /^录入拨付（1 家）/ }).click();
    const form = page.getByRole('form', { name: '录入拨付' });
    await form.getByLabel('拨付日期').fill('2027-04-15');
    await form.getByRole('textbox', { name: '事由' }).fill('三月结算拨付');
    await form.getByRole('button', { name: '确认录入拨付' }).click();
    await form.getByText('拨付日期 2027-04-15 不属于 2024 年度').first().waitFor();
    await form.getByLabel('拨付日期').fill('2024-04-15');
    await form.getByRole('button', { name: '确认录入拨付' }).click();
    await page
      .getByRole('row')
      .filter({ hasText: first?.institution.name ?? '' })
      .getByRole('cell', { name: '是', exact: true })
      .waitFor();
    await page.getByRole('link', { name: '月结', exact: true }).click();
    const grid = page.getByRole('region', { name: '各机构各期' });
    const row = grid.getByRole('row').filter({ hasText: first?.institution.name ?? '' });
    await row.waitFor();
    expect(await row.textContent()).toContain(`已付清${printDecimalText(first?.payable ?? '')}`);
    await picture(finance, 'budget-periods');
    await untroubled(finance);
  });

  it('all others are paid at once: checked first, with the sum, then recorded, all or none', async () => {
    await month(finance);
    const { page } = finance;
    const [, ...others] = await standings();
    const rest = others.filter(({ payable }) => payable !== '0.00');
    expect(rest.length).toBeGreaterThan(1);
    await page.getByRole('button', { name: `录入拨付（${rest.length} 家）` }).click();
    const form = page.getByRole('form', { name: '录入拨付' });
    for (const { institution, payable } of rest)
      expect(await form.getByRole('textbox', { name: `${institution.name} 金额（元）` }).inputValue()).toBe(payable);
    await form.getByLabel('拨付日期').fill('2027-04-15');
    await form.getByRole('textbox', { name: '事由' }).fill('三月结算拨付');
    await form.getByRole('button', { name: '核对' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: `有 ${rest.length} 处问题，一行也没有录入` })
      .waitFor();
    const faults = page.getByRole('region', { name: '文件里的问题' });
    for (const { institution } of rest) expect(await faults.getByRole('row').filter({ hasText: institution.name }).count()).toBe(1);
    await picture(finance, 'budget-pay-all-refused');
    await untroubled(finance);
    await form.getByLabel('拨付日期').fill('2024-04-15');
    await form.getByRole('button', { name: '核对' }).click();
    const fen = (yuan: string): bigint => BigInt(yuan.replace('.', ''));
    const sum = String(rest.reduce((total, { payable }) => total + fen(payable), 0n)).replace(/(\d\d)$/, '.$1');
    await page
      .getByRole('status')
      .filter({ hasText: `将录入 ${rest.length} 条，已有 0 条 · 合计 ${printDecimalText(sum)} 元` })
      .waitFor();
    await picture(finance, 'budget-pay-all');
    await form.getByRole('button', { name: `录入 ${rest.length} 条` }).click();
    await page
      .getByRole('status')
      .filter({ hasText: `已录入 ${rest.length} 条` })
      .waitFor();
    const { fundYear } = await opened.ask<{
      fundYear: { payments: { totalCount: number; edges: readonly { node: { amount: string } }[] } };
    }>(
      '{ fundYear(regionCode: "990300", year: 2024, insurance: EMPLOYEE) { payments(first: 100) { totalCount edges { node { amount } } } } }',
    );
    expect(fundYear.payments.totalCount).toBe(rest.length + 1);
    const amounts = fundYear.payments.edges.map(({ node }) => node.amount);
    expect(amounts).toEqual(expect.arrayContaining(rest.map(({ payable }) => payable)));
    await form.getByRole('button', { name: '关闭' }).click();
    await page.getByRole('button', { name: '录入拨付（0 家）' }).waitFor();
    await untroubled(finance);
  });

  it('a budget changed after that waits for another person, who approves it', async () => {
    const { page } = finance;
    await page.getByRole('link', { name: '预算', exact: true }).click();
    await page.getByRole('button', { name: '录入新修订' }).click();
    const form = page.getByRole('form', { name: '录入新修订' });
    await form.getByLabel('普通门诊统筹签约人数').fill('1700000');
    await form.getByRole('textbox', { name: '事由' }).fill('签约人数核减');
    await form.getByRole('button', { name: '确认录入新修订' }).click();
    await page.getByRole('button', { name: '第 2 次（待审批）' }).waitFor();

    await approver.page.goto(`${opened.url}${YEAR}/lines`);
    await approver.page.getByRole('button', { name: '第 2 次（待审批）' }).click();
    await act(approver, /^批准$/, '批准');
    await approver.page.getByRole('button', { name: '第 2 次（现行）' }).waitFor();
    const lines = approver.page.getByRole('region', { name: '2024 年职工医保预算科目，第 2 次修订' });
    expect(await lines.locator('tr[data-row-key="dipBudget outpatientBudget"]').textContent()).toContain('170,000,000.00');
    expect(await lines.locator('tr[data-row-key="dipBudget"]').textContent()).toContain('400,000,000.00');
    await untroubled(approver);
  });

  it('records an adjustment with its reason, and takes it back', async () => {
    const { page } = finance;
    await page.goto(`${opened.url}${YEAR}/records`);
    await page.getByRole('button', { name: '录入调整' }).click();
    const form = page.getByRole('form', { name: '录入调整' });
    await form.getByRole('combobox', { name: '医疗机构' }).fill('H2');
    await page.getByTitle('第二人民医院 H2').click();
    await form.getByLabel('金额（元）').fill('-1.005');
    expect(await form.getByRole('button', { name: '确认录入调整' }).isDisabled()).toBe(true);
    await form.getByLabel('金额（元）').fill('1234.50');
    await form.getByRole('textbox', { name: '事由' }).fill('审核扣款');
    await form.getByRole('button', { name: '确认录入调整' }).click();
    const table = page.getByRole('region', { name: '调整', exact: true });
    const row = table.getByRole('row').filter({ hasText: '审核扣款' });
    await row.waitFor();
    expect(await row.textContent()).toContain('1,234.50');
    await row.getByRole('button', { name: '冲销' }).click();
    const back = page.getByRole('form', { name: '冲销' });
    await back.getByRole('textbox', { name: '事由' }).fill('录错了机构');
    await back.getByRole('button', { name: '确认冲销' }).click();
    await table.getByRole('row').filter({ hasText: '−1,234.50' }).waitFor();
    expect(await row.textContent()).toContain('已冲销');
    await picture(finance, 'budget-records');
    await untroubled(finance);
  });

  it('records adjustments from a file, checked row by row, all or none', async () => {
    const { page } = finance;
    const { fundYear } = await opened.ask<{ fundYear: { facts: readonly { kind: string; name: string }[] } }>(
      '{ fundYear(regionCode: "990300", year: 2024, insurance: EMPLOYEE) { facts { kind name } } }',
    );
    const fact = fundYear.facts.find(({ kind }) => kind === 'ADJUSTMENT')?.name ?? '';
    const own = page.getByRole('region', { name: '批量录入年度记录' });
    await own.getByRole('combobox', { name: '种类' }).click();
    await page.getByTitle('调整', { exact: true }).click();
    const choose = async (rows: readonly string[]): Promise<void> => {
      const buffer = Buffer.from(['机构编码,项目,金额', ...rows, ''].join('\r\n'));
      await own.getByLabel('文件', { exact: true }).setInputFiles({ name: '调整.csv', mimeType: 'text/csv', buffer });
      await own.getByRole('button', { name: '核对' }).click();
    };
    await own.getByRole('textbox', { name: '事由' }).fill('年末稽核');
    await choose([`H1,${fact},12.50`, `H9,${fact},7.00`]);
    await own.getByRole('alert').filter({ hasText: '有 1 处问题，一行也没有录入' }).waitFor();
    const fault = own.getByRole('region', { name: '文件里的问题' }).getByRole('row').filter({ hasText: 'H9' });
    expect((await fault.getByRole('cell').first().textContent())?.trim()).toBe('3');
    expect(await own.getByRole('button', { name: /^录入 \d/ }).count()).toBe(0);
    await picture(finance, 'budget-file-refused');
    await untroubled(finance);
    await choose([`H1,${fact},12.50`, `H3,${fact},7.00`]);
    await own.getByRole('status').filter({ hasText: '读到 2 行，将录入 2 条，已有 0 条 · 合计 19.50 元' }).waitFor();
    await own.getByRole('button', { name: '录入 2 条' }).click();
    await own.getByRole('status').filter({ hasText: '已录入 2 条；原有 0 条未动' }).waitFor();
    const table = page.getByRole('region', { name: '调整', exact: true });
    await table.getByRole('row').filter({ hasText: '年末稽核' }).nth(1).waitFor();
    await picture(finance, 'budget-file');
    await untroubled(finance);
  });

  it.each([
    ['/990300/budget/24/EMPLOYEE', '地址里的年度或险种不对'],
    [`${YEAR}/nothing`, '没有这一部分'],
    [`${YEAR}/periods/13`, '没有结算期 13'],
    ['/990300/budget/2019/EMPLOYEE/periods', '规则集'],
  ])('says at %s what is wrong', async (address, said) => {
    const { page } = approver;
    await page.goto(`${opened.url}${address}`);
    await page.locator('main').getByText(said).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('speaks English, and shows the deadlines of 2025', async () => {
    const { page } = second;
    await page.goto(`${opened.url}/990300/budget/2025/EMPLOYEE/deadlines`);
    const row = page.getByRole('row').filter({ hasText: '2025-02-10' }).filter({ hasText: '1 月' });
    await row.waitFor();
    expect(await row.textContent()).toContain('申报');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Budget and months' }).waitFor();
    expect(await row.count()).toBe(0);
    await page.getByRole('row').filter({ hasText: '2025-02-10' }).filter({ hasText: 'Declaration' }).waitFor();
    await picture(second, 'budget-deadlines-english');
    await untroubled(second);
  });
});
