import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dip, json, type Ran } from '../run.js';
import { serveDirectory, type ServedDirectory } from '../served-directory.js';
import { fillDirectory } from '../../support/snapshots.js';
import { SMALL } from '../../support/grouping-3/chs-drg-small.js';
import { drgDocument } from '../../support/grouping-3/drg-document.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const NATIONAL = path.join(ROOT, 'rulesets/100000-national/2021.1.json');
const NAME = ['--region', '100000', '--code', 'CHS-DRG', '--version', '3.0'];

let dir: string;
let served: ServedDirectory;
const run = (...argv: string[]): Promise<Ran> => dip(path.join(dir, 'data'), dir, ...argv);
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'dip-grouper-'));
  await fillDirectory(path.join(dir, 'data'));
  served = await serveDirectory(path.join(dir, 'data'));
});
afterAll(async () => {
  await served.close();
  await rm(dir, { recursive: true, force: true });
});

describe('dip grouper', () => {
  beforeAll(async () => {
    await run('ruleset', 'load', NATIONAL);
    await writeFile(path.join(dir, 'book.json'), JSON.stringify(drgDocument()));
    await writeFile(path.join(dir, 'bad.json'), JSON.stringify(drgDocument({ sets: {} })));
  });

  it('imports a file, shows it, an ADRG and a code, and exports the same bytes', async () => {
    const bad = await run('grouper', 'import', 'bad.json', '--region', '100000');
    expect([bad.exitCode, bad.out.includes('UNKNOWN_SET')]).toEqual([1, true]);
    expect(bad.out).toMatch(/规则引用了不存在的编码集[\s\S]*its rule names the set .* which is not there/); // both languages (B1)
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

  it('reads the printed texts into a file that it imports', async () => {
    const names = await Promise.all(
      [SMALL.mdc, SMALL.adrg, SMALL.drg, SMALL.detail, SMALL.mcc, SMALL.cc, SMALL.exclusions].map(async (text, i) => {
        await writeFile(path.join(dir, `${i + 1}.txt`), text);
        return `${i + 1}.txt`;
      }),
    );
    const few = await run('grouper', 'read-text', ...names.slice(1));
    expect([few.exitCode, few.err.includes('七个文本文件')]).toEqual([1, true]);
    expect((await run('grouper', 'read-text', ...names, '--out', 'chs.json')).exitCode).toBe(0);
    expect((await run('grouper', 'import', 'chs.json', '--region', '100000')).out).toContain('CHS-DRG 1.1：MDC 5 个，ADRG 8 个，DRG 11 个');
  });
});

describe('dip score --explain in a city that groups by a DRG grouper', () => {
  beforeAll(async () => {
    await writeFile(
      path.join(dir, 'institutions.csv'),
      '机构编码,机构名称,级别,生效日,attribute.coefficient\nH1,第一医院,3,2027-01-01,1\n',
    );
    const one = {
      ...{ caseNo: 'C1', institutionCode: 'H1', insurance: 'EMPLOYEE', admissionDate: '2027-03-01', dischargeDate: '2027-03-09' },
      ...{ settlementDate: '2027-03-10', sex: 'FEMALE', ageYears: 45, principalDiagnosis: 'K80.302', otherDiagnoses: ['K65.000'] },
      ...{ procedures: ['51.2300', '36.0600'], totalCost: '15000.00', fundPaid: '9000.00' },
    };
    await writeFile(path.join(dir, 'cases.jsonl'), `${JSON.stringify(one)}\n`);
    await cp(path.join(ROOT, 'examples'), path.join(dir, 'examples'), { recursive: true });
  });

  it('follows docs/groupers.md, command by command, from the shipped files to a group with its reasons, Chinese first, and the alternatives', async () => {
    const page = await readFile(path.join(ROOT, 'docs/groupers.md'), 'utf8');
    const [, section = ''] = page.split('## 导入与查看 Import and look up');
    const [, block = ''] = /^```sh\n([\s\S]*?)^```$/m.exec(section) ?? [];
    const walked = block.trim().split('\n');
    expect(walked.length).toBeGreaterThan(5);
    const [, explain = ''] = /`dip (score [^`]*--explain[^`]*)`/.exec(page) ?? [];
    for (const command of [
      `dip ruleset load ${ROOT}/rulesets/991500-drg/2024.1.json ${ROOT}/rulesets/991550-drg-grouper/2027.1.json`,
      ...walked,
      'dip catalogue import examples/drg-weights.csv --region 991550 --version 2027.1 --from 2027-01-01',
      'dip institutions import institutions.csv --region 991550',
    ]) {
      const [program, ...words] = command.split(' ');
      const ran = await run(...words);
      expect([program, ran.exitCode, ran.exitCode === 0 ? '' : ran.err, command]).toEqual(['dip', 0, '', command]);
      if (command.includes('catalogue import')) expect(ran.out).toContain('警告 1 处（WEIGHT_MISSING 1）');
    }
    const exported = await readFile(path.join(dir, 'again.json'), 'utf8');
    expect(exported).toBe(await readFile(path.join(ROOT, 'examples/drg-grouper.json'), 'utf8'));
    const explained = await run(...explain.split(' '));
    expect(explained.err).toBe('');
    expect(explained.out).toContain('✓ 主要手术操作在 OP_HC 中：51.2300（OP_HC）');
    expect(explained.out).toContain('K65.000 本是 MCC，因主要诊断在排除表 EX_H 中，不算');
    expect(explained.out).toContain('✓ main operation in OP_HC: 51.2300 (OP_HC)');
    expect(explained.out).toMatch(/换主要诊断或主要手术操作会怎样[\s\S]*36\.0600/);
    expect(explained.out.indexOf('分组过程')).toBeLessThan(explained.out.indexOf('计分过程'));
    const machine = json(await run('score', 'cases.jsonl', '--region', '991550', '--explain', 'C1', '--alternatives', '--json'));
    expect(machine).toMatchObject({ groupCode: 'HC15', grouper: { outcome: 'GROUPED', code: 'HC15' } });
    expect((machine.alternatives as unknown[]).length).toBe(3);
    expect((await run('score', 'cases.jsonl', '--alternatives')).exitCode).not.toBe(0);
  });
});
