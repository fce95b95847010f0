import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingPiece, stepsOf } from '../support/walk-through.js';
import { dip } from './run.js';
import { serveEmpty, type ServedDirectory } from './served-directory.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

describe.each(['docs/year-records.md', 'docs/institutions.md'])('%s', (page) => {
  let dir: string;
  let served: ServedDirectory;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'dip-years-'));
    served = await serveEmpty(path.join(dir, 'data'));
    for (const folder of ['examples', 'rulesets']) await cp(path.join(ROOT, folder), path.join(dir, folder), { recursive: true });
  });
  afterAll(async () => {
    await served.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('leads from example files to records, command by command', async () => {
    let printed = '';
    for (const step of stepsOf(await readFile(path.join(ROOT, page), 'utf8'))) {
      if (step.kind === 'RUN') {
        const ran = await dip(path.join(dir, 'data'), dir, ...step.command.split(' ').slice(1));
        expect({ command: step.command, exitCode: ran.exitCode }, ran.err + ran.out).toEqual({
          command: step.command,
          exitCode: step.exitCode,
        });
        printed += `${ran.out}\n`;
      } else if (step.kind === 'SEE') {
        expect(missingPiece(printed, step.lines), printed).toBeUndefined();
        printed = '';
      } else throw new Error(step.kind);
    }
  });
});
