import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole, seriousFindings, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');
const FRESH = 'Keys-and-doors-7';
const HOLDER = '医院信息系统';
/** A day with rules in force in the city of the tests. */
const DAY = '2025-03-10';

/** How a sample of a language is saved and run. */
const LANGUAGES = [
  { label: 'curl', program: 'curl', file: 'sample.sh', command: ['sh'] },
  { label: 'Python', program: 'python3', file: 'sample.py', command: ['python3'] },
  {
    label: 'TypeScript',
    program: process.execPath,
    file: 'sample.mts',
    command: [process.execPath, '--import', import.meta.resolve('tsx')],
  },
  { label: 'Java', program: 'java', file: 'Sample.java', command: ['java'] },
] as const;

/** The samples by their names on the page, and what stands in their answers. */
const OPERATIONS: readonly (readonly [string, RegExp])[] = [
  ['我的密钥', /"role":"INTEGRATOR".*"regions":\["990300"\]/],
  ['生效的规则集', /"rulesetInForce":\{"version":"2025\.1"/],
  ['医疗机构', /"code":"H1","name":"第一人民医院"/],
  ['病例计分', /"__typename":"CaseScore","caseNo":"API-0001".*"code":"K80\.1_51\.2300".*"version":"2025\.1"\},"points":"2161\.1813"/],
  ['导入病例', /"__typename":"ImportCasesPayload","read":1,"accepted":1,"rejected":0,"dryRun":true/],
  ['已入库的病例', /"caseNo":"S\d{3}"/],
];

describe('接口与密钥 in a browser', () => {
  let opened: OpenConsole;
  let admin: Visit;
  let key: string;
  let folder: string;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    folder = await mkdtemp(path.join(tmpdir(), 'dip-samples-'));
    opened = await openConsole();
    admin = await opened.visit();
  });
  afterAll(async () => {
    await opened.close();
    await rm(folder, { recursive: true, force: true });
  });

  const picture = (page: Page, name: string) => page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  const untroubled = async ({ page, faults }: Visit): Promise<void> => {
    expect(faults.filter((fault) => !/status of 401/.test(fault))).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
  };
  const signInAsAdmin = async (): Promise<void> => {
    const password = await opened.addPerson('guanli', 'ADMIN');
    const { page } = admin;
    await page.goto(`${opened.url}/`);
    await page.getByLabel('登录名', { exact: true }).fill('guanli');
    await page.getByLabel('口令', { exact: true }).fill(password);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByLabel('原口令').fill(password);
    await page.getByLabel('新口令', { exact: true }).fill(FRESH);
    await page.getByLabel('再输一次新口令').fill(FRESH);
    await page.getByRole('button', { name: '修改口令' }).click();
    await page.locator('.who-calls').filter({ hasText: '王试用管理员' }).waitFor();
  };
  const choose = async (page: Page, label: string, option: string): Promise<void> => {
    await page.getByRole('combobox', { name: label }).click();
    await page.locator('.ant-select-item-option').filter({ hasText: option }).last().click();
  };
  const asked = async (text: string): Promise<string> => {
    const answer = await fetch(`${opened.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${text}` },
      body: JSON.stringify({ query: '{ viewer { actor { name } role } }' }),
    });
    return await answer.text();
  };

  it('an administrator makes a key, which is shown once', async () => {
    await signInAsAdmin();
    const { page } = admin;
    await page.goto(`${opened.url}/990300/integration`);
    await page.getByText('还没有密钥').waitFor();
    await picture(page, 'integration-empty');
    await page.getByRole('button', { name: '建立密钥' }).click();
    const form = page.getByRole('dialog', { name: '建立密钥' });
    await form.waitFor();
    expect(await page.evaluate(() => document.getAnimations().length), 'whoever asks for stillness has it').toBe(0);
    await form.getByRole('button', { name: '建立', exact: true }).click();
    await form.getByText('请填写').first().waitFor();
    await form.getByLabel('持有人：系统或单位的名称').fill(HOLDER);
    await form.getByLabel('医疗机构代码').fill('H404');
    await form.getByRole('button', { name: '建立', exact: true }).click();
    await form.getByRole('alert').filter({ hasText: '没有医疗机构“H404”' }).waitFor();
    await picture(page, 'integration-refused');
    await form.getByLabel('医疗机构代码').fill('');
    await form.getByLabel('有效至（当日有效）').fill('2099-12-31');
    await form.getByRole('button', { name: '建立', exact: true }).click();
    const shown = page.getByRole('dialog', { name: `${HOLDER}的密钥` });
    key = (await shown.locator('code').textContent()) ?? '';
    expect(key).toMatch(/^dip_test_[\w-]{20,}$/);
    await picture(page, 'integration-key-once');
    await untroubled(admin);
    await shown.getByRole('button', { name: '已保存，关闭' }).click();
    await shown.waitFor({ state: 'hidden' });
    await shown.waitFor({ state: 'hidden' });
    const row = page.getByRole('row').filter({ hasText: HOLDER });
    const cells = (await row.textContent()) ?? '';
    for (const said of [key.slice(0, 9), '对接系统', '角色的全部权限', '可用', '2099-12-31 23:59', '未曾使用'])
      expect(cells).toContain(said);
    expect(await page.content()).not.toContain(key);
    expect(JSON.parse(await asked(key))).toMatchObject({ data: { viewer: { actor: { name: HOLDER }, role: 'INTEGRATOR' } } });
    await picture(page, 'integration-keys');
    await untroubled(admin);
  });

  describe('the samples, with that key, as they stand on the page', () => {
    let visitor: Visit;
    beforeAll(async () => {
      visitor = await opened.visit();
      await visitor.page.goto(`${opened.url}/990300/integration?on=${DAY}`);
      await visitor.page.getByLabel('密钥', { exact: true }).fill(key);
      await visitor.page.keyboard.press('Enter');
      await visitor.page.getByRole('heading', { name: '接口与密钥' }).waitFor();
    });

    it('shows no keys to whoever does not administer them', async () => {
      const { page } = visitor;
      await page.getByRole('heading', { name: '常用操作' }).waitFor();
      expect(await page.getByRole('button', { name: '建立密钥' }).count()).toBe(0);
      await untroubled(visitor);
    });

    for (const { label, program, file, command } of LANGUAGES) {
      const isThere = spawnSync(program, ['--version']).status === 0;
      it.skipIf(!isThere)(`run in ${label}${isThere ? '' : ` (SKIPPED: ${program} is not installed)`}`, async () => {
        const { page } = visitor;
        for (const [title, wanted] of OPERATIONS) {
          await page.getByRole('link', { name: title, exact: true }).click();
          await page.getByRole('radiogroup', { name: '语言' }).getByText(label, { exact: true }).click();
          const text = await page.getByLabel(`${title}，${label} 样例`).textContent();
          const place = path.join(folder, file);
          await writeFile(place, text ?? '');
          const [run, ...words] = command;
          const { stdout } = await promisify(execFile)(run, [...words, place], { env: { ...process.env, DIP_KEY: key } });
          expect(JSON.stringify(JSON.parse(stdout)), `${title} in ${label}`).toMatch(wanted);
        }
      });
    }

    it('has the contract and what changed', async () => {
      const { page } = visitor;
      await page.getByLabel('筛选变更：字段名、命令或文字').fill('clearingRuns(runNo');
      const changes = page.getByRole('list', { name: '变更记录' });
      await changes.getByText('新增 clearingRuns(runNo:)').waitFor();
      expect(await changes.getByText('年度清算 in the console').isVisible()).toBe(false);
      await changes.getByText('英文原文').click();
      await changes.getByText('年度清算 in the console').waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'schema.graphql' }).click()]);
      expect(download.suggestedFilename()).toBe('schema.graphql');
      await picture(page, 'integration-samples');
      await page.goto(`${opened.url}/990300/integration/nonsense`);
      await page.getByText('没有常用操作 nonsense').waitFor();
      await untroubled(visitor);
    });
  });

  it('is revoked, and refused from then on', async () => {
    const { page } = admin;
    await page.reload();
    await page.getByRole('button', { name: new RegExp(`^撤销${HOLDER}的密钥`) }).click();
    await picture(page, 'integration-revoke');
    await page.getByRole('dialog').getByRole('button', { name: '撤销', exact: true }).click();
    await page.getByRole('row').filter({ hasText: HOLDER }).getByText('已撤销').waitFor();
    expect(await page.getByRole('button', { name: new RegExp(`^撤销${HOLDER}的密钥`) }).count()).toBe(0);
    expect(JSON.parse(await asked(key))).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    await untroubled(admin);
  });

  it('people are added, given new passwords, disabled', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: '运行状态' }).click();
    await page.getByRole('button', { name: '新建人员' }).click();
    const form = page.getByRole('dialog', { name: '新建人员' });
    await form.getByLabel('姓名').fill('李经办');
    await choose(page, '角色', '经办');
    await form.getByLabel('登录名').fill('li.jingban');
    await form.getByRole('button', { name: '新建', exact: true }).click();
    const shown = page.getByRole('dialog', { name: 'li.jingban 的首次口令' });
    const first = (await shown.locator('code').textContent()) ?? '';
    const signIn = (password: string) =>
      fetch(`${opened.url}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-dip-client': 'test' },
        body: JSON.stringify({ login: 'li.jingban', password }),
      });
    expect((await signIn(first)).status).toBe(200);
    await shown.getByRole('button', { name: '已保存，关闭' }).click();
    await shown.waitFor({ state: 'hidden' });
    const row = page.getByRole('row').filter({ hasText: 'li.jingban' });
    expect(await row.textContent()).toContain('李经办经办');
    await picture(page, 'people');
    await untroubled(admin);

    await page.getByRole('button', { name: '重置口令 li.jingban' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '重置口令', exact: true }).click();
    await shown.waitFor();
    const second = (await shown.locator('code').textContent()) ?? '';
    await shown.getByRole('button', { name: '已保存，关闭' }).click();
    await shown.waitFor({ state: 'hidden' });
    expect(second).not.toBe(first);
    expect((await signIn(first)).status).toBe(401);
    expect((await signIn(second)).status).toBe(200);

    await page.getByRole('button', { name: '停用 li.jingban' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '停用', exact: true }).click();
    await row.getByText('已停用').waitFor();
    expect((await signIn(second)).status).toBe(401);
    await page.getByRole('button', { name: '启用 li.jingban' }).click();
    await row.getByText('待改首次口令').waitFor();
    await untroubled(admin);
  });

  it('speaks English', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'People' }).waitFor();
    await picture(page, 'people-english');
    await page.getByRole('link', { name: 'API and keys' }).click();
    await page.getByRole('row').filter({ hasText: HOLDER }).getByText('Revoked').waitFor();
    await picture(page, 'integration-english');
    await untroubled(admin);
  });
});
