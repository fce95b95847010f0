import { TEST_KEYS } from '../../support/signing.js';
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, request } from 'node:http';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { DirectoryInUse, lockDirectory, lockSocketPath } from '../../../src/store/directory/directory-lock.js';
import { openStore } from '../../../src/store/open-store.js';
import { plainJavaScript } from '../../support/plain-javascript.js';

const CHILD = await plainJavaScript(fileURLToPath(new URL('../embedded-child.ts', import.meta.url)));

/** Starts the child; `line` waits for the next line that begins with a word. */
function start(verb: 'hold' | 'write', dataDir: string): { child: ChildProcess; line: (word: string) => Promise<string>; lines: string[] } {
  const child = spawn(process.execPath, [CHILD, verb, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const waiting: { word: string; found: (line: string) => void }[] = [];
  if (child.stdout === null) throw new Error('no output');
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(text);
    const index = waiting.findIndex(({ word }) => text.startsWith(word));
    if (index >= 0) waiting.splice(index, 1)[0]?.found(text);
  });
  return { child, lines, line: (word) => new Promise((found) => waiting.push({ word, found })) };
}

const exited = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once('exit', (code) => resolve(code)));

describe('the lock of an embedded directory', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dip-lock-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('refuses a second process, in both languages and with the owner’s pid', async () => {
    const dataDir = join(directory, 'second');
    const own = await openStore({ dataDir }, () => TEST_KEYS);
    try {
      const other = start('hold', dataDir);
      const said = await other.line('refused');
      expect(await exited(other.child)).toBe(3);
      expect(said).toContain('DirectoryInUse');
      expect(said).toContain(`正被进程 ${process.pid} 使用`);
      expect(said).toContain(`in use by process ${process.pid}`);
      await expect(lockDirectory(dataDir)).rejects.toMatchObject({ pid: process.pid });
    } finally {
      await own.close();
    }
    await (await lockDirectory(dataDir)).release(); // free again
  });

  it('is given to one of many that ask at once, also where a killed owner left its socket', async () => {
    const dataDir = join(directory, 'race');
    await mkdir(dataDir);
    const dead = start('hold', dataDir);
    await dead.line('open');
    dead.child.kill('SIGKILL');
    await exited(dead.child);
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(dataDir)));
    const held = results.filter((result) => result.status === 'fulfilled');
    expect(held).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(DirectoryInUse);
    await held[0]?.value.release();
  });

  it('keeps what was committed when its owner is killed in the middle of writing', async () => {
    const dataDir = join(directory, 'killed');
    const writer = start('write', dataDir);
    await writer.line('committed 20');
    writer.child.kill('SIGKILL');
    await exited(writer.child);
    const committed = writer.lines.filter((line) => line.startsWith('committed')).length;
    const opened = await openStore({ dataDir }, () => TEST_KEYS);
    try {
      const regions = await opened.store.transaction(PLATFORM_ACCESS, 'READ', (unit) => unit.regions.list());
      expect(regions.length).toBeGreaterThanOrEqual(committed);
      expect(regions.length).toBeLessThanOrEqual(committed + 1); // one may have been committed before it was said
      expect(regions.map(({ name }) => name)).toEqual(regions.map((_, index) => `市 ${index + 1}`));
    } finally {
      await opened.close();
    }
  });

  it('answers HTTP on the lock’s socket, wherever the path is too long too', async () => {
    const long = join(directory, 'x'.repeat(120));
    await mkdir(long);
    expect((await lockSocketPath(long)).startsWith(long)).toBe(false);
    for (const dataDir of [directory, long]) {
      const lock = await lockDirectory(dataDir);
      lock.listenOnLock(createServer((incoming, outgoing) => outgoing.end(`asked ${incoming.url}`)));
      const answer = await new Promise<string>((resolve, reject) => {
        request({ socketPath: lock.socketPath, path: '/graphql' }, (response) => {
          response.setEncoding('utf8');
          response.once('data', resolve);
        })
          .on('error', reject)
          .end();
      });
      expect(answer).toBe('asked /graphql');
      await expect(lockDirectory(dataDir)).rejects.toBeInstanceOf(DirectoryInUse);
      await lock.release();
    }
  });
});
