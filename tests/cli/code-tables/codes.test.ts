import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dip, json, type Ran } from '../run.js';
import { fillDirectory } from '../../support/snapshots.js';

const NATIONAL = path.resolve(import.meta.dirname, '../../../rulesets/100000-national/2021.1.json');

describe('dip codes', () => {
  let dir: string;
  const run = (...argv: string[]): Promise<Ran> => dip(path.join(dir, 'data'), dir, ...argv);
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'dip-codes-'));
    await fillDirectory(path.join(dir, 'data'));
    await run('ruleset', 'load', NATIONAL);
    await writeFile(path.join(dir, 'codes.csv'), '诊断代码,诊断名称,备注\nK35.800,急性阑尾炎,\nK35.200,"急性阑尾炎,伴腹膜炎",灰码\n');
    await writeFile(path.join(dir, 'map.txt'), 'A00.000 A00.000\nI48.x00 I48.900\n');
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('imports a table, lists it, shows a code, finds by name, and reads a map for a ruleset', async () => {
    const named = ['--region', '100000', '--kind', 'diagnosis', '--system', 'INSURANCE', '--version', '医保版 2.0', '--from', '2021-01-01'];
    const bad = await run('codes', 'import', 'map.txt', ...named, '--kind', 'operation');
    expect([bad.exitCode, bad.out]).toEqual([1, expect.stringContaining('CODE_FORM')]);
    expect((await run('codes', 'import', 'codes.csv', ...named, '--check')).out).toContain('未入库');
    expect((await run('codes', 'import', 'codes.csv', ...named)).out).toContain('编码 2 个');
    expect(json(await run('codes', 'list', '--region', '100000', '--json'))).toMatchObject({ codeTables: [{ version: '医保版 2.0' }] });
    expect((await run('codes', 'show', 'K35.200', '--region', '100000')).out).toContain('灰码');
    const found = await run('codes', 'find', '阑尾', '--region', '100000', '--limit', '1');
    expect([found.out.includes('K35.200'), found.out.includes('K35.800')]).toEqual([true, false]);
    const map: unknown = JSON.parse((await run('codes', 'read-map', 'map.txt', '--basis', 'src#1')).out);
    expect(map).toEqual({ kind: 'codeMap', rows: [{ from: 'I48.x00', to: 'I48.900' }], basis: ['src#1'] });
  });
});
