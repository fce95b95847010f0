import { TEST_KEYS } from '../support/signing.js';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreFull, StoreUnavailable } from '../../src/app/ports/ports.js';
import { storeError } from '../../src/store/database/store-errors.js';
import { openStore } from '../../src/store/open-store.js';
import { startFailure } from '../../src/start-failure.js';
import { plainJavaScript } from '../support/plain-javascript.js';
import { fillDirectory } from '../support/snapshots.js';

const MAIN = await plainJavaScript(fileURLToPath(new URL('../../src/main.ts', import.meta.url)));

/** A started platform: what it printed so far, and how it ended. */
interface Started {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves when the output has the text. */
  says(text: string): Promise<void>;
  readonly ended: Promise<number | null>;
}

function start(env: Readonly<Record<string, string>>): Started {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const says = async (text: string): Promise<void> => {
    while (!out.includes(text)) {
      if (child.exitCode !== null) throw new Error(`ended before it said ${text}: ${out}${err}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return { child, out: () => out, err: () => err, says, ended };
}

const STACK = /\n[ \t]+at .*:\d+:\d+/;

/** Names and bytes of every file of a folder. */
async function contentOf(folder: string): Promise<unknown> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return await Promise.all(files.sort().map(async (file) => [file, (await readFile(file)).toString('base64')]));
}

describe('an operator starts and stops the platform', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'dip-start-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('a port in use: one line a language, no stack, and no key was shown that the next start would not know (N9)', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await fillDirectory(folder);
    const refused = start({ DIP_DATA_DIR: folder, PORT: String(port) });
    expect(await refused.ended).toBe(1);
    other.close();
    expect(refused.err()).toContain('端口已被占用');
    expect(refused.err()).toContain('Stop whatever uses it, or set PORT');
    expect(refused.err()).not.toMatch(STACK);
    expect(refused.out()).not.toContain('管理员密钥');

    const again = start({ DIP_DATA_DIR: folder });
    await again.says('管理员密钥'); // the key that nobody saw was not made
    again.child.kill('SIGTERM');
    expect(await again.ended, again.out() + again.err()).toBe(0);
  });

  it('SIGTERM during the first start drains with exit 0 and without a stack; the next start goes on (R14)', async () => {
    await fillDirectory(folder);
    const first = start({ DIP_DATA_DIR: folder });
    await first.says('sample city · 病例 cases');
    first.child.kill('SIGTERM');
    expect(await first.ended, first.out() + first.err()).toBe(0);
    expect(first.err()).toBe('');
    expect(first.out()).not.toMatch(STACK);
  });

  it('SIGTERM with a request that never ends drains with exit 0 (R14)', async () => {
    await fillDirectory(folder);
    const running = start({ DIP_DATA_DIR: folder });
    await running.says('"msg":"listening"');
    const [, port = ''] = /"url":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(running.out()) ?? [];
    const stalled = connect(Number(port), '127.0.0.1');
    stalled.on('error', () => undefined);
    await once(stalled, 'connect');
    stalled.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{');
    running.child.kill('SIGTERM');
    expect(await running.ended, running.out() + running.err()).toBe(0);
    stalled.destroy();
  });

  it('a database that is down: one line a language, exit 1 (N9)', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const refused = start({ DATABASE_URL: `postgresql://dip:x@127.0.0.1:${port}/dip` });
    expect(await refused.ended).toBe(1);
    expect(refused.err()).toContain('数据库无法连接');
    expect(refused.err()).toContain("The database can't be reached");
    expect(refused.err()).not.toMatch(STACK);
  });

  it('a wrong password, a database that is not there, a full disk are told as such (N9)', () => {
    const failing = (code: string): string => startFailure(Object.assign(new Error('as the driver says'), { code })) ?? '';
    expect(failing('28P01')).toContain('用户名或密码');
    expect(failing('3D000')).toContain('createdb');
    expect(failing('ENOSPC')).toContain('磁盘空间不足');
    expect(startFailure(new Error('a bug'))).toBeUndefined();
  });
});

describe('an embedded directory that is not whole', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'dip-damaged-'));
    await fillDirectory(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each(['PG_VERSION', 'global/pg_control'])('without %s is refused, untouched, naming it and dip restore (R5)', async (part) => {
    await rm(path.join(folder, 'database', part));
    const before = await contentOf(path.join(folder, 'database'));
    await expect(openStore({ dataDir: folder }, () => TEST_KEYS)).rejects.toThrow(new RegExp(`${folder}.*缺少 ${part}.*dip restore`));
    expect(await contentOf(path.join(folder, 'database'))).toEqual(before);
  });

  it('damaged in another way is refused in words, not by a stack of the database (R5)', async () => {
    await writeFile(path.join(folder, 'database', 'PG_VERSION'), '9\n');
    const refused = await openStore({ dataDir: folder }, () => TEST_KEYS).then(
      () => undefined,
      (error: unknown) => error,
    );
    const told = startFailure(refused) ?? '';
    expect(told).toContain('内置数据库无法打开');
    expect(told).toContain('dip restore');
    expect(told.split('\n')).toHaveLength(2);
  });

  it('whose first creation was interrupted is begun again: nothing of anybody’s is in there', async () => {
    await rm(path.join(folder, 'database'), { recursive: true });
    await mkdir(path.join(folder, 'database'));
    await writeFile(path.join(folder, 'database', 'half'), 'made');
    await writeFile(path.join(folder, 'dip.creating'), '');
    const opened = await openStore({ dataDir: folder }, () => TEST_KEYS);
    expect(await opened.store.ready()).toBe(true);
    await opened.close();
    expect(await readdir(folder)).not.toContain('dip.creating');
  });
});

describe('a full disk (B13)', () => {
  it('is STORAGE_FULL, by PostgreSQL’s code, by Node’s, and by the words of the embedded database', () => {
    const wrapped = Object.assign(new Error('query failed'), { cause: Object.assign(new Error('disk'), { code: '53100' }) });
    expect(storeError(wrapped)).toBeInstanceOf(StoreFull);
    expect(storeError(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toBeInstanceOf(StoreFull);
    expect(storeError(new StoreUnavailable('could not extend file "base/5/1": No space left on device'))).toBeInstanceOf(StoreFull);
    expect(storeError(new StoreUnavailable('the embedded database has stopped'))).not.toBeInstanceOf(StoreFull);
  });
});
