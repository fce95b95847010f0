import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../src/engine/kit/assert.js';
import { schema } from '../../src/graph/schema.js';
import { missingPiece, stepsOf } from '../support/walk-through.js';
import { dip, dipWith, json, type Ran } from './run.js';
import { serveEmpty, type ServedDirectory } from './served-directory.js';

const PAGE = path.resolve(import.meta.dirname, '../../docs/drafts.md');
let directory: string;
let served: ServedDirectory;
let dataDir: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dip-drafts-'));
  dataDir = path.join(directory, 'data');
  served = await serveEmpty(dataDir);
  const made = await dip(dataDir, directory, 'sample', '--cases', '2000', '--history', '400', '--institutions', '7');
  expect(made).toMatchObject({ exitCode: 0 });
});
afterAll(async () => {
  await served.close();
  await rm(directory, { recursive: true, force: true });
});

async function keyOf(role: string, ...holder: readonly string[]): Promise<{ readonly key: string; readonly holderId: string }> {
  return json(await dip(dataDir, directory, 'keys', 'create', '--region', '990300', '--role', role, ...holder, '--json')) as never;
}

it('N25-33 the page on drafts is walked as it stands: a clerk begins one, another person approves and publishes it', async () => {
  const clerk = await keyOf('CLERK', '--holder', '李起草');
  const both = await keyOf('APPROVER', '--holder-id', clerk.holderId);
  const approver = await keyOf('APPROVER', '--holder', '王审批');
  const keys: Readonly<Record<string, string>> = { $CLERK: clerk.key, $BOTH: both.key, $APPROVER: approver.key };
  let key = '';
  let printed = '';
  const run = (...argv: string[]): Promise<Ran> =>
    dipWith({ DIP_DATA_DIR: dataDir, ...(key === '' ? {} : { DIP_KEY: key }) }, directory, ...argv);
  for (const step of stepsOf(await readFile(PAGE, 'utf8'))) {
    if (step.kind === 'RUN' && step.command.startsWith('export DIP_KEY=')) key = must(keys[step.command.slice(15)], step.command);
    else if (step.kind === 'RUN') {
      const argv = step.command.split(' ').slice(1);
      if (argv.includes('$WARNINGS')) {
        const { warningsHash } = json(await run('draft', 'check', 'latest', '--region', '990300', '--json'));
        argv.splice(argv.indexOf('$WARNINGS'), 1, String(warningsHash));
      }
      const ran = await run(...argv);
      expect({ command: step.command, exitCode: ran.exitCode }, ran.err + ran.out).toEqual({
        command: step.command,
        exitCode: step.exitCode,
      });
      printed += `${ran.out}${ran.err}\n`;
    } else if (step.kind === 'SEE') {
      expect(missingPiece(printed, step.lines), printed).toBeUndefined();
      printed = '';
    } else if (step.kind === 'QUERY') expect(validate(schema, parse(step.query))).toEqual([]);
    else throw new Error(step.kind);
  }

  const asJson = json(await run('draft', 'check', 'latest', '--region', '990300', '--json'));
  expect(asJson['findings']).toEqual(expect.arrayContaining([expect.objectContaining({ mend: expect.any(Array) as unknown })]));
  const all = await run('draft', 'check', 'latest', '--region', '990300', '--all');
  expect(all.out).not.toContain('--all 列出');
  const listed = json(await run('ruleset', 'list', '--region', '990300', '--json'))['versions'];
  const publishedAt = expect.stringMatching(/^20\d\d-.*Z$/) as unknown;
  expect(listed).toContainEqual(
    expect.objectContaining({ version: '2021.1', status: 'SUPERSEDED', effectiveTo: '2024-12-31', publishedAt }),
  );
  const early = await run('ruleset', 'in-force', '--region', '990300', '--on', '2025-06-30', '--known-at', '2001-01-01');
  expect([early.exitCode, early.err]).toEqual([1, expect.stringContaining('当时尚未发布任何版本')]);
  const wide = await run('draft', 'edit', 'latest', '--region', '990300', '--set', '/parameters/deviationLow/value=０.３５');
  expect([wide.exitCode, wide.err]).toEqual([1, expect.stringContaining('请用半角：0.35')]);

  key = `dip_test_${'x'.repeat(40)}`;
  expect(await run('draft', 'list', '--region', '990300')).toMatchObject({ exitCode: 1 });
  key = keys['$CLERK'] ?? '';
  const edited = await run('draft', 'edit', 'latest', '--region', '990300', '--set', '/version=9');
  expect(edited.exitCode).toBe(1);
  expect(edited.err).toContain('已发布');
}, 300_000);
