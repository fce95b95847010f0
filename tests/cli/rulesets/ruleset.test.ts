import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dip, dipWith, json } from '../run.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SANDBOX = 'rulesets/990300-sandbox/2025.1.json';
const BAD = 'tests/rules/fixtures/bad/front/unknown-operator.json';

describe('dip ruleset, without a database', () => {
  let directory: string;
  let dataDir: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'dip-cli-'));
    dataDir = path.join(directory, 'none');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  const run = (...argv: string[]) => dip(dataDir, ROOT, ...argv);

  test('test prints every example of a good file and ends with 0', async () => {
    const { exitCode, out, err } = await run('ruleset', 'test', SANDBOX);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('990300 2025.1 演示市');
    expect(out).toMatch(/^low-at-boundary {2,}病例 {2,}通过$/m);
    expect(out).toContain('算例 14 个，通过 14 个。');
  });

  test('boundaries prints examples at every threshold that has none, ready to be pasted; a file with errors shows its errors', async () => {
    const file = 'rulesets/100000-national/2021.1.json';
    const { exitCode, out } = await run('ruleset', 'boundaries', file, '--limit', '20');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/界值示例 \d+ 个：已有示例 \d+ 个，缺 \d+ 个/);
    expect(out).toContain(' 界值之下，没有示例\n');
    const asJson = json(await run('ruleset', 'boundaries', file, '--json', '--limit', '2')) as { total: number; examples: { example: { id: string } }[] };
    expect([asJson.examples.length, asJson.total > 50]).toEqual([2, true]);
    expect(out).toContain(`    {"id":"${asJson.examples[0]?.example.id ?? ''}","scope":`);
    const bad = await run('ruleset', 'boundaries', BAD);
    expect([bad.exitCode, bad.out.includes('不能载入'), bad.out.includes('错误 ')]).toEqual([1, true, true]);
  });

  test('mutate prints the score and what no example noticed', async () => {
    const { exitCode, out } = await run('ruleset', 'mutate', 'rulesets/990120-inclusive-boundaries/2024.1.json');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^变异 \d+ 个：算例察觉 \d+，漏网 \d+/m);
    expect(out).toMatch(/得分 \d+\/\d+。$/m);
    const bad = await run('ruleset', 'mutate', BAD);
    expect([bad.exitCode, bad.out.includes('错误 ')]).toEqual([1, true]);
  });

  test('check names place, text and remedy of a mistake, in both languages, and ends with 1', async () => {
    const { exitCode, out } = await run('ruleset', 'check', BAD);
    const expected = json({ exitCode, err: '', out: await readFile(path.join(ROOT, BAD.replace('.json', '.findings.json')), 'utf8') });
    expect(exitCode).toBe(1);
    expect(out).toContain('不能载入');
    for (const { code, pointer } of Object.values(expected) as { code: string; pointer: string }[]) {
      expect(out).toContain(`错误 ${code}  ${pointer}`);
    }
    expect(out).toContain('怎么办：');
  });

  test.each([
    ['condition', /单位不一致：thresholdRatio greaterThan deviationHigh（偏差门槛倍率 thresholdRatio，费用极高界值 deviationHigh）/],
    ['formula', /单位不一致：costRatio - deviationHigh（费用倍率 costRatio，费用极高界值 deviationHigh）/],
  ])('a wrong unit is shown at the entry that has it, with line and column, though the %s is inherited (N3)', async (_, said) => {
    const file = path.join(directory, 'wrong-unit.json');
    const text = await readFile(path.join(ROOT, SANDBOX), 'utf8');
    const wrong = text.replace('"deviationHigh": { "value": "2.5",', '"deviationHigh": { "value": "2.5", "unit": "yuan",');
    await writeFile(file, wrong);
    const { exitCode, out } = await run('ruleset', 'check', file);
    const line = wrong.split('\n').findIndex((one) => one.includes('"deviationHigh": {')) + 1;
    expect(exitCode).toBe(1);
    expect(out).toContain(`错误 UNIT_MISMATCH  /parameters/deviationHigh（第 ${line} 行第 5 列）`);
    expect(out).toMatch(said);
    expect(out).not.toContain('/extends');
    const asJson = json(await run('ruleset', 'check', '--json', file));
    expect(JSON.stringify(asJson)).not.toContain('"about"');
  });

  test('an example that fails is told with what was expected and what came out', async () => {
    const good = await readFile(path.join(ROOT, SANDBOX), 'utf8');
    const file = path.join(directory, 'changed.json');
    await writeFile(file, good.replace('"value": "2.5"', '"value": "3"'));
    const { exitCode, out } = await run('ruleset', 'test', file);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^high {2,}病例 {2,}未通过$/m);
    expect(out).toMatch(/示例 “费用高于极高界值” 有 \d 处不符（应为 → 实际）：费用偏差 费用极高 → 费用正常/);
    expect(out).toContain('未通过');
  });

  test('check --json has the same findings, as data', async () => {
    const ran = await run('ruleset', 'check', '--json', SANDBOX, BAD);
    expect(ran.exitCode).toBe(1);
    const { files } = json(ran) as { files: { ok: boolean; region: string | null; findings: { code: string }[] }[] };
    expect(files.map(({ ok }) => ok)).toEqual([true, false]);
    expect(files[0]?.region).toBe('990300');
    expect(files[1]?.findings.length).toBeGreaterThan(0);
  });

  test('seal writes the hash of the base, and nothing else, into a file that is not finished', async () => {
    const template = await readFile(path.join(ROOT, 'rulesets/_template/2025.1.json'), 'utf8');
    const hash = /"effectiveHash": "([0-9a-f]{64})"/.exec(template)?.[1] ?? '';
    const file = path.join(directory, 'mine.json');
    await writeFile(file, template.replace(hash, '').replace('"region": "990000"', '"region": ""'));
    expect(json(await run('ruleset', 'seal', file, '--json'))).toMatchObject({ files: [{ base: { effectiveHash: hash }, changed: true }] });
    expect(await readFile(file, 'utf8')).toBe(template.replace('"region": "990000"', '"region": ""'));
    const again = await run('ruleset', 'seal', file);
    expect(again).toMatchObject({ exitCode: 0, err: '' });
    expect(again.out).toContain('已是封好的，基础 100000 2025.1');
    expect((await run('ruleset', 'seal', 'rulesets/100000-national/2025.1.json')).out).toContain('没有 extends，不必封口');
  });

  test.each([
    ['broken text', '{ "extends": ', 'JSON', '改正'],
    ['a base that is nowhere', '{ "extends": { "region": "990999", "version": "1", "effectiveHash": "" } }', 'BASE_NOT_FOUND', '990999 1'],
    ['a place for the hash that is missing', '{ "extends": { "region": "100000", "version": "2025.1" } }', 'EXTENDS', '"effectiveHash"'],
    ['extends that names nothing', '{ "extends": "100000" }', 'EXTENDS', 'region'],
  ])('seal leaves a file with %s as it is, and says what to do', async (_, text, code, told) => {
    const file = path.join(directory, 'unsealed.json');
    await writeFile(file, text);
    const ran = await run('ruleset', 'seal', file, '--json');
    expect(ran.exitCode).toBe(1);
    expect(json(ran)).toMatchObject({ error: { code, messages: { zh: expect.stringContaining(told) as string } } });
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('hash is blind to white space and key order, and says what loading would', async () => {
    const document = JSON.parse(await readFile(path.join(ROOT, SANDBOX), 'utf8')) as Record<string, unknown>;
    const file = path.join(directory, 'reordered.json');
    await writeFile(file, JSON.stringify(Object.fromEntries(Object.entries(document).reverse())));
    const hashes = async (name: string) =>
      (json(await run('ruleset', 'hash', '--json', name)) as { files: { effectiveHash: string }[] }).files[0];
    const [one, other] = [await hashes(SANDBOX), await hashes(file)];
    expect(one?.effectiveHash).toMatch(/^[0-9a-f]{64}$/);
    expect({ ...other, file: '' }).toEqual({ ...one, file: '' });
  });
});

describe('how dip is used', () => {
  const run = (...argv: string[]) => dip('/nonexistent/none', ROOT, ...argv);

  test('--help is in Chinese and English, and ends with 0', async () => {
    const { exitCode, out } = await run('--help');
    expect(exitCode).toBe(0);
    expect(out).toContain('按病种分值付费平台的命令行\nDIP payment from a terminal');
    for (const name of ['ruleset', 'catalogue', 'cases', 'score', 'clear', 'sample', 'keys', 'backup', 'restore', 'worker']) {
      expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    }
  });

  test.each([
    [['nothing'], '没有这个命令：nothing。'],
    [['clear'], '缺少必需的选项：--region <code>。'],
    [['clear', '--region', '37030'], '参数的值不合要求'],
    [['clear', '--region', '370300', '--year', 'x'], '参数的值不合要求'],
    [['sample', '--region', '370300'], '参数的值不合要求'],
    [['ruleset'], '请在命令后写明子命令。'],
    [['score', '--nothing'], '没有这个选项：--nothing。'],
  ])('%j is a mistake of usage: 2', async (argv, message) => {
    const { exitCode, out, err } = await run(...argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(message);
    expect(err.split('\n').length).toBeGreaterThan(2);
  });

  test.each([
    [['ruleset', 'check', 'no-such-file.json'], 'FILE'],
    [['clear', '--region', '990300', '--year', '2025', '--insurance', '职工'], 'NO_DATA'],
    [['score', 'cases.csv'], 'NO_DATA'],
    [['worker'], 'WORKER_NEEDS_POSTGRESQL'],
  ])('%j is a mistake of what it is given: 1', async (argv, code) => {
    const spoken = await run(...argv);
    expect(spoken.exitCode).toBe(1);
    expect(spoken.err).toMatch(/^错误：.*\n.*[A-Za-z ]{10}/);
    if (argv[0] === 'worker') return;
    const told = await run(...argv, '--json');
    expect(told.exitCode).toBe(1);
    expect(json(told)).toMatchObject({ error: { code } });
  });

  test('a wrong environment is named: 1', async () => {
    const { exitCode, err } = await dipWith({ DATABASE_URL: 'mysql://x' }, ROOT, 'keys', 'list');
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^错误：DATABASE_URL：.*\nDATABASE_URL: must be a postgresql/);
  });
});
