import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRulesetFiles } from '../../../src/app/rulesets/ruleset-files.js';

const SHIPPED = path.resolve(import.meta.dirname, '../../../rulesets');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dip-rulesets-'));
  for (const city of ['100000-national', '370300-zibo', '_template'])
    await cp(path.join(SHIPPED, city), path.join(folder, city), { recursive: true });
  await mkdir(path.join(folder, '990001-yangban'));
  await writeFile(path.join(folder, '990001-yangban/2025.1.json'), '{ "region": "990001", ');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('an unfinished city beside them keeps nobody from reading the regions that are wanted, bases first', async () => {
  const files = await readRulesetFiles(folder, ['370300', '100000']);
  expect(files.map(({ region, version }) => `${region} ${version}`)).toEqual(['100000 2021.1', '100000 2025.1', '370300 2021.1']);
});

it('read whole, the folder names the file that is no ruleset', async () => {
  await expect(readRulesetFiles(folder)).rejects.toThrow(/990001-yangban.*2025\.1\.json is not a ruleset document/);
});
