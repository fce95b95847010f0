import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dip, json } from '../run.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const CITY = 'rulesets/990200-points-are-yuan/2024.1.json';

describe('dip ruleset load: a file with mistakes', () => {
  let directory: string;
  let file: string;
  const run = (...argv: string[]) => dip(path.join(directory, 'data'), ROOT, ...argv);
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'dip-load-'));
    file = path.join(directory, 'wrong.json');
    const good = await readFile(path.join(ROOT, CITY), 'utf8');
    await writeFile(file, good.replace('"parameters": {', '"parameters": {\n    "unsaid": { "valeu": "1", "label": { "zh": "误写" } },'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('is refused with each finding, its line and what to do, as check prints them, and stores nothing', async () => {
    const [checked, loaded] = [await run('ruleset', 'check', file), await run('ruleset', 'load', file)];
    expect(checked.exitCode).toBe(1);
    const findings = checked.out.slice(checked.out.indexOf('\n错误') + 1, checked.out.lastIndexOf('没有可运行的算例'));
    expect(findings).toMatch(/^错误 \S+ {2}\/parameters\/unsaid\S*（第 \d+ 行第 \d+ 列）$/m);
    expect(findings).toContain('怎么办：');
    expect(loaded).toMatchObject({ exitCode: 1, out: '' });
    expect(loaded.err).toContain(findings);
    expect(loaded.err).toContain(`${file} was not loaded`);
    expect((await run('ruleset', 'list', '--region', '990200')).out).not.toContain('2024.1');
  });

  test('answers a program with the fields, as before', async () => {
    const answer = json(await run('ruleset', 'load', file, '--json')) as { error: { code: string; fields: { path: string[] }[] } };
    expect(answer.error.code).toBe('RULESET_INVALID');
    expect(answer.error.fields.map(({ path: [part, name] }) => [part, name])).toContainEqual(['parameters', 'unsaid']);
  });
});
