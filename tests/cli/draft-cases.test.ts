import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dip, json, type Ran } from './run.js';
import { serveEmpty, type ServedDirectory } from './served-directory.js';

/** Below 0.7 times the average of its group a case is paid thrice its points: from there on one fen more pays less. */
const CHEAP = {
  ...{ name: 'points-cheap', label: { zh: '便宜的' }, basis: ['zb#二(三)2'] },
  conditions: {
    all: [
      { fact: 'costRatio', operator: 'known', value: true },
      { fact: 'thresholdRatio', operator: 'known', value: true },
      { fact: 'thresholdRatio', operator: 'lessThan', value: '0.7' },
    ],
  },
  event: { type: 'points', params: { formula: 'group(points) * 3' } },
};
let directory: string;
let served: ServedDirectory;
const run = (...argv: string[]): Promise<Ran> => dip(path.join(directory, 'data'), directory, ...argv, '--region', '990300');

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dip-draft-cases-'));
  served = await serveEmpty(path.join(directory, 'data'));
  const sample = ['sample', '--cases', '300', '--history', '200', '--institutions', '7'];
  expect(await dip(path.join(directory, 'data'), directory, ...sample)).toMatchObject({ exitCode: 0 });
  expect((await run('draft', 'create', '--name', '便宜的', '--from', '2025.1')).exitCode).toBe(0);
  const changes = [
    '/version=2036.1',
    '/effective={"from":"2036-12-01"}',
    '/examples=[]',
    `/decisions/points/rules/points-cheap=${JSON.stringify(CHEAP)}`,
  ];
  expect(await run('draft', 'edit', 'latest', '--reason', '试', ...changes.flatMap((one) => ['--set', one]))).toMatchObject({
    exitCode: 0,
  });
});
afterAll(async () => {
  await served.close();
  await rm(directory, { recursive: true, force: true });
});

it('dip draft check --cases writes the cases of its findings, and dip score by the draft gives what the finding says', async () => {
  const told = await run('draft', 'check', 'latest');
  expect([told.exitCode, told.out]).toEqual([0, expect.stringContaining('1 条意见有例证病例：--cases 文件.jsonl 写出')]);
  expect(told.out).toContain('--region 990300 --draft latest');
  const written = await run('draft', 'check', 'latest', '--cases', '例证.jsonl');
  expect(written.exitCode).toBe(0);
  expect(written.out).toMatch(
    /例证病例 2 例，已写入 例证.jsonl\n {2}COST_MORE_PAYS_LESS \/decisions\/\d+\/rules\/3：2 例，要害在两例不同之处/,
  );
  const text = await readFile(path.join(directory, '例证.jsonl'), 'utf8');
  const cases = text.trimEnd().split('\n').map((line) => JSON.parse(line) as { caseNo: string; totalCost: string }); // prettier-ignore
  expect(cases.map(({ caseNo }) => caseNo)).toEqual(['CHECK-1', 'CHECK-2']);
  const [below, above] = cases.map(({ totalCost }) => Number(totalCost.replace('.', '')));
  expect(above).toBe((below ?? 0) + 1); // one fen more

  const scored = json(await run('score', '例证.jsonl', '--draft', 'latest', '--json'))['results'] as {
    points: string;
    errorCode: string | null;
  }[];
  expect(scored.map(({ errorCode }) => errorCode ?? null)).toEqual([null, null]);
  const [more, less] = scored.map(({ points }) => Number(points));
  expect(less).toBeGreaterThan(0);
  expect(more).toBeGreaterThan(less ?? 0); // and is paid less

  const asJson = json(await run('draft', 'check', 'latest', '--json', '--cases', '又一份.jsonl'));
  expect(asJson['cases']).toMatchObject([{ code: 'COST_MORE_PAYS_LESS', witness: { totalCost: cases[0]?.totalCost } }]);
  expect(await readFile(path.join(directory, '又一份.jsonl'), 'utf8')).toBe(text);
});

it("a file that can't be written is refused, and so is a draft that there is not; a draft without such findings gives an empty file", async () => {
  const nowhere = await run('draft', 'check', 'latest', '--cases', path.join('没有', '例证.jsonl'));
  expect([nowhere.exitCode, nowhere.err]).toEqual([1, expect.stringContaining('没有/例证.jsonl')]);
  const unknown = await run('draft', 'check', 'ffffffff', '--cases', 'x.jsonl');
  expect([unknown.exitCode, unknown.err]).toEqual([1, expect.stringContaining('ffffffff')]);
  await expect(readFile(path.join(directory, 'x.jsonl'))).rejects.toThrow('ENOENT');

  expect((await run('draft', 'create', '--name', '无可例证', '--from', '2025.1')).exitCode).toBe(0);
  const day = ['--set', '/version=2036.2', '--set', '/effective={"from":"2036-12-01"}'];
  expect((await run('draft', 'edit', 'latest', '--reason', '试', ...day)).exitCode).toBe(0);
  const none = await run('draft', 'check', 'latest', '--cases', '空.jsonl');
  expect([none.exitCode, none.out]).toEqual([0, expect.stringContaining('例证病例 0 例，已写入 空.jsonl')]);
  expect(await readFile(path.join(directory, '空.jsonl'), 'utf8')).toBe('');
});
