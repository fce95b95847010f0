import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { globalId } from '../../src/graph/base/node-key.js';
import { openConsole, seriousFindings, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');

describe('数据导入 in a browser: a file with bad rows is mended and sent again', () => {
  let opened: OpenConsole;
  let visitor: Visit;
  let header: string;
  let row: string;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    visitor = await opened.person('caiwu1', 'FINANCE');
    const region = encodeURIComponent(globalId('Region', '990300'));
    const exported = await fetch(`${opened.url}/exports/${region}?what=cases&from=2024-03-01&to=2024-03-31&format=csv`, {
      headers: { authorization: `Bearer ${opened.key}` },
    });
    expect(exported.status).toBe(200);
    const [first = '', ...others] = (await exported.text()).replace(/^\uFEFF/, '').split(/\r?\n/);
    header = first;
    row = others[0] ?? '';
    expect(row).toContain(',');
  });
  afterAll(() => opened.close());

  const picture = async (name: string): Promise<void> => {
    await visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });
  };
  const untroubled = async (): Promise<void> => {
    await expect.poll(() => visitor.page.locator('.ant-btn-loading').count()).toBe(0);
    await visitor.page.waitForTimeout(500);
    // A refused file is an answer of 422 or 409, which the browser notes by itself.
    expect(visitor.faults.filter((fault) => !/422|409/.test(fault))).toEqual([]);
    expect(await seriousFindings(visitor.page)).toEqual([]);
  };
  /** A row with another case number, and one cell changed. */
  const changed = (caseNo: string, column?: string, value = ''): string => {
    const names = header.split(',');
    const cells = row.split(',');
    cells[names.indexOf('caseNo')] = caseNo;
    if (column !== undefined) cells[names.indexOf(column)] = value;
    return cells.join(',');
  };
  const fileOf = (...lines: readonly string[]): Buffer => Buffer.from(`${[header, ...lines].join('\r\n')}\r\n`);
  const upload = async (form: string, name: string, buffer: Buffer): Promise<void> => {
    const own = visitor.page.getByRole('form', { name: form });
    await own.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
    await own.getByRole('button', { name: '上传' }).click();
    await visitor.page.getByRole('heading', { name: `导入 ${name}` }).waitFor();
  };
  /** An import that waits for its file, begun by whoever is signed in: its id there, and in the database. */
  const begin = async (fileName: string, how = ''): Promise<readonly [string, string]> => {
    const query = `mutation { done: startCaseImport(input: { regionCode: "990300", fileName: "${fileName}", ${how} idempotencyKey: "${fileName}" }) { ... on StartCaseImportPayload { importJob { id } } } }`;
    const answer = await visitor.page.request.post(`${opened.url}/graphql`, { headers: { 'x-dip-client': 'test' }, data: { query } });
    const { data } = (await answer.json()) as { data: { done: { importJob: { id: string } } } };
    const { id } = data.done.importJob;
    return [id, Buffer.from(id, 'base64').toString().split('/').at(-1) ?? ''];
  };
  const fact = (label: string) => visitor.page.locator('th', { hasText: label }).locator('xpath=following-sibling::td[1]').first();

  it('takes the good rows, and shows the bad ones with line and reason', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/990300/imports`);
    await page.locator('.who-calls').filter({ hasText: '王试用' }).waitFor();
    await page.getByText('还没有导入').waitFor();
    await picture('imports-empty');
    await upload(
      '新的导入',
      '三月.csv',
      fileOf(changed('N001'), changed('N002', 'dischargeDate', '2024-02-31'), changed('N003', 'institutionCode', 'H404')),
    );
    await page.getByText('已完成').first().waitFor();
    expect(await fact('读取（例）').textContent()).toBe('3');
    expect(await fact('接受（例）').textContent()).toBe('1');
    expect(await fact('拒绝（例）').textContent()).toBe('2');
    expect(await fact('编码').textContent()).toBe('utf-8');
    const table = page.getByRole('region', { name: '拒绝清单' });
    const second = table.getByRole('row').filter({ hasText: 'N002' }).first();
    await second.waitFor();
    expect(await second.locator('td').first().textContent()).toBe('3');
    expect(await second.textContent()).toContain('dischargeDate');
    expect(await table.getByRole('row').filter({ hasText: 'N003' }).first().textContent()).toContain('H404');
    await picture('imports-rejects');
    await untroubled();
  });

  /** What a button gives: the name of the file, and its text. */
  const downloaded = async (button: string): Promise<readonly [string, string]> => {
    const [download] = await Promise.all([
      visitor.page.waitForEvent('download'),
      visitor.page.getByRole('button', { name: button }).click(),
    ]);
    return [download.suggestedFilename(), (await readFile(await download.path())).toString()];
  };

  it('gives the reasons as a file in Chinese', async () => {
    const [name, csv] = await downloaded('下载拒绝清单（只有原因）');
    expect(name).toBe('拒绝清单 三月.csv');
    const [first = '', ...lines] = csv.trimEnd().split('\n');
    expect(first).toBe('\uFEFF行号,病例号,机构编码,代码,列,原因,reason');
    expect(lines.filter((line) => /N00[23]/.test(line)).length).toBeGreaterThanOrEqual(2);
    expect(csv).not.toContain('N001');
  });

  it('gives the rejected rows as they were, with what is wrong, and takes the file again once they are mended', async () => {
    const { page } = visitor;
    const [name, csv] = await downloaded('下载待改的记录');
    expect(name).toBe('待改 三月.csv');
    const [first = '', ...lines] = csv.trimEnd().split('\n');
    expect(first).toBe(`\uFEFF拒绝:行号,拒绝:列,拒绝:原因,拒绝:reason,${header}`);
    expect(lines.map((line) => line.split(',').slice(0, 2))).toEqual([
      ['3', 'dischargeDate'],
      ['4', 'institutionCode'],
    ]);
    expect(lines[0]).toContain('N002');
    // Not sent from here: the file is asked for, and another one refused.
    await page.reload();
    await page.getByRole('button', { name: '下载待改的记录' }).click();
    const original = page.getByRole('group', { name: '原文件' });
    await original.locator('input[type=file]').setInputFiles({ name: '别的.csv', mimeType: 'text/csv', buffer: fileOf(changed('N009')) });
    await page.getByRole('alert').filter({ hasText: '这不是这次导入的文件' }).waitFor();
    await picture('imports-original');
    const mended = lines.map((line) =>
      line
        .replaceAll('2024-02-31', row.split(',')[header.split(',').indexOf('dischargeDate')] ?? '')
        .replaceAll('H404', row.split(',')[header.split(',').indexOf('institutionCode')] ?? ''),
    );
    await upload('修正后重新上传', '三月补.csv', Buffer.from(`${[first, ...mended].join('\n')}\n`));
    await page.getByText('没有拒绝的记录').waitFor();
    expect(await fact('接受（例）').textContent()).toBe('2');
    await page.getByRole('link', { name: '全部导入' }).click();
    await page.getByRole('region', { name: '导入任务' }).getByRole('row').filter({ hasText: '三月补.csv' }).waitFor();
    await picture('imports-list');
    await untroubled();
  });

  it('says in words why a whole file is refused', async () => {
    const { page } = visitor;
    await upload('新的导入', '坏.csv', Buffer.from('病例,什么\r\n1,2\r\n'));
    await page.getByText('整个文件没有被接受').waitFor();
    expect(await page.getByRole('alert').first().textContent()).toMatch(/表头|列|caseNo/);
    await picture('imports-refused');
    await untroubled();
  });

  it('cancels an import whose file never came', async () => {
    const { page } = visitor;
    await begin('未到.csv');
    await page.goto(`${opened.url}/990300/imports`);
    await page.getByRole('link', { name: '未到.csv' }).click();
    await page.getByText('等待文件').waitFor();
    await page.getByRole('button', { name: '取消导入' }).click();
    await page.getByText('已取消').waitFor();
    await untroubled();
  });

  it('goes on with an import that was broken off, by the same file', async () => {
    const { page } = visitor;
    const [id, own] = await begin('断线.csv');
    await opened.killImport(own);
    await page.goto(`${opened.url}/990300/imports/jobs/${encodeURIComponent(id)}`);
    await page.getByText('没有进展？继续这次导入').click();
    await picture('imports-broken-off');
    await upload('继续这次导入', '断线.csv', fileOf(changed('N010'), changed('N011')));
    await page.getByText('已完成').first().waitFor();
    expect(page.url()).toContain(encodeURIComponent(id));
    expect([await fact('读取（例）').textContent(), await fact('接受（例）').textContent()]).toEqual(['2', '2']);
    await untroubled();
  });

  it('begins one anew, as it was, whose process is gone', async () => {
    const { page } = visitor;
    const [id, own] = await begin('停电.csv', 'dryRun: true, onDuplicate: REVISE,');
    await opened.killImport(own);
    await opened.endKilledImports();
    await page.goto(`${opened.url}/990300/imports/jobs/${encodeURIComponent(id)}`);
    await page.getByRole('alert').filter({ hasText: '没有导入任何病例' }).waitFor();
    const form = page.getByRole('form', { name: '重新上传' });
    expect(await form.getByRole('checkbox', { name: '试导入' }).isChecked()).toBe(true);
    expect(await form.getByRole('radio', { name: '以新的更正' }).isChecked()).toBe(true);
    await picture('imports-interrupted');
    await untroubled();
    await upload('重新上传', '停电.csv', fileOf(changed('N010')));
    await page.getByText('没有拒绝的记录').waitFor();
    expect([await fact('种类').textContent(), await fact('接受（例）').textContent()]).toEqual(['试导入', '1']);
    await untroubled();
  });

  it('shows the quality of lists, in English too', async () => {
    const { page } = visitor;
    await page.getByRole('link', { name: '全部导入' }).click();
    await page.getByRole('link', { name: '清单质量' }).click();
    await page.getByRole('region', { name: '各机构的清单质量' }).getByRole('row').filter({ hasText: 'H1' }).first().waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Imports' }).waitFor();
    await picture('imports-quality-english');
    await untroubled();
  });
});
