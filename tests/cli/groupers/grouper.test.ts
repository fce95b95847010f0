import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dip, json, type Ran } from '../run.js';
import { fillDirectory } from '../../support/database.js';
import { drgDocument } from '../../support/grouping-3/drg-document.js';

const NATIONAL = path.resolve(import.meta.dirname, '../../../rulesets/100000-national/2021.1.json');
const NAME = ['--region', '100000', '--code', 'CHS-DRG', '--version', '3.0'];

describe('dip grouper', () => {
  let dir: string;
  const run = (...argv: string[]): Promise<Ran> => dip(path.join(dir, 'data'), dir, ...argv);
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'dip-grouper-'));
    await fillDirectory(path.join(dir, 'data'));
    await run('ruleset', 'load', NATIONAL);
    await writeFile(path.join(dir, 'book.json'), JSON.stringify(drgDocument()));
    await writeFile(path.join(dir, 'bad.json'), JSON.stringify(drgDocument({ sets: {} })));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('imports a file, shows it, an ADRG and a code, and exports the same bytes', async () => {
    const bad = await run('grouper', 'import', 'bad.json', '--region', '100000');
    expect([bad.exitCode, bad.out.includes('UNKNOWN_SET')]).toEqual([1, true]);
    const imported = await run('grouper', 'import', 'book.json', '--region', '100000');
    expect(imported.err).toBe('');
    expect(imported.out).toContain('已入库，内容哈希');
    expect(json(await run('grouper', 'list', '--region', '100000', '--json'))).toMatchObject({ groupers: [{ code: 'CHS-DRG' }] });
    const { adrgs, sets } = drgDocument();
    const [set, codes] = Object.entries(sets)[0] ?? ['', []];
    const adrg = adrgs.find(({ rule }) => rule.includes(set));
    expect((await run('grouper', 'show', adrg?.code ?? '', ...NAME)).out).toMatch(/规则：[\s\S]*编码集 .*个编码[\s\S]*DRG /);
    expect((await run('grouper', 'show', codes[0] ?? '', ...NAME)).out).toContain(set);
    expect((await run('grouper', 'show', ...NAME)).out).toContain('MDC');
    expect((await run('grouper', 'export', ...NAME)).out).toBe(JSON.stringify(drgDocument()));
  });
});
