import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dip, json } from '../run.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');

describe('dip ruleset show --entries: a merged city on one page', () => {
  let directory: string;
  const run = (...argv: string[]) => dip(path.join(directory, 'data'), ROOT, ...argv);
  const page = async (...more: string[]) => (await run('ruleset', 'show', '2021.1', '--region', '370300', '--entries', ...more)).out;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'dip-show-'));
    const files = ['rulesets/100000-national/2021.1.json', 'rulesets/370300-zibo/2021.1.json'];
    expect((await run('ruleset', 'load', ...files, '--name', '淄博市')).exitCode).toBe(0);
  }, 120_000);
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('stands in the order of a year, says what each entry says and which document decides it, and what was removed', async () => {
    const out = await page();
    const order = ['参数 ', '基金年度 · 判定', '医疗机构 · 判定', '病例 · 判定', '机构年度结算 · 判定', '已删除的继承内容', '所引条文'];
    const places = order.map((head) => out.indexOf(`\n${head}`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(out).toContain('  出处：100000 2021.1 写明 → 370300 2021.1 改写\n');
    const joined = out.replace(/\n {4}(?! )/g, '');
    const flat = joined.replace(/ /g, '');
    expect(flat).toMatch(/^判定\S+（budgetDraft）：3703002021\.1删除；依据：\S+二\(一\)\[官方文件\]$/m);
    expect(flat).toContain('费用倍率的分母等于病种支付标准，则医疗总费用/(病种(分值)*预算点值)');
  });

  test('tells facts, methods, the rows of tables and removals of every kind, on lines of at most 100 columns', async () => {
    const out = await page();
    expect(Math.max(...out.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(100);
    expect(out).toMatch(/^口径 分组口径（grouping）$/m);
    expect(out).toMatch(/^ {2}层次：.*综合病种/m);
    expect(out).toMatch(/^\S+ · 事实 [\u4e00-\u9fff]+（\w+）$/m);
    expect(out).toMatch(/^ {2}参数 [\u4e00-\u9fff]+（growthCombination）：/m);
    expect(out).toMatch(/^ {2}事实 [\u4e00-\u9fff]+（inpatientPlan）：/m);
    const tables = await page('--json').then((text) => (JSON.parse(text) as { entries: { kind: string; text: string[] }[] }).entries);
    const maps = tables.filter(({ kind, text }) => kind === 'TABLE' && text[0]?.startsWith('对照表') === true);
    expect(maps.length).toBeGreaterThan(0);
    for (const { text } of maps) {
      const rows = Number(/，(\d+) 行/.exec(text[0] ?? '')?.[1]);
      if (rows <= 30) expect(text[1]?.split('；')).toHaveLength(rows);
      else expect(text[1]).toContain(`共 ${rows} 条，全部见`);
    }
  });

  test('shows one entry with the article beside it, said once and as a summary', async () => {
    const out = await page('--decision', 'dipBudget');
    expect(out.match(/^\S* · 判定 /gm)).toHaveLength(1);
    expect(out.match(/DIP 预算＝年度基本医保费收入（不含利息）/g)).toHaveLength(1);
    expect(out).toMatch(/医共体住院。（概括）$/m);
  });

  test('tells own entries from inherited ones', async () => {
    const ids = async (origin: string) => {
      const answer = json(await run('ruleset', 'show', '2021.1', '--region', '370300', '--entries', '--origin', origin, '--json'));
      return (answer['entries'] as { id: string }[]).map(({ id }) => id);
    };
    const [own, inherited] = [await ids('own'), await ids('inherited')];
    expect(own).toContain('dipBudget');
    expect(inherited).toContain('costRatio');
    expect(own.filter((id) => inherited.includes(id))).toEqual([]);
    expect(await page('--scope', 'institutionMonth')).toMatch(/^机构月 · 判定 /m);
    expect(await page('--scope', 'institutionMonth')).not.toMatch(/^病例 · /m);
  });
});
