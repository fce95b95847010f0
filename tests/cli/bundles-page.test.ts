import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../src/engine/kit/assert.js';
import { missingPiece, stepsOf } from '../support/walk-through.js';
import { dipWith, json, type Ran } from './run.js';
import { serveEmpty, type ServedDirectory } from './served-directory.js';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const served: ServedDirectory[] = [];
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dip-bundles-'));
  await symlink(path.join(PROJECT, 'rulesets'), path.join(directory, 'rulesets'));
  for (const city of ['甲', '乙', '丙']) served.push(await serveEmpty(path.join(directory, city)));
});
afterAll(async () => {
  for (const one of served) await one.close();
  await rm(directory, { recursive: true, force: true });
});

it('N25-33 the page on bundles is walked as it stands: one city exports, another looks, accepts the key, and has a draft', async () => {
  let city = '';
  let printed = '';
  const run = (...argv: string[]): Promise<Ran> => dipWith({ DIP_DATA_DIR: path.join(directory, city) }, directory, ...argv);
  const words: Record<string, string> = {};
  for (const step of stepsOf(await readFile(path.join(PROJECT, 'docs/bundles.md'), 'utf8'))) {
    if (step.kind === 'RUN' && step.command.startsWith('export DIP_DATA_DIR=')) city = step.command.slice(20);
    else if (step.kind === 'RUN') {
      const argv = step.command.split(' ').slice(1);
      const ran = await run(...argv.map((word) => words[word] ?? word));
      expect({ command: step.command, exitCode: ran.exitCode }, ran.err + ran.out).toEqual({
        command: step.command,
        exitCode: step.exitCode,
      });
      printed += `${ran.out}${ran.err}\n`;
      if (argv[1] === 'export')
        words['$SHA'] = createHash('sha256')
          .update(await readFile(path.join(directory, '模板市.json')))
          .digest('hex');
      words['$KEY'] ??= /--accept-key ([0-9a-f]{16})/.exec(printed)?.[1] ?? '';
      if (words['$KEY'] === '') delete words['$KEY'];
    } else if (step.kind === 'SEE') {
      expect(missingPiece(printed, step.lines), printed).toBeUndefined();
      printed = '';
    } else throw new Error(step.kind);
  }
  expect(await readFile(path.join(directory, '模板市目录库.csv'), 'utf8')).toContain('脑梗死');
  const versions = json(await run('ruleset', 'list', '--region', '990100', '--json'));
  expect(JSON.stringify(versions)).not.toContain('2036.1'); // nothing is in force by it
  expect(json(await run('audit', 'verify', '--region', '990100', '--json'))).toMatchObject({ intact: true });
  must(words['$KEY'], 'key');
}, 300_000);
