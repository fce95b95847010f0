import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOOKS, bookBytes } from '../../scripts/write-example-books.js';
import { missingPiece, stepsOf } from '../support/walk-through.js';
import { dip } from './run.js';
import { serveEmpty, type ServedDirectory } from './served-directory.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

describe('docs/books.md', () => {
  let dir: string;
  let served: ServedDirectory;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'dip-books-'));
    served = await serveEmpty(path.join(dir, 'data'));
    for (const folder of ['examples', 'rulesets']) await cp(path.join(ROOT, folder), path.join(dir, folder), { recursive: true });
  });
  afterAll(async () => {
    await served.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('leads from the small books to grouped cases, command by command', async () => {
    const steps = stepsOf(await readFile(path.join(ROOT, 'docs/books.md'), 'utf8'));
    let printed = '';
    for (const step of steps) {
      if (step.kind === 'RUN') {
        const ran = await dip(path.join(dir, 'data'), dir, ...step.command.split(' ').slice(1));
        expect({ command: step.command, exitCode: ran.exitCode, err: ran.exitCode === 0 ? '' : ran.err + ran.out }).toEqual({
          ...{ command: step.command, exitCode: step.exitCode, err: '' },
        });
        printed += `${ran.out}\n${ran.err}\n`;
      } else if (step.kind === 'SEE') {
        expect(missingPiece(printed, step.lines), printed).toBeUndefined();
        printed = '';
      } else throw new Error(step.kind);
    }
  });

  it.each(BOOKS)('%s.xlsx is what its text gives, and small', async (book) => {
    const file = await readFile(path.join(ROOT, `examples/books/${book}.xlsx`));
    expect(file.equals(Buffer.from(bookBytes(book)))).toBe(true);
    expect(file.byteLength).toBeLessThan(30_000);
  });
});
