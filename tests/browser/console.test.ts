import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole, expectUntroubled, seriousFindings, type OpenConsole, type Visit } from '../support/console.js';

/** Pictures of what was tried, for people to look at. */
const PICTURES = path.join(tmpdir(), 'dip-console');

interface Findable {
  readonly region: {
    readonly catalogue: {
      readonly version: string;
      readonly groups: { readonly edges: readonly { readonly node: { readonly code: string; readonly name: string } }[] };
    };
    readonly rulesetInForce: {
      readonly version: string;
      readonly entries: { readonly edges: readonly { readonly node: { readonly id: string; readonly label: { readonly zh: string } } }[] };
    };
  };
  readonly inpatientCases: {
    readonly edges: readonly { readonly node: { readonly caseNo: string; readonly institution: { readonly code: string } } }[];
  };
}
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
/** Something of each kind that the search in the head of the page can find. */
const FINDABLE = `{
  region(code: "990300") {
    catalogue(on: "${today}") { version groups(first: 1) { edges { node { code name } } } }
    rulesetInForce(on: "${today}") { version entries(first: 1, kind: [PARAMETER]) { edges { node { id label { zh } } } } }
  }
  inpatientCases(regionCode: "990300", first: 100) { edges { node { caseNo institution { code } } } }
}`;

describe('the console in a browser', () => {
  let opened: OpenConsole;
  let visitor: Visit;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    visitor = await opened.visit();
  });
  afterAll(() => opened.close());

  const picture = async (name: string): Promise<void> => {
    await visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  };
  const untroubled = (): Promise<void> => expectUntroubled(visitor);

  it('opens at /, takes the demonstration key and shows which rules are in force', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/`);
    await page.getByRole('heading', { name: '以密钥登录' }).waitFor();
    await picture('sign-in');
    await untroubled();
    await page.getByLabel('密钥', { exact: true }).fill(opened.key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '工作台' }).waitFor();
    expect(page.url()).toBe(`${opened.url}/990300`);
    await page.getByRole('link', { name: '规则集', exact: true }).click();
    await page.getByRole('heading', { name: '规则集与版本时间线' }).waitFor();
    expect(page.url()).toBe(`${opened.url}/990300/rulesets`);
    const row = page.getByRole('row').filter({ hasText: '当日生效' });
    await row.first().waitFor();
    expect(await row.first().getByRole('link').textContent()).toMatch(/^20\d\d\.\d$/);
    await picture('rulesets');
    await untroubled();
  });

  it('looks by the rules of another day, which stands in the address', async () => {
    const { page } = visitor;
    await page.getByLabel('按此日生效的规则查看').fill('1999-01-01');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/rulesets?on=1999-01-01');
    await page.getByText('当日没有生效的规则集').first().waitFor();
    expect(await page.getByRole('row').filter({ hasText: '当日生效' }).count()).toBe(0);
    await page.getByRole('button', { name: '回到今天' }).click();
    await page.getByRole('row').filter({ hasText: '当日生效' }).first().waitFor();
    await untroubled();
  });

  it('exports what is shown, exactly', async () => {
    const { page } = visitor;
    const rows = await page.locator('tbody tr[data-row-key]').count();
    for (const [item, ending] of [
      ['CSV（.csv）', '.csv'],
      ['Excel（.xlsx）', '.xlsx'],
    ] as const) {
      await page.getByRole('button', { name: '导出' }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()]);
      expect(download.suggestedFilename()).toMatch(new RegExp(`规则集版本\\${ending}$`));
      const bytes = await readFile(await download.path());
      if (ending === '.csv') expect(bytes.toString().trim().split('\r\n')).toHaveLength(rows + 1);
      else expect(bytes.subarray(0, 2).toString()).toBe('PK');
    }
    await untroubled();
  });

  it('speaks English once it is asked to, without asking the server again', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Rulesets and their versions' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await picture('rulesets-english');
    await untroubled();
    await page.getByRole('button', { name: '中文' }).click();
  });

  it('opens a version by its address, by keyboard from the list, and says so when there is none', async () => {
    const { page } = visitor;
    const link = page.locator('tbody a').first();
    const version = (await link.textContent()) ?? '';
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `规则集 ${version}` }).waitFor();
    expect(page.url()).toBe(`${opened.url}/990300/rulesets/${version}`);
    await page.reload();
    await page.getByText('生效哈希（并入所继承的之后）').waitFor();
    const entries = page.getByRole('region', { name: '条目' });
    await entries.getByLabel('筛选条目').fill('费用极高界值');
    const entry = entries.getByRole('row').filter({ hasText: '费用极高界值' }).first();
    expect(await entry.textContent()).toMatch(/^参数费用极高界值.*\d/);
    await picture('version');
    await untroubled();
    await entry.getByRole('link').click();
    await page.getByRole('heading', { name: '费用极高界值' }).waitFor();
    await page.goto(`${opened.url}/990300/rulesets/1066.1`);
    await page.getByText('本地区没有版本 1066.1').waitFor();
    await untroubled();
  });

  it('finds by / and the keyboard a group, a rule by the day looked at, a case, a run and an institution; each hit is an address', async () => {
    const { page } = visitor;
    const { region, inpatientCases } = await opened.ask<Findable>(FINDABLE);
    const [group, stored] = [region.catalogue.groups.edges[0]?.node, inpatientCases.edges[0]?.node];
    const entry = region.rulesetInForce.entries.edges[0]?.node;
    if (group === undefined || stored === undefined || entry === undefined) throw new Error('the city of the tests has nothing to find');
    const box = page.getByRole('search').getByRole('textbox');
    const hits = (kind: string) => page.getByRole('search').getByRole('region', { name: kind }).getByRole('link');
    await page.keyboard.press('/');
    await page.keyboard.type(group.code);
    const link = hits('病种').filter({ hasText: `${group.code} ${group.name}` });
    await link.waitFor();
    await picture('search');
    await untroubled();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${opened.url}/990300/catalogue/${region.catalogue.version}/${encodeURIComponent(group.code)}`);
    await page.getByRole('heading', { level: 1 }).filter({ hasText: group.code }).waitFor();
    await page.keyboard.press('Control+k');
    await box.fill(entry.label.zh);
    await hits('规则与参数').filter({ hasText: entry.label.zh }).first().waitFor();
    await hits('规则与参数').filter({ hasText: entry.label.zh }).first().press('Enter');
    await page.getByRole('heading', { name: entry.label.zh }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/990300/rulesets/${region.rulesetInForce.version}/${entry.id}`);
    await page.getByText('写在', { exact: true }).waitFor();
    await picture('ruleset-entry');
    await untroubled();
    for (const [typed, kind, to] of [
      [stored.caseNo, '病例', `/990300/scoring/${stored.institution.code}/${stored.caseNo}`],
      [stored.institution.code, '医疗机构', `/990300/clearing/1/${stored.institution.code}`],
      ['第 1 次清算', '清算', '/990300/clearing/1'],
    ] as const) {
      await box.fill(typed);
      await hits(kind).first().waitFor();
      expect(await hits(kind).evaluateAll((all) => all.map((one) => one.getAttribute('href')))).toContain(to);
    }
    // By the initials of names in pinyin: 脑梗死, 费用, 第一人民医院.
    for (const [typed, kind, said] of [
      ['ngs', '病种', '脑梗死'],
      ['FYJG', '规则与参数', '费用极高'],
      ['rmyy', '医疗机构', '人民医院'],
    ] as const) {
      await box.fill(typed);
      await hits(kind).filter({ hasText: said }).first().waitFor();
    }
    await page.keyboard.press('Escape');
    expect(await page.getByRole('search').getByRole('link').count()).toBe(0);
    await page.goto(`${opened.url}/990300/rulesets?on=1999-01-01`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await box.fill(entry.label.zh);
    await page.getByText(`没有找到“${entry.label.zh}”`).waitFor();
  });

  it('finds for a hospital only its own cases', async () => {
    const { page } = await opened.visit();
    await page.goto(`${opened.url}/`);
    await page.getByRole('button', { name: '演示医院', exact: true }).click();
    await page.getByRole('heading', { name: '工作台' }).waitFor();
    const own = await page.evaluate(async () => {
      const body = JSON.stringify({ query: '{ viewer { institutionCode } }' });
      const headers = { 'content-type': 'application/json', 'x-dip-client': 'console' };
      return await (await fetch('/graphql', { method: 'POST', headers, body })).text();
    });
    const { inpatientCases } = await opened.ask<Findable>(FINDABLE);
    const cases = inpatientCases.edges.map(({ node }) => node);
    const isOwn = ({ institution }: { readonly institution: { readonly code: string } }): boolean => own.includes(`"${institution.code}"`);
    const [mine, other] = [cases.find(isOwn), cases.find((one) => !isOwn(one))];
    if (mine === undefined || other === undefined) throw new Error('the city of the tests has cases of one hospital only');
    const box = page.getByRole('search').getByRole('textbox');
    await box.fill(mine.caseNo);
    await page.getByRole('search').getByRole('link').filter({ hasText: mine.caseNo }).first().waitFor();
    await box.fill(other.caseNo);
    await page.getByText(`没有找到“${other.caseNo}”`).waitFor();
  });

  it('shows how the platform is, and its jobs', async () => {
    const { page } = visitor;
    await page.getByRole('link', { name: '运行状态' }).click();
    await page.getByText('正常：数据库可用').waitFor();
    await page.getByRole('row').filter({ hasText: '清算' }).first().waitFor();
    await picture('operation');
    await untroubled();
  });

  it.each([
    ['/990300/nowhere', '没有这一页'],
    ['/123456/rulesets', '没有统筹地区 123456'],
  ])('says at %s that nothing is there', async (address, said) => {
    const { page } = visitor;
    await page.goto(`${opened.url}${address}`);
    await page.getByText(said).waitFor();
    await picture(said);
    await untroubled();
  });

  it('refuses a wrong key in words, and keeps nothing of it', async () => {
    const { page, faults } = await opened.visit();
    await page.goto(`${opened.url}/990300/operation`);
    await page.getByLabel('密钥', { exact: true }).fill('dip_test_wrong');
    await page.keyboard.press('Enter');
    await page.getByText('密钥无效、已过期或已吊销').waitFor();
    // A browser notes an answer of 401 by itself; nothing else may have gone wrong.
    expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
    await page.getByLabel('密钥', { exact: true }).fill(opened.key);
    await page.keyboard.press('Enter');
    await page.getByText('正常：数据库可用').waitFor();
  });
});

describe('what watches the console', () => {
  it('notices an inline style, a request to elsewhere and a picture without words', async () => {
    const opened = await openConsole();
    const { page, faults } = await opened.visit();
    await page.goto(`${opened.url}/`);
    await page.getByRole('heading', { name: '以密钥登录' }).waitFor();
    await page.evaluate(() => {
      document.head.append(Object.assign(document.createElement('style'), { textContent: 'h1 { color: red }' }));
      document.querySelector('main')?.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.1:1/x.png' }));
    });
    await page.waitForTimeout(300);
    expect(faults.filter((fault) => fault.startsWith('error: policy: style-src')).length).toBeGreaterThan(0);
    expect(faults.filter((fault) => fault.startsWith('error: policy: img-src')).length).toBeGreaterThan(0);
    expect((await seriousFindings(page)).join()).toContain('image-alt');
    await opened.close();
  });
});
