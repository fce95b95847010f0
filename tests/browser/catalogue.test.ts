import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellsOf, edited } from '../support/edited-workbook.js';
import { openConsole, seriousFindings, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');
const GROUPS = 1_203;

/** A catalogue of the year after: one group with other points, one gone, the rest new. */
const NEXT_YEAR = [
  'code,name,kind,points,meanCost.ALL,diagnoses,operations',
  'I63.9_CONSERVATIVE,脑梗死:保守治疗,CORE,1000,9800.00,I63.9,',
  'K80.1_51.2300,胆囊结石伴胆囊炎:腹腔镜下胆囊切除术,CORE,1500,15000.00,K80.1,51.2300',
  'J18.9_CONSERVATIVE,肺炎:保守治疗,CORE,420,4200.01,J18.9,',
  ...Array.from({ length: GROUPS - 3 }, (_, i) => {
    const code = `${'ABCDEFGHLM'.charAt(i % 10)}${String(10 + Math.floor(i / 100))}.${Math.floor(i / 10) % 10}`;
    return `${code}_T${i},病种${i}:保守治疗,CORE,${100 + i},1000.00,${code}0${i % 10}x${String(i).padStart(4, '0')},`;
  }),
].join('\n');

describe('病种目录 in a browser', () => {
  let opened: OpenConsole;
  let visitor: Visit;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    visitor = await opened.visit();
    const answer = await fetch(`${opened.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${opened.key}`, 'x-dip-client': 'test' },
      body: JSON.stringify({
        query: `mutation ($text: String!) { importCatalogue(input: { regionCode: "990300", version: "2025.9", effectiveFrom: "2025-01-01", documentText: $text }) {
          ... on ImportCataloguePayload { catalogue { groupCount } problems { line code } } ... on Error { message } } }`,
        variables: { text: NEXT_YEAR },
      }),
    });
    const { data } = (await answer.json()) as { data?: { importCatalogue: { catalogue?: { groupCount: number } } } };
    if (data?.importCatalogue.catalogue?.groupCount !== GROUPS) throw new Error(JSON.stringify(data));
  });
  afterAll(() => opened.close());

  const untroubled = async (name: string): Promise<void> => {
    await visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
    expect(visitor.faults).toEqual([]);
    expect(await seriousFindings(visitor.page)).toEqual([]);
  };

  it('reads the catalogue that is in force whole, and draws what is seen of it', async () => {
    const { page } = visitor;
    const asked: (string | null)[] = [];
    page.on('request', (request) => {
      if (/query CatalogueGroups\b/.test(request.postData() ?? '')) asked.push(/"first":(\d+)/.exec(request.postData() ?? '')?.[1] ?? null);
    });
    await page.goto(`${opened.url}/990300/catalogue`);
    await page.getByLabel('密钥', { exact: true }).fill(opened.key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '病种目录库 2025.9' }).waitFor();
    await page.getByText(`共 ${GROUPS} 行`, { exact: true }).waitFor();
    expect(await page.locator('.ant-table-row').count()).toBeLessThan(100);
    // On paper stand all of them.
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    expect(await page.locator('.ant-table-row').count()).toBe(GROUPS);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect.poll(() => page.locator('.ant-table-row').count()).toBeLessThan(100);
    expect(asked).toEqual(['100', '1000', '1000']); // the first rows at once, the rest in large pages
    await untroubled('catalogue-list');
  });

  it('exports a long table as a workbook, row by row, and says so where that fails', async () => {
    const { page } = visitor;
    const table = page.getByRole('region', { name: '病种目录库 2025.9' });
    const choose = async (): Promise<void> => {
      await table.getByRole('button', { name: '导出' }).click();
      await page.getByRole('menuitem', { name: 'Excel（.xlsx）' }).click();
    };
    const [download] = await Promise.all([page.waitForEvent('download'), choose()]);
    const [rows = []] = Object.values(await cellsOf(await readFile(await download.path())));
    expect(rows).toHaveLength(GROUPS + 1);
    expect(rows.map(([code]) => code).slice(1)).toEqual(
      expect.arrayContaining(
        NEXT_YEAR.split('\n')
          .slice(1)
          .map((line) => line.split(',')[0] ?? ''),
      ),
    );
    expect(rows.find(([code]) => code === 'I63.9_CONSERVATIVE')).toEqual(expect.arrayContaining(['脑梗死:保守治疗', 1000]));
    await page.evaluate(
      () =>
        void (URL.createObjectURL = () => {
          throw new Error('no room');
        }),
    );
    await choose();
    await page.getByText('没有导出：').waitFor();
    await untroubled('catalogue-not-exported');
    await page.reload();
    await page.getByText(`共 ${GROUPS} 行`, { exact: true }).waitFor();
  });

  it('finds groups by the initials of their names in pinyin', async () => {
    const { page } = visitor;
    await page.getByPlaceholder('筛选：输入任意文字').fill('ngs');
    await page.getByText(`显示 1 行，共 ${GROUPS} 行`).waitFor();
    expect(await page.locator('.ant-table-row').textContent()).toContain('1,000');
  });

  it('shows a group: its figures, what it was before, and how its costs lie', async () => {
    const { page } = visitor;
    await page.getByRole('link', { name: '脑梗死:保守治疗' }).click();
    await page.getByRole('heading', { name: 'I63.9_CONSERVATIVE 脑梗死:保守治疗' }).waitFor();
    const history = page.getByRole('region', { name: '各版本中的本病种' });
    expect((await history.locator('tbody tr[data-row-key]').allTextContents()).map((row) => /980\.5|1,000/.exec(row)?.[0]).sort()).toEqual([
      '1,000',
      '980.5',
    ]);
    await page.getByText('；用目录库 2024.1').waitFor(); // no run used this one

    await history.getByRole('link', { name: '2024.1' }).click();
    const costs = page.getByRole('region', { name: '费用分布' }).first();
    await costs.getByText('费用偏差的界值是费用倍率 0.5、2，即图中的虚线。').waitFor();
    await costs.getByText('以表格显示').click();
    const counts = await costs.locator('tbody tr[data-row-key] td:last-child').allTextContents();
    const said =
      (await costs
        .getByText(/共 \d+ 例/)
        .first()
        .textContent()) ?? '';
    expect(counts.map(Number).reduce((sum, count) => sum + count, 0)).toBe(Number(/共 (\d+) 例/.exec(said)?.[1]));
    expect(await costs.locator('svg rect').count()).toBe(counts.length);
    await untroubled('catalogue-group');
  });

  it('compares two catalogues row by row, and exports what is not the same', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/990300/catalogue/2025.9?against=2024.1`);
    await page.getByText(`新增 ${GROUPS - 3} 个病种，删去 1 个，改动 3 个。`).waitFor();
    const table = page.getByRole('region', { name: '目录库 2024.1 与 2025.9 对比' });
    await table.getByPlaceholder('筛选：输入任意文字').fill('脑梗死:保守');
    await table.getByText('980.5 → 1000').waitFor();
    await untroubled('catalogue-compare');
    await table.getByRole('button', { name: '导出' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV（.csv）' }).click()]);
    expect((await readFile(await download.path())).toString()).toContain('980.5 → 1000');
  });

  it('goes out as a workbook, and comes in again: unchanged without a difference, changed with each cell marked', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/990300/catalogue/2024.1`);
    await page.getByRole('heading', { name: '病种目录库 2024.1' }).waitFor();
    const [workbook] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载工作簿' }).click()]);
    await page.getByRole('button', { name: '导入目录库' }).click();
    const form = page.getByRole('form', { name: '导入目录库' });
    await form.getByLabel('新目录库的版本号').fill('2026.9');
    await form.getByLabel('生效日期').fill('2026-01-01');
    const look = async (name: string, buffer: Buffer): Promise<void> => {
      await form.getByLabel('文件').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
      await form.getByRole('button', { name: '核对差异' }).click();
    };
    await look('不变.xlsx', await readFile(await workbook.path()));
    await page.getByRole('status').filter({ hasText: '读到 4 行，与所比的目录库逐行相同，没有差异' }).waitFor();
    expect(await page.getByRole('region', { name: '逐行差异' }).count()).toBe(0);

    const { region } = await opened.ask<{ region: { catalogue: { id: string } } }>(
      '{ region(code: "990300") { catalogue(version: "2024.1") { id } } }',
    );
    const exported = await fetch(`${opened.url}/exports/${encodeURIComponent(region.catalogue.id)}?format=csv`, {
      headers: { authorization: `Bearer ${opened.key}` },
    });
    const [header = '', ...rows] = (await exported.text()).trim().split(/\r?\n/);
    const kept = rows.filter((row) => !row.startsWith('K80.1'));
    const changed = [
      header,
      ...kept.map((row) => row.replace(',980.5,', ',990,')),
      (kept[0] ?? '').replace(/^[^,]+/, 'I61.9_X').replace(',I63.9,', ',I61.9,'),
    ];
    await look('坏.csv', Buffer.from([header, (kept[0] ?? '').replace(',CORE,', ',WRONG,')].join('\n')));
    await page.getByRole('alert').filter({ hasText: '有 1 处问题，一行也没有导入' }).waitFor();
    const fault = page.getByRole('region', { name: '文件里的问题' }).locator('tbody tr[data-row-key]');
    expect((await fault.locator('td').allTextContents()).slice(0, 2)).toEqual(['2', '病种类型']);
    expect(await form.getByRole('button', { name: '导入为目录库 2026.9' }).count()).toBe(0);
    await untroubled('catalogue-file-faults');

    await look('改过.csv', Buffer.from(changed.join('\n')));
    await page.getByRole('status').filter({ hasText: '新增 1 个病种，删去 1 个，改动 1 个' }).waitFor();
    const differences = page.getByRole('region', { name: '逐行差异' });
    const stroke = differences.getByRole('row').filter({ hasText: 'I63.9_CONSERVATIVE' });
    expect([await stroke.locator('del').allTextContents(), await stroke.locator('ins').allTextContents()]).toEqual([['980.5'], ['990']]);
    expect(await differences.getByRole('row').filter({ hasText: 'K80.1_51.2300' }).textContent()).toContain('删去');
    await untroubled('catalogue-file-differences');
    await form.getByRole('button', { name: '导入为目录库 2026.9' }).click();
    await page.getByRole('heading', { name: '病种目录库 2026.9' }).waitFor();
    await page.getByText('共 4 行', { exact: true }).waitFor();
  });

  it('is computed from past cases: tried, seen beside the version before, kept; not once the history has changed', async () => {
    const { page } = visitor;
    const method = JSON.parse(await readFile(path.resolve(import.meta.dirname, '../../examples/catalogue-method.json'), 'utf8')) as object;
    const methodText = JSON.stringify({ ...method, yearWeights: ['1'], threshold: { kind: 'CASES', min: '50' } });
    const build = (input: object): Promise<{ done: { catalogueJob: { id: string } } }> =>
      opened.ask(
        'mutation ($input: BuildCatalogueInput!) { done: buildCatalogue(input: $input) { ... on BuildCataloguePayload { catalogueJob { id } } } }',
        {
          input: { regionCode: '990300', effectiveFrom: '2025-07-01', lastYear: 2024, methodText, ...input },
        },
      );
    const { done } = await build({ version: '2025.8', inputHash: 'not-what-was-seen', idempotencyKey: 'seen' });
    const failure = async (): Promise<string | null> => {
      const { node } = await opened.ask<{ node: { failure: string | null } }>(
        'query ($id: ID!) { node(id: $id) { ... on CatalogueJob { failure } } }',
        {
          id: done.catalogueJob.id,
        },
      );
      return node.failure;
    };
    await expect.poll(failure, { timeout: 60_000 }).toContain('请重新试测算');
    await page.goto(`${opened.url}/990300/catalogue/2024.1`);
    await page.getByRole('button', { name: '测算目录库' }).click();
    const form = page.getByRole('form', { name: '测算目录库' });
    await form.getByText('测算方法照上一次（2025.8），可改。').waitFor();
    await form.getByLabel('新目录库的版本号').fill('2025.7');
    await form.getByLabel('生效日期').fill('2025-07-01');
    await form.getByLabel('历史的最后一年').fill('2024');
    await form.getByLabel('临界值（例数').fill('1');
    await page.mouse.move(0, 400);
    await untroubled('catalogue-build');
    await form.getByRole('button', { name: '试测算' }).click();
    await page.getByRole('status').filter({ hasText: '目录库 2025.7 还没有保存' }).waitFor();
    const versions = (): Promise<{ region: { catalogue: { id: string } | null } }> =>
      opened.ask('{ region(code: "990300") { catalogue(version: "2025.7") { id } } }');
    expect((await versions()).region.catalogue).toBeNull();
    const stroke = page.getByRole('region', { name: '逐行差异' }).getByRole('row').filter({ hasText: 'I63.9_CONSERVATIVE' });
    expect(await stroke.locator('del').allTextContents()).toContain('980.5');
    expect(await stroke.textContent()).toContain('脑梗死:保守治疗');
    await untroubled('catalogue-built');
    await page.getByRole('button', { name: '保存为目录库 2025.7' }).click();
    await page.getByRole('tooltip').getByRole('button', { name: '保存为目录库 2025.7' }).click();
    await page.getByRole('link', { name: '看目录库 2025.7' }).click();
    await page.getByRole('heading', { name: '病种目录库 2025.7' }).waitFor();
    expect((await versions()).region.catalogue).not.toBeNull();

    // One that ended before it was first looked at: the list of versions, read before, knows it, too.
    const kept = await build({ version: '2025.6', effectiveFrom: '2025-08-01', compareWith: '2024.1', idempotencyKey: 'kept-elsewhere' });
    const { id } = kept.done.catalogueJob;
    const stored = (): Promise<{ region: { catalogue: { id: string } | null } }> =>
      opened.ask('{ region(code: "990300") { catalogue(version: "2025.6") { id } } }');
    await expect.poll(async () => (await stored()).region.catalogue, { timeout: 60_000 }).not.toBeNull();
    await page.evaluate((job) => history.pushState(null, '', `/990300/catalogue/2025.7?build=1&job=${encodeURIComponent(job)}`), id);
    await page.getByRole('link', { name: '看目录库 2025.6' }).click();
    await page.getByRole('heading', { name: '病种目录库 2025.6' }).waitFor();
  });

  it.each([
    ['/990300/catalogue/9999.1', '本地区没有目录库 9999.1'],
    ['/990300/catalogue/2024.1/NO_SUCH', '目录库 2024.1 没有病种 NO_SUCH'],
  ])('says at %s that nothing is there', async (address, said) => {
    const { page } = visitor;
    await page.goto(`${opened.url}${address}`);
    await page.getByText(said).waitFor();
    await untroubled('catalogue-none');
  });

  it('begins with an empty workbook where a region has none: filled in, checked, taken in', async () => {
    const { page } = visitor;
    await opened.addRegion('990100', '990100-coefficient-inside/2024.1.json');
    await page.goto(`${opened.url}/990100/catalogue`);
    await page.getByRole('heading', { name: '第一个病种目录库' }).waitFor();
    const [given] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载空白工作簿' }).click()]);
    const blank = await readFile(await given.path());
    const form = page.getByRole('form', { name: '导入目录库' });
    await form.getByLabel('新目录库的版本号').fill('2024.1');
    await form.getByLabel('生效日期').fill('2024-01-01');
    const look = async (name: string, buffer: Buffer): Promise<void> => {
      await form.locator('input[type="file"]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
      await form.getByText(name, { exact: true }).waitFor();
      await form.getByRole('button', { name: '核对文件' }).click();
    };
    await look('空白.xlsx', blank);
    await page.getByText('文件里没有病种').waitFor();
    const filled = async (kind: string): Promise<Buffer> => {
      const file = await edited(blank, (cells) => {
        const [headings = [], ...rows] = cells['病种目录库'] ?? [];
        const group: Readonly<Record<string, string | number>> = {
          病种编码: 'J18.9',
          病种名称: '肺炎',
          病种类型: kind,
          病种分值: 420.5,
          主要诊断编码: 'J18.9',
        };
        cells['病种目录库'] = [
          headings,
          ...rows,
          headings.map((heading) => (typeof heading === 'string' ? group[heading] : undefined) ?? null),
        ];
      });
      return Buffer.from(file);
    };
    await look('写错.xlsx', await filled('什么'));
    const fault = page.getByRole('region', { name: '文件里的问题' }).getByRole('row').filter({ hasText: '病种类型' });
    expect(await fault.textContent()).toContain('核心病种');
    await untroubled('catalogue-first');
    await look('填好.xlsx', await filled('核心病种'));
    await page.getByRole('status').filter({ hasText: '读到 1 行，没有问题' }).waitFor();
    await form.getByRole('button', { name: '导入为目录库 2024.1' }).click();
    await page.getByRole('heading', { name: '病种目录库 2024.1' }).waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'J18.9' }).textContent()).toContain('420.5');
  });

  it('speaks English', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/990300/catalogue/2024.1/I63.9_CONSERVATIVE`);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Distribution of costs' }).waitFor();
    await untroubled('catalogue-english');
  });
});
