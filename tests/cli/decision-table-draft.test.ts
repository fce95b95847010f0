import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../src/engine/kit/assert.js';
import { edited } from '../support/edited-workbook.js';
import { dip, json, type Ran } from './run.js';
import { serveEmpty, type ServedDirectory } from './served-directory.js';

const RULESETS = path.resolve(import.meta.dirname, '../../rulesets');
const REGION = '990700';
const TABLE = '最高触发系数';
let directory: string;
let served: ServedDirectory;
const run = (...argv: string[]): Promise<Ran> => dip(path.join(directory, 'data'), directory, ...argv);
const ofDraft = (verb: string, ...more: string[]): Promise<Ran> => run('draft', verb, 'latest', ...more, '--region', REGION);

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dip-table-'));
  served = await serveEmpty(path.join(directory, 'data'));
  const files = ['100000-national/2025.1.json', '990700-draft-three/2024.1.json'].map((file) => path.join(RULESETS, file));
  expect((await run('ruleset', 'load', ...files)).exitCode).toBe(0);
});
afterAll(async () => {
  await served.close();
  await rm(directory, { recursive: true, force: true });
});

interface Row {
  readonly name: string;
  readonly when: readonly unknown[];
  readonly value?: string;
  readonly formula?: string;
}

async function rows(): Promise<readonly Row[]> {
  const { decisions } = JSON.parse((await ofDraft('text')).out) as { decisions: { id: string; table?: { rows: readonly Row[] } }[] };
  return must(decisions.find(({ id }) => id === 'topTrigger')?.table, 'table').rows;
}

it('a decision table is edited in a workbook: a cell changed, a row added, a row removed; looked at, saved, and decided by (record 0051)', async () => {
  expect((await run('draft', 'create', '--name', '决策表', '--from', '2024.1', '--region', REGION)).exitCode).toBe(0);
  expect((await ofDraft('export', '--out', 'book.xlsx')).exitCode).toBe(0);
  const book = await readFile(path.join(directory, 'book.xlsx'));
  const before = await rows();

  const untouched = await edited(book);
  await writeFile(path.join(directory, 'same.xlsx'), untouched);
  expect((await ofDraft('import', 'same.xlsx')).out).toContain('没有差异');

  const changed = await edited(book, (cells) => {
    const sheet = must(cells[TABLE], 'sheet');
    const at = (name: string): number => sheet.findIndex(([first]) => first === name);
    must(sheet[at('trigger-severe')], 'row')[5] = '[10,)';
    sheet.splice(at('trigger-moderate') + 1, 0, [
      'trigger-long',
      '住院特长分型成立',
      '是',
      '-',
      '编码表 moderateComplications',
      '[60,)',
      1.2,
      null,
      'draft30#辅助分型',
    ]);
    sheet.splice(at('trigger-moderate'), 1);
  });
  await writeFile(path.join(directory, 'edited.xlsx'), changed);
  const looked = await ofDraft('import', 'edited.xlsx');
  expect(looked.exitCode, looked.err).toBe(0);
  expect(looked.out).toMatch(/3 处差异/);
  expect(looked.out).toMatch(/修改 +trigger-severe › 重度分型成立 +条件：住院天数 +\[severeStayMin,\) +\[10,\)/);
  expect(looked.out).toMatch(/新增 +trigger-long › 住院特长分型成立/);
  expect(looked.out).toMatch(/删去 +trigger-moderate/);
  expect(await rows()).toEqual(before); // nothing was saved
  const { differenceHash } = json(await ofDraft('import', 'edited.xlsx', '--json')) as { differenceHash: string };

  const saved = await ofDraft('import', 'edited.xlsx', '--confirm', differenceHash, '--reason', '按会议纪要');
  expect(saved.exitCode, saved.err).toBe(0);
  const [death, severe, long, ...others] = await rows();
  expect(others).toEqual([]);
  expect(death).toEqual(before[0]); // as it was, with its formula
  expect(severe).toEqual({ ...before[1], when: [true, '-', { table: 'severeComplications' }, '[10,)'] });
  expect(long).toMatchObject({ name: 'trigger-long', when: [true, '-', { table: 'moderateComplications' }, '[60,)'], value: '1.2' });
  const difference = await ofDraft('diff');
  expect(difference.exitCode, difference.err).toBe(0);
  expect(difference.out).toContain('住院特长分型成立');
  expect(difference.out).toMatch(/判定：[1-9]/); // it decides otherwise
});

it('what a cell may not say is refused with its address and what to write, and so is a rule that is there twice', async () => {
  expect((await run('draft', 'create', '--name', '写错', '--from', '2024.1', '--region', REGION)).exitCode).toBe(0);
  expect((await ofDraft('export', '--out', 'table.csv', '--sheet', TABLE)).exitCode).toBe(0);
  const csv = await readFile(path.join(directory, 'table.csv'), 'utf8');
  const before = await rows();

  await writeFile(path.join(directory, 'twice.csv'), csv.replace('trigger-moderate', 'trigger-death'));
  const twice = await ofDraft('import', 'twice.csv', '--save', '--reason', '试');
  expect([twice.exitCode, twice.err]).toEqual([1, expect.stringMatching(/CSV!4：与第 2 行重复/)]);
  expect(await rows()).toEqual(before);

  const wrong = (from: string, to: string): string => {
    expect(csv).toContain(from);
    return csv.replace(from, to);
  };
  for (const [text, said] of [
    [wrong('死亡分型成立,是,', '死亡分型成立,也许,'), /CSV!C2：“也许”应为 是 或 否/],
    [wrong('"[severeStayMin,)"', '"[10;20)"'), /CSV!F3：“\[10;20\)”：区间由半角括号/],
    [wrong('"[severeStayMin,)"', '十天以上'), /CSV!F3：“十天以上”不是数/],
  ] as const) {
    await writeFile(path.join(directory, 'wrong.csv'), text);
    const refused = await ofDraft('import', 'wrong.csv', '--save', '--reason', '试');
    expect([refused.exitCode, refused.err]).toEqual([1, expect.stringMatching(said)]);
    expect(await rows()).toEqual(before);
  }
});

it('a cell that was wrong before stays as it is: a file that leaves it alone is taken, and the check names it', async () => {
  expect((await run('draft', 'create', '--name', '原已写错', '--from', '2024.1', '--region', REGION)).exitCode).toBe(0);
  const set = '/decisions/topTrigger/table/rows/trigger-severe/when=[true,"-",{"table":"severeComplications"},"[10;20)"]';
  const edit = await ofDraft('edit', '--set', set, '--reason', '试');
  expect(edit.exitCode, edit.err).toBe(0);
  expect((await ofDraft('export', '--out', 'faulty.csv', '--sheet', TABLE)).exitCode).toBe(0);
  const csv = await readFile(path.join(directory, 'faulty.csv'), 'utf8');
  await writeFile(path.join(directory, 'faulty.csv'), csv.replace('死亡分型成立', '死亡分型'));
  const taken = await ofDraft('import', 'faulty.csv', '--save', '--reason', '改名');
  expect(taken.exitCode, taken.err).toBe(0);
  const checked = await ofDraft('check');
  expect([checked.exitCode, checked.out]).toEqual([1, expect.stringMatching(/\/table\/rows\/1\/when\/3[^]*10;20/)]);
});
