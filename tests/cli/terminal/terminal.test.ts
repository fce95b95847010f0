import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { grouped, yuan } from '../../../src/cli/terminal/money.js';
import { processTerminal } from '../../../src/cli/terminal/process-terminal.js';
import { list, table } from '../../../src/cli/terminal/table.js';

describe('tables', () => {
  test('Chinese characters count as two columns, so that columns stand beneath each other', () => {
    const columns = [{ title: '机构' }, { title: '金额（元）', align: 'right' as const }];
    expect(
      table(columns, [
        ['演示市第一人民医院', '1.00'],
        ['H1', '1,000.00'],
      ]),
    ).toBe('机构                金额（元）\n演示市第一人民医院        1.00\nH1                    1,000.00\n');
    expect(
      list([
        ['分值', '1'],
        ['支付参考额', '2'],
      ]),
    ).toBe('分值        1\n支付参考额  2\n');
  });
});

test.each([
  ['0', '0'],
  ['999.50', '999.50'],
  ['1000', '1,000'],
  ['-1234567.8900', '-1,234,567.8900'],
])('thousands of %s: %s', (text, expected) => {
  expect(grouped(text)).toBe(expected);
});

test('money is yuan with 2 places', () => {
  expect([yuan(0n), yuan(-5n), yuan(123_456_789n)]).toEqual(['0.00', '-0.05', '1,234,567.89']);
});

describe('the terminal of a process', () => {
  const of = (isTTY: boolean, cwd = '/') => {
    const stderr = Object.assign(new PassThrough(), { isTTY, columns: 80 });
    return { stderr, terminal: processTerminal({ stdin: new PassThrough(), stdout: new PassThrough(), stderr, cwd }) };
  };
  const shown = (stream: PassThrough): string => String(stream.read() ?? '');

  test('draws a bar with its Chinese label where somebody watches, and takes it away', () => {
    const { stderr, terminal } = of(true);
    terminal.progress({ label: '清算：计分', done: 50, total: 200 });
    terminal.progress(null);
    expect(shown(stderr)).toContain('清算：计分 [');
  });

  test('draws nothing into a pipe', async () => {
    const { stderr, terminal } = of(false);
    terminal.progress({ label: '清算：计分', done: 50, total: 200 });
    await terminal.say('done\n');
    expect(shown(stderr)).toBe('done\n');
  });

  test('a file appears whole when it is closed, and not before', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'dip-cli-'));
    const { terminal } = of(false, directory);
    const file = await terminal.create('scores.csv');
    await file.write('a,b\n');
    expect(await readdir(directory)).toEqual(['scores.csv.unfinished']);
    await file.write('1,2\n');
    await file.close();
    expect(await readdir(directory)).toEqual(['scores.csv']);
    expect(await readFile(path.join(directory, 'scores.csv'), 'utf8')).toBe('a,b\n1,2\n');
    await expect(terminal.create('no/such/folder.csv')).rejects.toMatchObject({ name: 'Mistake', code: 'FILE' });
    await rm(directory, { recursive: true });
  });
});
