import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chinaDay } from '../../src/app/base/china-day.js';
import { dip, json, type Ran } from './run.js';
import { serveEmpty, type ServedDirectory } from './served-directory.js';

const YEAR = ['--region', '990300', '--year', '2025', '--insurance', '职工'];
let directory: string;
let served: ServedDirectory;
const run = (...argv: string[]): Promise<Ran> => dip(path.join(directory, 'data'), directory, ...argv);
const ok = (ran: Ran): Ran => {
  expect(ran).toMatchObject({ exitCode: 0 });
  return ran;
};

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dip-statements-'));
  served = await serveEmpty(path.join(directory, 'data'));
  ok(await run('sample', '--cases', '60', '--history', '120', '--institutions', '7'));
});
afterAll(async () => {
  await served.close();
  await rm(directory, { recursive: true, force: true });
});

const region = ['--region', '990300'];
const today = chinaDay(new Date());
let runNo: string;
let code: string;
let institutions: number;

test('a run is published, objected to, and confirmed on paper from the command line (N25-27)', async () => {
  const cleared = json(ok(await run('clear', ...YEAR, '--json'))) as {
    runNo: number;
    statements: { institutionCode: string; payable: string }[];
  };
  runNo = String(cleared.runNo);
  code = cleared.statements[0]?.institutionCode ?? '';
  expect((await run('run', 'publish', runNo, ...region, '--reason', '公示')).err).toContain('请填写异议截止日');
  expect(ok(await run('run', 'publish', runNo, ...region, '--reason', '公示', '--last-day', today)).out).toContain('2025年全年预清算');
  expect((await run('run', 'publish', runNo, ...region, '--reason', '公示', '--last-day', today)).err).toContain('已由');
  const paper = ['--source', '盖章确认单'];
  const objected = ok(await run('run', 'object', runNo, ...region, '--institution', code, '--text', '入组有误', ...paper, '--json'));
  const [objection] = json(objected).objections as { id: string }[];
  const hash = String(json(ok(await run('run', 'confirm', runNo, ...region, '--json'))).standsOutHash);
  const confirm = ['run', 'confirm', runNo, ...region, '--stands-out', hash, '--reason', '核对无误'];
  expect((await run(...confirm)).err).toContain('异议尚未答复');
  const answer = ['--outcome', 'rejected', '--answer', '按规则入组', '--reason', '已复核'];
  expect(ok(await run('run', 'answer', objection?.id ?? '', ...region, ...answer)).out).toContain('不采纳');
  expect(ok(await run('run', 'objections', runNo, ...region)).out).toContain('按规则入组');
  expect((await run(...confirm)).err).toContain('这些机构尚未确认结算单'); // the ruleset asks for every one (confirmStatements)
  expect(ok(await run('statement', 'confirm', runNo, code, ...region, '--reason', '确认', ...paper)).out).toContain('代为确认');
  ok(await run('statement', 'confirm', runNo, '--all', ...region, '--reason', '确认', ...paper));
  const { statements } = json(ok(await run('statement', 'list', runNo, ...region, '--json'))) as { statements: { consent: string }[] };
  expect(new Set(statements.map(({ consent }) => consent))).toEqual(new Set(['ON_BEHALF']));
  ok(await run(...confirm));
  const shown = ok(await run('run', 'show', runNo, ...region)).out;
  expect(shown).toContain(`异议截止 ${today}`);
  expect(shown).toMatch(/异议 +1 件，未答复 0 件/);
  expect(shown).toMatch(/机构确认 +7\/7/);
  expect(ok(await run('statement', runNo, code, ...region)).out).toContain('结算单'); // the statement itself is still shown by its two words
  institutions = statements.length;
});

test('what it owes is paid, received and, where it went too far, recovered: then it is PAID (N21-30d, N25-27b)', async () => {
  const owed = json(ok(await run('ledger', 'balances', ...YEAR, '--json'))).balances as {
    account: string;
    institutionCode: string;
    balance: string;
  }[];
  for (const { account, institutionCode, balance } of owed) {
    if (account !== 'INSTITUTION' || balance.startsWith('-')) continue;
    const amount = institutionCode === code ? `${BigInt(balance.replace('.', '')) / 100n + 10n}.00` : balance; // ten yuan too much, or less a few fen
    ok(
      await run(
        'payment',
        'record',
        ...YEAR,
        '--institution',
        institutionCode,
        '--amount',
        amount,
        '--paid-on',
        '2026-02-01',
        '--reason',
        '清算拨付',
      ),
    );
  }
  const stage = async (): Promise<unknown> => json(ok(await run('run', 'show', runNo, ...region, '--json'))).stage;
  expect(await stage()).toBe('PAID');
  const received = ['--received-on', '2026-02-02', '--reason', '已到账', '--source', '到账回单'];
  const first = json(ok(await run('payment', 'receipts', ...YEAR, '--json'))).receipts as { paymentId: string; amount: string }[];
  ok(await run('payment', 'receipt', first[0]?.paymentId ?? '', ...YEAR, ...received, '--amount', '1.00'));
  const all = json(ok(await run('payment', 'receipt', '--all', ...YEAR, ...received, '--json'))).receipts as {
    difference: string | null;
  }[];
  expect(all.filter(({ difference }) => difference === null)).toEqual([]);
  expect(all.filter(({ difference }) => difference !== '0.00')).toHaveLength(1);
  const recover = ['payment', 'record', ...YEAR, '--institution', code, '--paid-on', '2026-03-01', '--reason', '多拨追回'];
  expect((await run(...recover, '--amount', '-1.00')).err).toContain('须写明依据');
  expect((await run(...recover, '--amount', '-10.01', '--source', '追回通知')).err).toContain('至多可追回');
  ok(await run(...recover, '--amount', '-9.00', '--source', '追回通知'));
  const board = json(ok(await run('period', 'list', ...YEAR, '--json'))).periods as Record<string, unknown>[];
  const year = board.at(-1);
  expect(year).toMatchObject({ key: 'YEAR', state: 'PAID', openObjections: 0, publishedUntil: today, statements: institutions });
  expect([year?.consented, year?.receipts]).toEqual([year?.statements, year?.payments]);
});
